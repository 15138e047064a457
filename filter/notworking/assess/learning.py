"""What the ledger learns from a received message."""

from __future__ import annotations

from collections.abc import Iterable

from notworking.assess.preparing import Court, Prepared
from notworking.assess.recall import Remembered
from notworking.people.contact import contact_events, is_believed, key_of
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    IdentityLink,
)
from notworking.people.networks.events import events_of
from notworking.people.person import (
    tidy_name,
)
from notworking.people.relationship import relate


def events_learned(
    one: Prepared, remembered: Remembered, court: Court
) -> tuple[tuple[Event, ...], tuple[IdentityLink, ...]]:
    """Return what the ledger should learn from a received message."""
    if one.notice is not None:
        events, links = events_of(one.notice, one.message, one.at)
        return (*events, *_asks_and_offers(one)), links
    met = [who for who in (*one.who, *one.others) if one.others and remembered.events.get(who)]
    known = {who for who in met if relate(remembered.events[who], now=one.at).is_known}
    events = contact_events(
        one.message,
        court.me,
        one.at,
        direction=Direction.THEIRS,
        verified=is_believed(one.message, one.authenticity),
        is_known=known.__contains__,
        is_my_message=remembered.sent_ids.__contains__,
    )
    return (*events, *_asks_and_offers(one)), ()


def _asks_and_offers(one: Prepared) -> Iterable[Event]:
    """Return the asks and offers of the message as events of its speaker."""
    if not one.who or one.sender is None or (one.notice is not None and not one.notice.is_relayed):
        return  # the network's own words are nobody's asks
    told = [(EventKind.ASKED, kind) for kind in one.asks]
    told += [(EventKind.OFFERED, kind) for kind in one.offers]
    for event_kind, detail in told:
        yield Event(
            kind=event_kind,
            direction=Direction.THEIRS,
            who=one.who[0],
            at=one.at,
            key=key_of(one.message),
            thread=one.thread,
            detail=detail,
            label=tidy_name(one.sender.name),
        )
