"""Bytes to Message, by mail-parser; notices what the parser silently lost."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as MimePart
from functools import cache, lru_cache
from typing import Any

import mailparser

from notworking.mail import fields, language, links, markup, parts, zones
from notworking.mail.message import Address, Headers, Link, Message, Reading, Unreadable, Zones

MAX_ADDRESSES = 200
MAX_PART_CHARS = 65_536
MAX_FIELD_BYTES = 32_768
MAX_CACHED_BYTES = 1_024

_ADDRESSES = (b"from", b"to", b"cc", b"reply-to")
_PARSED = frozenset(
    b"subject date mime-version content-type content-transfer-encoding content-disposition"
    b" content-id".split()
).union(_ADDRESSES)
_ACTUAL_BOUNDARY = re.compile(
    rb"^--([^\s\"-][^\n\"]{0,80})\nContent-", re.IGNORECASE | re.MULTILINE
)
_ENCODED_WORD = re.compile(rb"=\?[^?\s]*\?[bq]\?[^?]*\?=", re.IGNORECASE)
_NO_HTML = re.compile(r"\b(?:html|browser|view)\b", re.IGNORECASE)

Mailboxes = tuple[tuple[str, str], ...]
"""Pairs of display name and address, as mail-parser gives them."""
_PARSER_FAULTS = (mailparser.exceptions.MailParserError, *parts.PARSER_FAULTS)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What mail-parser made of a message; all empty where it failed."""

    mail: dict[str, Any]
    date: datetime | None = None
    plain: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    parts: tuple[MimePart, ...] = ()
    has_failed: bool = False


def read(raw: bytes, *, size_bytes: int | None = None) -> Reading:
    """Given a message's bytes, or only their beginning, return it as a value. Never raises.

    `size_bytes` is the size of the whole message (RFC822.SIZE); more than `raw` has means that it
    is truncated. `Unreadable` when there are no mail headers at all. `losses` names what is there
    but could not be read: "from", "subject", "date", "charset" (unknown one in a header), "body";
    and two signs of deception: "from-repeated" and "address-in-name".
    """
    size = len(raw) if size_bytes is None else max(size_bytes, len(raw))
    if not raw.strip(b"\x00 \t\r\n"):
        return Unreadable("empty", size)
    raw_fields, body = fields.split(fields.with_line_feeds(raw.replace(b"\x00", b"")))
    if not raw_fields:
        return Unreadable("no mail headers", size)
    parsed = _parse(raw_fields, body)
    decoded = [(name.decode("ascii"), *fields.decode(value)) for name, value in raw_fields]
    headers = Headers(tuple((name, value) for name, value, _ in decoded))
    sender = _sender(parsed, headers)
    subject = fields.tidy(parsed.mail.get("subject") or "") or headers.get("Subject") or ""
    text, own_links, has_text = _text_and_links(parsed)
    cut = zones.cut(text)
    message_id = fields.message_ids(headers.get("Message-ID"), most=1)
    return Message(
        digest=digest_of(headers, cut),
        message_id=message_id[0] if message_id else None,
        sender=sender,
        reply_to=_addresses(parsed, "reply-to"),
        to=_addresses(parsed, "to"),
        cc=_addresses(parsed, "cc"),
        subject=" ".join(subject.split()),
        date=parsed.date,
        in_reply_to=fields.message_ids(headers.get("In-Reply-To"), most=fields.MAX_IDS),
        references=fields.message_ids(headers.get("References"), most=fields.MAX_IDS),
        headers=headers,
        zones=cut,
        links=_all_links(own_links, cut),
        language=language.detect(cut.new),
        has_attachment=any(map(parts.is_attachment, parsed.parts)),
        calendar_method=parts.calendar_method(parsed.parts),
        size_bytes=size,
        is_truncated=size > len(raw),
        losses=_losses(
            parsed, headers, sender, decoded, has_body=bool(body.strip()), has_text=has_text
        ),
    )


def _parse(raw_fields: list[fields.RawField], body: bytes) -> _Parsed:
    """Hand mail-parser the fields it is needed for, each once, as it makes lists of repeated ones.

    Received alone would cost it a third of its time. Bare 8-bit fields become UTF-8, as it loses
    the letters of others without a word.
    """
    needed: dict[bytes, bytes] = {}
    for name, value in raw_fields:
        if name.lower() in _PARSED:
            safe = value if value.isascii() else fields.from_8bit(value).encode()
            needed.setdefault(name.lower(), safe[:MAX_FIELD_BYTES].replace(b"\n", b""))
    _silence_parser()
    mailboxes = _taken_mailboxes(needed)
    parsed = _parse_fields(needed, body)
    parsed.mail.update(mailboxes)
    return parsed


