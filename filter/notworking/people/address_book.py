"""Address books: vCard 2.1, 3.0 and 4.0, and Google's contacts CSV in both layouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from quopri import decodestring
from urllib.parse import unquote

from notworking.people.event import Direction, Event, EventKind, IdentityLink, LinkStrength
from notworking.people.networks.data import bundled
from notworking.people.networks.names import slug_in
from notworking.people.person import (
    Me,
    address_identity,
    fold_name,
    is_machine_address,
    profile_identity,
    tidy_name,
)
from notworking.people.rows import Import, RowProblem, full_name, read_rows, row_key

KNOWN_SINCE = datetime(1970, 1, 1, tzinfo=UTC)
"""Address books do not say since when: the event carries no date of its own."""

_JOINT = " ::: "


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of an address book."""

    name: str
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    line: int = 0


@dataclass(slots=True)
class _Card:
    """A vCard while it is read."""

    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "")


def read_vcards(text: str, me: Me) -> Import:
    """Given a file of vCards (RFC 2426, RFC 6350, or 2.1), return KNOWN events and links.

    Folded lines, groups (`item1.EMAIL`), parameters, quoted-printable with soft line breaks and
    `N` without `FN` are read. A XING contact card is a vCard with a XING profile as URL.
    """
    contacts: list[Contact] = []
    problems: list[RowProblem] = []
    for card in _cards(text):
        contact = _contact(card)
        if contact.emails or contact.urls:
            contacts.append(contact)
        else:
            problems.append(RowProblem(card.line, "a card without mail address or profile"))
    return _import(contacts, problems, me)


def read_google_contacts(text: str, me: Me) -> Import:
    """Given Google's contacts CSV, return KNOWN events and links.

    Current layout (`First Name`, `E-mail 1 - Value`) and older one (`Given Name`); several values
    of one cell are joined by ` ::: `. Rows without an address are phone contacts and not counted.
    """
    contacts: list[Contact] = []
    problems: list[RowProblem] = []
    heading = "first name" if _is_current(text) else "given name"
    for row in read_rows(text, heading, "e-mail 1 - value"):
        if row.problem:
            problems.append(RowProblem(row.line, row.problem))
            continue
        name = full_name(row.get("first name", "given name"), row.get("last name", "family name"))
        cells = [(key, value) for key, value in row.cells.items() if value]
        emails = _values(cells, "e-mail ")
        urls = _values(cells, "website ")
        if emails:
            contacts.append(
                Contact(row.get("name") or name or row.get("file as"), emails, urls, row.line)
            )
    return _import(contacts, problems, me)


def _is_current(text: str) -> bool:
    return next(read_rows(text, "first name", "e-mail 1 - value"), None) is not None


def _values(cells: list[tuple[str, str]], prefix: str) -> tuple[str, ...]:
    return tuple(
        part.strip()
        for key, value in cells
        if key.startswith(prefix) and key.endswith("value")
        for part in value.split(_JOINT)
        if part.strip()
    )


def _import(contacts: list[Contact], problems: list[RowProblem], me: Me) -> Import:
    events: list[Event] = []
    links: list[IdentityLink] = []
    wrong = list(problems)
    for contact in contacts:
        good = [email for email in contact.emails if _is_address(email)]
        wrong.extend(
            RowProblem(contact.line, f'"{email[:60]}" is no mail address')
            for email in contact.emails
            if not _is_address(email)
        )
        identities = [address_identity(email) for email in good if not me.is_mine(email)]
        identities += [profile_identity(profile) for profile in _profiles(contact.urls)]
        identities = [one for one in dict.fromkeys(identities) if not is_machine_address(one.value)]
        events.extend(
            Event(
                kind=EventKind.KNOWN,
                direction=Direction.MINE,
                who=who,
                at=KNOWN_SINCE,
                key=row_key("address book", who.value),
                detail="address book",
                label=tidy_name(contact.name) if fold_name(contact.name) else "",
            )
            for who in identities
        )
        links.extend(
            IdentityLink(identities[0], other, LinkStrength.EXACT, "one entry of your address book")
            for other in identities[1:]
        )
    told = sorted(wrong, key=lambda problem: problem.line)
    return Import(
        tuple(dict.fromkeys(events)), tuple(dict.fromkeys(links)), len(contacts), 0, tuple(told)
    )


def _is_address(email: str) -> bool:
    local, at, domain = email.rpartition("@")
    return bool(local and at and "." in domain) and not any(char.isspace() for char in email)


def _profiles(urls: tuple[str, ...]) -> Iterator[str]:
    for url in urls:
        place = url.partition("://")[2] or url
        place = place.partition("?")[0].partition("#")[0]
        for data in bundled().networks:
            slug = slug_in(place, data)
            if slug:
                yield f"{data.network}:{slug}"


def _cards(text: str) -> Iterator[_Card]:
    card: _Card | None = None
    for line, content in _unfolded(text):
        name, parameters, value = _property(content)
        if name == "BEGIN" and value.upper() == "VCARD":
            card = _Card(line)
        elif name == "END" and card is not None:
            yield card
            card = None
        elif card is not None and name:
            card.fields.setdefault(name, []).append(_decoded(value, parameters))
    if card is not None:
        yield card


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, content): a line that begins with a blank continues the one before.

    vCard 2.1 also breaks quoted-printable values with a "=" at the end of the line.
    """
    start, kept = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in (" ", "\t") and kept:
            kept += line[1:]
        elif kept.endswith("=") and "QUOTED-PRINTABLE" in kept.upper():
            kept = kept[:-1] + line
        else:
            if kept:
                yield start, kept
            start, kept = number, line
    if kept:
        yield start, kept


def _property(content: str) -> tuple[str, str, str]:
    """Split `item1.EMAIL;TYPE=work:ada@example.com` into EMAIL, its parameters, its value."""
    head, colon, value = content.partition(":")
    if not colon:
        return "", "", ""
    while head.count('"') % 2:
        more, colon, value = value.partition(":")
        head += ":" + more
        if not colon:
            return "", "", ""
    name, _, parameters = head.partition(";")
    return name.rpartition(".")[2].strip().upper(), parameters.upper(), value


def _decoded(value: str, parameters: str) -> str:
    if "QUOTED-PRINTABLE" in parameters:
        charset = parameters.partition("CHARSET=")[2].partition(";")[0] or "UTF-8"
        raw = decodestring(value.encode("utf-8"))
        try:
            return raw.decode(charset, "replace")
        except LookupError:
            return raw.decode("utf-8", "replace")
    unescaped = value.replace("\\n", " ").replace("\\N", " ")
    return unescaped.replace("\\,", ",").replace("\\:", ":").replace("\\\\", "\\").strip()


def _contact(card: _Card) -> Contact:
    family, _, given = card.first("N").partition(";")
    name = card.first("FN") or full_name(given.partition(";")[0], family)
    emails = tuple(_bare(email) for email in card.fields.get("EMAIL", ()) if email)
    urls = (
        *card.fields.get("URL", ()),
        *card.fields.get("X-SOCIALPROFILE", ()),
        *card.fields.get("SOCIALPROFILE", ()),
    )
    return Contact(name, emails, tuple(url.strip() for url in urls), card.line)


def _bare(email: str) -> str:
    return unquote(email.strip().removeprefix("mailto:")).strip("<>")
