"""Writing into the ledger: identities, links between them, and events that hang on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, or_, select, update

from notworking.people.event import Event, Identity, IdentityLink, LinkStrength
from notworking.people.name import fold_name
from notworking.store.persons import ordered, rejoin
from notworking.store.tables import event, identity, identity_link
from notworking.store.upsert import insert_new, portions

_JOINS_OR_PARTS = frozenset(LinkStrength) - {LinkStrength.HINT}


def ensure_identities(
    connection: Connection, identities: Collection[Identity]
) -> dict[Identity, int]:
    """Return each identity → its id; one that is new becomes a person of its own."""
    wanted = list(dict.fromkeys(identities))
    ids = ids_of(connection, wanted)
    missing = [one for one in wanted if one not in ids]
    if missing:
        rows = [
            {"kind": one.kind.value, "value": one.value, "label": "", "folded": "", "person_id": 0}
            for one in missing
        ]
        insert_new(connection, identity, rows)
        alone = update(identity).where(identity.c.person_id == 0).values(person_id=identity.c.id)
        connection.execute(alone)
        ids |= ids_of(connection, missing)
    return ids


def write_links(
    connection: Connection, links: Iterable[IdentityLink], ids: dict[Identity, int]
) -> None:
    """Write links between known identities, and join or part their people."""
    rows: list[dict[str, Any]] = []
    touched: set[int] = set()
    for link in links:
        first, second = ordered(ids[link.first], ids[link.second])
        if first == second:
            continue
        rows.append(
            {"first_id": first, "second_id": second, "strength": link.strength, "why": link.why}
        )
        if link.strength in _JOINS_OR_PARTS:
            touched |= {first, second}
    if insert_new(connection, identity_link, rows):
        rejoin(connection, touched)


def ids_of(connection: Connection, identities: Sequence[Identity]) -> dict[Identity, int]:
    """Return each known identity → its row's id."""
    return {one: number for one, (number, _) in _rows_of(connection, identities).items()}


def people_of(connection: Connection, identities: Sequence[Identity]) -> dict[Identity, int]:
    """Return each known identity → its person's id."""
    return {one: person for one, (_, person) in _rows_of(connection, identities).items()}


def _rows_of(
    connection: Connection, identities: Sequence[Identity]
) -> dict[Identity, tuple[int, int]]:
    """Return each known identity → (its id, its person's id)."""
    wanted = {(one.kind.value, one.value): one for one in identities}
    values = list(dict.fromkeys(value for _, value in wanted))
    found: dict[Identity, tuple[int, int]] = {}
    for some in portions(values):
        query = select(
            identity.c.kind, identity.c.value, identity.c.id, identity.c.person_id
        ).where(identity.c.value.in_(some))
        for kind, value, number, person in connection.execute(query):
            if (kind, value) in wanted:
                found[wanted[kind, value]] = (number, person)
    return found


def write_events(connection: Connection, events: Sequence[Event], ids: dict[Identity, int]) -> int:
    """Write events of known identities, and return how many were new."""
    rows = [
        {
            "identity_id": ids[one.who],
            "key": one.key,
            "kind": one.kind.value,
            "direction": one.direction.value,
            "detail": one.detail,
            "at": one.at,
            "thread": one.thread,
            "recipients": one.recipients,
            "is_reply": one.is_reply,
            "verified": one.verified,
            "label": one.label,
            "headline": one.headline,
        }
        for one in events
    ]
    new = insert_new(connection, event, rows)
    if new < len(rows):
        connection.execute(
            _LEARN_MORE, [{f"new_{name}": row[name] for name in row} for row in rows]
        )
    return new


def _new(name: str) -> ColumnElement[Any]:
    """The value that comes in for an event's column."""
    return bindparam(f"new_{name}", type_=event.c[name].type)


def _greater(name: str) -> ColumnElement[Any]:
    return case((event.c[name] < _new(name), _new(name)), else_=event.c[name])


_KEY = ("identity_id", "key", "kind", "direction", "detail")
_GROWING = ("thread", "recipients", "is_reply", "verified", "label", "headline")

# Each column only ever moves one way, so the order in which twins arrive cannot matter.
_LEARN_MORE = (
    update(event)
    .where(
        *(event.c[name] == _new(name) for name in _KEY),
        or_(
            event.c.at > _new("at"),
            *(event.c[name] < _new(name) for name in _GROWING),
        ),
    )
    .values(
        at=case((event.c.at > _new("at"), _new("at")), else_=event.c.at),
        **{name: _greater(name) for name in _GROWING},
    )
)


def write_labels(connection: Connection, events: Iterable[Event], ids: dict[Identity, int]) -> None:
    """Let each identity bear the label of its latest event."""
    latest: dict[int, tuple[datetime, str]] = {}
    for one in events:
        if one.label:
            number = ids[one.who]
            latest[number] = max(latest.get(number, (one.at, "")), (one.at, one.label))
    if latest:
        rows = [
            {"its_id": number, "new_at": at, "new_label": label, "new_folded": fold_name(label)}
            for number, (at, label) in latest.items()
        ]
        connection.execute(_RELABEL, rows)


_RELABEL = (
    update(identity)
    .where(
        identity.c.id == bindparam("its_id"),
        or_(
            identity.c.label_at.is_(None),
            identity.c.label_at < bindparam("new_at"),
            (identity.c.label_at == bindparam("new_at"))
            & (identity.c.label < bindparam("new_label")),
        ),
    )
    .values(
        label=bindparam("new_label"),
        label_at=bindparam("new_at"),
        folded=bindparam("new_folded"),
    )
)
