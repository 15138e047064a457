"""On which line each value of a TOML text stands, which tomllib does not tell.

A scanner for texts that tomllib has already accepted: it follows TOML 1.0's grammar only as
far as keys, tables, arrays and strings go, and believes that the rest is right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from notworking.written.problems import Place, Problem, report

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]\}\n#]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


def read_toml(text: str, source: str) -> tuple[dict[str, Any], dict[Place, int]]:
    """Return the values of a TOML text, and the line of each table, key and array item.

    `source` names the text in errors. Raises UserError when the text is not TOML 1.0.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise report(source, [_syntax_problem(str(error))]) from error
    return values, lines_of(text)


def _syntax_problem(said: str) -> Problem:
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    reason = said[: found.start()].strip() if found else said
    advice = "; text needs quotes, lists need [ ], and each table its [name]"
    line = int(found.group(1)) if found else 0
    return Problem("", f"this is not TOML: {reason}{advice}", line)


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """Return the line of a place, or of the nearest table around it; 0 when there is none."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 0


def lines_of(text: str) -> dict[Place, int]:
    """Given valid TOML, return the 1-based line of every place in it.

    >>> lines_of('[me]\\nnames = ["Ada"]\\n')
    {('me',): 1, ('me', 'names'): 2, ('me', 'names', 0): 2}
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


class _Scanner:
    """One walk over one text. Lives only inside `lines_of`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}

    def scan(self) -> dict[Place, int]:
        table: Place = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        return self._take(len(found.group())) if found else ""

    def _take(self, length: int) -> str:
        taken = self._text[self._at : self._at + length]
        self._line += taken.count("\n")
        self._at += length
        return taken

    def _header(self) -> Place:
        """Read `[a.b]` or `[[a.b]]`; return the place that the lines below it fill."""
        line = self._line
        is_array = self._text.startswith("[[", self._at)
        self._take(2 if is_array else 1)
        keys = self._keys()
        self._take(2 if is_array else 1)
        place = self._under((), keys[:-1], line)
        name = (*place, keys[-1])
        if is_array:
            self._counts[name] = self._counts.get(name, -1) + 1
            self._lines.setdefault(name, line)
            name = (*name, self._counts[name])
        elif name in self._counts:
            name = (*name, self._counts[name])
        self._lines.setdefault(name, line)
        return name

    def _under(self, place: Place, keys: list[str], line: int) -> Place:
        """Go down by keys; a name of an array of tables means its last table."""
        for key in keys:
            place = (*place, key)
            self._lines.setdefault(place, line)
            if place in self._counts:
                place = (*place, self._counts[place])
        return place

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return keys
            self._take(1)

    def _key(self) -> str:
        bare = self._skip(_BARE_KEY)
        if bare:
            return bare
        quoted = self._skip(_STRING)
        return next(iter(tomllib.loads(f"{quoted} = 0"))) if quoted else ""

    def _pair(self, table: Place) -> None:
        line = self._line
        keys = self._keys()
        if not self._text.startswith("=", self._at):
            self._at = len(self._text)  # not TOML after all: stop rather than loop for ever
            return
        self._take(1)
        place = (*self._under(table, keys[:-1], line), keys[-1])
        self._lines.setdefault(place, line)
        self._skip(_SPACE)
        self._value(place)

    def _value(self, place: Place) -> None:
        if self._skip(_STRING):
            return
        if self._text.startswith("[", self._at):
            self._array(place)
        elif self._text.startswith("{", self._at):
            self._inline_table(place)
        else:
            self._skip(_SCALAR)

    def _array(self, place: Place) -> None:
        self._take(1)
        index = 0
        while self._goes_on("]"):
            self._lines[(*place, index)] = self._line
            self._value((*place, index))
            index += 1

    def _inline_table(self, place: Place) -> None:
        self._take(1)
        while self._goes_on("}"):
            self._pair(place)

    def _goes_on(self, end: str) -> bool:
        """Skip to the next item of an array or inline table; False after its end."""
        self._skip(_BLANK)
        if self._text.startswith(",", self._at):
            self._take(1)
            self._skip(_BLANK)
        if self._at >= len(self._text):
            return False
        if self._text.startswith(end, self._at):
            self._take(1)
            return False
        return True
