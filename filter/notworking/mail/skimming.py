"""Header bytes to Message, for old mail: who wrote to whom and when, and none of the text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from notworking.mail import fields
from notworking.mail.message import Address, Headers, Message, Reading, Zones
from notworking.mail.reading import digest_of, read

_ADDRESSES = (b"from", b"reply-to", b"to", b"cc")
_ONCE = frozenset({*_ADDRESSES, b"subject", b"date", b"message-id", b"in-reply-to", b"references"})
_KEPT = _ONCE | {
    b"authentication-results",
    b"received",
    b"list-id",
    b"list-post",
    b"auto-submitted",
    b"precedence",
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
    kept = [(name, name.lower(), value) for name, value in raw_fields]
    kept = [one for one in kept if one[1] in _KEPT or one[1].startswith(_NETWORKS)]
    told = {lower: value for _, lower, value in kept if lower in _ONCE}
    is_usual = sum(lower in _ONCE for _, lower, _ in kept) == len(told)
    if not is_usual or b"\x00" in raw or not all(value.isascii() for value in told.values()):
        return read(raw, size_bytes=size_bytes)
    addresses = {name: _mailboxes(told.get(name, b"")) for name in _ADDRESSES}
    date = _date(told.get(b"date", b""))
    is_decoded = fields.decode(told.get(b"subject", b""))[1] or not told.get(b"subject")
    if not is_decoded or not addresses[b"from"] or date is None or None in addresses.values():
        return read(raw, size_bytes=size_bytes)
    size = len(raw) if size_bytes is None else max(size_bytes, len(raw))
    pairs = tuple((name.decode("ascii"), fields.decode(value)[0]) for name, _, value in kept)
    return _message(Headers(pairs), addresses, date, size, is_truncated=size > len(raw))


def _message(
    headers: Headers,
    addresses: dict[bytes, tuple[Address, ...] | None],
    date: datetime,
    size: int,
    *,
    is_truncated: bool,
) -> Message:
    told = {name.lower(): value for name, value in headers.pairs}
    message_id = fields.message_ids(told.get("message-id"), most=1)
    sender = (addresses[b"from"] or ())[0]
    return Message(
        digest=digest_of(headers, Zones()),
        message_id=message_id[0] if message_id else None,
        sender=sender,
        reply_to=addresses[b"reply-to"] or (),
        to=addresses[b"to"] or (),
        cc=addresses[b"cc"] or (),
        subject=" ".join(told.get("subject", "").split()),
        date=date,
        in_reply_to=fields.message_ids(told.get("in-reply-to"), most=fields.MAX_IDS),
        references=fields.message_ids(told.get("references"), most=fields.MAX_IDS),
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
