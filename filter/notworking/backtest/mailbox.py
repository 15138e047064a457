"""The mail of an account for a backtest, read without changing anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notworking.backtest.letters import Letter, Place, Told, key_of_copy
from notworking.corrections.arrival import arrived_at
from notworking.errors import UserError
from notworking.history import (
    SENT_BYTES,
    Historian,
    is_category_folder,
    learned_from,
    received_mailboxes,
    sent_mailboxes,
)
from notworking.imap.port import HEAD_BYTES, FetchedMessage, MailboxInfo, Role
from notworking.mail.message import Message, Reading
from notworking.mail.reading import read
from notworking.mail.skimming import skim
from notworking.people.event import Direction

_PORTION = 250
_LEFT_OUT = frozenset({"\\deleted", "\\draft"})
_VIRTUAL = frozenset({"\\flagged", "\\important"})
"""Mailboxes that only show mail of others (RFC 6154); "\\All" may hold what no other does."""
_PLACES = {
    Role.INBOX: Place.INBOX,
    Role.ARCHIVE: Place.ARCHIVE,
    Role.ALL: Place.ARCHIVE,
    Role.JUNK: Place.JUNK,
    Role.TRASH: Place.TRASH,
}
_ORDER = list(Place)
"""Of two copies the one in the earlier place counts."""


@dataclass(slots=True)
class MailboxArchive:
    """An account. The historian's mailbox should be a `DryMailbox`; its database, one in memory."""

    historian: Historian
    inboxes: tuple[str, ...]
    since: datetime | None
    chosen: tuple[str, ...] = ()
    """Mailboxes whose mail is judged; () for all but what was sent."""
    letters: Sequence[Letter] = ()
    older: int = 0
    _young: dict[str, list[int]] = field(default_factory=dict)
    """Mailbox → UIDs since the time asked for."""

    def read_before(self) -> Iterator[Told]:
        """Read older mail as the daemon reads it: what I sent first, of the rest mostly headers."""
        listed = self.historian.mailbox.mailboxes()
        mine = [(name, Direction.MINE) for name in sent_mailboxes(self.historian, listed)]
        theirs = [(name, Direction.THEIRS) for name in received_mailboxes(self.historian, listed)]
        uids = {name: self._split(name) for name, _ in (*mine, *theirs)}
        total = sum(map(len, uids.values()))
        for name, direction in (*mine, *theirs):
            if uids[name]:
                self._open(name)
            for start in range(0, len(uids[name]), _PORTION):
                self._learn(uids[name][start : start + _PORTION], direction)
                yield "Reading old mail", self.older, total

    def survey(self) -> Iterator[Told]:
        """Read the headers of what came since."""
        rooms = self._rooms()
        self._check_chosen(set(rooms))
        for name in rooms:
            if name not in self._young:
                self._split(name)
        total = sum(len(self._young[name]) for name in rooms)
        done, found = 0, []
        for name, place in rooms.items():
            uids = self._young[name]
            if uids:
                self._open(name)
            for start in range(0, len(uids), _PORTION):
                some = uids[start : start + _PORTION]
                headers = self.historian.mailbox.fetch_headers(some)
                found += [
                    one for got in headers if (one := self._letter(name, place, got)) is not None
                ]
                done += len(some)
                yield "Reading headers", done, total
        self.letters = found

    def fetch(self, letters: Sequence[Letter]) -> dict[Letter, Reading]:
        """Read letters, mailbox by mailbox; of mine only the beginning."""
        by_mailbox: dict[str, dict[int, Letter]] = defaultdict(dict)
        for letter in letters:
            by_mailbox[letter.mailbox][letter.number] = letter
        found: dict[Letter, Reading] = {}
        for name, some in by_mailbox.items():
            self._open(name)
            is_sent = all(one.is_mine for one in some.values())
            most = SENT_BYTES if is_sent else HEAD_BYTES
            for got in self.historian.mailbox.fetch(sorted(some), head_bytes=most):
                found[some[got.uid]] = read(got.raw, size_bytes=got.size_bytes)
        return found

    def _rooms(self) -> dict[str, Place]:
        """Return the mailboxes to survey: what I sent first, then where mail is kept."""
        listed = self.historian.mailbox.mailboxes()
        sent = set(sent_mailboxes(self.historian, listed))
        found = {
            info.name: self._place(info, sent)
            for info in listed
            if info.role is not Role.DRAFTS
            and not info.attributes & {"\\noselect", "\\nonexistent", *_VIRTUAL}
        }
        by_worth = sorted(found, key=lambda name: (_ORDER.index(found[name]), name))
        order = [name for name in by_worth if name in sent]
        return {name: found[name] for name in (*order, *by_worth)}

    def _place(self, info: MailboxInfo, sent: set[str]) -> Place:
        """Return what it says of a message that it lies in this mailbox."""
        if info.name in sent:
            return Place.SENT
        if info.name.upper() in {"INBOX", *(name.upper() for name in self.inboxes)}:
            return Place.INBOX
        if is_category_folder(self.historian.category_root, info):
            return Place.CATEGORY
        return _PLACES.get(info.role, Place.OWN) if info.role is not None else Place.OWN

    def _check_chosen(self, there: set[str]) -> None:
        """Raise `UserError` for mailboxes that are not there, with those that are."""
        missing = [name for name in self.chosen if name not in there]
        if missing:
            told = ", ".join(f"“{name}”" for name in sorted(there))
            raise UserError(f"There is no mailbox “{'”, “'.join(missing)}”; there are: {told}")

    def _split(self, name: str) -> list[int]:
        """Return the UIDs of a mailbox from before the time asked for, and keep the others."""
        try:
            self._open(name)
        except UserError:
            self._young[name] = []  # it cannot be opened, and so tells nothing
            return []
        uids, mailbox = self.historian.mailbox.uids_from(1), self.historian.mailbox
        young = set(uids) if self.since is None else set(mailbox.uids_since(self.since))
        self._young[name] = [uid for uid in uids if uid in young]
        return [uid for uid in uids if uid not in young]

    def _open(self, name: str) -> None:
        opened = self.historian.mailbox.selected
        if opened is None or opened.name != name:
            self.historian.mailbox.select(name, readonly=True)

    def _learn(self, uids: Sequence[int], direction: Direction) -> None:
        """Take a portion of older mail into the ledger."""
        learned = learned_from(self.historian, uids, direction)
        with self.historian.database.begin(durable=False):
            self.historian.ledger.note_sent(learned.sent)
            self.historian.ledger.record(learned.events, learned.links)
        self.older += len(uids)

    def _letter(self, name: str, place: Place, got: FetchedMessage) -> Letter | None:
        """Return what the headers tell of a message, None when it is none."""
        message = skim(got.raw, size_bytes=got.size_bytes)
        flags = {flag.lower() for flag in got.flags}
        if not isinstance(message, Message) or flags & _LEFT_OUT:
            return None
        is_mine = place is Place.SENT
        at = arrived_at(message, got.internaldate, before=None)
        return Letter(
            number=got.uid,
            mailbox=name,
            place=place,
            at=(message.date or at) if is_mine else at,
            key=key_of_copy(message, got.size_bytes),
            is_mine=is_mine,
            is_judged=not is_mine and (not self.chosen or name in self.chosen),
            is_answered="\\answered" in flags,
        )
