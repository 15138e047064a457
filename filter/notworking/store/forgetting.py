"""Forgetting a person: every row about them goes, and what must stay loses their name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, Text, cast, delete, or_, select, update

from notworking.people.event import EventKind, Identity, IdentityKind
from notworking.store.hashes import name_key
from notworking.store.tables import event, example, identity, intent, judged, sighting
from notworking.store.upsert import portions
from notworking.store.values import OPEN_STATES

_BLANK = {
    "message_id": None,
    "sender": "",
    "sender_name": "",
    "subject": "",
    "because": "",
    "clues": "[]",
    "person": "",
    "who": "",
}


def forget_members(connection: Connection, ids: Sequence[int]) -> int:
    """Remove a person, given by the ids of their identities; return rows removed or blanked."""
    names, labels = _known_as(connection, ids)
    blanked = _blank_judged(connection, _judged_of(connection, names, labels))
    _blank_taught(connection, names)
    vouched = _blank_vouchers(connection, [one.value for one in names])
    removed = _count_events(connection, ids) + len(ids)
    for some in portions(ids):  # events and links go with them (ON DELETE CASCADE)
        connection.execute(delete(identity).where(identity.c.id.in_(some)))
    return blanked + vouched + removed


def _known_as(connection: Connection, ids: Sequence[int]) -> tuple[list[Identity], set[str]]:
    """Return the identities, and every name that was ever written for them."""
    names: list[Identity] = []
    labels: set[str] = set()
    for some in portions(ids):
        query = select(identity.c.kind, identity.c.value, identity.c.label)
        for kind, value, label in connection.execute(query.where(identity.c.id.in_(some))):
            names.append(Identity(IdentityKind(kind), value))
            labels.add(label)
        written = select(event.c.label).where(event.c.identity_id.in_(some)).distinct()
        labels.update(connection.scalars(written))
    return names, labels - {""}


def _judged_of(
    connection: Connection, names: Iterable[Identity], labels: Iterable[str]
) -> list[int]:
    """Return the judgements of their mail, and those that mention them by address or full name.

    A namesake's rows may be among them: losing a line of the log does less harm than keeping
    a name that was to be forgotten.
    """
    names = list(names)
    telling = [one.value for one in names if one.kind is IdentityKind.ADDRESS]
    telling += [label for label in labels if len(label.split()) > 1]
    found: set[int] = set()
    for some in portions([str(one) for one in names]):
        found.update(connection.scalars(select(judged.c.id).where(judged.c.who.in_(some))))
    for label in labels:
        same = or_(judged.c.person == label, judged.c.sender_name == label)
        found.update(connection.scalars(select(judged.c.id).where(same)))
    columns = [judged.c[name] for name in _BLANK]
    for words in telling:
        mentions = or_(*(cast(one, Text).icontains(words, autoescape=True) for one in columns))
        found.update(connection.scalars(select(judged.c.id).where(mentions)))
    return sorted(found)


def _blank_judged(connection: Connection, ids: Sequence[int]) -> int:
    """Take out of judgements, and of what was done about them, who wrote and what about.

    Open moves keep their Message-ID: without it a message could be lost. They have the digest
    for the rest, so that undo still works.
    """
    for some in portions(ids):
        digests = select(judged.c.digest).where(judged.c.id.in_(some), judged.c.digest != "")
        _blank_sightings(connection, digests)
        connection.execute(update(judged).where(judged.c.id.in_(some)).values(**_BLANK))
        settled = intent.c.judged_id.in_(some) & intent.c.state.not_in(OPEN_STATES)
        connection.execute(update(intent).where(settled).values(message_id=None))
    return len(ids)


def _blank_taught(connection: Connection, names: Iterable[Identity]) -> None:
    """Take the Message-IDs of mail that was taught about, but never judged.

    What was learned of it stays: hashed features, and the hash of an address.
    """
    keys = [name_key(one.value) for one in names if one.kind is IdentityKind.ADDRESS]
    for some in portions(keys):
        _blank_sightings(connection, select(example.c.digest).where(example.c.sender.in_(some)))


def _blank_sightings(connection: Connection, digests: Select[tuple[str]]) -> None:
    """Take the Message-IDs, which senders choose, of messages that were seen somewhere."""
    seen = update(sighting).where(sighting.c.digest.in_(digests))
    connection.execute(seen.values(message_id=None))


def _blank_vouchers(connection: Connection, values: Sequence[str]) -> int:
    """Take their name out of the introductions they made; that somebody vouched stays true.

    The row's own number keeps two forgotten vouchers apart.
    """
    changed = 0
    for some in portions(values):
        statement = (
            update(event)
            .where(event.c.kind == EventKind.VOUCHED, event.c.detail.in_(some))
            .values(detail="forgotten:" + cast(event.c.id, Text), headline="")
        )
        changed += connection.execute(statement).rowcount
    return changed


def _count_events(connection: Connection, ids: Sequence[int]) -> int:
    return sum(
        len(connection.scalars(select(event.c.id).where(event.c.identity_id.in_(some))).all())
        for some in portions(ids)
    )
