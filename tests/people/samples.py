"""Invented people, and short ways to make messages and events for the tests of people/."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from notworking.mail.authenticity import Authenticity, authenticate
from notworking.mail.message import Address, Headers, Link, Message, Zones
from notworking.mail.reading import read
from notworking.people.event import Direction, Event, EventKind, Identity, IdentityKind
from notworking.people.networks.notice import Notice
from notworking.people.networks.recognise import recognise
from notworking.people.person import Me

EML = Path(__file__).parent / "eml"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ME = Me(
    addresses=frozenset({"grace@example.org", "grace.hopper@gmail.com"}),
    names=("Grace Hopper",),
    employers=("Example Navy",),
)
ADA = Identity(IdentityKind.ADDRESS, "ada@engines.example.com")
LINKEDIN = Authenticity(is_stated=True, dkim_pass=frozenset({"linkedin.com"}))


def days_ago(days: float) -> datetime:
    """Return a moment before NOW."""
    return NOW - timedelta(days=days)


def eml(name: str) -> Message:
    """Return a sample message, read as the daemon reads it."""
    message = read((EML / f"{name}.eml").read_bytes())
    assert isinstance(message, Message)
    return message


def notice_of(name: str) -> Notice:
    """Return what a sample turns out to be, as the server mx.example.org received it."""
    message = eml(name)
    notice = recognise(message, authenticate(message, trusted=("mx.example.org",)), me=ME)
    assert notice is not None
    return notice


def linkedin(
    subject: str,
    body: str = "",
    *,
    sender: str = "invitations@linkedin.com",
    name: str = "LinkedIn",
    template: str = "",
    links: tuple[Link, ...] = (),
) -> Message:
    """Return a LinkedIn message made by hand."""
    pairs = (("X-LinkedIn-Template", template),) if template else ()
    return Message(
        digest=f"digest of {subject}",
        message_id=f"{abs(hash(subject))}@linkedin.com",
        sender=Address(sender, name),
        to=(Address("grace@example.org"),),
        subject=subject,
        headers=Headers(pairs),
        zones=Zones(new=body),
        links=links,
    )


def mail(
    sender: str = "ada@engines.example.com",
    *,
    name: str = "Ada Lovelace",
    to: tuple[str, ...] = ("grace@example.org",),
    cc: tuple[str, ...] = (),
    subject: str = "Engines",
    new: str = "Hello",
    signature: str = "",
    links: tuple[Link, ...] = (),
    message_id: str = "m1@example.com",
    references: tuple[str, ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
) -> Message:
    """Return a direct message made by hand."""
    return Message(
        digest=f"digest of {message_id}",
        message_id=message_id,
        sender=Address(sender, name),
        to=tuple(Address(one) for one in to),
        cc=tuple(Address(one) for one in cc),
        subject=subject,
        in_reply_to=references[-1:],
        references=references,
        headers=Headers(headers),
        zones=Zones(new=new, signature=signature),
        links=links,
    )


def event(
    kind: EventKind,
    direction: Direction = Direction.THEIRS,
    *,
    days: float = 1,
    who: Identity = ADA,
    key: str = "",
    thread: str = "",
    detail: str = "",
    recipients: int = 1,
    is_reply: bool = False,
    verified: bool = True,
    label: str = "Ada Lovelace",
) -> Event:
    """Return an event so many days before NOW."""
    return Event(
        kind,
        direction,
        who,
        days_ago(days),
        key or f"{kind} {direction} {days}",
        thread,
        detail,
        recipients,
        is_reply,
        verified,
        label,
    )
