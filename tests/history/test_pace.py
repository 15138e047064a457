"""How often the daemon reads old mail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from notworking.daemon import HISTORY_REST_SECONDS, HISTORY_SECONDS, Shift


class Reader:
    """A worker that has so many steps of history to read."""

    name = "home"

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.taken = 0

    def poll(self, _stop: threading.Event) -> None:
        """There is never new mail."""

    def history_step(self, _stop: threading.Event) -> bool:
        """Take a step."""
        self.taken += 1
        self.steps -= 1
        return self.steps > 0

    def housekeeping(self) -> None:
        """Nothing to do."""

    def watch(self, _on_change: Callable[[], None], _stop: threading.Event) -> None:
        """Nothing to see."""

    def beat(self, _error: str) -> None:
        """Nobody listens."""

    def close(self) -> None:
        """Nothing is open."""


def interval(shift: Shift) -> float:
    """Return the seconds between two steps."""
    return float(shift._scheduler.get_job("history:home").trigger.interval.total_seconds())


def test_history_is_read_on_quickly_and_looked_after_slowly_when_read() -> None:
    """Old mail is read in a day; mail that is filed elsewhere later must be found as well."""
    worker = Reader(steps=2)
    shift = Shift([worker], poll_seconds=600, use_idle=False, read_history=True)
    shift.start()
    while shift._scheduler.get_job("wake:home:0") is not None:
        time.sleep(0.01)  # the first poll, at once
    try:
        shift._history(worker)
        during = interval(shift)
        shift._history(worker)
        after = interval(shift)
        worker.steps = 2
        shift._history(worker)
        again = interval(shift)
    finally:
        shift.end(2)
    assert (during, after, again) == (HISTORY_SECONDS, HISTORY_REST_SECONDS, HISTORY_SECONDS)
