"""Samples turned into what the judge reads: words and findings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from notworking.judge.verdict import Finding
from notworking.judge.words import Words
from notworking.learn.corpora import Sample
from notworking.mail.message import Headers

_CUT = re.compile(r"^(?:-- ?|On .{10,80} wrote:|-{3,} ?Original Message.*|_{10,})$", re.M)


@dataclass(frozen=True, slots=True)
class Material:
    """One sample as the judge sees it."""

    sample: Sample
    words: Words
    findings: tuple[Finding, ...]


def materials(samples: Iterable[Sample]) -> list[Material]:
    """Return the samples read, in order."""
    return [_material(sample) for sample in samples]


def _material(sample: Sample) -> Material:
    subject, body = sample.subject, sample.body
    if sample.raw is not None:
        subject, body = _read(sample.raw)
    found = _CUT.search(body)
    body = body[: found.start()] if found and found.start() > 20 else body
    lines = [line for line in body.splitlines() if not line.startswith(">")]
    words = Words(
        subject=subject,
        text="\n".join(lines),
        language=sample.lang,
        sender_name=sample.sender_name,
        headers=Headers(sample.headers) if sample.headers else None,
        is_reply=sample.is_reply,
    )
    return Material(sample, words, ())


def _read(raw: bytes) -> tuple[str, str]:
    message = message_from_bytes(raw, policy=policy.default)
    try:
        subject = str(message["subject"] or "")
        part = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
        body = str(part.get_content()) if part is not None else ""
        if part is not None and part.get_content_subtype() == "html":
            body = re.sub(r"<(style|script).*?</\1>|<[^>]*>|&nbsp;", " ", body, flags=re.S | re.I)
    except (LookupError, ValueError, KeyError, AttributeError, TypeError):
        subject, body = "", raw.decode("latin-1").partition("\n\n")[2]
    return subject, body
