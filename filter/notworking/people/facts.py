"""The handful of facts about a relationship that the judge and the reader see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from notworking.people.connection import days_since
from notworking.people.event import Direction
from notworking.people.relationship import Relationship

_NETWORK_TITLES = {
    "linkedin": "LinkedIn",
    "xing": "XING",
    "researchgate": "ResearchGate",
    "github": "GitHub",
    "calcom": "Cal.com",
    "academia": "Academia.edu",
    "twitter": "X",
}
_KNOWN_SENTENCES = {
    "address book": "They are in your address book.",
    "config": "You named them in your configuration.",
    "moved back": "You moved their mail back to your inbox.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What matters of a relationship for one message. Taken before the message is in the ledger."""

    is_known: bool = False
    """Something I did makes them known, or the message answers one of mine (same thread)."""
    is_vouched: bool = False
    """Somebody I know introduced them in this thread."""
    is_blocked: bool = False
    days_since_connection: float | None = None
    """Days since the latest connection on any network; None without one."""
    connection_is_verified: bool = True
    first_direct_mail_after_connecting: bool = False
    """They are connected and never wrote directly before this message."""
    mails_since_connection: int = 0
    unanswered: int = 0
    """Messages of theirs since I last wrote, or ever; this one not counted."""
    follow_up_number: int = 0
    """0 for a first message; n when n of theirs in the last 60 days went unanswered before it."""
    their_asks: int = 0
    their_offers: int = 0
    my_asks: int = 0
    my_offers: int = 0
    reciprocity: float = 0.0
    """-1 … 1, as in `Relationship`."""
    strength: float = 0.0
    """0 … 1, as in `Relationship`."""
    opted_out_at: datetime | None = None
    sentences: tuple[str, ...] = ()
    """The facts in plain English."""


def facts(relationship: Relationship, *, now: datetime, thread: str = "") -> Facts:
    """Given a relationship, return the facts for a message of thread `thread` (its root's hash).

    The relationship must not contain the message itself yet, or it counts as its own forerunner.
    """
    latest = relationship.connections[-1] if relationship.connections else None
    answers_mine = bool(thread) and thread in relationship.my_threads
    return Facts(
        is_known=relationship.is_known or answers_mine,
        is_vouched=bool(thread) and relationship.voucher_thread == thread,
        is_blocked=relationship.is_blocked,
        days_since_connection=days_since(latest, now) if latest else None,
        connection_is_verified=latest.verified if latest else True,
        first_direct_mail_after_connecting=latest is not None
        and relationship.first_direct_at is None,
        mails_since_connection=relationship.mails_since_connection,
        unanswered=relationship.their_mail_since_mine,
        follow_up_number=relationship.recent_unanswered,
        their_asks=relationship.their_asks,
        their_offers=relationship.their_offers,
        my_asks=relationship.my_asks,
        my_offers=relationship.my_offers,
        reciprocity=relationship.reciprocity,
        strength=relationship.strength,
        opted_out_at=relationship.opted_out_at,
        sentences=sentences(relationship, now),
    )


def sentences(relationship: Relationship, now: datetime) -> tuple[str, ...]:
    """Return what is known between you and a person, in plain English, most telling first.

    `"Connected on LinkedIn on 3 May 2026, they asked. 4 mails since, 3 asks, no offers."`
    Persons are "they": nobody's gender is guessed. A stranger gives one sentence.
    """
    told = [_KNOWN_SENTENCES.get(relationship.known_by, "")]
    if relationship.is_blocked:
        told.append("You asked never to be bothered by them.")
    told.append(_contact(relationship))
    told.append(_connection(relationship))
    told.append(_balance(relationship))
    if relationship.vouched_by:
        told.append(f"{relationship.vouched_by} introduced them to you.")
    if relationship.opted_out_at:
        told.append(_opted_out(relationship, relationship.opted_out_at))
    if relationship.last_mine_at is not None and (now - relationship.last_mine_at).days > 365:
        told.append(f"You last wrote to them on {day(relationship.last_mine_at)}.")
    return (*(sentence for sentence in told if sentence), *relationship.hints)


def day(at: datetime) -> str:
    """Return a date as in "3 May 2026"."""
    return f"{at.day} {at:%B %Y}"


def _contact(relationship: Relationship) -> str:
    if not relationship.i_wrote:
        heard = relationship.they_wrote + relationship.relayed
        return (
            f"You never wrote to them; they wrote {_times(heard)}."
            if heard
            else "You never wrote to them."
        )
    threads = relationship.two_voice_threads
    shared = f", {_count(threads, 'conversation')} with both of you" if threads else ""
    replied = f" ({_count(relationship.i_replied, 'answer')})" if relationship.i_replied else ""
    theirs = (
        f"they wrote to you {_times(relationship.they_wrote)}"
        if relationship.they_wrote
        else "they never wrote to you"
    )
    return f"You wrote to them {_times(relationship.i_wrote)}{replied}, {theirs}{shared}."


def _connection(relationship: Relationship) -> str:
    if not relationship.connections:
        times = relationship.invitations
        return f"They sent you {_count(times, 'invitation')} to connect." if times else ""
    latest = relationship.connections[-1]
    asked = {Direction.MINE: ", you asked", Direction.THEIRS: ", they asked", None: ""}[
        latest.asked_by
    ]
    network = _NETWORK_TITLES.get(latest.network, latest.network.capitalize())
    how = (
        "Connected"
        if latest.verified
        else "Connected, it seems (the notice could not be verified),"
    )
    since = ", ".join(
        (
            _count(relationship.mails_since_connection, "mail") + " since",
            _count(relationship.asks_since_connection, "ask"),
            _count(relationship.offers_since_connection, "offer"),
        )
    )
    return f"{how} on {network} on {day(latest.at)}{asked}. {since[:1].upper()}{since[1:]}."


def _balance(relationship: Relationship) -> str:
    """Asks and offers, when there is no connection whose sentence tells them."""
    asks, offers = relationship.their_asks, relationship.their_offers
    if relationship.connections or not asks + offers:
        return ""
    asked = f"asked {_count(asks, 'thing')} of you" if asks else "asked nothing of you"
    offered = f"gave {_count(offers, 'thing')}" if offers else "gave nothing"
    return f"They {asked} and {offered}."


def _opted_out(relationship: Relationship, at: datetime) -> str:
    went_on = relationship.last_theirs_at is not None and relationship.last_theirs_at > at
    return f"You asked them to stop on {day(at)}{'; they went on' if went_on else ''}."


def _count(number: int, thing: str) -> str:
    return f"no {thing}s" if number == 0 else f"{number} {thing}{'' if number == 1 else 's'}"


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
