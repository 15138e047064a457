"""Settling: when mail has rested long enough, its place is the user's word, and teaches."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from notworking.assess import Court, Prepared, prepare
from notworking.corrections.bench import Bench, Room
from notworking.corrections.looking import Look
from notworking.corrections.meaning import Meaning, meaning_of
from notworking.corrections.past import Record, find_original, records_of
from notworking.corrections.teaching import Lesson, keep, teach
from notworking.errors import UserError
from notworking.imap.port import FetchedMessage
from notworking.judge.verdict import Category
from notworking.mail.message import Message, MessageRef
from notworking.mail.reading import read
from notworking.settle import KEEP, MOVED
from notworking.store.places import Sighting, SightingState

log = logging.getLogger("notworking.corrections")

ACCEPTED = "accepted"
"""The user said yes to a mass move: it is learned at the next pass, if it still lies there."""
_COPY = "a copy: the original is still there"


@dataclass(frozen=True, slots=True)
class Settled:
    """A sighting that has come to rest, and what that means."""

    sighting: Sighting
    record: Record
    meaning: Meaning


def settle_sightings(bench: Bench, rooms: Mapping[str, Room], seen: Look) -> int:
    """Settle what has rested for the grace window; return how many corrections were learned.

    More of them at once than the user's `mass` are not learned but asked about.
    """
    resting = bench.places.in_state(bench.account, SightingState.RESTING)
    rested = bench.now() - bench.habits.grace
    due = [one for one in resting if one.seen_at <= rested]
    if not due:
        return 0
    labels = {room.name: room.label for room in rooms.values() if room.label}
    records = records_of(bench, {one.digest for one in due}, labels)
    due = [one for one in due if _may_have_settled(one, records[one.digest], seen)]
    originals = {one.id: find_original(bench, records[one.digest]) for one in due}
    lying = _lying(bench, [*(one.ref for one in due), *originals.values()])
    settled: list[Settled] = []
    for one in due:
        original = originals[one.id]
        if one.ref not in lying or one.ref.mailbox not in rooms:
            bench.places.settle([one.id], at=bench.now(), meaning="gone")
        elif original in lying and original != one.ref:
            _wait(bench, one)
        else:
            record = records[one.digest]
            meaning = meaning_of(rooms[one.ref.mailbox], record.past)
            settled.append(Settled(one, record, meaning))
    unrested = sum(one.seen_at > rested for one in resting)
    return _learn(bench, _without_mass(bench, settled, unrested))


def _may_have_settled(one: Sighting, record: Record, seen: Look) -> bool:
    """False for a copy as long as nothing changed where it and its original lie."""
    if one.meaning != _COPY:
        return True
    before = {record.original.mailbox} if record.original is not None else set()
    filed = {record.move.target} if record.move is not None else set()
    return bool({one.ref.mailbox, *before, *filed} & seen.changed)


def _wait(bench: Bench, one: Sighting) -> None:
    """Let a copy rest on: it becomes a move when the original is gone."""
    if one.meaning != _COPY:
        state = SightingState.RESTING
        bench.places.settle([one.id], at=bench.now(), meaning=_COPY, state=state)


def _lying(bench: Bench, refs: Iterable[MessageRef | None]) -> set[MessageRef]:
    """Return those of the messages that lie where they were seen, not marked deleted."""
    by_mailbox: dict[str, set[MessageRef]] = defaultdict(set)
    for ref in refs:
        if ref is not None:
            by_mailbox[ref.mailbox].add(ref)
    found: set[MessageRef] = set()
    for mailbox, some in sorted(by_mailbox.items()):
        try:
            status = bench.mailbox.select(mailbox, readonly=True)
        except UserError:
            continue  # the mailbox itself is gone, and what lay in it
        here = [ref for ref in some if ref.uidvalidity == status.uidvalidity]
        flags = bench.mailbox.flags([ref.uid for ref in here]) if here else {}
        found |= {ref for ref in here if "\\Deleted" not in flags.get(ref.uid, {"\\Deleted"})}
    return found


def _without_mass(bench: Bench, settled: Sequence[Settled], unrested: int) -> Sequence[Settled]:
    """Set corrections aside to ask about, when they are too many; return what may be learned.

    What is still on the move counts too: a client that moves hundreds takes its time.
    """
    new = [one for one in settled if one.meaning.label and one.sighting.meaning != ACCEPTED]
    if not new or len(new) + unrested <= bench.habits.mass:
        return settled
    for one in new:
        told, asks = one.meaning.told, SightingState.ASKS
        bench.places.settle([one.sighting.id], at=bench.now(), meaning=told, state=asks)
    log.warning(
        'corrections.ask account=%s count=%d next="notworking learn accept, or refuse"',
        bench.account, len(new),
    )  # fmt: skip
    return [one for one in settled if one not in new]


def _learn(bench: Bench, settled: Sequence[Settled]) -> int:
    """Teach what there is to teach, mark it on the server, and close the sightings."""
    telling = [one for one in settled if one.meaning.label or one.meaning.is_kept]
    messages = _fetch(bench, telling)
    lessons: list[Lesson] = []
    now = bench.now()
    for one in telling:
        if one.sighting.ref not in messages:
            continue
        fetched, message = messages[one.sighting.ref]
        prepared = prepare(message, fetched.internaldate, bench.court())
        if _is_mine(prepared, bench.court()):
            continue
        if not one.meaning.label:
            keep(bench.books, bench.court(), prepared, at=now)
            continue
        lessons.append(
            Lesson(
                prepared=prepared,
                label=one.meaning.label,
                taught_by="move",
                was=one.meaning.was,
                place=one.sighting.ref.mailbox,
                judged=one.record.judged,
            )
        )
    with bench.books.database.begin():
        if lessons:
            teach(bench.books, bench.court(), lessons, at=now)
        for one in settled:
            bench.places.settle([one.sighting.id], at=now, meaning=one.meaning.told)
    _mark(bench, [one for one in telling if one.sighting.ref in messages])
    _bring_companions(bench, [one for one in lessons if one.is_genuine])
    return len(lessons)


def _bring_companions(bench: Bench, lessons: Sequence[Lesson]) -> None:
    """Bring home unsure mail that was filed only because these, now put back, were filed."""
    digests = [one.prepared.message.digest for one in lessons]
    moves = bench.hands.review.gone_along(bench.account, digests) if digests else []
    if moves and bench.bring is not None:
        brought = bench.bring(moves)
        log.info("corrections.companions account=%s count=%d", bench.account, brought)


def _is_mine(prepared: Prepared, court: Court) -> bool:
    """True for what I wrote myself: clients put answers beside the mail they answer."""
    sender = prepared.message.sender
    return sender is not None and court.me.is_mine(sender.email)


def _fetch(
    bench: Bench, settled: Sequence[Settled]
) -> dict[MessageRef, tuple[FetchedMessage, Message]]:
    """Return the messages themselves, as they lie; what vanished just now is absent."""
    by_mailbox: dict[str, dict[int, Settled]] = defaultdict(dict)
    for one in settled:
        by_mailbox[one.sighting.ref.mailbox][one.sighting.ref.uid] = one
    found: dict[MessageRef, tuple[FetchedMessage, Message]] = {}
    for mailbox, some in sorted(by_mailbox.items()):
        bench.mailbox.select(mailbox, readonly=True)
        for fetched in bench.mailbox.fetch(list(some)):
            reading = read(fetched.raw, size_bytes=fetched.size_bytes)
            sighting = some[fetched.uid].sighting
            if isinstance(reading, Message) and reading.digest == sighting.digest:
                found[sighting.ref] = fetched, reading
    return found


def _mark(bench: Bench, settled: Sequence[Settled]) -> None:
    """Keep the user's word on the server too, where it keeps keywords: for a new database.

    What was put back bears `KEEP`; what the user filed bears no mark of ours, so that it is
    read as theirs again.
    """
    by_mailbox: dict[str, list[Settled]] = defaultdict(list)
    for one in settled:
        by_mailbox[one.sighting.ref.mailbox].append(one)
    for mailbox, some in sorted(by_mailbox.items()):
        if not bench.mailbox.select(mailbox, readonly=False).keeps_keywords:
            continue
        back = [one.sighting.ref.uid for one in some if _is_back(one)]
        filed = [one.sighting.ref.uid for one in some if not _is_back(one)]
        if back:
            bench.mailbox.add_keyword(back, KEEP)
        if filed:
            bench.mailbox.remove_keyword(filed, KEEP)
        bench.mailbox.remove_keyword([*back, *filed], MOVED)


def _is_back(one: Settled) -> bool:
    return one.meaning.is_kept or one.meaning.label == Category.GENUINE
