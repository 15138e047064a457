"""The mail of a backtest: when it came, where it lies now, and what became of it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from notworking.mail.message import Message, Reading

Told = tuple[str, int, int]
"""What is being done, how much of it is done, and how much there is."""


class Place(StrEnum):
    """What it says of a message that it lies there now."""

    INBOX = "inbox"
    OWN = "own folder"
    """The user put it there to keep it."""
    ARCHIVE = "archive"
    """Out of the inbox, and kept: most people put nearly everything there."""
    CATEGORY = "category folder"
    JUNK = "junk"
    TRASH = "trash"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the mailbox, before it is read again."""

    number: int
    """Its place in the archive: a UID, or a count."""
    mailbox: str
    """The mailbox, or the file."""
    place: Place
    at: datetime
    """When it came; of mine, when I wrote it. Aware, UTC."""
    key: tuple[str, ...] = ()
    """What makes two copies of it one message; () when that cannot be told."""
    is_mine: bool = False
    is_judged: bool = True
    """False for what only tells who knew whom: my own mail, and mail of folders left out."""
    is_answered: bool = False
    """Marked as answered where it lies."""


class Archive(Protocol):
    """Where the mail lies: an account, or files."""

    def read_before(self) -> Iterator[Told]:
        """Take all that is older than the time asked for into the ledger, telling how far it is."""
        ...

    def survey(self) -> Iterator[Told]:
        """Find the letters, telling how far it is; `letters` has them then."""
        ...

    @property
    def letters(self) -> Sequence[Letter]:
        """Those the survey found, in any order."""
        ...

    @property
    def older(self) -> int:
        """How many older messages were read into the ledger first."""
        ...

    def fetch(self, letters: Sequence[Letter]) -> dict[Letter, Reading]:
        """Read letters; one that has vanished is absent."""
        ...


def key_of_copy(message: Message, size_bytes: int) -> tuple[str, ...]:
    """Return what two copies of one message have in common, as its headers tell it."""
    if message.message_id:
        return message.message_id, str(size_bytes)
    sender = message.sender.email if message.sender is not None else ""
    return sender, str(message.date), message.subject, str(size_bytes)


def in_time_order(letters: Iterable[Letter]) -> list[Letter]:
    """Return letters oldest first, of several copies the first one given; mine before theirs.

    What I wrote is mine wherever else a copy of it lies, as in "All Mail".
    """
    first: dict[tuple[str, ...], Letter] = {}
    unkeyed: list[Letter] = []
    for letter in letters:
        if not letter.key:
            unkeyed.append(letter)
        elif letter.key not in first or (letter.is_mine and not first[letter.key].is_mine):
            first[letter.key] = letter
    found = [*first.values(), *unkeyed]
    return sorted(found, key=lambda one: (one.at, not one.is_mine, one.mailbox, one.number))
