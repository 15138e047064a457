"""Counting: costs, false positives and categories, and folds against their baseline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notworking.errors import UserError
from notworking.judge.verdict import Category, Decision
from notworking.learn.baseline import Result, baseline_of, compare, from_json, to_json
from notworking.learn.corpora import Sample
from notworking.learn.outcomes import Outcome, confusion, tally

GENUINE = Sample("g", "mine", "mine", Category.GENUINE)
PITCH = Sample("p", "mine", "mine", Category.PITCH)
FILED = Outcome(PITCH, 0.99, Category.PITCH, Decision.FILE)
WRONG_FOLDER = Outcome(PITCH, 0.99, Category.EVENT, Decision.FILE)
UNSURE = Outcome(PITCH, 0.7, Category.PITCH, Decision.UNSURE)
MISSED = Outcome(PITCH, 0.1, Category.PITCH, Decision.KEEP)
KEPT = Outcome(GENUINE, 0.1, Category.PITCH, Decision.KEEP)
FALSE_POSITIVE = Outcome(GENUINE, 0.99, Category.PITCH, Decision.FILE)


def test_costs_are_those_of_the_house() -> None:
    """Ten for a false positive, one missed, a fifth unsure; right is free."""
    costs = [one.cost for one in (FILED, WRONG_FOLDER, KEPT, UNSURE, MISSED, FALSE_POSITIVE)]

    assert costs == [0.0, 0.0, 0.0, 0.2, 1.0, 10.0]


def test_the_false_positive_rate_is_of_genuine_mail_alone() -> None:
    """However many pitches there are beside it."""
    counted = tally([FILED] * 96 + [KEPT] * 3 + [FALSE_POSITIVE])

    assert counted.false_positive_rate == 0.25
    assert counted.genuine == 4


def test_a_false_positive_is_in_no_category_at_all() -> None:
    """The share of right categories is of networking mail that was filed."""
    counted = tally([FILED, FILED, FILED, WRONG_FOLDER, FALSE_POSITIVE])

    assert counted.wrong_category == 1
    assert counted.right_share == 0.75


def test_the_confusion_matrix_holds_every_message_once() -> None:
    """Rows are what it is, columns where it ended."""
    matrix = confusion([FILED, WRONG_FOLDER, UNSURE, MISSED, KEPT])

    row = dict(zip(matrix.columns, matrix.counts[matrix.rows.index(Category.PITCH)], strict=True))
    assert (row["pitch"], row["event"], row["unsure"], row["kept"]) == (1, 1, 1, 1)
    assert sum(map(sum, matrix.counts)) == 5


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([MISSED, KEPT], [FILED, KEPT], Result.WON),
        ([FILED, KEPT], [FILED, FALSE_POSITIVE], Result.LOST),
        ([FILED, KEPT], [FILED, KEPT], Result.TIED),
        ([FILED], [FILED, KEPT], Result.NEW),
    ],
)
def test_folds_are_won_tied_or_lost(
    before: list[Outcome], now: list[Outcome], expected: Result
) -> None:
    """By the cost of a message; a fold that has changed its messages is not compared."""
    compared = compare(baseline_of(now, "new"), baseline_of(before, "old"))

    assert [one.result for one in compared] == [expected]


def test_folds_do_not_make_up_for_each_other() -> None:
    """One fold won and one lost is not a tie."""
    other = replace(PITCH, fold="theirs")
    before = [FILED, Outcome(other, 0.1, Category.PITCH, Decision.KEEP)]
    now = [MISSED, Outcome(other, 0.99, Category.PITCH, Decision.FILE)]

    compared = compare(baseline_of(now, "new"), baseline_of(before, "old"))

    assert {one.fold: one.result for one in compared} == {"mine": Result.LOST, "theirs": Result.WON}


def test_a_baseline_survives_its_file() -> None:
    """What is stored is what is compared."""
    stored = baseline_of([FILED, UNSURE, KEPT], "model")

    assert from_json(to_json(stored)) == stored


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": 1}', '{"format": 1, "folds": {"a": {"b": 1}}, "model": "x"}']
)
def test_another_file_is_no_baseline(text: str) -> None:
    """A user error with the way out, no traceback."""
    with pytest.raises(UserError, match="--save-baseline"):
        from_json(text)
