"""Every message in the same envelope, so that no filter can tell a corpus by its headers."""

from __future__ import annotations

import email
from datetime import datetime
from email.header import decode_header
from email.message import EmailMessage, Message
from email.utils import format_datetime
from hashlib import sha256

from notworking.learn.corpora import Sample
from notworking.mail.markup import read_html

_MOST_CHARACTERS = 100_000


def wrapped(sample: Sample, at: datetime) -> bytes:
    """Return a sample's subject and text as plain mail of a stranger, sent `at`, in bytes.

    All headers but Subject are the same for all samples; Message-ID is as long for all, and
    differs because filters learn a message once. Text is UTF-8 in quoted-printable throughout:
    an encoding that followed the text would tell a corpus, too. There is no Received: filters
    hold an invented one against every message alike.
    """
    subject, text = subject_and_text(sample)
    name = sha256(sample.id.encode()).hexdigest()[:24]
    message = EmailMessage()
    message["Date"] = format_datetime(at)
    message["From"] = "Robin Stranger <robin@mail.example.org>"
    message["To"] = "Sam Okafor <sam@example.com>"
    message["Message-ID"] = f"<{name}@mail.example.org>"
    message["Subject"] = _encodable(" ".join(_printable(subject).split()))
    body = _encodable(text)[:_MOST_CHARACTERS]
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


def subject_and_text(sample: Sample) -> tuple[str, str]:
    """Return what a reader sees of a sample: its subject and its text.

    Of a raw message the plain part is taken; where it says nothing, the visible text of the
    HTML part. Attachments, images and the addresses behind links are left out.
    """
    if sample.raw is None:
        return sample.subject, sample.body
    message = email.message_from_bytes(sample.raw)
    plain = "\n\n".join(_texts(message, "text/plain"))
    if sum(map(str.isalpha, plain)) >= 20:
        return _subject(message), plain
    rich = "\n\n".join(read_html(page).text for page in _texts(message, "text/html"))
    return _subject(message), rich or plain


def _subject(message: Message) -> str:
    """Return the subject decoded, as it stands where that fails."""
    told = message.get("Subject", "")
    try:
        parts = decode_header(told)
    except ValueError:
        return str(told)
    return "".join(
        part if isinstance(part, str) else _decoded(part, charset) for part, charset in parts
    )


def _texts(message: Message, kind: str) -> list[str]:
    """Return the decoded text of all parts of one kind that are not attachments."""
    return [
        _decoded(payload, part.get_content_charset())
        for part in message.walk()
        if part.get_content_type() == kind
        and part.get_content_disposition() != "attachment"
        and isinstance(payload := part.get_payload(decode=True), bytes)
    ]


def _decoded(raw: bytes, charset: str | None) -> str:
    """Return bytes as text: in the charset named, else UTF-8, else Latin 1."""
    for one in (charset or "utf-8", "utf-8"):
        try:
            return raw.decode(one)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _encodable(text: str) -> str:
    """Return text without lone surrogates and NUL, which no message can carry."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
