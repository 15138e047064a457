"""A user with unsure mail of somebody whose next mail is filed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from corrections.scene import PITCH, Scene
from homes import Home
from notworking import app
from notworking.store.values import Judged
from notworking.undo import Undone
from servers import RunningServer

LANE = "Networking/Unsure"
KEYWORD = "$NetworkingUnsure"
CHAD = "chad@pipelinehero.example"
DAY = timedelta(days=1)
_CATEGORIES = ("pitch", "ask", "recruiting", "event", "scheme", "invitation")


@dataclass(slots=True)
class Desk:
    """One account: what it is unsure about, and what it files, is a matter of the cutoff."""

    scene: Scene
    mode: str = "move"
    lane: str = "leave"
    more: str = ""

    def set_up(self, *, cutoff: float, rules: str = "") -> None:
        """Write the configuration: from this score on mail is filed, from 0.2 on it is unsure."""
        cutoffs = "".join(f"{name} = {cutoff}\n" for name in _CATEGORIES)
        extra = f'unsure = "{self.lane}"\n{self.more}\n[cutoffs]\nunsure_from = 0.2\n{cutoffs}'
        self.scene.home.write_config(mode=self.mode, rules=rules, extra=extra)

    def unsure(self, template: str = PITCH) -> str:
        """Have mail come about which the judge is unsure; return its Message-ID."""
        self.set_up(cutoff=1.0)
        message_id = self.scene.deliver(template)
        tally = self.scene.one_pass()
        assert (tally.unsure, tally.filed) == (1, 0)
        self.scene.later(3 * DAY)
        return message_id

    def follow_up(self, template: str = PITCH) -> str:
        """Have mail come that is filed; return its Message-ID."""
        message_id = self.deliver_follow_up(template)
        self.scene.one_pass()
        return message_id

    def deliver_follow_up(self, template: str = PITCH) -> str:
        """Have mail come that the next pass will file; return its Message-ID."""
        self.set_up(cutoff=0.3)
        return self.scene.deliver(template)

    def where(self, *message_ids: str) -> list[list[str]]:
        """Return the mailboxes that hold each of these messages."""
        found = self.scene.home.where()
        return [found.get(message_id, []) for message_id in message_ids]

    def flags(self, message_id: str, mailbox: str = "INBOX") -> set[str]:
        """Return a message's flags, in lower case, without \\Recent."""
        with self.scene.client() as client:
            client.select_folder(mailbox, readonly=True)
            uids = client.search(["HEADER", "Message-ID", message_id])
            [flags] = client.get_flags(uids).values()
        return {flag.decode().lower() for flag in flags} - {"\\recent"}

    def set_flag(self, message_id: str, flag: str, mailbox: str = "INBOX") -> None:
        """Have the user's mail client set a flag."""
        with self.scene.client() as client:
            client.select_folder(mailbox)
            uids = client.search(["HEADER", "Message-ID", message_id])
            assert len(uids) == 1
            client.add_flags(uids, [flag.encode()])

    def verdicts(self, message_id: str) -> list[Judged]:
        """Return all verdicts on a message, oldest first."""
        with self.scene.store() as store:
            rows = store.review.recent(1_000, account="home")
        return [row for row in reversed(rows) if row.message_id == message_id]

    def undo(self, message_id: str) -> Sequence[Undone]:
        """Take back what the latest verdict on a message led to, as `notworking undo` does."""
        number = self.verdicts(message_id)[-1].id
        with self.scene.store() as store:
            moves = store.review.moves_to_undo(judged_id=number)
        house = self.scene.home.open()
        worker = app.worker_of(house, house.config.accounts[0], clock=lambda: self.scene.now)
        try:
            return worker.undo(moves)
        finally:
            worker.close()
            house.close()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program as the user would."""
        command = [sys.executable, "-m", "notworking", *arguments]
        command += ["--config", str(self.scene.home.config)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)

    def program(self, *arguments: str) -> str:
        """Run the program as the user would, and return what it printed."""
        ran = self.start(*arguments)
        out, err = ran.communicate(timeout=120)
        assert ran.returncode == 0, err
        return " ".join(out.split())


@pytest.fixture
def desk(dovecot: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Desk]:
    """Makes an account in mode "move" whose unsure mail stays in the inbox, unless told otherwise."""

    def make(lane: str = "leave", *, mode: str = "move", more: str = "") -> Desk:
        home = Home(dovecot, dovecot.new_user(), tmp_path_factory.mktemp("home"))
        return Desk(Scene(home), mode, lane, more)

    return make
