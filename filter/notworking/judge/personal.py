"""What the user's own corrections add to the shipped model's opinion, within bounds, with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from notworking.judge.lessons import (
    Bounds,
    Groups,
    Lesson,
    bounded,
    groups_of,
    pulled,
    told,
)
from notworking.judge.likeness import (
    Floats,
    Line,
    Seen,
    Shelf,
    Traits,
    sharpened,
    shelve,
    traits_of,
)
from notworking.judge.model import Opinion
from notworking.judge.verdict import NETWORKING, Category, Finding
from notworking.people.facts import day

_UNSURE = 0.0
"""Log-odds from which a message is more likely networking mail than not."""


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
    lift: Floats = field(default_factory=lambda: np.zeros((0, len(NETWORKING))))
    """(lessons, 6) log-odds each lifts unsure mail of each category by, 0 or more."""
    detectors: tuple[Detector, ...] = ()
    rarity: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """(2 ** bits,) how rare each word is, 0…1."""
    names: Mapping[str, int] = field(default_factory=dict)
    """Finding's name → its number among the traits."""
    bounds: Bounds = field(default_factory=Bounds)
    groups: Groups = field(default_factory=lambda: groups_of(()))

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
        moved = pulled(near, kin, self.pull) + self._lifted(opinion)
        moved = bounded(moved, self.groups, self.bounds)
        shares = self._shares(opinion.category_given_networking, near)
        clues = (*opinion.clues, *told(moved, self.lessons, self.groups))
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

    def _lifted(self, opinion: Opinion) -> Floats:
        """Return (lessons,) how far each lifts a message of its kind: only what is unsure already.

        Mail the model thinks more likely genuine stays where it is, of whatever kind it would be.
        """
        if opinion.log_odds < _UNSURE or not self.lift.any():
            return np.zeros(len(self.lessons))
        shares = opinion.category_given_networking
        kinds = sharpened([shares.get(category, 0.0) for category in NETWORKING])
        return np.asarray(self.lift @ kinds)

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


def _why_own(score: float, detector: Detector) -> str:
    """Return the sentence for a message that goes into a category of the user's own."""
    count = f"{detector.examples} messages" if detector.examples != 1 else "1 message"
    last = f", the last on {day(detector.last_at)}" if detector.last_at else ""
    return (
        f"Score {score:.2f} reaches the cutoff {detector.cutoff:.2f} of your own category "
        f'"{detector.name}", taught with {count}{last}'
    )
