"""Learned minus unlearned equals fresh, in any order, through the real store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.lessons import START, example, ground, own_ground, words
from notworking.judge.clues import findings
from notworking.judge.personal import Personal
from notworking.learn.base import base_model
from notworking.learn.personal.dual import fit_sides, gram
from notworking.learn.personal.fitting import fit_personal
from notworking.store.database import Database, open_database
from notworking.store.examples import Example, Examples, NewExample

POOL = [
    *(example("recruiting", n, "genuine", was="recruiting") for n in range(4)),
    *(example("event", n, "event", at=START + timedelta(days=n)) for n in range(4)),
    *(example("guest posts", n, "guest posts") for n in range(4)),
    *(example("pitch", n, "ask", was="pitch") for n in range(3)),
]
ASKED = [("recruiting", 30), ("event", 31), ("guest posts", 32), ("pitch", 33), ("ordinary", 34)]
some = st.lists(st.sampled_from(range(len(POOL))), unique=True, max_size=10)


def answers(personal: Personal) -> list[object]:
    """Everything a personal model says of some messages, digit for digit."""
    told: list[object] = []
    for kind, number in ASKED:
        made = words(kind, number)
        found = findings(made)
        opinion, own = personal.opinion(base_model().opinion(made, found), found)
        told += [opinion.clues, dict(opinion.category_given_networking), own]
    return told


def stored(database: Database, wanted: Sequence[Example]) -> list[Example]:
    """Put examples through the store, in the order given, and take them out again."""
    names = {field.name for field in fields(NewExample)}
    for one in wanted:
        Examples(database).learn([NewExample(**{name: getattr(one, name) for name in names})])
    return Examples(database).all("home")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for the databases of all tries."""
    return tmp_path_factory.mktemp("learning")


@settings(max_examples=12, deadline=None)
@given(first=some, second=some, order=st.randoms(use_true_random=False))
def test_learned_minus_unlearned_equals_fresh(
    folder: Path, first: list[int], second: list[int], order: object
) -> None:
    """Whatever else was learned in between: forgetting leaves no trace, to the last digit."""
    kept = [POOL[at] for at in first if at not in second]
    passing = [POOL[at] for at in second]
    mixed = [*kept, *passing]
    order.shuffle(mixed)  # type: ignore[attr-defined]
    (folder / "one.db").unlink(missing_ok=True)
    (folder / "two.db").unlink(missing_ok=True)
    used, fresh = open_database(folder / "one.db"), open_database(folder / "two.db")
    try:
        stored(used, mixed)
        Examples(used).unlearn("home", [one.digest for one in passing])
        after = fit_personal(Examples(used).all("home"), own_ground())
        never = fit_personal(stored(fresh, kept), own_ground())
        assert answers(after) == answers(never)
    finally:
        used.close()
        fresh.close()


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(POOL))
def test_the_order_of_teaching_does_not_matter(order: list[Example]) -> None:
    """The same corrections, read from folders in whatever order, give the same filter."""
    assert answers(fit_personal(order, own_ground())) == answers(fit_personal(POOL, own_ground()))


def test_the_later_word_on_a_message_replaces_the_earlier(tmp_path: Path) -> None:
    """Filed by hand, then put back: as if it had only ever been put back."""
    with_both, with_one = open_database(tmp_path / "a.db"), open_database(tmp_path / "b.db")
    filed = example("event", 1, "event")
    back = example("event", 1, "genuine", was="event", at=START + timedelta(days=2))
    twice = fit_personal(stored(with_both, [filed, back]), ground())
    once = fit_personal(stored(with_one, [back]), ground())
    assert answers(twice) == answers(once)


def test_no_pull_is_larger_than_its_weight_allows() -> None:
    """The bound on poisoning rests on it: strength × weight, whatever the data say."""
    random = np.random.default_rng(3)
    rows = random.normal(size=(12, 5))
    weights = random.uniform(0.1, 1.0, 12)
    pulls = fit_sides(rows @ rows.T, random.random(12) < 0.5, weights, random.normal(size=12), 3.0)
    assert (np.abs(pulls) <= 3.0 * weights + 1e-12).all()


def test_a_fit_is_where_truth_and_score_balance() -> None:
    """Newton has arrived: each pull is strength × weight × (truth - score), of its own result."""
    random = np.random.default_rng(4)
    rows = random.normal(size=(30, 8))
    likeness, truth = rows @ rows.T, random.random(30) < 0.4
    weights, offset = random.uniform(0.1, 1.0, 30), random.normal(size=30) * 3
    pulls = fit_sides(likeness, truth, weights, offset, 2.0)
    scores = 1 / (1 + np.exp(-(offset + likeness @ pulls)))
    assert pulls == pytest.approx(2.0 * weights * (truth - scores), abs=1e-6)


def test_the_likeness_fitted_with_is_the_likeness_judged_with() -> None:
    """Two pieces of code compute it; a difference would be a model that was never fitted."""
    personal = fit_personal(POOL[:8], ground())
    both = gram(personal.shelf)
    for number in range(len(personal.lessons)):
        start = personal.shelf.starts[number]
        ends = [*personal.shelf.starts[1:], len(personal.shelf.columns)]
        part = slice(start, ends[number])
        from notworking.judge.likeness import Traits

        columns = personal.shelf.columns[part]
        one = Traits(personal.shelf.vocabulary[columns], personal.shelf.values[part])
        near, kin = personal.shelf.likeness(one)
        assert near + kin == pytest.approx(both[number], abs=1e-12)
