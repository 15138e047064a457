"""Versions of what was taught: promoted only when no worse, five of them kept, and a way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from learning.lessons import START, example, ground, said
from notworking.errors import UserError
from notworking.judge.lessons import Bounds
from notworking.judge.model import Model
from notworking.judge.verdict import Policy
from notworking.learn.base import base_model
from notworking.learn.personal.background import background_of, shipped_background
from notworking.learn.personal.fitting import Chosen
from notworking.learn.personal.keeping import Keeper, is_aside, keeper_of, verdict_on
from notworking.learn.personal.measuring import Figures, measure
from notworking.store.database import open_database
from notworking.store.examples import Example, NewExample
from notworking.store.versions import VersionState

POLICY = Policy(cutoffs=dict(base_model().cutoffs), unsure_from=base_model().unsure_from)
LATER = START + timedelta(days=40)


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    """Keeps what one user teaches, in a database of its own."""
    database = open_database(tmp_path / "notworking.db")
    yield keeper_of(database, "home", ground, has_own=False)
    database.close()


def teach(keeper: Keeper, *examples: Example) -> None:
    """Put examples into the store, as corrections do."""
    names = {field.name for field in fields(NewExample)}
    new = [NewExample(**{name: getattr(one, name) for name in names}) for one in examples]
    keeper.examples.learn(new)


def put_back(number: int, day: int) -> Example:
    """A recruiter's message that was filed and put back."""
    at = START + timedelta(days=day)
    return example("recruiting", number, "genuine", was="recruiting", at=at)


def test_what_proves_itself_on_later_mail_is_promoted(keeper: Keeper) -> None:
    """Ten put-backs: each fold of time shows that the earlier ones keep the later ones."""
    teach(keeper, *(put_back(number, number) for number in range(10)))
    version = keeper.retrain(POLICY, LATER)
    assert version is not None
    assert version.state is VersionState.ACTIVE
    before, after = version.figures["before"], version.figures["after"]
    assert after["false_positives"] < before["false_positives"]
    assert after["cost"] < before["cost"]
    assert not any(lesson.is_fresh for lesson in keeper.current().lessons)
    assert keeper.current().name == f"you-{version.id}"


def test_a_model_that_files_more_genuine_mail_is_refused() -> None:
    """One more false positive outweighs any number of missed pitches."""
    present = Figures(examples=40, genuine=20, false_positives=1, missed=15)
    found = replace(present, false_positives=2, missed=0)
    is_taken, why = verdict_on(found, present, is_other=True)
    assert not is_taken
    assert why == "Refused: it would file more genuine mail (2 genuine filed, before 1)"
    ordinary = replace(present, ordinary=100, ordinary_filed=1, missed=0)
    assert not verdict_on(ordinary, present, is_other=True)[0]


def test_a_costlier_model_is_refused_and_an_equal_one_needs_other_examples() -> None:
    """A retrain that brings nothing must not push a good version out of the five."""
    present = Figures(examples=40, genuine=20, missed=5)
    assert not verdict_on(replace(present, missed=6), present, is_other=True)[0]
    assert verdict_on(replace(present, missed=4), present, is_other=True)[0]
    assert verdict_on(present, present, is_other=True)[0]
    assert not verdict_on(present, present, is_other=False)[0]


