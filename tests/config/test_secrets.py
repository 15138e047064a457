"""Passwords: every way to give one, every way that fails, and never a word of it shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from notworking.config import secrets
from notworking.config.options import Account
from notworking.config.secrets import resolve
from notworking.errors import UserError


def account(**ways: Any) -> Account:
    """Return an account with the given way to its password."""
    return Account(name="home", host="imap.example.com", user="ada", **ways)


def test_each_way_gives_the_password(tmp_path: Path) -> None:
    """Four ways, one password: the first line, without its line end."""
    path = tmp_path / "secret"
    path.write_bytes("hünter2 \r\nsecond line\n".encode())

    assert resolve(account(password_file=path)).reveal() == "hünter2 "
    assert resolve(account(password_env="E"), {"E": "hunter2"}).reveal() == "hunter2"
    assert resolve(account(password=SecretStr("hunter2"))).reveal() == "hunter2"
    assert resolve(account(password_command="printf 'a b\\nc'")).reveal() == "a b"


def test_a_secret_prints_as_nothing() -> None:
    """Whatever is logged by mistake must be harmless."""
    secret = resolve(account(password=SecretStr("hunter2")))

    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"


def test_a_command_runs_without_a_shell(tmp_path: Path) -> None:
    """Nothing in a command is ever expanded or chained."""
    command = f"echo $HOME; touch {tmp_path / 'made'}"

    assert resolve(account(password_command=command)).reveal().startswith("$HOME;")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "ended with code 1: no message"),
        ("no-such-command-here x", "cannot be run: No such file"),
        ("echo 'open", "check its quotes"),
        ("", "is empty"),
        ("true", "wrote no password"),
        ("ls /no-such-place", "No such file"),
    ],
)
def test_a_failing_command_says_why(command: str, said: str) -> None:
    """The command's own message is what helps."""
    with pytest.raises(UserError, match=r'Account "home", password_command: ') as caught:
        resolve(account(password_command=command))

    assert said in str(caught.value)


def test_the_output_of_a_failing_command_is_never_shown(tmp_path: Path) -> None:
    """It may hold the password, whatever the exit code says."""
    script = tmp_path / "script"
    script.write_text("echo hunter2\necho 'key is locked' >&2\nexit 3\n", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        resolve(account(password_command=f"sh {script}"))

    assert "key is locked" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_command_that_waits_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key agent that asks for a passphrase would hold the daemon for ever."""
    monkeypatch.setattr(secrets, "_COMMAND_SECONDS", 0.1)

    with pytest.raises(UserError, match="gave no answer") as caught:
        resolve(account(password_command="sleep 30"))

    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ({"password_file": Path("/no/such/file")}, "cannot be read: No such file"),
        ({"password_env": "NOT_SET"}, "NOT_SET is not set"),
        ({}, "has no password"),
    ],
)
def test_a_missing_password_says_where_it_was_looked_for(ways: dict[str, Any], said: str) -> None:
    """One sentence with the place, for exit code 2."""
    with pytest.raises(UserError, match=r'Account "home"') as caught:
        resolve(account(**ways), {})

    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\nhunter2\n", b"\xff\xfe"])
def test_a_file_without_a_readable_first_line_is_refused(tmp_path: Path, content: bytes) -> None:
    """An empty password would be tried, and lock the account."""
    path = tmp_path / "secret"
    path.write_bytes(content)

    with pytest.raises(UserError, match="password_file"):
        resolve(account(password_file=path))
