"""An open, logged-in account: the real `Mailbox` of `port.py`, over imapclient."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from notworking.imap.client import hang_up, open_client
from notworking.imap.fetch import UIDS_A_COMMAND, Reader, chunks
from notworking.imap.line import Line, Step
from notworking.imap.listing import Listing
from notworking.imap.login import introduce, log_in
from notworking.imap.moves import Mover
from notworking.imap.port import (
    HEAD_BYTES,
    FetchedMessage,
    MailboxInfo,
    MailboxStatus,
    Moved,
    MoveMethod,
    Standing,
)
from notworking.imap.search import Finder
from notworking.imap.server import Credentials, Server
from notworking.imap.standing import standings
from notworking.imap.trouble import Peer, is_refusal, speaking

__all__ = ["Credentials", "Server", "Session", "connect"]


def connect(
    server: Server,
    credentials: Credentials,
    *,
    without: frozenset[str] = frozenset(),
    step: Step | None = None,
) -> Session:
    """Connect, log in and return the open session; use it as a context manager.

    `without` names capabilities to treat as if the server lacked them (upper case), `step`
    is told each step of a move. Raises `UserError` or `TemporaryError`.
    """
    peer = Peer(server, credentials)
    client = open_client(peer)
    try:
        capabilities = log_in(client, peer)
        line = Line(
            client,
            peer,
            capabilities,
            ignored=frozenset(name.upper() for name in without),
            step=step,
        )
        if server.send_id and line.has("ID"):
            with speaking(peer, "introducing ourselves"):
                introduce(client)
    except BaseException:
        hang_up(client)
        raise
    return Session(line)


class Session:
    """One connection, in one thread at a time. After `close` or a lost link: make a new one."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._listing = Listing(line)
        self._reader = Reader(line)
        self._mover = Mover(line, self._listing, self._reader)
        self._finder = Finder(line)
        self._selected: MailboxStatus | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def line(self) -> Line:
        """The connection itself, for the watcher in the next room."""
        return self._line

    @property
    def unfetchable(self) -> Sequence[int]:
        """UIDs of the last `fetch` or `fetch_headers` that exist but could not be fetched."""
        return tuple(self._reader.unfetchable)

    def capabilities(self) -> frozenset[str]:
        """Upper-case names as they are after the login, without those to be ignored."""
        return self._line.capabilities

    def mailboxes(self) -> Sequence[MailboxInfo]:
        """All mailboxes of the personal namespace, with their roles."""
        return self._listing.mailboxes()

    @property
    def selected(self) -> MailboxStatus | None:
        """The mailbox that is open, as it was when it was opened; None before the first."""
        return self._selected

    def select(self, name: str, *, readonly: bool) -> MailboxStatus:
        """SELECT or EXAMINE. `UserError` when there is no such mailbox, or it is read-only."""
        self._line.is_readonly = True  # a SELECT that fails leaves no mailbox open
        self._selected = None
        answer = self._open(name, readonly=readonly)
        self._line.is_readonly = readonly
        self._finder.exists = int(answer.get(b"EXISTS", 0))
        self._selected = MailboxStatus(
            name=name,
            uidvalidity=int(answer.get(b"UIDVALIDITY", 0)),
            uidnext=int(answer.get(b"UIDNEXT", 0)),
            exists=self._finder.exists,
            is_readonly=readonly,
            permanent_flags=frozenset(
                flag.decode("utf-8", "replace") for flag in answer.get(b"PERMANENTFLAGS", ())
            ),
        )
        return self._selected

    def status_uidnext(self, name: str) -> tuple[int, int]:
        """Return (UIDVALIDITY, UIDNEXT) of a mailbox by STATUS, without selecting it."""
        doing = f"asking about “{name}”"
        with self._line.guard(doing):
            try:
                with self._line.listen(doing) as client:
                    answer = client.folder_status(name, ["UIDVALIDITY", "UIDNEXT"])
            except imaplib.IMAP4.error as error:
                raise self._missing(error, name) from None
            return int(answer[b"UIDVALIDITY"]), int(answer[b"UIDNEXT"])

    def standings(self, names: Sequence[str]) -> Mapping[str, Standing]:
        """How each of these mailboxes stands, by one LIST-STATUS or a STATUS each.

        Of the open mailbox a server tells what this connection has seen of it (RFC 3501 section
        6.3.10; Dovecot does): a NOOP brings that up to date.
        """
        if self._selected is not None:
            with self._line.talk("asking for news") as client:
                client.noop()
        return standings(self._line, names)

    def uids_from(self, first_uid: int) -> list[int]:
        """UIDs ≥ first_uid in the selected mailbox, ascending."""
        return self._finder.uids_from(first_uid)

    def uids_since(self, day: datetime) -> list[int]:
        """UIDs whose INTERNALDATE is that day or later (in the server's zone), ascending."""
        return self._finder.uids_since(day.date())

    def fetch(
        self, uids: Sequence[int], *, head_bytes: int = HEAD_BYTES
    ) -> Iterator[FetchedMessage]:
        """Messages in UID order, in batches; without touching \\Seen. Vanished UIDs are absent."""
        return self._reader.bodies(uids, head_bytes=head_bytes)

    def fetch_headers(self, uids: Sequence[int]) -> Iterator[FetchedMessage]:
        """As `fetch`, but only the header section, at most 128 KB of it."""
        return self._reader.headers(uids, head_bytes=HEAD_BYTES)

    def flags(self, uids: Sequence[int]) -> Mapping[int, frozenset[str]]:
        """Flags of those UIDs that (still) exist in the selected mailbox."""
        return self._reader.flags(uids)

    def ensure_mailbox(self, name: str) -> str:
        """Create and subscribe `name` ("/"-separated) if missing; return its name on the server."""
        return self._listing.ensure(name)

    def server_name(self, name: str) -> str:
        """Return what `name` ("/"-separated) is called on this server, existing or not."""
        return self._listing.server_name(name)

    def move(self, uids: Sequence[int], target: str) -> Moved:
        """Take messages to `target` (a server name), by the best method the server has."""
        self._line.demand_writable("moving")
        return self._mover.move(uids, target)

    def copy(self, uids: Sequence[int], target: str) -> Moved:
        """Only the first half of a move: COPY, verified; `remove_copied` is the second."""
        self._line.demand_writable("copying")
        return self._mover.copy(uids, target)

    def remove_copied(self, uids: Sequence[int]) -> MoveMethod:
        """Finish a COPY whose copies were seen to exist: mark \\Deleted, and UID EXPUNGE if it can."""
        self._line.demand_writable("removing")
        return self._mover.remove_copied(uids)

    def add_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """STORE +FLAGS.SILENT (keyword)."""
        self._line.demand_writable("setting a keyword")
        for chunk in chunks(sorted(set(uids)), UIDS_A_COMMAND):
            with self._line.talk(f"setting the keyword {keyword}") as client:
                client.add_flags(chunk, [keyword], silent=True)

    def remove_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """STORE -FLAGS.SILENT (keyword)."""
        self._line.demand_writable("removing a keyword")
        for chunk in chunks(sorted(set(uids)), UIDS_A_COMMAND):
            with self._line.talk(f"removing the keyword {keyword}") as client:
                client.remove_flags(chunk, [keyword], silent=True)

    def close(self) -> None:
        """LOGOUT, never raising."""
        self._line.log_out()

    def _open(self, name: str, *, readonly: bool) -> Mapping[bytes, Any]:
        doing = f"opening “{name}”"
        with self._line.guard(doing):
            try:
                with self._line.listen(doing) as client:
                    return client.select_folder(name, readonly=readonly)  # type: ignore[no-any-return]
            except imaplib.IMAP4.readonly:
                self._line.client.take_untagged("READ-ONLY")  # else every later command raises
                raise
            except imaplib.IMAP4.error as error:
                raise self._missing(error, name) from None

    def _missing(self, error: imaplib.IMAP4.error, name: str) -> Exception:
        """Return the sentence for a mailbox that is not there, or the error as it was."""
        if not is_refusal(error) or self._line.is_broken:
            return error
        return self._listing.missing(name) or error
