"""Problems in a file a person wrote: all at once, each with its place and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from notworking.errors import UserError

Place = tuple[str | int, ...]
"""Where a value stands: `("account", 0, "host")` is written `account[0].host`."""

_NEAR_ENOUGH = 60.0
"""Similarity (0…100) from which a word is offered; below it a guess only confuses."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `what` is a clause that goes on after the place: "is missing; add …"."""

    where: str
    what: str
    line: int = 0
    """1-based; 0 when no line is known (a missing table, an environment variable)."""

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        said = f"{self.where} {self.what}".strip()
        return place + said


def place_name(place: Place) -> str:
    """Write a place as the reader knows it.

    >>> place_name(("account", 0, "host"))
    'account[0].host'
    """
    name = ""
    for step in place:
        if isinstance(step, int):
            name += f"[{step}]"
        else:
            name += f".{step}" if name else step
    return name


def nearest(word: str, words: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """Return the valid word a reader most likely meant, or "" when none is near.

    `also` maps words of other tools to ours ("ssl" → "security"); it is asked first.
    """
    known = dict(also or {})
    if word.casefold() in known:
        return known[word.casefold()]
    found = process.extractOne(
        word, list(words), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR_ENOUGH
    )
    return found[0] if found else ""


def unknown_word(word: str, words: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """Return the clause for an unknown word: the nearest one, or all that are valid."""
    valid = sorted(words)
    guess = nearest(word, valid, also)
    if guess:
        return f'is not known; did you mean "{guess}"?'
    return f"is not known; known here: {', '.join(valid)}"


def report(source: str, problems: Iterable[Problem]) -> UserError:
    """Return the error that tells every problem of one file, in the order of its lines."""
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 10**9)
    count = f"{len(ordered)} problems" if len(ordered) > 1 else "1 problem"
    return UserError("\n".join([f"{source}: {count}", *(f"  {problem}" for problem in ordered)]))
