"""Clues from the ledger: what the sender is to the user, weighed by hand.

The weights are log-odds, above zero for networking mail. They were set by hand and say how
strong a reason each fact would be alone; the group's sum is capped, because the facts overlap
(a stranger who connected yesterday and never got an answer is one story, not three).
They may be strong, because the guard has already let through everybody the user wrote to, or
who answers, or is vouched for: what is left to weigh are strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from notworking.judge.claims import CheckedClaim, ClaimKind, ClaimStatus
from notworking.judge.verdict import Clue, ClueGroup
from notworking.people.event import Direction
from notworking.people.relationship import Relationship

CAP = 4.5
"""The group adds at most this for, and at most `TRUST_CAP` against, networking mail."""
TRUST_CAP = 6.0

_SOON = timedelta(days=30)
_VERY_SOON = timedelta(days=3)
_MANY_ASKS = 3


@dataclass(frozen=True, slots=True)
class _Case:
    """What the single rules look at."""

    known: Relationship
    now: datetime
    answers_mine: bool
    asks: int
    is_first_direct: bool
    claims: tuple[CheckedClaim, ...]
    unsure_before: float | None


def relationship_clues(
    relationship: Relationship,
    *,
    checked_claims: Sequence[CheckedClaim] = (),
    now: datetime,
    ledger_known: bool = True,
    answers_mine: bool = False,
    asks: int = 0,
    history_complete: bool = False,
    unsure_before: float | None = None,
    is_letter: bool = True,
) -> tuple[Clue, ...]:
    """Return what the relationship says for and against networking mail, strongest first.

    `now` is when the message came. `relationship` is as before this message; `answers_mine`
    says that it answers a Message-ID of mine; `asks` counts the kinds of asks in it;
    `unsure_before` is the score of their last mail where that was left as unsure; `is_letter` is False for a
    network's notice that holds none of their words. With `ledger_known=False` (a message checked without an account)
    there is no clue at all: an unknown sender is neutral there. "You never wrote to them" is
    said only when `history_complete`, or when the ledger shows that they wrote before.
    The clues' weights sum to within -6…+4.5; they are scaled where they would pass that.
    """
    if not ledger_known:
        return ()
    known = relationship
    case = _Case(
        known=known,
        now=now,
        answers_mine=answers_mine,
        asks=asks,
        is_first_direct=is_letter and not (known.they_wrote or known.relayed),
        claims=tuple(checked_claims),
        unsure_before=unsure_before,
    )
    clues = [clue for rule in _RULES if (clue := rule(case)) is not None]
    clues.extend(_claim_clues(case))
    if not known.is_known and (history_complete or known.they_wrote or known.connections):
        # Told, but hardly weighed: the model takes everybody for a stranger already.
        clues.append(_clue("never_wrote_to_them", 0.1, "You never wrote to them"))
    return tuple(sorted(_capped(clues), key=lambda clue: -abs(clue.weight)))


def _capped(clues: list[Clue]) -> list[Clue]:
    """Scale the clues of each sign so that neither side passes its cap."""
    capped = []
    for side, cap in ((1, CAP), (-1, TRUST_CAP)):
        same = [clue for clue in clues if clue.weight * side > 0]
        total = sum(abs(clue.weight) for clue in same)
        scale = min(1.0, cap / total) if total else 1.0
        capped += [
            Clue(clue.name, clue.group, round(clue.weight * scale, 4), clue.sentence, clue.phrase)
            for clue in same
        ]
    return capped


def _clue(name: str, weight: float, sentence: str, phrase: str = "") -> Clue:
    return Clue(name, ClueGroup.RELATIONSHIP, weight, sentence, phrase)


def _after_connecting(case: _Case) -> Clue | None:
    """The first mail soon after connecting: 1.1 within 3 days, 0.8 within 30.

    1.6 and 1.2 when it asks for something: whoever connects to ask is who this is about, whoever
    connects to say hello is not. More would file as many genuine first mails of people who
    connected for a reason as pitches (decision 5). An invitation counts like a connection: a
    network does not tell the invited that they accepted, and whoever mails at once did not wait
    for it.
    """
    link = _latest_link(case.known)
    if link is None or case.known.is_known or not case.is_first_direct:
        return None
    passed = case.now - link.at
    if passed < timedelta(0) or passed > _SOON:
        return None
    is_very_soon = passed <= _VERY_SOON
    weight = (1.6 if is_very_soon else 1.2) if case.asks else (1.1 if is_very_soon else 0.8)
    weight *= 1.0 if link.verified else 0.5
    asked = f"{link.asked}, and asks something of you" if case.asks else link.asked
    when = {0: "on the day", 1: "a day after"}.get(passed.days, f"{passed.days} days after")
    sentence = f"Their first mail came {when} {link.what}{asked}"
    return _clue("first_mail_after_connecting", weight, sentence)


@dataclass(frozen=True, slots=True)
class _Link:
    """What began the acquaintance: a connection, else an invitation of theirs."""

    at: datetime
    what: str
    asked: str = ""
    verified: bool = True


def _latest_link(known: Relationship) -> _Link | None:
    if known.connections:
        latest = known.connections[-1]
        theirs = latest.asked_by is Direction.THEIRS
        asked = ", at their request" if theirs else ""
        return _Link(latest.at, "you connected", asked, latest.verified)
    if known.invited_at is not None:
        return _Link(known.invited_at, "they asked to connect")
    return None


def _address_after_connecting(case: _Case) -> Clue | None:
    """They began to write only after the connection or the invitation, and go on: 1.5."""
    link = _latest_link(case.known)
    first = case.known.first_at
    if link is None or case.known.is_known or first is None or case.is_first_direct:
        return None
    if first < link.at:
        return None
    sentence = f"They write only since {link.what} on {_day(link.at)}"
    return _clue("address_new_since_connecting", 1.5, sentence)


def _unanswered(case: _Case) -> Clue | None:
    """Mail after mail without an answer: 1.0 for the second, 1.4 from the third.

    0.3 and 0.6 when none of them asked for anything and nobody connected: friends and clubs
    write unanswered too.
    """
    before = case.known.their_mail_since_mine
    if case.known.i_wrote or before < 1:
        return None
    count = before + 1
    weight = 1.0 if count == 2 else 1.4
    if not _wants_something(case):
        weight = 0.3 if count == 2 else 0.6
    return _clue(
        "unanswered_follow_up",
        weight,
        f"This is their {_ordinal(count)} mail, and you never answered",
    )


def _unsure_before(case: _Case) -> Clue | None:
    """Their mail before this one was close to the line too: 0.6 of its log-odds, at most 1.2.

    Two letters of one hand are two looks at one sender. Less than the whole, since the first
    look took the same relationship into account; nothing where nothing was ever asked and nobody
    connected, or a club's letters would raise each other.
    """
    before = case.unsure_before
    if before is None or case.known.i_wrote or not _wants_something(case):
        return None
    weight = min(1.2, 0.6 * log(before / max(1e-6, 1.0 - before)))
    if weight <= 0:
        return None
    sentence = f"Their mail before this one was close to the line too ({before:.2f})"
    return _clue("unsure_before", weight, sentence)


def _wants_something(case: _Case) -> bool:
    """True when they asked for something, now or before, or connected (which is asking)."""
    return bool(case.asks or case.known.their_asks or _latest_link(case.known))


def _went_on(case: _Case) -> Clue | None:
    """They go on although asked to stop: 3.0, alone the whole cap."""
    asked = case.known.opted_out_at
    if asked is None or asked > case.now:
        return None
    return _clue("asked_to_stop", 3.0, f"You asked them to stop on {_day(asked)}, and they went on")


def _only_takes(case: _Case) -> Clue | None:
    """Asks again and again, and never gave: 1.0."""
    asked = case.known.their_asks
    if asked < _MANY_ASKS or case.known.their_offers or case.known.i_wrote:
        return None
    return _clue("only_asks", 1.0, f"They asked {asked} times and never offered anything")


def _invited_often(case: _Case) -> Clue | None:
    if case.known.invitations < 2 or case.known.is_known:
        return None
    return _clue("invited_often", 0.5, f"They invited you {case.known.invitations} times")


def _blocked(case: _Case) -> Clue | None:
    return _clue("blocked", 3.0, "You want no mail of theirs") if case.known.is_blocked else None


def _answers(case: _Case) -> Clue | None:
    """It answers a message of mine: -3.0."""
    if not case.answers_mine:
        return None
    return _clue("answers_your_mail", -3.0, "It answers a message you sent")


def _you_answered(case: _Case) -> Clue | None:
    """You answered them: -2.0 once, -3.5 from the third time."""
    times = case.known.i_replied
    if not times or _asked_to_stop(case):
        return None
    weight = -2.0 if times < 3 else -3.5
    return _clue("you_answered_them", weight, f"You answered them {_times(times)}")


def _you_wrote(case: _Case) -> Clue | None:
    """You wrote to them: -1.5, the stronger the more and the later, down to -3.5."""
    if not case.known.i_wrote or _asked_to_stop(case):
        return None
    weight = -1.5 - 2.0 * case.known.strength
    return _clue("you_wrote_to_them", weight, f"You wrote to them {_times(case.known.i_wrote)}")


def _long_history(case: _Case) -> Clue | None:
    threads, first = case.known.two_voice_threads, case.known.first_at
    if threads < 2 or first is None:
        return None
    sentence = f"You have written to each other in {threads} threads since {first.year}"
    return _clue("two_way_history", -1.5, sentence)


def _said_known(case: _Case) -> Clue | None:
    """You said that you know them: -4.0."""
    by = {
        "address book": "They are in your address book",
        "config": "Your settings say that you know them",
        "moved back": "You moved their mail back before",
    }.get(case.known.known_by)
    return _clue("said_known", -4.0, by) if by else None


def _vouched(case: _Case) -> Clue | None:
    if not case.known.vouched_by:
        return None
    return _clue("vouched_for", -3.0, f"{case.known.vouched_by} introduced them")


def _gives(case: _Case) -> Clue | None:
    """They gave before, and balance what they take: -0.8."""
    if not case.known.their_offers or case.known.reciprocity < 0 or not case.known.i_wrote:
        return None
    return _clue(
        "gave_before", -0.8, f"They helped or thanked you {_times(case.known.their_offers)} before"
    )


def _claim_clues(case: _Case) -> list[Clue]:
    """A claim contradicted is 1.2; borne out -1.0, or -0.2 for a mere shared affiliation."""
    clues = []
    for checked in case.claims:
        kind = checked.claim.kind
        if checked.status is ClaimStatus.CONTRADICTED:
            clues.append(_clue(f"contradicted_{kind}", 1.2, checked.sentence, checked.claim.phrase))
        elif checked.status is ClaimStatus.BORNE_OUT:
            if kind in _NO_MERIT:
                continue
            weight = -0.2 if kind in _AFFILIATIONS else -1.0
            clues.append(_clue(f"borne_out_{kind}", weight, checked.sentence, checked.claim.phrase))
    return clues


_AFFILIATIONS = frozenset({ClaimKind.ALUMNI, ClaimKind.WORKED_TOGETHER})
_NO_MERIT = frozenset({ClaimKind.FOLLOWING_UP, ClaimKind.CONNECTED_ON})
"""Borne out, these only say that they wrote before, or that you linked: neither proves a thing."""

CLUE_NAMES: tuple[str, ...] = (
    "first_mail_after_connecting",
    "address_new_since_connecting",
    "never_wrote_to_them",
    "unanswered_follow_up",
    "unsure_before",
    "asked_to_stop",
    "only_asks",
    "invited_often",
    "blocked",
    "answers_your_mail",
    "you_answered_them",
    "you_wrote_to_them",
    "two_way_history",
    "said_known",
    "vouched_for",
    "gave_before",
    *(f"{outcome}_{kind}" for outcome in ("contradicted", "borne_out") for kind in ClaimKind),
)
"""Every name this module gives a clue: what rules may ask for."""

_RULES: tuple[Callable[[_Case], Clue | None], ...] = (
    _after_connecting,
    _address_after_connecting,
    _unanswered,
    _unsure_before,
    _went_on,
    _only_takes,
    _invited_often,
    _blocked,
    _answers,
    _you_answered,
    _you_wrote,
    _long_history,
    _said_known,
    _vouched,
    _gives,
)


def _asked_to_stop(case: _Case) -> bool:
    """True when all that I wrote may be "please stop": that makes nobody known."""
    return case.known.opted_out_at is not None and case.known.i_wrote <= 1


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _ordinal(count: int) -> str:
    return {2: "second", 3: "third", 4: "fourth", 5: "fifth"}.get(count, f"{count}th")


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
