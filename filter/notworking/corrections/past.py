"""What became of messages before: the journal and the examples, asked by digest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from notworking.corrections.bench import Bench
from notworking.corrections.meaning import Past
from notworking.errors import UserError
from notworking.judge.verdict import Category, DecidedBy, Decision
from notworking.mail.message import Message, MessageRef
from notworking.mail.skimming import skim
from notworking.store.examples import Example
from notworking.store.places import Sighting
from notworking.store.values import Intent, IntentMode, IntentState, Judged

_THOUGHT_OURS = 0.5


@dataclass(frozen=True, slots=True)
class Record:
    """All that is on record of one message."""

    past: Past
    judged: Judged | None = None
    move: Intent | None = None
    """Our latest move of it that stands."""
    original: MessageRef | None = None
    """Where it lay before, as far as that is known."""


def records_of(
    bench: Bench, digests: Collection[str], labels: Mapping[str, str]
) -> dict[str, Record]:
    """Return digest → what is on record; `labels` is mailbox → label of a category's folder."""
    latest = bench.hands.review.by_digest(bench.account, digests)
    examples = bench.books.examples.by_digest(bench.account, digests)
    sightings = bench.places.of_messages(bench.account, digests)
    moves: dict[str, Intent] = {}
    for move in bench.hands.review.moves_of(bench.account, digests):
        if move.mode is IntentMode.MOVE and move.state is IntentState.DONE:
            moves[move.digest] = move
    ids = [move.judged_id for move in moves.values() if move.judged_id is not None]
    # What was put back is judged again, and pinned: the verdict that moved it is what counts.
    acted = {one.digest: one for one in bench.hints.judgements(ids).values()}
    judged = latest | acted
    of_moves = bench.hands.review.by_id(
        [move.judged_id for move in moves.values() if move.judged_id is not None]
    )
    verdicts = {move.digest: of_moves.get(move.judged_id or 0) for move in moves.values()}
    return {
        digest: _record(
            judged.get(digest),
            verdicts.get(digest),
            examples.get(digest),
            moves.get(digest),
            sightings.get(digest, []),
            labels,
        )
        for digest in digests
    }


def _record(
    judged: Judged | None,
    verdict: Judged | None,
    example: Example | None,
    move: Intent | None,
    sightings: list[Sighting],
    labels: Mapping[str, str],
) -> Record:
    """Put together what is known of one message: the latest of our move and the user's word.

    `verdict` is the one that led to the move: a message that came back has been judged anew.
    """
    standing = move if move is not None and move.undone_at is None else None
    stands_as, original = "", judged.ref if judged is not None else None
    if standing is not None:
        stands_as, original = _filed_as(standing, verdict, labels), _arrived(standing)
    if example is not None and (standing is None or example.at >= standing.created_at):
        stands_as = example.label
        original = next(
            (one.ref for one in reversed(sightings) if one.ref.mailbox == example.place), None
        )
    past = Past(
        stands_as=stands_as,
        is_moved=standing is not None,
        is_unsure=standing is not None and _was_unsure(standing, verdict, labels),
        thought=_thought(judged),
        is_judged=judged is not None,
    )
    return Record(past, judged, standing, original)


def find_original(bench: Bench, record: Record) -> MessageRef | None:
    """Return where the message lay before, found again when its UIDs changed or were never told."""
    ref = record.original
    if ref is not None:
        place = bench.places.places(bench.account).get(ref.mailbox)
        if place is not None and place.uidvalidity == ref.uidvalidity:
            return ref
    move = record.move
    if move is None or (ref is not None and ref.mailbox != move.target):
        return ref
    try:
        status = bench.mailbox.select(move.target, readonly=True)
    except UserError:
        return None
    is_same = move.target_uidvalidity == status.uidvalidity
    uids = bench.mailbox.uids_from((move.target_uidnext or 1) if is_same else 1)
    for one in bench.mailbox.fetch_headers(uids):
        reading = skim(one.raw, size_bytes=one.size_bytes)
        is_it = isinstance(reading, Message) and reading.message_id == move.message_id
        if is_it and one.size_bytes == move.size_bytes:
            return MessageRef(bench.account, move.target, status.uidvalidity, one.uid)
    return None


def _was_unsure(move: Intent, verdict: Judged | None, labels: Mapping[str, str]) -> bool:
    """True when our move took a message to the folder of unsure mail."""
    is_unsure = verdict is not None and verdict.decision is Decision.UNSURE
    return is_unsure and move.target not in labels


def _filed_as(move: Intent, verdict: Judged | None, labels: Mapping[str, str]) -> str:
    """Return the label a move stands for; "" when it went into no category's folder."""
    if move.target in labels:
        return labels[move.target]
    if verdict is None or verdict.decided_by is DecidedBy.RULE:
        return ""
    if verdict.decision is not Decision.FILE:
        return ""
    # The folder has another name by now: what it was filed as is still on record.
    kind = verdict.kind or verdict.category.value
    return "" if kind == Category.GENUINE else kind


def _arrived(move: Intent) -> MessageRef | None:
    """Return where our move took a message, if the server told."""
    if move.new_uid is None or move.new_uidvalidity is None:
        return None
    return MessageRef(move.account, move.target, move.new_uidvalidity, move.new_uid)


def _thought(judged: Judged | None) -> str:
    """Return the networking category the model thought it to be, or ""."""
    if judged is None or judged.category is Category.GENUINE or judged.score < _THOUGHT_OURS:
        return ""
    return judged.category.value
