"""The ledger: the memory of what happened between the user and everybody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, literal_column, or_, select

from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityKind,
    IdentityLink,
    LinkStrength,
)
from notworking.people.joining import Candidate
from notworking.people.relationship import FEW
from notworking.store.database import Database
from notworking.store.hashes import hash_of
from notworking.store.recording import (
    ensure_identities,
    ids_of,
    people_of,
    write_events,
    write_labels,
    write_links,
)
from notworking.store.tables import event, identity, identity_link, sent
from notworking.store.upsert import insert_new, portions


class Ledger:
    """Records events and links, and returns the events of whole people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, events: Iterable[Event], links: Iterable[IdentityLink] = ()) -> int:
        """Write events and links, and return how many events were new.

        Recording twice equals recording once, and the order makes no difference: of two events
        with one key the ledger keeps the earlier time, the larger number of recipients, and
        whatever either of them knows (thread, label, that it was a reply, that it was verified).
        """
        events, links = list(events), list(links)
        if not events and not links:
            return 0
        ends = [end for link in links for end in (link.first, link.second)]
        with self._database.begin(durable=False) as connection:
            ids = ensure_identities(connection, [*(one.who for one in events), *ends])
            new = write_events(connection, events, ids)
            write_labels(connection, events, ids)
            write_links(connection, links, ids)
        return new

    def take_back(self, identities: Sequence[Identity], *, kind: EventKind, detail: str) -> int:
        """Remove what the user said of these identities and has taken back; return how many rows.

        For the user's own words only: what happened is never removed.
        """
        gone = 0
        with self._database.begin(durable=False) as connection:
            found = list(ids_of(connection, identities).values())
            for some in portions(found):
                statement = delete(event).where(
                    event.c.identity_id.in_(some),
                    event.c.kind == kind.value,
                    event.c.detail == detail,
                )
                gone += connection.execute(statement).rowcount
        return gone

    def events_of(self, identities: Sequence[Identity]) -> dict[Identity, tuple[Event, ...]]:
        """Return each identity → all events of its whole person, oldest first.

        Who was never seen has (). Two queries for some hundreds of identities.
        """
        found: dict[Identity, tuple[Event, ...]] = dict.fromkeys(identities, ())
        with self._database.reading() as connection:
            people = people_of(connection, list(found))
            events = _events_of_people(connection, sorted(set(people.values())))
        for one, person in people.items():
            found[one] = tuple(events.get(person, ()))
        return found

    def persons_of(self, identities: Sequence[Identity]) -> dict[Identity, int]:
        """Return each identity → its person's id; who was never seen is absent."""
        with self._database.reading() as connection:
            return people_of(connection, identities)

    def note_sent(self, ids: Iterable[tuple[str, datetime]]) -> int:
        """Remember (Message-ID, time) of the user's own messages, as hashes.

        Return how many were new.
        """
        rows = [{"hash": hash_of(_bare(name)), "at": at} for name, at in ids if name]
        with self._database.begin(durable=False) as connection:
            return insert_new(connection, sent, rows)

    def sent_among(self, message_ids: Collection[str]) -> frozenset[str]:
        """Return those of these Message-IDs that the user's own messages bear."""
        by_hash = {hash_of(_bare(name)): name for name in message_ids if name}
        found: set[str] = set()
        with self._database.reading() as connection:
            for some in portions(list(by_hash)):
                query = select(sent.c.hash).where(sent.c.hash.in_(some))
                found.update(by_hash[one] for one in connection.scalars(query))
        return frozenset(found)

    def threads_with_me(self, threads: Collection[str]) -> frozenset[str]:
        """Return those of these threads (hashes of their roots) in which the user wrote."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for some in portions([thread for thread in threads if thread]):
                query = select(event.c.thread).where(
                    # Spelled out: a partial index is not used for a parameter.
                    event.c.direction == literal_column("'mine'"),
                    event.c.thread.in_(some),
                    event.c.kind == EventKind.WROTE,
                )
                found.update(connection.scalars(query))
        return frozenset(found)

    def known_among(self, identities: Collection[Identity]) -> frozenset[Identity]:
        """Return those whose person something *I* did makes known (DESIGN section 6).

        As `Relationship.is_known` says, asked of the database for many at once.
        """
        with self._database.reading() as connection:
            people = people_of(connection, list(identities))
            known: set[int] = set()
            for some in portions(sorted(set(people.values()))):
                known.update(connection.scalars(_KNOWN.where(identity.c.person_id.in_(some))))
        return frozenset(one for one, person in people.items() if person in known)

    def candidates(
        self, names: Collection[str], profiles: Collection[Identity]
    ) -> tuple[Candidate, ...]:
        """Return people whom a network showed under these folded names, or with these profiles.

        Only verified events count: a forger must not choose whom mail is joined to.
        `connected_at` is when they connected or, as networks do not tell the invited, invited.
        """
        found: dict[Identity, Candidate] = {}
        with self._database.reading() as connection:
            for column, wanted in (
                (identity.c.folded, sorted(set(names) - {""})),
                (identity.c.value, sorted({one.value for one in profiles})),
            ):
                for some in portions(wanted):
                    for row in connection.execute(_CANDIDATES.where(column.in_(some))):
                        _add_candidate(found, row)
        return tuple(found.values())

    def acquaintances(self, names: Collection[str]) -> tuple[Candidate, ...]:
        """Return people I know (DESIGN section 6) whose addresses bear these folded names."""
        query = select(identity.c.value, identity.c.label).where(
            identity.c.kind == IdentityKind.ADDRESS, identity.c.person_id.in_(_KNOWN)
        )
        found: list[Candidate] = []
        with self._database.reading() as connection:
            for some in portions(sorted(set(names) - {""})):
                for value, label in connection.execute(query.where(identity.c.folded.in_(some))):
                    found.append(Candidate(Identity(IdentityKind.ADDRESS, value), label))
        return tuple(found)

    def namesakes(self, identities: Sequence[Identity]) -> dict[Identity, tuple[str, ...]]:
        """Return each identity → names of people who may be the same by a hint alone.

        Identities without such a hint are absent. For showing; never for trust.
        """
        with self._database.reading() as connection:
            people = people_of(connection, identities)
            hints = _hints(connection, sorted(set(people.values())))
        return {one: hints[person] for one, person in people.items() if person in hints}


def _events_of_people(connection: Connection, person_ids: Sequence[int]) -> dict[int, list[Event]]:
    """Return person → events, oldest first."""
    found: dict[int, list[Event]] = {}
    for some in portions(person_ids):
        query = (
            select(identity.c.person_id, identity.c.kind, identity.c.value, *_EVENT_COLUMNS)
            .join(event, event.c.identity_id == identity.c.id)
            .where(identity.c.person_id.in_(some))
            .order_by(*_OLDEST_FIRST)
        )
        for person, kind, value, *rest in connection.execute(query):
            who = Identity(IdentityKind(kind), value)
            found.setdefault(person, []).append(_event(who, *rest))
    return found


_KNOWN = (
    select(identity.c.person_id)
    .join(event, event.c.identity_id == identity.c.id)
    .where(
        or_(
            event.c.kind == EventKind.KNOWN,
            and_(
                event.c.direction == Direction.MINE,
                or_(
                    and_(event.c.kind == EventKind.WROTE, event.c.recipients <= FEW),
                    and_(event.c.kind == EventKind.BOOKED, event.c.verified.is_(True)),
                ),
            ),
        )
    )
    .distinct()
)

_CANDIDATES = (
    select(
        identity.c.kind,
        identity.c.value,
        identity.c.label,
        event.c.kind.label("event"),
        event.c.at,
        event.c.headline,
    )
    .join(event, event.c.identity_id == identity.c.id)
    .where(
        identity.c.kind.in_((IdentityKind.PROFILE, IdentityKind.NAME)),
        event.c.kind.in_((EventKind.CONNECTED, EventKind.INVITED, EventKind.RELAYED)),
        event.c.verified.is_(True),
    )
    .order_by(event.c.at, event.c.id)
)


def _add_candidate(found: dict[Identity, Candidate], row: Any) -> None:
    """Put one event of a candidate to what is known of them; rows come oldest first."""
    who = Identity(IdentityKind(row.kind), row.value)
    before = found.get(who) or Candidate(who, row.label)
    linked = row.event in (EventKind.CONNECTED, EventKind.INVITED)
    found[who] = replace(
        before,
        headline=row.headline or before.headline,
        connected_at=row.at if linked else before.connected_at,
    )


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>")


# All of the unique key, so that events of one instant come in the same order from any ledger.
_OLDEST_FIRST = (
    event.c.at,
    event.c.key,
    event.c.kind,
    event.c.direction,
    event.c.detail,
    identity.c.kind,
    identity.c.value,
)
_EVENT_COLUMNS = (
    event.c.kind,
    event.c.direction,
    event.c.at,
    event.c.key,
    event.c.thread,
    event.c.detail,
    event.c.recipients,
    event.c.is_reply,
    event.c.verified,
    event.c.label,
    event.c.headline,
)


def _event(who: Identity, kind: str, direction: str, at: datetime, key: str, *rest: Any) -> Event:
    """Return the event whose columns are given in the order of `_EVENT_COLUMNS`."""
    return Event(EventKind(kind), Direction(direction), who, at, key, *rest)


def _hints(connection: Connection, person_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return person → labels (or values) of identities hinted at that are not theirs."""
    mine, other = identity.alias("mine"), identity.alias("other")
    name = func.coalesce(func.nullif(other.c.label, ""), other.c.value)
    ends = (identity_link.c.first_id, identity_link.c.second_id)
    found: dict[int, set[str]] = {}
    for some in portions(person_ids):
        for here, there in (ends, ends[::-1]):
            query = (
                select(mine.c.person_id, name)
                .join(identity_link, here == mine.c.id)
                .join(other, there == other.c.id)
                .where(
                    mine.c.person_id.in_(some),
                    identity_link.c.strength == LinkStrength.HINT,
                    other.c.person_id != mine.c.person_id,
                    # A name as the network shows it is nobody else: nothing happened under it.
                    or_(other.c.label != "", other.c.kind != IdentityKind.NAME),
                )
            )
            for person, label in connection.execute(query):
                found.setdefault(person, set()).add(label)
    return {person: tuple(sorted(names)) for person, names in found.items()}
