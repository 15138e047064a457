"""What stands after a word of `when`, made into one condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from notworking.judge.rules.conditions import (
    COMPARISONS,
    AddressTest,
    Comparison,
    Condition,
    ConnectedTest,
    NumberTest,
    PresenceTest,
    TextTest,
    TruthTest,
)
from notworking.judge.rules.patterns import (
    Pattern,
    PatternError,
    addresses,
    domain,
    expression,
    phrase,
    whole,
)
from notworking.judge.rules.sheet import Sheet, address_patterns, shown
from notworking.judge.rules.words import WHEN_WORDS, Kind
from notworking.judge.verdict import Category
from notworking.written.problems import Place, unknown_word
from notworking.written.units import DURATION_HELP, SIZE_HELP, read_duration, read_size

_COMPARISON = re.compile(rf"\s*({'|'.join(COMPARISONS)})\s*(.+?)\s*")
_LANGUAGE = re.compile(r"[a-z]{2}|und|\*")
_CATEGORIES = tuple(category.value for category in Category)


def condition_of(sheet: Sheet, place: Place, word: str, value: object) -> Condition | None:
    """Return the condition of one word, or None after its problem was noted.

    `word` is one of WHEN_WORDS other than "header" and the two of connections.
    """
    kind = WHEN_WORDS[word].kind
    if kind is Kind.TRUTH:
        return _truth(sheet, place, word, value)
    if kind in (Kind.NUMBER, Kind.COUNT, Kind.SIZE):
        return _number(sheet, place, word, value, kind)
    if kind is Kind.ADDRESS:
        return _address(sheet, place, word, value)
    if word == "list" and isinstance(value, bool):
        return PresenceTest(word, value)
    makers: Mapping[Kind, Callable[[str], Pattern]] = {
        Kind.DOMAIN: domain,
        Kind.PHRASE: phrase,
        Kind.LANGUAGE: _language,
        Kind.CATEGORY: lambda written: _category(written, sheet.own_folders),
    }
    make = makers.get(kind, whole)
    patterns = patterns_of(sheet, place, value, make)
    if word == "clue":
        _check_names(sheet, place, patterns, sheet.clue_names)
    if word == "account":
        _check_names(sheet, place, patterns, sheet.account_names)
    return TextTest(word, patterns) if patterns else None


def header_condition(sheet: Sheet, place: Place, name: str, value: object) -> Condition | None:
    """Return the condition on one header field; true or false ask only whether it is there."""
    if isinstance(value, bool):
        return PresenceTest("header", value, name)
    patterns = patterns_of(sheet, place, value, phrase)
    return TextTest("header", patterns, name) if patterns else None


def connected_condition(
    sheet: Sheet, place: Place, within: object | None, networks: object | None
) -> Condition | None:
    """Return the condition on one connection: both words in one table mean the same one."""
    age: timedelta | None = None
    if within is not None:
        age = read_duration(within) if isinstance(within, str) else None
        if age is None:
            sheet.blame(
                (*place, "connected_within"), f"must be {DURATION_HELP}, not {shown(within)}"
            )
            return None
    patterns: tuple[Pattern, ...] = ()
    if networks is not None:
        patterns = patterns_of(sheet, (*place, "connected_on"), networks, whole)
        if not patterns:
            return None
    return ConnectedTest(age, patterns)


def patterns_of(
    sheet: Sheet, place: Place, value: object, make: Callable[[str], Pattern]
) -> tuple[Pattern, ...]:
    """Return the patterns of a text, a `{ matches = "…" }`, or a list of these; () if wrong."""
    items = value if isinstance(value, list) else [value]
    if not items:
        sheet.blame(place, "is an empty list; name at least one, or remove the line")
    found = []
    for index, item in enumerate(items):
        at = (*place, index) if isinstance(value, list) else place
        try:
            found.append(_pattern_of(item, make))
        except PatternError as problem:
            sheet.blame(at, str(problem))
    return tuple(found) if len(found) == len(items) else ()


def _pattern_of(item: object, make: Callable[[str], Pattern]) -> Pattern:
    if isinstance(item, dict) and set(item) == {"matches"} and isinstance(item["matches"], str):
        return expression(item["matches"])
    if isinstance(item, str):
        return make(item)
    raise PatternError(f'must be text in quotes, or {{ matches = "…" }}, not {shown(item)}')


def _address(sheet: Sheet, place: Place, word: str, value: object) -> Condition | None:
    items = value if isinstance(value, list) else [value]
    if not items:
        sheet.blame(place, "is an empty list; name at least one, or remove the line")
        return None
    written = [_as_expression(item) for item in items]
    patterns = address_patterns(sheet, place, written if isinstance(value, list) else written[0])
    if len(patterns) < len(items) or not patterns:
        return None
    return AddressTest(word, addresses(patterns))


def _as_expression(item: object) -> object:
    """Write `{ matches = "…" }` in its short form; leave anything else as it is."""
    if isinstance(item, dict) and set(item) == {"matches"} and isinstance(item["matches"], str):
        return f"/{item['matches']}/"
    return item


def _truth(sheet: Sheet, place: Place, word: str, value: object) -> Condition | None:
    if isinstance(value, bool):
        return TruthTest(word, value)
    sheet.blame(place, f"must be true or false without quotes, not {shown(value)}")
    return None


def _number(sheet: Sheet, place: Place, word: str, value: object, kind: Kind) -> Condition | None:
    items = value if isinstance(value, list) else [value]
    comparisons = [_comparison(item, kind) for item in items]
    if items and all(comparisons):
        return NumberTest(word, tuple(each for each in comparisons if each))
    if kind is Kind.SIZE:
        sheet.blame(place, f'must be a comparison with {SIZE_HELP}: "> 1MB", not {shown(value)}')
    elif kind is Kind.COUNT:
        sheet.blame(place, f'must be a number, or a comparison such as "> 3", not {shown(value)}')
    else:
        sheet.blame(place, f'must be a comparison such as ">= 0.9", not {shown(value)}')
    return None


def _comparison(item: object, kind: Kind) -> Comparison | None:
    if kind is Kind.COUNT and isinstance(item, bool):
        return Comparison(">", 0) if item else Comparison("==", 0)
    if kind is Kind.COUNT and isinstance(item, int):
        return Comparison("==", item)
    found = _COMPARISON.fullmatch(item) if isinstance(item, str) else None
    if not found:
        return None
    bound = read_size(found.group(2)) if kind is Kind.SIZE else _float(found.group(2))
    return None if bound is None else Comparison(found.group(1), bound)


def _float(text: str) -> float | None:
    percent = text.endswith("%")
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return None
    return number / 100 if percent else number


def _language(written: str) -> Pattern:
    if not _LANGUAGE.fullmatch(written.lower()):
        raise PatternError(
            f'must be the two letters of a language, as "en" or "de", not "{written}"'
        )
    return whole(written)


def _category(written: str, own: Iterable[str]) -> Pattern:
    known = (*_CATEGORIES, *own)
    if written.casefold() not in {name.casefold() for name in known}:
        raise PatternError(f'"{written}" {unknown_word(written, known)}')
    return whole(written)


def _check_names(
    sheet: Sheet, place: Place, patterns: Iterable[Pattern], names: frozenset[str]
) -> None:
    """Blame patterns that can never match, where the caller told which names exist."""
    for pattern in patterns:
        if names and not any(map(pattern.matches, names)):
            sheet.blame(place, f'"{pattern.written}" {unknown_word(pattern.written, names)}')
