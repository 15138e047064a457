"""Everything that can be said of a message before anybody is looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from notworking.judge import words as judged_words
from notworking.judge.asks import find_asks, find_offers, hits_of
from notworking.judge.claims import Claim, find_claims
from notworking.judge.clues import findings
from notworking.judge.model import Model
from notworking.judge.personal import NOBODY, Personal
from notworking.judge.phrasebook import Phrasebook
from notworking.judge.rules import Rules
from notworking.judge.verdict import Finding, Policy
from notworking.judge.words import Words
from notworking.mail.authenticity import Authenticity, authenticate
from notworking.mail.message import Address, Message
from notworking.people.contact import thread_of
from notworking.people.event import (
    Identity,
)
from notworking.people.joining import profiles_in
from notworking.people.networks.data import Networks
from notworking.people.networks.notice import Notice, NoticeKind
from notworking.people.networks.recognise import recognise
from notworking.people.person import (
    Me,
    address_identity,
    fold_name,
    is_full_name,
    name_identity,
    profile_identity,
)
from notworking.people.relationship import FEW


@dataclass(frozen=True, slots=True)
class Court:
    """What stays the same from message to message."""

    model: Model
    policy: Policy
    me: Me = field(default_factory=Me)
    rules: Rules = field(default_factory=Rules)
    account: str = ""
    authserv_ids: tuple[str, ...] = ()
    networks: Networks | None = None
    book: Phrasebook | None = None
    """The phrases with those of the user's files; None for the shipped ones."""
    personal: Personal = NOBODY
    """What the user's corrections add to the model."""

    @property
    def model_name(self) -> str:
        """The name a verdict is given under: the model's, and what was taught on top of it."""
        return f"{self.model.name}+{self.personal.name}" if self.personal.name else self.model.name


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message with all that can be said of it before anybody is looked up."""

    message: Message
    at: datetime
    """When it arrived: INTERNALDATE, else its Date."""
    authenticity: Authenticity
    notice: Notice | None
    words: Words
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]
    asks: tuple[str, ...]
    """Kinds of ask in the message, each once; `offers` likewise."""
    offers: tuple[str, ...]
    thread: str
    who: tuple[Identity, ...]
    """Whom it is from, as it names them; empty for a machine."""
    name: str
    """The speaker's full name, folded, "" when it is none: somebody known may bear it."""
    named: tuple[str, ...]
    """Full names, folded, of people a notice shows or a claim calls upon: perhaps I know them."""
    profiles: tuple[Identity, ...]
    """Network profiles the message links to: perhaps the speaker's own."""
    others: tuple[Identity, ...]
    """Who else is addressed, beside me: somebody may be introducing them."""
    sender: Address | None
    """The person who speaks: of relayed mail not the network."""


def prepare(message: Message, at: datetime, court: Court) -> Prepared:
    """Given a message, say all that can be said without looking anybody up."""
    authenticity = authenticate(message, trusted=court.authserv_ids)
    notice, words = whose_words(message, authenticity, court)
    sender = speaker(message, notice)
    hits = hits_of(words, court.book)
    claims = find_claims(words, hits)
    name = fold_name(sender.name) if sender is not None and is_full_name(sender.name) else ""
    return Prepared(
        message=message,
        at=at,
        authenticity=authenticity,
        notice=notice,
        words=words,
        findings=findings(words, hits),
        claims=claims,
        asks=tuple(dict.fromkeys(ask.kind for ask in find_asks(words, hits))),
        offers=tuple(dict.fromkeys(offer.kind for offer in find_offers(words, hits))),
        thread=thread_of(message),
        who=_identities(message, notice),
        name=name,
        named=_named(name if notice is not None else "", claims),
        profiles=profiles_in(message, court.networks) if notice is None else (),
        others=_others(message, court.me) if notice is None else (),
        sender=sender,
    )


def whose_words(
    message: Message, authenticity: Authenticity, court: Court
) -> tuple[Notice | None, Words]:
    """Return the network's notice a message is, if any, and what a person says in it."""
    notice = recognise(message, authenticity, templates=court.networks, me=court.me)
    if notice is not None and notice.is_relayed:
        return notice, judged_words.from_notice(message, notice, court.me.names)
    if notice is not None and notice.kind is not NoticeKind.UNKNOWN:
        # A frame is nobody's words.
        return notice, Words(subject=message.subject, language=message.language)
    return notice, judged_words.from_message(message, court.me.names)


def _named(shown: str, claims: tuple[Claim, ...]) -> tuple[str, ...]:
    """Return the folded full names a notice shows and claims call upon, each once."""
    called = [fold_name(claim.about) for claim in claims if is_full_name(claim.about)]
    return tuple(dict.fromkeys(filter(None, (shown, *called))))


def speaker(message: Message, notice: Notice | None) -> Address | None:
    """Return the person who speaks: the relayed one, else the sender."""
    if notice is None or not notice.people:
        return message.sender
    person = notice.people[0]
    return Address(person.addresses[0] if person.addresses else "", person.name)


def _identities(message: Message, notice: Notice | None) -> tuple[Identity, ...]:
    """Return the identities under which the speaker may be in the ledger."""
    if notice is None:
        return (address_identity(message.sender.email),) if message.sender else ()
    if not notice.people:
        return ()
    person = notice.people[0]
    found = [address_identity(address) for address in person.addresses]
    if person.profile:
        found.append(profile_identity(person.profile))
    elif person.name:
        found.append(name_identity(person.name, notice.network))
    return tuple(found)


def _others(message: Message, me: Me) -> tuple[Identity, ...]:
    """Return who is addressed beside me, unless it is a crowd."""
    addresses = {
        address.email for address in (*message.to, *message.cc) if not me.is_mine(address.email)
    }
    return (
        tuple(address_identity(email) for email in sorted(addresses))
        if len(addresses) <= FEW
        else ()
    )
