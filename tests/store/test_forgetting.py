"""Forgetting a person leaves no trace of them, and harms nobody else."""

from __future__ import annotations

import pytest

from notworking.judge.verdict import Category, Clue, ClueGroup
from notworking.people.event import Direction, EventKind, LinkStrength
from notworking.store.examples import NewExample
from notworking.store.hashes import name_key
from notworking.store.opening import Store
from notworking.store.places import NewSighting
from notworking.store.values import Confirmation
from store.made import NOW, address, digest, judged, linked, move, profile, ref, wrote

CLUE = Clue("vouched", ClueGroup.RELATIONSHIP, -2.0, "Ada Lovelace introduced them", "meet Ada")


@pytest.fixture
def known(store: Store) -> Store:
    """A store that has met Ada Lovelace in every table that can hold her, and Bob."""
    ada, slug, bob = address("ada.lovelace"), profile("ada-lovelace"), address("bob")
    store.ledger.record(
        [
            wrote(ada, "1", direction=Direction.MINE, label="Ada Lovelace"),
            wrote(slug, "2", kind=EventKind.INVITED, label="Ada K. Lovelace"),
            wrote(bob, "3", label="Bob"),
            wrote(bob, "4", kind=EventKind.VOUCHED, detail=ada.value),
            wrote(bob, "4", kind=EventKind.VOUCHED, detail=slug.value),
        ],
        [linked(ada, slug), linked(slug, bob, LinkStrength.HINT)],
    )
    direct = judged(
        1,
        sender=ada.value,
        sender_name="Ada Lovelace",
        subject="Lovelace engines for you",
        message_id="1@ada-lovelace.example.org",
        because="You wrote to Ada Lovelace",
        person="Ada Lovelace",
        who=ada,
        category=Category.PITCH,
        thread="t",
    )
    relayed = judged(
        2,
        sender="messages@example.com",
        sender_name="Ada Lovelace via LinkedIn",
        subject="Ada sent you a message",
        person="Ada Lovelace",
        who=slug,
    )
    mentions = judged(3, sender=bob.value, sender_name="Bob", subject="Hello", clues=(CLUE,))
    other = judged(4, sender=bob.value, sender_name="Bob", subject="Lunch?", person="Bob", who=bob)
    [one] = store.journal.commit_batch(
        judged=[direct, relayed, mentions, other],
        intents=[move(1, message_id="1@ada-lovelace.example.org")],
    )
    store.journal.confirm({one.id: Confirmation(9, 8, "move")}, at=NOW)
    store.pins.pin("home", at=NOW, why="moved back", sender=ada.value)
    store.places.saw(
        [
            NewSighting(ref(40), digest(1), "1@ada-lovelace.example.org", 900, NOW, NOW),
            NewSighting(ref(41), digest(7), "7@ada-lovelace.example.org", 900, NOW, NOW),
        ]
    )
    key = name_key(ada.value)
    store.examples.learn([NewExample("home", digest(7), "pitch", "move", NOW, sender=key)])
    return store


def bytes_of(store: Store) -> bytes:
    """Everything that lies on the disk."""
    assert store.database.path is not None
    files = sorted(store.database.path.parent.glob(store.database.path.name + "*"))
    return b"".join(file.read_bytes() for file in files).lower()


def test_no_byte_of_the_name_is_left_on_the_disk(known: Store) -> None:
    """Deleted rows stay in a database file until they are overwritten."""
    before = bytes_of(known)

    known.people.forget(known.ledger.persons_of([address("ada.lovelace")])[address("ada.lovelace")])

    assert b"lovelace" in before
    assert b"lovelace" not in bytes_of(known)
    assert (
        b"lovelace" not in "".join(str(person) for person in known.people.export()).lower().encode()
    )


def test_the_count_says_how_many_rows_there_were(known: Store) -> None:
    """2 identities, 2 events, 2 introductions, 3 judgements."""
    person = known.ledger.persons_of([profile("ada-lovelace")])[profile("ada-lovelace")]

    assert known.people.forget(person) == 9
    assert known.people.person(person) is None
    assert known.ledger.persons_of([address("ada.lovelace"), profile("ada-lovelace")]) == {}


def test_others_keep_what_is_theirs(known: Store) -> None:
    """That somebody vouched for Bob stays true, without the name."""
    person = known.ledger.persons_of([address("ada.lovelace")])[address("ada.lovelace")]

    known.people.forget(person)

    events = known.ledger.events_of([address("bob")])[address("bob")]
    vouched = [one for one in events if one.kind is EventKind.VOUCHED]
    assert len(events) == 3
    assert len({one.detail for one in vouched}) == 2
    lunch = known.review.recent()[0]
    assert (lunch.subject, lunch.sender_name, lunch.who) == ("Lunch?", "Bob", address("bob"))


def test_a_forgotten_persons_mail_can_still_be_undone_and_stays_pinned(known: Store) -> None:
    """Forgetting is about the memory, not about the mail."""
    person = known.ledger.persons_of([address("ada.lovelace")])[address("ada.lovelace")]

    known.people.forget(person)

    [one] = known.review.moves_to_undo(since=NOW)
    assert (one.digest, one.new_uid, one.message_id) == (digest(1), 9, None)
    assert known.pins.pinned("home", senders=["ada.lovelace@example.org"]).senders
    blank = known.review.by_digest("home", [digest(1)])[digest(1)]
    assert (blank.category, blank.sender, blank.subject, blank.clues, blank.who) == (
        Category.PITCH, "", "", (), None,
    )  # fmt: skip


def test_an_open_move_keeps_its_message_id(known: Store) -> None:
    """The recovery may need it to find a message that is on its way."""
    ada = address("ada.lovelace")
    known.journal.commit_batch(
        judged=[judged(8, who=ada)], intents=[move(8, message_id="8@example.org")]
    )

    known.people.forget(known.ledger.persons_of([ada])[ada])

    assert [one.message_id for one in known.journal.pending("home")] == ["8@example.org"]
