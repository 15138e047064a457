"""What reading corrections works with, and which mailbox is what to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from notworking.assess import Court
from notworking.imap.port import Mailbox, MailboxInfo, Role
from notworking.settle import Hands
from notworking.store.database import Database
from notworking.store.examples import Examples
from notworking.store.hints import Hints
from notworking.store.ledger import Ledger
from notworking.store.notes import Notes
from notworking.store.pins import Pins
from notworking.store.places import Places
from notworking.store.values import Intent


@dataclass(frozen=True, slots=True)
class Habits:
    """What the user set about learning from moves."""

    is_enabled: bool = True
    grace: timedelta = timedelta(minutes=10)
    """How long a message must rest before its place means anything."""
    mass: int = 50
    """More corrections than this at once are asked about first."""
    bring_back: bool = False
    """Bring the filed mail of somebody I wrote to back."""


@dataclass(frozen=True, slots=True)
class Books:
    """What teaching writes into."""

    database: Database
    examples: Examples
    pins: Pins
    ledger: Ledger


def books_of(database: Database) -> Books:
    """Return the books in a database."""
    return Books(database, Examples(database), Pins(database), Ledger(database))


@dataclass(frozen=True, slots=True)
class Bench:
    """What reading corrections works with. One per pass; on one thread."""

    account: str
    hands: Hands
    books: Books
    places: Places
    hints: Hints
    notes: Notes
    court: Callable[[], Court]
    """Called only when there is something to teach: it may load the model."""
    listed: Sequence[MailboxInfo]
    inboxes: tuple[str, ...] = ("INBOX",)
    sent: str = ""
    """The Sent mailbox, when the user named it."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """Label → its folder, "/" between levels."""
    unsure: str = ""
    """The folder of unsure mail, "/" between levels; "" when there is none."""
    habits: Habits = field(default_factory=Habits)
    read_sent: Callable[[], None] = lambda: None
    """Called when something new lies in Sent."""
    bring: Callable[[Sequence[Intent]], int] | None = None
    """Takes moves back and returns how many; None where nothing may be moved."""

    @property
    def mailbox(self) -> Mailbox:
        """The account's mailbox."""
        return self.hands.mailbox

    def now(self) -> datetime:
        """The time."""
        return self.hands.clock()


class RoomKind(StrEnum):
    """What it means that mail lies in a mailbox."""

    INBOX = "inbox"
    OWN = "own"
    """A mailbox of the user's, the archive among them."""
    CATEGORY = "category"
    JUNK = "junk"
    SENT = "sent"
    UNSURE = "unsure"
    """Where unsure mail waits: lying there says nothing."""


@dataclass(frozen=True, slots=True)
class Room:
    """One mailbox, and what it means that mail lies in it."""

    name: str
    """As the server calls it."""
    kind: RoomKind
    label: str = ""
    """Of a category's folder: the label."""


_UNSELECTABLE = frozenset({"\\noselect", "\\nonexistent"})
_VIRTUAL = frozenset({"\\all", "\\flagged", "\\important"})
"""Mailboxes that show mail which lies elsewhere (RFC 6154): nothing ever moves there."""
_NOT_LOOKED_AT = frozenset({Role.TRASH, Role.DRAFTS, Role.ALL})
"""What is thrown away means nothing, and drafts are not received."""
_KINDS = {Role.JUNK: RoomKind.JUNK, Role.SENT: RoomKind.SENT}


def rooms_of(bench: Bench) -> dict[str, Room]:
    """Return the mailboxes to look into, by their names on the server."""
    labels = {bench.mailbox.server_name(folder): name for name, folder in bench.folders.items()}
    inboxes = {name.upper() for name in bench.inboxes} | {"INBOX"}
    unsure = bench.mailbox.server_name(bench.unsure) if bench.unsure else ""
    found: dict[str, Room] = {}
    for info in bench.listed:
        if info.attributes & (_UNSELECTABLE | _VIRTUAL) or info.role in _NOT_LOOKED_AT:
            continue
        if info.name in labels:
            room = Room(info.name, RoomKind.CATEGORY, labels[info.name])
        elif info.name == unsure:
            room = Room(info.name, RoomKind.UNSURE)
        elif info.name.upper() in inboxes:
            room = Room(info.name, RoomKind.INBOX)
        elif info.name == bench.sent:
            room = Room(info.name, RoomKind.SENT)
        else:
            kind = _KINDS.get(info.role, RoomKind.OWN) if info.role else RoomKind.OWN
            room = Room(info.name, kind)
        found[info.name] = room
    return found
