"""Outcomes on mail of sources the model has never seen: fit, calibrate and cut without them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from notworking.judge.judgement import NOT_OURS_WEIGHT
from notworking.judge.signs import finding_signs
from notworking.judge.verdict import NETWORKING, Decision
from notworking.learn.cutoffs import expected_calibration_error
from notworking.learn.fitting import Floats, Settings, balance, balance_of, tabulate
from notworking.learn.folds import leave_folds_out
from notworking.learn.material import Material
from notworking.learn.outcomes import Outcome
from notworking.learn.training import SETTINGS, calibrated


def outcomes(material: Sequence[Material], settings: Settings = SETTINGS) -> list[Outcome]:
    """Judge each message by a fit without its fold, at cutoffs chosen without its fold.

    Calibration and cutoffs of a fold come from the held-out scores of all other folds.
    """
    table = tabulate(material, settings.plan)
    held = leave_folds_out(table, settings, finding_signs(table.names))
    weights = balance(table, settings)
    likeliest = held.shares.argmax(axis=1)
    found: list[Outcome | None] = [None] * len(material)
    for fold in np.unique(table.folds):
        rest = table.folds != fold
        calibration, cutoffs = calibrated(table.rows(rest), held.rows(rest), weights[rest])
        not_ours = np.where(table.left_alone, NOT_OURS_WEIGHT, 0.0)
        scores = calibration.score(held.log_odds + not_ours / calibration.slope)
        filed = cutoffs.filed(scores, likeliest) & ~table.too_little
        for row in np.flatnonzero(~rest).tolist():
            unsure = scores[row] >= cutoffs.unsure_from
            decision = Decision.FILE if filed[row] else Decision.UNSURE if unsure else Decision.KEEP
            decision = Decision.KEEP if table.left_alone[row] else decision
            category = NETWORKING[likeliest[row]]
            found[row] = Outcome(material[row].sample, float(scores[row]), category, decision)
    return [one for one in found if one is not None]


def weights_of(found: Sequence[Outcome], settings: Settings = SETTINGS) -> Floats:
    """Return (n,) what each outcome counts: sources weigh as in training."""
    return balance_of([one.sample.source for one in found], settings)


def calibration_error(found: Sequence[Outcome], settings: Settings = SETTINGS) -> float:
    """Return the expected calibration error of the scores, sources weighing as in training."""
    scores: Floats = np.array([one.score for one in found])
    networking = np.array([one.sample.is_networking for one in found])
    return expected_calibration_error(scores, networking, weights_of(found, settings))
