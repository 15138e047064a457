"""The ledger: recorded twice equals once, and all events of the whole person come back."""

from __future__ import annotations

from notworking.people.event import Direction, EventKind, Identity, IdentityKind, LinkStrength
from notworking.people.relationship import relate
from notworking.store.opening import Store
from store.made import DAY, NOW, address, linked, profile, wrote


def test_an_event_comes_back_as_it_was(store: Store) -> None:
    """Relationship is computed from nothing else."""
    one = wrote(
        address("ada"),
        "k",
        kind=EventKind.ASKED,
        direction=Direction.MINE,
        thread="t",
        detail="a meeting",
        recipients=3,
        is_reply=True,
        verified=False,
        label="Ada Ångström",
    )

    store.ledger.record([one])

    assert store.ledger.events_of([address("ada")]) == {address("ada"): (one,)}


def test_all_events_of_the_person_come_back_oldest_first(store: Store) -> None:
    """Their invitation and their later direct mail are one story."""
    ada, slug, bob = address("ada"), profile("ada"), address("bob")
    late, early = wrote(ada, "1"), wrote(slug, "2", at=NOW - DAY, kind=EventKind.INVITED)
    store.ledger.record([late, early, wrote(bob, "3")], [linked(ada, slug)])

    found = store.ledger.events_of([slug, ada, address("nobody")])

    assert found == {slug: (early, late), ada: (early, late), address("nobody"): ()}


def test_identities_of_one_value_but_two_kinds_are_two(store: Store) -> None:
    """A name that looks like a profile is still only a name."""
    name = Identity(IdentityKind.NAME, "linkedin:ada")
    store.ledger.record([wrote(profile("ada"), "1")])
    store.ledger.record([wrote(name, "2")])

    assert [one.key for one in store.ledger.events_of([name])[name]] == ["2"]


def test_recording_twice_counts_once(store: Store) -> None:
    """Reading that was interrupted reads the last step again."""
    events = [wrote(address("ada"), str(number)) for number in range(5)]

    counts = [store.ledger.record(events), store.ledger.record([*events, *events])]

    assert counts == [5, 0]
    assert len(store.ledger.events_of([address("ada")])[address("ada")]) == 5


def test_twins_of_an_event_keep_what_either_knows(store: Store) -> None:
    """The copy in Sent and the one in the archive tell different dates and headers."""
    ada = address("ada")
    store.ledger.record([wrote(ada, "k", recipients=4, verified=False, label="Ada")])

    new = store.ledger.record([wrote(ada, "k", at=NOW - DAY, thread="t", is_reply=True)])

    merged = wrote(ada, "k", at=NOW - DAY, thread="t", recipients=4, is_reply=True, label="Ada")
    assert new == 0
    assert store.ledger.events_of([ada])[ada] == (merged,)


def test_hints_join_nobody_but_are_told(store: Store) -> None:
    """A name alone never raises trust; the reader may still want to know."""
    ada, other = address("ada"), profile("ada")
    store.ledger.record(
        [wrote(ada, "1"), wrote(other, "2", label="Ada Lovelace")],
        [linked(ada, other, LinkStrength.HINT)],
    )

    assert [one.key for one in store.ledger.events_of([ada])[ada]] == ["1"]
    assert store.ledger.namesakes([ada, address("bob")]) == {ada: ("Ada Lovelace",)}
    assert store.ledger.namesakes([other]) == {other: ("ada@example.org",)}


def test_links_to_oneself_and_unseen_identities_do_no_harm(store: Store) -> None:
    """A signature may link the sender's own address; a link may come before any event."""
    ada, slug = address("ada"), profile("ada")

    assert store.ledger.record([], [linked(ada, ada), linked(ada, slug)]) == 0
    store.ledger.record([wrote(slug, "1")])

    assert [one.key for one in store.ledger.events_of([ada])[ada]] == ["1"]
    assert store.ledger.record([]) == 0


def test_more_identities_than_one_query_holds_are_all_found(store: Store) -> None:
    """A batch of messages names thousands; databases limit the parameters of one query."""
    events = [wrote(address(f"p{number}"), "k") for number in range(1700)]
    links = [linked(one.who, profile(f"p{n}")) for n, one in enumerate(events)]

    assert store.ledger.record(events, links) == 1700

    found = store.ledger.events_of([profile(f"p{number}") for number in range(1700)])
    assert sum(len(some) for some in found.values()) == 1700
    assert set(map(len, found.values())) == {1}


def test_persons_of_says_who_is_whom(store: Store) -> None:
    """Two identities of one person share an id, others do not."""
    ada, slug, bob = address("ada"), profile("ada"), address("bob")
    store.ledger.record([wrote(bob, "1")], [linked(ada, slug)])

    people = store.ledger.persons_of([ada, slug, bob, address("nobody")])

    assert people[ada] == people[slug] != people[bob]
    assert len(people) == 3


