"""Writes the files that are made from the code: `make docs`. A test keeps them equal."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from notworking.cli import learning, people, rules
from notworking.cli.main import app
from notworking.config import examples

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "filter" / "notworking"

_MAP_HEAD = """\
# The house

<!-- Written by `make docs` from the modules' own first lines. -->

`filter/` is a source root: the package is `notworking` (why: `docs/decisions/0001-filter-is-a-source-root.md`).
Imports point down this page only; `make layers` holds it.
The wings `mail`, `people` and `judge` are pure: values in, values out, no I/O, no clock, no log.
"""
_ORDER = (
    "cli", "demo", "", "backtest", "reviewing", "budget", "corrections", "rulebook", "predecessors", "assess", "config", "learn", "imap", "store", "judge", "people", "mail", "written",
)  # fmt: skip
_COMMANDS_HEAD = """\
# Commands

<!-- Written by `make docs` from the commands' own help. -->

`--json` prints one JSON object, or one a line, instead of text.
Exit codes: 0 done, 1 (`health` only) not healthy, 2 something only you can mend, 75 try again later.
"""


def first_sentence(path: Path) -> str:
    """Return the first line of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.splitlines()[0] if docstring else ""


def modules(wing: str) -> Iterator[Path]:
    """Yield the modules of a wing; "" are those at the top."""
    folder = PACKAGE / wing if wing else PACKAGE
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield path
    if wing:
        for child in sorted(folder.iterdir()):
            if (child / "__init__.py").exists() and "migrations" not in child.name:
                yield from modules(f"{wing}/{child.name}")


def house_map() -> str:
    """Return the map of all modules, wing by wing, from the top down."""
    lines = [_MAP_HEAD]
    for wing in _ORDER:
        title = f"`{wing}/`" if wing else "at the top"
        about = first_sentence(PACKAGE / wing / "__init__.py") if wing else ""
        lines += [f"## {title}", "", about, ""] if about else [f"## {title}", ""]
        lines += ["| module | what it is for |", "|---|---|"]
        for path in modules(wing):
            name = path.relative_to(PACKAGE / wing if wing else PACKAGE)
            lines.append(f"| `{name}` | {first_sentence(path).replace('|', '/')} |")
        lines.append("")
    return "\n".join(lines)


def commands() -> str:
    """Return the reference of all commands."""
    lines = [_COMMANDS_HEAD]
    leaves = list(_leaves(typer.main.get_command(app), ()))
    leaves = [leaf for leaf in leaves if leaf[0] not in (("people",), ("learn",), ("rules",))]
    leaves += _leaves(typer.main.get_command(people.app), ("people",))
    leaves += _leaves(typer.main.get_command(learning.app), ("learn",))
    leaves += _leaves(typer.main.get_command(rules.app), ("rules",))
    for path, command in leaves:
        lines += [f"## `notworking {' '.join(path)}`", "", str(command.help or "").strip(), ""]
        rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            lines += ["| argument or option | what it does |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command that does something, with its path."""
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name, child in children.items():
        yield from _leaves(child, (*path, name))


def _parameter(parameter: Any) -> str:
    """Return one row of a command's table."""
    if parameter.param_type_name == "argument":
        name = parameter.metavar or str(parameter.name).upper()
    else:
        name = ", ".join(parameter.opts)
    return f"| `{name}` | {str(getattr(parameter, 'help', '') or '').replace('|', '/')} |"


def files() -> dict[Path, str]:
    """Return every generated file with the text it should have."""
    return {
        **examples.files(ROOT),
        ROOT / "filter" / "README.md": house_map(),
        ROOT / "docs" / "reference" / "commands.md": commands(),
    }


def main() -> None:
    """Write the files that differ, and name them."""
    for path, text in files().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"written: {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
