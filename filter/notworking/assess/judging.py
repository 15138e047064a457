"""The verdicts of a batch: one recall, one call of the model, the order of judgement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notworking.assess.acquaintance import (
    events_known,
    inferred_connection,
    joins_of,
    known_namesake,
    relationship_of,
    same_person,
)
from notworking.assess.learning import events_learned
from notworking.assess.preparing import Court, Prepared
from notworking.assess.recall import Memory, Remembered, Wanted
from notworking.assess.ruling import rule_asker
from notworking.assess.users_word import pinned, taught
from notworking.assess.users_word import sender_keys as sender_keys
from notworking.judge.claims import CheckedClaim, ClaimContext, ClaimStatus, check_claim
from notworking.judge.enough import why_too_little
from notworking.judge.judgement import Case, judge
from notworking.judge.model import Opinion
from notworking.judge.not_ours import not_ours
from notworking.judge.notices import notice_clue
from notworking.judge.personal import OwnCategory
from notworking.judge.relationship_clues import relationship_clues
from notworking.judge.verdict import Category, Clue, ClueGroup, Verdict
from notworking.people.event import (
    Event,
    Identity,
    IdentityLink,
)
from notworking.people.facts import Facts, day, facts
from notworking.people.joining import Candidate, candidates_of
from notworking.people.relationship import Relationship


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


def assess(
    batch: Sequence[Prepared],
    memory: Memory,
    court: Court,
    now: datetime,
    *,
    opinions: Sequence[tuple[Opinion, OwnCategory | None]] | None = None,
) -> list[Assessed]:
    """Given prepared messages, return their verdicts in the same order; one recall for all.

    Earlier messages of the batch count as received before later ones. `opinions` are those of
    `opinions_of`, for whoever asked the model about more than this batch.
    """
    if not batch:
        return []
    remembered = memory.recall(
        Wanted(
            identities=frozenset(who for one in batch for who in (*one.who, *one.others)),
            parents=frozenset(parent for one in batch for parent in one.message.parents),
            digests=frozenset(one.message.digest for one in batch),
            threads=frozenset(one.thread for one in batch if one.thread),
            names=frozenset(one.name for one in batch if one.name),
            noticed=frozenset(name for one in batch for name in one.named),
            profiles=frozenset(profile for one in batch for profile in one.profiles),
            senders=frozenset(one.sender.email for one in batch if one.sender and one.sender.email),
        )
    )
    if opinions is None:
        opinions = opinions_of(batch, court)
    just_seen: dict[Identity, list[Event]] = defaultdict(list)
    just_met: list[Candidate] = []
    found: dict[int, Assessed] = {}
    for index in sorted(range(len(batch)), key=lambda number: batch[number].at):
        one = _assess_one(
            batch[index], opinions[index], remembered, just_seen, just_met, court, now
        )
        found[index] = one
        for event in one.events:
            just_seen[event.who].append(event)
        if one.prepared.notice is not None:
            just_met += candidates_of(one.prepared.notice, one.prepared.at)
    return [found[index] for index in range(len(batch))]


def opinions_of(
    batch: Sequence[Prepared], court: Court
) -> list[tuple[Opinion, OwnCategory | None]]:
    """Return what the model and the user's corrections make of each message's content."""
    opinions = court.model.opinions([(one.words, one.findings) for one in batch])
    if court.personal.is_empty:
        return [(opinion, None) for opinion in opinions]
    found = []
    for one, opinion in zip(batch, opinions, strict=True):
        sender, domain = sender_keys(one)
        found.append(court.personal.opinion(opinion, one.findings, sender=sender, domain=domain))
    return found


def _assess_one(
    one: Prepared,
    said: tuple[Opinion, OwnCategory | None],
    remembered: Remembered,
    just_seen: Mapping[Identity, Sequence[Event]],
    just_met: Sequence[Candidate],
    court: Court,
    now: datetime,
) -> Assessed:
    """Judge one message with everything looked up."""
    opinion, own = said
    joins = joins_of(one, remembered, just_met, court)
    known = events_known(one, joins, remembered, just_seen)
    relationship = relationship_of(one, joins, known, remembered, now)
    inferred = inferred_connection(one, relationship)
    if inferred:
        relationship = relationship_of(one, joins, (*known, *inferred), remembered, now)
    told = facts(relationship, now=one.at, thread=one.thread)
    claims = _checked_claims(one, told, remembered, relationship, court)
    is_answer = bool(remembered.sent_ids.intersection(one.message.parents))
    clues = relationship_clues(
        relationship,
        checked_claims=claims,
        now=one.at,
        ledger_known=remembered.has_ledger,
        answers_mine=is_answer,
        asks=len(one.asks),
        history_complete=remembered.is_complete,
        unsure_before=_unsure_before(one, joins, remembered),
        is_letter=one.notice is None or one.notice.is_relayed,
    )
    of_network = notice_clue(one.notice)
    case = Case(
        clues=(*opinion.clues, *clues, *_unproven(claims, remembered)),
        shares=opinion.category_given_networking,
        model=court.model_name,
        notice=of_network,
        too_little=_too_little(one, opinion) if of_network is None else None,
        not_ours=not_ours(one.message, court.me.addresses, one.notice),
        pinned=pinned(one, remembered),
        taught=taught(one, remembered, relationship, told),
        guard=_guard(
            one,
            told,
            relationship,
            is_answer=is_answer,
            has_known_name=known_namesake(one, joins),
        ),
        opted_out=f"You asked them to stop on {day(told.opted_out_at)}"
        if told.opted_out_at
        else None,
        own=own,
        predecessor=_predecessor(one, remembered),
        predecessor_in_thread=one.thread in remembered.filed_threads,
        rule=rule_asker(one, relationship, told, court, now, own=own.name if own else ""),
    )
    events, links = events_learned(one, remembered, court)
    events, links = (*events, *inferred), (*links, *joins)
    return Assessed(one, relationship, judge(case, court.policy), events, links)


def _too_little(one: Prepared, opinion: Opinion) -> str | None:
    """Return why a letter is unsure at most, or None."""
    taught = any(clue.group is ClueGroup.LEARNED and clue.weight > 0 for clue in opinion.clues)
    names = (clue.name for clue in opinion.clues)
    return why_too_little(one.words.text, one.words.language, names, is_taught=taught)


def _checked_claims(
    one: Prepared,
    told: Facts,
    remembered: Remembered,
    relationship: Relationship,
    court: Court,
) -> tuple[CheckedClaim, ...]:
    """Hold what the text says about the past against what is known."""
    context = ClaimContext(
        # An answer to who introduced them answers no mail of mine, and is a real answer.
        has_thread=told.is_vouched or bool(remembered.sent_ids.intersection(one.message.parents)),
        i_wrote=relationship.i_wrote,
        they_wrote_before=relationship.they_wrote + relationship.relayed,
        last_mine_at=relationship.last_mine_at,
        last_theirs_at=relationship.last_theirs_at,
        my_schools=court.me.schools,
        my_employers=court.me.employers,
        my_events=court.me.events,
        known_people=tuple(known.name for known in remembered.acquaintances),
        vouching_people=(relationship.vouched_by,) if relationship.vouched_by else (),
        is_connected=told.days_since_connection is not None,
        history_complete=remembered.has_ledger and remembered.is_complete,
    )
    return tuple(check_claim(claim, context) for claim in one.claims)


def _unproven(claims: Sequence[CheckedClaim], remembered: Remembered) -> tuple[Clue, ...]:
    """Return the claims that nothing bears out or contradicts: worth telling, of no weight."""
    if not remembered.has_ledger:
        return ()
    return tuple(
        Clue(
            f"unproven_{one.claim.kind}",
            ClueGroup.RELATIONSHIP,
            0.0,
            one.sentence,
            one.claim.phrase,
        )
        for one in claims
        if one.status is ClaimStatus.CANNOT_TELL
    )


def _unsure_before(
    one: Prepared, joins: Sequence[IdentityLink], remembered: Remembered
) -> float | None:
    """Return the score of their last mail, on whatever way it came, where that was unsure."""
    same = (*one.who, *same_person(joins))
    return max((remembered.unsure_people.get(who, 0.0) for who in same), default=0.0) or None


def _predecessor(one: Prepared, remembered: Remembered) -> Category | None:
    """Return where the message before this one was filed: of its thread, else of its sender."""
    sender = one.sender.email if one.sender is not None else ""
    return remembered.filed_threads.get(one.thread) or remembered.filed_senders.get(sender)


def _guard(
    one: Prepared,
    told: Facts,
    relationship: Relationship,
    *,
    is_answer: bool,
    has_known_name: bool,
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
    if has_known_name and not told.is_blocked:
        return "It is an invitation by somebody whose name you know: perhaps the same person"
    return None
