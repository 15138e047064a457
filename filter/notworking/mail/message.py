"""A message as a value: what was read from its bytes, and nothing else."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox address (RFC 5322 section 3.4).

    `email` is the lower-cased addr-spec, `name` the decoded display name or "".
    """

    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        """The part after the last "@", or "" when there is none."""
        return self.email.rpartition("@")[2] if "@" in self.email else ""

    @property
    def local(self) -> str:
        """The part before the last "@"."""
        return self.email.rpartition("@")[0] if "@" in self.email else self.email

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """Where a message lies: the only key IMAP guarantees (RFC 9051 section 2.3.1.1)."""

    account: str
    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link, host and path only: queries carry sign-in tokens and are never kept.

    `text` is the anchor's text in HTML, or "" in plain text.
    """

    host: str
    path: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Zones:
    """A body cut by who wrote what: only `new` is what the sender says now."""

    new: str = ""
    quoted: str = ""
    signature: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Headers:
    """All header fields in order, names as written, values unfolded and decoded."""

    pairs: tuple[tuple[str, str], ...] = ()

    _values: dict[str, list[str]] = field(init=False, repr=False, compare=False)
    """The values by the name in small letters: some twenty fields of a message are asked for."""

    def __post_init__(self) -> None:
        values: dict[str, list[str]] = {}
        for name, value in self.pairs:
            values.setdefault(name.lower(), []).append(value)
        object.__setattr__(self, "_values", values)

    def get(self, name: str) -> str | None:
        """Return the first value of the field, or None."""
        found = self._values.get(name.lower())
        return found[0] if found else None

    def get_all(self, name: str) -> tuple[str, ...]:
        """Return all values of the field, top of the message first."""
        return tuple(self._values.get(name.lower(), ()))

    @property
    def names(self) -> Set[str]:
        """The names of all fields, in small letters."""
        return self._values.keys()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values


@dataclass(frozen=True, slots=True)
class Message:
    """One message, read. Every field is filled; what was absent is empty, never guessed."""

    digest: str
    """SHA-256 (hex, 32 characters) over Message-ID, Date, From, Subject and the new text."""
    message_id: str | None = None
    """Without angle brackets. Made by the sender: never a key by itself."""
    sender: Address | None = None
    """The first address of From; None when there is none that can be read."""
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    """From the Date field, aware, in UTC; None when missing or unreadable."""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Message-IDs without angle brackets, oldest first."""
    headers: Headers = field(default_factory=Headers, repr=False)
    zones: Zones = field(default_factory=Zones)
    links: tuple[Link, ...] = ()
    language: str = "und"
    """ISO 639-1 code of the new text, or "und" when it is too short to tell."""
    has_attachment: bool = False
    calendar_method: str = ""
    """The iTIP method (RFC 5546) of a text/calendar part, upper case: REQUEST, REPLY, …"""
    size_bytes: int = 0
    is_truncated: bool = False
    """True when the bytes read were only the beginning of the message."""
    losses: tuple[str, ...] = ()
    """What the parser could not read although it is there: "from", "subject", "body", …"""

    @property
    def parents(self) -> tuple[str, ...]:
        """Message-IDs this message answers: In-Reply-To first, then References, newest first."""
        return tuple(dict.fromkeys((*self.in_reply_to, *reversed(self.references))))

    @property
    def is_reply(self) -> bool:
        """True when the message names a message it answers (a "Re:" alone proves nothing)."""
        return bool(self.in_reply_to or self.references)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are no message: left in the inbox, counted, never judged."""

    reason: str
    size_bytes: int = 0


Reading = Message | Unreadable
