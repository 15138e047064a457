"""Lessons: what each corrected message moves another by, within bounds, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from notworking.judge.likeness import Floats
from notworking.judge.verdict import Category, Clue, ClueGroup
from notworking.people.facts import day

_CHANCE = 0.04
"""How near any two messages are, whatever they say; only what is nearer counts."""
_LEAST_TOLD = 0.05
"""Log-odds a group of lessons must carry to be told on its own."""
_ALIKE = 0.25
"""A message counts as "like" this one when it carries this much of what the strongest carries."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far corrections may move a message, in log-odds: poisoning stays small."""

    keep: float = 8.0
    """All lessons together towards the inbox; `file` likewise towards a folder."""
    file: float = 4.0
    day_keep: float = 7.0
    """The lessons of one day towards the inbox; `day_file` likewise towards a folder."""
    day_file: float = 2.5
    sender: float = 1.5
    """The lessons of one sender's mail, either way."""
    fresh: float = 1.0
    """Lessons that no measured version holds yet, towards a folder; the other way they count
    in full at once: leaving a message in the inbox does little harm."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one corrected message taught, as far as a reader is told of it."""

    label: str
    """A category's value, "genuine" among them."""
    at: datetime
    sender: str = ""
    """Hash of the address, "" when unknown."""
    was_filed: bool = False
    """It had been filed, and the user put it back."""
    is_fresh: bool = False
    """No measured version holds it yet."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Which lessons belong together, numbered once: bounds and reasons look at groups."""

    senders: NDArray[np.int64]
    """(lessons,) equal for lessons of one sender; `days` likewise."""
    days: NDArray[np.int64]
    fresh: NDArray[np.int64]
    """1 for lessons that no measured version holds yet, else 0."""
    taught: tuple[tuple[str, str, tuple[int, ...]], ...]
    """Name of what was taught, how a sentence ends that tells of it, which lessons taught it."""


def groups_of(lessons: Sequence[Lesson]) -> Groups:
    """Return the groups of lessons."""
    members: dict[tuple[str, str], list[int]] = {}
    for number, lesson in enumerate(lessons):
        members.setdefault(_taught(lesson), []).append(number)
    return Groups(
        senders=_codes([one.sender or f"?{number}" for number, one in enumerate(lessons)]),
        days=_codes([one.at.date().isoformat() for one in lessons]),
        fresh=np.array([one.is_fresh for one in lessons], dtype=np.int64),
        taught=tuple((*key, tuple(those)) for key, those in sorted(members.items())),
    )


def pulled(near: Floats, kin: Floats, pull: Floats) -> Floats:
    """Return (n,) what each lesson moves, in log-odds, before any bounds.

    That two messages are of a kind never moves one towards a folder: else filing two pitches by
    hand would lower the cutoff for all of them. It only makes up for what pulls the other way,
    so that "recruiting is welcome" is understood, and "this one was not" beside it.
    """
    by_kind = kin * pull
    back, forth = -np.minimum(by_kind, 0.0).sum(), np.maximum(by_kind, 0.0).sum()
    share = max(0.0, back - forth) / back if back > 0 else 0.0
    return np.asarray(np.maximum(0.0, near - _CHANCE) * pull + np.minimum(by_kind, 0.0) * share)


def bounded(moved: Floats, groups: Groups, bounds: Bounds) -> Floats:
    """Return what each lesson moves, scaled down to within the bounds; never turned round.

    Both ways are bounded apart, so that one never makes room for the other.
    """
    senders, days, fresh = groups.senders, groups.days, groups.fresh
    towards = np.maximum(moved, 0.0)
    towards = _within(towards, senders, bounds.sender)
    towards = np.where(fresh, _within(np.where(fresh, towards, 0.0), fresh, bounds.fresh), towards)
    towards = _within(towards, days, bounds.day_file)
    towards = _within(towards, np.zeros_like(days), bounds.file)
    away = np.maximum(-moved, 0.0)
    away = _within(away, senders, bounds.sender)
    away = _within(away, days, bounds.day_keep)
    away = _within(away, np.zeros_like(days), bounds.keep)
    return np.asarray(towards - away)


def told(moved: Floats, lessons: Sequence[Lesson], groups: Groups) -> list[Clue]:
    """Return the lessons' effect as clues: one for each thing taught, and one for what is small."""
    clues: list[Clue] = []
    rest = 0.0
    for name, manner, members in groups.taught:
        amounts = moved[list(members)]
        weight = float(amounts.sum())
        if abs(weight) < _LEAST_TOLD:
            rest += weight
            continue
        alike = np.abs(amounts) >= _ALIKE * np.abs(amounts).max()
        last = max(lessons[members[place]].at for place in np.flatnonzero(alike).tolist())
        sentence = _like(int(alike.sum()), manner, last)
        clues.append(Clue(f"learned_{name}", ClueGroup.LEARNED, weight, sentence))
    if abs(rest) > 1e-9:
        sentence = "Your other corrections say a little"
        clues.append(Clue("learned_rest", ClueGroup.LEARNED, rest, sentence))
    return clues


def _taught(lesson: Lesson) -> tuple[str, str]:
    """Return a name for what a lesson taught, and how a sentence ends that tells of it."""
    if lesson.label != Category.GENUINE:
        return lesson.label, f"you filed as {lesson.label}"
    if lesson.was_filed:
        return "put_back", "you put back"
    return "kept", "you said are none of these"


def _like(number: int, manner: str, last: datetime) -> str:
    """Return "Like 3 messages you put back, the last on 3 May 2026"."""
    if number == 1:
        return f"Like a message {manner} on {day(last)}"
    return f"Like {number} messages {manner}, the last on {day(last)}"


def _codes(names: Sequence[str]) -> NDArray[np.int64]:
    """Number equal names alike, from 0."""
    order: dict[str, int] = {}
    return np.array([order.setdefault(name, len(order)) for name in names], dtype=np.int64)


def _within(amounts: Floats, groups: NDArray[np.int64], most: float) -> Floats:
    """Scale each group's amounts, none below 0, so that they sum to `most` at most."""
    sums = np.bincount(groups, amounts)
    factors = np.minimum(1.0, most / np.maximum(sums, 1e-12))
    return np.asarray(amounts * factors[groups])
