"""Runs commands as a shell would: arguments in; exit code, output and errors out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from homes import Home
from notworking.cli import main, show
from servers import RunningServer

CONFIG = """\
[me]
names = ["Grace Hopper"]
addresses = ["grace@example.org"]

[[account]]
name = "home"
host = "127.0.0.1"
port = 1
security = "plain"
user = "grace"
password = "secret"

[store]
data_dir = "{directory}/data"
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command. Runs of spaces and line ends are one space."""

    code: int
    out: str
    err: str


Program = Callable[..., Ran]


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """Return what runs `notworking` with arguments, in this process."""

    monkeypatch.setattr(show.console, "_width", 200)  # narrow terminals cut names

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["notworking", *map(str, arguments)])
        try:
            main.main()
            code = 0
        except SystemExit as exc:
            code = exc.code if isinstance(exc.code, int) else 1
        told = capsys.readouterr()
        return Ran(code, " ".join(told.out.split()), " ".join(told.err.split()))

    return run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return a configuration whose server is never asked."""
    path = tmp_path / "notworking.toml"
    path.write_text(CONFIG.format(directory=tmp_path), encoding="utf-8")
    return path


@pytest.fixture
def home(dovecot: RunningServer, tmp_path: Path) -> Home:
    """Return a fresh account on the real server, in mode "move", with the rules of `homes`."""
    made = Home(dovecot, dovecot.new_user(), tmp_path)
    made.write_config()
    return made
