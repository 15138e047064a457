"""Connections on networks: which there are, who asked, and how long since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from notworking.people.event import Direction, Event, EventKind

_UNKNOWN_ASKER = "?"
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Connection:
    """The event "linked on a network". Proves nothing; starts the clock."""

    network: str
    at: datetime
    asked_by: Direction | None
    """Who had asked; None when it is not known."""
    verified: bool = True


def connection_detail(network: str, asked_by: Direction | None) -> str:
    """Return the detail of a CONNECTED event: "linkedin", or "linkedin?" if nobody knows who asked."""
    return network if asked_by else network + _UNKNOWN_ASKER


def connections_of(events: Iterable[Event]) -> tuple[Connection, ...]:
    """Given one person's events, return one connection per network, oldest first.

    A notice by mail and a row of an export tell of the same connection: the earliest verified
    date counts, unverified ones only when there is no other. Who asked is what any of them says,
    else "they" when an invitation of theirs came before, else "I" when one of mine did.
    """
    told = list(events)
    networks = sorted({_network(event) for event in told if event.kind is EventKind.CONNECTED})
    found = [_connection(network, told) for network in networks]
    return tuple(sorted(found, key=lambda connection: (connection.at, connection.network)))


def _connection(network: str, events: Iterable[Event]) -> Connection:
    mine = [event for event in events if _network(event) == network]
    connected = [event for event in mine if event.kind is EventKind.CONNECTED]
    verified = [event for event in connected if event.verified]
    first = min(verified or connected, key=lambda event: (event.at, event.key))
    return Connection(network, first.at, _asked_by(connected, mine), verified=bool(verified))


def _asked_by(connected: Iterable[Event], events: Iterable[Event]) -> Direction | None:
    told = sorted(
        event.direction for event in connected if not event.detail.endswith(_UNKNOWN_ASKER)
    )
    if told:
        return told[0]
    invited = {event.direction for event in events if event.kind is EventKind.INVITED}
    if Direction.THEIRS in invited:
        return Direction.THEIRS
    return Direction.MINE if Direction.MINE in invited else None


def _network(event: Event) -> str:
    if event.kind not in (EventKind.CONNECTED, EventKind.INVITED):
        return ""
    return event.detail.partition(" ")[0].removesuffix(_UNKNOWN_ASKER)


def days_since(connection: Connection, now: datetime) -> float:
    """Return the days from a connection to `now`, 0 for one that is dated later."""
    return max(0.0, (now - connection.at).total_seconds() / _SECONDS_A_DAY)
