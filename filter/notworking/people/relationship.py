"""What the ledger knows between you and one person: a value, and its fold from events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp
from statistics import median

from notworking.people.connection import Connection as Connection
from notworking.people.connection import connections_of
from notworking.people.event import Direction, Event, EventKind, Identity

FEW = 10
"""Up to so many recipients a message is written to people; beyond, it is sent out in bulk."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """Everything between you and one person, folded from the ledger's events.

    The default value is a stranger.
    """

    label: str = ""
    """The name to show."""
    i_wrote: int = 0
    """Messages I sent to them, alone or among few (at most 10 recipients)."""
    they_wrote: int = 0
    """Messages they sent me directly (relayed ones not counted)."""
    relayed: int = 0
    """Messages of theirs that came through a network."""
    i_replied: int = 0
    """Messages of mine that answer one of theirs."""
    they_replied: int = 0
    """Messages of theirs that answer one of mine."""
    two_voice_threads: int = 0
    """Threads in which both of us wrote."""
    i_was_one_of_many: int = 0
    """Messages of theirs that went to more than 10 recipients."""
    began: Direction | None = None
    """Who wrote first."""
    first_at: datetime | None = None
    last_mine_at: datetime | None = None
    last_theirs_at: datetime | None = None
    their_mail_since_mine: int = 0
    """Messages of theirs (direct or relayed) since I last wrote to them, or ever."""
    my_reply_hours: float | None = None
    """Median hours from their message to my answer; None when I never answered."""
    known_by: str = ""
    """"address book", "config" or "moved back"; "" when the user said nothing."""
    is_blocked: bool = False
    vouched_by: str = ""
    """The voucher's name, "" when nobody vouched."""
    voucher_thread: str = ""
    opted_out_at: datetime | None = None
    """When I asked them to stop."""
    connections: tuple[Connection, ...] = ()
    """Oldest first."""
    invited_at: datetime | None = None
    """When they last invited me to connect; what I accept, only what follows shows."""
    invited_on: str = ""
    """The network of that invitation."""
    invitations: int = 0
    """Invitations received from them."""
    their_asks: int = 0
    their_offers: int = 0
    my_asks: int = 0
    my_offers: int = 0
    mails_since_connection: int = 0
    """Messages of theirs (direct or relayed) since the latest connection, 0 without one."""
    asks_since_connection: int = 0
    offers_since_connection: int = 0
    first_direct_at: datetime | None = None
    """When they first wrote directly (not through a network)."""
    recent_unanswered: int = 0
    """Messages of theirs since I last wrote, in the last 60 days: the length of a sequence."""
    my_threads: frozenset[str] = frozenset()
    """Threads in which I wrote to them, as hashes of the root Message-ID."""
    i_booked: int = 0
    """Meetings I booked with them."""
    they_booked: int = 0
    reciprocity: float = 0.0
    """-1 (they only take) … 0 (balanced or nothing) … 1 (they only give), decayed over years."""
    strength: float = 0.0
    """0 (nothing I did) … 1 (much two-way mail lately): what I did only, decayed over years."""
    hints: tuple[str, ...] = ()
    """Sentences about people who may be the same by name alone. Never raise trust."""

    @property
    def is_known(self) -> bool:
        """True when something *you* did makes them known (DESIGN section 6)."""
        return bool(self.known_by) or self.i_wrote > 0 or self.i_booked > 0


STRANGER = Relationship()

HALF_LIFE_DAYS = 730
"""What happened two years ago counts half."""

_SEQUENCE = timedelta(days=60)
_KNOWN_BY = ("config", "address book", "moved back")
_PRIOR = 1.0
_REPLY_SHARE = 0.5
_STRENGTH_SCALE = 5.0
_KNOWN_WORTH = 3.0
_SECONDS_A_DAY = 86_400
_NOT_CONTACT = frozenset({EventKind.KNOWN, EventKind.BLOCKED, EventKind.VOUCHED})


