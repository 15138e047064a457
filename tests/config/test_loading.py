"""From a file and the environment to one Config, or to every problem at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from notworking.config.loading import find_file, load, load_with_report, parse
from notworking.config.options import Config
from notworking.errors import UserError
from notworking.judge.verdict import NETWORKING, Category, Policy

MINIMAL = """\
[me]
names = ["Ada Lovelace"]
addresses = ["Ada@Example.com"]

[[account]]
name = "home"
host = "imap.example.com"
user = "ada@example.org"
password_command = "pass show mail/home"
"""


def mistakes(text: str) -> list[str]:
    """Return the problems of a configuration text, one a line, without the head."""
    with pytest.raises(UserError) as caught:
        parse(text)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_nine_lines_are_a_configuration() -> None:
    """The README promises that it is short; all else has a default, and shadow is the mode."""
    config = parse(MINIMAL)

    (account,) = config.accounts
    assert (account.mode, account.security, account.port_number) == ("shadow", "tls", 993)
    assert config.my_addresses == {"ada@example.com", "ada@example.org"}
    assert config.schedule.look_back == timedelta(days=30)
    assert config.account("home") is account
    assert config.account("work") is None


def test_five_mistakes_are_told_at_once_with_place_line_and_next_step() -> None:
    """A config with five mistakes is mended in one go."""
    text = """\
[me]
addresses = ["ada"]
[[account]]
name = "home"
host = "imaps://imap.example.com"
ssl = true
mode = "shaddow"
password_file = "x"
[schedule]
idle = "false"
"""
    assert mistakes(text) == [
        'line 2: me.addresses[0] must be a mail address such as "ada@example.com", not "ada"',
        'line 3: account[0].user is missing; add user = "ada@example.com"',
        'line 5: account[0].host must be a host name only, as "imap.example.com", without "imaps://"',
        'line 6: account[0].ssl is not known; did you mean "security"?',
        'line 7: account[0].mode must be "shadow", "flag" or "move", not "shaddow"; '
        'did you mean "shadow"?',
        'line 10: schedule.idle must be true or false without quotes, not "false", as idle = true',
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[schedule]\npoll_seconds = 3", "must be at least 10, not 3"),
        ("[schedule]\npoll_seconds = 60.5", "must be a whole number"),
        ("[schedule]\npoll_seconds = true", "must be a whole number"),
        ("[schedule]\nlook_back = 30", "must be a duration"),
        ("[schedule]\nlook_back = '30 days'", "must be a duration"),
        ("[cutoffs]\npitch = 1.5", "must be at most 1"),
        ("[cutoffs]\npitch = true", 'must be a number from 0 to 1, or "never"'),
        ("[cutoffs]\npitch = 'always'", 'must be a number from 0 to 1, or "never"'),
        ("[cutoffs]\nask = 0.4\nunsure_from = 0.5", "is below unsure_from (0.5)"),
        ("[folders]\npitch = 'Asks'", "is the same folder as folders.pitch"),
        ("[folders]\nparent = ''\npitch = 'INBOX'", "is the inbox itself"),
        ("[folders]\nparent = '/Networking'", 'without "/" at its ends'),
        ("[folders]\npitch = ''", "must not be empty"),
        ("[people]\nknown = ['example.com']", 'write "@example.com"'),
        ("[log]\nlevel = 'INFOO'", 'did you mean "info"?'),
        ("[store]\ndata_dir = ''", "is empty"),
        ("[schedule]\nmode = 'move'", "it stands in [[account]]"),
        ("[storre]\nx = 1", 'did you mean "store"?'),
        ("[log]\nlevel = 7", 'must be "debug", "info"'),
        ("[[account]]\nname = 'home'\nhost = 'h'\nuser = 'u'\npassword = 'p'", "choose another"),
        ("[[account]]\nname = 'b'\nhost = 'h:993'\nuser = 'u'\npassword = 'p'", "port = 993"),
        ("[[account]]\nname = 'b c'\nhost = 'h'\nuser = 'u'\npassword = 'p'", "one word"),
        ("[[account]]\nname = 'b'\nhost = 'h'\nuser = 'u'", "has no password"),
        (
            "[[account]]\nname = 'b'\nhost = 'h'\nuser = 'u'\npassword = 'p'\npassword_env = 'E'",
            "stands beside password_env; keep one",
        ),
        (
            "[[account]]\nname = 'b'\nhost = 'h'\nuser = 'u'\npassword = 'p'\nkeyword = 'a b'",
            "must be one word",
        ),
        (
            "[[account]]\nname = 'b'\nhost = 'h'\nuser = 'u'\npassword = 'p'\ninbox = [1]",
            "must be text in quotes",
        ),
    ],
)
def test_each_mistake_says_what_to_write(lines: str, said: str) -> None:
    """One mistake gives one problem, on its own line, with the next step."""
    (told,) = mistakes(MINIMAL + lines)

    assert told.startswith("line 1")
    assert said in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "account is missing; write an [[account]] table"),
        ("account = []", "account must not be empty"),
        ("[account]\nname = 'home'", "needs double brackets"),
        ("account = 3", "account must be"),
        ("me = 3", "me must be a table: write [me]"),
        ("name = home", "this is not TOML"),
    ],
)
def test_a_file_of_the_wrong_shape_says_what_to_write(text: str, said: str) -> None:
    """The first file of a new user is often of the wrong shape."""
    assert any(said in told for told in mistakes(text))


def test_a_password_never_stands_in_an_error() -> None:
    """Errors are pasted into issues."""
    told = mistakes(MINIMAL.replace("password_command", "password = ['hunter2']\n#"))

    assert told
    assert "hunter2" not in " ".join(told)


def test_a_password_never_stands_in_the_printed_configuration() -> None:
    """A logged Config must be harmless."""
    config = parse(
        MINIMAL.replace('password_command = "pass show mail/home"', 'password = "hunter2"')
    )

    assert "hunter2" not in repr(config) + str(config) + config.model_dump_json()


def test_paths_begin_at_the_files_folder_or_at_home(tmp_path: Path) -> None:
    """A daemon's working directory is "/", which nobody means."""
    path = tmp_path / "notworking.toml"
    path.write_text(
        MINIMAL + 'ca_file = "ca.pem"\n[store]\ndata_dir = "~/mail"\n', encoding="utf-8"
    )

    config = load(path, {"HOME": "/home/ada"})

    assert config.accounts[0].ca_file == tmp_path / "ca.pem"
    assert config.store.data_dir == Path("/home/ada/mail")
    assert config.rules.file == tmp_path / "rules.toml"


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"HOME": "/home/ada"}, "/home/ada/.local/share/notworking"),
        ({"HOME": "/home/ada", "XDG_DATA_HOME": "/data"}, "/data/notworking"),
        ({"HOME": "/home/ada", "STATE_DIRECTORY": "/var/lib/nw:/x"}, "/var/lib/nw"),
    ],
)
def test_data_lives_where_the_system_wants_it(
    tmp_path: Path, env: dict[str, str], expected: str
) -> None:
    """XDG for people, systemd's StateDirectory for services."""
    path = tmp_path / "notworking.toml"
    path.write_text(MINIMAL, encoding="utf-8")

    assert load(path, env).store.data_dir == Path(expected)


