"""When a message came, told from a copy of it that may bear a later date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from notworking.mail.message import Message

_IN_TRANSIT = timedelta(days=1)
"""No mail takes longer from its sender to the mailbox, but for trouble on the way."""


def arrived_at(message: Message, internaldate: datetime, *, before: datetime | None) -> datetime:
    """Return when a message came to the account, as far as can be told.

    `internaldate` is the copy's; some clients move by APPEND and give it the present time. So
    what was known `before` of the message counts, what the receiving server wrote on it when it
    came (the topmost Received, RFC 5321 section 4.4), and without that a Date a day older.
    """
    known = [internaldate] if before is None else [internaldate, before]
    received = received_at(message)
    if received is not None:
        known.append(received)
    elif message.date is not None and internaldate - message.date >= _IN_TRANSIT:
        known.append(message.date)
    return min(known)


def received_at(message: Message) -> datetime | None:
    """Return the time in the topmost Received field, or None.

    "from mx.example.org by mail.example.com; Mon, 02 Nov 2026 09:00:00 +0000" → 09:00 UTC
    """
    field = message.headers.get("Received")
    if field is None or ";" not in field:
        return None
    try:
        found = parsedate_to_datetime(field.rpartition(";")[2].strip())
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
