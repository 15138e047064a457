"""Which messages to ask about: the unsure first, then those whose answer would teach most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from math import log

from notworking.judge.verdict import Category, ClueGroup, DecidedBy, Decision, Policy
from notworking.store.values import Judged

NEAR = 1.0
"""Log-odds from the cutoff within which a verdict might as well have gone the other way."""
AGAINST = 0.5
"""Log-odds that lessons must carry against a verdict to count as contradicting it."""
_ALIKE = 2.0
"""Distances from the cutoff are compared in steps of half a log-odds: finer is chance."""
_ASKED = frozenset({DecidedBy.SCORE, DecidedBy.OWN_CATEGORY, DecidedBy.FOLLOW_UP})
"""Whatever else decided was the user's word, or known for certain."""
_SMALLEST = 1e-6


class Why(IntEnum):
    """Why a message is asked about; the smaller, the sooner."""

    UNSURE = 0
    CONTRADICTED = 1
    NEAR = 2
    CONFIRM = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A message to ask about."""

    judged: Judged
    why: Why
    told: str
    """The reason for asking, for the reader."""


def questions(
    rows: Sequence[Judged],
    policy: Policy,
    *,
    taught: Collection[str] = (),
    most: int = 20,
) -> list[Question]:
    """Given judgements newest first, return at most `most` to ask about, the best first.

    What was taught already (digests), what a rule or the user's own word decided, and mail of
    people I know is left out. Of one sender and of one thread only one message is asked
    about: the next answer would add little. New senders come before those seen for long.
    """
    asked = [
        found
        for one in _latest(rows)
        if one.digest not in taught and (found := _question(one, policy)) is not None
    ]
    first = _first_seen(rows)
    asked.sort(
        key=lambda one: (
            one.why,
            round(_distance(one.judged, policy) * _ALIKE),
            -first[_speaker(one.judged)].timestamp(),
            -one.judged.id,
        )
    )
    return _one_each(asked)[:most]


def _latest(rows: Sequence[Judged]) -> list[Judged]:
    """Return the newest judgement of each message that could be read."""
    found: dict[str, Judged] = {}
    for one in rows:
        if one.digest and not one.error:
            found.setdefault(one.digest, one)
    return list(found.values())


def _question(one: Judged, policy: Policy) -> Question | None:
    """Return why a message should be asked about, or None when nothing is to be learned."""
    if one.decided_by not in _ASKED:
        return None
    cutoff = policy.cutoffs.get(one.category)
    against = _told_against(one)
    if one.decision is Decision.UNSURE:
        limit = f", filed from {cutoff:.2f} on" if cutoff is not None else ""
        return Question(one, Why.UNSURE, f"unsure: {one.category} {one.score:.2f}{limit}")
    if against:
        verdict = "filed" if one.decision is Decision.FILE else "left in the inbox"
        return Question(one, Why.CONTRADICTED, f"{verdict}, although: {against}")
    if one.decision is Decision.FILE:
        label = one.kind or str(one.category)
        if _distance(one, policy) <= NEAR and not one.kind:
            return Question(one, Why.NEAR, f"only just filed as {label}: {one.score:.2f}")
        return Question(one, Why.CONFIRM, f"filed as {label}: {one.score:.2f}")
    if one.decided_by is DecidedBy.SCORE and _distance(one, policy) <= NEAR:
        return Question(one, Why.NEAR, f"only just left in the inbox: {one.score:.2f}")
    return None


def _told_against(one: Judged) -> str:
    """Return what the user's own corrections say against a verdict, "" when nothing much."""
    lessons = [clue for clue in one.clues if clue.group is ClueGroup.LEARNED]
    sign = -1.0 if one.decision is Decision.FILE else 1.0
    if sum(clue.weight for clue in lessons) * sign < AGAINST:
        return ""
    return max(lessons, key=lambda clue: clue.weight * sign).sentence


def _distance(one: Judged, policy: Policy) -> float:
    """Return how far (log-odds, 0 and more) a score is from where the verdict would change.

    From the cutoff; for mail left in the inbox, from where unsure begins.
    """
    cutoff = policy.cutoffs.get(one.category) if one.category is not Category.GENUINE else None
    is_kept = one.decision is Decision.KEEP
    edge = policy.unsure_from if is_kept or cutoff is None else cutoff
    return abs(_log_odds(one.score) - _log_odds(edge))


def _log_odds(score: float) -> float:
    held = min(1.0 - _SMALLEST, max(_SMALLEST, score))
    return log(held / (1.0 - held))


def _speaker(one: Judged) -> str:
    """Return who wrote it: of relayed mail the person, as the network's address is everybody's."""
    return str(one.who) if one.who is not None else one.person or one.sender


def _first_seen(rows: Sequence[Judged]) -> dict[str, datetime]:
    """Return speaker → when mail of theirs was judged first."""
    return {_speaker(one): one.judged_at for one in sorted(rows, key=lambda row: -row.id)}


def _one_each(asked: Sequence[Question]) -> list[Question]:
    """Keep the first question of each speaker and of each thread."""
    seen: set[str] = set()
    found: list[Question] = []
    for one in asked:
        keys = {f"who {_speaker(one.judged)}", f"thread {one.judged.thread or one.judged.digest}"}
        if not keys & seen:
            found.append(one)
        seen |= keys
    return found
