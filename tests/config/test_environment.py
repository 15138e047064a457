"""Options set by the environment: typed as in the file, reported at the start, secrets hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from notworking.config.declared import tables
from notworking.config.environment import variable_name
from notworking.config.loading import load, load_with_report
from notworking.errors import UserError

FILE = """\
[[account]]
name = "home"
host = "imap.example.com"
user = "ada@example.com"
password_command = "pass show mail/home"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small configuration file."""
    path = tmp_path / "notworking.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_each_kind_of_option_is_read_as_its_type(path: Path) -> None:
    """ "false" must be False and "60" a number, although variables are text."""
    config = load(
        path,
        {
            "NOTWORKING_SCHEDULE__POLL_SECONDS": "60",
            "NOTWORKING_SCHEDULE__IDLE": "false",
            "NOTWORKING_SCHEDULE__LOOK_BACK": "2w",
            "NOTWORKING_CUTOFFS__ASK": "0.75",
            "NOTWORKING_CUTOFFS__EVENT": "never",
            "NOTWORKING_ME__NAMES": "Ada Lovelace, Countess",
            "NOTWORKING_ME__EMPLOYERS": '["Smith, Sons"]',
            "NOTWORKING_FOLDERS__PARENT": "",
            "NOTWORKING_ACCOUNT__0__HOST": "other.example.com",
        },
    )

    assert (config.schedule.poll_seconds, config.schedule.idle) == (60, False)
    assert config.schedule.look_back.days == 14
    assert (config.cutoffs.ask, config.cutoffs.event) == (0.75, None)
    assert config.me.names == ("Ada Lovelace", "Countess")
    assert config.me.employers == ("Smith, Sons",)
    assert config.folders.parent == ""
    assert config.accounts[0].host == "other.example.com"


def test_the_environment_alone_can_say_everything(tmp_path: Path) -> None:
    """A container needs no file."""
    env = {
        "HOME": str(tmp_path),
        "NOTWORKING_ACCOUNT__0__NAME": "home",
        "NOTWORKING_ACCOUNT__0__HOST": "imap.example.com",
        "NOTWORKING_ACCOUNT__0__USER": "ada",
        "NOTWORKING_ACCOUNT__0__PASSWORD_FILE": "/run/secrets/home",
    }

    loaded = load_with_report(None, env)

    assert loaded.path is None
    assert loaded.config.accounts[0].password_file == Path("/run/secrets/home")


def test_the_start_report_names_every_override_and_hides_secrets(path: Path) -> None:
    """An option that the environment changed in silence is hard to find."""
    loaded = load_with_report(
        path,
        {"NOTWORKING_ACCOUNT__0__PASSWORD": "hunter2", "NOTWORKING_LOG__LEVEL": "debug"},
    )

    assert loaded.report() == (
        f"Configuration from {path}.",
        "NOTWORKING_ACCOUNT__0__PASSWORD sets account[0].password = (hidden).",
        "NOTWORKING_LOG__LEVEL sets log.level = debug.",
    )


def test_a_password_variable_takes_the_place_of_the_files_way(path: Path) -> None:
    """Otherwise no override of it would be possible: two ways are a mistake."""
    account = load(path, {"NOTWORKING_ACCOUNT__0__PASSWORD_ENV": "SECRET"}).accounts[0]

    assert (account.password_env, account.password_command) == ("SECRET", None)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("NOTWORKING_SCHEDUL__IDLE", "true", 'did you mean "schedule"?'),
        ("NOTWORKING_SCHEDULE__POL_SECONDS", "60", 'did you mean "poll_seconds"?'),
        ("NOTWORKING_SCHEDULE__POLL_SECONDS", "often", "must be a whole number"),
        ("NOTWORKING_SCHEDULE__IDLE", "False", "must be true or false"),
        ("NOTWORKING_ACCOUNT__HOST", "h", "NOTWORKING_ACCOUNT__0__NAME"),
        ("NOTWORKING_ACCOUNT__2__HOST", "h", "counts too far: there are 1"),
        ("NOTWORKING_ACCOUNT__0__HOST", "imaps://h", "must be a host name only"),
    ],
)
def test_a_wrong_variable_is_a_problem_under_its_own_name(
    path: Path, variable: str, value: str, said: str
) -> None:
    """The reader must look at the variable, not at a line of the file."""
    with pytest.raises(UserError) as caught:
        load(path, {variable: value})

    (told,) = str(caught.value).splitlines()[1:]
    assert told.strip().startswith(variable)
    assert said in told


def test_variables_that_orchestrators_set_are_not_ours(path: Path) -> None:
    """Kubernetes sets NOTWORKING_PORT for a service of that name."""
    load(path, {"NOTWORKING_PORT": "tcp://10.0.0.1:80", "NOTWORKING_SERVICE_HOST": "10.0.0.1"})


def test_every_option_has_a_variable_of_its_own() -> None:
    """Two options under one variable could not both be set."""
    names = [variable_name(option) for table in tables() for option in table.options]

    assert len(set(names)) == len(names)
    assert "NOTWORKING_ACCOUNT__0__CONNECT_TIMEOUT_SECONDS" in names
