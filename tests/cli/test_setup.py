"""`init`, `doctor`, `health` and `version`: before the daemon runs, and when something seems wrong."""

from __future__ import annotations

import json
import stat
import threading
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.conftest import Program
from homes import NOTE, Home
from notworking import app
from notworking.cli.main import app as commands
from notworking.errors import TemporaryError, UserError
from servers import PASSWORD


def answer(home: Home, path: Path, *options: str, password: str = PASSWORD) -> Result:
    """Run `init` and type the answers."""
    server = home.running.server()
    typed = [
        "Sam Okafor",
        "sam@example.com",
        "Lumen Tiles",
        "127.0.0.1",
        f"plain:{server.port}",
        home.user,
        password,
    ]
    command = ["init", "--config", str(path), *options]
    return CliRunner().invoke(commands, command, input="\n".join(typed) + "\n")


@pytest.mark.dovecot
def test_init_asks_tries_the_login_and_writes_a_configuration_that_works(
    home: Home, program: Program
) -> None:
    """From nothing to a daemon that could run, in seven answers."""
    path = home.directory / "new" / "notworking.toml"
    ran = answer(home, path)
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    secret = path.parent / "home.password"
    assert ran.exit_code == 0, ran.output
    assert "It works." in ran.output
    assert written["me"]["names"] == ["Sam Okafor"]
    assert written["me"]["employers"] == ["Lumen Tiles"]
    assert written["account"][0]["user"] == home.user
    assert PASSWORD not in path.read_text(encoding="utf-8")
    assert PASSWORD not in ran.output
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert program("doctor", "--config", path).code == 0


@pytest.mark.dovecot
def test_init_starts_in_shadow_mode(home: Home) -> None:
    """Promise 8: nothing is moved before the user says so."""
    path = home.directory / "new" / "notworking.toml"
    told = " ".join(answer(home, path).output.split())
    assert "nothing is moved or marked" in told


@pytest.mark.dovecot
def test_init_writes_nothing_when_the_login_fails(home: Home) -> None:
    """A configuration that cannot work would only be in the way."""
    path = home.directory / "new" / "notworking.toml"
    ran = answer(home, path, password="wrong")
    assert isinstance(ran.exception, UserError | TemporaryError)
    assert not path.exists()
    assert not (path.parent / "home.password").exists()


@pytest.mark.dovecot
def test_init_does_not_overwrite_unless_told(home: Home) -> None:
    """What somebody wrote by hand stays."""
    before = home.config.read_text(encoding="utf-8")
    refused = answer(home, home.config)
    kept = home.config.read_text(encoding="utf-8")
    forced = answer(home, home.config, "--force")
    assert "exists already. Use --force" in str(refused.exception)
    assert kept == before
    assert forced.exit_code == 0
    assert home.config.read_text(encoding="utf-8") != before


@pytest.mark.dovecot
def test_doctor_says_what_is_well_and_what_will_happen(home: Home, program: Program) -> None:
    """Every line is a thing that can go wrong; here none did."""
    ran = program("doctor", "--config", home.config)
    signs = CliRunner().invoke(commands, ["doctor", "--json", "--config", str(home.config)]).output
    rows = [json.loads(line) for line in signs.splitlines()]
    assert ran.code == 0
    assert "read from “Sent” to learn whom you know" in ran.out
    assert "networking mail is moved into" in ran.out
    assert [row for row in rows if not row["well"] and row["what"] != "configuration"] == []
    assert {
        "home: login",
        "home: folders",
        "home: sent mail",
        "home: moving",
        "home: old mail",
    } <= {row["what"] for row in rows}


@pytest.mark.dovecot
def test_doctor_names_every_folder_that_mail_may_go_to(home: Home, program: Program) -> None:
    """The user's own category and the lane of the unsure are folders like the six."""
    more = '\n[[category]]\nname = "guest posts"\nfolder = "Networking/Guests"\n'
    home.write_config(extra='unsure = "Networking/Unsure"\n' + more)
    moving = program("doctor", "--config", home.config).out
    home.write_config(mode="flag", extra='unsure = "Networking/Unsure"\n')
    flagging = program("doctor", "--config", home.config).out
    assert "“Networking/Guests”, made when first needed" in moving
    assert "goes to “Networking/Unsure”" in moving
    assert "gets the keyword $NetworkingUnsure" in flagging


@pytest.mark.dovecot
def test_doctor_tells_how_much_old_mail_was_read(home: Home, program: Program) -> None:
    """The ledger is only as good as what it has seen."""
    for number in range(3):
        home.deliver(NOTE, number, "Archive")
    home.deliver(NOTE, 9)
    before = program("doctor", "--config", home.config).out
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    worker.poll(threading.Event())
    half = program("doctor", "--config", home.config).out
    while worker.history_step(threading.Event()):
        pass
    worker.close()
    house.close()
    home.deliver(NOTE, 10, "Archive")
    after = program("doctor", "--config", home.config).out
    assert "not read yet" in before
    assert "0 of 4 messages read; the rest follows" in half
    assert "4 of 5 messages read; the rest follows" in after


@pytest.mark.dovecot
def test_doctor_names_what_is_wrong(home: Home, program: Program) -> None:
    """Exit 2 and a sentence with the next step; the password is not in it."""
    text = home.config.read_text(encoding="utf-8")
    home.config.write_text(text.replace(f'"{PASSWORD}"', '"hunter2"'), encoding="utf-8")
    wrong = program("doctor", "--config", home.config)
    home.config.write_text(text.replace("127.0.0.1", "nowhere.invalid"), encoding="utf-8")
    away = program("doctor", "--config", home.config)
    assert (wrong.code, away.code) == (2, 2)
    assert "!! home: login" in wrong.out
    assert "hunter2" not in wrong.out + wrong.err
    assert "nowhere.invalid" in away.out


def test_a_configuration_with_mistakes_lists_them_all(program: Program, tmp_path: Path) -> None:
    """All at once, with their places, and no traceback."""
    path = tmp_path / "notworking.toml"
    path.write_text(
        '[[account]]\nname = "home"\nport = "many"\nmode = "sideways"\n', encoding="utf-8"
    )
    ran = program("doctor", "--config", path)
    assert ran.code == 2
    for place in ("host", "port", "mode"):
        assert place in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.dovecot
def test_health_is_well_only_with_a_fresh_heartbeat(home: Home, program: Program) -> None:
    """What a container's HEALTHCHECK asks: 0 or 1, and a sentence."""
    before = program("health", "--config", home.config)
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    worker.beat("")
    house.close()
    fresh = program("health", "--config", home.config)
    stale = program("health", "--config", home.config, "--max-age", "-1")
    assert (before.code, fresh.code, stale.code) == (1, 0, 1)
    assert "home: no heartbeat yet" in before.err
    assert "the last heartbeat was at" in stale.err


def test_version_names_program_and_model(program: Program) -> None:
    """What to write into a bug report."""
    ran = program("version")
    told = json.loads(program("version", "--json").out)
    assert ran.code == 0
    assert ran.out == f"notworking {told['notworking']}, model {told['model']}"
