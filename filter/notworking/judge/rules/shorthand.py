"""The short tables of a rules file, turned into ordinary rules, and the order of all rules.

Asked in this order, the first that decides wins:

1. `[people] known` (keeps): people named one by one are never caught by a broad rule
2. `[[rule]]`, from the top of the file to its end
3. `[people] never` (files)
4. `[lists] keep`, then `[lists] file`
5. `[domains] keep`, then `[domains] file`
6. `[welcome]` (keeps a category's mail that says what you want)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from notworking.judge.rules.conditions import (
    AddressTest,
    AllOf,
    AnyOf,
    Condition,
    TextTest,
)
from notworking.judge.rules.matching import Rule, Then
from notworking.judge.rules.patterns import Pattern, addresses, domain, phrase, whole
from notworking.judge.rules.sheet import Sheet, address_patterns, check_words, shown
from notworking.judge.rules.values import patterns_of
from notworking.judge.rules.words import SHORTHAND_WORDS
from notworking.judge.verdict import NETWORKING, Decision

_KEEP = Then(decision=Decision.KEEP)
_FILE = Then(decision=Decision.FILE)
_CATEGORIES = tuple(category.value for category in NETWORKING)


@dataclass(frozen=True, slots=True)
class KnownAndNever:
    """The two lists of people, as written."""

    known: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def known_and_never(sheet: Sheet, table: object, elsewhere: KnownAndNever) -> KnownAndNever:
    """Return the file's [people] joined with those from elsewhere."""
    found = _table(sheet, "people", table)
    known, never = (
        address_patterns(sheet, ("people", word), found[word]) if word in found else ()
        for word in ("known", "never")
    )
    return KnownAndNever(
        tuple(dict.fromkeys((*elsewhere.known, *known))),
        tuple(dict.fromkeys((*elsewhere.never, *never))),
    )


def ordered(
    sheet: Sheet,
    values: Mapping[str, object],
    written: tuple[Rule, ...],
    people: KnownAndNever,
) -> tuple[Rule, ...]:
    """Return all rules of a file in the order this module's first lines give."""
    return (
        *_people(sheet, "known", people.known, _KEEP),
        *written,
        *_people(sheet, "never", people.never, _FILE),
        *_patterns(sheet, values, "lists", "list", whole),
        *_patterns(sheet, values, "domains", "from_domain", domain),
        *_welcome(sheet, _table(sheet, "welcome", values.get("welcome", {}))),
    )


def _table(sheet: Sheet, name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        sheet.blame((name,), f"must be a table: write [{name}] on a line of its own")
        return {}
    check_words(sheet, (name,), value, SHORTHAND_WORDS[name] or (*_CATEGORIES, *sheet.own_folders))
    return value


def _people(sheet: Sheet, word: str, written: tuple[str, ...], then: Then) -> tuple[Rule, ...]:
    if not written:
        return ()
    return (_short(sheet, "people", word, AddressTest("from", addresses(written)), then),)


def _short(sheet: Sheet, table: str, word: str, when: Condition, then: Then) -> Rule:
    return Rule(f"{table}.{word}", when, then, line=sheet.lines.get((table, word), 0))


def _patterns(
    sheet: Sheet,
    values: Mapping[str, object],
    table: str,
    word: str,
    make: Callable[[str], Pattern],
) -> tuple[Rule, ...]:
    found = _table(sheet, table, values.get(table, {}))
    rules = []
    for action, then in (("keep", _KEEP), ("file", _FILE)):
        if action in found and found[action] != []:
            patterns = patterns_of(sheet, (table, action), found[action], make)
            rules.append(_short(sheet, table, action, TextTest(word, patterns), then))
    return tuple(rules)


def _welcome(sheet: Sheet, table: Mapping[str, object]) -> tuple[Rule, ...]:
    rules = []
    for category in (*_CATEGORIES, *sheet.own_folders):
        if category not in table or table[category] is False:
            continue
        when: Condition = TextTest("category", (whole(category),))
        value = table[category]
        if value is not True:
            if not isinstance(value, str | list | dict):
                sheet.blame(
                    ("welcome", category),
                    f'must be the words that are welcome, as "fully remote", or true, not {shown(value)}',
                )
                continue
            patterns = patterns_of(sheet, ("welcome", category), value, phrase)
            anywhere = AnyOf((TextTest("subject", patterns), TextTest("text", patterns)))
            when = AllOf((when, anywhere))
        rules.append(_short(sheet, "welcome", category, when, _KEEP))
    return tuple(rules)
