"""What happened between you and someone: the rows a relationship is computed from.

Events hang on identities, never on persons, so that merging and splitting people
changes no history, and the order in which events arrive changes no result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class IdentityKind(StrEnum):
    """How a person is recognised, strongest first."""

    ADDRESS = "address"
    """A mail address, normalised (`person.normal_address`)."""
    PROFILE = "profile"
    """"network:slug", as "linkedin:ada-lovelace"."""
    NAME = "name"
    """"network:folded name", or ":folded name" outside networks. A hint, never proof."""


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """One way to name a person. `value` is normalised; equal values are the same identity."""

    kind: IdentityKind
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class LinkStrength(StrEnum):
    """How sure it is that two identities are one person."""

    EXACT = "exact"
    LIKELY = "likely"
    HINT = "hint"
    """Shown to the reader; joins nobody."""
    USER = "user"
    """The user merged them."""
    SPLIT = "split"
    """The user said they are two; outranks every other link between the two."""


@dataclass(frozen=True, slots=True)
class IdentityLink:
    """Two identities that (may) belong to one person, and how that is known."""

    first: Identity
    second: Identity
    strength: LinkStrength
    why: str


class Direction(StrEnum):
    """Who did it."""

    MINE = "mine"
    THEIRS = "theirs"


class EventKind(StrEnum):
    """What can happen between two people."""

    WROTE = "wrote"
    """A message; `recipients` counts how many it went to."""
    RELAYED = "relayed"
    """A message through a network (InMail, member message): words, but no contact."""
    INVITED = "invited"
    """An invitation to connect on a network."""
    CONNECTED = "connected"
    """Linked on a network; `direction` says who had asked, if known."""
    ASKED = "asked"
    """An ask in a message; `detail` is the kind of ask."""
    OFFERED = "offered"
    """An offer or thanks in a message; `detail` is the kind of offer."""
    OPTED_OUT = "opted_out"
    """You asked them to stop (MINE)."""
    VOUCHED = "vouched"
    """Someone you know introduced them; `detail` is the voucher's identity value."""
    KNOWN = "known"
    """You said so: `detail` is "address book", "config" or "moved back"."""
    BLOCKED = "blocked"
    """You said so in `people.never`."""
    BOOKED = "booked"
    """A meeting was booked; `direction` says who booked."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. (kind, direction, who, key, detail) is unique in the ledger."""

    kind: EventKind
    direction: Direction
    who: Identity
    at: datetime
    """Aware, UTC. From the receiving server where it tells (INTERNALDATE), else the Date field."""
    key: str
    """What makes it one event and not two: `contact.key_of` a message, or a network's own id."""
    thread: str = ""
    """The Message-ID hash of the thread's root, "" when unknown."""
    detail: str = ""
    recipients: int = 1
    is_reply: bool = False
    """The message answers one of the other side's messages."""
    verified: bool = True
    """False when the receiving server did not vouch for the sender; counts for less."""
    label: str = ""
    """The name to show for this person, as written here."""
    headline: str = ""
    """What a network shows behind the name: "Analyst at Engines Ltd"; of VOUCHED the voucher's name."""
