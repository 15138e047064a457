"""Where values stand in a TOML text: tomllib does not say, and every message needs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notworking.errors import UserError
from notworking.written.lines import line_of, lines_of, read_toml

LAYOUTS = '''\
top.level = 1

[me]  # a comment with [brackets]
names = [
  "Ada", # first
  "Countess",
]
"quoted.key" = "a # that is no comment"

[[account]]
name = "home"
text = """
[not.a.table]
name = "no key"
"""
when = { any = [ { from = "a" },
  { to = "]" } ], not.known = true }

[account.sub]
x = 'a "literal"'

[[account]]
[[account.rule]]
y = 2027-01-31
[[account.rule]]
y = 2
'''


def places(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of everything inside a TOML value."""
    if above:
        yield above
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*above, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*above, index))


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("top", "level"), 1),
        (("me",), 3),
        (("me", "names"), 4),
        (("me", "names", 1), 6),
        (("me", "quoted.key"), 8),
        (("account", 0, "name"), 11),
        (("account", 0, "text"), 12),
        (("account", 0, "when", "any", 0, "from"), 16),
        (("account", 0, "when", "any", 1, "to"), 17),
        (("account", 0, "when", "not", "known"), 17),
        (("account", 0, "sub", "x"), 20),
        (("account", 1), 22),
        (("account", 1, "rule", 0, "y"), 24),
        (("account", 1, "rule", 1, "y"), 26),
    ],
)
def test_each_layout_of_toml_gets_its_own_line(place: tuple[str | int, ...], line: int) -> None:
    """A wrong line sends the reader to mend what is right."""
    assert lines_of(LAYOUTS)[place] == line


@pytest.mark.parametrize("text", [LAYOUTS, LAYOUTS.replace("\n", "\r\n")])
def test_every_value_has_a_line_and_nothing_else_has(text: str) -> None:
    """The scanner and tomllib see the same document, also with Windows line ends."""
    values, lines = read_toml(text, "layouts")

    assert set(lines) == set(places(values))


def test_the_projects_own_toml_is_followed_to_its_last_value() -> None:
    """A real file of some hundred lines, written for other eyes than ours."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")

    values, lines = read_toml(text, "pyproject.toml")

    assert set(lines) == set(places(values))
    assert text.splitlines()[lines["project", "version"] - 1].startswith("version")


def test_a_missing_value_is_blamed_on_the_table_around_it() -> None:
    """A value that is not there has no line; its table has."""
    lines = lines_of('[[account]]\nname = "home"\n')

    assert line_of(lines, ("account", 0, "host")) == 1
    assert line_of(lines, ("folders", "parent")) == 0


def test_text_that_is_no_toml_is_one_problem_with_its_line() -> None:
    """Nothing else can be said about such a file, and the line is what helps."""
    with pytest.raises(UserError, match=r"mine\.toml: 1 problem\n  line 2: this is not TOML"):
        read_toml("a = 1\nb = c d\n", "mine.toml")