def test_my_own_message_ids_are_known_again(store: Store) -> None:
    """An answer to what I sent names it in In-Reply-To."""
    counts = [
        store.ledger.note_sent([("mine-1@example.org", NOW), ("", NOW)]),
        store.ledger.note_sent([("mine-1@example.org", NOW), ("mine-2@example.org", NOW)]),
    ]

    assert counts == [1, 1]
    asked = ["mine-1@example.org", "<mine-2@example.org>", "theirs@example.org", ""]
    assert store.ledger.sent_among(asked) == {"mine-1@example.org", "<mine-2@example.org>"}
    assert store.ledger.sent_among([]) == frozenset()


def test_only_my_own_mail_makes_a_thread_mine(store: Store) -> None:
    """A stranger's bump in their own thread proves nothing; nor does my opt-out flag there."""
    ada = address("ada")
    store.ledger.record(
        [
            wrote(ada, "1", thread="theirs"),
            wrote(ada, "2", thread="mine", direction=Direction.MINE),
            wrote(ada, "3", thread="stop", direction=Direction.MINE, kind=EventKind.OPTED_OUT),
        ]
    )

    assert store.ledger.threads_with_me(["theirs", "mine", "stop", ""]) == {"mine"}


def test_reading_old_mail_keeps_events_and_progress_together(store: Store) -> None:
    """Parted by a crash, mail would be read twice or never."""
    from notworking.store.values import HistoryProgress

    with store.database.begin(durable=False):
        store.ledger.record([wrote(address("ada"), "1")])
        store.ledger.note_sent([("mine@example.org", NOW)])
        store.notes.note_history(HistoryProgress("home", "Sent", 7, 400, 1000))

    assert store.notes.history("home", "Sent") == HistoryProgress("home", "Sent", 7, 400, 1000)
    assert store.ledger.sent_among(["mine@example.org"])


def test_known_are_those_whom_something_i_did_made_known(store: Store) -> None:
    """The database says what `Relationship.is_known` says of the same events, for many at once."""
    mine = Direction.MINE
    told = [
        wrote(address("i wrote"), "1", direction=mine),
        wrote(address("a crowd"), "2", direction=mine, recipients=40),
        wrote(address("they wrote"), "3"),
        wrote(address("address book"), "4", kind=EventKind.KNOWN, detail="address book"),
        wrote(address("i booked"), "5", kind=EventKind.BOOKED, direction=mine),
        wrote(address("forged"), "6", kind=EventKind.BOOKED, direction=mine, verified=False),
        wrote(profile("joined"), "7", kind=EventKind.INVITED),
    ]
    store.ledger.record(told, [linked(address("i wrote"), profile("joined"))])
    everybody = {one.who for one in told}

    known = store.ledger.known_among(everybody | {address("never seen")})

    related = {who: relate(store.ledger.events_of([who])[who], now=NOW) for who in everybody}
    assert known == {who for who in everybody if related[who].is_known}
    assert profile("joined") in known


def test_acquaintances_are_known_addresses_of_that_name(store: Store) -> None:
    """By the name a network shows, the people I wrote to are found; strangers are not."""
    ada = wrote(address("ada"), "1", direction=Direction.MINE, label="Lovelace, Ada")
    stranger = wrote(address("eve"), "2", label="Ada Lovelace")
    store.ledger.record([ada, stranger])

    found = store.ledger.acquaintances(["ada lovelace", "bob"])

    assert [one.identity for one in found] == [address("ada")]
    assert store.ledger.acquaintances([]) == ()


def test_what_the_user_said_can_be_taken_back_and_what_happened_cannot(store: Store) -> None:
    """Filed again by hand, a sender is no longer known for mail that was once put back."""
    ada, bob = address("ada"), address("bob")
    store.ledger.record(
        [
            wrote(ada, "1", direction=Direction.MINE),
            wrote(ada, "2", kind=EventKind.KNOWN, direction=Direction.MINE, detail="moved back"),
            wrote(ada, "3", kind=EventKind.KNOWN, direction=Direction.MINE, detail="config"),
            wrote(bob, "4", kind=EventKind.KNOWN, direction=Direction.MINE, detail="moved back"),
        ]
    )

    gone = store.ledger.take_back([ada], kind=EventKind.KNOWN, detail="moved back")

    left = store.ledger.events_of([ada, bob])
    assert gone == 1
    assert sorted(one.key for one in left[ada]) == ["1", "3"]
    assert [one.key for one in left[bob]] == ["4"]
