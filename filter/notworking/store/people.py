"""The people in the ledger, for the user: listed, found, merged, split, exported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from notworking.errors import UserError
from notworking.people.event import Direction, Event, EventKind, Identity, IdentityKind
from notworking.store.database import Database
from notworking.store.forgetting import forget_members
from notworking.store.ledger import Ledger
from notworking.store.merging import merge_members, split_members
from notworking.store.persons import members
from notworking.store.recording import ids_of, people_of
from notworking.store.tables import event, identity
from notworking.store.upsert import portions


class Order(StrEnum):
    """How to sort people."""

    RECENT = "recent"
    """Whom something happened with last."""
    MINE = "mine"
    """To whom the user wrote most."""
    EVENTS = "events"
    """With whom most happened."""
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list."""

    id: int
    label: str
    identities: tuple[Identity, ...]
    events: int
    i_wrote: int
    they_wrote: int
    """Messages of theirs, direct or relayed."""
    first_at: datetime | None
    last_at: datetime | None


class People:
    """What the user may see of the ledger, and change in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def people(self, limit: int = 50, order: Order = Order.RECENT) -> list[PersonRow]:
        """Return at most `limit` people in that order."""
        with self._database.reading() as connection:
            query = _summary().having(_HAPPENED).order_by(*_ORDERS[order]).limit(limit)
            return _person_rows(connection, query)

    def search(self, text: str, limit: int = 50) -> list[PersonRow]:
        """Return people one of whose names, addresses or profiles contains the text."""
        text = text.strip()
        fits = identity.c.value.icontains(text, autoescape=True) | identity.c.label.icontains(
            text, autoescape=True
        )
        whom = identity.c.person_id.in_(select(identity.c.person_id).where(fits))
        with self._database.reading() as connection:
            query = _summary().where(whom).having(_HAPPENED)
            query = query.order_by(*_ORDERS[Order.RECENT]).limit(limit)
            return _person_rows(connection, query)

    def person(self, person_id: int) -> PersonRow | None:
        """Return one person, or None when there is none of that id."""
        with self._database.reading() as connection:
            query = _summary().where(identity.c.person_id == person_id)
            return next(iter(_person_rows(connection, query)), None)

    def merge(self, one: int, other: int) -> int:
        """Make two people one, as the user says, and return the id of that one.

        `UserError` when one of them does not exist.
        """
        with self._database.begin() as connection:
            here, there = (self._members(connection, person) for person in (one, other))
            if one != other:
                merge_members(connection, here, there)
            return min(one, other)

    def split(self, who: Identity, other: Identity) -> tuple[int, int]:
        """Make two people of one, so that `who` and `other` part; return their persons' ids.

        Cuts the weakest link on each way between the two, the user's own merges first. It
        lasts: the same links found again do not join them. What hangs on either stays with it.
        `UserError` when one of the two is unknown.
        """
        with self._database.begin() as connection:
            ids = ids_of(connection, (who, other))
            for one in (who, other):
                if one not in ids:
                    raise UserError(f"The ledger does not know {one}.")
            if who == other:
                raise UserError(f"{who} cannot be split from itself.")
            split_members(connection, ids[who], ids[other])
            people = people_of(connection, (who, other))
            return people[who], people[other]

    def forget(self, person_id: int) -> int:
        """Remove every row about a person, and return how many rows went or were blanked.

        Events, identities and links go; judgements of their mail lose names, addresses, subjects
        and quotes, but stay countable and undoable. Then the file is rewritten, so that the bytes
        are gone too. `UserError` when there is no such person.
        """
        with self._database.begin() as connection:
            count = forget_members(connection, self._members(connection, person_id))
        self._database.compact()
        return count

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield every person as plain values fit for JSON: id, label, identities, events."""
        ledger = Ledger(self._database)
        with self._database.reading() as connection:
            everyone = connection.scalars(
                select(identity.c.person_id).distinct().order_by(identity.c.person_id)
            ).all()
        for some in portions(everyone, 100):
            with self._database.reading() as connection:
                query = _summary().where(identity.c.person_id.in_(some))
                rows = _person_rows(connection, query.order_by(identity.c.person_id))
            found = ledger.events_of([row.identities[0] for row in rows])
            for row in rows:
                yield _exported(row, found[row.identities[0]])

    def _members(self, connection: Connection, person_id: int) -> list[int]:
        found = sorted(members(connection, [person_id]))
        if not found:
            raise UserError(f"There is no person {person_id}. `notworking people` lists them.")
        return found


