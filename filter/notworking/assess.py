"""From messages to verdicts, many at once: who is it, look up, weigh, judge.

Values in, values out: `prepare` says what has to be looked up, a `Memory` recalls it in one
go, `assess` judges. `check`, the daemon and a backtest differ only in the memory they bring.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from notworking.judge import words as judged_words
from notworking.judge.asks import find_asks, find_offers, hits_of
from notworking.judge.claims import CheckedClaim, Claim, ClaimContext, check_claim, find_claims
from notworking.judge.clues import findings
from notworking.judge.judgement import Case, Weighed, judge
from notworking.judge.model import Model, Opinion
from notworking.judge.not_ours import not_ours
from notworking.judge.notices import notice_clue
from notworking.judge.relationship_clues import relationship_clues
from notworking.judge.rules import RuleMatch, Rules, match, subject_of
from notworking.judge.rules_subject import RuleSubject
from notworking.judge.verdict import Category, Finding, Policy, Verdict
from notworking.judge.words import Words
from notworking.mail.authenticity import Authenticity, authenticate
from notworking.mail.message import Address, Message
from notworking.people.contact import contact_events, thread_of
from notworking.people.event import Direction, Event, EventKind, Identity, IdentityLink
from notworking.people.facts import Facts, day, facts
from notworking.people.networks.data import Networks
from notworking.people.networks.events import events_of
from notworking.people.networks.notice import Notice
from notworking.people.networks.recognise import recognise
from notworking.people.person import (
    Me,
    address_identity,
    name_identity,
    profile_identity,
    tidy_name,
)
from notworking.people.relationship import FEW, STRANGER, Relationship, relate


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
    others: tuple[Identity, ...]
    """Who else is addressed, beside me: somebody may be introducing them."""
    sender: Address | None
    """The person who speaks: of relayed mail not the network."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a memory knows about one batch. The default is a memory of nothing."""

    has_ledger: bool = False
    """False without an account: then an unknown sender is no reason for anything."""
    is_complete: bool = False
    """True when all old mail has been read, so that "never" means never."""
    events: Mapping[Identity, tuple[Event, ...]] = field(default_factory=dict)
    sent_ids: frozenset[str] = frozenset()
    """Those Message-IDs of the batch's parents that are mine."""
    pinned_digests: frozenset[str] = frozenset()
    pinned_threads: frozenset[str] = frozenset()
    pinned_senders: frozenset[str] = frozenset()
    filed_threads: Mapping[str, Category] = field(default_factory=dict)
    hints: Mapping[Identity, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be looked up for one batch."""

    identities: frozenset[Identity]
    parents: frozenset[str]
    """Message-IDs that messages of the batch answer."""
    digests: frozenset[str]
    threads: frozenset[str]
    senders: frozenset[str]


class Memory(Protocol):
    """Whatever knows about people and earlier verdicts."""

    def recall(self, wanted: Wanted) -> Remembered:
        """Return what is known about all of it, in a few queries."""
        ...


class NoMemory:
    """The memory of someone who has no account: everybody is a stranger."""

    def recall(self, _wanted: Wanted) -> Remembered:
        """Return nothing."""
        return Remembered()


@dataclass(frozen=True, slots=True)
class Assessed:
    """A verdict, and what the ledger should learn from the message."""

    prepared: Prepared
    relationship: Relationship
    verdict: Verdict
    events: tuple[Event, ...]
    links: tuple[IdentityLink, ...]

    @property
    def label(self) -> str:
        """The name to show for whoever wrote it."""
        sender = self.prepared.sender
        if self.relationship.label:
            return self.relationship.label
        return (sender.name or sender.email) if sender is not None else ""


def prepare(message: Message, at: datetime, court: Court) -> Prepared:
    """Given a message, say all that can be said without looking anybody up."""
    authenticity = authenticate(message, trusted=court.authserv_ids)
    notice = recognise(message, authenticity, templates=court.networks, me=court.me)
    if notice is not None and notice.is_relayed:
        words = judged_words.from_notice(message, notice, court.me.names)
    else:
        words = judged_words.from_message(message, court.me.names)
    sender = _speaker(message, notice)
    hits = hits_of(words)
    return Prepared(
        message=message,
        at=at,
        authenticity=authenticity,
        notice=notice,
        words=words,
        findings=findings(words, hits),
        claims=find_claims(words, hits),
        asks=tuple(dict.fromkeys(ask.kind for ask in find_asks(words, hits))),
        offers=tuple(dict.fromkeys(offer.kind for offer in find_offers(words, hits))),
        thread=thread_of(message),
        who=_identities(message, notice),
        others=_others(message, court.me) if notice is None else (),
        sender=sender,
    )


def assess(
    batch: Sequence[Prepared], memory: Memory, court: Court, now: datetime
) -> list[Assessed]:
    """Given prepared messages, return their verdicts in the same order; one recall for all.

    Earlier messages of the batch count as received before later ones.
    """
    if not batch:
        return []
    remembered = memory.recall(
        Wanted(
            identities=frozenset(who for one in batch for who in (*one.who, *one.others)),
            parents=frozenset(parent for one in batch for parent in one.message.parents),
            digests=frozenset(one.message.digest for one in batch),
            threads=frozenset(one.thread for one in batch if one.thread),
            senders=frozenset(one.sender.email for one in batch if one.sender and one.sender.email),
        )
    )
    opinions = court.model.opinions([(one.words, one.findings) for one in batch])
    just_seen: dict[Identity, list[Event]] = defaultdict(list)
    found: dict[int, Assessed] = {}
    for index in sorted(range(len(batch)), key=lambda number: batch[number].at):
        one = _assess_one(batch[index], opinions[index], remembered, just_seen, court, now)
        found[index] = one
        for event in one.events:
            just_seen[event.who].append(event)
    return [found[index] for index in range(len(batch))]


def _assess_one(
    one: Prepared,
    opinion: Opinion,
    remembered: Remembered,
    just_seen: Mapping[Identity, Sequence[Event]],
    court: Court,
    now: datetime,
) -> Assessed:
    """Judge one message with everything looked up."""
    relationship = _relationship(one, remembered, just_seen, now)
    told = facts(relationship, now=one.at, thread=one.thread)
    claims = _checked_claims(one, told, remembered, relationship, court)
    is_answer = bool(remembered.sent_ids.intersection(one.message.parents))
    clues = relationship_clues(
        relationship,
        checked_claims=claims,
        now=one.at,
        ledger_known=remembered.has_ledger,
        asks=len(one.asks),
        history_complete=remembered.is_complete,
    )
    case = Case(
        clues=(*opinion.clues, *clues),
        shares=opinion.category_given_networking,
        model=court.model.name,
        notice=notice_clue(one.notice),
        not_ours=not_ours(one.message, court.me.addresses, one.notice),
        pinned=_pinned(one, remembered),
        guard=_guard(one, told, relationship, is_answer=is_answer),
        opted_out=f"You asked them to stop on {day(told.opted_out_at)}"
        if told.opted_out_at
        else None,
        predecessor=remembered.filed_threads.get(one.thread) if one.thread else None,
        rule=_rule_asker(one, relationship, told, court, now),
    )
    events, links = _events(one, remembered, court)
    return Assessed(one, relationship, judge(case, court.policy), events, links)


def _speaker(message: Message, notice: Notice | None) -> Address | None:
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


def _relationship(
    one: Prepared,
    remembered: Remembered,
    just_seen: Mapping[Identity, Sequence[Event]],
    now: datetime,
) -> Relationship:
    """Fold everything known about the speaker, this batch's earlier messages included."""
    events: list[Event] = []
    hints: list[str] = []
    for who in one.who:
        events += remembered.events.get(who, ())
        events += just_seen.get(who, ())
        hints += remembered.hints.get(who, ())
    events = [event for event in events if event.key != one.message.digest]
    return relate(events, now=max(now, one.at), hints=hints) if events or hints else STRANGER


def _checked_claims(
    one: Prepared,
    told: Facts,
    remembered: Remembered,
    relationship: Relationship,
    court: Court,
) -> tuple[CheckedClaim, ...]:
    """Hold what the text says about the past against what is known."""
    context = ClaimContext(
        has_thread=bool(remembered.sent_ids.intersection(one.message.parents)),
        i_wrote=relationship.i_wrote,
        they_wrote_before=relationship.they_wrote + relationship.relayed,
        last_mine_at=relationship.last_mine_at,
        last_theirs_at=relationship.last_theirs_at,
        my_schools=court.me.schools,
        my_employers=court.me.employers,
        is_connected=told.days_since_connection is not None,
        history_complete=remembered.has_ledger and remembered.is_complete,
    )
    return tuple(check_claim(claim, context) for claim in one.claims)


def _pinned(one: Prepared, remembered: Remembered) -> str | None:
    """Say why the user's own move keeps this message, or None."""
    if one.message.digest in remembered.pinned_digests:
        return "You put this message back once, so it stays"
    if one.thread in remembered.pinned_threads:
        return "You put a message of this thread back once, so it stays"
    if one.sender is not None and one.sender.email in remembered.pinned_senders:
        return "You put a message of this sender back once, so theirs stay"
    return None


def _guard(
    one: Prepared, told: Facts, relationship: Relationship, *, is_answer: bool
) -> str | None:
    """Say why this message is never filed by score, or None.

    An address that the receiving server says is forged is nobody's word (DESIGN section 6).
    """
    domain = one.message.sender.domain if one.message.sender else ""
    if one.notice is None and one.authenticity.denies(domain):
        return None
    if is_answer:
        return "It answers a message you sent"
    if told.is_vouched:
        return f"{relationship.vouched_by} introduced them to you"
    if told.is_known and not told.is_blocked:
        return told.sentences[0].rstrip(".") if told.sentences else "You know them"
    return None


def _rule_asker(
    one: Prepared, relationship: Relationship, told: Facts, court: Court, now: datetime
) -> RuleAsker:
    """Return what asks the user's rules about this message."""
    subject = subject_of(
        one.message,
        relationship,
        now=now,
        account=court.account,
        sender=one.sender,
        text=one.words.text,
        is_authentic=one.message.sender is not None
        and one.authenticity.vouches_for(one.message.sender.domain),
        clues=[finding.name for finding in one.findings],
    )
    return RuleAsker(court.rules, subject, is_vouched=told.is_vouched)


@dataclass(frozen=True, slots=True)
class RuleAsker:
    """Asks the rules once it is known what the model thinks."""

    rules: Rules
    subject: RuleSubject
    is_vouched: bool

    def __call__(self, weighed: Weighed) -> RuleMatch | None:
        """Return what the rules say about the message, given its score."""
        if not self.rules.rules:
            return None
        subject = replace(
            self.subject,
            category=weighed.category,
            score=weighed.score,
            is_unsure=weighed.is_unsure,
            is_vouched=self.is_vouched,
        )
        return match(self.rules, subject)


def _events(
    one: Prepared, remembered: Remembered, court: Court
) -> tuple[tuple[Event, ...], tuple[IdentityLink, ...]]:
    """Return what the ledger should learn from a received message."""
    if one.notice is not None:
        events, links = events_of(one.notice, one.message, one.at)
        return (*events, *_asks_and_offers(one)), links
    known = {
        who
        for who in (*one.who, *one.others)
        if one.others and relate(remembered.events.get(who, ()), now=one.at).is_known
    }
    events = contact_events(
        one.message,
        court.me,
        one.at,
        direction=Direction.THEIRS,
        is_known=known.__contains__,
        is_my_message=remembered.sent_ids.__contains__,
    )
    return (*events, *_asks_and_offers(one)), ()


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


def _asks_and_offers(one: Prepared) -> Iterable[Event]:
    """Return the asks and offers of the message as events of its speaker."""
    if not one.who or one.sender is None:
        return
    told = [(EventKind.ASKED, kind) for kind in one.asks]
    told += [(EventKind.OFFERED, kind) for kind in one.offers]
    for event_kind, detail in told:
        yield Event(
            kind=event_kind,
            direction=Direction.THEIRS,
            who=one.who[0],
            at=one.at,
            key=one.message.digest,
            thread=one.thread,
            detail=detail,
            label=tidy_name(one.sender.name),
        )
