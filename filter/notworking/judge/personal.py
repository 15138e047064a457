"""What the user's own corrections add to the shipped model's opinion, within bounds, with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from notworking.judge.likeness import Floats, Line, Seen, Shelf, Traits, shelve, traits_of
from notworking.judge.model import Opinion
from notworking.judge.verdict import NETWORKING, Category, Clue, ClueGroup, Finding
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
    kind: float = 1.5
    """That it is of a kind with what was filed by hand, towards a folder; of this the square of
    the shipped model's score, so that only mail it takes for networking mail moves."""
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
class Detector:
    """Recognises one category of the user's own: a line over traits, and a cutoff."""

    name: str
    folder: str
    """Where its mail goes, "/" between levels."""
    cutoff: float
    """Score (0…1) from which it is filed."""
    line: Line
    bias: float
    examples: int
    """How many messages it was taught with."""
    last_at: datetime | None = None

    def score(self, traits: Traits) -> float:
        """Return the probability (0…1) that a message is of this category."""
        log_odds = self.line.of(traits) + self.bias
        return float(1.0 / (1.0 + np.exp(-max(-40.0, min(40.0, log_odds)))))


@dataclass(frozen=True, slots=True)
class OwnCategory:
    """A category of the user's own that a message reached."""

    name: str
    folder: str
    score: float
    because: str


def _nothing() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Personal:
    """Everything one user taught, fitted. The default was taught nothing and costs nothing."""

    name: str = ""
    """For the verdict's model, as "you-3+2": version 3 and two messages taught since."""
    lessons: tuple[Lesson, ...] = ()
    shelf: Shelf = field(default_factory=lambda: shelve(()))
    """The lessons' traits, in their order."""
    pull: Floats = field(default_factory=_nothing)
    """(lessons,) log-odds for each unit of likeness, above 0 towards a folder."""
    category_pull: Floats = field(default_factory=lambda: np.zeros((0, len(NETWORKING))))
    """(lessons, 6) likewise towards each category, given that it is networking mail."""
    detectors: tuple[Detector, ...] = ()
    rarity: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """(2 ** bits,) how rare each word is, 0…1."""
    names: Mapping[str, int] = field(default_factory=dict)
    """Finding's name → its number among the traits."""
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def is_empty(self) -> bool:
        """True when nothing was taught: every opinion stays as it is."""
        return not self.lessons and not self.detectors

    def opinion(
        self,
        opinion: Opinion,
        findings: Sequence[Finding],
        *,
        sender: str = "",
        domain: str = "",
    ) -> tuple[Opinion, OwnCategory | None]:
        """Given the shipped model's opinion, return it with what was learned, and an own category.

        The new clues add up, exactly, to what the corrections move the log-odds by. `sender` and
        `domain` are hashes, as the lessons have them; "" when unknown.
        """
        if self.is_empty or opinion.wording is None:
            return opinion, None
        traits = self.traits(opinion, findings, sender=sender, domain=domain)
        own = self._own(traits)
        if not self.lessons:
            return opinion, own
        near, kin = self.shelf.likeness(traits)
        leeway = self.bounds.kind * opinion_score(opinion) ** 2
        amounts = pulled(near, kin, self.pull, leeway=leeway)
        moved = bounded(amounts, self.lessons, self.bounds)
        shares = self._shares(opinion.category_given_networking, near)
        clues = (*opinion.clues, *_told(moved, self.lessons))
        return replace(opinion, clues=clues, category_given_networking=shares), own

    def traits(
        self, opinion: Opinion, findings: Sequence[Finding], *, sender: str = "", domain: str = ""
    ) -> Traits:
        """Return a message's traits. The opinion must know its wording."""
        if opinion.wording is None:
            raise ValueError("an opinion without its wording has no traits")
        seen = Seen(
            buckets=opinion.wording.buckets,
            findings=[finding.name for finding in findings],
            log_odds=opinion.log_odds,
            shares=opinion.category_given_networking,
            sender=sender,
            domain=domain,
        )
        return traits_of(seen, rarity=self.rarity, names=self.names)

    def _own(self, traits: Traits) -> OwnCategory | None:
        """Return the own category that a message reaches most surely, or None."""
        scored = [(detector.score(traits), detector) for detector in self.detectors]
        reached = [(score, one) for score, one in scored if score >= one.cutoff]
        if not reached:
            return None
        score, best = max(reached, key=lambda pair: (pair[0], pair[1].name))
        return OwnCategory(best.name, best.folder, score, _why_own(score, best))

    def _shares(self, shares: Mapping[Category, float], near: Floats) -> Mapping[Category, float]:
        """Return the categories' shares with what was learned of them from messages near by."""
        moved = near @ self.category_pull
        if not np.any(moved):
            return shares
        before = np.array([shares.get(category, 0.0) for category in NETWORKING])
        logits = np.log(np.maximum(before, 1e-12)) + np.clip(moved, -6.0, 6.0)
        odds = np.exp(logits - logits.max())
        return MappingProxyType(dict(zip(NETWORKING, (odds / odds.sum()).tolist(), strict=True)))


