"""One open, logged-in connection: what the server can do, and a guard around every command."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from notworking.errors import TemporaryError, UserError
from notworking.imap.client import Client, hang_up
from notworking.imap.trouble import FAULTS, Peer, is_fatal, translate

Step = Callable[[str], None]


class Line:
    """The connection of one session; a thread of its own each, never shared.

    `step` is told the name of each step of a move as it is reached ("before-move",
    "after-copy", …): the seam at which tests kill the process.
    """

    def __init__(
        self,
        client: Client,
        peer: Peer,
        capabilities: frozenset[str],
        *,
        ignored: frozenset[str] = frozenset(),
        step: Step | None = None,
    ) -> None:
        self.client = client
        self.peer = peer
        self.capabilities = capabilities - ignored
        self.ignored = ignored
        self.is_broken = False
        self.is_readonly = True
        """Whether the selected mailbox was opened with EXAMINE."""
        self._step = step

    def has(self, capability: str) -> bool:
        """True when the server announced it, and it is not to be ignored."""
        return capability in self.capabilities

    def step(self, name: str) -> None:
        """Say that a step of a move is reached."""
        if self._step is not None:
            self._step(name)

    def demand_writable(self, doing: str) -> None:
        """Raise `UserError` when the selected mailbox was opened for reading only.

        The server cannot be left to say so: Dovecot 2.3 answers OK to a MOVE out of an
        EXAMINEd mailbox, and has copied (measured).
        """
        if self.is_readonly:
            raise UserError(f"{self.peer.server}: the mailbox is open for reading only ({doing})")

    @contextmanager
    def talk(self, doing: str) -> Iterator[Client]:
        """Lend the client; what goes wrong leaves as `UserError` or `TemporaryError`.

        After a time-out or a dead link the answers no longer match the questions: the line
        is then broken for good, and every later call says so at once.
        """
        with self.guard(doing), self.listen(doing) as client:
            yield client

    @contextmanager
    def listen(self, doing: str) -> Iterator[Client]:
        """As `talk`, but an orderly refusal leaves as imaplib raised it, for the caller to weigh."""
        if self.is_broken:
            raise TemporaryError(f"{self.peer.server}: the connection is lost (while {doing})")
        try:
            yield self.client
        except FAULTS as error:
            if not is_fatal(error):
                raise
            self.hang_up()
            raise translate(error, self.peer, doing) from None

    @contextmanager
    def guard(self, doing: str) -> Iterator[None]:
        """Translate whatever a conversation raises."""
        try:
            yield
        except FAULTS as error:
            raise translate(error, self.peer, doing) from None

    def hang_up(self) -> None:
        """Close the connection without a word."""
        self.is_broken = True
        hang_up(self.client)

    def log_out(self) -> None:
        """Say LOGOUT and close, never raising."""
        if self.is_broken:
            return
        try:
            self.client.socket().settimeout(2.0)
            self.client.logout()
        except (OSError, ValueError, AttributeError, imaplib.IMAP4.error):
            hang_up(self.client)  # the link was dead: nothing to say goodbye to
        self.is_broken = True
