"""Reads Sent and old mail into the ledger, in small steps that can stop and go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notworking.assess.old_mail import (
    Learned,
    OldMail,
    Reader,
    learn_received,
    learn_sent,
    needs_text,
    strangers_addressed,
)
from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, Mailbox, MailboxInfo, Role
from notworking.mail.authenticity import learn_authserv_ids
from notworking.mail.message import Message, Reading
from notworking.mail.reading import read
from notworking.mail.skimming import skim
from notworking.people.event import Direction
from notworking.people.networks.data import Networks
from notworking.people.person import Me, address_identity
from notworking.store.database import Database
from notworking.store.ledger import Ledger
from notworking.store.notes import Notes
from notworking.store.values import HistoryProgress

log = logging.getLogger("notworking.history")

PORTION = 250
"""Messages read and recorded together: at most so many are read again after a crash."""
STEP_TIME = timedelta(seconds=0.8)
"""After so long a step begins no other portion, so that a poll waits for a second at most."""
MOST_A_STEP = 5_000
"""Messages in one step, however fast the clock says it went."""
LOOK_AGAIN = timedelta(hours=1)
"""A mailbox read to its end is looked into again so much later: mail is filed there, or moved."""
SENT_BYTES = 8_192
"""Of what I sent, as much as shows whether I asked somebody to stop."""
TEXT_BYTES = 16_384
"""Of the few received messages whose headers do not tell enough."""
_SERVERS = "authserv_ids"
_LEARNED_FROM = 300
"""How many of the newest messages are looked at to learn the receiving server's names."""
_SKIPPED_ROLES = frozenset({Role.JUNK, Role.TRASH, Role.DRAFTS})
"""Mail there was unwanted, thrown away, or never sent: it tells of no contact."""


@dataclass(slots=True)
class Bookmark:
    """Where the last step stopped, so that the next need not search a huge mailbox again."""

    mailbox: str = ""
    uidvalidity: int = 0
    exists: int = 0
    uids: list[int] = field(default_factory=list)
    """Those that are still to be read, ascending."""


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
    bookmark: Bookmark = field(default_factory=Bookmark)
    """Kept from step to step on one connection."""

    @property
    def reader(self) -> Reader:
        """Who reads."""
        return Reader(self.me, self.authserv_ids, self.networks)


@dataclass(frozen=True, slots=True)
class Step:
    """What a step came to, in messages of the mailbox at hand."""

    read: int
    total: int
    is_more: bool


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
        and not is_category_folder(historian.category_root, info)
    ]
    return sorted(names, key=lambda name: (name.upper() != "INBOX", name))


def is_category_folder(root: str, info: MailboxInfo) -> bool:
    """True for the folder of categories and all below it, with or without an INBOX prefix."""
    if not root:
        return False
    parts = info.name.split(info.delimiter) if info.delimiter else [info.name]
    parts = parts[1:] if len(parts) > 1 and parts[0].upper() == "INBOX" else parts
    return "/".join(parts[: root.count("/") + 1]) == root


def is_all_read(historian: Historian, listed: Sequence[MailboxInfo]) -> bool:
    """True when every mailbox was read to its end once, so that "never" means never."""
    known = {one.mailbox: one for one in historian.notes.histories(historian.account)}
    return all(
        name in known and known[name].done_at is not None
        for name, _ in _mailboxes(historian, listed)
    )


def read_so_far(historian: Historian, listed: Sequence[MailboxInfo]) -> tuple[int, int]:
    """Return how many messages of all mailboxes were read, and how many there are.

    Asks the server about each mailbox; one that cannot be opened counts for nothing.
    """
    read_count = total = 0
    known = {one.mailbox: one for one in historian.notes.histories(historian.account)}
    for name, _ in _mailboxes(historian, listed):
        try:
            status = historian.mailbox.select(name, readonly=True)
        except UserError:
            continue
        progress = known.get(name)
        is_begun = progress is not None and progress.uidvalidity == status.uidvalidity
        reached = progress.uid if progress is not None and is_begun else 0
        total += status.exists
        if is_begun and status.exists:
            read_count += status.exists - len(historian.mailbox.uids_from(reached + 1))
    return max(0, read_count), total


