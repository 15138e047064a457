"""Clearing: writing to somebody takes back what keeps their mail out of the inbox."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from notworking.corrections.bench import Bench
from notworking.people.event import Event, Identity
from notworking.people.person import address_identity
from notworking.people.relationship import relate
from notworking.store.notes import Notes
from notworking.store.values import Intent, Judged

log = logging.getLogger("notworking.corrections")

BACK = timedelta(days=30)
"""Mail of somebody I wrote to is brought back, or offered, if it was filed so lately."""
_OFFERED = "offered_back"


def clear(bench: Bench) -> int:
    """Bring back what was filed of people I wrote to since, or offer it; return how many messages.

    Blocks need no clearing: what the user filed by hand holds only for senders they have not
    written to since. To ask somebody to stop is not to write to them.
    """
    filed = bench.hints.filed_since(bench.account, bench.now() - BACK)
    who = {judged.id: _identity(judged) for judged, _ in filed}
    wanted = sorted({one for one in who.values() if one is not None})
    events = bench.books.ledger.events_of(wanted) if wanted else {}
    answered = [
        (judged, move)
        for judged, move in filed
        if (one := who[judged.id]) is not None
        and _wrote_since(events.get(one, ()), move.created_at, bench.now())
    ]
    moves = [move for _, move in answered]
    if not moves:
        bench.notes.put_setting(bench.account, _OFFERED, None)
        return 0
    if bench.habits.bring_back and bench.bring is not None:
        brought = bench.bring(moves)
        log.info("corrections.brought-back account=%s count=%d", bench.account, brought)
        return brought
    _offer(bench, answered)
    return len(moves)


def offered(notes: Notes, account: str) -> tuple[int, ...]:
    """Return the ids of judgements whose mail may be brought back: I wrote to their senders since."""
    kept = notes.setting(account, _OFFERED)
    return tuple(int(number) for number in kept.split()) if kept else ()


def _offer(bench: Bench, answered: Iterable[tuple[Judged, Intent]]) -> None:
    """Say once, and remember for `doctor`, whose filed mail could be brought back."""
    now = [judged.id for judged, _ in answered]
    before = set(offered(bench.notes, bench.account))
    bench.notes.put_setting(bench.account, _OFFERED, " ".join(map(str, now)))
    by_sender: dict[str, list[Judged]] = defaultdict(list)
    for judged, _ in answered:
        if judged.id not in before:
            by_sender[judged.sender].append(judged)
    for some in by_sender.values():
        log.info(
            'corrections.offer account=%s count=%d next="notworking undo %s"',
            bench.account, len(some), some[-1].short_id,
        )  # fmt: skip


def _identity(judged: Judged) -> Identity | None:
    if judged.who is not None:
        return judged.who
    return address_identity(judged.sender) if judged.sender else None


def _wrote_since(events: Iterable[Event], filed_at: datetime, now: datetime) -> bool:
    """True when I wrote to them after that, and not to ask them to stop."""
    relationship = relate(events, now=now)
    last = relationship.last_mine_at
    return last is not None and last > filed_at and relationship.opted_out_at is None
