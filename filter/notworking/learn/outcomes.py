"""What became of judged mail, counted: filed, unsure, kept, the wrong category, and its cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from notworking.judge.verdict import NETWORKING, Category, Decision
from notworking.learn.corpora import Sample

FALSE_POSITIVE_COST = 10.0
MISSED_COST = 1.0
UNSURE_COST = 0.2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled message."""

    sample: Sample
    score: float
    """Calibrated probability that it is networking mail (0…1)."""
    likeliest: Category
    """The likeliest networking category, or the one it was filed as."""
    decision: Decision
    is_trained_on: bool = False
    """The model was fitted on this very message, so that its outcome proves nothing."""

    @property
    def cost(self) -> float:
        """10 for genuine mail filed, 1 for networking mail kept, 0.2 for anything unsure."""
        if self.decision is Decision.UNSURE:
            return UNSURE_COST
        if self.decision is Decision.FILE:
            return 0.0 if self.sample.is_networking else FALSE_POSITIVE_COST
        return MISSED_COST if self.sample.is_networking else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of outcomes."""

    messages: int
    filed: int
    unsure: int
    kept: int
    right_category: int
    """Of those filed that are networking mail, how many in their own category."""
    genuine: int
    false_positives: int
    """Genuine messages that were filed."""
    cost: float
    """Sum over the messages, not the mean."""

    @property
    def filed_share(self) -> float:
        """Filed ÷ all, 0…1."""
        return self.filed / self.messages if self.messages else 0.0

    @property
    def wrong_category(self) -> int:
        """Networking mail filed in another category than its own."""
        return self.filed - self.false_positives - self.right_category

    @property
    def right_share(self) -> float:
        """Right category ÷ networking mail filed, 0…1; 1 when none was filed."""
        filed = self.filed - self.false_positives
        return self.right_category / filed if filed else 1.0

    @property
    def false_positive_rate(self) -> float:
        """Genuine mail filed ÷ all genuine mail, 0…1; 0 when there is none."""
        return self.false_positives / self.genuine if self.genuine else 0.0


def tally(found: Iterable[Outcome]) -> Tally:
    """Count outcomes."""
    listed = list(found)
    filed = [one for one in listed if one.decision is Decision.FILE]
    return Tally(
        messages=len(listed),
        filed=len(filed),
        unsure=sum(one.decision is Decision.UNSURE for one in listed),
        kept=sum(one.decision is Decision.KEEP for one in listed),
        right_category=sum(one.likeliest is one.sample.category for one in filed),
        genuine=sum(not one.sample.is_networking for one in listed),
        false_positives=sum(not one.sample.is_networking for one in filed),
        cost=sum(one.cost for one in listed),
    )


def tallies(found: Iterable[Outcome], key: Callable[[Sample], str]) -> dict[str, Tally]:
    """Count outcomes for each value of `key`, in order of the values; "" is left out."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in found:
        if name := key(one.sample):
            groups[name].append(one)
    return {name: tally(groups[name]) for name in sorted(groups)}


BREAKDOWNS: Mapping[str, Callable[[Sample], str]] = {
    "source": lambda s: s.source,
    "category": lambda s: str(s.category),
    "category, as received": lambda s: str(s.category) if s.source == "quoted_received" else "",
    "language, networking mail": lambda s: s.lang if s.is_networking else "",
    "language, genuine mail": lambda s: "" if s.is_networking else s.lang,
    "year": lambda s: f"{s.year // 5 * 5} to {s.year // 5 * 5 + 4}" if s.year else "unknown",
}
"""Name of a table → by what its rows are grouped; "" leaves a message out."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many messages of each category ended where."""

    rows: tuple[Category, ...]
    columns: tuple[str, ...]
    """The six categories it was filed as, then "unsure" and "kept"."""
    counts: tuple[tuple[int, ...], ...]


def confusion(found: Iterable[Outcome]) -> Confusion:
    """Return the confusion matrix: true categories down, where they ended across."""
    columns = (*(str(category) for category in NETWORKING), "unsure", "kept")
    counts = {category: dict.fromkeys(columns, 0) for category in Category}
    for one in found:
        ended = {Decision.UNSURE: "unsure", Decision.KEEP: "kept"}.get(one.decision)
        counts[one.sample.category][ended or str(one.likeliest)] += 1
    rows = tuple(category for category in Category if any(counts[category].values()))
    return Confusion(rows, columns, tuple(tuple(counts[row].values()) for row in rows))
