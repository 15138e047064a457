"""Passes and undoing them, each with a new process's eyes: everything is opened and closed."""

from __future__ import annotations

import threading

from homes import Home
from notworking import app
from notworking.desk import Tally
from notworking.store.review import Review
from notworking.store.values import Judged


def one_pass(home: Home, *, catches_up: bool = False) -> Tally:
    """Make a pass."""
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    try:
        return worker.poll(threading.Event(), catches_up=catches_up)
    finally:
        worker.close()
        house.close()


def undo_pass(home: Home, number: int) -> None:
    """Take back what a pass did, as `undo --pass` does."""
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    worker.undo(Review(house.database).moves_to_undo(pass_id=number))
    worker.close()
    house.close()


def verdict_of(home: Home, message_id: str) -> Judged | None:
    """Return the latest verdict on a message."""
    house = home.open()
    found = Review(house.database).find(message_id)
    house.close()
    return found
