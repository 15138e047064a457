"""What stands in `then` of a rule, made into one value."""

from __future__ import annotations

import re
from collections.abc import Mapping

from notworking.judge.rules.matching import Then
from notworking.judge.rules.sheet import Sheet, check_words, shown, truth_of
from notworking.judge.rules.words import THEN_WORDS
from notworking.judge.verdict import NETWORKING, Category, Decision
from notworking.written.problems import Place, nearest

_KEYWORD = re.compile(r"\$?[A-Za-z0-9_.-]+")
_POINTS = re.compile(r"\s*(\d{1,2}(?:\.\d+)?)\s*%\s*")
_MOST_LOG_ODDS = 20.0
_SUGGESTION = 'write then = { keep = true } or then = { file = "pitch" }'
_CATEGORIES = tuple(category.value for category in NETWORKING)


def then_of(sheet: Sheet, rule: Place, table: Mapping[str, object]) -> Then | None:
    """Return what the rule at that place does, or None after its problems were noted."""
    if "then" not in table:
        sheet.blame(rule, f"has no then; {_SUGGESTION}")
        return None
    at = (*rule, "then")
    value = {"keep": True} if table["then"] == "keep" else table["then"]
    if not isinstance(value, dict) or not value:
        sheet.blame(at, f"must be a table; {_SUGGESTION}")
        return None
    before = len(sheet.problems)
    check_words(sheet, at, value, THEN_WORDS)
    then = _read(sheet, at, value)
    if len(sheet.problems) == before and then == Then(stops=False):
        sheet.blame(at, f"does nothing; {_SUGGESTION}")
    return then


def _read(sheet: Sheet, at: Place, value: Mapping[str, object]) -> Then:
    truths = {
        word: truth_of(sheet, (*at, word), value[word])
        for word in ("keep", "mark_read", "stop")
        if word in value
    }
    keeps, files = truths.get("keep", False), value.get("file", False) is not False
    if keeps and files:
        sheet.blame(at, "says both keep and file; remove one of them")
    category, folder = _target(sheet, (*at, "file"), value["file"]) if files else (None, "")
    decides = keeps or files
    if decides and truths.get("stop") is False:
        sheet.blame((*at, "stop"), "cannot be false beside keep or file, which end the rules")
    log_odds, points = _shift(sheet, at, value)
    if decides and (log_odds or points):
        sheet.blame(at, "shifts the score beside keep or file, which do not ask it; remove one")
    return Then(
        decision=Decision.FILE if files else Decision.KEEP if keeps else None,
        category=category,
        folder=folder,
        flag=_flag(sheet, (*at, "flag"), value.get("flag", False)),
        mark_read=truths.get("mark_read", False),
        log_odds=log_odds,
        points=points,
        stops=truths.get("stop", decides),
    )


def _target(sheet: Sheet, place: Place, value: object) -> tuple[Category | None, str]:
    """Return (category, "") or (None, folder); (None, "") for the likeliest category's own.

    A category of the user's own is its folder.
    A name that is nearly a category is taken for a slip; "/Pitches" is surely a folder.
    """
    if value is True:
        return None, ""
    if not isinstance(value, str) or not value.strip("/ "):
        sheet.blame(place, f"must be a category, a folder in quotes, or true, not {shown(value)}")
        return None, ""
    if value.lower() in _CATEGORIES:
        return Category(value.lower()), ""
    if sheet.own_name(value):
        return None, sheet.own_folders[sheet.own_name(value)]
    guess = "" if "/" in value else nearest(value, (*_CATEGORIES, *sheet.own_folders))
    if value.lower() in ("genuine", "inbox"):
        sheet.blame(place, "cannot be the inbox; write then = { keep = true }")
    elif guess:
        sheet.blame(
            place,
            f'"{value}" is no category; did you mean "{guess}"? A folder of that name is "/{value}"',
        )
    return None, value.strip("/ ")


def _shift(sheet: Sheet, at: Place, value: Mapping[str, object]) -> tuple[float, float]:
    """Return (log-odds, points) of raise or lower; (0, 0) for none."""
    if "raise" in value and "lower" in value:
        sheet.blame(at, "says both raise and lower; remove one of them")
        return 0.0, 0.0
    for word, sign in (("raise", 1.0), ("lower", -1.0)):
        if word in value:
            log_odds, points = _amount(sheet, (*at, word), value[word])
            return sign * log_odds, sign * points
    return 0.0, 0.0


def _amount(sheet: Sheet, place: Place, value: object) -> tuple[float, float]:
    found = _POINTS.fullmatch(value) if isinstance(value, str) else None
    if found:
        return 0.0, float(found.group(1)) / 100
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 < float(str(value)) <= _MOST_LOG_ODDS:
        return float(str(value)), 0.0
    sheet.blame(
        place,
        f'must be log-odds from 0 to 20 (1 is a hint, 3 is strong) or points as "20%", not {shown(value)}',
    )
    return 0.0, 0.0


def _flag(sheet: Sheet, place: Place, value: object) -> str:
    if isinstance(value, bool):
        return "\\Flagged" if value else ""
    if isinstance(value, str) and _KEYWORD.fullmatch(value):
        return value
    sheet.blame(place, f'must be true for a star, or one word such as "$Work", not {shown(value)}')
    return ""
