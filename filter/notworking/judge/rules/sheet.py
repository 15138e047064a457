"""The rules file while it is read: where things stand, and what was wrong so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from notworking.judge.rules.patterns import PatternError, addresses
from notworking.judge.rules.words import ALSO, NEVER_DONE
from notworking.written.lines import line_of
from notworking.written.problems import Place, Problem, place_name, unknown_word


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file being read. The readers of its parts add to `problems` and go on."""

    lines: Mapping[Place, int]
    problems: list[Problem] = field(default_factory=list)
    clue_names: frozenset[str] = frozenset()
    """Empty when the caller does not know them: then any name goes."""
    account_names: frozenset[str] = frozenset()
    own_folders: Mapping[str, str] = field(default_factory=dict)
    """Name → folder of the user's own categories."""

    def own_name(self, written: str) -> str:
        """Return the user's own category of that name, capitals or not; "" when there is none."""
        wanted = written.strip().casefold()
        return next((name for name in self.own_folders if name.casefold() == wanted), "")

    def blame(self, place: Place, what: str) -> None:
        """Note a problem at a place. `what` goes on after the place's name."""
        self.problems.append(Problem(place_name(place), what, line_of(self.lines, place)))


def check_words(
    sheet: Sheet, place: Place, table: Mapping[str, object], words: Iterable[str]
) -> None:
    """Blame every key of a table that is none of the valid words."""
    valid = tuple(words)
    for word in table:
        if word in valid:
            continue
        if word in NEVER_DONE:
            sheet.blame((*place, word), f"is not possible: {NEVER_DONE[word]}")
        else:
            also = {each: ours for each, ours in ALSO.items() if ours in valid}
            sheet.blame((*place, word), unknown_word(word, valid, also))


def truth_of(sheet: Sheet, place: Place, value: object) -> bool:
    """Return a TOML boolean; False after its problem was noted."""
    if isinstance(value, bool):
        return value
    sheet.blame(place, f"must be true or false without quotes, not {shown(value)}")
    return False


def texts_of_list(sheet: Sheet, place: Place, value: object) -> tuple[str, ...]:
    """Return one text or a list of texts as a tuple; () after its problem was noted."""
    items = value if isinstance(value, list) else [value]
    wrong = [index for index, item in enumerate(items) if not isinstance(item, str)]
    for index in wrong:
        at = (*place, index) if isinstance(value, list) else place
        sheet.blame(at, f"must be text in quotes, not {shown(items[index])}")
    return () if wrong else tuple(str(item) for item in items)


def address_patterns(sheet: Sheet, place: Place, value: object) -> tuple[str, ...]:
    """Return the address patterns that are right, after noting what is wrong with the others."""
    right = []
    for index, text in enumerate(texts_of_list(sheet, place, value)):
        try:
            addresses((text,))
            right.append(text)
        except PatternError as problem:
            at = (*place, index) if isinstance(value, list) else place
            sheet.blame(at, f'"{text}" {problem}')
    return tuple(right)


def shown(value: object) -> str:
    """Return a value as it stands in the file.

    >>> shown(True)
    'true'
    """
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)
