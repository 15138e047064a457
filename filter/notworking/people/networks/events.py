"""From a notice to the ledger: events between you and the people it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from notworking.mail.message import Message
from notworking.people.connection import connection_detail
from notworking.people.contact import key_of, thread_of
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityKind,
    IdentityLink,
    LinkStrength,
)
from notworking.people.networks.data import bundled
from notworking.people.networks.names import slug_agrees
from notworking.people.networks.notice import NetworkPerson, Notice, NoticeKind
from notworking.people.person import (
    address_identity,
    fold_name,
    name_identity,
    names_a_person,
    profile_identity,
)

REMINDER = "reminder"
"""In the detail of an INVITED event that only repeats an earlier invitation."""

_LEAST_OPAQUE = 16

_INVITED = frozenset(
    {NoticeKind.INVITATION, NoticeKind.INVITATION_REMINDER, NoticeKind.INVITATION_DIGEST}
)
_CONNECTED = frozenset({NoticeKind.ACCEPTED, NoticeKind.ACCEPTED_BATCH})
_RELAYED = frozenset(
    {NoticeKind.INMAIL, NoticeKind.INMAIL_REPLY, NoticeKind.MESSAGE, NoticeKind.MESSAGE_DIGEST}
)
_ASKS = {NoticeKind.ENDORSEMENT: "endorse", NoticeKind.RECOMMENDATION: "recommend"}


def events_of(
    notice: Notice, message: Message, at: datetime
) -> tuple[tuple[Event, ...], tuple[IdentityLink, ...]]:
    """Given a notice and its message, return what happened and which identities are one person.

    A forged notice (the receiving server speaks of authentication and does not vouch for the
    network) gives nothing: it plants no connection. Where the server says nothing at all, the
    events are kept with `verified=False` and weigh less. Events hang on the profile, else on an
    address (bookings), else on the name inside the network.
    """
    if notice.is_forged:
        return (), ()
    events: list[Event] = []
    links: list[IdentityLink] = []
    for person in notice.people:
        shown = _identities(person, notice)
        if shown:
            events.extend(_events_about(notice, message, at, shown[0], person))
            links.extend(_links_of(person, notice, shown))
            links.extend(_reply_link(notice, message, shown[0]))
    return tuple(events), tuple(links)


def _events_about(
    notice: Notice, message: Message, at: datetime, who: Identity, person: NetworkPerson
) -> Iterator[Event]:
    found = _what_happened(notice)
    if found is None:
        return
    kind, direction, detail = found
    yield Event(
        kind=kind,
        direction=direction,
        who=who,
        at=at,
        key=key_of(message),
        thread=thread_of(message) if kind is EventKind.RELAYED else "",
        detail=detail,
        is_reply=notice.kind is NoticeKind.INMAIL_REPLY,
        verified=notice.is_authentic,
        label=person.name,
        headline=person.headline,
    )


def _what_happened(notice: Notice) -> tuple[EventKind, Direction, str] | None:
    if notice.kind in _INVITED:
        again = notice.kind is not NoticeKind.INVITATION
        return (
            EventKind.INVITED,
            Direction.THEIRS,
            f"{notice.network} {REMINDER}" if again else notice.network,
        )
    if notice.kind in _CONNECTED:
        asked_by = None if notice.asked_by_me is None else _direction(is_mine=notice.asked_by_me)
        return (
            EventKind.CONNECTED,
            asked_by or Direction.THEIRS,
            connection_detail(notice.network, asked_by),
        )
    if notice.kind in _RELAYED:
        return EventKind.RELAYED, Direction.THEIRS, notice.network
    if notice.kind is NoticeKind.BOOKING:
        return EventKind.BOOKED, _direction(is_mine=bool(notice.asked_by_me)), notice.network
    if notice.kind in _ASKS:
        return EventKind.ASKED, Direction.THEIRS, _ASKS[notice.kind]
    return None


def _direction(*, is_mine: bool) -> Direction:
    return Direction.MINE if is_mine else Direction.THEIRS


def _identities(person: NetworkPerson, notice: Notice) -> list[Identity]:
    """A person's own identities, strongest first: profile, their addresses, name in the network."""
    profile = [profile_identity(person.profile)] if person.profile else []
    own = [address_identity(address) for address in _own_addresses(person, notice)]
    named = [name_identity(person.name, notice.network)] if fold_name(person.name) else []
    return [*profile, *own, *named]


def _own_addresses(person: NetworkPerson, notice: Notice) -> list[str]:
    """Addresses that are theirs: made of the name, or the only one. Others may be a colleague's."""
    personal = [address for address in person.addresses if names_a_person(address)]
    if notice.kind is NoticeKind.BOOKING:
        return list(person.addresses)
    named = [a for a in personal if slug_agrees(a.rpartition("@")[0], person.name)]
    return named or (personal if len(personal) == 1 else [])


def _reply_link(notice: Notice, message: Message, who: Identity) -> Iterator[IdentityLink]:
    """The network's address for this one conversation (`{uuid}@reply.linkedin.com`) is the person's.

    So an answer that I send by mail to an InMail counts as written to them.
    """
    if notice.kind not in _RELAYED or len(notice.people) != 1 or not notice.is_authentic:
        return
    for address in message.reply_to[:1]:
        found = bundled().of_domain(address.domain)
        is_its_own = found is not None and found[0].network == notice.network
        if is_its_own and _is_opaque(address.local):
            why = f"the address {notice.network} gave for answering them"
            yield IdentityLink(who, address_identity(address.email), LinkStrength.EXACT, why)


def _is_opaque(local: str) -> bool:
    """True for an address made for one conversation; `hit-reply` serves everybody."""
    return len(local) >= _LEAST_OPAQUE and any(char.isdigit() for char in local)


def _links_of(
    person: NetworkPerson, notice: Notice, shown: list[Identity]
) -> Iterator[IdentityLink]:
    """Addresses in a person's own words are theirs; their name may be somebody else's as well."""
    who, *others = shown
    sure = LinkStrength.EXACT if notice.is_authentic else LinkStrength.HINT
    for other in others:
        if other.kind is IdentityKind.NAME:
            yield IdentityLink(
                who, other, LinkStrength.HINT, f"the name {notice.network} shows for them"
            )
        else:
            yield IdentityLink(who, other, sure, f"address in their {notice.network} message")
    for address in person.addresses:
        other = address_identity(address)
        if other not in shown and names_a_person(address):
            why = f"an address in their {notice.network} message, perhaps somebody else's"
            yield IdentityLink(who, other, LinkStrength.HINT, why)
