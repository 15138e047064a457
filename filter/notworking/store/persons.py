"""Which identities are one person: connected components, kept up to date as links arrive.

A person's id is the smallest id among their identities. So it follows from identities and links
alone, whatever the order in which they came, and a merge that is taken back gives both people
their old ids.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, bindparam, select, update

from notworking.people.event import LinkStrength
from notworking.store.tables import identity, identity_link
from notworking.store.upsert import portions

Pair = tuple[int, int]
"""Two identity ids, the smaller first."""

Link = tuple[int, int, int, str]
"""A link's number, its two identity ids (the smaller first), its strength."""

Firmness = tuple[int, int]
"""Sorts pairs by how readily a split cuts them: merges by the user, likely links, exact ones."""

_USER = LinkStrength.USER.value
_RANK = {_USER: 0, LinkStrength.LIKELY.value: 1, LinkStrength.EXACT.value: 2}


def joining_pairs(links: Iterable[Link]) -> dict[Pair, Firmness]:
    """Given links, return the pairs that are one person, and how firmly they hold.

    A pair that the user split is absent, whatever else links it.
    """
    by_pair: dict[Pair, dict[str, int]] = defaultdict(dict)
    for number, first, second, strength in links:
        by_pair[first, second][strength] = number
    return {
        pair: _firmness(numbers)
        for pair, numbers in by_pair.items()
        if _RANK.keys() & numbers.keys() and LinkStrength.SPLIT.value not in numbers
    }


def _firmness(numbers: Mapping[str, int]) -> Firmness:
    """What the user merged gives way first, the latest merge before all."""
    if _USER in numbers:
        return (_RANK[_USER], -numbers[_USER])
    return (max(_RANK[strength] for strength in numbers.keys() & _RANK.keys()), 0)


def components(nodes: Iterable[int], pairs: Iterable[Pair]) -> dict[int, int]:
    """Return node → the smallest node of its connected component (pairs lie within `nodes`)."""
    root = {node: node for node in nodes}

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for first, second in pairs:
        one, other = sorted((find(first), find(second)))
        root[other] = one
    return {node: find(node) for node in root}


def weakest_between(first: int, second: int, pairs: Mapping[Pair, Firmness]) -> Pair | None:
    """Return the weakest pair on a shortest way from `first` to `second`, None if there is none.

    Of equally weak pairs the one nearest to `first`.
    """
    neighbours: dict[int, list[int]] = defaultdict(list)
    for one, other in sorted(pairs):
        neighbours[one].append(other)
        neighbours[other].append(one)
    came_from = {first: first}
    queue = deque([first])
    while queue and second not in came_from:
        node = queue.popleft()
        for neighbour in neighbours[node]:
            if neighbour not in came_from:
                came_from[neighbour] = node
                queue.append(neighbour)
    if second not in came_from:
        return None
    way = [second]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    steps = [ordered(one, other) for one, other in zip(way[::-1], way[-2::-1], strict=False)]
    return min(steps, key=lambda pair: pairs[pair])


def ordered(one: int, other: int) -> Pair:
    """Return the two with the smaller first, as the table wants them."""
    return (one, other) if one < other else (other, one)


def members(connection: Connection, person_ids: Collection[int]) -> dict[int, int]:
    """Return identity id → person id, for all identities of these people."""
    found: dict[int, int] = {}
    for some in portions(list(person_ids)):
        query = select(identity.c.id, identity.c.person_id).where(identity.c.person_id.in_(some))
        found.update((number, person) for number, person in connection.execute(query))
    return found


def persons_of(connection: Connection, identity_ids: Collection[int]) -> set[int]:
    """Return the person ids of these identities."""
    found: set[int] = set()
    for some in portions(list(identity_ids)):
        query = select(identity.c.person_id).where(identity.c.id.in_(some))
        found.update(connection.scalars(query))
    return found


def pairs_within(connection: Connection, nodes: Collection[int]) -> dict[Pair, Firmness]:
    """Return the joining pairs among these identities."""
    links: list[Link] = []
    for some in portions(list(nodes)):
        query = select(
            identity_link.c.id,
            identity_link.c.first_id,
            identity_link.c.second_id,
            identity_link.c.strength,
        ).where(identity_link.c.first_id.in_(some))
        links += [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]
    inside = set(nodes)
    return joining_pairs(link for link in links if link[2] in inside)


def rejoin(connection: Connection, touched: Collection[int]) -> None:
    """Recompute the people of these identities, after links between them came or went.

    Nobody else can have changed: a link joins or parts only its own two ends' people.
    """
    if not touched:
        return
    before = members(connection, persons_of(connection, touched))
    after = components(before, pairs_within(connection, before))
    changed = [
        {"its_id": number, "its_person": person}
        for number, person in after.items()
        if before[number] != person
    ]
    if changed:
        statement = (
            update(identity)
            .where(identity.c.id == bindparam("its_id"))
            .values(person_id=bindparam("its_person"))
        )
        connection.execute(statement, changed)
