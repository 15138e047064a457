"""The example files and the reference page, rendered from the declared options.

`python -m notworking.config.examples --write` writes them into the repository; tests keep
them equal.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from notworking.config.declared import Option, Table, tables, toml
from notworking.config.environment import variable_name
from notworking.config.options import Mode, Security
from notworking.config.rules_reference import render_rules_reference

_WIDTH = 96
_HEAD = """\
# Notworking: every option, with its help.
# A line that begins with "#" and an option shows its default, or an example where there is none;
# remove the "#" to change it. "notworking doctor" checks this file.
# Any option can be set by the environment too: {variable}=60
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What `notworking init` asks."""

    host: str
    user: str
    password_way: Literal["password_file", "password_env", "password_command", "password"]
    password_value: str
    """The file, the variable's name, the command, or the password itself."""
    account_name: str = "home"
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    security: Security = "tls"
    port: int | None = None
    mode: Mode = "shadow"


def render_example() -> str:
    """Return the commented example file: every option, with its help and its default."""
    seconds = next(
        each for table in tables() for each in table.options if each.name == "poll_seconds"
    )
    head = _HEAD.format(variable=variable_name(seconds))
    return "\n".join([head, *(_example_table(table) for table in tables())])


def _example_table(table: Table) -> str:
    mark = "#" if table.is_optional else ""
    lines = [*_comment(table.says), f"{mark}{table.head}", ""]
    for option in table.options:
        line = _example_line(option)
        shown = line if line.startswith("#") else f"{mark}{line}"
        lines += [*_comment(f"{option.says} ({option.kind})"), shown, ""]
    return "\n".join(lines)


def _example_line(option: Option) -> str:
    if option.is_required or option.name in ("names", "addresses", "password_command"):
        return f"{option.name} = {option.example}"
    return f"#{option.name} = {option.default if _says_something(option) else option.example}"


def _says_something(option: Option) -> bool:
    return option.default not in ("", "[]", '""')


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), _WIDTH)]


def render_minimal(answers: Answers) -> str:
    """Return a configuration file that says no more than it must."""
    account = {
        "name": answers.account_name,
        "host": answers.host,
        "user": answers.user,
        answers.password_way: answers.password_value,
    }
    if answers.security != "tls":
        account["security"] = answers.security
    lines = ["[me]", f"names = {toml(answers.names)}", f"addresses = {toml(answers.addresses)}"]
    lines += [
        f"{name} = {toml(value)}"
        for name, value in (("employers", answers.employers), ("schools", answers.schools))
        if value
    ]
    lines += ["", "[[account]]", *(f"{name} = {toml(value)}" for name, value in account.items())]
    if answers.port is not None:
        lines.append(f"port = {answers.port}")
    lines.append(f"mode = {toml(answers.mode)}  # shadow shows, flag marks, move files")
    return "\n".join(lines) + "\n"


def rules_example() -> str:
    """Return the example rules file, from which the language can be learnt."""
    return (resources.files("notworking.config") / "rules.toml").read_text(encoding="utf-8")


def render_reference() -> str:
    """Return the reference page of all options, in Markdown."""
    lines = [
        "# Configuration",
        "",
        "<!-- Written by `python -m notworking.config.examples --write`; change the options, not this page. -->",
        "",
        "One TOML file, `notworking.toml`.",
        "It is looked for at `--config`, at `$NOTWORKING_CONFIG`, in `$XDG_CONFIG_HOME/notworking/`"
        " (`~/.config/notworking/`) and in `/etc/notworking/`; the first one found is used alone.",
        "Never in the working directory, because the file may name a command to run.",
        "",
        "Every option can be set by the environment, which outranks the file;"
        " the daemon says at its start which were.",
        'A list is written with commas: `NOTWORKING_ME__NAMES="Ada Lovelace,Countess Lovelace"`.',
        "A variable for one of the four ways to give a password takes the place of the others.",
        "",
        "Paths may begin with `~`; relative ones begin at the folder of the file.",
        'Unknown options are errors, and nothing is guessed: `"false"` in quotes is not `false`.',
        "",
    ]
    for table in tables():
        lines += _reference_table(table)
    return "\n".join(lines)


def _reference_table(table: Table) -> list[str]:
    lines = [f"## `{table.head}`", "", " ".join(table.says.split()), ""]
    for option in table.options:
        default = (
            f"`{option.default}`"
            if option.default
            else "required"
            if option.is_required
            else "left out"
        )
        lines += [
            f"### `{table.name}.{option.name}`",
            "",
            option.says,
            "",
            f"- Kind: {option.kind}",
            f"- Default: {default}",
            f"- Example: `{option.name} = {option.example}`",
            f"- Environment: `{variable_name(option)}`",
            "",
        ]
    return lines


def files(root: Path) -> dict[Path, str]:
    """Return every file made from the options, by its path below the repository's root."""
    return {
        root / "config" / "notworking.toml": render_example(),
        root / "config" / "rules.toml": rules_example(),
        root / "docs" / "reference" / "configuration.md": render_reference(),
        root / "docs" / "reference" / "rules.md": render_rules_reference(),
    }


def main(arguments: Sequence[str]) -> int:
    """Write the files (`--write`), or say which differ; 1 when one does."""
    stale = [
        path
        for path, text in files(Path.cwd()).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if "--write" in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files(Path.cwd())[path], encoding="utf-8")
        sys.stdout.write(f"{'written' if '--write' in arguments else 'differs'}: {path}\n")
    return 1 if stale and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
