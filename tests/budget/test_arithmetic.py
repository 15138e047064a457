"""The budget's arithmetic: bad luck is forgiven, a bad judge is not."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.budget.arithmetic import (
    BY_CHANCE,
    LEAST,
    Count,
    chance_of,
    is_exceeded,
    rate_told,
    room_left,
    told,
)

BUDGET = 0.001


@pytest.mark.parametrize(
    ("wrong", "genuine", "exceeds"),
    [
        (1, 40, False),
        (2, 40, False),
        (3, 100, True),
        (3, 400, True),
        (3, 1_000, False),
        (4, 1_000, True),
        (7, 3_000, False),
        (8, 3_000, True),
        (0, 0, False),
        (3, 0, True),
    ],
)
def test_one_in_a_thousand(wrong: int, genuine: int, exceeds: bool) -> None:
    """One mistake among the first forty messages is bad luck; three in a hundred are not."""
    assert is_exceeded(Count(wrong, genuine), BUDGET) is exceeds


def test_the_chance_is_the_binomial_tail() -> None:
    """Against the definition, with whole numbers."""
    p, n, k = 0.01, 50, 3
    exact = 1 - sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k))

    assert chance_of(Count(k, n), p) == pytest.approx(exact, rel=1e-9)


def test_no_budget_and_no_limit() -> None:
    """0 forgives only what may be a slip of the finger; 1 switches the budget off."""
    assert is_exceeded(Count(LEAST, 1_000_000), 0.0)
    assert not is_exceeded(Count(LEAST - 1, 10), 0.0)
    assert not is_exceeded(Count(1_000, 1_000), 1.0)
    assert (rate_told(0.001), rate_told(0.0)) == ("1 in 1,000", "none")


@given(
    wrong=st.integers(0, 60),
    more=st.integers(0, 5_000),
    budget=st.sampled_from([0.0, 0.0005, 0.001, 0.01, 0.2, 1.0]),
)
def test_more_mistakes_are_never_better_and_more_good_mail_never_worse(
    wrong: int, more: int, budget: float
) -> None:
    """Otherwise a user could be punished for mail that went right."""
    count = Count(wrong, wrong + more)

    assert 0.0 <= chance_of(count, budget) <= 1.0
    if is_exceeded(count, budget):
        assert is_exceeded(Count(wrong + 1, wrong + more + 1), budget)
    else:
        assert not is_exceeded(Count(wrong, wrong + more + 100), budget)


@given(wrong=st.integers(0, 12), more=st.integers(0, 4_000))
def test_the_room_that_is_left_is_exactly_what_is_left(wrong: int, more: int) -> None:
    """`doctor` says how many more mistakes there may be."""
    count = Count(wrong, wrong + more)
    left = room_left(count, BUDGET)

    def after(number: int) -> Count:
        return Count(wrong + number, max(count.genuine, wrong + number))

    assert is_exceeded(after(left + 1), BUDGET)
    assert left == 0 or not is_exceeded(after(left), BUDGET)


def test_the_count_is_told_in_one_sentence() -> None:
    """A threshold that nobody understands is a complaint about other filters."""
    assert told(Count(3, 97), BUDGET) == (
        "3 of 97 genuine messages were filed wrongly in the last 90 days; the budget is 1 in 1,000"
    )
    assert BY_CHANCE < 0.05
