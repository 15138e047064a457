"""What a move means: DESIGN section 7, row by row, as a pure function of where mail was and is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from notworking.corrections.bench import Room, RoomKind
from notworking.judge.verdict import Category

AT_ONCE = timedelta(minutes=1)
"""Whoever moves mail within a minute of its arrival is a rule, not a reader."""


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a message before it was seen where it is."""

    stands_as: str = ""
    """The label it was given last: by our move, or by the user; "" when it was left alone."""
    is_moved: bool = False
    """A move of ours stands: if into no category's folder, `stands_as` is ""."""
    is_unsure: bool = False
    """That move took it to the folder of unsure mail: it was not filed."""
    thought: str = ""
    """The category the model thought it to be, "" when genuine or never judged."""
    is_judged: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from where a message rests."""

    label: str = ""
    """What is to be learned, "" for nothing."""
    was: str = ""
    """What it stood as before."""
    is_kept: bool = False
    """It was put back: pinned, even where there is nothing to learn."""
    told: str = "nothing new"


def meaning_of(room: Room, past: Past) -> Meaning:
    """Given where a message rests and what became of it before, say what that means.

    A place that says what was already known teaches nothing, so that seeing a message twice
    is seeing it once.
    """
    genuine = Category.GENUINE.value
    if room.kind is RoomKind.CATEGORY:
        if past.stands_as == room.label:
            return Meaning(told="where it was")
        return Meaning(room.label, past.stands_as, told=f"filed as {room.label}")
    if room.kind is RoomKind.UNSURE:
        return Meaning(told="among the unsure")
    if room.kind is RoomKind.JUNK:
        if past.stands_as or past.is_moved or not past.thought:
            return Meaning(told="plain spam")
        return Meaning(past.thought, told=f"junk, thought {past.thought}")
    if past.stands_as == genuine:
        return Meaning(told="where it was")
    if past.stands_as:
        return Meaning(genuine, past.stands_as, is_kept=True, told="put back")
    if past.is_unsure:
        return Meaning(genuine, is_kept=True, told="unsure, and genuine")
    # A rule of the user's own filed it elsewhere: where it goes from there is their affair,
    # except that it must not be filed out of the inbox a second time.
    is_back = past.is_moved and room.kind is RoomKind.INBOX
    return Meaning(is_kept=is_back, told="put back" if is_back else "nothing new")


def is_by_rule(
    *, is_judged: bool, arrived: datetime, seen_at: datetime, last_look: datetime | None
) -> bool:
    """True when mail in a category's folder was put there by a client's rule or by Sieve.

    It came straight there since the last look without ever being judged, or within a minute of
    its arrival: no reader is that quick.
    """
    if seen_at - arrived <= AT_ONCE:
        return True
    return not is_judged and last_look is not None and arrived > last_look
