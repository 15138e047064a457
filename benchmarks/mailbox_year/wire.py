"""Messages as bytes, with the headers that each provider's server puts on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from benchmarks.mailbox_year.cast import Persona, Provider

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Passed:
    """What the receiving server found out about a message."""

    domain: str
    """The From domain."""
    dkim: str = "pass"
    dkim_domain: str = ""
    """Whose signature it was; the From domain when empty."""
    spf_domain: str = ""
    dmarc: str = "pass"


def trace(persona: Persona, passed: Passed, at: datetime) -> list[tuple[str, str]]:
    """Return the header fields the persona's own server adds, top first (FACTS section 7)."""
    signer = passed.dkim_domain or passed.domain
    spf_domain = passed.spf_domain or passed.domain
    spf = "pass" if passed.dmarc == "pass" else "softfail"
    when = format_datetime(at)
    from_host = f"out.{spf_domain}"
    if persona.provider is Provider.GMAIL:
        results = (
            f"mx.google.com; dkim={passed.dkim} header.i=@{signer} header.s=s1 header.b=AbCdEf12; "
            f"spf={spf} (google.com: domain of bounce@{spf_domain} designates 192.0.2.7 as permitted "
            f"sender) smtp.mailfrom=bounce@{spf_domain}; dmarc={passed.dmarc} (p=REJECT sp=REJECT "
            f"dis=NONE) header.from={passed.domain}"
        )
        return [
            ("Delivered-To", persona.email),
            ("Received", f"by 2002:a05:6a10:1234:b0:5c1:2d3e with SMTP id q12csp99; {when}"),
            ("Return-Path", f"<bounce@{spf_domain}>"),
            ("Received", f"from {from_host} ({from_host}. [192.0.2.7]) by mx.google.com with ESMTPS "
             f"id x7si1; {when}"),
            ("Received-SPF", f"{spf} (google.com: domain of bounce@{spf_domain})"),
            ("Authentication-Results", results),
        ]  # fmt: skip
    if persona.provider is Provider.MICROSOFT:
        seen = "signature was verified" if passed.dkim == "pass" else "no key for signature"
        action = "none" if passed.dmarc == "pass" else "oreject"
        results = (
            f"spf={spf} (sender IP is 192.0.2.7) smtp.mailfrom={spf_domain}; dkim={passed.dkim} "
            f"({seen}) header.d={signer};dmarc={passed.dmarc} action={action} "
            f"header.from={passed.domain};compauth={passed.dmarc} reason=100"
        )
        return [
            ("Received", "from DB9PR04MB0001.eurprd04.prod.outlook.com (2603:10a6:10:300::1) by "
             f"AM0PR04MB0002.eurprd04.prod.outlook.com with HTTPS; {when}"),
            ("Authentication-Results", results),
            ("Received-SPF", f"{spf.capitalize()} (protection.outlook.com: domain of {spf_domain})"),
            ("Received", f"from {from_host} (192.0.2.7) by "
             f"DB5EUR01FT0001.mail.protection.outlook.com with Microsoft SMTP Server; {when}"),
        ]  # fmt: skip
    host = f"mail.{persona.email.partition('@')[2]}"
    results = (
        f"{host}; dkim={passed.dkim} header.d={signer} header.s=s1; dmarc={passed.dmarc} "
        f"(policy=none) header.from={passed.domain}; spf={spf} smtp.mailfrom=bounce@{spf_domain}"
    )
    return [
        ("Return-Path", f"<bounce@{spf_domain}>"),
        ("Authentication-Results", results),
        ("Received", f"from {from_host} ({from_host} [192.0.2.7]) by {host} (Postfix) with ESMTPS id "
         f"4Zx; {when}"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is bytes. `sender` and recipients are (name, address)."""

    id: str
    at: datetime
    sender: tuple[str, str]
    to: Sequence[tuple[str, str]]
    subject: str
    text: str
    cc: Sequence[tuple[str, str]] = ()
    references: Sequence[str] = ()
    html: str = ""
    calendar: str = ""
    """The iTIP method of a calendar part, "" for none."""
    extra: Pairs = ()


def written(draft: Draft, top: Pairs = ()) -> bytes:
    """Return the message's bytes (CRLF), below the trace fields `top`."""
    pairs = [*top, ("From", _person(draft.sender))]
    pairs.append(("To", ", ".join(_person(one) for one in draft.to)))
    if draft.cc:
        pairs.append(("Cc", ", ".join(_person(one) for one in draft.cc)))
    pairs += [
        ("Subject", _encoded(draft.subject)),
        ("Date", format_datetime(draft.at)),
        ("Message-ID", f"<{draft.id}>"),
    ]
    if draft.references:
        pairs.append(("In-Reply-To", f"<{draft.references[-1]}>"))
        pairs.append(("References", " ".join(f"<{one}>" for one in draft.references)))
    pairs += [*draft.extra, ("MIME-Version", "1.0")]
    parts = [("text/plain; charset=UTF-8", draft.text)]
    if draft.html:
        parts.append(("text/html; charset=UTF-8", draft.html))
    if draft.calendar:
        parts.append((f"text/calendar; method={draft.calendar}; charset=UTF-8", _event(draft)))
    return _joined(pairs, parts)


def _joined(pairs: Pairs, parts: Pairs) -> bytes:
    lines = [f"{name}: {value}" for name, value in pairs]
    if len(parts) == 1:
        kind, text = parts[0]
        lines += [f"Content-Type: {kind}", "Content-Transfer-Encoding: 8bit", "", text]
    else:
        lines += ['Content-Type: multipart/alternative; boundary="=_year"', ""]
        for kind, text in parts:
            lines += ["--=_year", f"Content-Type: {kind}", "Content-Transfer-Encoding: 8bit"]
            lines += ["", text]
        lines.append("--=_year--")
    whole = "\n".join(lines) + "\n"
    return whole.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _person(person: tuple[str, str]) -> str:
    name, email = person
    if not name:
        return email
    return formataddr((name, email)) if name.isascii() else f"{_encoded(name)} <{email}>"


def _encoded(text: str) -> str:
    flat = " ".join(text.split())
    return flat if flat.isascii() else Header(flat, "utf-8", maxlinelen=900).encode()


def _event(draft: Draft) -> str:
    stamp = draft.at.strftime("%Y%m%dT%H%M%SZ")
    return (
        f"BEGIN:VCALENDAR\nMETHOD:{draft.calendar}\nBEGIN:VEVENT\nUID:{draft.id}\nDTSTAMP:{stamp}\n"
        f"DTSTART:{stamp}\nSUMMARY:{draft.subject}\nEND:VEVENT\nEND:VCALENDAR"
    )
