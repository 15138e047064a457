"""The user's word on who is one person: merging, and splitting for good."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from sqlalchemy import Connection, delete, select

from notworking.people.event import LinkStrength
from notworking.store.persons import (
    Pair,
    members,
    ordered,
    pairs_within,
    persons_of,
    rejoin,
    weakest_between,
)
from notworking.store.tables import identity_link
from notworking.store.upsert import insert_new, portions


def merge_members(connection: Connection, here: Sequence[int], there: Sequence[int]) -> None:
    """Link two people, given by the ids of their identities, so that they become one.

    Links a pair that was never split; only when all were is one split taken away, so that
    a later split of the two finds the same single link and gives back the same people.
    """
    parted = _splits(connection, here)
    pairs = [ordered(one, other) for one, other in product(sorted(here), sorted(there))]
    pair = next((one for one in pairs if one not in parted), pairs[0])
    _remove(connection, pair, LinkStrength.SPLIT)
    _remove(connection, pair, LinkStrength.USER)  # written anew, it is the latest
    _add(connection, pair, LinkStrength.USER, "merged by you")
    rejoin(connection, pair)


def split_members(connection: Connection, mine: int, theirs: int) -> None:
    """Part two identities, by cutting the weakest pair on each way between them."""
    pair: Pair | None = ordered(mine, theirs)
    person = persons_of(connection, [mine])
    nodes = members(connection, person)
    while pair is not None:
        _add(connection, pair, LinkStrength.SPLIT, "split by you")
        pair = weakest_between(mine, theirs, pairs_within(connection, nodes))
    rejoin(connection, [mine, theirs])


def _splits(connection: Connection, ids: Sequence[int]) -> set[Pair]:
    """Return the pairs that the user split and that touch these identities."""
    found: set[Pair] = set()
    for column in (identity_link.c.first_id, identity_link.c.second_id):
        for some in portions(ids):
            query = select(identity_link.c.first_id, identity_link.c.second_id).where(
                column.in_(some), identity_link.c.strength == LinkStrength.SPLIT
            )
            found.update((one, other) for one, other in connection.execute(query))
    return found


def _add(connection: Connection, pair: Pair, strength: LinkStrength, why: str) -> None:
    row = {"first_id": pair[0], "second_id": pair[1], "strength": strength, "why": why}
    insert_new(connection, identity_link, [row])


def _remove(connection: Connection, pair: Pair, strength: LinkStrength) -> None:
    connection.execute(
        delete(identity_link).where(
            identity_link.c.first_id == pair[0],
            identity_link.c.second_id == pair[1],
            identity_link.c.strength == strength,
        )
    )
