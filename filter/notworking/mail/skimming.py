"""Header bytes to Message, for old mail: who wrote to whom and when, and none of the text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from notworking.mail import fields
from notworking.mail.message import Address, Headers, Message, Reading
from notworking.mail.reading import digest_of, read

_ADDRESSES = ("from", "reply-to", "to", "cc")
_ONCE = frozenset({*_ADDRESSES, "subject", "date", "message-id", "in-reply-to", "references"})
_KEPT = _ONCE | {
    "authentication-results",
    "received",
    "list-id",
    "list-post",
    "auto-submitted",
    "precedence",
}
_NETWORKS = (b"x-linkedin", b"x-facebook", b"x-github", b"x-xing", b"x-template")
_WORD = r"[^\s<>@,;:\"()\[\]\\]"
_MAILBOX = re.compile(
    rf"\s*(?:(?:\"([^\"\\<>@]*)\"|([^\"<>@,;:()\[\]\\]*?))\s*<({_WORD}+@{_WORD}+)>|({_WORD}+@{_WORD}+))\s*(?:,|$)"
)
_DATE = re.compile(
    r"\s*(?:[A-Za-z]{3},)?\s*\d{1,2} [A-Za-z]{3} (?:19|20)\d\d \d\d:\d\d(?::[0-5]\d)?"
    r" (?:[+-](?:0\d|1[0-4])[0-5]\d|GMT|UTC|UT)\s*(?:\([A-Za-z ]{1,20}\)\s*)?"
)


def skim(raw: bytes, *, size_bytes: int | None = None) -> Reading:
    """Given a header section, return the message without its text, some ten times faster than `read`.

    Says what `read` says of the same bytes about sender, recipients, subject, date and
    Message-IDs; `headers` holds only fields that tell of contact, lists and authentication.
    Whatever is unusual (repeated fields, 8-bit bytes, groups, odd dates) is left to `read`.
    """
    raw_fields, _ = fields.split(fields.with_line_feeds(raw))
    kept = [(name, value) for name, value in raw_fields if _is_kept(name)]
    if not kept or b"\x00" in raw or not _is_plain([name for name, _ in kept]):
        return read(raw, size_bytes=size_bytes)
    decoded = [(name.decode("ascii"), *fields.decode(value)) for name, value in kept]
    headers = Headers(tuple((name, value) for name, value, _ in decoded))
    told = {name.lower().decode("ascii"): value for name, value in kept}
    addresses = {name: _mailboxes(told.get(name, b"")) for name in _ADDRESSES}
    date = _date(told.get("date", b""))
    is_understood = all(value.isascii() for value in told.values()) and all(
        known for name, _, known in decoded if name.lower() == "subject"
    )
    senders = addresses["from"]
    if not is_understood or not senders or date is None or None in addresses.values():
        return read(raw, size_bytes=size_bytes)
    size = len(raw) if size_bytes is None else max(size_bytes, len(raw))
    return _message(headers, addresses, senders[0], date, size, is_truncated=size > len(raw))


def _is_kept(name: bytes) -> bool:
    """Return True for fields of contact, and for those in which networks name their templates."""
    lower = name.lower()
    return lower.decode("ascii") in _KEPT or lower.startswith(_NETWORKS)


def _is_plain(names: list[bytes]) -> bool:
    """Return True when no field that mail has once comes twice."""
    single = [name for name in (each.lower().decode("ascii") for each in names) if name in _ONCE]
    return len(single) == len(set(single))


def _message(
    headers: Headers,
    addresses: dict[str, tuple[Address, ...] | None],
    sender: Address,
    date: datetime,
    size: int,
    *,
    is_truncated: bool,
) -> Message:
    subject = headers.get("Subject") or ""
    message_id = fields.message_ids(headers.get("Message-ID"), most=1)
    without_text = Message(digest="").zones
    return Message(
        digest=digest_of(headers, without_text),
        message_id=message_id[0] if message_id else None,
        sender=sender,
        reply_to=addresses["reply-to"] or (),
        to=addresses["to"] or (),
        cc=addresses["cc"] or (),
        subject=" ".join(subject.split()),
        date=date,
        in_reply_to=fields.message_ids(headers.get("In-Reply-To"), most=fields.MAX_IDS),
        references=fields.message_ids(headers.get("References"), most=fields.MAX_IDS),
        headers=headers,
        size_bytes=size,
        is_truncated=is_truncated,
        losses=("address-in-name",) if fields.has_other_address(sender) else (),
    )


def _mailboxes(value: bytes) -> tuple[Address, ...] | None:
    """Return the addresses of a field written in the usual way; None when it is not.

    >>> _mailboxes(b'"Lovelace, Ada" <Ada@example.com>, eve@example.org')
    (Address(email='ada@example.com', name='Lovelace, Ada'), Address(email='eve@example.org', name=''))
    """
    if not value.isascii():
        return None
    text = value.decode("ascii").replace("\n", "").strip()
    found: dict[str, Address] = {}
    end = 0
    while end < len(text):
        match = _MAILBOX.match(text, end)
        if match is None or match.end() == end:
            return None
        quoted, plain, bracketed, bare = match.groups()
        name, is_known = fields.decode((quoted or plain or "").encode())
        if not is_known:
            return None
        email = (bracketed or bare).lower()
        if ".." in email or email.startswith(".") or ".@" in email:
            return None
        found.setdefault(email, Address(email, " ".join(name.split())))
        end = match.end()
    return tuple(found.values())


def _date(value: bytes) -> datetime | None:
    """Return a usual Date (RFC 5322 section 3.3) in UTC; None for any other."""
    text = value.decode("ascii", "replace").replace("\n", " ")
    parsed = parsedate_tz(text) if _DATE.fullmatch(text) else None
    if parsed is None or parsed[9] is None:
        return None
    try:
        at = datetime(*parsed[:6], tzinfo=timezone(timedelta(seconds=parsed[9])))
    except ValueError:
        return None
    return at.astimezone(UTC)
