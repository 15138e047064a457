"""A network description of the user's, checked value by value before it is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import re2

from notworking.people.networks.data import NetworkData, compiled, parse_network
from notworking.people.networks.notice import NoticeKind
from notworking.written.lines import line_of, read_toml
from notworking.written.problems import Place, Problem, place_name, report, unknown_word

_WORDS = tuple(field.name for field in fields(NetworkData))
_ROWS = {
    "templates": ("kind", "prefix", "contains"),
    "senders": ("kind", "address", "final"),
    "subjects": ("kind", "pattern", "patterns", "senders"),
    "bodies": ("kind", "pattern", "patterns", "senders"),
}
_PATTERNS = ("machine_names", "nobodies", "profiles", "footers", "frames")
_KINDS = tuple(kind.value for kind in NoticeKind)


def parse_checked(text: str, source: str) -> NetworkData:
    """Given a network's TOML, return its data.

    Raises `UserError` with all mistakes, their lines and the nearest valid word.
    """
    values, lines = read_toml(text, source)
    found = [
        Problem(place_name(place), what, line_of(lines, place)) for place, what in _mistakes(values)
    ]
    if found:
        raise report(source, found)
    return parse_network(text, where=source)


def _mistakes(values: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for word in values:
        if word not in _WORDS:
            yield (word,), unknown_word(word, _WORDS)
    if not isinstance(values.get("network"), str):
        yield ("network",), 'is missing; add network = "example"'
    domains = values.get("domains")
    if not _are_texts(domains) or not domains:
        yield ("domains",), 'must name where it sends from: domains = ["example.com"]'
    for name in _PATTERNS:
        if name in values:
            yield from _pattern_mistakes((name,), values[name])
    for name, words in _ROWS.items():
        yield from _row_mistakes(name, words, values.get(name, []))


def _row_mistakes(name: str, words: tuple[str, ...], rows: object) -> Iterator[tuple[Place, str]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield (name,), f'must be a list of tables: {name} = [{{ kind = "digest", … }}]'
        return
    for index, row in enumerate(rows):
        for word in row:
            if word not in words:
                yield (name, index, word), unknown_word(word, words)
        if row.get("kind") not in _KINDS:
            kind = str(row.get("kind", ""))
            yield (name, index, "kind"), f'"{kind}" {unknown_word(kind, _KINDS)}'
        if name == "senders" and not isinstance(row.get("address"), str):
            yield (name, index), 'names no sender; add address = "updates@example.com"'
        if name in ("subjects", "bodies"):
            yield from _phrase_mistakes((name, index), row)


def _phrase_mistakes(place: Place, row: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    if ("pattern" in row) == ("patterns" in row):
        yield place, "needs either pattern or patterns"
        return
    key = "pattern" if "pattern" in row else "patterns"
    value = [row[key]] if key == "pattern" else row[key]
    yield from _pattern_mistakes((*place, key), value)


def _pattern_mistakes(place: Place, patterns: object) -> Iterator[tuple[Place, str]]:
    if not _are_texts(patterns):
        yield place, "must be text in quotes, or a list of texts"
        return
    for pattern in patterns if isinstance(patterns, list) else []:
        try:
            compiled(pattern)
        except re2.error as error:
            reason = error.args[0].decode("utf-8", "replace") if error.args else "it cannot be read"
            yield place, f'"{pattern}" is no pattern that RE2 takes ({reason})'


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
