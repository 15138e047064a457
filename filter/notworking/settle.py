"""Moves with a journal: carry intents out, and settle what a crash left between two steps.

An intent is written before the mailbox is touched and confirmed after. Whatever happens in
between, the next pass finds the message in exactly one of four places: still in the source;
in the source and, as a copy, in the target; in the target; or nowhere, because the user took
it. Each has one right answer, and none of them loses or doubles a message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, Mailbox, MoveMethod
from notworking.mail.reading import read_headers
from notworking.store.journal import Intent, IntentMode, Journal

_NOT_THERE = "it was no longer there, and no copy of it either: someone else moved or deleted it"


def carry_out(mailbox: Mailbox, journal: Journal, intents: Sequence[Intent]) -> int:
    """Given recorded intents, do them, confirm each, and return how many were done.

    Messages with the same source and target go in one command. Raises what the mailbox
    raises; what was not confirmed stays pending and is settled by the next pass.
    """
    done = 0
    for source, target, group in _grouped(intents):
        status = mailbox.select(source, readonly=False)
        uids = [intent.source.uid for intent in group]
        present = mailbox.flags(uids)
        gone = [intent for intent in group if intent.source.uid not in present]
        for intent in gone:
            journal.void(intent.id, _NOT_THERE)
        here = [intent for intent in group if intent.source.uid in present]
        if not here or status.uidvalidity != here[0].source.uidvalidity:
            continue
        if here[0].mode is IntentMode.KEYWORD:
            mailbox.add_keyword([intent.source.uid for intent in here], target)
            for intent in here:
                journal.confirm(intent.id)
        else:
            _move(mailbox, journal, here, target)
        done += len(here)
    return done


def _move(mailbox: Mailbox, journal: Journal, intents: Sequence[Intent], target: str) -> None:
    """Move messages of the selected mailbox and confirm each with its new UID."""
    moved = mailbox.move([intent.source.uid for intent in intents], target)
    for intent in intents:
        journal.confirm(
            intent.id,
            new_uid=moved.new_uids.get(intent.source.uid),
            new_uidvalidity=moved.target_uidvalidity,
            method=moved.method,
        )


def settle(mailbox: Mailbox, journal: Journal, account: str) -> int:
    """Bring every pending intent of an account to its end; return how many there were."""
    pending = journal.pending(account)
    for source, target, group in _grouped(pending):
        if group[0].mode is IntentMode.KEYWORD:
            _settle_keywords(mailbox, journal, source, target, group)
        else:
            _settle_moves(mailbox, journal, source, target, group)
    return len(pending)


def _settle_keywords(
    mailbox: Mailbox, journal: Journal, source: str, keyword: str, group: Sequence[Intent]
) -> None:
    """Setting a keyword twice is setting it once: do it again where the message still is."""
    here = _still_there(mailbox, source, group)
    for intent in group:
        if intent.source.uid not in here:
            journal.void(intent.id, _NOT_THERE)
            continue
        mailbox.add_keyword([intent.source.uid], keyword)
        journal.confirm(intent.id)


def _settle_moves(
    mailbox: Mailbox, journal: Journal, source: str, target: str, group: Sequence[Intent]
) -> None:
    """Find out how far each move had come, and finish it."""
    here = _still_there(mailbox, source, group)
    copies = _copies(mailbox, journal, target, group)
    again: list[Intent] = []
    for intent in group:
        copy_uid = copies.get(intent.id)
        if intent.source.uid not in here:
            _settle_gone(journal, intent, copy_uid)
        elif copy_uid is None:
            again.append(intent)
        else:
            mailbox.select(source, readonly=False)
            method = mailbox.remove_copied([intent.source.uid])
            _confirm_found(journal, intent, copy_uid, method)
    if again:
        mailbox.ensure_mailbox(target)
        mailbox.select(source, readonly=False)
        _move(mailbox, journal, again, target)


def _settle_gone(journal: Journal, intent: Intent, copy_uid: int | None) -> None:
    """The source no longer has it: the move had happened, or somebody else was quicker."""
    if copy_uid is None:
        journal.void(intent.id, _NOT_THERE)
    else:
        _confirm_found(journal, intent, copy_uid, MoveMethod.MOVE)


def _confirm_found(journal: Journal, intent: Intent, copy_uid: int, method: MoveMethod) -> None:
    """Confirm a move whose result was found by looking."""
    journal.confirm(
        intent.id,
        new_uid=copy_uid,
        new_uidvalidity=intent.target_uidvalidity,
        method=method,
    )


def _still_there(
    mailbox: Mailbox, source: str, group: Sequence[Intent]
) -> Mapping[int, frozenset[str]]:
    """Return the flags of those messages of the group that still lie in the source."""
    try:
        status = mailbox.select(source, readonly=False)
    except UserError:
        return {}  # the mailbox itself was removed or renamed; nothing of ours lies there
    if status.uidvalidity != group[0].source.uidvalidity:
        return {}
    return mailbox.flags([intent.source.uid for intent in group])


def _copies(
    mailbox: Mailbox, journal: Journal, target: str, group: Sequence[Intent]
) -> dict[int, int]:
    """Return intent id → UID of its copy in the target, for those that have one.

    Only messages that came after the intent was written can be its copy, and only if
    Message-ID and size agree; a copy already confirmed for another intent is not counted.
    """
    try:
        status = mailbox.select(target, readonly=True)
    except UserError:
        return {}
    first = min(intent.target_uidnext or 1 for intent in group)
    if any(intent.target_uidvalidity not in (None, status.uidvalidity) for intent in group):
        first = 1
    taken = journal.confirmed_uids(target, status.uidvalidity, group[0].source.account)
    found: dict[int, int] = {}
    candidates = [uid for uid in mailbox.uids_from(first) if uid not in taken]
    for fetched in mailbox.fetch_headers(candidates):
        for intent in group:
            if intent.id not in found and _is_copy(fetched, intent):
                found[intent.id] = fetched.uid
                break
    return found


def _is_copy(fetched: FetchedMessage, intent: Intent) -> bool:
    """True when a message in the target is the one that was to be moved there."""
    if fetched.size_bytes != intent.size_bytes:
        return False
    return read_headers(fetched.raw).message_id == intent.message_id


def _grouped(intents: Iterable[Intent]) -> list[tuple[str, str, list[Intent]]]:
    """Group intents by source mailbox, its UIDVALIDITY, mode and target, keeping their order."""
    groups: dict[tuple[str, int, str, str], list[Intent]] = defaultdict(list)
    for intent in intents:
        source = intent.source
        groups[source.mailbox, source.uidvalidity, intent.mode, intent.target].append(intent)
    return [(group[0].source.mailbox, group[0].target, group) for group in groups.values()]
