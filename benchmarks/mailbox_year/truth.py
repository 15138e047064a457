"""What is true of each message of the year, whatever the product makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

INBOX, SENT = "INBOX", "Sent"


class Sort(StrEnum):
    """What a message is, as its reader would say."""

    CORRESPONDENCE = "correspondence"
    """Of people the persona writes with: colleagues, friends, customers, vendors, recruiters."""
    INTRODUCTION = "introduction"
    """A known person introduces somebody."""
    VOUCHED = "introduced person"
    GENUINE_STRANGER = "genuine stranger"
    GENUINE_CONNECTED = "genuine mail by somebody connected"
    """Connected, never written to, and yet welcome: what keeps "connected" from meaning "pitch"."""
    NOT_OURS = "newsletter, receipt, list, machine"
    CALENDAR = "calendar reply"
    PITCH_CONNECTED = "pitch after connection, by mail"
    PITCH_RELAYED = "pitch after connection, on the network"
    PITCH_COLD = "pitch by a stranger"
    INMAIL = "InMail by a stranger"
    RECRUITER = "recruiter never answered"
    ALUMNI_FALSE = "false alumni"
    OPTED_OUT = "went on after being asked to stop"
    INVITATION = "invitation by a stranger"
    INVITATION_KNOWN = "invitation by a known person"
    REMINDER = "reminder or digest of invitations"
    ACCEPTED = "acceptance"
    MESSAGE_KNOWN = "known person's message on the network"
    SUGGESTION = "suggestion"
    NOISE = "network noise"
    FORGED = "forged network mail"
    FORGED_FRIEND = "forged mail in a known person's name"
    MINE = "the persona's own"


PITCHES = frozenset({Sort.PITCH_CONNECTED, Sort.PITCH_RELAYED})
"""What must be filed: pitches by people one is connected with."""
STRANGERS_ASKS = frozenset({Sort.PITCH_COLD, Sort.INMAIL, Sort.RECRUITER, Sort.ALUMNI_FALSE})


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about one message."""

    sort: Sort
    who: str = ""
    """The person who speaks, full name; "" for machines."""
    slug: str = ""
    """Their profile's name on the network, when the mail is the network's."""
    category: str = "genuine"
    """The category it belongs into, or "genuine"."""
    step: int = 1
    """Which message of a sequence it is, from 1."""
    in_thread: bool = False
    """A follow-up that lies in its predecessor's thread."""
    days_connected: int | None = None
    connects: tuple[tuple[str, str], ...] = ()
    """(name, slug) of people whom this mail truly tells to be connected now."""
    false_people: tuple[tuple[str, str], ...] = ()
    """(name, slug) of people whom it shows and who are not connected by it."""
    body: str = ""
    """Id of the seed message its words come from, "" when composed here."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, where and when it arrives, and what is true of it."""

    at: datetime
    mailbox: str
    id: str
    raw: bytes
    truth: Truth
    sender: str = ""
    """The sender's address, lower case."""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the persona had done about the sender before a message arrived."""

    is_known: bool
    is_vouched: bool
    has_asked_to_stop: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """A persona's mail in order of arrival, and who was known when."""

    letters: tuple[Letter, ...]
    known_since: dict[str, datetime]
    """Address → when the persona first wrote to it, alone or among few."""
    vouched_since: dict[str, datetime]
    """Address → when a known person introduced it."""

    def standing(self, letter: Letter) -> Standing:
        """Return how the sender stood with the persona when the letter arrived."""
        known = self.known_since.get(letter.sender)
        vouched = self.vouched_since.get(letter.sender)
        return Standing(
            is_known=known is not None and known < letter.at,
            is_vouched=vouched is not None and vouched < letter.at,
            has_asked_to_stop=letter.truth.sort is Sort.OPTED_OUT,
        )