def _taken_mailboxes(needed: dict[bytes, bytes]) -> dict[str, Mailboxes]:
    """Take the address fields out that need not be parsed with the message; return their mailboxes.

    One mailbox's mail repeats its addresses: parsed field by field, each is parsed but once.
    """
    taken: dict[str, Mailboxes] = {}
    for name in _ADDRESSES:
        value = needed.get(name)
        if value is not None and len(value) <= MAX_CACHED_BYTES and value.isascii():
            mailboxes = _mailboxes(value.decode("ascii").lstrip(" \t"))
            if mailboxes is not None:
                taken[name.decode("ascii")] = mailboxes
                del needed[name]
    return taken


@lru_cache(maxsize=2_048)
def _mailboxes(value: str) -> Mailboxes | None:
    """Return the display names and addresses in a field's value, None where mail-parser fails."""
    try:
        return tuple(mailparser.utils.get_addresses(value, decode_names=True))
    except _PARSER_FAULTS:
        return None


def _parse_fields(needed: dict[bytes, bytes], body: bytes) -> _Parsed:
    """Parse; where that fails, without encoded words, and at last the fields alone."""
    for attempt in (needed, _without_encoded_words(needed)):
        try:
            return _parse_with_boundary(attempt, body)
        except _PARSER_FAULTS:
            continue
    return _parse_again(_without_encoded_words(needed), body)


def _parse_with_boundary(needed: dict[bytes, bytes], body: bytes) -> _Parsed:
    """Parse; and where the stated boundary never appears, again with the one that does."""
    parsed = _parsed(mailparser.parse_from_bytes(_joined(needed, body)), body)
    actual = _ACTUAL_BOUNDARY.search(body) if parsed.has_failed else None
    if not actual:
        return parsed
    mended = {**needed, b"content-type": b'multipart/mixed; boundary="%s"' % actual[1]}
    return _parsed(mailparser.parse_from_bytes(_joined(mended, body)), body)


