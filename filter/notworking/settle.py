"""Moves with a journal: carry intents out, and settle what a crash left between two steps.

An intent is written before the mailbox is touched and confirmed after. Whatever happens in
between, the next pass finds the message in exactly one of four places: still in the source;
in the source and, as a copy, in the target; in the target; or nowhere, because the user took
it. Each has one right answer, and none of them loses or doubles a message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, Mailbox, MailboxStatus, MoveMethod
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.store.journal import Journal
from notworking.store.review import Review
from notworking.store.values import Confirmation, Intent, IntentMode

_NOT_THERE = "it was no longer there: someone else moved or deleted it"
_KEYWORD = "keyword"
MOVED = "$NotworkingMoved"
"""Keyword on what we moved: so another Notworking, or a new database, knows it was not the user."""
KEEP = "$NotworkingKeep"
"""Keyword on what was put back: it stays, even when the database is gone."""
_LEFT_ALONE = frozenset({"\\recent", "\\deleted", MOVED.lower(), KEEP.lower()})

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Hands:
    """What it takes to act on a mailbox and have it on record."""

    mailbox: Mailbox
    journal: Journal
    review: Review
    clock: Clock


def is_marked(flags: Iterable[str]) -> bool:
    """True for mail in an inbox that was put back, or that was moved and then came back.

    The mark is on the server, so it holds for a new database too.
    """
    return not {KEEP.lower(), MOVED.lower()}.isdisjoint(flag.lower() for flag in flags)


def carry_out(hands: Hands, intents: Sequence[Intent]) -> list[Intent]:
    """Given recorded intents, do them, confirm each, and return those that were done.

    Messages with the same source and target go in one command. Raises what the mailbox
    raises; what was not confirmed stays pending and is settled by the next pass.
    """
    done: list[Intent] = []
    for source, target, group in _grouped(intents):
        here = _still_there(hands.mailbox, source, group)
        _void_gone(hands, group, here)
        present = [intent for intent in group if intent.source.uid in here]
        if present and present[0].mode is IntentMode.KEYWORD:
            _set_keyword(hands, present, target)
        elif present:
            _move(hands, present, target)
        done += present
    return done


def settle(hands: Hands, account: str) -> int:
    """Bring every pending intent of an account to its end; return how many there were."""
    pending = hands.journal.pending(account)
    for source, target, group in _grouped(pending):
        if group[0].mode is IntentMode.KEYWORD:
            # Setting a keyword twice is setting it once.
            carry_out(hands, group)
        else:
            _settle_moves(hands, source, target, group)
    return len(pending)


def _move(hands: Hands, intents: Sequence[Intent], target: str) -> None:
    """Move messages of the selected mailbox and confirm each with its new UID."""
    _take_marks_off(hands, intents)
    _mark(hands.mailbox, intents)
    moved = hands.mailbox.move([intent.source.uid for intent in intents], target)
    outcomes = {
        intent.id: Confirmation(
            moved.new_uids.get(intent.source.uid), moved.target_uidvalidity, moved.method
        )
        for intent in intents
    }
    hands.journal.confirm(outcomes, at=hands.clock())


def _mark(mailbox: Mailbox, intents: Sequence[Intent]) -> None:
    """Set the keyword that says whose move it is, before it happens: it travels along.

    Half done it does no harm: the intent is on record, and the next pass finishes the move.
    """
    opened = mailbox.selected
    if opened is None:
        return
    _restore_flags(mailbox, opened, [one for one in intents if one.mode is IntentMode.UNDO])
    if not opened.keeps_keywords:
        return
    away = [one.source.uid for one in intents if one.mode is IntentMode.MOVE]
    home = [one.source.uid for one in intents if one.mode is IntentMode.UNDO]
    if away:
        mailbox.add_keyword(away, MOVED)
    if home:
        mailbox.add_keyword(home, KEEP)
        mailbox.remove_keyword(home, MOVED)


def _take_marks_off(hands: Hands, intents: Sequence[Intent]) -> None:
    """Take the mark of unsure mail off messages that are unsure no longer (`undoes`).

    Before they move, so that they arrive without it; doing so twice is doing so once.
    """
    numbers = [one.undoes for one in intents if one.mode is not IntentMode.UNDO]
    marks = hands.review.standing([one for one in numbers if one is not None])
    uids: dict[str, list[int]] = defaultdict(list)
    for mark in marks:
        if mark.target.lower() not in {flag.lower() for flag in mark.flags_before}:
            uids[mark.target].append(mark.source.uid)
    for keyword, marked in uids.items():
        hands.mailbox.remove_keyword(marked, keyword)


def _restore_flags(mailbox: Mailbox, opened: MailboxStatus, intents: Sequence[Intent]) -> None:
    """Give messages of the selected mailbox the flags they are to have at home (`flags_before`).

    Before the move, so that they travel along; marks of our own are left to `_mark`.
    """
    here = mailbox.flags([one.source.uid for one in intents]) if intents else {}
    wrong: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for one in intents:
        uid, wanted = one.source.uid, {flag.lower(): flag for flag in one.flags_before}
        has = {flag.lower(): flag for flag in here.get(uid, ())}
        for name in (wanted.keys() ^ has.keys()) - _LEFT_ALONE if uid in here else ():
            if opened.keeps(name):
                wrong[name in wanted, wanted.get(name) or has[name]].append(uid)
    for (is_missing, flag), uids in wrong.items():
        change = mailbox.add_keyword if is_missing else mailbox.remove_keyword
        change(uids, flag)


def _set_keyword(hands: Hands, intents: Sequence[Intent], keyword: str) -> None:
    """Set the keyword on messages of the selected mailbox and confirm each."""
    _take_marks_off(hands, intents)
    hands.mailbox.add_keyword([intent.source.uid for intent in intents], keyword)
    outcome = Confirmation(None, None, _KEYWORD)
    hands.journal.confirm({intent.id: outcome for intent in intents}, at=hands.clock())


def _settle_moves(hands: Hands, source: str, target: str, group: Sequence[Intent]) -> None:
    """Find out how far each move had come, and finish it."""
    here = _still_there(hands.mailbox, source, group)
    copies = _copies(hands, target, group)
    again: list[Intent] = []
    for intent in group:
        copy_uid = copies.get(intent.id)
        if intent.source.uid not in here:
            _settle_gone(hands, intent, copy_uid)
        elif copy_uid is None:
            again.append(intent)
        else:
            hands.mailbox.select(source, readonly=False)
            method = hands.mailbox.remove_copied([intent.source.uid])
            _confirm_found(hands, intent, copy_uid, method)
    if again:
        hands.mailbox.ensure_mailbox(target)
        hands.mailbox.select(source, readonly=False)
        _move(hands, again, target)


def _settle_gone(hands: Hands, intent: Intent, copy_uid: int | None) -> None:
    """The source no longer has it: the move had happened, or somebody else was quicker."""
    if copy_uid is None:
        hands.journal.void(intent.id, why=_NOT_THERE, at=hands.clock())
    else:
        _confirm_found(hands, intent, copy_uid, MoveMethod.MOVE)


def _confirm_found(hands: Hands, intent: Intent, copy_uid: int, method: MoveMethod) -> None:
    """Confirm a move whose result was found by looking."""
    outcome = Confirmation(copy_uid, intent.target_uidvalidity, method)
    hands.journal.confirm({intent.id: outcome}, at=hands.clock())


def _void_gone(hands: Hands, group: Sequence[Intent], here: Mapping[int, frozenset[str]]) -> None:
    """Close the intents of messages that have left the source by other hands."""
    for intent in group:
        if intent.source.uid not in here:
            hands.journal.void(intent.id, why=_NOT_THERE, at=hands.clock())


def _still_there(
    mailbox: Mailbox, source: str, group: Sequence[Intent]
) -> Mapping[int, frozenset[str]]:
    """Select the source; return the flags of those messages of the group that lie in it."""
    try:
        status = mailbox.select(source, readonly=False)
    except UserError:
        return {}  # the mailbox itself was removed or renamed; nothing of ours lies there
    if status.uidvalidity != group[0].source.uidvalidity:
        return {}
    return mailbox.flags([intent.source.uid for intent in group])


def _copies(hands: Hands, target: str, group: Sequence[Intent]) -> dict[int, int]:
    """Return intent id → UID of its copy in the target, for those that have one.

    Only messages that came after the intent was written can be its copy, and only if
    Message-ID and size agree; a copy already confirmed for another intent is not counted.
    """
    try:
        status = hands.mailbox.select(target, readonly=True)
    except UserError:
        return {}
    first = min(intent.target_uidnext or 1 for intent in group)
    if any(intent.target_uidvalidity not in (None, status.uidvalidity) for intent in group):
        first = 1
    taken = {
        move.new_uid
        for move in hands.review.standing_moves(group[0].account, target=target)
        if move.new_uidvalidity == status.uidvalidity
    }
    found: dict[int, int] = {}
    candidates = [uid for uid in hands.mailbox.uids_from(first) if uid not in taken]
    for fetched in hands.mailbox.fetch_headers(candidates):
        for intent in group:
            if intent.id not in found and _is_copy(fetched, intent):
                found[intent.id] = fetched.uid
                break
    return found


def _is_copy(fetched: FetchedMessage, intent: Intent) -> bool:
    """True when a message in the target is the one that was to be moved there."""
    if fetched.size_bytes != intent.size_bytes:
        return False
    reading = read(fetched.raw)
    return isinstance(reading, Message) and reading.message_id == intent.message_id


def _grouped(intents: Iterable[Intent]) -> list[tuple[str, str, list[Intent]]]:
    """Group intents by source mailbox, its UIDVALIDITY, mode and target, keeping their order."""
    groups: dict[tuple[str, int, str, str], list[Intent]] = defaultdict(list)
    for intent in intents:
        source = intent.source
        groups[source.mailbox, source.uidvalidity, intent.mode, intent.target].append(intent)
    return [(group[0].source.mailbox, group[0].target, group) for group in groups.values()]
