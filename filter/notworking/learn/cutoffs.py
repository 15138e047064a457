"""Calibration and cutoffs, both from held-out folds: scores that mean what they say.

By the cost of a message alone (10 filed wrongly, 1 missed, 0.2 unsure) hardly anything would be
filed: an unsure pitch is nearly free. But it stays before the reader's eyes, so the budgets of
false positives decide, and as much is filed as they allow (docs/experiments.md).
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
BUDGETS: Mapping[str, float] = {"ham": 0.001, "look-alike": 0.01, "outreach": 0.05, "bulk": 0.05}
"""Kind of genuine mail → the share of it that may be filed."""
_GRID = np.round(np.concatenate([np.arange(0.6, 0.98, 0.01), np.arange(0.98, 0.9996, 0.001)]), 4)
_LEAST_SAMPLES = 40
"""A category with fewer held-out messages keeps the common cutoff."""
_LEAST_PRECISION = 0.9


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
    """Choose the lowest cutoffs that keep within the budgets on held-out messages.

    `kinds` names the kind of each genuine message: "ham", "look-alike", "outreach", "bulk".
    One common cutoff is found first. Then categories go lower, a step each in turn, as long
    as the budgets hold and nine in ten of what the category files are networking mail.
    """
    within = [c for c in _GRID if _within_budgets(scores >= c, networking, kinds)]
    steps = np.full(
        len(NETWORKING), int(np.searchsorted(_GRID, within[0] if within else _GRID[-1]))
    )
    is_open = np.bincount(likeliest[networking], minlength=len(NETWORKING)) >= _LEAST_SAMPLES
    while within and is_open.any():
        for number in np.flatnonzero(is_open & (steps > 0)).tolist():
            lower = steps - (np.arange(len(steps)) == number)
            filed = scores >= _GRID[lower][likeliest]
            of_it = filed & (likeliest == number)
            is_precise = networking[of_it].mean() >= _LEAST_PRECISION if of_it.any() else True
            if is_precise and _within_budgets(filed, networking, kinds):
                steps = lower
            else:
                is_open[number] = False
        is_open &= steps > 0
    chosen = dict(zip(NETWORKING, _GRID[steps].tolist(), strict=True))
    return Cutoffs(chosen, UNSURE_FROM)


def _within_budgets(
    filed: NDArray[np.bool_], networking: NDArray[np.bool_], kinds: NDArray[np.str_]
) -> bool:
    for kind, budget in BUDGETS.items():
        of_it = (kinds == kind) & ~networking
        if of_it.any() and filed[of_it].mean() > budget:
            return False
    return True


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
