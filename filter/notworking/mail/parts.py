"""What one MIME part is: a file for the reader, a calendar entry, text. Never raises."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.message import Message as MimePart

from notworking.mail.fields import from_8bit

PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MessageError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What the stdlib's parser raises on malformed mail, and mail-parser above it: from codecs, headers,
structures and nesting. MemoryError and the like are not here."""

_METHOD = re.compile(
    r"^METHOD(?:;[^:\n]{0,100})?:\s*([A-Za-z-]{1,30})", re.IGNORECASE | re.MULTILINE
)
_TOKEN = re.compile(r"[A-Za-z-]{1,30}")


def is_attachment(part: MimePart) -> bool:
    """Return True for a part that is a file for the reader; images inside the HTML are none."""
    try:
        return _is_file(part)
    except PARSER_FAULTS:
        return False


def _is_file(part: MimePart) -> bool:
    kind = part.get_content_type()
    if part.is_multipart() and kind != "message/rfc822":
        return False
    disposition = str(part.get("content-disposition", "")).lower().lstrip()
    if disposition.startswith("attachment"):
        return True
    has_name = "name=" in f"{disposition} {part.get('content-type', '')}".lower()
    if kind.startswith("text/"):
        return has_name and not disposition.startswith("inline") and kind != "text/calendar"
    return has_name and not (kind.startswith("image/") and part.get("content-id"))


def is_text(part: MimePart) -> bool:
    """Return True for a part of plain or HTML text that is not empty."""
    try:
        return part.get_content_type() in ("text/plain", "text/html") and bool(payload_of(part))
    except PARSER_FAULTS:
        return True


def payload_of(part: MimePart) -> bytes:
    """Return the part's bytes with the transfer encoding undone, b"" when that fails."""
    try:
        payload = part.get_payload(decode=True)
    except PARSER_FAULTS:
        return b""
    return payload if isinstance(payload, bytes) else b""


def calendar_method(parts: tuple[MimePart, ...]) -> str:
    """Return the iTIP method (RFC 5546) of the first calendar part, upper case, or "".

    From the method parameter, else from the METHOD line in the part itself.
    """
    for part in parts:
        try:
            if part.get_content_type() != "text/calendar":
                continue
            stated = _TOKEN.fullmatch(str(part.get_param("method", "")))
        except PARSER_FAULTS:
            continue
        if stated:
            return stated[0].upper()
        inside = _METHOD.search(from_8bit(payload_of(part)[:20_000]))
        if inside:
            return inside[1].upper()
    return ""
