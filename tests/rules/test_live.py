"""The rules file while the daemon runs."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from notworking.errors import UserError
from notworking.judge.rules import parse_rules
from notworking.rulebook.live import LiveRules

KEEP = '[[rule]]\nname = "one"\nwhen = true\nthen = { keep = true }\n'
TWO = KEEP + '\n[[rule]]\nname = "two"\nwhen = true\nthen = { keep = true }\n'
BROKEN = '[[rule]]\nwhen = { form = "x" }\nthen = { keep = true }\n'


def live(path: Path) -> LiveRules:
    """Return the rules of a file."""
    return LiveRules(path, lambda text: parse_rules(text, str(path)))


def names(rules: LiveRules) -> list[str]:
    """Return the names of the rules that count now."""
    return [one.name for one in rules.current().rules]


def test_an_edit_counts_at_the_next_look(tmp_path: Path) -> None:
    """Nobody wants to restart a daemon for a rule."""
    path = tmp_path / "rules.toml"
    path.write_text(KEEP)
    rules = live(path)

    path.write_text(TWO)

    assert names(rules) == ["one", "two"]


def test_an_edit_of_the_same_size_counts(tmp_path: Path) -> None:
    """Renaming "one" to "six" changes no size."""
    path = tmp_path / "rules.toml"
    path.write_text(KEEP)
    rules = live(path)

    path.write_text(KEEP.replace("one", "six"))
    os.utime(path, ns=(1, 1))

    assert names(rules) == ["six"]


def test_a_broken_file_never_replaces_a_working_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A slip of the pen must not let go of all rules; the log says it once, not at each pass."""
    path = tmp_path / "rules.toml"
    path.write_text(KEEP)
    rules = live(path)

    path.write_text(BROKEN)
    with caplog.at_level(logging.ERROR, logger="notworking.rules"):
        assert names(rules) == ["one"]
        assert names(rules) == ["one"]

    assert len(caplog.records) == 1
    assert 'did you mean "from"?' in rules.trouble


def test_a_mended_file_counts_again(tmp_path: Path) -> None:
    """And the trouble is over."""
    path = tmp_path / "rules.toml"
    path.write_text(KEEP)
    rules = live(path)
    path.write_text(BROKEN)
    rules.current()

    path.write_text(TWO)

    assert (names(rules), rules.trouble) == (["one", "two"], "")


def test_a_file_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    """Editors save by moving the old file away first."""
    path = tmp_path / "rules.toml"
    path.write_text(KEEP)
    rules = live(path)

    path.unlink()

    assert names(rules) == ["one"]


def test_a_file_that_comes_later_counts(tmp_path: Path) -> None:
    """The first rule is often written after the first start."""
    path = tmp_path / "rules.toml"
    rules = live(path)
    assert names(rules) == []

    path.write_text(KEEP)

    assert names(rules) == ["one"]


def test_a_broken_file_at_the_start_is_refused(tmp_path: Path) -> None:
    """There is nothing to go on with, and running without the user's rules would file their mail."""
    path = tmp_path / "rules.toml"
    path.write_text(BROKEN)

    with pytest.raises(UserError, match="did you mean"):
        live(path)
