"""Waiting for new mail: IDLE where the server has it, NOOP where not."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Callable, Iterable
from threading import Event
from typing import Any

from notworking.errors import TemporaryError
from notworking.imap.line import Line
from notworking.imap.session import Session
from notworking.imap.trouble import FAULTS

SLICE_SECONDS = 1.0
"""How long we listen before looking at the stop signal again."""

_FAREWELL_SECONDS = 1.0


def watch(
    session: Session,
    on_change: Callable[[], None],
    stop: Event,
    *,
    mailbox: str = "INBOX",
    renew_seconds: float = 600.0,
    poll_seconds: float = 60.0,
) -> None:
    """Call `on_change` when `mailbox` has grown, until `stop` is set; blocks, in its own thread.

    It is called once at the start too: what came before we listened would else go unnoticed.
    Renews IDLE every `renew_seconds` (imapclient advises 10 minutes, RFC 2177 demands 29);
    without IDLE asks every `poll_seconds`. Returns within 2 seconds of `stop`.
    Raises `TemporaryError` when the link dies: connect anew, after a pause.
    """
    exists = session.select(mailbox, readonly=True).exists
    watching = _Watching(session.line, exists, on_change, stop)
    on_change()
    if session.line.has("IDLE"):
        while not stop.is_set() and watching.idle_once(renew_seconds):
            pass
    while not stop.is_set():
        watching.poll_once(poll_seconds)


class Watcher:
    """A watch with its own connection, to be run in a thread and stopped from another."""

    def __init__(
        self,
        open_session: Callable[[], Session],
        on_change: Callable[[], None],
        *,
        mailbox: str = "INBOX",
        renew_seconds: float = 600.0,
        poll_seconds: float = 60.0,
    ) -> None:
        self._open_session = open_session
        self._on_change = on_change
        self._mailbox = mailbox
        self._renew_seconds = renew_seconds
        self._poll_seconds = poll_seconds
        self._stop = Event()

    def run(self) -> None:
        """Connect and watch until `stop`; raises as `watch` does, the connection closed."""
        with self._open_session() as session:
            watch(
                session,
                self._on_change,
                self._stop,
                mailbox=self._mailbox,
                renew_seconds=self._renew_seconds,
                poll_seconds=self._poll_seconds,
            )

    def stop(self) -> None:
        """Ask `run` to return, which it does within 2 seconds."""
        self._stop.set()


class _Watching:
    """How many messages there were, and who wants to know when there are more."""

    def __init__(self, line: Line, exists: int, on_change: Callable[[], None], stop: Event) -> None:
        self._line = line
        self._exists = exists
        self._on_change = on_change
        self._stop = stop

    def idle_once(self, renew_seconds: float) -> bool:
        """IDLE until it is time to renew, or `stop`; False when the server will not IDLE."""
        with self._line.talk("watching") as client:
            client.take_untagged("EXISTS")
        try:
            with self._line.listen("watching") as client:
                client.idle()
        except imaplib.IMAP4.error:
            return False
        self._hear_kept()
        self._listen_until(time.monotonic() + renew_seconds)
        if self._stop.is_set():
            self._leave_quickly()
        else:
            self._hear(self._done())
        return True

    def poll_once(self, poll_seconds: float) -> None:
        """Wait `poll_seconds` (or for `stop`), then ask with NOOP."""
        if self._stop.wait(poll_seconds):
            return
        with self._line.talk("watching") as client:
            answers = client.noop()[1]
        self._hear(answers)

    def _listen_until(self, deadline: float) -> None:
        while not self._stop.is_set():
            left = deadline - time.monotonic()
            if left <= 0:
                return
            started = time.monotonic()
            with self._line.talk("watching") as client:
                answers = client.idle_check(timeout=min(SLICE_SECONDS, left))
            self._hear(answers)
            if not answers and time.monotonic() - started < min(SLICE_SECONDS, left) / 2:
                return  # readable, yet nothing to read: at its end, as DONE will show

    def _done(self) -> Iterable[Any]:
        with self._line.talk("watching") as client:
            answers: Iterable[Any] = client.idle_done()[1]
        self._hear_kept()
        return answers

    def _leave_quickly(self) -> None:
        """End IDLE on `stop`, without waiting long for a link that may be dead."""
        try:
            self._line.client.socket().settimeout(_FAREWELL_SECONDS)
            self._line.client.idle_done()
        except FAULTS:
            self._line.hang_up()  # we are leaving anyway

    def _hear_kept(self) -> None:
        """Hear news that came among answers to our own commands."""
        for count in self._line.client.take_untagged("EXISTS"):
            self._hear([(int(count), b"EXISTS")])

    def _hear(self, answers: Iterable[Any]) -> None:
        """Follow EXISTS and EXPUNGE; tell when the mailbox has grown."""
        has_grown = False
        for answer in answers:
            if not isinstance(answer, tuple) or not answer:
                continue
            if answer[0] == b"BYE":
                raise self._farewell()
            if len(answer) >= 2 and answer[1] == b"EXISTS":
                has_grown = has_grown or answer[0] > self._exists
                self._exists = answer[0]
            elif len(answer) >= 2 and answer[1] == b"EXPUNGE":
                self._exists = max(self._exists - 1, 0)
        if has_grown:
            self._on_change()

    def _farewell(self) -> TemporaryError:
        self._line.hang_up()
        return TemporaryError(f"{self._line.peer.server} ended the connection while watching")
