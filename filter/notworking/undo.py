"""Taking moves back: find each message where it lies now, and bring it home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, Mailbox
from notworking.mail.message import Message, MessageRef
from notworking.mail.reading import read
from notworking.settle import Hands, carry_out
from notworking.store.values import Intent, IntentMode, NewIntent

_GONE = "it is no longer in {place}: you or another program moved or deleted it"
_NO_FOLDER = "the folder {place} is no longer there"


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of taking one move back."""

    intent: Intent
    trouble: str = ""
    """Why it could not be taken back, "" when it was."""


def undo(hands: Hands, moves: Sequence[Intent]) -> list[Undone]:
    """Given moves and keywords that stand, take each back and say what came of it.

    A message is recognised by UID where the folder is still the same, else by Message-ID and
    size; what cannot be recognised is left where it is.
    """
    outcomes: list[Undone] = []
    found: list[tuple[Intent, NewIntent]] = []
    for move in moves:
        if move.mode is IntentMode.KEYWORD:
            outcomes.append(_remove_keyword(hands, move))
            continue
        homeward = _homeward(hands, move)
        if isinstance(homeward, str):
            outcomes.append(Undone(move, homeward))
        else:
            found.append((move, homeward))
    if found:
        outcomes += _bring_home(hands, found)
    return outcomes


def _bring_home(hands: Hands, found: Sequence[tuple[Intent, NewIntent]]) -> list[Undone]:
    """Write the intents, move, and report."""
    written = hands.journal.commit_batch(intents=[homeward for _, homeward in found])
    done = {intent.id for intent in carry_out(hands, written)}
    return [
        Undone(move, "" if intent.id in done else _GONE.format(place=move.target))
        for (move, _), intent in zip(found, written, strict=True)
    ]


def _homeward(hands: Hands, move: Intent) -> NewIntent | str:
    """Return the intent that brings a message home, or why there is none."""
    try:
        status = hands.mailbox.select(move.target, readonly=True)
    except UserError:
        return _NO_FOLDER.format(place=move.target)
    lying = _where(hands.mailbox, move, status.uidvalidity)
    if lying is None:
        return _GONE.format(place=move.target)
    home = hands.mailbox.ensure_mailbox(move.source.mailbox)
    uidvalidity, uidnext = hands.mailbox.status_uidnext(home)
    return NewIntent(
        source=MessageRef(move.account, move.target, status.uidvalidity, lying.uid),
        target=home,
        mode=IntentMode.UNDO,
        digest=move.digest,
        created_at=hands.clock(),
        size_bytes=move.size_bytes,
        message_id=move.message_id,
        target_uidvalidity=uidvalidity,
        target_uidnext=uidnext,
        flags_before=lying.flags,
        judged_id=move.judged_id,
        undoes=move.id,
    )


def _where(mailbox: Mailbox, move: Intent, uidvalidity: int) -> FetchedMessage | None:
    """Return the moved message in the selected mailbox, or None when it is not there."""
    if move.new_uid is not None and move.new_uidvalidity == uidvalidity:
        for fetched in mailbox.fetch_headers([move.new_uid]):
            if _is_same(fetched, move):
                return fetched
        return None
    first = move.target_uidnext if move.target_uidvalidity == uidvalidity else None
    candidates = mailbox.uids_from(first or 1)
    return next((one for one in mailbox.fetch_headers(candidates) if _is_same(one, move)), None)


def _is_same(fetched: FetchedMessage, move: Intent) -> bool:
    """True when a message is the one that was moved."""
    if fetched.size_bytes != move.size_bytes or "\\Deleted" in fetched.flags:
        return False
    reading = read(fetched.raw)
    return isinstance(reading, Message) and reading.message_id == move.message_id


def _remove_keyword(hands: Hands, move: Intent) -> Undone:
    """Take a keyword off again; doing so twice is doing so once."""
    try:
        status = hands.mailbox.select(move.source.mailbox, readonly=False)
    except UserError:
        return Undone(move, _NO_FOLDER.format(place=move.source.mailbox))
    present = hands.mailbox.flags([move.source.uid])
    if status.uidvalidity != move.source.uidvalidity or move.source.uid not in present:
        return Undone(move, _GONE.format(place=move.source.mailbox))
    if move.target not in move.flags_before:
        hands.mailbox.remove_keyword([move.source.uid], move.target)
    hands.journal.mark_undone([move.id], at=hands.clock())
    return Undone(move)
