"""A message as the rules see it, from as little as is known of it: the journal, headers, text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from notworking.assess import Court
from notworking.assess.preparing import speaker, whose_words
from notworking.judge.rules import RuleSubject, subject_of
from notworking.judge.rules.conditions import MODEL_WORDS
from notworking.judge.rules.glimpse import (
    HEADER_WORDS,
    LEDGER_WORDS,
    SENDER_WORDS,
    TEXT_WORDS,
)
from notworking.judge.verdict import NETWORKING, ClueGroup, Policy
from notworking.mail.authenticity import authenticate
from notworking.mail.message import Message
from notworking.people.event import IdentityKind
from notworking.people.facts import facts
from notworking.people.networks.data import bundled
from notworking.people.relationship import Relationship
from notworking.store.values import Judged

_NOT_NAMED = frozenset({ClueGroup.WORDS, ClueGroup.PRIOR})


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as far as it is known."""

    subject: RuleSubject
    blind: frozenset[str]
    """Words of rules that cannot be answered yet."""


def from_journal(row: Judged, policy: Policy) -> Seen:
    """Return what the journal tells of a message; who wrote by way of a network it does not."""
    who = row.who
    is_direct = who is None or (who.kind is IdentityKind.ADDRESS and who.value == row.sender)
    likeliest = max(NETWORKING, key=lambda each: row.scores.get(each, 0.0))
    subject = RuleSubject(
        now=row.internaldate or row.judged_at,
        account=row.ref.account,
        from_address=row.sender,
        from_name=row.sender_name,
        subject=row.subject,
        category=row.category,
        kind=row.kind,
        score=row.score,
        is_unsure=policy.unsure_from <= row.score < policy.cutoffs.get(likeliest, 1.1),
        clues=frozenset(clue.name for clue in row.clues if clue.group not in _NOT_NAMED),
    )
    blind = LEDGER_WORDS | HEADER_WORDS | TEXT_WORDS
    return Seen(subject, blind if is_direct else blind | SENDER_WORDS)


def from_header(message: Message, at: datetime, court: Court) -> Seen:
    """Return what the header section tells of a message that was never judged."""
    subject = subject_of(
        message, now=at, account=court.account, is_authentic=_is_authentic(message, court)
    )
    blind = LEDGER_WORDS | TEXT_WORDS | MODEL_WORDS
    domain = message.sender.domain if message.sender else ""
    is_network = (court.networks or bundled()).is_network_domain(domain)
    return Seen(subject, blind | SENDER_WORDS if is_network else blind)


def with_relationship(seen: Seen, relationship: Relationship, thread: str) -> Seen:
    """Return the message with what its sender was to me when it came."""
    told = facts(relationship, now=seen.subject.now, thread=thread)
    subject = replace(
        seen.subject,
        i_wrote=relationship.i_wrote,
        they_wrote=relationship.they_wrote,
        connections=relationship.connections,
        asks=relationship.their_asks,
        offers=relationship.their_offers,
        reciprocity=relationship.reciprocity,
        is_vouched=told.is_vouched,
        has_opted_out=relationship.opted_out_at is not None,
        is_known=relationship.is_known,
        is_first_mail=relationship.they_wrote + relationship.relayed == 0,
        follow_up_number=relationship.their_mail_since_mine,
    )
    return Seen(subject, seen.blind - LEDGER_WORDS)


def with_header(seen: Seen, message: Message, court: Court) -> Seen:
    """Return the message with what its header section and its size tell."""
    told = subject_of(message, now=seen.subject.now, is_authentic=_is_authentic(message, court))
    subject = replace(
        seen.subject,
        to=told.to,
        cc=told.cc,
        headers=told.headers,
        list_id=told.list_id,
        size_bytes=told.size_bytes,
        is_authentic=told.is_authentic,
    )
    return Seen(subject, seen.blind - HEADER_WORDS)


def with_text(seen: Seen, message: Message, court: Court) -> Seen:
    """Return the message with all that it says itself."""
    seen = with_header(seen, message, court)
    authenticity = authenticate(message, trusted=court.authserv_ids)
    notice, words = whose_words(message, authenticity, court)
    writer = speaker(message, notice)
    told = subject_of(message, now=seen.subject.now, sender=writer, text=words.text)
    subject = replace(
        seen.subject,
        from_address=told.from_address,
        from_name=told.from_name,
        subject=told.subject,
        text=told.text,
        language=told.language,
        has_attachment=told.has_attachment,
        link_hosts=told.link_hosts,
    )
    return Seen(subject, seen.blind - TEXT_WORDS - SENDER_WORDS)


def _is_authentic(message: Message, court: Court) -> bool:
    if message.sender is None:
        return False
    authenticity = authenticate(message, trusted=court.authserv_ids)
    return authenticity.vouches_for(message.sender.domain)
