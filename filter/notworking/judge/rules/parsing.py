"""The text of a rules file → Rules, or all its mistakes at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from notworking.judge.rules.conditions import AllOf, Always, AnyOf, Condition, NoneOf, cost
from notworking.judge.rules.matching import Rule, Rules
from notworking.judge.rules.patterns import Pattern, whole
from notworking.judge.rules.sheet import Sheet, check_words, truth_of
from notworking.judge.rules.shorthand import KnownAndNever, known_and_never, ordered
from notworking.judge.rules.then import then_of
from notworking.judge.rules.values import (
    condition_of,
    connected_condition,
    header_condition,
    patterns_of,
)
from notworking.judge.rules.words import (
    GROUP_WORDS,
    RULE_WORDS,
    SHORTHAND_WORDS,
    WHEN_WORDS,
)
from notworking.written.lines import read_toml
from notworking.written.problems import Place, report, unknown_word


def parse_rules(
    text: str,
    source: str = "rules.toml",
    *,
    clue_names: Iterable[str] = (),
    account_names: Iterable[str] = (),
    known: Iterable[str] = (),
    never: Iterable[str] = (),
    own_folders: Mapping[str, str] | None = None,
) -> Rules:
    """Given the text of a rules file, return its rules in the order in which they are asked.

    `source` names the file in errors. Where `clue_names` or `account_names` are given, other
    names are mistakes. `known` and `never` are address patterns from elsewhere (the
    configuration's [people]), joined with the file's own. `own_folders` is name → folder of the
    user's own categories, which stand beside ours in `category` and `file`.

    Raises UserError with every mistake, its line and the nearest valid word.
    """
    values, lines = read_toml(text, source)
    sheet = Sheet(
        lines=lines,
        clue_names=frozenset(clue_names),
        account_names=frozenset(account_names),
        own_folders=own_folders or {},
    )
    check_words(sheet, (), values, ("rule", *SHORTHAND_WORDS))
    written = _rules(sheet, values.get("rule", []))
    elsewhere = KnownAndNever(tuple(known), tuple(never))
    people = known_and_never(sheet, values.get("people", {}), elsewhere)
    rules = ordered(sheet, values, written, people)
    if sheet.problems:
        raise report(source, sheet.problems)
    return Rules(rules, known=people.known, never=people.never)


def _rules(sheet: Sheet, tables: object) -> tuple[Rule, ...]:
    if isinstance(tables, dict):
        sheet.blame(("rule",), "needs double brackets: write [[rule]]")
        return ()
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        sheet.blame(("rule",), "must be tables: write [[rule]] above each rule")
        return ()
    rules = []
    names: set[str] = set()
    for index, table in enumerate(tables):
        rule = _rule(sheet, ("rule", index), table)
        if rule and rule.name in names:
            sheet.blame(("rule", index, "name"), f'"{rule.name}" is the name of an earlier rule')
        if rule:
            names.add(rule.name)
            rules.append(rule)
    return tuple(rules)


def _rule(sheet: Sheet, place: Place, table: dict[str, Any]) -> Rule | None:
    check_words(sheet, place, table, RULE_WORDS)
    number = int(place[-1]) + 1
    accounts = _accounts(sheet, (*place, "account"), table.get("account"))
    when = _when(sheet, place, table, has_account=bool(accounts))
    then = then_of(sheet, place, table)
    enabled = truth_of(sheet, (*place, "enabled"), table.get("enabled", True))
    if when is None or then is None:
        return None
    return Rule(
        name=_text(sheet, (*place, "name"), table.get("name", f"rule {number}")),
        when=when,
        then=then,
        line=sheet.lines.get(place, 0),
        is_enabled=enabled,
        until=_until(sheet, (*place, "until"), table.get("until")),
        accounts=accounts,
        note=_text(sheet, (*place, "note"), table.get("note", "")),
    )


def _text(sheet: Sheet, place: Place, value: object) -> str:
    if isinstance(value, str):
        return value
    sheet.blame(place, "must be text in quotes")
    return ""


def _until(sheet: Sheet, place: Place, value: object) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _no_date()
    except ValueError:
        sheet.blame(place, "must be a date such as 2027-01-31")
        return None


def _no_date() -> date:
    raise ValueError


def _accounts(sheet: Sheet, place: Place, value: object) -> tuple[Pattern, ...]:
    if value is None:
        return ()
    patterns = patterns_of(sheet, place, value, whole)
    for pattern in patterns:
        names = sheet.account_names
        if names and not any(map(pattern.matches, names)):
            sheet.blame(place, f'"{pattern.written}" {unknown_word(pattern.written, names)}')
    return patterns


def _when(
    sheet: Sheet, place: Place, table: dict[str, Any], *, has_account: bool
) -> Condition | None:
    if "when" not in table:
        if has_account:
            return Always()
        sheet.blame(place, "has no when; add one, or write when = true to mean every message")
        return None
    value = table["when"]
    if value is True:
        return Always()
    return _condition(sheet, (*place, "when"), value)


def _condition(sheet: Sheet, place: Place, value: object) -> Condition | None:
    """Return the condition of one table, all of whose words must hold."""
    if not isinstance(value, dict):
        sheet.blame(place, 'must be a table such as { from = "@example.com" }')
        return None
    if not value:
        sheet.blame(place, "is empty; name a condition, or write when = true to mean every message")
        return None
    valid = (*WHEN_WORDS, *GROUP_WORDS)
    plain = {word: each for word, each in value.items() if not word.startswith("header.")}
    check_words(sheet, place, plain, valid)
    found = [
        _word_condition(sheet, (*place, word), word, each)
        for word, each in value.items()
        if word in valid and not word.startswith(("connected_", "header"))
    ]
    found += _headers(sheet, place, value)
    if "connected_within" in value or "connected_on" in value:
        within, networks = value.get("connected_within"), value.get("connected_on")
        found.append(connected_condition(sheet, place, within, networks))
    conditions = tuple(sorted((each for each in found if each), key=cost))
    if len(conditions) < len(found) or not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else AllOf(conditions)


def _word_condition(sheet: Sheet, place: Place, word: str, value: object) -> Condition | None:
    if word not in GROUP_WORDS:
        return condition_of(sheet, place, word, value)
    if word != "not" and not isinstance(value, list):
        sheet.blame(
            place, f'must be a list of tables: {word} = [ {{ from = "…" }}, {{ text = "…" }} ]'
        )
        return None
    items = value if isinstance(value, list) else [value]
    if not items:
        sheet.blame(place, "is an empty list; name a condition, or remove the line")
    places = [(*place, index) if isinstance(value, list) else place for index in range(len(items))]
    found = [_condition(sheet, at, item) for at, item in zip(places, items, strict=True)]
    conditions = tuple(condition for condition in found if condition)
    if len(conditions) < len(items) or not conditions:
        return None
    if word == "all":
        return AllOf(conditions)
    return AnyOf(conditions) if word == "any" else NoneOf(conditions)


def _headers(sheet: Sheet, place: Place, table: dict[str, Any]) -> list[Condition | None]:
    """Read `header.X-Name = …`, `"header.X-Name" = …` and `header = { X-Name = … }`."""
    nested = table.get("header", {})
    if not isinstance(nested, dict):
        sheet.blame((*place, "header"), 'needs the field\'s name: header.X-Mailer = "…"')
        return [None]
    found = [
        header_condition(sheet, (*place, "header", name), name, value)
        for name, value in nested.items()
    ]
    quoted = [word for word in table if word.startswith("header.")]
    found += [
        header_condition(sheet, (*place, word), word.removeprefix("header."), table[word])
        for word in quoted
    ]
    return found
