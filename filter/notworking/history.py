"""Reads Sent and old mail into the ledger, in small steps that can stop and go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, Mailbox, MailboxInfo, MailboxStatus, Role
from notworking.mail.authenticity import authenticate, learn_authserv_ids
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.people.contact import contact_events
from notworking.people.event import Direction, Event, IdentityLink
from notworking.people.networks.data import Networks
from notworking.people.networks.events import events_of
from notworking.people.networks.recognise import recognise
from notworking.people.person import Me
from notworking.store.database import Database
from notworking.store.ledger import Ledger
from notworking.store.notes import Notes
from notworking.store.values import HistoryProgress

log = logging.getLogger("notworking.history")

STEP = 500
"""Messages read in one step: a quarter of a second, so that a poll never waits long."""
SENT_BYTES = 8_192
"""Of what I sent, as much as shows whether I asked somebody to stop."""
_SERVERS = "authserv_ids"
_LEARNED_FROM = 300
"""How many of the newest messages are looked at to learn the receiving server's names."""
_SKIPPED_ROLES = frozenset({Role.JUNK, Role.TRASH, Role.DRAFTS})
"""Mail there was unwanted, thrown away, or never sent: it tells of no contact."""


@dataclass(frozen=True, slots=True)
class Historian:
    """What it takes to read old mail of one account."""

    account: str
    mailbox: Mailbox
    database: Database
    ledger: Ledger
    notes: Notes
    me: Me
    clock: Callable[[], datetime]
    sent: str = ""
    """The Sent mailbox, when the user named it."""
    category_root: str = "Networking"
    """Mail in the category folders never counts as contact."""
    authserv_ids: tuple[str, ...] = ()
    networks: Networks | None = None


def sent_mailboxes(historian: Historian, listed: Sequence[MailboxInfo]) -> list[str]:
    """Return the mailboxes that hold what I sent; empty when the account has none."""
    if historian.sent:
        return [historian.sent]
    return [info.name for info in listed if info.role is Role.SENT]


def received_mailboxes(historian: Historian, listed: Sequence[MailboxInfo]) -> list[str]:
    """Return the mailboxes that hold what I received and kept, the inbox first."""
    sent = set(sent_mailboxes(historian, listed))
    names = [
        info.name
        for info in listed
        if info.role not in _SKIPPED_ROLES
        and info.name not in sent
        and "\\noselect" not in info.attributes
        and not _is_category_folder(historian, info)
    ]
    return sorted(names, key=lambda name: (name.upper() != "INBOX", name))


def is_all_read(historian: Historian, listed: Sequence[MailboxInfo]) -> bool:
    """True when received mail has been read as well."""
    names = (*sent_mailboxes(historian, listed), *received_mailboxes(historian, listed))
    return all(_is_done(historian, name) for name in names)


def read_step(
    historian: Historian, name: str, direction: Direction
) -> tuple[HistoryProgress, bool]:
    """Read the next messages of one mailbox into the ledger.

    Return how far that came, and whether there is more to read.

    Events and progress are one transaction: a step that is cut off is done again, one that is
    done is never repeated. New mail since the last step is read as well.
    """
    status = historian.mailbox.select(name, readonly=True)
    progress = _progress(historian, status)
    uids = historian.mailbox.uids_from(progress.uid + 1)
    batch = uids[:STEP]
    found = list(_fetch(historian, batch, direction))
    events, links, sent = _read_all(historian, found, direction)
    is_done = len(uids) <= STEP
    reached = replace(
        progress,
        uid=batch[-1] if batch else progress.uid,
        total=max(progress.total, status.exists),
        done_at=(progress.done_at or historian.clock()) if is_done else progress.done_at,
    )
    if batch or reached != progress:
        with historian.database.begin(durable=False):
            historian.ledger.note_sent(sent)
            historian.ledger.record(events, links)
            historian.notes.note_history(reached)
    return reached, not is_done


def _progress(historian: Historian, status: MailboxStatus) -> HistoryProgress:
    """Return how far a mailbox has been read; from the start after a new UIDVALIDITY."""
    known = historian.notes.history(historian.account, status.name)
    if known is not None and known.uidvalidity == status.uidvalidity:
        return known
    return HistoryProgress(historian.account, status.name, status.uidvalidity, 0, status.exists)


def _fetch(
    historian: Historian, uids: Sequence[int], direction: Direction
) -> Sequence[FetchedMessage]:
    """Fetch what is needed: the beginning of what I sent, headers of the rest.

    Of networks' mail the body is needed too, as it names the people; it is fetched in a
    second command for the few messages that come from a network.
    """
    if not uids:
        return ()
    if direction is Direction.MINE:
        return list(historian.mailbox.fetch(uids, head_bytes=SENT_BYTES))
    return list(historian.mailbox.fetch_headers(uids))


