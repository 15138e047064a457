"""Pins: kept for good, per account, and known by no UID."""

from __future__ import annotations

import pytest

from notworking.store.opening import Store
from store.made import NOW, digest, mark


def test_each_way_of_pinning_is_found_and_nothing_else(store: Store) -> None:
    """A digest that happens to be somebody's thread is not pinned by it."""
    store.pins.pin(
        "home", at=NOW, why="moved back", digest=digest(1), thread="t", sender="ada@example.org"
    )

    found = store.pins.pinned(
        "home",
        digests=[digest(1), digest(2), "t"],
        threads=["t", digest(1)],
        senders=["Ada@Example.org", "bob@example.org", ""],
    )

    assert found.digests == {digest(1)}
    assert found.threads == {"t"}
    assert found.senders == {"Ada@Example.org"}


@pytest.mark.parametrize(
    ("message", "held"),
    [
        ({"digest": digest(1)}, True),
        ({"digest": digest(2), "thread": "t"}, True),
        ({"digest": digest(2), "thread": "", "sender": ""}, False),
    ],
)
def test_one_pin_holds_a_message(store: Store, message: dict[str, str], held: bool) -> None:
    """An empty thread or sender must never match."""
    store.pins.pin("home", at=NOW, why="moved back", digest=digest(1), thread="t")

    found = store.pins.pinned("home", digests=[digest(1), digest(2)], threads=["t", ""])

    assert found.holds(**message) is held


def test_pins_belong_to_an_account_and_count_once(store: Store) -> None:
    """What is put back in one mailbox says nothing about another one's owner."""
    first = store.pins.pin("home", at=NOW, why="moved back", thread="t")
    again = store.pins.pin("home", at=NOW, why="moved back", thread="t")

    assert (first, again) == (1, 0)
    assert store.pins.pinned("work", threads=["t"]).threads == frozenset()


def test_pins_outlive_a_new_uidvalidity(store: Store) -> None:
    """A server that renumbers its messages must not bring a corrected one back to us."""
    store.pins.pin("home", at=NOW, why="moved back", digest=digest(1))

    store.journal.commit_batch(watermark=mark(5, uidvalidity=7))
    store.journal.commit_batch(watermark=mark(1, uidvalidity=8))

    assert store.pins.pinned("home", digests=[digest(1)]).digests == {digest(1)}


def test_a_later_correction_takes_a_pin_away(store: Store) -> None:
    """Dragged into a category folder after all: the user's last move counts."""
    store.pins.pin("home", at=NOW, why="moved back", digest=digest(1), thread="t")

    gone = store.pins.unpin("home", thread="t", sender="nobody@example.org")

    assert gone == 1
    assert store.pins.pinned("home", threads=["t"]).threads == frozenset()
    assert store.pins.pinned("home", digests=[digest(1)]).digests == {digest(1)}
    assert store.pins.unpin("home") == 0
