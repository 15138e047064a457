"""Old mail of a fresh account, and a historian that reads it on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notworking.history import Historian, read_next
from notworking.imap.session import Session, connect
from notworking.people.event import Event, Identity
from notworking.people.person import Me, address_identity
from notworking.people.relationship import Relationship, relate
from notworking.store.database import open_database
from notworking.store.ledger import Ledger
from notworking.store.notes import Notes
from servers import RunningServer, append

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW
    tick: timedelta = timedelta(0)
    """How far it goes by itself, each time somebody looks."""

    def __call__(self) -> datetime:
        self.now += self.tick
        return self.now


@dataclass(slots=True)
class Archive:
    """An account with old mail, and what the ledger has learned of it."""

    running: RunningServer
    user: str
    session: Session
    historian: Historian
    clock: Clock
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def put(self, mailbox: str, text: str, at: datetime = NOW) -> str:
        """Put a message there; return its Message-ID. Missing fields are made up."""
        message_id = f"old{next(self.numbers)}@example.org"
        head = f"Message-ID: <{message_id}>\nDate: {at:%d %b %Y %H:%M:%S} +0000\n"
        with self.running.client(self.user) as client:
            append(client, mailbox, (head + text).encode(), (), at)
        return message_id

    def step(self) -> bool:
        """Read one step, as the daemon does."""
        return read_next(self.historian, self.session.mailboxes())

    def read_all(self) -> int:
        """Read until nothing is left for now; return the number of steps."""
        steps = 1
        while self.step():
            steps += 1
        return steps

    def events(self, email: str) -> tuple[Event, ...]:
        """Return what the ledger has of a person."""
        who: Identity = address_identity(email)
        return self.historian.ledger.events_of([who])[who]

    def relationship(self, email: str) -> Relationship:
        """Return what is between me and a person."""
        return relate(self.events(email), now=NOW)

    def with_session(self, session: object) -> Historian:
        """Return a historian that works through another mailbox."""
        self.historian = replace(self.historian, mailbox=session)
        return self.historian


@pytest.fixture
def archive(dovecot: RunningServer, tmp_path: Path) -> Iterator[Archive]:
    """Return a fresh account of me@example.com, whose server is mx.example.com."""
    user = dovecot.new_user()
    session = connect(dovecot.server(), dovecot.credentials(user))
    database = open_database(tmp_path / "ledger.db")
    clock = Clock()
    historian = Historian(
        account="home",
        mailbox=session,
        database=database,
        ledger=Ledger(database),
        notes=Notes(database),
        me=Me(addresses=frozenset({"me@example.com"}), names=("Sam Okafor",)),
        clock=clock,
        authserv_ids=("mx.example.com",),
    )
    yield Archive(dovecot, user, session, historian, clock)
    session.close()
    database.close()