def _read_all(
    historian: Historian, fetched: Sequence[FetchedMessage], direction: Direction
) -> tuple[list[Event], list[IdentityLink], list[tuple[str, datetime]]]:
    """Return the events, links and own Message-IDs in these messages."""
    messages = [
        (message, one.internaldate)
        for one in fetched
        if isinstance(message := read(one.raw, size_bytes=one.size_bytes), Message)
    ]
    if direction is Direction.THEIRS:
        return (*_received(historian, messages), [])
    sent = [(message.message_id, at) for message, at in messages if message.message_id]
    own = {message_id for message_id, _ in sent}
    parents = {parent for message, _ in messages for parent in message.parents}
    own |= historian.ledger.sent_among(parents - own)
    events = [
        event
        for message, at in messages
        for event in contact_events(
            message,
            historian.me,
            message.date or at,
            direction=Direction.MINE,
            is_my_message=own.__contains__,
        )
    ]
    return events, [], sent


def _received(
    historian: Historian, messages: Sequence[tuple[Message, datetime]]
) -> tuple[list[Event], list[IdentityLink]]:
    """Return what received messages tell: networks' notices, and who wrote."""
    events: list[Event] = []
    links: list[IdentityLink] = []
    parents = {parent for message, _ in messages for parent in message.parents}
    own = historian.ledger.sent_among(parents)
    for message, at in messages:
        authenticity = authenticate(message, trusted=historian.authserv_ids)
        notice = recognise(message, authenticity, templates=historian.networks, me=historian.me)
        if notice is not None:
            told, joined = events_of(notice, message, at)
            events += told
            links += joined
            continue
        events += contact_events(
            message,
            historian.me,
            at,
            direction=Direction.THEIRS,
            is_my_message=own.__contains__,
        )
    return events, links


def _is_done(historian: Historian, name: str) -> bool:
    """True when a mailbox was read to its end once."""
    known = historian.notes.history(historian.account, name)
    return known is not None and known.done_at is not None


def _is_category_folder(historian: Historian, info: MailboxInfo) -> bool:
    """True for the folder of categories and all below it, with or without an INBOX prefix."""
    root = historian.category_root
    if not root:
        return False
    parts = info.name.split(info.delimiter) if info.delimiter else [info.name]
    parts = parts[1:] if len(parts) > 1 and parts[0].upper() == "INBOX" else parts
    return "/".join(parts[: root.count("/") + 1]) == root


def learn_servers(historian: Historian, inbox: str) -> tuple[str, ...]:
    """Return the names under which the account's own server writes Authentication-Results.

    Learned once from the newest mail of the inbox and kept; empty while there is too little
    mail to tell, and then nothing is believed (RFC 8601 section 5).
    """
    kept = historian.notes.setting(historian.account, _SERVERS)
    if kept is not None:
        return tuple(kept.split())
    status = historian.mailbox.select(inbox, readonly=True)
    newest = historian.mailbox.uids_from(max(1, status.uidnext - _LEARNED_FROM))
    readings = [read(one.raw) for one in historian.mailbox.fetch_headers(newest)]
    outside = [
        message
        for message in readings
        if isinstance(message, Message)
        and message.sender is not None
        and not historian.me.is_mine(message.sender.email)
    ]
    learned = learn_authserv_ids(outside)
    if learned:
        historian.notes.put_setting(historian.account, _SERVERS, " ".join(learned))
        log.info("servers.learned account=%s ids=%s", historian.account, ",".join(learned))
    return learned


def read_sent(
    historian: Historian,
    listed: Sequence[MailboxInfo],
    on_progress: Callable[[int, int], None],
    is_stopping: Callable[[], bool],
) -> None:
    """Read everything I sent and that was not read yet, so that no verdict comes before it.

    Raises `UserError` only for a Sent mailbox that the user named.
    """
    for name in sent_mailboxes(historian, listed):
        try:
            is_more = True
            while is_more and not is_stopping():
                progress, is_more = read_step(historian, name, Direction.MINE)
                on_progress(progress.uid, progress.total)
        except UserError:
            if historian.sent:
                raise
            log.warning("history.skipped account=%s why=sent-cannot-be-opened", historian.account)


def read_next(historian: Historian, listed: Sequence[MailboxInfo]) -> bool:
    """Read one step of what I received and was not read to its end; False when all is read."""
    for name in received_mailboxes(historian, listed):
        if _is_done(historian, name):
            continue
        try:
            progress, _ = read_step(historian, name, Direction.THEIRS)
            told = "history.read account=%s uid=%d of=%d done=%s"
            log.debug(told, historian.account, progress.uid, progress.total, progress.done_at)
        except UserError:
            log.warning("history.skipped account=%s why=cannot-be-opened", historian.account)
            historian.notes.note_history(
                HistoryProgress(historian.account, name, 0, 0, 0, historian.clock())
            )
        return True
    return False
