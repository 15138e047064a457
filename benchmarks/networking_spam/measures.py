"""What is counted: cutoffs at the same false positives for every tool, shares filed, AUC."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score


@dataclass(frozen=True, slots=True)
class Judged:
    """What one tool says of messages whose sources it never saw."""

    tool: str
    scores: Mapping[str, float]
    """Message id → its score; more is more likely networking spam."""
    filed: frozenset[str] | None
    """Ids it files with its own cutoff; None where it has none of its own."""
    unsure: frozenset[str] | None = None
    """Ids it calls unsure with its own cutoffs; None where it has no such answer."""

    def only(self, ids: Collection[str]) -> Judged:
        """Return the same for some of the messages."""
        wanted = frozenset(ids)
        return Judged(
            self.tool,
            {one: score for one, score in self.scores.items() if one in wanted},
            None if self.filed is None else self.filed & wanted,
            None if self.unsure is None else self.unsure & wanted,
        )


def at_cutoff(
    tool: str, scores: Mapping[str, float], cutoff: float, unsure_from: float | None = None
) -> Judged:
    """Return scores judged: filed from `cutoff`, unsure from `unsure_from` below it."""
    filed = frozenset(one for one, score in scores.items() if score >= cutoff)
    if unsure_from is None:
        return Judged(tool, scores, filed)
    unsure = frozenset(one for one, score in scores.items() if unsure_from <= score < cutoff)
    return Judged(tool, scores, filed, unsure)


def cutoff_within(ham: Sequence[float], every: Sequence[float], share: float) -> float:
    """Return the lowest score of `every` from which at most `share` (0…1) of ham is filed.

    Where even the highest score is too low for that, because many share it, that one.
    """
    allowed = int(share * len(ham))
    order = np.sort(np.asarray(ham, dtype=float))
    for cutoff in np.unique(np.asarray(every, dtype=float)):
        if len(order) - np.searchsorted(order, cutoff) <= allowed:
            return float(cutoff)
    return float(max(every))


def auc(networking: Sequence[float], genuine: Sequence[float]) -> float:
    """Return how often networking spam scores above genuine mail (0…1, ties count half)."""
    truth = [1] * len(networking) + [0] * len(genuine)
    return float(roc_auc_score(truth, [*networking, *genuine]))
