"""Examples, versions and places: what was taught, what was made of it, and where mail was seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from notworking.judge.wording import Plan
from notworking.store.examples import Example, NewExample
from notworking.store.hashes import name_key
from notworking.store.opening import Store
from notworking.store.places import NewSighting, Place, SightingState
from notworking.store.versions import NewVersion, VersionState
from store.made import DAY, NOW, digest, ref


def example(number: int, label: str = "pitch", **fields: object) -> NewExample:
    """Something taught about the message of that number."""
    filled = {"taught_by": "move", "at": NOW, "buckets": np.array([3, 70_000, 262_143], np.uint32)}
    return NewExample("home", digest(number), label, **{**filled, **fields})  # type: ignore[arg-type]


def test_an_example_comes_back_as_it_was_taught(store: Store) -> None:
    """Unlearning is exact only if what was learned is kept exactly."""
    plan = Plan(bits=17, damping=20.0)
    told = example(
        1, was="ask", score=0.25, findings=("asks_meeting",), plan=plan, is_forged=True, lang="de"
    )

    store.examples.learn([told])

    [back] = store.examples.all("home")
    assert back == Example(**{name: getattr(told, name) for name in NewExample.__slots__}, id=1)
    assert back.buckets.tolist() == [3, 70_000, 262_143]
    assert back.buckets.dtype == np.uint32


def test_a_later_word_replaces_the_earlier_one(store: Store) -> None:
    """ "Already learned" must never stand in the way of a change of mind."""
    store.examples.learn([example(1), example(2)])

    store.examples.learn([example(1, "genuine", at=NOW + DAY, was="pitch")])

    assert [(one.digest, one.label) for one in store.examples.all("home")] == [
        (digest(2), "pitch"),
        (digest(1), "genuine"),
    ]
    assert len({one.id for one in store.examples.all("home")} | {1}) == 3, "an id was used twice"


def test_unlearning_leaves_nothing(store: Store) -> None:
    """Learned minus unlearned is fresh."""
    store.examples.learn([example(1), example(2)])

    assert store.examples.unlearn("home", [digest(1), digest(9)]) == 1
    assert store.examples.unlearn("work", [digest(2)]) == 0
    assert [one.digest for one in store.examples.all("home")] == [digest(2)]


def test_the_newest_word_on_a_sender_counts_and_a_forger_has_none(store: Store) -> None:
    """A block or a pin on somebody must not come from mail that only bears their name."""
    key = name_key("ada@example.org")
    store.examples.learn(
        [
            example(1, sender=key),
            example(2, "genuine", sender=key, at=NOW + DAY),
            example(3, sender=key, at=NOW + 2 * DAY, is_forged=True),
        ]
    )

    found = store.examples.by_sender("home", ["Ada@Example.org", "bob@example.org", ""])

    assert {sender: one.label for sender, one in found.items()} == {"Ada@Example.org": "genuine"}


def test_wrong_filings_are_what_was_filed_and_put_back(store: Store) -> None:
    """The false-positive budget counts them, and only them."""
    store.examples.learn(
        [
            example(1, "genuine", was="pitch"),
            example(2, "genuine", was=""),
            example(3, "ask", was="pitch"),
            example(4, "genuine", was="pitch", at=NOW - 2 * DAY),
        ]
    )

    assert [one.digest for one in store.examples.wrong_filings("home", NOW - DAY)] == [digest(1)]


def test_examples_up_to_a_moment(store: Store) -> None:
    """A rollback sets the later ones aside."""
    store.examples.learn([example(1), example(2, at=NOW + DAY)])

    assert [one.digest for one in store.examples.all("home", until=NOW)] == [digest(1)]
    assert store.examples.count("home") == (2, NOW + DAY)


def test_one_version_is_in_use_at_most(store: Store) -> None:
    """Two active models would make verdicts depend on the order of rows."""
    first = store.versions.add(NewVersion("home", NOW, (1, 2), figures={"cost": 1.5}))
    second = store.versions.add(NewVersion("home", NOW + DAY, (1, 2, 3)))
    refused = store.versions.add(NewVersion("home", NOW, (4,), state=VersionState.REFUSED))

    assert store.versions.active("home") == second
    assert store.versions.activate("home", first.id) == first
    assert [(one.id, one.state) for one in store.versions.list("home")] == [
        (refused.id, VersionState.REFUSED),
        (second.id, VersionState.KEPT),
        (first.id, VersionState.ACTIVE),
    ]
    assert store.versions.activate("home", 99) is None


def test_the_last_five_versions_are_kept_and_the_active_one_always(store: Store) -> None:
    """Going back must be possible, and what is in use must not vanish."""
    made = [store.versions.add(NewVersion("home", NOW, (n,))) for n in range(8)]
    store.versions.activate("home", made[0].id)

    assert store.versions.prune("home") == 3
    assert [one.id for one in store.versions.list("home")] == [
        *(one.id for one in reversed(made[4:])),
        made[0].id,
    ]


def sighting(uid: int, **fields: object) -> NewSighting:
    """A message seen in the inbox."""
    return replace(
        NewSighting(ref(uid), digest(uid), f"m{uid}@example.org", 900, NOW, NOW),
        **fields,  # type: ignore[arg-type]
    )


def test_a_place_is_remembered_as_it_was_last_seen(store: Store) -> None:
    """Whether anything changed is told by comparing with it."""
    store.places.note(Place("home", "Archive", 7, 10, NOW))
    store.places.note(Place("home", "Archive", 7, 12, NOW + DAY, 3, 88))

    assert store.places.places("home") == {
        "Archive": Place("home", "Archive", 7, 12, NOW + DAY, 3, 88)
    }
    store.places.forget("home", ["Archive"])
    assert store.places.places("home") == {}


def test_a_sighting_counts_once_until_it_is_settled(store: Store) -> None:
    """A pass that was killed and made again sees the same messages."""
    assert store.places.saw([sighting(1), sighting(2)]) == 2
    assert store.places.saw([sighting(1)]) == 0

    resting = store.places.in_state("home", SightingState.RESTING)
    store.places.settle([resting[0].id], at=NOW, meaning="moved back")

    assert [one.ref.uid for one in store.places.in_state("home", SightingState.RESTING)] == [2]
    assert store.places.of_messages("home", [digest(1)])[digest(1)][0].meaning == "moved back"
    assert store.places.known_ids("home", ["m1@example.org", "x"]) == {"m1@example.org"}


def test_the_answer_goes_to_all_that_ask(store: Store) -> None:
    """A mass move is one question, and one answer."""
    store.places.saw([sighting(1, state=SightingState.ASKS), sighting(2)])

    assert store.places.count("home", SightingState.ASKS) == 1
    assert store.places.answer("home", state=SightingState.REFUSED, meaning="refused", at=NOW) == 1
    assert store.places.prune(NOW + DAY) == 1
    assert [one.ref.uid for one in store.places.in_state("home", SightingState.RESTING)] == [2]


@pytest.mark.parametrize("state", list(SightingState))
def test_every_state_can_be_written(store: Store, state: SightingState) -> None:
    """The table's CHECK names the states a second time."""
    assert store.places.saw([sighting(1, state=state)]) == 1
