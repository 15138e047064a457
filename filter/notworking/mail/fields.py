"""Header fields as they lie in the bytes: split, unfolded and decoded without ever failing."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from quopri import decodestring

from notworking.mail.message import Address

MAX_FIELDS = 1_000
MAX_VALUE_CHARS = 16_384
MAX_IDS = 100

_NAME = re.compile(rb"[!-9;-~]{1,200}")
_ID = re.compile(r"<([^<>]{1,1000})>")
_FOLD = re.compile(rb"\n[ \t]*")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))
_LINE_CONTROL = {**_CONTROL, 9: " ", 10: " "}
_BRACKETED_ADDRESS = re.compile(r"<\s*([^\s<>@]{1,200}@[^\s<>@]{1,250})\s*>?")
_BARE_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]{1,100}@[^\s<>@,;:\"()\[\]]{1,250}")
_KNOWN = frozenset(
    b"from to cc subject date message-id received return-path mime-version content-type sender"
    b" reply-to delivered-to in-reply-to references dkim-signature".split()
)

RawField = tuple[bytes, bytes]


def with_line_feeds(raw: bytes) -> bytes:
    """Return the bytes with every kind of line end (CRLF, CR, CR CR LF) turned into LF."""
    if b"\r" not in raw:
        return raw
    return raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def split(raw: bytes) -> tuple[list[RawField], bytes]:
    r"""Given bytes with LF line ends, return the header fields in order, and the body.

    Tolerates a byte order mark, blank lines or an mbox "From " line in front, and stray lines
    between fields (kept out). No fields means that the bytes are no message.

    >>> split(b"From x Mon\nSubject: a\n b\n\nHello")
    ([(b'Subject', b' a\n b')], b'Hello')
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\n\x00 \t")
    head, _, body = raw.partition(b"\n\n")
    lines = head.split(b"\n")
    fields: list[RawField] = []
    for number, line in enumerate(lines):
        if line[:1] in (b" ", b"\t") and fields:
            name, value = fields[-1]
            fields[-1] = (
                name,
                b"%s\n%s" % (value, line) if len(value) < MAX_VALUE_CHARS else value,
            )
            continue
        name, colon, value = line.partition(b":")
        name = name.rstrip()
        if colon and _NAME.fullmatch(name):
            if len(fields) < MAX_FIELDS:
                fields.append((name, value))
        elif number and not _more_fields(lines[number + 1 : number + 20]):
            return _messagelike(fields), b"\n".join((*lines[number:], b"", body))
    return _messagelike(fields), body


def _more_fields(lines: list[bytes]) -> bool:
    return any(line.partition(b":")[0].strip().lower() in _KNOWN for line in lines)


def _messagelike(fields: list[RawField]) -> list[RawField]:
    """Return the fields, or none when not one of them is a field that mail has."""
    return fields if any(name.lower() in _KNOWN for name, _ in fields) else []


def decode(value: bytes) -> tuple[str, bool]:
    r"""Given one raw field body, return its text and whether every charset in it was understood.

    Unfolds, decodes RFC 2047 encoded words (also inside quotes, as much real mail has them) and
    bare 8-bit bytes (UTF-8, else Windows-1252), and removes control characters.

    >>> decode(b" =?utf-8?q?M=C3=BCller?=\n Ada")
    ('Müller Ada', True)
    """
    value = _FOLD.sub(b" ", value[:MAX_VALUE_CHARS]).strip()
    text = from_8bit(value)
    if "=?" not in text:
        return tidy(text), True
    return _decode_words(text)


def from_8bit(value: bytes) -> str:
    """Return bytes of no stated charset as text: UTF-8, else Windows-1252."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def tidy(text: str) -> str:
    """Return one line that any database and any terminal takes: no control characters, no surrogates."""
    if text.isascii() and text.isprintable():
        return text
    return _encodable(text).translate(_LINE_CONTROL)


def tidy_lines(text: str) -> str:
    """As `tidy`, but tabs and line feeds stay."""
    return _encodable(text).translate(_CONTROL)


def _encodable(text: str) -> str:
    """Return the text with surrogates turned back into the bytes they stand for, or into "?"."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return from_8bit(
            text.encode("utf-8", "surrogateescape" if _is_escaped(text) else "replace")
        )
    return text


def _is_escaped(text: str) -> bool:
    """Tell surrogates that stand for raw bytes (PEP 383) from any others."""
    return not any("\ud800" <= char <= "\udc7f" or "\udd00" <= char <= "\udfff" for char in text)


def _decode_words(text: str) -> tuple[str, bool]:
    pieces: list[tuple[str, bytes | str]] = []
    end = 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[end : match.start()]
        if between and not (between.isspace() and pieces and pieces[-1][0]):
            pieces.append(("", between))
        charset = match[1].partition("*")[0].lower()
        content = _word_bytes(match[2], match[3])
        if pieces and pieces[-1][0] == charset and isinstance(pieces[-1][1], bytes):
            pieces[-1] = (charset, pieces[-1][1] + content)
        else:
            pieces.append((charset, content))
        end = match.end()
    pieces.append(("", text[end:]))
    decoded = [_decode_piece(charset, content) for charset, content in pieces]
    text = tidy("".join(part for part, _ in decoded))
    return text, bool(text) and all(known for _, known in decoded)


def _word_bytes(encoding: str, content: str) -> bytes:
    octets = content.encode("utf-8", "surrogateescape" if _is_escaped(content) else "replace")
    if encoding in "qQ":
        return decodestring(octets.replace(b"_", b" "), header=True)
    try:
        return b64decode(octets + b"===")
    except (binascii.Error, ValueError):
        return octets


def _decode_piece(charset: str, content: bytes | str) -> tuple[str, bool]:
    if isinstance(content, str):
        return content, True
    try:
        return content.decode(charset), True
    except (LookupError, UnicodeError, ValueError):
        return from_8bit(content), False


def message_ids(value: str | None, *, most: int) -> tuple[str, ...]:
    """Return Message-IDs without brackets, in order; the first and the latest when there are many.

    >>> message_ids("Ada's message of Monday <1@example.com>", most=9)
    ('1@example.com',)
    """
    if not value:
        return ()
    found = ["".join(each.split()) for each in _ID.findall(value)]
    if not found:
        found = [word.strip("<>,;") for word in value.split() if "@" in word]
    distinct = list(dict.fromkeys(each for each in found if each))
    return tuple(
        distinct if len(distinct) <= most else [distinct[0], *distinct[len(distinct) - most + 1 :]]
    )


def find_address(text: str) -> Address | None:
    """Given a decoded From field that no parser took, return the one address in it, if one is sure.

    "<ada@example.com> <eve@example.org>" names two, so nobody: None.
    """
    bracketed = _BRACKETED_ADDRESS.findall(text[:2_000])
    found = bracketed or _BARE_ADDRESS.findall(text[:2_000])
    if len({address.lower() for address in found}) != 1:
        return None
    email = found[0].lower().rstrip(".>")
    name = text.partition("<")[0] if bracketed else text.replace(found[0], " ")
    return Address(email, " ".join(name.split()).strip(" \"'<>()"))


def has_other_address(address: Address) -> bool:
    """Return True when the display name itself holds a different mail address (a known trick)."""
    if "@" not in address.name:
        return False
    shown = [found.lower().rstrip(".") for found in _BARE_ADDRESS.findall(address.name)]
    return any(found != address.email for found in shown)
