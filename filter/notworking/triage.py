"""One pass over one account: settle, fetch, read, look up, judge, record, move."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from notworking.assess import Assessed, Kept, assess, prepare
from notworking.desk import Desk, Tally
from notworking.imap.port import FetchedMessage, MailboxStatus
from notworking.judge.verdict import Decision
from notworking.mail.message import Message, MessageRef, Unreadable
from notworking.mail.reading import read
from notworking.people.networks.notice import NoticeKind
from notworking.planning import LEAVE, Mode, folder_for, keywords_for
from notworking.predecessors.proof import within
from notworking.predecessors.taking import take_along
from notworking.settle import carry_out, is_marked, settle
from notworking.store.values import Intent, IntentMode, Judged, NewIntent, Watermark, judged_of
from notworking.store.waiting import Waiting

log = logging.getLogger("notworking.triage")

BATCH = 100
"""Messages fetched, judged and moved together."""
GIVE_UP_AFTER = 3
"""Tries after which a message that cannot be fetched is recorded as an error and passed by."""

_WANTED = frozenset({"\\flagged", "\\answered"})
"""Whoever starred or answered a message in the inbox wants it there."""


def run_pass(desk: Desk) -> Tally:
    """Make one pass and return what it did.

    Raises `TemporaryError` and `UserError` as the mailbox does; what was not confirmed by then
    is settled by the next pass. A pass that finds nothing new leaves no trace in the journal.
    """
    is_writing = desk.mode is not Mode.SHADOW  # a dry mailbox would confirm what never happened
    tally = Tally(settled=settle(desk.hands, desk.account) if is_writing else 0)
    tally.corrections = desk.before_looking()
    if desk.mode is Mode.MOVE and not desk.may_move():
        desk = replace(desk, mode=Mode.FLAG)
    pass_id: int | None = None
    for inbox in desk.inboxes:
        status = desk.mailbox.select(inbox, readonly=True)
        uids = _new_uids(desk, status)
        shown = _only_shown(desk, status)
        if not uids and not shown:
            continue
        if pass_id is None:
            desk = replace(desk, court=desk.before_judging() or desk.court)
            pass_id = desk.store.progress.begin_pass(desk.account, at=desk.clock(), mode=desk.mode)
        _pass_over(desk, status, uids, pass_id, tally)
        _catch_up(desk, status, shown, pass_id, tally)
        if desk.is_stopping():
            break
    if pass_id is not None:
        desk.store.progress.end_pass(pass_id, at=desk.clock(), counts=tally.counts())
        told = " ".join(f"{name}={number}" for name, number in tally.counts().items())
        log.info("pass.done account=%s pass=%d %s", desk.account, pass_id, told)
    return tally


def _new_uids(desk: Desk, status: MailboxStatus) -> list[int]:
    """Return the UIDs of the selected mailbox that were not dealt with, ascending.

    On the first pass, and after a change of UIDVALIDITY, mail older than `look_back` is
    left alone.
    """
    mark = desk.store.progress.watermark(desk.account, status.name)
    if mark is not None and mark.uidvalidity == status.uidvalidity:
        uids = desk.mailbox.uids_from(mark.uid + 1)
    else:
        uids = desk.mailbox.uids_since(desk.clock() - desk.look_back)
        before = (uids[0] if uids else status.uidnext) - 1
        fresh = Watermark(desk.account, status.name, status.uidvalidity, max(0, before))
        desk.store.progress.reset_watermark(fresh)
        mark = fresh
    if not uids:
        return []
    done = desk.store.review.judged_uids(
        desk.account, status.name, status.uidvalidity, above=mark.uid
    )
    return [uid for uid in uids if uid not in done]


def _only_shown(desk: Desk, status: MailboxStatus) -> list[int]:
    """Return the UIDs of what is to be caught up with: judged to be filed, and still here."""
    if not desk.catches_up or desk.mode is Mode.SHADOW:
        return []
    waiting = Waiting(desk.store.database)
    shown = waiting.only_shown(
        desk.account, status.name, status.uidvalidity, but_flagged=desk.mode is Mode.MOVE
    )
    here = desk.mailbox.flags(shown) if shown else {}
    return [
        uid for uid, flags in here.items() if _WANTED.isdisjoint(flag.lower() for flag in flags)
    ]


def _catch_up(
    desk: Desk, status: MailboxStatus, uids: Sequence[int], pass_id: int, tally: Tally
) -> None:
    """Judge again what earlier passes only showed, and file what is to be filed still.

    What was learned since keeps mail; nothing is set apart as unsure that was not before.
    """
    desk = replace(desk, unsure=LEAVE)
    for start in range(0, len(uids), BATCH):
        if desk.is_stopping():
            return
        seen, filed = tally.seen, tally.filed
        _deal_with(desk, status, uids[start : start + BATCH], pass_id, tally)
        tally.seen = seen  # it is not new
        tally.caught_up += tally.filed - filed


def _pass_over(
    desk: Desk, status: MailboxStatus, uids: Sequence[int], pass_id: int, tally: Tally
) -> None:
    """Deal with the given messages, a batch at a time, until done or told to stop."""
    size = 1 if _is_stuck(desk) else BATCH
    for start in range(0, len(uids), size):
        if desk.is_stopping():
            return
        batch = uids[start : start + size]
        if size > 1 or _may_be_tried(desk, status, batch[0], pass_id, tally):
            _deal_with(desk, status, batch, pass_id, tally)
        desk.on_progress(min(start + size, len(uids)), len(uids))


def _is_stuck(desk: Desk) -> bool:
    """True when the last two passes before this one broke off: perhaps on one bad message."""
    before = desk.store.progress.passes(3, account=desk.account)[1:]
    return len(before) == 2 and all(one.ended_at is None for one in before)


def _may_be_tried(desk: Desk, status: MailboxStatus, uid: int, pass_id: int, tally: Tally) -> bool:
    """Write down that a message is about to be tried; False when it broke the link too often.

    Alone in its batch, a message at which the server hangs up is found out and passed by.
    """
    ref = MessageRef(desk.account, status.name, status.uidvalidity, uid)
    tries = desk.store.progress.note_failure(ref, "the connection broke at it", at=desk.clock())
    if tries <= GIVE_UP_AFTER:
        return True
    why = f"the connection broke at it in {tries - 1} tries"
    row = _unread(desk, status, uid, why, pass_id, desk.clock())
    mark = Watermark(desk.account, status.name, status.uidvalidity, uid)
    desk.store.journal.commit_batch(judged=[row], watermark=mark)
    tally.seen += 1
    tally.failed += 1
    log.error("fetch.given-up account=%s uid=%d tries=%d", desk.account, uid, tries - 1)
    return False


def _deal_with(
    desk: Desk, status: MailboxStatus, uids: Sequence[int], pass_id: int, tally: Tally
) -> None:
    """Fetch, judge, record and move one batch."""
    desk.mailbox.select(status.name, readonly=True)
    fetched = {one.uid: one for one in desk.mailbox.fetch(uids)}
    errors = _note_unfetchable(desk, status, tally)
    readable, unreadable = _read(fetched)
    now = desk.clock()
    prepared = [
        prepare(message, fetched[uid].internaldate, desk.court) for uid, message in readable.items()
    ]
    kept = (one.digest for uid, one in readable.items() if is_marked(fetched[uid].flags))
    memory = Kept(desk.memory, frozenset(kept))
    assessed = dict(zip(readable, assess(prepared, memory, desk.court, now), strict=True))
    if desk.unsure_follows:
        assessed = within(assessed, {uid: fetched[uid].flags for uid in assessed})
    judged = [
        _judged(desk, status, fetched[uid], one, pass_id, now) for uid, one in assessed.items()
    ]
    judged += [_unread(desk, status, uid, why, pass_id, now) for uid, why in unreadable.items()]
    judged += [_unread(desk, status, uid, why, pass_id, now) for uid, why in errors.items()]
    intents = _intents(desk, status, fetched, assessed, pass_id, now)
    if desk.unsure_follows:
        along = take_along(desk.guide, status, assessed.values(), intents, pass_id, now)
        judged += along.judged
        tally.from_before += len(along.judged)
        intents += along.intents
    mark = Watermark(desk.account, status.name, status.uidvalidity, max(uids))
    with desk.store.database.begin():
        _learn(desk, assessed)
        recorded = desk.store.journal.commit_batch(judged=judged, intents=intents, watermark=mark)
    tally.seen += len(uids)
    tally.unreadable += len(unreadable)
    filed = {row.ref: row for row in judged if row.decision is Decision.FILE}
    tally.filed += len(filed)
    tally.unsure += sum(one.verdict.decision is Decision.UNSURE for one in assessed.values())
    if recorded:
        done = carry_out(desk.hands, recorded)
        tally.moved += sum(
            (intent.mode is IntentMode.MOVE or intent.target == desk.keyword)
            and intent.source in filed
            for intent in done
        )
        _log_done(desk, done, {row.ref: row for row in judged})


def _note_unfetchable(desk: Desk, status: MailboxStatus, tally: Tally) -> dict[int, str]:
    """Count messages that could not be fetched; return those to be given up, with the reason."""
    given_up: dict[int, str] = {}
    for uid in desk.mailbox.unfetchable:
        ref = MessageRef(desk.account, status.name, status.uidvalidity, uid)
        tries = desk.store.progress.note_failure(ref, "the server did not give it", at=desk.clock())
        tally.failed += 1
        log.warning("fetch.failed account=%s uid=%d tries=%d", desk.account, uid, tries)
        if tries >= GIVE_UP_AFTER:
            given_up[uid] = f"the server did not give it in {tries} tries"
    return given_up


def _read(
    fetched: Mapping[int, FetchedMessage],
) -> tuple[dict[int, Message], dict[int, str]]:
    """Read each message that is not marked deleted; return the readable, and why others are not."""
    readable: dict[int, Message] = {}
    unreadable: dict[int, str] = {}
    for uid, one in fetched.items():
        if "\\Deleted" in one.flags:
            continue
        reading = read(one.raw, size_bytes=one.size_bytes)
        if isinstance(reading, Unreadable):
            unreadable[uid] = reading.reason
        else:
            readable[uid] = reading
    return readable, unreadable


def _judged(
    desk: Desk,
    status: MailboxStatus,
    fetched: FetchedMessage,
    one: Assessed,
    pass_id: int,
    now: datetime,
) -> Judged:
    """Return the journal's row for a verdict."""
    return judged_of(
        one.prepared.message,
        one.verdict,
        ref=MessageRef(desk.account, status.name, status.uidvalidity, fetched.uid),
        judged_at=now,
        thread=one.prepared.thread,
        internaldate=fetched.internaldate,
        person=one.label,
        who=one.prepared.who[0] if one.prepared.who else None,
        pass_id=pass_id,
    )


