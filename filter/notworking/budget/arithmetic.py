"""Whether wrong filings exceed a budget, or may be bad luck: a binomial tail and a floor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import exp, lgamma, log, log1p

WINDOW = timedelta(days=90)
"""How far back filings are counted: long enough for a thousand messages, short enough to forgive."""
LEAST = 3
"""Fewer wrong filings than this are bad luck, whatever the arithmetic says."""
BY_CHANCE = 0.02
"""More than the budget is used up when chance alone would do that less often than this."""


@dataclass(frozen=True, slots=True)
class Count:
    """What happened to genuine mail while mail was moved."""

    wrong: int
    """Genuine messages that were filed by the judge and put back by the user."""
    genuine: int
    """All genuine messages that were judged, the wrong ones among them."""


def is_exceeded(count: Count, budget: float) -> bool:
    """Return True when so many wrong filings are no bad luck under a budget (a rate, 0…1).

    Given 1 in 1,000: 3 of 100 exceed it and 1 of 40 does not; of 3,000, 8 do and 7 do not.
    A budget of 0 is exceeded by the third wrong filing, a budget of 1 never.
    """
    return count.wrong >= LEAST and chance_of(count, budget) < BY_CHANCE


def chance_of(count: Count, budget: float) -> float:
    """Return how probable (0…1) at least so many wrong filings are if the budget is kept exactly.

    The upper tail of the binomial distribution of `genuine` trials at the rate `budget`.
    """
    trials = max(count.genuine, count.wrong)
    if count.wrong <= 0 or budget >= 1.0:
        return 1.0
    if budget <= 0.0:
        return 0.0
    below = sum(_probability(number, trials, budget) for number in range(count.wrong))
    return max(0.0, 1.0 - below)


def room_left(count: Count, budget: float) -> int:
    """Return how many more wrong filings now would still be bad luck; 0 when one is too many."""
    left = 0
    while left < count.genuine + LEAST:
        wrong = count.wrong + left + 1
        if is_exceeded(Count(wrong, max(count.genuine, wrong)), budget):
            return left
        left += 1
    return left


def told(count: Count, budget: float) -> str:
    """Return the count in words: "3 of 97 genuine messages were filed wrongly in 90 days …"."""
    were = "was" if count.wrong == 1 else "were"
    return (
        f"{count.wrong} of {count.genuine:,} genuine messages {were} filed wrongly in the last "
        f"{WINDOW.days} days; the budget is {rate_told(budget)}"
    )


def rate_told(budget: float) -> str:
    """Return a rate as people say it: "1 in 1,000", "none"."""
    return f"1 in {round(1 / budget):,}" if budget > 0 else "none"


def _probability(number: int, trials: int, rate: float) -> float:
    """Return the probability of exactly `number` in `trials`, by logarithms: no large factorials."""
    ways = lgamma(trials + 1) - lgamma(number + 1) - lgamma(trials - number + 1)
    return exp(ways + number * log(rate) + (trials - number) * log1p(-rate))
