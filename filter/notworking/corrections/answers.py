"""The user's answer to a mass move: learn it, or let it mean nothing."""

from __future__ import annotations

from datetime import datetime

from notworking.corrections.settling import ACCEPTED
from notworking.store.places import Places, SightingState


def asking(places: Places, account: str) -> int:
    """Return how many corrections wait for the user's answer."""
    return places.count(account, SightingState.ASKS)


def accept_mass(places: Places, account: str, *, at: datetime) -> int:
    """Have the corrections that ask learned at the next pass; return how many there are.

    What no longer lies where it was seen by then teaches nothing.
    """
    return places.answer(account, state=SightingState.RESTING, meaning=ACCEPTED, at=at)


def refuse_mass(places: Places, account: str, *, at: datetime) -> int:
    """Let the corrections that ask mean nothing; return how many there were.

    Mail that was put back stays all the same: it is never filed a second time.
    """
    return places.answer(account, state=SightingState.REFUSED, meaning="refused", at=at)
