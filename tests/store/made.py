"""Invented values for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from notworking.mail.message import MessageRef
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityKind,
    IdentityLink,
    LinkStrength,
)
from notworking.store.values import IntentMode, Judged, NewIntent, Watermark

NOW = datetime(2025, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)


def digest(number: int) -> str:
    """A digest of 32 hex characters whose beginning tells it from others."""
    return f"{number:06x}" + "c0ffee" * 4 + "ab"


def ref(uid: int, *, account: str = "home", mailbox: str = "INBOX") -> MessageRef:
    """A message in the inbox."""
    return MessageRef(account, mailbox, 7, uid)


def judged(uid: int, **fields: Any) -> Judged:
    """A judgement of the message with that UID."""
    account = fields.pop("account", "home")
    filled = {"digest": digest(uid), "judged_at": NOW} | fields
    return Judged(ref=ref(uid, account=account), **filled)


def move(uid: int, **fields: Any) -> NewIntent:
    """An intent to move the message with that UID."""
    account = fields.pop("account", "home")
    filled = {
        "target": "Networking/Pitches",
        "mode": IntentMode.MOVE,
        "digest": digest(uid),
        "created_at": NOW,
    } | fields
    return NewIntent(source=ref(uid, account=account), **filled)


def mark(uid: int, uidvalidity: int = 7) -> Watermark:
    """A watermark of the inbox."""
    return Watermark("home", "INBOX", uidvalidity, uid)


def address(name: str) -> Identity:
    """A mail address as an identity."""
    return Identity(IdentityKind.ADDRESS, f"{name}@example.org")


def profile(name: str) -> Identity:
    """A network profile as an identity."""
    return Identity(IdentityKind.PROFILE, f"linkedin:{name}")


def wrote(who: Identity, key: str, **fields: Any) -> Event:
    """A message to or from someone."""
    filled = {"kind": EventKind.WROTE, "direction": Direction.THEIRS, "at": NOW} | fields
    return Event(who=who, key=key, **filled)


def linked(
    first: Identity, second: Identity, strength: LinkStrength = LinkStrength.EXACT
) -> IdentityLink:
    """Two identities, tied."""
    return IdentityLink(first, second, strength, "a profile link in the signature")
