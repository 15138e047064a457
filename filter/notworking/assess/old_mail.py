"""What the ledger learns from old mail, without any verdict: from headers where they are enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notworking.mail.authenticity import authenticate
from notworking.mail.message import Message
from notworking.people.contact import contact_events, is_believed
from notworking.people.event import Direction, Event, Identity, IdentityLink
from notworking.people.networks.data import NetworkData, Networks, bundled
from notworking.people.networks.events import events_of
from notworking.people.networks.notice import NoticeKind
from notworking.people.networks.recognise import recognise
from notworking.people.networks.sighting import sight
from notworking.people.person import NOBODY, Me, address_identity
from notworking.people.relationship import FEW

_TELLS_NOTHING = frozenset(
    {
        NoticeKind.JOBS,
        NoticeKind.NOISE,
        NoticeKind.SUGGESTION,
        NoticeKind.GROUP_DIGEST,
        NoticeKind.SECURITY,
        NoticeKind.WORK,
    }
)
"""Kinds that name nobody with whom anything happened."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and what is known before."""

    me: Me = NOBODY
    authserv_ids: tuple[str, ...] = ()
    networks: Networks | None = None


@dataclass(frozen=True, slots=True)
class OldMail:
    """A message of old mail and when it arrived."""

    message: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class Learned:
    """What goes into the ledger."""

    events: list[Event] = field(default_factory=list)
    links: list[IdentityLink] = field(default_factory=list)
    sent: list[tuple[str, datetime]] = field(default_factory=list)
    """My own Message-IDs, by which answers to them are known."""


def strangers_addressed(message: Message, me: Me) -> tuple[Identity, ...]:
    """Return who is addressed beside me, () when nobody or a crowd: perhaps introduced to me."""
    if message.sender is None or me.is_mine(message.sender.email):
        return ()
    others = {
        address_identity(address.email)
        for address in (*message.to, *message.cc)
        if not me.is_mine(address.email)
    }
    return tuple(sorted(others)) if len(others) <= FEW else ()


def needs_text(message: Message, reader: Reader, known: frozenset[Identity]) -> bool:
    """Return True when the headers alone do not tell what happened.

    So of networks' mail that names people, and of mail in which somebody I know (`known`)
    writes to me and to strangers: it may introduce them.
    """
    if message.sender is None:
        return False
    found = (reader.networks or bundled()).of_domain(message.sender.domain)
    if found is not None:
        return _may_name_people(message, found[0])
    if address_identity(message.sender.email) not in known:
        return False
    return any(who not in known for who in strangers_addressed(message, reader.me))


def _may_name_people(message: Message, data: NetworkData) -> bool:
    """Return False when the template, the sender or the subject settle that nobody is named."""
    seen = sight(message, data)
    email = message.sender.email if message.sender else ""
    is_settled = (
        bool(seen.template)
        or seen.subject_kind is not None
        or any(rule.is_final and rule.fits(email) for rule in data.senders)
    )
    return not (is_settled and seen.kind in _TELLS_NOTHING)


def learn_received(
    mails: Iterable[OldMail],
    reader: Reader,
    *,
    known: frozenset[Identity],
    is_my_message: Callable[[str], bool],
) -> Learned:
    """Given received mail, return what networks tell with it, and who wrote to me."""
    learned = Learned()
    for mail in mails:
        message = mail.message
        authenticity = authenticate(message, trusted=reader.authserv_ids)
        notice = recognise(message, authenticity, templates=reader.networks, me=reader.me)
        if notice is not None:
            events, links = events_of(notice, message, mail.at)
            learned.events.extend(events)
            learned.links.extend(links)
            continue
        learned.events.extend(
            contact_events(
                message,
                reader.me,
                mail.at,
                direction=Direction.THEIRS,
                verified=is_believed(message, authenticity),
                is_known=known.__contains__,
                is_my_message=is_my_message,
            )
        )
    return learned


def learn_sent(
    mails: Sequence[OldMail], reader: Reader, *, is_my_message: Callable[[str], bool]
) -> Learned:
    """Given mail that I sent, return to whom I wrote, whom I asked to stop, and its Message-IDs."""
    learned = Learned()
    learned.sent.extend((m.message.message_id, m.at) for m in mails if m.message.message_id)
    own = {message_id for message_id, _ in learned.sent}
    for mail in mails:
        learned.events.extend(
            contact_events(
                mail.message,
                reader.me,
                mail.message.date or mail.at,
                direction=Direction.MINE,
                is_my_message=lambda name: name in own or is_my_message(name),
            )
        )
    return learned
