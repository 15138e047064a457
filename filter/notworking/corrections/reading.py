"""Reading the user's moves: look, learn from what has rested, and clear who was written to."""

from __future__ import annotations

from notworking.corrections.bench import Bench, RoomKind, rooms_of
from notworking.corrections.clearing import clear
from notworking.corrections.looking import look
from notworking.corrections.settling import settle_sightings


def read_corrections(bench: Bench) -> int:
    """Look where mail lies and learn what that says; return how many corrections were learned.

    Before new mail is judged, so that it is judged by what was just taught. Raises what the
    mailbox raises; whatever was not finished is done by the next pass.
    """
    if not bench.habits.is_enabled:
        return 0
    rooms = rooms_of(bench)
    seen = look(bench, rooms)
    if any(rooms[name].kind is RoomKind.SENT for name in seen.changed):
        bench.read_sent()
        clear(bench)
    return settle_sightings(bench, rooms, seen)