def relate(
    events: Iterable[Event],
    *,
    now: datetime,
    half_life_days: float = HALF_LIFE_DAYS,
    hints: Sequence[str] = (),
) -> Relationship:
    """Given all events of one person (all their identities), return the relationship at `now`.

    A pure fold: the order of events changes nothing, and an event given twice counts once.
    Every count decays with weight w = 0.5 ** (age in days / half_life_days) in two figures.

    `reciprocity` = (G - T) / (G + T + 1), in -1 … 1, exclusive. G is what they gave: their
    offers, half of each answer of theirs, and my asks; T what they took: their asks, half of
    each answer of mine, and my offers. An answer counts half because it costs less than a
    favour. The 1 keeps a single ask (-0.5) from looking like a habit (four: -0.8).

    `strength` = 1 - exp(-S / 5), in 0 … 1. S adds 1 for each message of mine, ½ more for an
    answer, 1 for each thread in which both wrote, 1 for a meeting I booked, and 3, undecayed,
    when I said that I know them. One message gives 0.18, ten answered ones 0.95. Nothing of
    theirs alone adds to it.
    """
    told = sorted(set(events), key=_order)
    voucher = max((e for e in told if e.kind is EventKind.VOUCHED), key=_order, default=None)
    stated = Relationship(
        label=_label(told),
        first_at=min((event.at for event in told if event.kind not in _NOT_CONTACT), default=None),
        known_by=_known_by(told),
        is_blocked=any(event.kind is EventKind.BLOCKED for event in told),
        vouched_by=(voucher.headline or voucher.detail) if voucher else "",
        voucher_thread=voucher.thread if voucher else "",
        hints=tuple(hints),
    )
    network = _with_network(_with_contact(stated, told, now), told)
    return _with_balance(network, told, now, half_life_days)


def _with_contact(known: Relationship, told: Sequence[Event], now: datetime) -> Relationship:
    """Fill in who wrote to whom, how often, and who answered."""
    mine, theirs = _written(told, Direction.MINE), _written(told, Direction.THEIRS)
    few = [event for event in mine if event.recipients <= FEW]
    direct = [event for event in theirs if event.kind is EventKind.WROTE]
    last_mine_at = max((event.at for event in few), default=None)
    unanswered = [event for event in theirs if last_mine_at is None or event.at > last_mine_at]
    return replace(
        known,
        i_wrote=len(few),
        they_wrote=len(direct),
        relayed=len(theirs) - len(direct),
        i_replied=sum(event.is_reply for event in few),
        they_replied=sum(event.is_reply for event in theirs),
        two_voice_threads=len(_two_voiced(few, direct)),
        i_was_one_of_many=sum(event.recipients > FEW for event in direct),
        began=min((*few, *theirs), key=_order).direction if few or theirs else None,
        last_mine_at=last_mine_at,
        last_theirs_at=max((event.at for event in theirs), default=None),
        their_mail_since_mine=len(unanswered),
        my_reply_hours=_reply_hours(few, direct),
        opted_out_at=_opted_out_at(told, few),
        first_direct_at=min((event.at for event in direct), default=None),
        recent_unanswered=sum(now - event.at <= _SEQUENCE for event in unanswered),
        my_threads=frozenset(event.thread for event in mine if event.thread),
    )


def _with_network(known: Relationship, told: Sequence[Event]) -> Relationship:
    """Fill in connections and invitations, and what came since the latest connection."""
    connections = connections_of(told)
    since = [event for event in told if connections and event.at >= connections[-1].at]
    invited = [
        event
        for event in told
        if event.kind is EventKind.INVITED and event.direction is Direction.THEIRS
    ]
    return replace(
        known,
        connections=connections,
        invited_at=invited[-1].at if invited else None,
        invited_on=invited[-1].detail.partition(" ")[0] if invited else "",
        invitations=_invitations(told),
        mails_since_connection=len(_written(since, Direction.THEIRS)),
        asks_since_connection=_count(since, EventKind.ASKED, Direction.THEIRS),
        offers_since_connection=_count(since, EventKind.OFFERED, Direction.THEIRS),
        i_booked=len(_booked_by_me(told)),
        they_booked=_count(told, EventKind.BOOKED, Direction.THEIRS),
    )


def _with_balance(
    known: Relationship, told: Sequence[Event], now: datetime, half_life_days: float
) -> Relationship:
    """Fill in asks and offers each way, and the two decayed figures."""
    return replace(
        known,
        their_asks=_count(told, EventKind.ASKED, Direction.THEIRS),
        their_offers=_count(told, EventKind.OFFERED, Direction.THEIRS),
        my_asks=_count(told, EventKind.ASKED, Direction.MINE),
        my_offers=_count(told, EventKind.OFFERED, Direction.MINE),
        reciprocity=_reciprocity(told, now, half_life_days),
        strength=_strength(told, known.known_by, now, half_life_days),
    )


def _order(
    event: Event,
) -> tuple[datetime, str, str, Identity, str, str, str, int, bool, bool, str, str]:
    """A total order over all fields, so that no sum depends on the order of arrival."""
    return (
        event.at,
        event.kind,
        event.direction,
        event.who,
        event.key,
        event.detail,
        event.thread,
        event.recipients,
        event.is_reply,
        event.verified,
        event.label,
        event.headline,
    )


def _count(events: Iterable[Event], kind: EventKind, direction: Direction) -> int:
    return sum(event.kind is kind and event.direction is direction for event in events)


