"""Wording as features: what differs between messages of one kind must not become a feature."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.judge.wording import Plan, normalise, read_wording

PLAN = Plan(bits=14)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("see https://example.com/a?id=1", "see https://example.org/quite/another"),
        ("write to ada@example.com", "write to bob.smith@example.org"),
        ("it costs $4,500", "it costs €99"),
        ("we saved 12 hours", "we saved 3500 hours"),
        ("Hi {{first_name}}, hello", "Hi [NAME], hello"),
        ("Hi [Your Company], hello", "Hi {company}, hello"),
    ],
)
def test_values_are_neutral(one: str, other: str) -> None:
    """A model that knows a template by its numbers and names knows nothing."""
    first = read_wording("", (one,), PLAN)
    second = read_wording("", (other,), PLAN)

    assert first.buckets.tolist() == second.buckets.tolist()


def test_case_and_typographic_apostrophes_do_not_matter() -> None:
    """Mail programs change both."""
    first = read_wording("Quick Question", ("I’m reaching out",), PLAN)
    second = read_wording("quick question", ("i'm reaching OUT",), PLAN)

    assert first.buckets.tolist() == second.buckets.tolist()


def test_a_feature_belongs_to_the_sentence_it_stood_in_first() -> None:
    """So that the weight of the wording can be told sentence by sentence, exactly."""
    subject = read_wording("alpha", (), PLAN)

    wording = read_wording("alpha", ("alpha", "beta"), PLAN)

    places = dict(zip(wording.buckets.tolist(), wording.sentences.tolist(), strict=True))
    assert all(places[bucket] == 0 for bucket in subject.buckets.tolist())
    assert set(places.values()) == {0, 1, 2}


def test_text_beyond_the_limit_is_not_read() -> None:
    """Speed is bounded, whatever somebody sends."""
    plan = Plan(bits=14, most_characters=20)

    short = read_wording("", ("a b c d e f g h i j",), plan)
    long = read_wording("", ("a b c d e f g h i j" + " zebra" * 1000,), plan)

    assert short.buckets.tolist() == long.buckets.tolist()


def test_footnote_numbers_are_no_merge_fields() -> None:
    """Technical mail is full of [1]; it must not look like an unfilled template."""
    assert "xxname" not in normalise("see [1] and [2]")


@given(st.text(max_size=300), st.lists(st.text(max_size=100), max_size=5))
def test_any_text_gives_valid_features(subject: str, sentences: list[str]) -> None:
    """Other people's text must never raise, and every bucket must be in the table."""
    wording = read_wording(subject, sentences, PLAN)

    assert len(wording.buckets) == len(wording.sentences)
    assert len(np.unique(wording.buckets)) == len(wording.buckets)
    assert ((wording.buckets >= 0) & (wording.buckets < 1 << PLAN.bits)).all()
    assert 0.0 < wording.value <= 1.0