def _unread(
    desk: Desk, status: MailboxStatus, uid: int, why: str, pass_id: int, now: datetime
) -> Judged:
    """Return the journal's row for a message that could not be read; it stays where it is."""
    ref = MessageRef(desk.account, status.name, status.uidvalidity, uid)
    because = "It could not be read, so it stays"
    return Judged(ref=ref, digest="", judged_at=now, because=because, error=why, pass_id=pass_id)


def _intents(
    desk: Desk,
    status: MailboxStatus,
    fetched: Mapping[int, FetchedMessage],
    assessed: Mapping[int, Assessed],
    pass_id: int,
    now: datetime,
) -> list[NewIntent]:
    """Return what is to be done with the batch: nothing in shadow mode.

    Flags come before moves, as a UID is gone after its move.
    """
    if desk.mode is Mode.SHADOW:
        return []
    keywords = {uid: keywords_for(one.verdict, desk.wishes) for uid, one in assessed.items()}
    keywords = {uid: names for uid, names in keywords.items() if names}
    if keywords and not desk.mailbox.select(status.name, readonly=False).keeps_keywords:
        log.warning("flag.impossible account=%s why=server-keeps-no-keywords", desk.account)
        keywords = {
            uid: [name for name in names if name[0] == "\\"] for uid, names in keywords.items()
        }
    wanted = [
        (uid, IntentMode.KEYWORD, Target(name)) for uid, names in keywords.items() for name in names
    ]
    wanted += [(uid, IntentMode.MOVE, target) for uid, target in _targets(desk, assessed)]
    return [
        NewIntent(
            source=MessageRef(desk.account, status.name, status.uidvalidity, uid),
            target=target.name,
            mode=mode,
            digest=assessed[uid].prepared.message.digest,
            created_at=now,
            size_bytes=fetched[uid].size_bytes,
            message_id=assessed[uid].prepared.message.message_id,
            target_uidvalidity=target.uidvalidity,
            target_uidnext=target.uidnext,
            flags_before=fetched[uid].flags,
            pass_id=pass_id,
        )
        for uid, mode, target in wanted
    ]


