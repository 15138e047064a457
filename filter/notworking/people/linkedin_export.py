"""LinkedIn's export: Connections.csv, Invitations.csv and messages.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from notworking.people.connection import connection_detail
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityLink,
    LinkStrength,
)
from notworking.people.person import (
    Me,
    address_identity,
    fold_name,
    name_identity,
    profile_identity,
    tidy_name,
)
from notworking.people.rows import (
    Import,
    Row,
    RowProblem,
    full_name,
    parse_date,
    read_rows,
    row_key,
)

_NETWORK = "linkedin"
_SPONSORED = "spinmail-quill-editor"
_DRAFT_HEADINGS = ("is message draft", "is conversation draft")

Told = tuple[tuple[Event, ...], tuple[IdentityLink, ...]]
RowReader = Callable[[Row, Me], Told]


def read_connections(text: str, me: Me) -> Import:
    """Given Connections.csv, return CONNECTED events (who asked is not told) and links to addresses.

    A preamble of any length, the layouts with and without URL and Email, reordered columns,
    semicolons, BOM, CRLF and ISO dates are read. Rows with only a date are hidden members.
    """
    return _read(text, ("first name", "connected on"), _connection, me, is_hidden=_is_hidden)


def read_invitations(text: str, me: Me) -> Import:
    """Given Invitations.csv, return INVITED events either way (`Sent At` has no time zone)."""
    return _read(text, ("from", "to", "sent at", "direction"), _invitation, me)


def read_messages(text: str, me: Me) -> Import:
    """Given messages.csv, return RELAYED events for theirs and WROTE events for mine.

    What I sent on the network is my own doing and makes someone known, as mail does. Drafts and
    sponsored campaigns (no sender URL, or LinkedIn's campaign editor) are left out.
    """
    needed = ("conversation id", "from", "to", "date")
    return _read(text, needed, _message, _with_my_profile(text, needed, me), is_hidden=_is_campaign)


def _read(
    text: str,
    required: tuple[str, ...],
    read: RowReader,
    me: Me,
    *,
    is_hidden: Callable[[Row], bool] | None = None,
) -> Import:
    events: list[Event] = []
    links: list[IdentityLink] = []
    problems: list[RowProblem] = []
    count = hidden = 0
    for row in read_rows(text, *required):
        if row.problem:
            problems.append(RowProblem(row.line, row.problem))
            continue
        if is_hidden and is_hidden(row):
            hidden += 1
            continue
        try:
            told, linked = read(row, me)
        except ValueError as error:
            problems.append(RowProblem(row.line, str(error)))
            continue
        count += 1
        events.extend(told)
        links.extend(linked)
    return Import(
        tuple(dict.fromkeys(events)), tuple(dict.fromkeys(links)), count, hidden, tuple(problems)
    )


def _headline(row: Row) -> str:
    """Return "Position at Company" as of the export, or what there is of it."""
    return " at ".join(filter(None, (row.get("position"), row.get("company"))))


def _connection(row: Row, _me: Me) -> Told:
    at = _date(row, "connected on")
    name = full_name(row.get("first name"), row.get("last name"))
    slug = slug_of(row.get("url", "profile url"))
    who = _identity(slug, name)
    event = Event(
        kind=EventKind.CONNECTED,
        direction=Direction.THEIRS,
        who=who,
        at=at,
        key=row_key("connection", who.value, at.date().isoformat()),
        detail=connection_detail(_NETWORK, None),
        label=tidy_name(name),
        headline=_headline(row),
    )
    return (event,), (
        *_address_link(who, row.get("email address", "email")),
        *_name_link(who, name),
    )


def _is_hidden(row: Row) -> bool:
    return not any(value for heading, value in row.cells.items() if heading != "connected on")


def _invitation(row: Row, _me: Me) -> Told:
    direction = row.get("direction").upper()
    if direction not in ("INCOMING", "OUTGOING"):
        raise ValueError(f'direction "{direction}" is neither INCOMING nor OUTGOING')
    at = _date(row, "sent at")
    is_mine = direction == "OUTGOING"
    name = row.get("to") if is_mine else row.get("from")
    slug = slug_of(row.get("inviteeprofileurl") if is_mine else row.get("inviterprofileurl"))
    who = _identity(slug, name)
    event = Event(
        kind=EventKind.INVITED,
        direction=Direction.MINE if is_mine else Direction.THEIRS,
        who=who,
        at=at,
        key=row_key("invitation", direction, who.value, at.isoformat()),
        detail=_NETWORK,
        label=tidy_name(name),
    )
    return (event,), tuple(_name_link(who, name))


def _message(row: Row, me: Me) -> Told:
    at = _date(row, "date")
    thread = row_key("conversation", row.get("conversation id"))
    sender, sender_slug = row.get("from"), slug_of(row.get("sender profile url"))
    if any(row.get(heading).lower() in ("yes", "true") for heading in _DRAFT_HEADINGS):
        return (), ()
    is_mine = me.is_my_name(sender) or f"{_NETWORK}:{sender_slug}" in me.profiles
    others = list(_recipients(row, me)) if is_mine else [(sender_slug, sender)]
    events: list[Event] = []
    links: list[IdentityLink] = []
    for slug, name in others:
        who = _identity(slug, name)
        links.extend(_name_link(who, name))
        events.append(
            Event(
                kind=EventKind.WROTE if is_mine else EventKind.RELAYED,
                direction=Direction.MINE if is_mine else Direction.THEIRS,
                who=who,
                at=at,
                key=row_key("message", thread, at.isoformat(), sender, row.get("content")),
                thread=thread,
                detail=_NETWORK,
                recipients=len(others),
                label=tidy_name(name),
            )
        )
    return tuple(events), tuple(links)


def _recipients(row: Row, me: Me) -> Iterator[tuple[str, str]]:
    """Recipients as (slug, name). Names may contain ", ": with URLs, names count only when they fit."""
    slugs = [slug_of(url) for url in row.get("recipient profile urls").split(",") if url.strip()]
    names = [name.strip() for name in row.get("to").split(", ") if name.strip()]
    if len(slugs) == 1:
        names = [row.get("to")]
    if not slugs:
        slugs = [""] * len(names)
    if len(names) != len(slugs):
        names = [""] * len(slugs)
    for slug, name in zip(slugs, names, strict=True):
        if not me.is_my_name(name) and f"{_NETWORK}:{slug}" not in me.profiles:
            yield slug, name


def _is_campaign(row: Row) -> bool:
    is_from_me_or_person = (
        bool(row.get("sender profile url")) or "sender profile url" not in row.cells
    )
    return _SPONSORED in row.get("content") or not is_from_me_or_person


def _with_my_profile(text: str, required: tuple[str, ...], me: Me) -> Me:
    """Add the profile that sent most conversations' answers: the owner is in every conversation.

    Without this an owner whose export name differs from the configured names would look like a
    stranger. Done only when there are three conversations or more and one profile is in all.
    """
    conversations: dict[str, set[str]] = {}
    for row in read_rows(text, *required):
        slugs = {slug_of(row.get("sender profile url"))}
        slugs |= {slug_of(url) for url in row.get("recipient profile urls").split(",")}
        conversations.setdefault(row.get("conversation id"), set()).update(slugs - {""})
    spoken = [slugs for slugs in conversations.values() if len(slugs) > 1]
    common = set.intersection(*spoken) if len(spoken) >= 3 else set()
    if len(common) != 1:
        return me
    return replace(me, profiles=me.profiles | {f"{_NETWORK}:{common.pop()}"})


def slug_of(url: str) -> str:
    """Return the slug of a profile URL, "" for none: `https://www.linkedin.com/in/Ada-L%C3%A9/` → `ada-lé`."""
    place = url.strip().partition("?")[0].partition("#")[0]
    _, found, slug = place.partition("/in/")
    return unquote(slug).strip("/").lower() if found else ""


def _identity(slug: str, name: str) -> Identity:
    if slug:
        return profile_identity(f"{_NETWORK}:{slug}")
    if not fold_name(name):
        raise ValueError("neither a name nor a profile link")
    return name_identity(name, _NETWORK)


def _date(row: Row, heading: str) -> datetime:
    told = row.get(heading)
    at = parse_date(told)
    if at is None:
        raise ValueError(f'no date in "{heading}": "{told[:40]}"')
    return at


def _address_link(who: Identity, email: str) -> Iterator[IdentityLink]:
    if "@" in email:
        yield IdentityLink(
            who, address_identity(email), LinkStrength.EXACT, "address in your LinkedIn export"
        )


def _name_link(who: Identity, name: str) -> Iterator[IdentityLink]:
    named = name_identity(name, _NETWORK) if fold_name(name) else who
    if named != who:
        yield IdentityLink(who, named, LinkStrength.HINT, "the name linkedin shows for them")
