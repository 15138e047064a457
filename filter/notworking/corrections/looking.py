"""Looking where mail lies: one STATUS for each folder, and only what arrived is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notworking.corrections.arrivals import Visit, note_arrivals
from notworking.corrections.bench import Bench, Room, RoomKind
from notworking.errors import UserError
from notworking.imap.port import Standing
from notworking.store.places import Place

MOST_AT_ONCE = 5_000
"""A folder that is new, or new to its UIDs, is read whole up to this many messages."""
_LOOKED_AT = "looked_at"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found."""

    changed: frozenset[str]
    """Mailboxes in which something came, went or changed since the last look."""
    seen: int
    """Messages that were found where they had not been."""


def look(bench: Bench, rooms: Mapping[str, Room]) -> Look:
    """Compare how each mailbox stands with how it stood, and note what arrived in it.

    Our own moves are left out. Where nothing changed nothing is fetched, and nothing written
    but the time of the look.
    """
    standings = bench.mailbox.standings(list(rooms))
    places = bench.places.places(bench.account)
    last_look = _last_look(bench)
    gone = {name: place for name, place in places.items() if name not in standings}
    changed, seen = set(), 0
    for name, standing in standings.items():
        before = places.get(name) or _renamed(bench, standing, gone, name)
        if before is not None and _same(before, standing):
            continue
        changed.add(name)
        first = _first_new(rooms[name], standing, before, is_first_look=not places)
        if first < standing.uidnext:
            seen += _visit(bench, rooms[name], first, before, last_look)
        bench.places.note(_place(bench, name, standing))
    bench.places.forget(bench.account, list(gone))
    bench.notes.put_setting(bench.account, _LOOKED_AT, bench.now().isoformat())
    return Look(frozenset(changed), seen)


def _last_look(bench: Bench) -> datetime | None:
    kept = bench.notes.setting(bench.account, _LOOKED_AT)
    return datetime.fromisoformat(kept) if kept else None


def _place(bench: Bench, name: str, standing: Standing) -> Place:
    return Place(
        account=bench.account,
        mailbox=name,
        uidvalidity=standing.uidvalidity,
        uidnext=standing.uidnext,
        looked_at=bench.now(),
        messages=standing.messages,
        modseq=standing.modseq,
    )


def _same(place: Place, standing: Standing) -> bool:
    """True when nothing came, went or changed."""
    then = Standing(place.uidvalidity, place.uidnext, place.messages, place.modseq)
    return then == standing


def _renamed(
    bench: Bench, standing: Standing, gone: Mapping[str, Place], name: str
) -> Place | None:
    """Return how a mailbox stood under its former name: a rename moves no mail."""
    for place in gone.values():
        is_same = place.uidvalidity == standing.uidvalidity and place.uidnext <= standing.uidnext
        if is_same and standing.uidvalidity:
            bench.places.note(_place(bench, name, standing))
            return place
    return None


def _first_new(room: Room, standing: Standing, before: Place | None, *, is_first_look: bool) -> int:
    """Return the first UID that is to be looked at.

    On the first look mail in the user's own folders is simply there. What lies in a category's
    folder was put there by somebody, whenever that was.
    """
    if before is not None and before.uidvalidity == standing.uidvalidity:
        return before.uidnext
    if room.kind is RoomKind.CATEGORY:
        return 1
    is_readable = standing.messages <= MOST_AT_ONCE
    return 1 if is_readable and not is_first_look else standing.uidnext


def _visit(
    bench: Bench, room: Room, first: int, before: Place | None, last_look: datetime | None
) -> int:
    """Open a mailbox and note what somebody else put there; return how many messages."""
    if room.kind is RoomKind.SENT:
        return 0
    try:
        status = bench.mailbox.select(room.name, readonly=True)
    except UserError:
        return 0  # it went away between two commands
    is_reset = before is not None and before.uidvalidity != status.uidvalidity
    return note_arrivals(bench, Visit(room, status, first, last_look, is_reset=is_reset))
