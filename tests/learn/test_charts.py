"""Charts say what the figures say, and are well-formed SVG whatever they are given."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from notworking.judge.verdict import Category, Decision
from notworking.learn.charts import (
    cost_curve,
    cost_svg,
    reliability_bins,
    reliability_svg,
)
from notworking.learn.corpora import Sample
from notworking.learn.outcomes import Outcome

_SVG = "{http://www.w3.org/2000/svg}"


def outcome(score: float, category: Category = Category.PITCH) -> Outcome:
    sample = Sample("x", "mine", "mine", category)
    return Outcome(sample, score, Category.PITCH, Decision.KEEP)


def test_a_bin_tells_score_and_share() -> None:
    """The two coordinates of each point, known by heart."""
    found = [outcome(0.62), outcome(0.64), outcome(0.66), outcome(0.68, Category.GENUINE)]

    (only,) = reliability_bins(found)

    assert only.told == pytest.approx(0.65)
    assert only.is_so == 0.75
    assert only.messages == 4


def test_weights_count_in_the_share() -> None:
    """Thousands of messages of one list must not speak for all mail."""
    found = [outcome(0.65), outcome(0.65, Category.GENUINE)]

    (only,) = reliability_bins(found, np.array([3.0, 1.0]))

    assert only.is_so == 0.75


def test_a_score_of_one_is_in_the_last_bin() -> None:
    """The edge belongs somewhere."""
    assert [one.messages for one in reliability_bins([outcome(1.0), outcome(0.95)])] == [2]


def test_the_curve_adds_up_and_knows_the_costs() -> None:
    """One false positive among two messages costs five each until the cutoff passes it."""
    found = [outcome(0.9), outcome(0.7, Category.GENUINE)]

    curve = {cutoff: (cost, wrong, late) for cutoff, cost, wrong, late in cost_curve(found)}

    assert curve[0.6] == (5.0, 5.0, 0.0)
    assert curve[0.8] == (0.1, 0.0, 0.1)
    assert all(cost == pytest.approx(wrong + late) for cost, wrong, late in curve.values())


@pytest.mark.parametrize("scores", [[], [0.5], [0.0, 1.0], np.linspace(0, 1, 50).tolist()])
def test_charts_of_any_outcomes_are_well_formed(scores: list[float]) -> None:
    """Also of none at all."""
    found = [outcome(score) for score in scores]

    for text in (
        reliability_svg(reliability_bins(found), subtitle='a < b & "c"'),
        cost_svg(cost_curve(found), [(0.9, "pitch"), (0.905, "ask")]),
    ):
        assert ElementTree.fromstring(text).tag == f"{_SVG}svg"


def test_points_stay_within_the_picture() -> None:
    """A point outside the frame is a point nobody sees."""
    found = [outcome(score) for score in np.linspace(0, 1, 50).tolist()]
    tree = ElementTree.fromstring(reliability_svg(reliability_bins(found)))

    points = [
        (float(one.get("cx", -1)), float(one.get("cy", -1))) for one in tree.iter(f"{_SVG}circle")
    ]

    assert len(points) == 10
    assert all(0 <= x <= 640 and 0 <= y <= 460 for x, y in points)
    assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_cutoffs_that_lie_close_share_a_line() -> None:
    """Six labels upon each other cannot be read."""
    text = cost_svg(cost_curve([outcome(0.9)]), [(0.9, "pitch"), (0.905, "ask"), (0.7, "event")])

    assert "pitch, ask" in text
    assert ">event<" in text
