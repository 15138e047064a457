"""Who is one person follows from the links alone: in any order, in any portions, after any merge."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityLink,
    LinkStrength,
)
from notworking.store.opening import Store
from store.made import DAY, NOW, address, profile

EVERYONE = [address(name) for name in "abcd"] + [profile(name) for name in "abcd"]
People = frozenset[frozenset[Identity]]

identities = st.sampled_from(EVERYONE)
links = st.lists(
    st.builds(IdentityLink, identities, identities, st.sampled_from(LinkStrength), st.just("why")),
    max_size=12,
)
events = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from([EventKind.WROTE, EventKind.ASKED]),
        direction=st.sampled_from(Direction),
        who=identities,
        at=st.integers(0, 3).map(lambda days: NOW + days * DAY),
        key=st.sampled_from("kl"),
        thread=st.sampled_from(["", "t", "u"]),
        recipients=st.integers(1, 3),
        is_reply=st.booleans(),
        verified=st.booleans(),
        label=st.sampled_from(["", "Ada", "Ada L."]),
    ),
    max_size=12,
)
# One store per example, not per test: the fixture hands out as many as are asked for.
many = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def people_of(store: Store) -> People:
    """Who is one person, as the store has it, identities without links included."""
    persons = store.ledger.persons_of(EVERYONE)
    return frozenset(
        frozenset(one for one in persons if persons[one] == person) for person in persons.values()
    )


def people_by_hand(links: Iterable[IdentityLink]) -> People:
    """The definition, as slowly as can be: grow each set until no link adds to it."""
    links = list(links)
    parted = {
        frozenset((link.first, link.second))
        for link in links
        if link.strength == LinkStrength.SPLIT
    }
    ties = [
        {link.first, link.second}
        for link in links
        if link.strength in (LinkStrength.EXACT, LinkStrength.LIKELY, LinkStrength.USER)
        and frozenset((link.first, link.second)) not in parted
    ]
    found = set()
    for one in EVERYONE:
        person = {one}
        while any(tie & person and not tie <= person for tie in ties):
            person |= {end for tie in ties if tie & person for end in tie}
        found.add(frozenset(person))
    return frozenset(found)


def seen(store: Store) -> None:
    """Let the store know everyone, so that people without links are compared too."""
    store.ledger.record(
        [Event(EventKind.KNOWN, Direction.MINE, one, NOW, "seen") for one in EVERYONE]
    )


@many
@given(links=links)
def test_people_are_what_the_links_say(
    new_store: Callable[[], Store], links: list[IdentityLink]
) -> None:
    """Components are maintained link by link; the definition knows no order."""
    store = new_store()
    seen(store)

    for link in links:
        store.ledger.record([], [link])

    assert people_of(store) == people_by_hand(links)


@many
@given(links=links, events=events, data=st.data())
def test_any_order_and_any_portions_give_the_same_ledger(
    new_store: Callable[[], Store],
    links: list[IdentityLink],
    events: list[Event],
    data: st.DataObject,
) -> None:
    """Old mail is read after new mail, by several accounts, in steps of any size."""
    at_once, bit_by_bit = new_store(), new_store()
    mixed: list[Event | IdentityLink] = data.draw(st.permutations([*links, *events]))

    at_once.ledger.record(events, links)
    for one in mixed:
        if isinstance(one, Event):
            bit_by_bit.ledger.record([one])
        else:
            bit_by_bit.ledger.record([], [one])

    assert people_of(at_once) == people_of(bit_by_bit)
    assert at_once.ledger.events_of(EVERYONE) == bit_by_bit.ledger.events_of(EVERYONE)
    labels = [
        {row.identities: row.label for row in store.people.people()}
        for store in (at_once, bit_by_bit)
    ]
    assert labels[0] == labels[1]


@many
@given(links=links, merges=st.lists(st.tuples(identities, identities), max_size=3), data=st.data())
def test_a_merge_that_is_split_again_gives_back_the_same_people(
    new_store: Callable[[], Store],
    links: list[IdentityLink],
    merges: list[tuple[Identity, Identity]],
    data: st.DataObject,
) -> None:
    """A user who merged two people by mistake names any of their addresses to take it back."""
    store = new_store()
    seen(store)
    store.ledger.record([], links)
    for one, other in merges:
        persons = store.ledger.persons_of([one, other])
        store.people.merge(persons[one], persons[other])
    before, ids = people_of(store), store.ledger.persons_of(EVERYONE)
    first, second = data.draw(st.tuples(identities, identities))
    if ids[first] == ids[second]:
        return
    mine = data.draw(st.sampled_from([one for one in EVERYONE if ids[one] == ids[first]]))
    theirs = data.draw(st.sampled_from([one for one in EVERYONE if ids[one] == ids[second]]))

    kept = store.people.merge(ids[first], ids[second])
    merged = store.ledger.persons_of(EVERYONE)
    parted = store.people.split(mine, theirs)

    assert merged[first] == merged[second] == kept
    assert parted == (ids[first], ids[second])
    assert people_of(store) == before
    assert store.ledger.persons_of(EVERYONE) == ids