NOBODY = Personal()
"""Of someone who has taught nothing."""


def opinion_score(opinion: Opinion) -> float:
    """Return the log-odds of an opinion as a score (0…1)."""
    return float(1.0 / (1.0 + np.exp(-max(-40.0, min(40.0, opinion.log_odds)))))


def pulled(near: Floats, kin: Floats, pull: Floats, *, leeway: float) -> Floats:
    """Return (n,) what each lesson moves, in log-odds, before any bounds.

    That two messages are of a kind counts in full towards the inbox, so that "recruiting is
    welcome" is understood, and "this one was not" beside it. Towards a folder it moves a message
    by `leeway` at most: else filing two pitches by hand would lower the cutoff for all of them.
    """
    by_kind = kin * pull
    back, forth = -np.minimum(by_kind, 0.0).sum(), np.maximum(by_kind, 0.0).sum()
    if back >= forth:
        share = (back - forth) / back if back > 0 else 0.0
        kept = np.minimum(by_kind, 0.0) * share
    else:
        kept = np.maximum(by_kind, 0.0) * (min(leeway, forth - back) / forth)
    return np.asarray(np.maximum(0.0, near - _CHANCE) * pull + kept)


def bounded(moved: Floats, lessons: Sequence[Lesson], bounds: Bounds) -> Floats:
    """Return what each lesson moves, scaled down to within the bounds; never turned round.

    Both ways are bounded apart, so that one never makes room for the other.
    """
    senders = _codes([one.sender or f"?{number}" for number, one in enumerate(lessons)])
    days = _codes([one.at.date().isoformat() for one in lessons])
    fresh = np.array([one.is_fresh for one in lessons], dtype=np.int64)
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


def _codes(names: Sequence[str]) -> NDArray[np.int64]:
    """Number equal names alike, from 0."""
    order: dict[str, int] = {}
    return np.array([order.setdefault(name, len(order)) for name in names], dtype=np.int64)


def _within(amounts: Floats, groups: NDArray[np.int64], most: float) -> Floats:
    """Scale each group's amounts, none below 0, so that they sum to `most` at most."""
    sums = np.bincount(groups, amounts)
    factors = np.minimum(1.0, most / np.maximum(sums, 1e-12))
    return np.asarray(amounts * factors[groups])


def _told(moved: Floats, lessons: Sequence[Lesson]) -> list[Clue]:
    """Return the lessons' effect as clues: one for each thing taught, and one for what is small."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, lesson in enumerate(lessons):
        groups.setdefault(_taught(lesson), []).append(number)
    clues: list[Clue] = []
    rest = 0.0
    for (name, manner), members in sorted(groups.items()):
        amounts = moved[members]
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


def _why_own(score: float, detector: Detector) -> str:
    """Return the sentence for a message that goes into a category of the user's own."""
    count = f"{detector.examples} messages" if detector.examples != 1 else "1 message"
    last = f", the last on {day(detector.last_at)}" if detector.last_at else ""
    return (
        f"Score {score:.2f} reaches the cutoff {detector.cutoff:.2f} of your own category "
        f'"{detector.name}", taught with {count}{last}'
    )
