"""People as a reader sees them: whom a word means, who only takes, rows, phrases, objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from notworking.errors import UserError
from notworking.house import House
from notworking.people.event import Direction, Event, EventKind, Identity
from notworking.people.facts import facts
from notworking.people.relationship import Relationship, relate
from notworking.store.ledger import Ledger
from notworking.store.people import People, PersonRow

_PORTION = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A person with what is between you and them."""

    row: PersonRow
    relationship: Relationship
    events: tuple[Event, ...] = ()


def known(house: House, rows: Sequence[PersonRow]) -> list[Known]:
    """Return people with their relationships, a few queries for some hundreds."""
    ledger, now = Ledger(house.database), datetime.now(UTC)
    found: list[Known] = []
    for start in range(0, len(rows), _PORTION):
        some = [row for row in rows[start : start + _PORTION] if row.identities]
        events = ledger.events_of([row.identities[0] for row in some])
        for row in some:
            theirs = events[row.identities[0]]
            found.append(Known(row, relate(theirs, now=now), theirs))
    return found


def find(house: House, who: str) -> PersonRow:
    """Return the one person a user means. Raises `UserError` that lists those it could be."""
    people = People(house.database)
    if who.startswith("#") and who[1:].isdigit():
        row = people.person(int(who[1:]))
        if row is None:
            raise UserError(f"There is no person {who}. `notworking people list` lists them.")
        return row
    rows = people.search(who)
    exact = [row for row in rows if who.lower() in {i.value.lower() for i in row.identities}]
    chosen = exact if len(exact) == 1 else rows
    if len(chosen) != 1:
        raise UserError(which(who, rows))
    return chosen[0]


def taking(found: Sequence[Known]) -> list[Known]:
    """Return those who ask, never gave, and whom you owe nothing; most asks first.

    You never wrote to them, or the last you wrote was to stop: those come first of all.
    """
    takers_found = [
        one
        for one in found
        if one.relationship.their_asks > 0
        and one.relationship.their_offers == 0
        and (one.relationship.opted_out_at is not None or not one.relationship.is_known)
        and not one.relationship.vouched_by
    ]
    return sorted(
        takers_found,
        key=lambda one: (
            one.relationship.opted_out_at is None,
            -one.relationship.their_asks,
            -one.relationship.their_mail_since_mine,
        ),
    )


def as_object(one: Known) -> dict[str, Any]:
    """Return a person as the JSON object that --json prints."""
    between = one.relationship
    return {
        "id": one.row.id,
        "name": one.row.label,
        "identities": [str(identity) for identity in one.row.identities],
        "known": between.is_known,
        "i_wrote": between.i_wrote,
        "they_wrote": between.they_wrote,
        "relayed": between.relayed,
        "their_asks": between.their_asks,
        "their_offers": between.their_offers,
        "reciprocity": round(between.reciprocity, 3),
        "strength": round(between.strength, 3),
        "connections": [
            {"network": each.network, "at": each.at.isoformat(), "asked_by": each.asked_by}
            for each in between.connections
        ],
        "opted_out_at": between.opted_out_at.isoformat() if between.opted_out_at else None,
        "vouched_by": between.vouched_by,
        "sentences": list(facts(between, now=datetime.now(UTC)).sentences),
    }


def which(who: str, rows: Sequence[PersonRow]) -> str:
    """Say that nobody, or too many, fit."""
    if not rows:
        return f"Nobody fits “{who}”. `notworking people list` lists everybody."
    named = "\n".join(
        f"  #{row.id}  {row.label}  {', '.join(i.value for i in row.identities[:3])}"
        for row in rows[:10]
    )
    return f"“{who}” fits {len(rows)} people; say which, by its #ID or an address:\n{named}"


def identity_named(house: House, text: str) -> Identity:
    """Return the identity a user names by its value."""
    rows = People(house.database).search(text)
    found = {
        identity
        for row in rows
        for identity in row.identities
        if text.lower() in (identity.value.lower(), str(identity).lower())
    }
    if len(found) != 1:
        raise UserError(f"“{text}” is no address or profile in the ledger; write it in full.")
    return found.pop()


def taker_row(one: Known) -> tuple[str, ...]:
    """Return a taker as a row: name, known as, asks, offers, mails, connected, opted out, latest."""
    between = one.relationship
    return (
        one.row.label,
        one.row.identities[0].value,
        str(between.their_asks),
        str(between.their_offers),
        str(between.they_wrote + between.relayed),
        between.connections[-1].at.date().isoformat() if between.connections else "",
        between.opted_out_at.date().isoformat() if between.opted_out_at else "",
        one.row.last_at.date().isoformat() if one.row.last_at else "",
    )


def told(event: Event) -> str:
    """Return an event as a phrase."""
    mine = event.direction is Direction.MINE
    phrases = {
        EventKind.WROTE: "you wrote" if mine else "they wrote",
        EventKind.RELAYED: "you wrote through the network"
        if mine
        else "they wrote through the network",
        EventKind.INVITED: "you invited them" if mine else "they invited you",
        EventKind.CONNECTED: f"connected on {event.detail.rstrip('?')}",
        EventKind.ASKED: f"they asked: {event.detail}",
        EventKind.OFFERED: f"they gave: {event.detail}",
        EventKind.OPTED_OUT: "you asked them to stop",
        EventKind.VOUCHED: f"introduced by {event.detail}",
        EventKind.KNOWN: f"you know them ({event.detail})",
        EventKind.BLOCKED: "you blocked them",
        EventKind.BOOKED: "you booked a meeting" if mine else "they booked a meeting",
    }
    return phrases[event.kind] + ("" if event.verified else " (not verified)")


def event_object(event: Event) -> dict[str, Any]:
    """Return an event as a JSON object."""
    return {
        "at": event.at.isoformat(),
        "kind": str(event.kind),
        "direction": str(event.direction),
        "detail": event.detail,
        "verified": event.verified,
    }
