"""From what a user taught to the value the judge uses: a pure function of the set of examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from notworking.judge.lessons import Bounds, Lesson, groups_of
from notworking.judge.likeness import Seen, Traits, shelve, traits_of
from notworking.judge.model import Model
from notworking.judge.personal import NOBODY, Detector, Personal
from notworking.judge.verdict import NETWORKING, Category
from notworking.judge.wording import Plan
from notworking.learn.personal.background import Background, seen_of
from notworking.learn.personal.detecting import OwnKind, detectors_of
from notworking.learn.personal.dual import Floats, fit_categories, fit_sides, gram
from notworking.learn.personal.kinds import lifts_of, taken_for

STRENGTHS = (1.0, 2.0, 4.0)
"""How strongly examples may pull; which of them is measured."""
DEFAULT_STRENGTH = 2.0
MOST_EXAMPLES = 1500
"""The newest so many are used: a fit takes the cube of their number."""
_MOST_OF_A_SENDER = 2.0
"""What all examples of one sender's mail weigh together at most; likewise of one day."""
_MOST_OF_A_DAY = 20.0
_LEAST_PULL = 1e-3
"""A message that pulls less than this, of the strongest, is left out: it was no surprise."""


class Taught(Protocol):
    """What an example has to tell (`store.examples.Example` does)."""

    @property
    def id(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def was(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def sender(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def is_forged(self) -> bool: ...
    @property
    def buckets(self) -> NDArray[np.uint32]: ...
    @property
    def findings(self) -> tuple[str, ...]: ...
    @property
    def plan(self) -> Plan: ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """Everything that can be chosen about a personal fit."""

    strength: float = DEFAULT_STRENGTH
    lifts: bool = True
    """Unsure mail of a kind that was moved to its folder again and again is filed there too."""
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What every fit of a user stands on: the model, the background, the user's own categories."""

    model: Model
    background: Background
    own: tuple[OwnKind, ...] = ()

    @property
    def names(self) -> dict[str, int]:
        """Finding's name → its number among the traits: those the corpora say something of."""
        known = sorted({*self.model.findings, *self.model.category_findings})
        return {name: number for number, name in enumerate(known)}


def usable(examples: Iterable[Taught], plan: Plan) -> list[Taught]:
    """Return the examples that teach something, by digest: forged mail does not, nor do features
    made by another plan than the model's."""
    those = [one for one in examples if not one.is_forged and _same_features(one.plan, plan)]
    newest = sorted(those, key=lambda one: (one.at, one.digest))[-MOST_EXAMPLES:]
    return sorted(newest, key=lambda one: one.digest)


def fit_personal(
    examples: Iterable[Taught],
    ground: Ground,
    *,
    chosen: Chosen | None = None,
    measured: Collection[int] | None = None,
    name: str = "",
) -> Personal:
    """Return what the examples teach, whatever their order.

    `measured` are the ids of the examples that a version holds; the others are fresh, and move
    little towards a folder. None: all are measured.
    """
    used = usable(examples, ground.model.plan)
    if not used and not ground.own:
        return NOBODY
    return laid_out(used, ground).fit(chosen or Chosen(), measured=measured, name=name)


@dataclass(frozen=True, slots=True, eq=False)
class LaidOut:
    """Examples made ready, with all that no choice changes: to be fitted once for each choice."""

    core: Core
    detectors: tuple[Detector, ...]
    ground: Ground

    def fit(
        self, chosen: Chosen, *, measured: Collection[int] | None = None, name: str = ""
    ) -> Personal:
        """Return what the examples teach; see `fit_personal`."""
        core = self.core
        pull, category_pull = core.fit(chosen.strength)
        kept = _matter(pull, category_pull, core.lift)
        ids = frozenset(one.id for one in core.used)
        fresh = frozenset[int]() if measured is None else ids - set(measured)
        lessons = tuple(_lesson(core.used[at], fresh) for at in kept.tolist())
        lift = core.lift if chosen.lifts else np.zeros_like(core.lift)
        return Personal(
            name=name,
            lessons=lessons,
            groups=groups_of(lessons),
            shelf=shelve([core.traits[at] for at in kept.tolist()]),
            pull=pull[kept],
            category_pull=category_pull[kept],
            lift=lift[kept],
            detectors=self.detectors,
            rarity=self.ground.background.rarity,
            names=self.ground.names,
            bounds=chosen.bounds,
        )


def laid_out(used: Sequence[Taught], ground: Ground) -> LaidOut:
    """Return usable examples, in their fixed order, ready to be fitted."""
    names, rarity = ground.names, ground.background.rarity
    seen = [
        seen_of(ground.model, one.buckets, one.findings, one.sender, one.domain) for one in used
    ]
    traits = [traits_of(one, rarity=rarity, names=names) for one in seen]
    detectors = detectors_of(used, traits, ground.own, ground.background, names)
    ours = [at for at, one in enumerate(used) if one.label in set(Category)]
    mine, saw = [used[at] for at in ours], [seen[at] for at in ours]
    kinds = [traits_of(one, rarity=rarity, names=names) for one in taken_for(mine, saw)]
    core = Core(
        mine,
        saw,
        [one.without_findings for one in kinds],
        lifts_of(mine, saw),
    )
    return LaidOut(core, detectors, ground)


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """Examples of our own seven labels, ready to be fitted."""

    used: Sequence[Taught]
    seen: Sequence[Seen]
    """As the shipped model sees them."""
    traits: Sequence[Traits]
    """Of the kind the user says they are."""
    lift: Floats
    """(n, 6) log-odds each lifts unsure mail of each category by."""

    def fit(self, strength: float) -> tuple[Floats, Floats]:
        """Return (n,) pulls towards networking and (n, 6) pulls towards its categories."""
        if not self.used:
            return np.zeros(0), np.zeros((0, len(NETWORKING)))
        likeness = gram(shelve(self.traits))
        weights = trust(self.used)
        labels = [one.label for one in self.used]
        is_networking = np.array([label != Category.GENUINE for label in labels])
        offset = np.array([one.log_odds for one in self.seen])
        pull = fit_sides(likeness, is_networking, weights, offset, strength)
        category_pull = np.zeros((len(labels), len(NETWORKING)))
        rows = np.flatnonzero(is_networking).tolist()
        if rows:
            one_hot = np.array(
                [[float(labels[row] == category) for category in NETWORKING] for row in rows]
            )
            shares = np.array(
                [[self.seen[row].shares[category] for category in NETWORKING] for row in rows]
            )
            category_pull[rows] = fit_categories(
                gram(shelve([self.traits[row].without_kind for row in rows])),
                one_hot,
                weights[rows],
                np.log(np.maximum(shares, 1e-12)),
                strength,
            )
        return pull, category_pull


def trust(examples: Sequence[Taught]) -> Floats:
    """Return what each example weighs, 0…1: one sender's and one day's are bounded together."""
    senders = [one.sender or one.digest for one in examples]
    days = [one.at.date() for one in examples]
    of_sender, of_day = Counter(senders), Counter(days)
    return np.array(
        [
            min(1.0, _MOST_OF_A_SENDER / of_sender[sender], _MOST_OF_A_DAY / of_day[day])
            for sender, day in zip(senders, days, strict=True)
        ]
    )


def _matter(pull: Floats, category_pull: Floats, lift: Floats) -> NDArray[np.int64]:
    """Return which examples move anything to speak of."""
    if not len(pull):
        return np.zeros(0, dtype=np.int64)
    strength = np.maximum(np.abs(pull), np.abs(category_pull).max(axis=1))
    least = _LEAST_PULL * max(1e-12, float(strength.max()))
    return np.flatnonzero((strength >= least) | lift.any(axis=1))


def _lesson(one: Taught, fresh: Collection[int]) -> Lesson:
    was_filed = one.was not in ("", Category.GENUINE)
    return Lesson(one.label, one.at, one.sender, was_filed=was_filed, is_fresh=one.id in fresh)


def _same_features(plan: Plan, other: Plan) -> bool:
    """True when both plans give a message the same buckets; damping changes none."""
    names = ("bits", "bigrams", "letters", "subject_apart", "most_characters")
    return all(getattr(plan, name) == getattr(other, name) for name in names)
