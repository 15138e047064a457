"""People for the user: found, listed in order, merged, split, exported."""

from __future__ import annotations

import json

import pytest

from notworking.errors import UserError
from notworking.people.event import Direction, EventKind, Identity, IdentityKind, LinkStrength
from notworking.store.opening import Store
from notworking.store.people import Order
from store.made import DAY, NOW, address, linked, profile, wrote


@pytest.fixture
def known(store: Store) -> Store:
    """A store that knows Ada (address and profile), Bob, and a nameless third."""
    store.ledger.record(
        [
            wrote(address("ada"), "1", direction=Direction.MINE, label="Ada Lovelace"),
            wrote(address("ada"), "2", direction=Direction.MINE),
            wrote(profile("ada"), "3", kind=EventKind.RELAYED, at=NOW - DAY, label="A. Lovelace"),
            wrote(address("bob"), "4", at=NOW + DAY, label="bob the builder"),
            wrote(address("zoe"), "5", at=NOW - 9 * DAY),
        ],
        [linked(address("ada"), profile("ada"))],
    )
    return store


def id_of(store: Store, name: str) -> int:
    return store.ledger.persons_of([address(name)])[address(name)]


def test_a_person_is_told_with_all_identities_and_counts(known: Store) -> None:
    """The name seen last is the one to show."""
    row = known.people.person(id_of(known, "ada"))

    assert row is not None
    assert row.label == "Ada Lovelace"
    assert row.identities == (address("ada"), profile("ada"))
    assert (row.events, row.i_wrote, row.they_wrote) == (3, 2, 1)
    assert (row.first_at, row.last_at) == (NOW - DAY, NOW)
    assert known.people.person(999) is None


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        (Order.RECENT, ["bob the builder", "Ada Lovelace", "zoe@example.org"]),
        (Order.MINE, ["Ada Lovelace", "bob the builder", "zoe@example.org"]),
        (Order.EVENTS, ["Ada Lovelace", "bob the builder", "zoe@example.org"]),
        (Order.NAME, ["Ada Lovelace", "bob the builder", "zoe@example.org"]),
    ],
)
def test_people_come_in_the_order_asked_for(known: Store, order: Order, labels: list[str]) -> None:
    """`people --sort`; who has no name is listed by address."""
    assert [row.label for row in known.people.people(order=order)] == labels
    assert [row.label for row in known.people.people(2, order)] == labels[:2]


@pytest.mark.parametrize(
    ("text", "found"),
    [("LOVE", ["Ada Lovelace"]), ("linkedin:ada", ["Ada Lovelace"]), ("zoe@", ["zoe@example.org"]),
     ("%", []), ("nobody", [])],
)  # fmt: skip
def test_search_finds_by_any_name_address_or_profile(
    known: Store, text: str, found: list[str]
) -> None:
    """Users type what they remember; a percent sign is not a wildcard."""
    assert [row.label for row in known.people.search(text)] == found


def test_search_knows_letters_beyond_ascii(store: Store) -> None:
    """Half the world's names begin with one."""
    store.ledger.record([wrote(address("a"), "1", label="Åsa Öberg")])

    assert [row.label for row in store.people.search("åsa öBERG")] == ["Åsa Öberg"]


def test_merging_joins_and_a_user_split_outlasts_the_same_link(known: Store) -> None:
    """The user's word outranks what the mail says, however often it says it."""
    ada, slug = address("ada"), profile("ada")

    known.people.split(ada, slug)
    known.ledger.record([], [linked(ada, slug), linked(slug, ada, LinkStrength.LIKELY)])
    parted = known.ledger.persons_of([ada, slug])
    known.people.merge(parted[ada], parted[slug])
    again = known.ledger.persons_of([ada, slug])

    assert parted[ada] != parted[slug]
    assert again[ada] == again[slug]


def test_a_split_cuts_the_likely_link_before_the_exact_one(store: Store) -> None:
    """What hangs on exact proof stays together."""
    ada, slug, other = address("ada"), profile("ada"), address("ada.l")
    store.ledger.record([], [linked(ada, slug), linked(slug, other, LinkStrength.LIKELY)])

    store.people.split(other, ada)

    people = store.ledger.persons_of([ada, slug, other])
    assert people[ada] == people[slug] != people[other]


def test_who_is_unknown_can_be_neither_merged_nor_split(known: Store) -> None:
    """A typing mistake must say so, not make a new person."""
    ada = address("ada")

    with pytest.raises(UserError, match="no person 999"):
        known.people.merge(id_of(known, "ada"), 999)
    with pytest.raises(UserError, match="does not know address:nobody"):
        known.people.split(ada, address("nobody"))
    with pytest.raises(UserError, match="from itself"):
        known.people.split(ada, ada)
    with pytest.raises(UserError, match="no person 999"):
        known.people.forget(999)
    assert known.people.merge(id_of(known, "ada"), id_of(known, "ada")) == id_of(known, "ada")


def test_export_holds_everything_and_is_json(known: Store) -> None:
    """People own their data: `people --export` must lose nothing."""
    exported = json.loads(json.dumps(list(known.people.export())))

    by_label = {person["label"]: person for person in exported}
    assert set(by_label) == {"Ada Lovelace", "bob the builder", "zoe@example.org"}
    ada = by_label["Ada Lovelace"]
    assert ada["identities"] == ["address:ada@example.org", "profile:linkedin:ada"]
    assert [event["key"] for event in ada["events"]] == ["3", "1", "2"]
    assert ada["events"][0]["at"] == (NOW - DAY).isoformat()


def test_a_name_under_which_nothing_happened_is_no_person(store: Store) -> None:
    """A network shows a name beside the profile: listed, everybody would be there twice."""
    shown = Identity(IdentityKind.NAME, "linkedin:ada lovelace")
    told = wrote(profile("ada"), "1", kind=EventKind.INVITED, label="Ada Lovelace")
    store.ledger.record([told], [linked(profile("ada"), shown, LinkStrength.HINT)])

    assert [row.label for row in store.people.people()] == ["Ada Lovelace"]
    assert len(store.people.search("lovelace")) == 1
    assert store.ledger.namesakes([profile("ada")]) == {}
