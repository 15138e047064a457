"""The counter between a command and the daemon at work on the account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notworking.store.opening import Store, open_store
from notworking.store.requests import EXPIRES, Answer, Requests

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with open_store(tmp_path / "n.db") as opened:
        yield opened


@pytest.fixture
def requests(store: Store) -> Requests:
    """The desk."""
    return Requests(store.database)


def test_a_request_is_answered_once(requests: Requests) -> None:
    """Asked, waiting, answered, taken, forgotten: in this order, and for this account alone."""
    asked = requests.ask("home", [7, 3], is_teaching=True, at=NOW)
    assert requests.is_asked("home")
    assert not requests.is_asked("work")
    assert requests.waiting("home", at=NOW) == [asked]
    assert requests.take_answer(asked) is None
    requests.answer(asked, Answer({7: "", 3: "it is gone"}))
    assert not requests.is_asked("home")
    assert requests.take_answer(asked) == Answer({7: "", 3: "it is gone"})
    assert requests.take_answer(asked) is None


def test_requests_wait_in_their_order(requests: Requests) -> None:
    """Who asked first is served first, whatever the ids."""
    times = [NOW + timedelta(seconds=n) for n in (5, 1, 3)]
    asked = [requests.ask("home", [1], is_teaching=False, at=at) for at in times]
    waiting = requests.waiting("home", at=NOW)
    assert waiting == sorted(asked, key=lambda one: one.asked_at)


def test_what_was_withdrawn_gets_no_answer(requests: Requests) -> None:
    """A command that was interrupted leaves nothing behind."""
    asked = requests.ask("home", [1], is_teaching=False, at=NOW)
    assert requests.withdraw(asked)
    requests.answer(asked, Answer({1: ""}))
    assert requests.take_answer(asked) is None
    assert not requests.withdraw(asked)


def test_a_request_nobody_carried_out_in_time_is_dropped(requests: Requests) -> None:
    """A daemon started the next day must not move mail for somebody who has long gone."""
    late = requests.ask("home", [1], is_teaching=False, at=NOW)
    unread = requests.ask("home", [2], is_teaching=False, at=NOW)
    requests.answer(unread, Answer({2: ""}))
    assert requests.waiting("home", at=NOW + EXPIRES + timedelta(seconds=1)) == []
    assert not requests.is_asked("home")
    assert requests.take_answer(late) is None
    assert requests.take_answer(unread) is None


def test_settings_of_the_account_are_left_alone(store: Store, requests: Requests) -> None:
    """The requests lie among them."""
    store.notes.put_setting("home", "undo.asketh", "mine")
    store.notes.put_setting("home", "authserv_ids", "mx.example.com")
    requests.answer(requests.ask("home", [1], is_teaching=False, at=NOW), Answer())
    requests.waiting("home", at=NOW + timedelta(days=2))
    assert store.notes.settings("home") == {
        "undo.asketh": "mine",
        "authserv_ids": "mx.example.com",
    }
