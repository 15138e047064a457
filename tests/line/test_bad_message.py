"""One message at which the server hangs up must not hold up the mail behind it for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from homes import NOTE, PITCH, Home
from notworking import app
from notworking.errors import TemporaryError
from notworking.imap.port import FetchedMessage
from notworking.imap.session import Session
from notworking.store.review import Review

pytestmark = pytest.mark.dovecot


class HangsUp:
    """A real session whose server hangs up whenever one particular message is fetched."""

    def __init__(self, session: Session, bad_uid: int) -> None:
        self._session = session
        self._bad_uid = bad_uid

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def fetch(self, uids: Sequence[int], **named: Any) -> Iterator[FetchedMessage]:
        """Fetch, unless the bad message is among them."""
        if self._bad_uid in uids:
            self._session.close()
            raise TemporaryError("the server closed the connection")
        return self._session.fetch(uids, **named)


def test_it_is_given_up_and_what_lies_behind_is_filed(home: Home) -> None:
    """The watermark waits for a message that fails, but not for ever."""
    note, bad, pitch = home.deliver(NOTE, 1), home.deliver(NOTE, 2), home.deliver(PITCH, 3)
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    connect = worker._open_session
    worker._open_session = lambda: HangsUp(connect(), bad_uid=2)  # type: ignore[assignment,return-value]
    passes = 0
    while passes < 10 and home.where().get(pitch) != ["Networking/Pitches"]:
        passes += 1
        try:
            worker.poll(threading.Event())
        except TemporaryError:
            continue
    worker.close()
    errors = Review(house.database).recent(10, errors_only=True)
    house.close()
    assert home.where() == {note: ["INBOX"], bad: ["INBOX"], pitch: ["Networking/Pitches"]}
    assert [one.ref.uid for one in errors] == [2]
    assert passes < 10
