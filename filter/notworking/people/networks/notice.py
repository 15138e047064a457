"""What a network's mail turns out to be: a notice of something, or a person's relayed words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a network can tell. Only the relayed kinds carry a person's own words."""

    INVITATION = "invitation"
    INVITATION_REMINDER = "invitation_reminder"
    INVITATION_DIGEST = "invitation_digest"
    ACCEPTED = "accepted"
    ACCEPTED_BATCH = "accepted_batch"
    INMAIL = "inmail"
    INMAIL_REPLY = "inmail_reply"
    MESSAGE = "message"
    MESSAGE_DIGEST = "message_digest"
    SUGGESTION = "suggestion"
    ENDORSEMENT = "endorsement"
    RECOMMENDATION = "recommendation"
    GROUP_DIGEST = "group_digest"
    JOBS = "jobs"
    NOISE = "noise"
    """Profile views, birthdays, posts, search appearances, newsletters of the network."""
    BOOKING = "booking"
    SECURITY = "security"
    """Passwords, sign-ins, legal notices: never touched."""
    WORK = "work"
    """A tool's notice about work (GitHub, an issue tracker): machine mail, not networking."""
    UNKNOWN = "unknown"
    """From the network, but of no kind we know; its template's name is logged once."""


RELAYED_KINDS = frozenset(
    {
        NoticeKind.INMAIL,
        NoticeKind.INMAIL_REPLY,
        NoticeKind.MESSAGE,
        NoticeKind.MESSAGE_DIGEST,
        NoticeKind.INVITATION,
    }
)


@dataclass(frozen=True, slots=True)
class NetworkPerson:
    """A person as a network shows them."""

    name: str
    """Full name where the mail has it, credentials and emoji removed."""
    profile: str = ""
    """"network:slug", lower case, or ""."""
    headline: str = ""
    addresses: tuple[str, ...] = ()
    """Mail addresses the person wrote into their own words, lower case."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail of a network, understood."""

    network: str
    """"linkedin", "xing", …"""
    kind: NoticeKind
    people: tuple[NetworkPerson, ...] = ()
    """Whom it is about, the recipient and suggested strangers left out."""
    text: str = ""
    """The person's own words without the network's frame, "" when there are none."""
    template: str = ""
    """The network's own name for the mail (X-LinkedIn-Template), "" when it has none."""
    is_authentic: bool = False
    """True when the receiving server says that the network really sent it."""
    asked_by_me: bool | None = None
    """For ACCEPTED: True when it was my invitation; for BOOKING: True when I booked."""

    is_forged: bool = False
    """True when the receiving server speaks of authentication and does not vouch for the network."""

    @property
    def is_relayed(self) -> bool:
        """True when a person's own words are inside; those are judged, not the frame."""
        return self.kind in RELAYED_KINDS and bool(self.text.strip())
