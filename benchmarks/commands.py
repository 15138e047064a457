"""How long each command takes from start to end, and how long the model takes to load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.clocks import process_seconds
from benchmarks.figures import Figure, Section, Setting, megabytes, milliseconds
from benchmarks.mails import ordinary
from benchmarks.store import commit
from notworking.judge.model import model_to_arrays
from notworking.learn.base import BASE_FILE, base_model
from notworking.store.opening import open_store

CONFIG = """\
[me]
names = ["Sam Okafor"]
addresses = ["sam@example.com"]

[[account]]
name = "home"
host = "127.0.0.1"
user = "sam"
password_env = "NOWHERE"

[store]
data_dir = "{directory}"
"""
_NUMPY = "import numpy"
_STORE = "import notworking.store.opening"
_MODEL = "from notworking.learn.base import base_model; base_model()"


def measure(setting: Setting) -> Section:
    """Measure whole processes, in turns, on a store that holds 5,000 verdicts."""
    config = _home(setting.directory / "commands")
    mail = config.with_name("one.eml")
    mail.write_bytes(ordinary(10).raw[0])
    program = [_program(), *([] if _program() != sys.executable else ["-m", "notworking"])]
    tail = ["--config", str(config)]
    ours = {
        "`notworking --help`": ["--help"],
        "`notworking log`": ["log", *tail],
        "`notworking why ID`": ["why", _newest(program, tail), *tail],
        "`notworking version`": ["version"],
        "`notworking check one.eml`": ["check", str(mail), *tail],
    }
    parts = {
        "loading the model, in a fresh process": _MODEL,
        "importing numpy alone": _NUMPY,
        "importing the store alone (SQLAlchemy)": _STORE,
    }
    python = [sys.executable, "-c"]
    lines = [[*python, "pass"], *([*program, *line] for line in ours.values())]
    lines += [[*python, line] for line in parts.values()]
    bare, *spent = process_seconds(lines, setting.scaled(7, 3))
    told = f"`python -c pass`: {milliseconds(bare.wall)}"
    figures = [
        Figure(
            what,
            f"{milliseconds(one.wall)} (processor: {milliseconds(one.cpu)})",
            told,
            one.wall / bare.wall,
        )
        for what, one in zip([*ours, *parts], spent, strict=True)
    ]
    return Section("Starting", _TOLD, (*figures, _model_size()))


_TOLD = """\
Whole processes, from start to exit, by the wall, and the processor time in it: medians of several, taken in turns.
The store holds 5,000 verdicts; files are in the system's cache."""


def _home(directory: Path) -> Path:
    """Make a configuration with a store that has been used."""
    directory.mkdir()
    with open_store(directory / "notworking.db") as store:
        for number in range(50):
            commit(store, number)
    config = directory / "notworking.toml"
    config.write_text(CONFIG.format(directory=directory), encoding="utf-8")
    return config


def _program() -> str:
    """Return the installed command, else the interpreter."""
    installed = Path(sys.executable).with_name("notworking")
    return str(installed) if installed.exists() else sys.executable


def _newest(program: list[str], tail: list[str]) -> str:
    """Return the ID of the newest verdict, as `log` prints it."""
    done = subprocess.run(
        [*program, "log", "-n", "1", "--json", *tail], check=True, capture_output=True, text=True
    )
    rows = json.loads(done.stdout.splitlines()[0])
    row = rows[0] if isinstance(rows, list) else rows
    return str(row["id"])


def _model_size() -> Figure:
    """Return the model's size on disk and in memory."""
    model = base_model()
    file = Path(sys.modules[base_model.__module__].__file__ or "").with_name(BASE_FILE)
    held = sum(array.nbytes for array in model_to_arrays(model).values())
    return Figure(
        "size of the model", f"{megabytes(file.stat().st_size)} as a file, {megabytes(held)} loaded"
    )
