"""What the daemon needs of a mailbox at the far end, and the values it answers with.

`session.Session` is the real one, `dry.DryMailbox` wraps any of them and writes nothing;
all pass the same contract suite (`tests/imap/contract.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

HEAD_BYTES = 131_072
"""How much of a message is fetched: the first 128 KB hold the text."""


class Role(StrEnum):
    """What a mailbox is for (RFC 6154); `INBOX` is RFC 9051's own."""

    INBOX = "inbox"
    SENT = "sent"
    JUNK = "junk"
    TRASH = "trash"
    ARCHIVE = "archive"
    DRAFTS = "drafts"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class MailboxInfo:
    """One line of LIST, names decoded from modified UTF-7."""

    name: str
    delimiter: str
    attributes: frozenset[str]
    """Lower case, with the backslash: "\\noselect", "\\sent", …"""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """The answer to SELECT or EXAMINE."""

    name: str
    uidvalidity: int
    uidnext: int
    exists: int
    is_readonly: bool
    permanent_flags: frozenset[str]

    @property
    def keeps_keywords(self) -> bool:
        """True when the mailbox takes keywords of one's own (PERMANENTFLAGS has "\\*")."""
        return "\\*" in self.permanent_flags

    def keeps(self, flag: str) -> bool:
        """True when the mailbox keeps this flag or keyword for good (RFC 9051 section 7.1)."""
        named = {each.lower() for each in self.permanent_flags}
        return flag.lower() in named or (self.keeps_keywords and not flag.startswith("\\"))


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer to STATUS: enough to tell whether anything came, went or changed."""

    uidvalidity: int
    uidnext: int
    messages: int = 0
    modseq: int = 0
    """HIGHESTMODSEQ (RFC 7162); 0 where the server keeps none."""


@dataclass(frozen=True, slots=True)
class FetchedMessage:
    """One message as fetched: `raw` holds at most the bytes that were asked for."""

    uid: int
    raw: bytes
    size_bytes: int
    """RFC822.SIZE of the whole message."""
    internaldate: datetime
    """Aware, UTC."""
    flags: frozenset[str]

    @property
    def is_truncated(self) -> bool:
        """True when `raw` is only the beginning."""
        return len(self.raw) < self.size_bytes


class MoveMethod(StrEnum):
    """How a message was taken to another mailbox."""

    MOVE = "move"
    """RFC 6851, one step."""
    COPY_EXPUNGE = "copy-expunge"
    """COPY, check, STORE \\Deleted, UID EXPUNGE (RFC 4315)."""
    COPY_MARK = "copy-mark"
    """COPY, check, STORE \\Deleted: without UIDPLUS the original stays, marked deleted."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The outcome for messages that were moved together."""

    method: MoveMethod
    target_uidvalidity: int | None
    """From COPYUID; None when the server does not tell."""
    new_uids: Mapping[int, int]
    """UID before → UID after, as far as COPYUID told; empty otherwise."""


class Mailbox(Protocol):
    """An open, logged-in account. Every method may raise `TemporaryError` or `UserError`."""

    @property
    def unfetchable(self) -> Sequence[int]:
        """UIDs of the last `fetch` that exist but could not be fetched."""
        ...

    def capabilities(self) -> frozenset[str]:
        """Upper-case capability names, asked again after login."""
        ...

    def mailboxes(self) -> Sequence[MailboxInfo]:
        """All mailboxes of the personal namespace, with their roles."""
        ...

    def select(self, name: str, *, readonly: bool) -> MailboxStatus:
        """SELECT or EXAMINE. `UserError` when there is no such mailbox."""
        ...

    @property
    def selected(self) -> MailboxStatus | None:
        """The mailbox that is open, as it was when it was opened; None when none is."""
        ...

    def status_uidnext(self, name: str) -> tuple[int, int]:
        """Return (UIDVALIDITY, UIDNEXT) of a mailbox by STATUS, without selecting it."""
        ...

    def standings(self, names: Sequence[str]) -> Mapping[str, Standing]:
        """How each of these mailboxes stands, without selecting any; one that cannot be is absent."""
        ...

    def uids_from(self, first_uid: int) -> list[int]:
        """UIDs ≥ first_uid in the selected mailbox, ascending."""
        ...

    def uids_since(self, day: datetime) -> list[int]:
        """UIDs whose INTERNALDATE is that day or later, ascending."""
        ...

    def fetch(
        self, uids: Sequence[int], *, head_bytes: int = HEAD_BYTES
    ) -> Iterator[FetchedMessage]:
        """Messages in UID order, in batches; without touching \\Seen. Vanished UIDs are absent."""
        ...

    def fetch_headers(self, uids: Sequence[int]) -> Iterator[FetchedMessage]:
        """As `fetch`, but only the header section (BODY.PEEK[HEADER])."""
        ...

    def flags(self, uids: Sequence[int]) -> Mapping[int, frozenset[str]]:
        """Flags of those UIDs that (still) exist in the selected mailbox."""
        ...

    def server_name(self, name: str) -> str:
        """Return what `name` ("/"-separated) is called on this server, existing or not."""
        ...

    def ensure_mailbox(self, name: str) -> str:
        """Create and subscribe `name` ("/"-separated) if missing; return its name on the server."""
        ...

    def move(self, uids: Sequence[int], target: str) -> Moved:
        """Take messages of the selected mailbox to `target`, by the best method the server has."""
        ...

    def remove_copied(self, uids: Sequence[int]) -> MoveMethod:
        """Finish a COPY whose copies were seen to exist: mark \\Deleted, and UID EXPUNGE if it can."""
        ...

    def add_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """STORE +FLAGS.SILENT (keyword)."""
        ...

    def remove_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """STORE -FLAGS.SILENT (keyword)."""
        ...

    def close(self) -> None:
        """LOGOUT, never raising."""
        ...