def read_next(historian: Historian, listed: Sequence[MailboxInfo]) -> bool:
    """Read for about half a second where there is something to read; False when there is nothing.

    What I sent comes first, as it tells whom I know. A mailbox read to its end is due again
    after `LOOK_AGAIN`; then only what is new in it is fetched.
    """
    began = historian.clock()
    due = _due(historian, listed, began)
    for name, direction in due:
        _read_or_skip(historian, name, direction)
        if historian.clock() - began >= STEP_TIME:
            break
    return bool(due)


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
                step = read_step(historian, name, Direction.MINE)
                on_progress(step.read, step.total)
                is_more = step.is_more
        except UserError:
            if historian.sent:
                raise
            log.warning("history.skipped account=%s why=sent-cannot-be-opened", historian.account)


def read_step(historian: Historian, name: str, direction: Direction) -> Step:
    """Read the next messages of one mailbox into the ledger, for `STEP_TIME`.

    The events of a portion and the progress are one transaction: a portion that is cut off is
    read again, one that is done never is. Raises `UserError` when the mailbox cannot be opened.
    """
    began = historian.clock()
    mark = _bookmark(historian, name)
    progress = _progress(historian, mark)
    done = 0
    while True:
        portion = mark.uids[:PORTION]
        is_end = len(portion) == len(mark.uids)
        progress = _read_portion(historian, progress, portion, direction, is_end=is_end)
        del mark.uids[: len(portion)]
        done += len(portion)
        if is_end or done >= MOST_A_STEP or historian.clock() - began >= STEP_TIME:
            break
    if is_end:
        mark.mailbox = ""
    return Step(max(0, mark.exists - len(mark.uids)), mark.exists, not is_end)


def _bookmark(historian: Historian, name: str) -> Bookmark:
    """Return what is left to read of a mailbox, and see to it that the mailbox is open.

    Opening and searching one of 100,000 messages takes Dovecot a quarter of a second: where the
    last step stopped in it, neither is done again.
    """
    mark, mailbox = historian.bookmark, historian.mailbox
    is_going_on = mark.mailbox == name
    opened = mailbox.selected
    if not (is_going_on and opened is not None and opened.name == name):
        opened = mailbox.select(name, readonly=True)
    if not is_going_on or mark.uidvalidity != opened.uidvalidity:
        mark.mailbox, mark.uidvalidity, mark.exists = name, opened.uidvalidity, opened.exists
        mark.uids = mailbox.uids_from(_progress(historian, mark).uid + 1)
    return mark


def _mailboxes(historian: Historian, listed: Sequence[MailboxInfo]) -> list[tuple[str, Direction]]:
    """Return all mailboxes to be read, in order, and who wrote what is in them."""
    sent = [(name, Direction.MINE) for name in sent_mailboxes(historian, listed)]
    return sent + [(name, Direction.THEIRS) for name in received_mailboxes(historian, listed)]


def _due(
    historian: Historian, listed: Sequence[MailboxInfo], now: datetime
) -> list[tuple[str, Direction]]:
    """Return those not read to their end, or so long ago that there may be more."""
    known = {one.mailbox: one.done_at for one in historian.notes.histories(historian.account)}
    unread = [one for one in _mailboxes(historian, listed) if known.get(one[0]) is None]
    return unread or [
        one
        for one in _mailboxes(historian, listed)
        if (at := known[one[0]]) is not None and now - at >= LOOK_AGAIN
    ]


def _read_or_skip(historian: Historian, name: str, direction: Direction) -> None:
    """Read one step; a mailbox that cannot be opened (it was deleted, say) is tried again later."""
    try:
        step = read_step(historian, name, direction)
    except UserError:
        log.warning("history.skipped account=%s why=cannot-be-opened", historian.account)
        known = historian.notes.history(historian.account, name)
        before = known or HistoryProgress(historian.account, name, 0, 0, 0)
        historian.notes.note_history(replace(before, done_at=historian.clock()))
        return
    told = "history.read account=%s read=%d of=%d"
    log.debug(told, historian.account, step.read, step.total)


