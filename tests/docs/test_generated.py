"""What is written from the code equals the code: commands, options, the map of the house."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer.main

from notworking.cli import learning, people, rules
from notworking.cli.main import app

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "filter" / "notworking"


def generator() -> ModuleType:
    """Return docs/generate.py as a module; docs/ is no package."""
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FILES: dict[Path, str] = generator().files()


INNER = {"people": people, "learn": learning, "rules": rules}
"""Commands that hold commands, and where those are."""


def leaves() -> list[tuple[str, Any]]:
    """Return every command that does something, by its full name."""
    top = typer.main.get_command(app)
    found = [(name, one) for name, one in top.commands.items() if name not in INNER]  # type: ignore[attr-defined]
    for name, module in INNER.items():
        inner = typer.main.get_command(module.app).commands  # type: ignore[attr-defined]
        found += [(f"{name} {word}", one) for word, one in inner.items()]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_generated_file_is_up_to_date(path: Path) -> None:
    """`make docs` was run after the code changed."""
    assert path.is_file(), f"{path} is missing: run `make docs`"
    assert path.read_text(encoding="utf-8") == FILES[path], (
        f"{path} is out of date: run `make docs`"
    )


@pytest.mark.parametrize(
    ("name", "command"), leaves(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_command_and_option_has_help_and_is_in_the_reference(name: str, command: Any) -> None:
    """Nobody should have to read the code to learn what a command does."""
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    section = reference.partition(f"## `notworking {name}`\n")[2].partition("\n## ")[0]
    assert section, f"{name} is not in docs/reference/commands.md"
    assert command.help
    for parameter in command.params:
        if parameter.name == "help":
            continue
        shown = (
            parameter.opts[0]
            if parameter.param_type_name == "option"
            else (parameter.metavar or parameter.name)
        )
        assert getattr(parameter, "help", ""), f"{name} {shown} has no help"
        assert shown.lower() in section.lower()


@pytest.mark.parametrize("name", INNER)
def test_the_help_of_a_group_names_each_of_its_commands(name: str) -> None:
    """`notworking --help` shows one line for them all."""
    told = str(typer.main.get_command(app).commands[name].help)  # type: ignore[attr-defined]
    inner = typer.main.get_command(INNER[name].app).commands  # type: ignore[attr-defined]
    assert [word for word in inner if word not in told] == []


def test_every_module_is_on_the_map() -> None:
    """`filter/README.md` leads a newcomer to every room."""
    house_map = (ROOT / "filter" / "README.md").read_text(encoding="utf-8")
    modules = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    missing = [
        path.relative_to(PACKAGE)
        for path in modules
        if path.name not in ("__init__.py", "__main__.py") and f"{path.name}`" not in house_map
    ]
    assert missing == []


def test_every_module_opens_with_a_sentence() -> None:
    """The map is made of them."""
    first = generator().first_sentence
    silent = [
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*.py")
        if "versions" not in path.parts and path.name != "env.py" and not first(path).endswith(".")
    ]
    assert silent == []


def test_the_program_shows_its_help() -> None:
    """As a process, without a configuration: every command is listed."""
    command = [sys.executable, "-m", "notworking", "--help"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0
    for name, _ in leaves():
        assert name.split()[0] in ran.stdout
