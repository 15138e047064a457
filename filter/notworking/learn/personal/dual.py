"""Regularised logistic fits in the dual: a weight for each message, Newton's way, in milliseconds.

A handful of messages and hundreds of thousands of possible traits: the fit is as large as the
messages are many (Rasmussen and Williams, Gaussian Processes for Machine Learning, 3.4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notworking.judge.likeness import Shelf

Floats = NDArray[np.float64]

_MOST_STEPS = 50
_MOST_HALVINGS = 12
_CLOSE = 1e-9
_CATEGORY_STEPS = 80


def fit_sides(
    likeness: Floats, is_one: NDArray[np.bool_], weights: Floats, offset: Floats, strength: float
) -> Floats:
    """Return (n,) pulls: the log-odds of x become its offset + Σ pull × likeness(x, message).

    `likeness` is (n, n), symmetric and positive semidefinite; `weights` (n,) say what each
    message counts; `offset` (n,) is what was known before; `strength` is the inverse of how
    strongly the pulls are held near 0. Each pull is strength × weight × (truth - score), so none
    is ever larger than strength × weight.
    """
    kernel = strength * likeness
    truth = is_one.astype(np.float64)
    pulls = np.zeros(len(truth))
    best = _gain(pulls, kernel, truth, weights, offset)
    for _ in range(_MOST_STEPS):
        aimed = _newton(pulls, kernel, truth, weights, offset)
        step = aimed - pulls
        for _ in range(_MOST_HALVINGS):
            gain = _gain(pulls + step, kernel, truth, weights, offset)
            if gain >= best - 1e-12:
                break
            step = step / 2.0
        else:
            break
        pulls, is_close, best = pulls + step, gain - best < _CLOSE, gain
        if is_close:
            break
    scores = _score(offset + kernel @ pulls)
    return np.asarray(strength * weights * (truth - scores))


def fit_categories(
    likeness: Floats, one_hot: Floats, weights: Floats, offset: Floats, strength: float
) -> Floats:
    """Return (n, c) pulls: logits of x become its offset + Σ pull × likeness(x, message).

    `one_hot` (n, c) is what each message is, `offset` (n, c) its logits before. Steps along a
    fixed bound of the curvature (Böhning, 1992), so each step is for the better.
    """
    kernel = strength * likeness
    size = len(kernel)
    inverse = np.linalg.inv(0.5 * weights[:, None] * kernel + np.eye(size))
    pulls = np.zeros_like(one_hot)
    for _ in range(_CATEGORY_STEPS):
        logits = offset + kernel @ pulls
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        missing = weights[:, None] * (one_hot - odds / odds.sum(axis=1, keepdims=True))
        step = inverse @ (missing - pulls)
        pulls = pulls + step
        if np.abs(step).max() < _CLOSE:
            break
    return np.asarray(strength * pulls)


def gram(shelf: Shelf) -> Floats:
    """Return (n, n) how alike the messages on a shelf are to each other."""
    ends = np.append(shelf.starts, len(shelf.columns))
    shape = (len(shelf.starts), len(shelf.vocabulary))
    rows = sparse.csr_matrix((shelf.values, shelf.columns, ends), shape=shape)
    return np.asarray((rows @ rows.T).toarray())


def _newton(
    pulls: Floats, kernel: Floats, truth: Floats, weights: Floats, offset: Floats
) -> Floats:
    """Return where Newton's step leads (algorithm 3.1 of the book)."""
    moved = kernel @ pulls
    scores = _score(offset + moved)
    curvature = weights * scores * (1.0 - scores)
    root = np.sqrt(curvature)
    aim = curvature * moved + weights * (truth - scores)
    system = np.eye(len(kernel)) + root[:, None] * kernel * root[None, :]
    solved = np.linalg.solve(system, root * (kernel @ aim))
    return np.asarray(aim - root * solved)


def _gain(pulls: Floats, kernel: Floats, truth: Floats, weights: Floats, offset: Floats) -> float:
    """Return how well the pulls tell the sides apart, less what they cost; to be made large."""
    moved = kernel @ pulls
    signed = np.where(truth > 0, 1.0, -1.0) * (offset + moved)
    return float(-(weights * np.logaddexp(0.0, -signed)).sum() - 0.5 * pulls @ moved)


def _score(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -40.0, 40.0))))
