"""The table of meanings as a pure function, and when a message came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notworking.corrections.arrival import arrived_at
from notworking.corrections.bench import Room, RoomKind
from notworking.corrections.meaning import Meaning, Past, is_by_rule, meaning_of
from notworking.mail.message import Headers, Message

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PITCH = Room("Networking/Pitches", RoomKind.CATEGORY, "pitch")
INBOX, OWN = Room("INBOX", RoomKind.INBOX), Room("Archive", RoomKind.OWN)
JUNK = Room("Junk", RoomKind.JUNK)
FILED = Past(stands_as="pitch", is_moved=True, thought="pitch", is_judged=True)
LEFT = Past(thought="", is_judged=True)
BY_RULE = Past(is_moved=True, is_judged=True)


@pytest.mark.parametrize(
    ("room", "past", "label", "was", "is_kept"),
    [
        (INBOX, FILED, "genuine", "pitch", True),
        (OWN, FILED, "genuine", "pitch", True),
        (PITCH, FILED, "", "", False),
        (PITCH, Past(stands_as="event", is_moved=True), "pitch", "event", False),
        (PITCH, Past(stands_as="genuine"), "pitch", "genuine", False),
        (PITCH, LEFT, "pitch", "", False),
        (PITCH, Past(), "pitch", "", False),
        (INBOX, Past(stands_as="genuine", is_moved=True), "", "", False),
        (INBOX, LEFT, "", "", False),
        (OWN, Past(), "", "", False),
        (JUNK, LEFT, "", "", False),
        (JUNK, Past(thought="pitch", is_judged=True), "pitch", "", False),
        (JUNK, FILED, "", "", False),
        (JUNK, Past(stands_as="genuine", thought="pitch"), "", "", False),
        (INBOX, BY_RULE, "", "", True),
        (OWN, BY_RULE, "", "", False),
    ],
)
def test_where_it_rests_and_where_it_was_say_what_it_means(
    room: Room, past: Past, label: str, was: str, is_kept: bool
) -> None:
    """DESIGN section 7, each row, without a server."""
    found = meaning_of(room, past)

    assert (found.label, found.was, found.is_kept) == (label, was, is_kept)


@pytest.mark.parametrize("room", [PITCH, INBOX, OWN, JUNK])
@pytest.mark.parametrize("past", [FILED, LEFT, BY_RULE, Past(), Past(stands_as="genuine")])
def test_a_word_said_twice_is_said_once(room: Room, past: Past) -> None:
    """What was learned from a place is not learned from it again."""
    first = meaning_of(room, past)
    if first.label:
        again = meaning_of(room, Past(first.label, past.is_moved, past.thought, past.is_judged))
        assert again == Meaning(told=again.told)


@pytest.mark.parametrize(
    ("is_judged", "arrived", "last_look", "expected"),
    [
        (False, NOW - MINUTE, None, True),
        (True, NOW - MINUTE, NOW - 5 * MINUTE, True),
        (False, NOW - 3 * MINUTE, NOW - 5 * MINUTE, True),
        (True, NOW - 3 * MINUTE, NOW - 5 * MINUTE, False),
        (False, NOW - 9 * MINUTE, NOW - 5 * MINUTE, False),
        (False, NOW - 9 * MINUTE, None, False),
    ],
)
def test_a_rule_is_known_by_its_haste(
    is_judged: bool, arrived: datetime, last_look: datetime | None, expected: bool
) -> None:
    """Straight into the folder, or within a minute of its arrival: that was no reader."""
    found = is_by_rule(is_judged=is_judged, arrived=arrived, seen_at=NOW, last_look=last_look)

    assert found is expected


def message(date: datetime | None = None, received: str = "") -> Message:
    """A message with those two traces of time."""
    pairs = (("Received", received),) if received else ()
    return Message(digest="d" * 32, date=date, headers=Headers(pairs))


@pytest.mark.parametrize(
    ("one", "before", "expected"),
    [
        (message(), None, NOW),
        (message(), NOW - 3 * MINUTE, NOW - 3 * MINUTE),
        (message(NOW - timedelta(hours=2)), None, NOW),
        (message(NOW - timedelta(days=2)), None, NOW - timedelta(days=2)),
        (message(received="by mx; Mon, 02 Nov 2026 12:30:00 +0100"), None, NOW - 30 * MINUTE),
        (message(received="by mx; Mon, 02 Nov 2026 14:30:00 +0000"), None, NOW),
        (message(received="by mx; yesterday"), None, NOW),
        (message(received="by mx"), None, NOW),
    ],
)
def test_a_copy_tells_when_the_message_came(
    one: Message, before: datetime | None, expected: datetime
) -> None:
    """A client that moves by APPEND gives the copy the present time; the Received field stays."""
    assert arrived_at(one, NOW, before=before) == expected
