"""What arrived in a mailbox and was not put there by us: hints first, then the messages themselves."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notworking.corrections.arrival import arrived_at
from notworking.corrections.bench import Bench, Room, RoomKind
from notworking.corrections.meaning import is_by_rule
from notworking.imap.port import FetchedMessage, MailboxStatus
from notworking.mail.message import Message, MessageRef
from notworking.mail.reading import read
from notworking.mail.skimming import skim
from notworking.settle import MOVED
from notworking.store.places import NewSighting, SightingState
from notworking.store.upsert import portions
from notworking.store.values import Judged

log = logging.getLogger("notworking.corrections")

PORTION = 250
"""Messages looked at together."""
_BY_RULE = "put there by a rule"

_Key = tuple[str | None, int]
"""Message-ID and size in bytes: what a message looks like before it is read."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One look into one mailbox, which is open."""

    room: Room
    status: MailboxStatus
    first_uid: int
    """The first that has not been looked at."""
    last_look: datetime | None
    """When the account was last looked at."""
    is_reset: bool = False
    """Its UIDs are others than at the last look."""


def note_arrivals(bench: Bench, visit: Visit) -> int:
    """Write down the messages that somebody else put into the mailbox; return how many."""
    room, status = visit.room, visit.status
    arrived = bench.hints.arrived(bench.account, room.name, status.uidvalidity)
    uids = [uid for uid in bench.mailbox.uids_from(visit.first_uid) if uid not in arrived]
    if not uids:
        return 0
    ours = _untold(bench, visit)
    new = sum(_note_portion(bench, visit, some, ours) for some in portions(uids, PORTION))
    if new:
        log.info("corrections.seen account=%s count=%d", bench.account, new)
    return new


def _untold(bench: Bench, visit: Visit) -> Counter[_Key]:
    """Return what our moves brought here without the server telling where it came to lie.

    Only those since the last look, as earlier ones were seen then; all when UIDs are new.
    """
    uidvalidity, since = visit.status.uidvalidity, visit.last_look
    moves = bench.hints.untold(bench.account, visit.room.name, uidvalidity=uidvalidity)
    return Counter(
        (move.message_id, move.size_bytes)
        for move in moves
        if visit.is_reset or since is None or move.created_at >= since
    )


def _note_portion(bench: Bench, visit: Visit, uids: Sequence[int], ours: Counter[_Key]) -> int:
    """Look at some messages of the mailbox; return how many were written down."""
    headers = [one for one in bench.mailbox.fetch_headers(uids) if "\\Deleted" not in one.flags]
    wanted = _candidates(bench, visit.room, headers, ours)
    if not wanted:
        return 0
    messages = _read(bench.mailbox.fetch(wanted))
    known = _recognised(bench, visit, messages)
    judged = bench.hands.review.by_digest(bench.account, known)
    found = [
        _sighting(bench, visit, one, message, judged.get(message.digest))
        for one, message in messages
        if message.digest in known
    ]
    new = bench.places.saw(found)
    _supersede(bench, found)
    return new


def _candidates(
    bench: Bench, room: Room, headers: Sequence[FetchedMessage], ours: Counter[_Key]
) -> list[int]:
    """Return the UIDs worth fetching: by Message-ID and size, which prove nothing yet."""
    new = {one.uid: (one, _message_id(one)) for one in headers}
    ids = {message_id for _, message_id in new.values() if message_id}
    moved = bench.hints.moved_ids(bench.account, ids)
    theirs = {
        uid: (one, message_id)
        for uid, (one, message_id) in new.items()
        if not _take(ours, (message_id, one.size_bytes))
    }
    if room.kind is RoomKind.CATEGORY:
        return [
            uid
            for uid, (one, message_id) in theirs.items()
            if message_id in moved or not _is_marked(one)
        ]
    if room.kind is RoomKind.JUNK:
        hinted = bench.hints.thought_ours(bench.account, ids - moved)
    else:
        hinted = moved | bench.places.known_ids(bench.account, ids)
    sizes = bench.hints.moved_sizes(bench.account, {one.size_bytes for one, _ in theirs.values()})
    return [
        uid
        for uid, (one, message_id) in theirs.items()
        if message_id in hinted or one.size_bytes in sizes
    ]


def _take(counted: Counter[_Key], key: _Key) -> bool:
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
    bench: Bench, visit: Visit, messages: Sequence[tuple[FetchedMessage, Message]]
) -> set[str]:
    """Return the digests that count here, now that it is known which messages they really are.

    What was last seen in this very mailbox has not moved because its UIDs are others.
    """
    digests: Mapping[str, None] = dict.fromkeys(message.digest for _, message in messages)
    seen = bench.places.of_messages(bench.account, digests.keys())
    if visit.room.kind is RoomKind.CATEGORY:
        known = set(digests)
    elif visit.room.kind is RoomKind.JUNK:
        known = set(bench.hands.review.by_digest(bench.account, digests.keys()))
    else:
        moves = bench.hands.review.moves_of(bench.account, digests.keys())
        known = {move.digest for move in moves} | set(seen)
    if not visit.is_reset:
        return known
    return {one for one in known if one not in seen or seen[one][-1].ref.mailbox != visit.room.name}


def _sighting(
    bench: Bench, visit: Visit, one: FetchedMessage, message: Message, judged: Judged | None
) -> NewSighting:
    """Return the row for a message that was found; one that a rule put there is settled at once."""
    before = judged.internaldate if judged is not None else None
    by_rule = visit.room.kind is RoomKind.CATEGORY and is_by_rule(
        is_judged=judged is not None,
        arrived=arrived_at(message, one.internaldate, before=before),
        seen_at=bench.now(),
        last_look=visit.last_look,
    )
    return NewSighting(
        ref=MessageRef(bench.account, visit.room.name, visit.status.uidvalidity, one.uid),
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
