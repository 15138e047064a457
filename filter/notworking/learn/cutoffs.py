"""Calibration and cutoffs, both from held-out folds: scores that mean what they say.

A genuine message that is filed costs as much as ten networking messages that are not. What is
only unsure counts as not filed: an unsure pitch stays before the reader's eyes. For scores that
mean what they say that comes to a cutoff of 10/11.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from notworking.judge.verdict import NETWORKING, Category
from notworking.learn.fitting import Floats

UNSURE_FROM = 0.5
"""Below one half the verdict says genuine, and it should stand."""
BUDGETS: Mapping[str, float] = {"ham": 0.001, "look-alike": 0.01, "outreach": 0.1, "bulk": 0.05}
"""Kind of genuine mail → the share of it that may be filed at most, whatever that is worth.

The goal for outreach is 0.05, which is three of 68 messages: too few to choose a cutoff by, as
one of them moves that of all pitches (docs/experiments.md). Twice that is the outer bound.
"""
_PRICES = 10.0 * 1.1 ** np.arange(72)
"""How many networking messages one genuine message is worth: ten, and while a budget does not
hold, a tenth more and more, up to 9,000."""
_GRID = np.round(
    np.concatenate([np.arange(UNSURE_FROM, 0.98, 0.01), np.arange(0.98, 0.9996, 0.001)]), 4
)
_LEAST_SAMPLES = 40
"""A category with fewer held-out messages keeps the highest cutoff."""
_WHOLE = 1.0 + 1e-9
"""All of a budget, with room for rounding."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds become `slope` × log-odds + `shift`."""

    slope: float = 1.0
    shift: float = 0.0

    def score(self, log_odds: Floats) -> Floats:
        """Return calibrated probabilities (0…1)."""
        return np.asarray(1.0 / (1.0 + np.exp(-(self.slope * log_odds + self.shift))))


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """From which score each category is filed, and from which a message is unsure."""

    by_category: Mapping[Category, float]
    unsure_from: float

    def filed(self, scores: Floats, likeliest: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which messages are filed; `likeliest` indexes `NETWORKING`."""
        needed = np.array([self.by_category[category] for category in NETWORKING])
        return np.asarray(scores >= needed[likeliest])


def calibrate(log_odds: Floats, networking: NDArray[np.bool_], weights: Floats) -> Calibration:
    """Fit slope and shift on held-out log-odds (Platt, 1999). The slope is never negative."""
    if len(np.unique(networking)) < 2:
        return Calibration()
    model = LogisticRegression(C=1e6, max_iter=1000)
    model.fit(log_odds[:, None], networking, sample_weight=weights)
    return Calibration(max(1e-3, float(model.coef_[0, 0])), float(model.intercept_[0]))


def choose_cutoffs(
    scores: Floats,
    likeliest: NDArray[np.int64],
    networking: NDArray[np.bool_],
    kinds: NDArray[np.str_],
) -> Cutoffs:
    """Choose the cutoffs at which filing is worth its mistakes, held-out messages given.

    `kinds` names the kind of each genuine message: "ham", "look-alike", "outreach", "bulk".
    A category is filed from where most is gained: networking messages, less ten for each genuine
    one; of equal cutoffs, the highest. While a budget does not hold, all get dearer.
    """
    gained = _filed_from(networking, scores, likeliest)
    wrong = _filed_from(~networking, scores, likeliest)
    used = _budgets_used(scores, likeliest, networking, kinds)
    is_common = np.bincount(likeliest[networking], minlength=len(NETWORKING)) >= _LEAST_SAMPLES
    numbers, highest = np.arange(len(NETWORKING)), len(_GRID) - 1
    for price in _PRICES:
        worth = gained - price * wrong
        best = highest - worth[:, ::-1].argmax(axis=1)
        at = np.where(is_common, best, highest)
        if (used[:, numbers, at].sum(axis=1) <= _WHOLE).all():
            break
    else:
        at = np.full(len(NETWORKING), highest)
    return Cutoffs(dict(zip(NETWORKING, _GRID[at].tolist(), strict=True)), UNSURE_FROM)


def _filed_from(chosen: NDArray[np.bool_], scores: Floats, likeliest: NDArray[np.int64]) -> Floats:
    """Return (6, grid) how many of the chosen messages each category files from each cutoff."""
    counts = []
    for number in range(len(NETWORKING)):
        reached = np.sort(scores[chosen & (likeliest == number)])
        counts.append(len(reached) - np.searchsorted(reached, _GRID, side="left"))
    return np.array(counts, dtype=float)


def _budgets_used(
    scores: Floats,
    likeliest: NDArray[np.int64],
    networking: NDArray[np.bool_],
    kinds: NDArray[np.str_],
) -> Floats:
    """Return (budgets, 6, grid) what a category takes of each budget; 1 is all of it."""
    used = []
    for kind, budget in BUDGETS.items():
        of_it = (kinds == kind) & ~networking
        if of_it.any():
            used.append(_filed_from(of_it, scores, likeliest) / (budget * of_it.sum()))
    return np.array(used).reshape(-1, len(NETWORKING), len(_GRID))


def expected_calibration_error(
    scores: Floats, networking: NDArray[np.bool_], weights: Floats, bins: int = 10
) -> float:
    """Return the mean gap between score and frequency over bins of equal width (0…1)."""
    number = np.minimum((scores * bins).astype(int), bins - 1)
    gap = 0.0
    for one in range(bins):
        inside = number == one
        weight = weights[inside].sum()
        if weight > 0:
            told = (scores[inside] * weights[inside]).sum() / weight
            is_so = (networking[inside] * weights[inside]).sum() / weight
            gap += weight * abs(told - is_so)
    return float(gap / weights.sum())
