"""What a memory is asked for a batch of messages, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from notworking.judge.verdict import Category
from notworking.people.event import (
    Event,
    Identity,
)
from notworking.people.joining import Candidate


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be looked up for one batch."""

    identities: frozenset[Identity]
    parents: frozenset[str]
    """Message-IDs that messages of the batch answer."""
    digests: frozenset[str]
    threads: frozenset[str]
    senders: frozenset[str]
    names: frozenset[str]
    profiles: frozenset[Identity]
    noticed: frozenset[str] = frozenset()
    """Names of people whom networks' notices show."""


@dataclass(frozen=True, slots=True)
class Word:
    """Where the user put mail by their own hand: their word on what comes after it."""

    label: str
    """A `Category` value, or the name of a category of their own."""
    at: datetime
    folder: str = ""
    """The folder of a category of their own, "" for one of ours."""
    domain: str = ""
    """Hash of the domain it came from, "" for free mail."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a memory knows about one batch. The default is a memory of nothing."""

    has_ledger: bool = False
    """False without an account: then an unknown sender is no reason for anything."""
    is_complete: bool = False
    """True when all old mail has been read, so that "never" means never."""
    events: Mapping[Identity, tuple[Event, ...]] = field(default_factory=dict)
    sent_ids: frozenset[str] = frozenset()
    """Those Message-IDs of the batch's parents that are mine."""
    pinned_digests: frozenset[str] = frozenset()
    pinned_threads: frozenset[str] = frozenset()
    pinned_senders: frozenset[str] = frozenset()
    pinned_domains: frozenset[str] = frozenset()
    taught_senders: Mapping[str, Word] = field(default_factory=dict)
    """Address → where the user put that sender's mail last, if that was not back."""
    taught_threads: Mapping[str, Word] = field(default_factory=dict)
    taught_domains: Mapping[str, Word] = field(default_factory=dict)
    """Domain → where the user put the mail of several of its senders, all to one place."""
    filed_senders: Mapping[str, Category] = field(default_factory=dict)
    """Address → where its last message was filed, if that was lately and stands."""
    unsure_people: Mapping[Identity, float] = field(default_factory=dict)
    """Identity → score of its last message, if that was lately and left as unsure."""
    filed_threads: Mapping[str, Category] = field(default_factory=dict)
    hints: Mapping[Identity, tuple[str, ...]] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    """People of networks who bear a speaker's name or whose profile a message links to."""
    acquaintances: tuple[Candidate, ...] = ()
    """People I know by mail address who bear the name of somebody a notice shows."""


class Memory(Protocol):
    """Whatever knows about people and earlier verdicts."""

    def recall(self, wanted: Wanted) -> Remembered:
        """Return what is known about all of it, in a few queries."""
        ...


class NoMemory:
    """The memory of someone who has no account: everybody is a stranger."""

    def recall(self, _wanted: Wanted) -> Remembered:
        """Return nothing."""
        return Remembered()


@dataclass(frozen=True, slots=True)
class Kept:
    """A memory that also knows of messages that bear the mark of having been put back."""

    memory: Memory
    digests: frozenset[str]

    def recall(self, wanted: Wanted) -> Remembered:
        """Return what the memory knows, these messages pinned."""
        remembered = self.memory.recall(wanted)
        if not self.digests:
            return remembered
        return replace(remembered, pinned_digests=remembered.pinned_digests | self.digests)
