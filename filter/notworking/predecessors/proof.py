"""Which follow-ups prove something, and which mail before them may go with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notworking.assess import Assessed
from notworking.assess.acquaintance import same_person
from notworking.assess.users_word import is_forged
from notworking.judge.verdict import NETWORKING, Category, DecidedBy, Decision, Verdict
from notworking.people.event import Identity
from notworking.people.facts import day
from notworking.store.values import Judged

SEQUENCE = timedelta(days=30)
"""How long after unsure mail its follow-up may come: sequences run on days 0, 3, 7 and 14, slow
ones over a month. What has lain unread for longer is no longer one with what comes now."""
_BY_THE_JUDGE = frozenset({DecidedBy.SCORE, DecidedBy.FOLLOW_UP})
"""Steps at which content decides. The user's rules and moves say nothing about other mail."""
_SAYS_NOTHING = frozenset(
    ("\\recent", "old", "nonjunk", "notjunk", "$notjunk", "$hasattachment", "$hasnoattachment",
     "hasnoattachment", "$isnotification", "$istrusted")
)  # fmt: skip
"""Flags that servers and mail programs set by themselves; any other one is somebody's doing."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Mail that was filed by the judge's own verdict, and whom it proves something about."""

    digest: str
    category: Category
    """Into whose folder it goes."""
    at: datetime
    who: frozenset[Identity]
    """The names of its sender that this mail itself shows."""
    written_at: datetime | None = None
    """When I last wrote to them."""


def follow_up_of(one: Assessed) -> FollowUp | None:
    """Return a verdict as proof about earlier mail, or None when it proves nothing.

    What the user's rules or hands file proves nothing about other mail; nor does mail that the
    receiving server calls forged, or mail of somebody whom anybody vouches for.
    """
    verdict, prepared = one.verdict, one.prepared
    if verdict.decision is not Decision.FILE or verdict.filed_as not in NETWORKING:
        return None
    if verdict.decided_by not in _BY_THE_JUDGE or verdict.rule or not prepared.who:
        return None
    if is_forged(prepared) or one.relationship.vouched_by:
        return None
    return FollowUp(
        digest=prepared.message.digest,
        category=verdict.filed_as,
        at=prepared.at,
        who=frozenset((*prepared.who, *_other_names(one))),
        written_at=one.relationship.last_mine_at,
    )


def _other_names(one: Assessed) -> Iterable[Identity]:
    """Return who the sender is by other names, as far as this mail tells for certain."""
    own = set(one.prepared.who)
    return same_person([link for link in one.links if link.first in own])


def is_unsure(row: Verdict | Judged) -> bool:
    """True when the model alone could not decide: no rule of the user's, and no known person."""
    is_models = row.decided_by is DecidedBy.SCORE and not row.rule
    return is_models and row.decision is Decision.UNSURE


def proof_for(
    who: Identity | None, at: datetime, follow_ups: Iterable[FollowUp]
) -> FollowUp | None:
    """Return the first of the follow-ups that takes along a mail of `who` that came at `at`.

    None when nobody's is, it came too long before, or I have written to them since.
    """
    fitting = [
        one
        for one in follow_ups
        if who in one.who
        and at <= one.at <= at + SEQUENCE
        and (one.written_at is None or one.written_at < at)
    ]
    return min(fitting, key=lambda one: (one.at, one.digest), default=None)


def is_untouched(flags: Iterable[str], *, ours: Iterable[str] = ()) -> bool:
    """True when nobody has read, answered, starred or marked a message; `ours` do not count.

    Whoever has opened it may be keeping it for later. Of keywords only those that programs set
    by themselves say nothing: in doubt it stays.
    """
    told = {flag.lower() for flag in flags} - {flag.lower() for flag in ours}
    return not told - _SAYS_NOTHING


def because(at: datetime, follow_up: FollowUp) -> str:
    """Return the reason, for the reader."""
    return f"Unsure when it came on {day(at)}; filed with their mail of {day(follow_up.at)}"


def within(
    batch: Mapping[int, Assessed], flags: Mapping[int, Iterable[str]]
) -> dict[int, Assessed]:
    """Return verdicts by UID where unsure mail goes with a follow-up that came with it.

    As after a weekend without the daemon, or on the first start. `flags` are those of each.
    """
    follow_ups = [proof for one in batch.values() if (proof := follow_up_of(one)) is not None]
    found = dict(batch)
    for uid, one in batch.items() if follow_ups else ():
        who = one.prepared.who[0] if one.prepared.who else None
        proof = proof_for(who, one.prepared.at, follow_ups) if is_unsure(one.verdict) else None
        if proof is not None and is_untouched(flags[uid]) and not one.relationship.vouched_by:
            found[uid] = replace(one, verdict=_filed(one, proof))
    return found


def _filed(one: Assessed, proof: FollowUp) -> Verdict:
    return replace(
        one.verdict,
        category=proof.category,
        decision=Decision.FILE,
        decided_by=DecidedBy.ITS_FOLLOW_UP,
        because=because(one.prepared.at, proof),
        filed_as=proof.category,
        follow_up=proof.digest,
    )
