"""Calibration and cutoffs, both from held-out folds: scores that mean what they say.

By the cost of a message alone (10 filed wrongly, 1 missed, 0.2 unsure) hardly anything would be
filed: an unsure pitch is nearly free. But it stays before the reader's eyes. So budgets bound
what may be filed wrongly, and within them a genuine message is worth several others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from notworking.judge.verdict import NETWORKING, Category
from notworking.learn.fitting import Floats

UNSURE_FROM = 0.5
"""Below one half the verdict says genuine, and it should stand."""
BUDGETS: Mapping[str, float] = {"ham": 0.0005, "look-alike": 0.01, "outreach": 0.1, "bulk": 0.05}
"""Kind of genuine mail → the share of it that may be filed at most, whatever that is worth.

Of ordinary mail half of the goal, so that one message of thousands more does not break it. The
goal for outreach is 0.05, which is three of 68 messages: too few to choose a cutoff by, as
one of them moves that of all pitches (docs/experiments.md). Twice that is the outer bound.
"""
_PRICE = 5.0
"""How many networking messages one genuine message is worth: for fewer it is not filed. With ten
the pitches that follow a connection are filed too seldom (docs/experiments.md)."""
_LOWEST = 0.85
"""No category is filed from less, however little held-out mail speaks against it."""
_GRID = np.round(
    np.concatenate([np.arange(_LOWEST, 0.98, 0.01), np.arange(0.98, 0.9996, 0.001)]), 4
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
    """Choose the cutoffs that are worth most within the budgets, held-out messages given.

    `kinds` names the kind of each genuine message: "ham", "look-alike", "outreach", "bulk".
    Worth is networking mail filed, less five for each genuine message. Three categories at a
    time are put where they are worth most beside the others, until no three can be put better.
    """
    gained = _filed_from(networking, scores, likeliest)
    wrong = _filed_from(~networking, scores, likeliest)
    used = _budgets_used(scores, likeliest, networking, kinds)
    worth = gained - _PRICE * wrong
    is_rare = np.bincount(likeliest[networking], minlength=len(NETWORKING)) < _LEAST_SAMPLES
    worth[is_rare, :-1] = -np.inf
    at = np.full(len(NETWORKING), len(_GRID) - 1)
    is_better = True
    while is_better:
        is_better = False
        for three in combinations(range(len(NETWORKING)), 3):
            put = _put_best(three, at, worth, used)
            if put is not None:
                at[list(three)], is_better = put, True
    return Cutoffs(dict(zip(NETWORKING, _GRID[at].tolist(), strict=True)), UNSURE_FROM)


def _put_best(
    three: tuple[int, int, int], at: NDArray[np.int64], worth: Floats, used: Floats
) -> tuple[int, ...] | None:
    """Return where on the grid three categories are worth most beside the others.

    None when that is where they are, or when the budgets hold nowhere.
    """
    a, b, c = three
    others = [number for number in range(len(NETWORKING)) if number not in three]
    spent = used[:, others, at[others]].sum(axis=1)[:, None, None, None] + (
        used[:, a, :, None, None] + used[:, b, None, :, None] + used[:, c, None, None, :]
    )
    total = worth[a][:, None, None] + worth[b][None, :, None] + worth[c][None, None, :]
    total = np.where((spent <= _WHOLE).all(axis=0), total, -np.inf)
    now = worth[list(three), at[list(three)]].sum()
    best = np.unravel_index(total.argmax(), total.shape)
    return tuple(int(step) for step in best) if total[best] > now else None


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