def test_a_retrain_on_misleading_corrections_is_refused(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ordinary mail dragged into Events by mistake, then put back: measured, and not used."""
    from notworking.learn.personal import keeping

    loose = Bounds(file=99.0, day_file=99.0, sender=99.0)
    monkeypatch.setattr(
        keeping, "Chosen", lambda strength=1.0: Chosen(strength=50.0 * strength, bounds=loose)
    )
    taught = [example("ordinary", n, "event", at=START + timedelta(days=n)) for n in range(12)] + [
        example("ordinary", n, "genuine", at=START + timedelta(days=n)) for n in range(12, 24)
    ]
    teach(keeper, *taught)
    version = keeper.retrain(POLICY, LATER)
    assert version is not None
    assert version.figures["after"]["false_positives"] > 0
    assert version.state is VersionState.REFUSED
    assert keeper.versions.active("home") is None
    assert all(lesson.is_fresh for lesson in keeper.current().lessons)


def test_folds_of_time_never_look_ahead() -> None:
    """What the user says later must not help with what was judged before."""
    first = [example("event", n, "event", at=START + timedelta(days=n)) for n in range(8)]
    later = [put_back(n, 20 + n) for n in range(8)]
    alone = measure(first, ground(), POLICY, [Chosen()])[0]
    judged_alone = (alone.missed, alone.unsure, alone.misplaced)
    untaught = measure(first, ground(), POLICY, [Chosen()], taught=())[0]
    swapped = measure([*first, *later], ground(), POLICY, [Chosen()], taught=[o.id for o in later])
    assert swapped[0].missed + swapped[0].unsure >= untaught.missed
    assert judged_alone != (0, 0, 0) or untaught.missed == 0


def test_nothing_new_is_not_measured_again(keeper: Keeper) -> None:
    """The nightly job must not fill the five versions with the same one."""
    assert keeper.retrain(POLICY, LATER) is None
    teach(keeper, *(put_back(number, number) for number in range(4)))
    assert keeper.retrain(POLICY, LATER) is not None
    assert keeper.retrain(POLICY, LATER) is None
    teach(keeper, put_back(5, 5))
    assert keeper.retrain(POLICY, LATER) is not None


def test_five_versions_are_kept(keeper: Keeper) -> None:
    """Enough to go back, and no archive of the user's life."""
    for number in range(7):
        teach(keeper, put_back(number, number))
        keeper.retrain(POLICY, LATER + timedelta(days=number))
    assert len(keeper.versions.list("home")) == 5


def test_rollback_judges_as_the_version_did_until_learn_now(keeper: Keeper) -> None:
    """Going back is exact, and what was taught since is set aside, not lost."""
    teach(keeper, *(put_back(number, number) for number in range(5)))
    first = keeper.retrain(POLICY, LATER)
    then = said(keeper.current(), "recruiting", 80)[1].log_odds
    teach(keeper, *(put_back(number, number) for number in range(5, 10)))
    second = keeper.retrain(POLICY, LATER + timedelta(days=1))
    assert first is not None
    assert second is not None
    assert said(keeper.current(), "recruiting", 80)[1].log_odds < then
    made = keeper.rollback(None, LATER + timedelta(days=2))
    assert made.example_ids == first.example_ids
    assert said(keeper.current(), "recruiting", 80)[1].log_odds == then
    assert is_aside(keeper.versions.active("home"))
    assert keeper.retrain(POLICY, LATER + timedelta(days=3)) is None
    again = keeper.retrain(POLICY, LATER + timedelta(days=4), everything=True)
    assert again is not None
    assert len(again.example_ids) == 10
    assert not is_aside(keeper.versions.active("home"))


def test_rollback_of_the_only_version_is_the_shipped_model(keeper: Keeper) -> None:
    """There is always a way back to how it was delivered."""
    teach(keeper, *(put_back(number, number) for number in range(5)))
    keeper.retrain(POLICY, LATER)
    keeper.rollback(None, LATER)
    before, after, _ = said(keeper.current(), "recruiting", 80)
    assert after.clues == before.clues
    with pytest.raises(UserError, match="no such version"):
        keeper.rollback(99, LATER)


def test_retraining_is_due_once_in_a_while(keeper: Keeper) -> None:
    """The daemon asks every quarter of an hour and must not measure each time."""
    day = timedelta(days=1)
    assert keeper.is_due(LATER, day)
    teach(keeper, *(put_back(number, number) for number in range(4)))
    keeper.retrain(POLICY, LATER)
    assert not keeper.is_due(LATER + timedelta(hours=23), day)
    assert keeper.is_due(LATER + day, day)


def test_the_background_comes_back_from_its_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second start must judge like the first, and a damaged file like none."""
    from notworking.learn.corpora import read_seed
    from notworking.learn.personal import background

    samples = read_seed()[::40]
    monkeypatch.setattr(background, "read_seed", lambda: samples)
    model: Model = base_model()
    made = background_of(model, samples)
    shipped_background.cache_clear()
    shipped_background(model, tmp_path)
    file = next(tmp_path.glob("background-*.npz"))
    shipped_background.cache_clear()
    read = shipped_background(model, tmp_path)
    assert (read.rarity == made.rarity).all()
    assert read.categories == made.categories
    assert [one.log_odds for one in read.seen] == [one.log_odds for one in made.seen]
    file.write_bytes(b"no archive")
    shipped_background.cache_clear()
    assert (shipped_background(model, tmp_path).rarity == made.rarity).all()
    shipped_background.cache_clear()
