"""How right a personal model is on what the user taught later, and on ordinary mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from notworking.judge.likeness import Seen
from notworking.judge.model import Opinion
from notworking.judge.personal import NOBODY, Personal
from notworking.judge.verdict import NETWORKING, Category, Clue, ClueGroup, Finding, Policy
from notworking.judge.wording import Wording
from notworking.learn.outcomes import FALSE_POSITIVE_COST, MISSED_COST, UNSURE_COST
from notworking.learn.personal.background import seen_of
from notworking.learn.personal.fitting import Chosen, Ground, Taught, laid_out, usable

FOLDS = 4
"""Into so many stretches of time examples are cut; each is judged by what was taught before."""
_UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of examples, each judged by a model that was taught with earlier ones only."""

    examples: int = 0
    genuine: int = 0
    false_positives: int = 0
    """Examples the user calls genuine that would be filed."""
    missed: int = 0
    unsure: int = 0
    misplaced: int = 0
    """Filed, but in another folder than the user's."""
    ordinary: int = 0
    """Genuine messages of the seed corpus, judged by everything taught."""
    ordinary_filed: int = 0

    @property
    def wrongly_filed(self) -> int:
        """All genuine mail that would be filed: what must never grow."""
        return self.false_positives + self.ordinary_filed

    @property
    def cost(self) -> float:
        """10 for each genuine message filed, 1 for each missed, 0.2 for each unsure or misplaced."""
        return (
            FALSE_POSITIVE_COST * self.wrongly_filed
            + MISSED_COST * self.missed
            + UNSURE_COST * (self.unsure + self.misplaced)
        )

    def as_json(self) -> dict[str, float]:
        """Return the figures as JSON values."""
        counts: dict[str, float] = {name: getattr(self, name) for name in Figures.__slots__}
        return counts | {"cost": round(self.cost, 2)}


def measure(
    examples: Sequence[Taught],
    ground: Ground,
    policy: Policy,
    choices: Sequence[Chosen],
    *,
    taught: Collection[int] | None = None,
) -> list[Figures]:
    """Judge each example by what was taught before it, and ordinary mail by everything.

    One result for each choice. `taught` are the ids of the examples the model is made of, None
    for all; the others are judged all the same. What is said later never helps with what was
    judged before.
    """
    those = sorted(usable(examples, ground.model.plan), key=lambda one: (one.at, one.digest))
    known = [one for one in those if taught is None or one.id in taught]
    ended: list[list[tuple[str, str]]] = [[] for _ in choices]
    for number, block in enumerate(_cut(those)):
        first = (block[0].at, block[0].digest)
        before = [one for one in known if (one.at, one.digest) < first] if number else []
        personals = _fits(before, ground, choices)
        for one in block:
            seen = seen_of(ground.model, one.buckets, one.findings, one.sender, one.domain)
            for place, personal in zip(ended, personals, strict=True):
                place.append((one.label, ends_in(personal, seen, policy)))
    whole = _fits(known, ground, choices)
    return [
        _counted(place, _ordinary(personal, ground, policy))
        for place, personal in zip(ended, whole, strict=True)
    ]


def _fits(examples: Sequence[Taught], ground: Ground, choices: Sequence[Chosen]) -> list[Personal]:
    """Return what the examples teach, for each choice."""
    used = usable(examples, ground.model.plan)
    if not used:
        return [NOBODY for _ in choices]
    ready = laid_out(used, ground)
    return [ready.fit(chosen) for chosen in choices]


def ends_in(personal: Personal, seen: Seen, policy: Policy) -> str:
    """Return the label a message is filed as by its content alone, "genuine", or "unsure"."""
    opinion, own = personal.opinion(
        _opinion(seen),
        [Finding(name, ClueGroup.CONTENT, "") for name in seen.findings],
        sender=seen.sender,
        domain=seen.domain,
    )
    if own is not None:
        return own.name
    score = 1.0 / (1.0 + np.exp(-max(-40.0, min(40.0, opinion.log_odds))))
    shares = opinion.category_given_networking
    likeliest: Category = max(NETWORKING, key=lambda category: shares[category])
    if score >= max(0.5, policy.cutoffs.get(likeliest, 1.1)):
        return str(likeliest)
    return _UNSURE if score >= policy.unsure_from else str(Category.GENUINE)


def _opinion(seen: Seen) -> Opinion:
    """Return what the shipped model said, from what is left of the message."""
    whole = np.asarray(seen.buckets, dtype=np.int64)
    clue = Clue("content", ClueGroup.WORDS, seen.log_odds, "")
    wording = Wording(whole, np.zeros(len(whole), dtype=np.int64))
    return Opinion((clue,), seen.shares, wording)


def _cut(those: Sequence[Taught]) -> list[Sequence[Taught]]:
    """Cut examples, in the order they were taught, into stretches of about the same number."""
    if not those:
        return []
    ends = np.linspace(0, len(those), min(FOLDS, len(those)) + 1).astype(int).tolist()
    return [those[start:end] for start, end in pairwise(ends)]


def _ordinary(personal: Personal, ground: Ground, policy: Policy) -> tuple[int, int]:
    """Return how many ordinary messages there are, and how many of them would be filed."""
    background = ground.background
    pairs = zip(background.seen, background.categories, strict=True)
    genuine = [seen for seen, category in pairs if category is Category.GENUINE]
    ended = [ends_in(personal, seen, policy) for seen in genuine]
    kept = (_UNSURE, Category.GENUINE)
    return len(genuine), sum(end not in kept for end in ended)


def _counted(ended: Sequence[tuple[str, str]], ordinary: tuple[int, int]) -> Figures:
    """Count what became of examples: pairs of what it is, and where it ended."""
    kept, genuine = (_UNSURE, str(Category.GENUINE)), str(Category.GENUINE)
    ours = [(label, end) for label, end in ended if label != genuine]
    return Figures(
        examples=len(ended),
        genuine=len(ended) - len(ours),
        false_positives=sum(label == genuine and end not in kept for label, end in ended),
        missed=sum(end == genuine for _, end in ours),
        unsure=sum(end == _UNSURE for _, end in ended),
        misplaced=sum(end not in kept and end != label for label, end in ours),
        ordinary=ordinary[0],
        ordinary_filed=ordinary[1],
    )


def figures_from(values: Mapping[str, float]) -> Figures:
    """Return figures from what `as_json` gave; what is missing is 0."""
    return Figures(**{name: int(values.get(name, 0)) for name in Figures.__slots__})