def _without_encoded_words(needed: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Return the fields without the encoded words that defeat the parser; addresses stay."""
    return {
        name: _ENCODED_WORD.sub(b"", value) for name, value in needed.items() if name != b"subject"
    }


def _joined(needed: dict[bytes, bytes], body: bytes) -> bytes:
    return b"".join(b"%s:%s\n" % pair for pair in needed.items()) + b"\n" + body


def _parsed(mail: mailparser.MailParser, body: bytes) -> _Parsed:
    """Take over mail-parser's result, with the texts it lost: of unknown charsets, or no parts."""
    walked = tuple(mail.message.walk())
    plain = _redecoded(mail.text_plain, walked, "text/plain")
    html = _redecoded(mail.text_html, walked, "text/html")
    has_failed = (
        len(walked) == 1 and walked[0].get_content_maintype() == "multipart" and bool(body.strip())
    )
    if has_failed:
        plain = (fields.from_8bit(body[: 4 * MAX_PART_CHARS]),)
    elif not (plain or html):
        plain = tuple(text for text in mail.text_not_managed if not text.startswith("BEGIN:V"))
    return _Parsed(mail.mail, mail.date, plain, html, walked, has_failed=has_failed)


def _redecoded(texts: list[str], walked: tuple[MimePart, ...], kind: str) -> tuple[str, ...]:
    """Return the texts; those full of U+FFFD again from their bytes, as UTF-8 or Windows-1252."""
    if not any("\ufffd" in text for text in texts):
        return tuple(texts)
    payloads = [parts.payload_of(part) for part in walked if part.get_content_type() == kind]
    if len(payloads) != len(texts):
        return tuple(texts)
    return tuple(
        fields.from_8bit(payload) if "\ufffd" in text and payload else text
        for text, payload in zip(texts, payloads, strict=True)
    )


@cache
def _silence_parser() -> None:
    """Keep mail-parser from logging: its errors quote header fields, and no log may hold those."""
    mailparser.core.log.disabled = True
    mailparser.utils.log.disabled = True


def _parse_again(needed: dict[bytes, bytes], body: bytes) -> _Parsed:
    """Where the whole message defeats mail-parser, read the fields alone, and the body as plain text."""
    text = fields.from_8bit(body[: 4 * MAX_PART_CHARS])
    plain = (text,) if "\x00" not in text else ()
    flat = {name: value for name, value in needed.items() if not name.startswith(b"content-")}
    try:
        mail = mailparser.parse_from_bytes(_joined(flat, b""))
        return _Parsed(mail.mail, mail.date, plain, has_failed=True)
    except _PARSER_FAULTS:
        return _Parsed({}, None, plain, has_failed=True)


def _sender(parsed: _Parsed, headers: Headers) -> Address | None:
    """Return the first address of From; by a tolerant reading where mail-parser sees none."""
    found = _addresses(parsed, "from")
    if found:
        return found[0]
    written = headers.get("From")
    return fields.find_address(written) if written else None


def _addresses(parsed: _Parsed, name: str) -> tuple[Address, ...]:
    """Return a field's addresses, at most `MAX_ADDRESSES`, without empty and doubled ones."""
    found: dict[str, Address] = {}
    for display_name, email in parsed.mail.get(name) or ():
        address = "".join(fields.tidy(email).split()).lower()
        if "@" in address and address not in found:
            shown = "" if display_name == email else display_name
            found[address] = Address(address, " ".join(fields.tidy(shown).split()))
            if len(found) >= MAX_ADDRESSES:
                break
    return tuple(found.values())


def _text_and_links(parsed: _Parsed) -> tuple[str, tuple[Link, ...], bool]:
    """Return the text to cut, the links of the HTML parts, and whether any part had text.

    Plain text is preferred where it says something; many senders put only "open this in a browser"
    there.
    """
    plain = "\n\n".join(part[:MAX_PART_CHARS] for part in parsed.plain if part.strip())
    pages = [markup.read_html(part[: 4 * MAX_PART_CHARS]) for part in parsed.html]
    rich = "\n\n".join(page.text[:MAX_PART_CHARS] for page in pages if page.text)
    own_links = tuple(link for page in pages for link in page.links)[: links.MAX_LINKS]
    plain = fields.tidy_lines(markup.visible(plain))
    text = plain if _has_substance(plain, rich) else fields.tidy_lines(rich)
    return text, own_links, bool(parsed.plain or parsed.html)


def _has_substance(plain: str, rich: str) -> bool:
    """Return True when the plain part carries the message, not only a stand-in for the HTML part."""
    if not rich:
        return True
    letters = sum(map(str.isalpha, plain[:2_000]))
    if letters < 20:
        return letters > len(rich) // 4
    is_much_shorter = len(plain) * 4 < len(rich)
    return not (is_much_shorter and (letters < 200 or _NO_HTML.search(plain[:400])))


def _all_links(own: tuple[Link, ...], cut: Zones) -> tuple[Link, ...]:
    """Return the HTML's links, then those written out in the sender's own text that it lacks."""
    known = {(link.host, link.path) for link in own}
    written = links.in_text("\n".join((cut.new, cut.signature, cut.footer)))
    more = {(link.host, link.path): link for link in written if (link.host, link.path) not in known}
    return (*own, *more.values())[: links.MAX_LINKS]


def digest_of(headers: Headers, cut: Zones) -> str:
    """Return what recognises a message on any server: spaces and line ends do not count."""
    known = (headers.get(name) or "" for name in ("Message-ID", "Date", "From", "Subject"))
    text = "\x1f".join(" ".join(part.split()) for part in (*known, cut.new[:5_000]))
    return hashlib.sha256(text[:12_000].encode("utf-8", "replace")).hexdigest()[:32]


def _losses(
    parsed: _Parsed,
    headers: Headers,
    sender: Address | None,
    decoded: list[tuple[str, str, bool]],
    *,
    has_body: bool,
    has_text: bool,
) -> tuple[str, ...]:
    senders = headers.get_all("From")
    noticed = {
        "from": sender is None and any(value.strip() for value in senders),
        "from-repeated": len(senders) > 1,
        "address-in-name": sender is not None and fields.has_other_address(sender),
        "subject": any(
            name.lower() == "subject" and not (known or text) for name, text, known in decoded
        ),
        "date": parsed.date is None and bool(headers.get("Date")),
        "charset": any(
            not known and name.lower() in ("from", "to", "cc", "subject", "reply-to")
            for name, _, known in decoded
        ),
        "body": parsed.has_failed
        or (has_body and not has_text and any(map(parts.is_text, parsed.parts))),
    }
    return tuple(name for name, is_so in noticed.items() if is_so)
