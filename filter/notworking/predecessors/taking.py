"""Taking unsure mail along: what waits of a follow-up's sender, unread, goes where that goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from notworking.assess import Assessed
from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, MailboxStatus
from notworking.judge.verdict import DecidedBy, Decision
from notworking.mail.message import MessageRef
from notworking.people.event import Identity
from notworking.planning import Mode, Wishes
from notworking.predecessors.proof import (
    SEQUENCE,
    FollowUp,
    because,
    follow_up_of,
    is_untouched,
    proof_for,
)
from notworking.settle import MOVED, Hands
from notworking.store.ledger import Ledger
from notworking.store.values import IntentMode, Judged, NewIntent
from notworking.store.waiting import Waiting, Waits


@dataclass(frozen=True, slots=True)
class Guide:
    """What it takes to find the mail before a follow-up."""

    account: str
    hands: Hands
    ledger: Ledger
    waiting: Waiting
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class Taken:
    """The new verdicts on unsure mail, and what is to be done about them."""

    judged: tuple[Judged, ...] = ()
    intents: tuple[NewIntent, ...] = ()
    """One for each verdict; none where nothing is written (mode "shadow")."""


def take_along(
    guide: Guide,
    inbox: MailboxStatus,
    batch: Iterable[Assessed],
    intents: Iterable[NewIntent],
    pass_id: int,
    now: datetime,
) -> Taken:
    """Given the verdicts on a batch and what is to be done, return the same for mail before it.

    Raises what the mailbox raises.
    """
    follow_ups = _follow_ups(guide.wishes, batch, intents)
    return mail_before(guide, inbox, follow_ups, pass_id, now) if follow_ups else Taken()


def mail_before(
    guide: Guide,
    inbox: MailboxStatus,
    follow_ups: Mapping[FollowUp, NewIntent | None],
    pass_id: int,
    now: datetime,
) -> Taken:
    """Given follow-ups and what is to be done with each, return the same for the mail before them.

    A query or two, and one FETCH in each mailbox where something waits. What anybody has read,
    answered, starred or moved stays where it is. Raises what the mailbox raises.
    """
    known = _by_all_names(guide, follow_ups)
    names = {who for one in known for who in one.who}
    waits = guide.waiting.of_people(
        guide.account, inbox.name, inbox.uidvalidity, names, since=now - SEQUENCE
    )
    proven = [
        (one, proof)
        for one in waits
        if (proof := proof_for(one.judged.who, _came(one), known)) is not None
    ]
    lying = _untouched(guide.hands, [one for one, _ in proven])
    going = [(one, proof) for one, proof in proven if one.ref in lying]
    leads = ((one, follow_ups[known[proof]]) for one, proof in going)
    return Taken(
        tuple(_verdict(one, proof, pass_id, now) for one, proof in going),
        tuple(
            _intent(one, lying[one.ref], lead)
            for one, lead in leads
            if lead is not None and lead.target != one.ref.mailbox
        ),
    )


def _follow_ups(
    wishes: Wishes, batch: Iterable[Assessed], intents: Iterable[NewIntent]
) -> dict[FollowUp, NewIntent | None]:
    """Return what proves something about earlier mail, and what is to be done with it.

    In mode "shadow" nothing is; in the others, what cannot be filed takes nothing along.
    """
    filing = {
        one.digest: one
        for one in intents
        if one.mode is IntentMode.MOVE or one.target == wishes.keyword
    }
    proofs = (follow_up_of(one) for one in batch)
    return {
        one: filing.get(one.digest)
        for one in proofs
        if one is not None and (one.digest in filing or wishes.mode is Mode.SHADOW)
    }


def _by_all_names(guide: Guide, follow_ups: Iterable[FollowUp]) -> dict[FollowUp, FollowUp]:
    """Return each follow-up with all names under which the ledger knows its sender → itself."""
    shown = sorted({who for one in follow_ups for who in one.who})
    events = guide.ledger.events_of(shown)
    also: dict[Identity, set[Identity]] = {
        who: {event.who for event in events.get(who, ())} for who in shown
    }
    return {
        replace(one, who=one.who.union(*(also[who] for who in one.who))): one for one in follow_ups
    }


def _came(one: Waits) -> datetime:
    """Return when a message came."""
    return one.judged.internaldate or one.judged.date or one.judged.judged_at


def _untouched(hands: Hands, waits: Sequence[Waits]) -> dict[MessageRef, FetchedMessage]:
    """Return those messages that still lie where we left them, and that nobody has touched."""
    by_place: dict[tuple[str, int], list[Waits]] = defaultdict(list)
    for one in waits:
        by_place[one.ref.mailbox, one.ref.uidvalidity].append(one)
    found: dict[MessageRef, FetchedMessage] = {}
    for (mailbox, uidvalidity), some in by_place.items():
        try:
            status = hands.mailbox.select(mailbox, readonly=True)
        except UserError:
            continue
        if status.uidvalidity != uidvalidity:
            continue
        here = {one.uid: one for one in hands.mailbox.fetch_headers([o.ref.uid for o in some])}
        found |= {
            one.ref: here[one.ref.uid]
            for one in some
            if one.ref.uid in here and is_untouched(here[one.ref.uid].flags, ours=_ours(one))
        }
    return found


def _ours(one: Waits) -> set[str]:
    """Return the flags that we set on an unsure message ourselves."""
    ours = {MOVED} if one.is_moved else set()
    return ours | _lane(one)


def _lane(one: Waits) -> set[str]:
    """Return the mark of unsure mail, where it was ours to set."""
    mark = one.mark
    had = {flag.lower() for flag in mark.flags_before} if mark is not None else set()
    return {mark.target} if mark is not None and mark.target.lower() not in had else set()


def _verdict(one: Waits, proof: FollowUp, pass_id: int, now: datetime) -> Judged:
    """Return the new verdict: the old reasons, and what they come to now."""
    return replace(
        one.judged,
        id=0,
        ref=one.ref,
        judged_at=now,
        category=proof.category,
        decision=Decision.FILE,
        decided_by=DecidedBy.ITS_FOLLOW_UP,
        because=because(_came(one), proof),
        follow_up=proof.digest,
        pass_id=pass_id,
    )


def _intent(one: Waits, lying: FetchedMessage, lead: NewIntent) -> NewIntent:
    """Return what is done with the follow-up, for the message before it."""
    lane = {flag.lower() for flag in _lane(one)}
    return replace(
        lead,
        source=one.ref,
        digest=one.judged.digest,
        message_id=one.judged.message_id,
        size_bytes=lying.size_bytes,
        flags_before=frozenset(flag for flag in lying.flags if flag.lower() not in lane),
        undoes=one.mark.id if one.mark is not None else None,
    )
