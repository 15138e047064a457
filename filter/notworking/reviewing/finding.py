"""Finding a judged message where it lies now, and reading it; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from notworking.assess import Prepared, prepare
from notworking.corrections.bench import Bench, Room, rooms_of
from notworking.corrections.past import Record, find_original, records_of
from notworking.errors import UserError
from notworking.imap.port import FetchedMessage
from notworking.mail.message import Message, MessageRef
from notworking.mail.reading import read
from notworking.store.values import IntentState, Judged


@dataclass(frozen=True, slots=True)
class Found:
    """A message as it lies in the mailbox, and all that is on record of it."""

    ref: MessageRef
    room: Room
    flags: frozenset[str]
    prepared: Prepared
    judged: Judged
    record: Record

    @property
    def message(self) -> Message:
        """The message."""
        return self.prepared.message


def find(bench: Bench, judged: Judged) -> Found | None:
    """Return a judged message as it lies now, or None when it is nowhere that we know of.

    Looked for where we put it, else where it was judged; only its digest proves that it is it.
    """
    rooms = rooms_of(bench)
    labels = {room.name: room.label for room in rooms.values() if room.label}
    record = records_of(bench, [judged.digest], labels)[judged.digest]
    for ref in _places(bench, judged, record):
        lying = _fetch(bench, ref, judged.digest) if ref.mailbox in rooms else None
        if lying is not None:
            fetched, message = lying
            prepared = prepare(message, fetched.internaldate, bench.court())
            return Found(ref, rooms[ref.mailbox], fetched.flags, prepared, judged, record)
    return None


def _places(bench: Bench, judged: Judged, record: Record) -> Iterator[MessageRef]:
    """Yield where a message may lie, the likeliest first, each once."""
    seen: set[MessageRef] = set()
    for move in reversed(bench.hands.review.moves_of(bench.account, [judged.digest])):
        is_told = move.new_uid is not None and move.new_uidvalidity is not None
        if move.state is IntentState.DONE and is_told:
            ref = MessageRef(
                bench.account, move.target, move.new_uidvalidity or 0, move.new_uid or 0
            )
            if ref not in seen:
                yield ref
            seen.add(ref)
    if judged.ref not in seen:
        yield judged.ref
    original = find_original(bench, record)
    if original is not None and original not in seen and original != judged.ref:
        yield original


def _fetch(bench: Bench, ref: MessageRef, digest: str) -> tuple[FetchedMessage, Message] | None:
    """Return the message at a place if it is the one that is meant."""
    try:
        status = bench.mailbox.select(ref.mailbox, readonly=True)
    except UserError:
        return None  # the mailbox is gone, and what lay in it
    if status.uidvalidity != ref.uidvalidity:
        return None
    for fetched in bench.mailbox.fetch([ref.uid]):
        reading = read(fetched.raw, size_bytes=fetched.size_bytes)
        is_it = isinstance(reading, Message) and reading.digest == digest
        if is_it and isinstance(reading, Message) and "\\Deleted" not in fetched.flags:
            return fetched, reading
    return None
