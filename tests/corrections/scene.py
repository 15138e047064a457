"""What the tests of corrections do: deliver, let the daemon pass, move mail as a client does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from imapclient import IMAPClient

from homes import NOTE, PITCH, Home
from notworking import app
from notworking.desk import Tally
from notworking.store.opening import Store, open_store
from notworking.store.places import Sighting, SightingState

START = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
GRACE = timedelta(minutes=11)
PITCHES = "Networking/Pitches"
EVENTS = "Networking/Events"
WAYS = ("move", "copy", "append")

PLAIN = """\
From: {name} <{sender}>
To: Sam Okafor <{user}>
Subject: {subject}
Message-ID: <{id}@{domain}>
Date: Mon, 02 Nov 2026 09:00:00 +0000
{more}
{text}
"""


@dataclass(slots=True)
class Scene:
    """One user, one daemon, one clock."""

    home: Home
    now: datetime = START
    number: int = 0
    ids: list[str] = field(default_factory=list)

    def later(self, by: timedelta = GRACE) -> None:
        """Let time pass."""
        self.now += by

    def deliver(self, template: str = PITCH, mailbox: str = "INBOX") -> str:
        """Put a message into a mailbox as it arrives, and return its Message-ID."""
        self.number += 1
        raw = template.format(user=f"{self.home.user}@example.com", id=f"m{self.number}")
        self.home.running.append(
            mailbox, raw.replace("\n", "\r\n").encode(), date=self.now, user=self.home.user
        )
        return next(line for line in raw.splitlines() if line.startswith("Message-ID"))[13:-1]

    def write(
        self,
        sender: str,
        text: str = "See you on Thursday, the keys are with the neighbour.",
        *,
        subject: str = "a word",
        more: str = "",
        mailbox: str = "INBOX",
        name: str = "Robin Vale",
    ) -> str:
        """Deliver a message of that sender."""
        filled = PLAIN.replace("{name}", name).replace("{sender}", sender)
        filled = filled.replace("{subject}", subject).replace("{text}", text)
        filled = filled.replace("{domain}", sender.partition("@")[2])
        filled = filled.replace("{more}", more + "\n" if more else "")
        return self.deliver(filled, mailbox)

    def answer(self, to: str, text: str = "Yes, gladly.") -> str:
        """Write to somebody: what a client leaves in Sent."""
        template = (
            "From: Sam Okafor <{user}>\nTo: " + to + "\nSubject: Re: a word\n"
            "Message-ID: <{id}@me.example>\n"
            f"Date: {self.now:%a, %d %b %Y %H:%M:%S} +0000\n\n" + text + "\n"
        )
        return self.deliver(template, "Sent")

    def one_pass(self) -> Tally:
        """Make a pass with a new process's eyes: everything is opened and closed."""
        house = self.home.open()
        worker = app.worker_of(house, house.config.accounts[0], clock=lambda: self.now)
        try:
            return worker.poll(threading.Event())
        finally:
            worker.close()
            house.close()

    def pass_twice(self) -> Tally:
        """Let the daemon see what was moved, wait out the grace window, and let it settle."""
        self.one_pass()
        self.later()
        return self.one_pass()

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """The user's mail client."""
        with self.home.running.client(self.home.user) as client:
            yield client

    def move(self, message_id: str, source: str, target: str, way: str = "move") -> None:
        """Move a message as clients do: UID MOVE, COPY and EXPUNGE, or APPEND and EXPUNGE."""
        with self.client() as client:
            if not client.folder_exists(target):
                client.create_folder(target)
            client.select_folder(source)
            uids = client.search(["HEADER", "Message-ID", message_id])
            assert len(uids) == 1, f"{message_id} is in {source} {len(uids)} times"
            if way == "move":
                client.move(uids, target)
                return
            if way == "append":
                fetched = client.fetch(uids, ["BODY.PEEK[]"])[uids[0]]
                client.append(target, fetched[b"BODY[]"], msg_time=self.now)
            else:
                client.copy(uids, target)
            client.add_flags(uids, [b"\\Deleted"])
            client.expunge()

    def where(self, message_id: str) -> list[str]:
        """Return the mailboxes that hold a message."""
        return self.home.where().get(message_id, [])

    def keywords(self, mailbox: str) -> list[set[str]]:
        """Return each message's keywords of ours, by UID."""
        with self.client() as client:
            client.select_folder(mailbox, readonly=True)
            found = client.get_flags(client.search("ALL"))
        return [
            {flag.decode() for flag in flags if flag.lower().startswith(b"$notworking")}
            for _, flags in sorted(found.items())
        ]

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The daemon's memory, for looking into."""
        with open_store(self.home.directory / "data" / "notworking.db") as store:
            yield store

    def taught(self) -> list[tuple[str, str]]:
        """Return (what it stood as, what it was taught as) for each example, oldest first."""
        with self.store() as store:
            return [(one.was, one.label) for one in store.examples.all("home")]

    def sightings(self, state: SightingState) -> list[Sighting]:
        """Return what was seen and is in that state."""
        with self.store() as store:
            return store.places.in_state("home", state)

    def verdict(self, message_id: str) -> tuple[str, str]:
        """Return (decision, decided by) of the latest verdict on a message."""
        with self.store() as store:
            found = store.review.find(message_id)
            assert found is not None
            return str(found.decision), str(found.decided_by)


__all__ = ["EVENTS", "GRACE", "NOTE", "PITCH", "PITCHES", "START", "WAYS", "Scene"]
