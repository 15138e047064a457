"""Looking where mail lies: one STATUS for each folder, and only what arrived is fetched."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notworking.corrections.arrival import arrived_at
from notworking.corrections.bench import Bench, Room, RoomKind
from notworking.corrections.meaning import is_by_rule
from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, MailboxStatus, Standing
from notworking.mail.message import Message, MessageRef
from notworking.mail.reading import read
from notworking.mail.skimming import skim
from notworking.settle import MOVED
from notworking.store.places import NewSighting, Place, SightingState
from notworking.store.values import Judged

log = logging.getLogger("notworking.corrections")

MOST_AT_ONCE = 5_000
"""A folder that is new, or new to its UIDs, is read whole up to this many messages."""
_LOOKED_AT = "looked_at"
_BY_RULE = "put there by a rule"


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
            seen += _note_arrivals(bench, rooms[name], first, before, last_look)
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


def _note_arrivals(
    bench: Bench, room: Room, first: int, before: Place | None, last_look: datetime | None
) -> int:
    """Write down the messages in a mailbox, from a UID on, that somebody else put there."""
    if room.kind is RoomKind.SENT:
        return 0
    try:
        status = bench.mailbox.select(room.name, readonly=True)
    except UserError:
        return 0  # it went away between two commands
    uids = bench.mailbox.uids_from(first)
    headers = [one for one in bench.mailbox.fetch_headers(uids) if "\\Deleted" not in one.flags]
    wanted = _candidates(bench, room, status, headers)
    if not wanted:
        return 0
    messages = _read(bench.mailbox.fetch(wanted))
    known = _recognised(bench, room, messages)
    is_reset = before is not None and before.uidvalidity != status.uidvalidity
    if is_reset:
        known -= _were_here(bench, room, known)
    judged = bench.hands.review.by_digest(bench.account, known)
    found = []
    for one, message in messages:
        if message.digest not in known:
            continue
        by_rule = room.kind is RoomKind.CATEGORY and is_by_rule(
            is_judged=message.digest in judged,
            arrived=_arrived_at(one, message, judged),
            seen_at=bench.now(),
            last_look=last_look,
        )
        ref = MessageRef(bench.account, room.name, status.uidvalidity, one.uid)
        found.append(_sighting(bench, ref, one, message, by_rule=by_rule))
    new = bench.places.saw(found)
    _supersede(bench, found)
    if new:
        log.info("corrections.seen account=%s count=%d", bench.account, new)
    return new


def _candidates(
    bench: Bench, room: Room, status: MailboxStatus, headers: Sequence[FetchedMessage]
) -> list[int]:
    """Return the UIDs worth fetching: by Message-ID and size, which prove nothing yet."""
    arrived = bench.hints.arrived(bench.account, room.name, status.uidvalidity)
    new = {one.uid: (one, _message_id(one)) for one in headers if one.uid not in arrived}
    ids = {message_id for _, message_id in new.values() if message_id}
    moved = bench.hints.moved_ids(bench.account, ids)
    if room.kind is RoomKind.CATEGORY:
        ours = _untold(bench, room, status)
        return [
            uid
            for uid, (one, message_id) in new.items()
            if not _take(ours, (message_id, one.size_bytes))
            and (message_id in moved or not _is_marked(one))
        ]
    if room.kind is RoomKind.JUNK:
        hinted = bench.hints.thought_ours(bench.account, ids - moved)
    else:
        hinted = moved | bench.places.known_ids(bench.account, ids)
    sizes = bench.hints.moved_sizes(bench.account, {one.size_bytes for one, _ in new.values()})
    return [
        uid
        for uid, (one, message_id) in new.items()
        if message_id in hinted or one.size_bytes in sizes
    ]


def _untold(bench: Bench, room: Room, status: MailboxStatus) -> Counter[tuple[str | None, int]]:
    """Return what our moves brought here without the server telling where it came to lie."""
    moves = bench.hints.untold(bench.account, room.name, uidvalidity=status.uidvalidity)
    return Counter((move.message_id, move.size_bytes) for move in moves)


def _take(counted: Counter[tuple[str | None, int]], key: tuple[str | None, int]) -> bool:
    """Return whether there is (still) one of those, and count it off."""
    if not counted[key]:
        return False
    counted[key] -= 1
    return True


def _is_marked(one: FetchedMessage) -> bool:
    """True for what a Notworking moved: this one with a database now lost, or another."""
    return MOVED.lower() in {flag.lower() for flag in one.flags}


def _message_id(one: FetchedMessage) -> str | None:
    reading = skim(one.raw, size_bytes=one.size_bytes)
    return reading.message_id if isinstance(reading, Message) else None


def _read(fetched: Iterable[FetchedMessage]) -> list[tuple[FetchedMessage, Message]]:
    """Return each message that can be read, with how it was fetched."""
    pairs = ((one, read(one.raw, size_bytes=one.size_bytes)) for one in fetched)
    return [(one, reading) for one, reading in pairs if isinstance(reading, Message)]


def _recognised(
    bench: Bench, room: Room, messages: Sequence[tuple[FetchedMessage, Message]]
) -> set[str]:
    """Return the digests that count here: now it is known which messages they really are."""
    digests = {message.digest for _, message in messages}
    if room.kind is RoomKind.CATEGORY:
        return digests
    if room.kind is RoomKind.JUNK:
        return set(bench.hands.review.by_digest(bench.account, digests))
    moved = {move.digest for move in bench.hands.review.moves_of(bench.account, digests)}
    return moved | set(bench.places.of_messages(bench.account, digests))


def _were_here(bench: Bench, room: Room, digests: Iterable[str]) -> set[str]:
    """Return what was last seen in this very mailbox: new UIDs are no move."""
    seen = bench.places.of_messages(bench.account, list(digests))
    return {digest for digest, some in seen.items() if some[-1].ref.mailbox == room.name}


def _arrived_at(one: FetchedMessage, message: Message, judged: Mapping[str, Judged]) -> datetime:
    before = judged[message.digest].internaldate if message.digest in judged else None
    return arrived_at(message, one.internaldate, before=before)


def _sighting(
    bench: Bench, ref: MessageRef, one: FetchedMessage, message: Message, *, by_rule: bool
) -> NewSighting:
    """Return the row for a message that was found; one that a rule put there is settled at once."""
    return NewSighting(
        ref=ref,
        digest=message.digest,
        message_id=message.message_id,
        size_bytes=one.size_bytes,
        internaldate=one.internaldate,
        seen_at=bench.now(),
        state=SightingState.SETTLED if by_rule else SightingState.RESTING,
        meaning=_BY_RULE if by_rule else "",
    )


def _supersede(bench: Bench, found: Sequence[NewSighting]) -> None:
    """Settle earlier sightings of the same messages: only where they rest counts."""
    latest = {one.digest: one.ref for one in found}
    earlier = bench.places.of_messages(bench.account, list(latest))
    over = [
        one.id
        for digest, some in earlier.items()
        for one in some
        if one.ref != latest[digest] and one.state in (SightingState.RESTING, SightingState.ASKS)
    ]
    if over:
        bench.places.settle(over, at=bench.now(), meaning="moved on")
