"""The page that `make eval` writes: every target told with its number, reached or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from notworking.judge.verdict import Category, Decision
from notworking.learn.base import base_model
from notworking.learn.baseline import baseline_of
from notworking.learn.corpora import Sample
from notworking.learn.evaluation import page, write_pages
from notworking.learn.outcomes import Outcome
from notworking.learn.targets import TARGETS, interval, target_grid


def outcome(
    source: str, category: Category, decision: Decision, *, theirs: str = "", lang: str = "en"
) -> Outcome:
    score = {Decision.FILE: 0.99, Decision.UNSURE: 0.7, Decision.KEEP: 0.1}[decision]
    sample = Sample("x", source, source, category, theirs=theirs, lang=lang)
    return Outcome(sample, score, Category.PITCH, decision)


FOUND = [
    *[outcome("ham/old", Category.GENUINE, Decision.KEEP)] * 999,
    outcome("ham/old", Category.GENUINE, Decision.FILE),
    *[outcome("quoted_received", Category.PITCH, Decision.FILE)] * 8,
    *[outcome("quoted_received", Category.PITCH, Decision.KEEP)] * 2,
    *[outcome("seed/de-a", Category.PITCH, Decision.UNSURE, lang="de")] * 30,
]


def test_a_target_is_reached_at_its_bound_and_not_beyond() -> None:
    """One in a thousand is allowed; eight in ten are not eighty-five in a hundred."""
    rows = {row[0]: row for row in target_grid(FOUND, 0.01).rows}

    assert rows["ordinary ham"][1] == "1 of 1000"
    assert rows["ordinary ham"][-1].startswith("reached")
    assert rows["received and quoted"][-1].startswith("**not reached**")
    assert rows["networking mail in German"][-1] == "**not reached**"


def test_a_figure_whose_interval_holds_the_bound_is_too_few_to_tell() -> None:
    """One in thirty and three in thirty may be the same share, and a reader must see that."""
    rows = {row[0]: row for row in target_grid(FOUND, 0.01).rows}

    assert rows["received and quoted"][2:4] == ("80.0 %", "49.0 % to 94.3 %")
    assert "too few to tell" in rows["received and quoted"][-1]
    assert "too few to tell" in rows["ordinary ham"][-1]
    assert "too few to tell" not in rows["networking mail in German"][-1]


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 30, 0.0, 0.1135), (15, 30, 0.3315, 0.6685), (30, 30, 0.8865, 1.0)],
)
def test_an_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    """By hand: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96."""
    assert interval(part, whole) == pytest.approx((low, high), abs=1e-3)


def test_every_target_with_messages_is_told() -> None:
    """A missed figure that is left out is a lie."""
    rows = {row[0] for row in target_grid(FOUND, 0.05).rows}

    with_messages = {t.name for t in TARGETS if any(t.holds(one.sample) for one in FOUND)}
    assert with_messages <= rows
    assert "expected calibration error" in rows


def test_the_page_names_model_corpora_day_and_what_is_not_known() -> None:
    """Figures without these mean nothing."""
    text = page(FOUND, base_model(), day="2026-11-22", before=None)

    for told in (base_model().name, "quoted_received 10", "2026-11-22", "What is not known"):
        assert told in text
    assert "(1 of 1000 genuine filed)" in text


def test_the_page_compares_with_its_baseline() -> None:
    """Fold by fold; a fold that is lost is not outweighed by one that is won."""
    before = baseline_of(FOUND, "older")

    text = page(FOUND, base_model(), day="2026-11-22", before=before)

    assert "Against the baseline of older: 3 tied" in text


def test_the_seed_corpus_alone_leaves_the_whole_table(tmp_path: Path) -> None:
    """Whoever has no shared data must not overwrite the figures of those who have."""
    whole = write_pages(tmp_path, FOUND, base_model(), day="2026-11-22", is_small=False)
    before = whole.read_text()

    small = write_pages(tmp_path, FOUND[-30:], base_model(), day="2026-11-23", is_small=True)

    assert whole.read_text() == before
    assert small != whole
    assert {path.suffix for path in tmp_path.iterdir()} == {".md", ".svg"}
