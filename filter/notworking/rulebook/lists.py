"""The user's own phrase lists and network descriptions, read from files, all mistakes at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from notworking.errors import UserError
from notworking.judge.catalogue import CATALOGUE
from notworking.judge.phrasebook import Phrasebook
from notworking.judge.phrases import (
    COMMON,
    LANGUAGES,
    PhraseList,
    extended,
    parse_list,
    pattern_problem,
    shipped_lists,
)
from notworking.people.networks.data import Networks, bundled
from notworking.rulebook.network_files import parse_checked
from notworking.written.lines import line_of, read_toml
from notworking.written.problems import Place, Problem, place_name, report, unknown_word

_TABLES = ("language", "words", "patterns")


def phrasebook_of(files: Sequence[Path]) -> Phrasebook | None:
    """Return the shipped phrases with those of the user's files; None when there are none.

    Raises `UserError` with every mistake of the first file that has any.
    """
    if not files:
        return None
    return Phrasebook(extended(shipped_lists(), [read_phrases(file) for file in _all_of(files)]))


def networks_of(files: Sequence[Path]) -> Networks | None:
    """Return the shipped networks with those of the user's files; None when there are none.

    Raises `UserError` with every mistake of the first file that has any.
    """
    if not files:
        return None
    own = [parse_checked(_text(file), str(file)) for file in _all_of(files)]
    return bundled().extended_by(own)


def read_phrases(path: Path) -> PhraseList:
    """Return one phrase list of the user's.

    `language` at its top is one of ours, or "any" (the default) for every language. Raises
    `UserError` with all mistakes, their lines and the nearest valid word.
    """
    text = _text(path)
    values, lines = read_toml(text, str(path))
    found = [
        Problem(place_name(place), what, line_of(lines, place)) for place, what in _mistakes(values)
    ]
    if found:
        raise report(str(path), found)
    return parse_list(str(values.get("language", COMMON)), text)


def _mistakes(values: Mapping[str, Any]) -> Iterable[tuple[Place, str]]:
    for word in values:
        if word not in _TABLES:
            yield (word,), unknown_word(word, _TABLES)
    language = values.get("language", COMMON)
    if language not in (COMMON, *LANGUAGES):
        yield ("language",), f"must be one of {', '.join((COMMON, *LANGUAGES))}"
    words = values.get("words", {})
    if not isinstance(words, dict):
        yield ("words",), "must be a table: write [words] on a line of its own"
        words = {}
    for name, written in words.items():
        if not isinstance(written, str):
            yield ("words", name), "must be text in quotes"
    patterns = values.get("patterns", {})
    if not isinstance(patterns, dict) or not patterns:
        yield ("patterns",), 'must be a table such as [patterns] with asks_meeting = ["…"]'
        return
    parts = {name: text for name, text in words.items() if isinstance(text, str)}
    for name, written in patterns.items():
        yield from _pattern_mistakes(name, written, parts)


def _pattern_mistakes(
    name: str, written: object, words: Mapping[str, str]
) -> Iterable[tuple[Place, str]]:
    if name not in CATALOGUE:
        yield ("patterns", name), unknown_word(name, CATALOGUE)
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        yield ("patterns", name), 'must be a list of texts: ["first", "second"]'
        return
    for index, pattern in enumerate(written):
        problem = pattern_problem(pattern, words)
        if problem:
            yield ("patterns", name, index), problem


def _all_of(files: Sequence[Path]) -> list[Path]:
    """Return the files; of a directory every `.toml` in it. Raises `UserError` for what is not there."""
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise UserError("\n".join(f"{name}: there is no such file or folder" for name in missing))
    return [
        one for file in files for one in (sorted(file.glob("*.toml")) if file.is_dir() else [file])
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from error
