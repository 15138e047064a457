"""Who is writing, and what are they to me: joining people, and folding what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from notworking.assess.preparing import Court, Prepared
from notworking.assess.recall import Remembered
from notworking.people.connection import connection_detail
from notworking.people.contact import key_of
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityKind,
    IdentityLink,
    LinkStrength,
)
from notworking.people.joining import Candidate, join, join_acquaintances, join_notice
from notworking.people.networks.notice import NoticeKind
from notworking.people.person import (
    fold_name,
)
from notworking.people.relationship import STRANGER, Relationship, relate

_INVITES = frozenset({NoticeKind.INVITATION, NoticeKind.INVITATION_REMINDER})
_SAME_PERSON = frozenset({LinkStrength.EXACT, LinkStrength.LIKELY, LinkStrength.USER})


def joins_of(
    one: Prepared, remembered: Remembered, just_met: Sequence[Candidate], court: Court
) -> tuple[IdentityLink, ...]:
    """Return links from the speaker to people of networks who may be the same.

    `just_met` are people of networks' notices earlier in the batch.
    """
    candidates = [
        candidate
        for candidate in (*remembered.candidates, *just_met)
        if candidate.identity in one.profiles
        or (one.name and fold_name(candidate.name) == one.name)
    ]
    if one.notice is not None:
        known = [who for who in remembered.acquaintances if fold_name(who.name) == one.name]
        return (*join_notice(one.notice, candidates), *join_acquaintances(one.notice, known))
    if not candidates:
        return ()
    return join(one.message, candidates, at=one.at, networks=court.networks)


def events_known(
    one: Prepared,
    joins: tuple[IdentityLink, ...],
    remembered: Remembered,
    just_seen: Mapping[Identity, Sequence[Event]],
) -> tuple[Event, ...]:
    """Return all events of the speaker before this message, the batch's earlier ones included."""
    found: list[Event] = []
    for who in (*one.who, *same_person(joins)):
        found += remembered.events.get(who, ())
        found += just_seen.get(who, ())
    own = key_of(one.message)
    return tuple(event for event in found if event.key != own)


def same_person(joins: Sequence[IdentityLink]) -> list[Identity]:
    """Return who is the speaker by another name; what is a mere hint is left out."""
    return [link.second for link in joins if link.strength in _SAME_PERSON]


def relationship_of(
    one: Prepared,
    joins: tuple[IdentityLink, ...],
    events: Sequence[Event],
    remembered: Remembered,
    now: datetime,
) -> Relationship:
    """Fold what is known about the speaker."""
    hints = [hint for who in one.who for hint in remembered.hints.get(who, ())]
    hints += [
        f"Perhaps the same person, by name alone: {link.second.value}"
        for link in joins
        if link.strength is LinkStrength.HINT
    ]
    if not events:
        return replace(STRANGER, hints=tuple(hints)) if hints else STRANGER
    return relate(events, now=max(now, one.at), hints=hints)


def known_namesake(one: Prepared, joins: tuple[IdentityLink, ...]) -> bool:
    """Return True for an invitation by somebody who bears the name of a person I know.

    A name never raises trust, but most invitations by people one knows show nothing else: the
    network tells no address. In doubt the invitation stays; a namesake's does so too.
    """
    notice = one.notice
    if notice is None or notice.kind not in _INVITES or notice.is_forged:
        return False
    return any(link.second.kind is IdentityKind.ADDRESS for link in joins)


def inferred_connection(one: Prepared, relationship: Relationship) -> tuple[Event, ...]:
    """Return the connection that an invitation and "thanks for connecting" prove together.

    A network tells the inviter that an invitation was accepted, never the invited: what I
    accepted shows only in what follows.
    """
    thanks = any(finding.name == "thanks_for_connecting" for finding in one.findings)
    if not thanks or relationship.connections or relationship.invited_at is None or not one.who:
        return ()
    return (
        Event(
            kind=EventKind.CONNECTED,
            direction=Direction.THEIRS,
            who=one.who[0],
            at=relationship.invited_at,
            key=key_of(one.message),
            detail=connection_detail(relationship.invited_on, Direction.THEIRS),
        ),
    )
