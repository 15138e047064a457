"""What to look at first: verdicts that speak against what the user did, then the closest ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf, log

from notworking.backtest.letters import Place
from notworking.backtest.replaying import Replay, Retried
from notworking.judge.verdict import DecidedBy, Policy
from notworking.people.event import Direction, Event, EventKind, Identity
from notworking.people.facts import day
from notworking.people.relationship import FEW

_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message that would have been filed, and why to look at it."""

    one: Retried
    reasons: tuple[str, ...]
    """What the user did that speaks against it; () when nothing does."""
    margin: float
    """How far the score lies above its cutoff, in log-odds; infinite when no score decided."""


def doubts_of(
    replay: Replay, policy: Policy, events: Mapping[Identity, Sequence[Event]]
) -> list[Doubt]:
    """Return all that would have been filed, the ones to look at first in front.

    `events` are those of the senders to the end of the replay: unlike the verdicts, this looks
    at what came later.
    """
    found = [
        Doubt(
            one,
            _reasons(one, replay.answered, [e for who in one.who for e in events.get(who, ())]),
            margin_of(one, policy),
        )
        for one in replay.filed
    ]
    return sorted(found, key=lambda doubt: (-len(doubt.reasons), doubt.margin, doubt.one.letter.at))


def margin_of(one: Retried, policy: Policy) -> float:
    """Return how far a score lies above the cutoff of its category, in log-odds."""
    verdict = one.verdict
    cutoff = policy.cutoffs.get(verdict.filed_as or verdict.category)
    if verdict.decided_by is not DecidedBy.SCORE or cutoff is None:
        return inf
    return _log_odds(verdict.score) - _log_odds(cutoff)


def _log_odds(score: float) -> float:
    held = min(1.0 - _EDGE, max(_EDGE, score))
    return log(held / (1.0 - held))


def _reasons(one: Retried, answered: set[str], events: Sequence[Event]) -> tuple[str, ...]:
    """Return what the user did with the message, or with its sender, later."""
    found = []
    wrote_at = _wrote_later(events, one.letter.at)
    if one.letter.is_answered or one.message_id in answered:
        found.append("you answered it")
    elif wrote_at is not None:
        found.append(f"you wrote to them on {day(wrote_at)}")
    if one.letter.place is Place.OWN:
        found.append(f"you keep it in “{one.letter.mailbox}”")
    return tuple(found)


def _wrote_later(events: Sequence[Event], at: datetime) -> datetime | None:
    """Return when I first wrote to them after that, other than to ask for an end; None if never."""
    ends = {event.key for event in events if event.kind is EventKind.OPTED_OUT}
    times = [
        event.at
        for event in events
        if event.kind is EventKind.WROTE
        and event.direction is Direction.MINE
        and event.recipients <= FEW
        and event.key not in ends
        and event.at > at
    ]
    return min(times, default=None)
