"""The example files and reference pages equal the options they are made from, and work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from notworking.config.declared import Option, tables, toml
from notworking.config.examples import (
    Answers,
    files,
    main,
    render_example,
    render_minimal,
    rules_example,
)
from notworking.config.loading import parse
from notworking.config.options import Config
from notworking.judge.rules import parse_rules
from notworking.judge.rules.words import RULE_WORDS, SHORTHAND_WORDS, THEN_WORDS

ROOT = Path(__file__).parents[2]
OPTIONS = [option for table in tables() for option in table.options]


@pytest.mark.parametrize("path", files(ROOT), ids=lambda path: path.name)
def test_generated_files_are_up_to_date(path: Path) -> None:
    """Run `python -m notworking.config.examples --write` when this fails."""
    assert path.read_text(encoding="utf-8") == files(ROOT)[path]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: f"{option.table}.{option.name}")
def test_every_option_has_help_and_an_example_that_works(option: Option) -> None:
    """An option that cannot be looked up or copied does not exist for its users."""
    assert option.says.endswith(".")
    lines = {
        "name": '"home"', "host": '"h"', "user": '"u"', "password_env": '"E"'
    }  # fmt: skip
    if option.table == "account":
        if option.name.startswith("password"):
            del lines["password_env"]
        lines[option.name] = option.example
    text = "[[account]]\n" + "\n".join(f"{name} = {value}" for name, value in lines.items())
    if option.table == "category":
        own = {"name": '"n"', "folder": '"f"', option.name: option.example}
        text += "\n[[category]]\n" + "\n".join(f"{name} = {value}" for name, value in own.items())
    elif option.table != "account":
        text += f"\n[{option.table}]\n{option.name} = {option.example}\n"

    parse(text)


def test_the_example_works_as_it_stands() -> None:
    """`cp config/notworking.toml` is how many begin."""
    assert parse(render_example()).accounts[0].mode == "shadow"


def test_the_defaults_shown_in_the_example_are_the_defaults() -> None:
    """With every shown default uncommented nothing changes."""
    shown = {
        f"#{option.name} = {option.default}"
        for option in OPTIONS
        # Of a table that is itself only shown, nothing stands alone.
        if option.default not in ("", "[]", '""') and option.table != "category"
    }
    example = render_example()
    uncommented = "\n".join(line[1:] if line in shown else line for line in example.splitlines())

    assert uncommented != example
    assert parse(uncommented) == parse(example)


def values(**changed: Any) -> Answers:
    """Return answers to `init`, some changed."""
    given: dict[str, Any] = {
        "host": "imap.example.com",
        "user": "ada@example.com",
        "password_way": "password_command",
        "password_value": "pass show mail/home",
        "names": ("Ada Lovelace",),
        "addresses": ("ada@example.com",),
    }
    return Answers(**(given | changed))


def test_the_minimal_file_has_at_most_twelve_lines() -> None:
    """The README shows it on the first screen."""
    assert len(render_minimal(values()).splitlines()) <= 12


def test_the_minimal_file_reads_back_as_what_was_answered() -> None:
    """Also with the letters that TOML gives a meaning to."""
    awkward = "a\"b\\c#d'e\x7f\té"
    answers = values(
        names=(awkward,),
        user=awkward,
        schools=("MIT",),
        security="starttls",
        port=1143,
        mode="move",
    )

    config: Config = parse(render_minimal(answers))

    (account,) = config.accounts
    assert (account.user, account.security, account.port_number) == (awkward, "starttls", 1143)
    assert (config.me.names, config.me.schools, account.mode) == ((awkward,), ("MIT",), "move")


def test_the_example_rules_work_as_they_stand_and_with_every_example_in_use() -> None:
    """A newcomer removes a "#" and expects it to work."""
    text = rules_example()
    in_use = re.sub(r"(?m)^( *)#(?=[^ #\n])", r"\1", text)

    assert parse_rules(text).rules == ()
    rules = parse_rules(in_use)
    names = [rule.name for rule in rules.rules]
    assert len(names) == 16
    assert names[0] == "people.known"


def test_the_example_rules_show_every_action_and_short_table() -> None:
    """The language can be learnt from its example alone."""
    text = rules_example()
    words = {*THEN_WORDS, *RULE_WORDS, *SHORTHAND_WORDS} - {"stop", "enabled"}

    assert {word for word in words if not re.search(rf"\b{word}\b", text)} == set()


def test_writing_the_files_makes_a_stale_tree_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make docs` calls it; without --write it only tells."""
    monkeypatch.chdir(tmp_path)

    assert main([]) == 1
    assert main(["--write"]) == 0
    assert main([]) == 0
    assert "written" in capsys.readouterr().out


def test_toml_values_are_written_as_toml_wants_them() -> None:
    """The example and the reference page are made of these."""
    assert toml(("a", True, 0.5)) == '["a", true, 0.5]'


def test_reading_a_configuration_loads_no_heavy_library() -> None:
    """`--help`, `log` and `why` start in under half a second."""
    code = (
        "import sys, notworking.config.loading; "
        "print([m for m in ('sklearn', 'numpy', 'sqlalchemy', 'imapclient') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT / "filter")},
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