@dataclass(frozen=True, slots=True)
class Target:
    """A mailbox as it was before anything moved there, or a keyword."""

    name: str
    uidvalidity: int | None = None
    uidnext: int | None = None


def _targets(desk: Desk, assessed: Mapping[int, Assessed]) -> Iterator[tuple[int, Target]]:
    """Yield where each message that is to move goes; folders are made on first need."""
    known: dict[str, Target] = {}
    for uid, one in assessed.items():
        folder = folder_for(one.verdict, desk.wishes)
        if folder and folder not in known:
            name = desk.mailbox.ensure_mailbox(folder)
            known[folder] = Target(name, *desk.mailbox.status_uidnext(name))
        if folder:
            yield uid, known[folder]


def _learn(desk: Desk, assessed: Mapping[int, Assessed]) -> None:
    """Tell the ledger what these messages say about people."""
    events = [event for one in assessed.values() for event in one.events]
    links = [link for one in assessed.values() for link in one.links]
    if events or links:
        desk.store.ledger.record(events, links)
    for one in assessed.values():
        notice = one.prepared.notice
        if notice is None or notice.kind is not NoticeKind.UNKNOWN or not notice.template:
            continue
        if desk.store.notes.first_sight(f"{notice.network}:{notice.template}"):
            log.info("template.unknown network=%s template=%s", notice.network, notice.template)


def _log_done(desk: Desk, done: Sequence[Intent], judged: Mapping[MessageRef, Judged]) -> None:
    """Say what was done, one line a message; no names, no subjects."""
    for intent in done:
        verdict = judged[intent.source]
        log.info(
            '%s.done account=%s uid=%d to="%s" category=%s score=%.2f by="%s"',
            intent.mode, desk.account, intent.source.uid, intent.target, verdict.category,
            verdict.score, verdict.decided_by,
        )  # fmt: skip
