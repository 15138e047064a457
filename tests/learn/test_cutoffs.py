"""Calibration and cutoffs: scores that mean what they say, and a bound on what may be filed."""

from __future__ import annotations

import numpy as np

from notworking.judge.verdict import NETWORKING
from notworking.learn.cutoffs import (
    Cutoffs,
    calibrate,
    choose_cutoffs,
    expected_calibration_error,
)


def test_calibration_takes_overconfidence_out() -> None:
    """A model that says 99 % and is right in 80 % of cases must learn modesty."""
    random = np.random.default_rng(7)
    true_odds = random.normal(0.0, 2.0, 20_000)
    networking = random.random(20_000) < 1 / (1 + np.exp(-true_odds))
    weights = np.ones(20_000)
    boasting = 3.0 * true_odds + 1.0

    calibration = calibrate(boasting, networking, weights)

    scores = calibration.score(boasting)
    before = expected_calibration_error(1 / (1 + np.exp(-boasting)), networking, weights)
    after = expected_calibration_error(scores, networking, weights)
    assert before > 0.08
    assert after < 0.02
    assert abs(calibration.slope - 1 / 3) < 0.03


def _messages() -> tuple[np.ndarray, ...]:
    """2,000 ham, of which 5 score high; 100 networking messages of the first two categories."""
    scores = np.concatenate([np.full(1995, 0.05), np.full(5, 0.93), np.linspace(0.6, 0.999, 100)])
    networking = np.concatenate([np.zeros(2000, bool), np.ones(100, bool)])
    kinds = np.concatenate([np.full(2000, "ham"), np.full(100, "networking")])
    likeliest = np.arange(2100) % 2
    return scores, likeliest, networking, kinds


def test_a_genuine_message_is_worth_five_pitches() -> None:
    """Four of those below it are missed rather than file it; for six it is filed."""
    kinds = np.full(1060, "look-alike")  # of which 1 % may be filed
    networking = np.concatenate([np.zeros(1000, bool), np.ones(60, bool)])
    likeliest = np.ones(1060, dtype=np.int64)
    for below, is_filed in ((4, False), (6, True)):
        scores = np.full(1060, 0.05)
        scores[0] = 0.9
        scores[1000:] = np.where(np.arange(60) < below, 0.88, 0.95)

        filed = choose_cutoffs(scores, likeliest, networking, kinds).filed(scores, likeliest)

        assert bool(filed[0]) is is_filed
        assert filed[1000:].sum() == (60 if is_filed else 60 - below)


def test_a_budget_goes_where_it_gains_most() -> None:
    """One step of a small category must not take the room of a large one."""
    scores = np.concatenate(
        [np.full(996, 0.05), np.full(4, 0.9), np.full(60, 0.88), np.full(200, 0.88)]
    )
    networking = np.arange(1260) >= 1000
    likeliest = np.where(np.arange(1260) < 1060, 0, 1)
    likeliest[998:1000] = 1
    kinds = np.full(1260, "look-alike")
    kinds[:700] = "ham"  # so that 1 % of the look-alikes are three

    filed = choose_cutoffs(scores, likeliest, networking, kinds).filed(scores, likeliest)

    assert filed[likeliest == 1].sum() == 202
    assert filed[likeliest == 0].sum() == 0


def test_cutoffs_keep_within_the_budget() -> None:
    """At most 1 in 1,000 of ordinary mail, whatever is missed for it."""
    scores, likeliest, networking, kinds = _messages()

    cutoffs = choose_cutoffs(scores, likeliest, networking, kinds)

    filed = cutoffs.filed(scores, likeliest)
    assert filed[~networking].mean() <= 0.001
    assert filed[networking].sum() > 10


def test_a_category_without_look_alikes_is_filed_from_lower() -> None:
    """What is never confused with ordinary mail need not wait for certainty."""
    scores, likeliest, networking, kinds = _messages()
    likeliest = np.where(networking, likeliest, 0)

    cutoffs = choose_cutoffs(scores, likeliest, networking, kinds)

    assert cutoffs.by_category[NETWORKING[1]] < cutoffs.by_category[NETWORKING[0]]


def test_every_category_has_a_cutoff() -> None:
    """Also those that were too rare to choose one for."""
    cutoffs = choose_cutoffs(*_messages())

    assert set(cutoffs.by_category) == set(NETWORKING)
    assert all(0.85 <= cutoff < 1.0 for cutoff in cutoffs.by_category.values())
    assert cutoffs.unsure_from == 0.5


def test_the_likeliest_categorys_cutoff_counts() -> None:
    """A pitch is not filed because recruiting has a low cutoff."""
    by_category = dict.fromkeys(NETWORKING, 0.9) | {NETWORKING[0]: 0.6}
    cutoffs = Cutoffs(by_category, 0.2)

    filed = cutoffs.filed(np.array([0.7, 0.7]), np.array([0, 1]))

    assert filed.tolist() == [True, False]


def test_a_perfectly_calibrated_score_has_no_error() -> None:
    """The measure itself, on values known by heart."""
    scores = np.array([0.25] * 4 + [0.75] * 4)
    networking = np.array([True, False, False, False, True, True, True, False])

    assert expected_calibration_error(scores, networking, np.ones(8)) == 0.0