def _counted(kinds: Sequence[EventKind], direction: Direction) -> ColumnElement[int]:
    """How many of a person's events are of these kinds and that direction."""
    return func.count(event.c.id).filter(event.c.kind.in_(kinds), event.c.direction == direction)


_I_WROTE = _counted([EventKind.WROTE], Direction.MINE).label("i_wrote")
_THEY_WROTE = _counted([EventKind.WROTE, EventKind.RELAYED], Direction.THEIRS).label("they_wrote")
_EVENTS = func.count(event.c.id).label("events")
_HAPPENED = func.count(event.c.id) > 0
"""Names that a network shows are identities too; with nothing that happened they are nobody."""
_LAST_AT = func.max(event.c.at).label("last_at")
_NAME = func.coalesce(func.nullif(func.max(identity.c.label), ""), func.min(identity.c.value))

_ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    Order.RECENT: (_LAST_AT.desc().nulls_last(), identity.c.person_id),
    Order.MINE: (_I_WROTE.desc(), identity.c.person_id),
    Order.EVENTS: (_EVENTS.desc(), identity.c.person_id),
    Order.NAME: (func.lower(_NAME), identity.c.person_id),
}


def _summary() -> Select[Any]:
    """One row a person: id, counts and dates."""
    return (
        select(
            identity.c.person_id,
            _EVENTS,
            _I_WROTE,
            _THEY_WROTE,
            func.min(event.c.at).label("first_at"),
            _LAST_AT,
        )
        .outerjoin(event, event.c.identity_id == identity.c.id)
        .group_by(identity.c.person_id)
    )


def _person_rows(connection: Connection, query: Select[Any]) -> list[PersonRow]:
    """Return the people of a summary, with their identities and the name to show."""
    rows = connection.execute(query).all()
    names = _names(connection, [row.person_id for row in rows])
    return [
        PersonRow(
            id=row.person_id,
            label=names[row.person_id][0],
            identities=names[row.person_id][1],
            events=row.events,
            i_wrote=row.i_wrote,
            they_wrote=row.they_wrote,
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row in rows
    ]


def _names(
    connection: Connection, person_ids: Sequence[int]
) -> dict[int, tuple[str, tuple[Identity, ...]]]:
    """Return person → (the label seen last, else an identity's value; all identities)."""
    found: dict[int, list[tuple[datetime | None, str, Identity]]] = {}
    for some in portions(person_ids):
        query = select(
            identity.c.person_id,
            identity.c.label_at,
            identity.c.label,
            identity.c.kind,
            identity.c.value,
        ).where(identity.c.person_id.in_(some))
        for person, at, label, kind, value in connection.execute(query):
            found.setdefault(person, []).append((at, label, Identity(IdentityKind(kind), value)))
    return {person: _name_of(rows) for person, rows in found.items()}


def _name_of(
    rows: Sequence[tuple[datetime | None, str, Identity]],
) -> tuple[str, tuple[Identity, ...]]:
    identities = tuple(sorted(one for _, _, one in rows))
    dated = [(at, label) for at, label, _ in rows if at is not None and label]
    return (max(dated)[1] if dated else identities[0].value, identities)


def _exported(row: PersonRow, events: Sequence[Event]) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "identities": [str(one) for one in row.identities],
        "events": [_exported_event(one) for one in events],
    }


def _exported_event(one: Event) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "kind": one.kind.value,
        "direction": one.direction.value,
        "who": str(one.who),
        "key": one.key,
        "thread": one.thread,
        "detail": one.detail,
        "recipients": one.recipients,
        "is_reply": one.is_reply,
        "verified": one.verified,
        "label": one.label,
        "headline": one.headline,
    }