def _progress(historian: Historian, mark: Bookmark) -> HistoryProgress:
    """Return how far a mailbox has been read; from the start after a new UIDVALIDITY.

    Mail read twice is in the ledger once: its key does not depend on where it lies.
    """
    known = historian.notes.history(historian.account, mark.mailbox)
    if known is not None and known.uidvalidity == mark.uidvalidity:
        return replace(known, total=mark.exists)
    return HistoryProgress(historian.account, mark.mailbox, mark.uidvalidity, 0, mark.exists)


def _read_portion(
    historian: Historian,
    progress: HistoryProgress,
    uids: Sequence[int],
    direction: Direction,
    *,
    is_end: bool,
) -> HistoryProgress:
    """Read these messages, record what they tell, and return the progress that was written down."""
    learned = learned_from(historian, uids, direction) if uids else Learned()
    reached = replace(
        progress,
        uid=uids[-1] if uids else progress.uid,
        done_at=historian.clock() if is_end else progress.done_at,
    )
    with historian.database.begin(durable=False):
        historian.ledger.note_sent(learned.sent)
        historian.ledger.record(learned.events, learned.links)
        historian.notes.note_history(reached)
    return reached


def learned_from(historian: Historian, uids: Sequence[int], direction: Direction) -> Learned:
    """Fetch messages of the selected mailbox, and return what they tell of people."""
    learn = _learn_sent if direction is Direction.MINE else _learn_received
    return learn(historian, uids)


def _learn_sent(historian: Historian, uids: Sequence[int]) -> Learned:
    """Fetch the beginning of what I sent: it shows whether I asked somebody to stop."""
    fetched = historian.mailbox.fetch(uids, head_bytes=SENT_BYTES)
    mails = list(_readable(fetched, lambda one: read(one.raw, size_bytes=one.size_bytes)).values())
    own = historian.ledger.sent_among(_parents(mails))
    return learn_sent(mails, historian.reader, is_my_message=own.__contains__)


def _learn_received(historian: Historian, uids: Sequence[int]) -> Learned:
    """Fetch headers, and then of the few messages that need it the beginning of their text."""
    fetched = historian.mailbox.fetch_headers(uids)
    mails = _readable(fetched, lambda one: skim(one.raw, size_bytes=one.size_bytes))
    reader = historian.reader
    addressed = {
        who for mail in mails.values() for who in strangers_addressed(mail.message, reader.me)
    }
    senders = {
        address_identity(mail.message.sender.email)
        for mail in mails.values()
        if mail.message.sender and strangers_addressed(mail.message, reader.me)
    }
    known = historian.ledger.known_among(addressed | senders)
    telling = [uid for uid, mail in mails.items() if needs_text(mail.message, reader, known)]
    if telling:
        again = historian.mailbox.fetch(telling, head_bytes=TEXT_BYTES)
        mails |= _readable(again, lambda one: read(one.raw, size_bytes=one.size_bytes))
    own = historian.ledger.sent_among(_parents(mails.values()))
    return learn_received(mails.values(), reader, known=known, is_my_message=own.__contains__)


def _readable(
    fetched: Iterable[FetchedMessage], reading: Callable[[FetchedMessage], Reading]
) -> dict[int, OldMail]:
    """Return UID → message, without those that are none (`mail.reading.Unreadable`)."""
    return {
        one.uid: OldMail(message, one.internaldate)
        for one in fetched
        if isinstance(message := reading(one), Message)
    }


def _parents(mails: Iterable[OldMail]) -> set[str]:
    """Return the Message-IDs that these messages answer."""
    return {parent for mail in mails for parent in mail.message.parents}


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
    readings = [skim(one.raw) for one in historian.mailbox.fetch_headers(newest)]
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