def test_the_named_file_comes_before_those_that_are_searched(tmp_path: Path) -> None:
    """--config, then the variable, then XDG; never the working directory."""
    user = tmp_path / "xdg" / "notworking" / "notworking.toml"
    user.parent.mkdir(parents=True)
    named, told = tmp_path / "a.toml", tmp_path / "b.toml"
    for path in (user, named, told):
        path.write_text(MINIMAL, encoding="utf-8")
    env = {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}

    assert find_file(None, env) == user
    assert find_file(None, {**env, "NOTWORKING_CONFIG": str(told)}) == told
    assert find_file(named, {**env, "NOTWORKING_CONFIG": str(told)}) == named


def test_a_file_in_the_working_directory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may name a command to run: one in a stranger's directory must not be obeyed."""
    (tmp_path / "notworking.toml").write_text(MINIMAL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    found = find_file(None, {"HOME": str(tmp_path / "nobody")})

    assert found is None or found.parent != tmp_path


def test_a_file_that_is_not_there_or_no_text_is_one_sentence(tmp_path: Path) -> None:
    """No traceback for a slip of the keyboard."""
    with pytest.raises(UserError, match="there is no such file"):
        load(tmp_path / "none.toml", {})
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not UTF-8"):
        load(binary, {})


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Some editors write one and show nothing."""
    path = tmp_path / "notworking.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())

    assert load(path, {}).accounts[0].name == "home"


def test_warnings_name_what_works_but_should_be_mended(tmp_path: Path) -> None:
    """Readable secrets and unencrypted logins are allowed, not overlooked."""
    secret = tmp_path / "secret"
    secret.write_text("hunter2\n", encoding="utf-8")
    secret.chmod(0o644)
    path = tmp_path / "notworking.toml"
    account = "[[account]]\nname = '{}'\nhost = 'imap.example.com'\nuser = 'u'\n{}\n"
    text = account.format("a", "password_file = 'secret'\nsecurity = 'plain'")
    path.write_text(text + account.format("b", "password = 'hunter2'"), encoding="utf-8")
    path.chmod(0o600)

    warnings = load_with_report(path, {}).warnings

    assert len(warnings) == 3
    assert "holds a password" in warnings[0]
    assert f"chmod 600 {secret}" in warnings[1]
    assert 'security = "plain"' in warnings[2]
    secret.chmod(0o600)
    assert len(load_with_report(path, {}).warnings) == 2


def test_folders_and_cutoffs_come_as_the_judgement_takes_them() -> None:
    """A category that is "never" filed is missing from the policy."""
    config = parse(MINIMAL + '[folders]\nparent = ""\n[cutoffs]\nevent = "never"\nask = 0.95\n')

    policy = config.cutoffs.policy(Policy(dict.fromkeys(NETWORKING, 0.8), unsure_from=0.3))

    assert config.folders.folder(Category.PITCH) == "Pitches"
    assert set(policy.cutoffs) == set(NETWORKING) - {Category.EVENT}
    assert (policy.cutoffs[Category.ASK], policy.cutoffs[Category.PITCH]) == (0.95, 0.8)
    assert policy.unsure_from == 0.3
    assert {parse(MINIMAL).folders.folder(each) for each in NETWORKING} == {
        "Networking/Recruiting", "Networking/Pitches", "Networking/Asks",
        "Networking/Schemes", "Networking/Invitations", "Networking/Events",
    }  # fmt: skip


def test_a_configuration_cannot_change() -> None:
    """Threads share it; a reload makes a new one."""
    config = parse(MINIMAL)

    with pytest.raises(ValueError, match="frozen"):
        config.log.level = "debug"  # type: ignore[misc]
    assert isinstance(config, Config)