def _written(events: Iterable[Event], direction: Direction) -> list[Event]:
    """Messages of one side; what I sent through a network is recorded as WROTE, theirs as RELAYED."""
    kinds = (
        {EventKind.WROTE} if direction is Direction.MINE else {EventKind.WROTE, EventKind.RELAYED}
    )
    return [event for event in events if event.kind in kinds and event.direction is direction]


def _two_voiced(mine: Iterable[Event], theirs: Iterable[Event]) -> dict[str, datetime]:
    """Threads in which both wrote → when I last did."""
    answered = {event.thread for event in theirs if event.thread}
    last: dict[str, datetime] = {}
    for event in mine:
        if event.thread in answered:
            last[event.thread] = max(event.at, last.get(event.thread, event.at))
    return last


def _reply_hours(mine: Iterable[Event], theirs: Iterable[Event]) -> float | None:
    """Median hours from their latest message in a thread to my answer in it."""
    by_thread: dict[str, list[datetime]] = defaultdict(list)
    for event in theirs:
        by_thread[event.thread].append(event.at)
    hours = []
    for event in mine:
        before = [at for at in by_thread.get(event.thread, ()) if at < event.at]
        if event.is_reply and event.thread and before:
            hours.append((event.at - max(before)).total_seconds() / 3600)
    return median(hours) if hours else None


def _booked_by_me(events: Iterable[Event]) -> list[Event]:
    """Meetings I booked; a notice that nobody vouches for must not make someone known."""
    kind, mine = EventKind.BOOKED, Direction.MINE
    return [e for e in events if e.kind is kind and e.direction is mine and e.verified]


def _known_by(events: Iterable[Event]) -> str:
    told = {event.detail for event in events if event.kind is EventKind.KNOWN}
    return next((reason for reason in (*_KNOWN_BY, *sorted(told)) if reason in told), "")


def _opted_out_at(events: Iterable[Event], mine: Iterable[Event]) -> datetime | None:
    """When I first asked them to stop, unless I wrote to them again of my own accord since."""
    asked = [e for e in events if e.kind is EventKind.OPTED_OUT and e.direction is Direction.MINE]
    keys = {event.key for event in asked}
    again = max((event.at for event in mine if event.key not in keys), default=None)
    return min((event.at for event in asked if again is None or event.at >= again), default=None)


def _invitations(events: Iterable[Event]) -> int:
    """Invitations of theirs; reminders count only when the invitation itself was not seen."""
    theirs = [e for e in events if e.kind is EventKind.INVITED and e.direction is Direction.THEIRS]
    first = sum(" " not in event.detail for event in theirs)
    return first or int(bool(theirs))


def _label(events: Iterable[Event]) -> str:
    """The fullest name seen, the latest among equals."""
    named = [event for event in events if event.label]
    return (
        max(named, key=lambda e: (min(len(e.label.split()), 2), e.at, e.label)).label
        if named
        else ""
    )


def _weight(at: datetime, now: datetime, half_life_days: float) -> float:
    age_days = max(0.0, (now - at).total_seconds() / _SECONDS_A_DAY)
    return float(0.5 ** (age_days / half_life_days))


def _reciprocity(events: Iterable[Event], now: datetime, half_life_days: float) -> float:
    gave = took = 0.0
    for event in events:
        is_theirs = event.direction is Direction.THEIRS
        worth = _weight(event.at, now, half_life_days)
        if event.kind is EventKind.ASKED:
            gave, took = (gave, took + worth) if is_theirs else (gave + worth, took)
        elif event.kind is EventKind.OFFERED:
            gave, took = (gave + worth, took) if is_theirs else (gave, took + worth)
        elif event.kind in (EventKind.WROTE, EventKind.RELAYED) and event.is_reply:
            half = worth * _REPLY_SHARE
            gave, took = (gave + half, took) if is_theirs else (gave, took + half)
    return (gave - took) / (gave + took + _PRIOR)


def _strength(told: Sequence[Event], known_by: str, now: datetime, half_life_days: float) -> float:
    mine = [event for event in _written(told, Direction.MINE) if event.recipients <= FEW]
    direct = [event for event in _written(told, Direction.THEIRS) if event.kind is EventKind.WROTE]
    two_voiced = _two_voiced(mine, direct)
    total = _KNOWN_WORTH if known_by else 0.0
    for event in mine:
        total += (1.0 + _REPLY_SHARE * event.is_reply) * _weight(event.at, now, half_life_days)
    for thread in sorted(two_voiced):
        total += _weight(two_voiced[thread], now, half_life_days)
    for event in _booked_by_me(told):
        total += _weight(event.at, now, half_life_days)
    return 1.0 - exp(-total / _STRENGTH_SCALE)
