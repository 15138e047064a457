"""Mail of two years in files and on the real server, and what a backtest makes of it."""

from __future__ import annotations

import json
import mailbox
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import program as program
from homes import Home
from notworking.app import default_policy
from notworking.assess import Court
from notworking.backtest.files import FileArchive
from notworking.backtest.replaying import Bench, Replay, replay
from notworking.demo.mailbox import ME, NAME, DemoMessage, demo_messages
from notworking.learn.base import base_model
from notworking.people.person import Me
from notworking.store.database import open_in_memory
from notworking.store.opening import store_of
from servers import RunningServer

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PITCH_TEXT = """\
Hi Sam,

I noticed that your company is growing fast. Congrats! We help agencies like yours book
20+ qualified sales calls a month without hiring SDRs. One client went from zero to 1.2M in
pipeline in 90 days.

Would you be open to a 15-minute demo this week? Grab a slot: https://calendly.com/chad/15min

Chad Merrill
Founder, PipelineHero

P.S. If you'd rather not hear from me, just reply stop.
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to be laid somewhere."""

    sender: str
    to: str
    text: str = PITCH_TEXT
    days_ago: float = 0.0
    folder: str = "INBOX"
    subject: str = "quick question, Sam"
    answers: str = ""
    flags: tuple[str, ...] = ()
    copy: int = 0
    """Another number makes it another message."""

    @property
    def at(self) -> datetime:
        """When it was written."""
        return NOW - timedelta(days=self.days_ago)

    @property
    def message_id(self) -> str:
        """Made of who wrote it and when."""
        return f"{self.days_ago}.{self.copy}.{self.sender}"

    @property
    def raw(self) -> bytes:
        """The bytes."""
        answers = f"In-Reply-To: <{self.answers}>\n" if self.answers else ""
        return (
            f"From: {self.sender.partition('@')[0].title()} Merrill <{self.sender}>\nTo: {self.to}\n"
            f"Subject: {self.subject}\nMessage-ID: <{self.message_id}>\n{answers}"
            f"Date: {self.at:%a, %d %b %Y %H:%M:%S} +0000\n\n{self.text}"
        ).encode()


CHAD = "chad@pipelinehero.example"


def pitch(days_ago: float, sender: str = CHAD, **more: Any) -> Mail:
    """Return a pitch to me."""
    return Mail(sender, ME, days_ago=days_ago, **more)


def mine(days_ago: float, to: str = CHAD, text: str = "Tell me more, please.", **more: Any) -> Mail:
    """Return something I wrote."""
    return Mail(ME, to, text, days_ago, folder="Sent", subject="Re: quick question", **more)


@cache
def court() -> Court:
    """Return a judge without rules."""
    me = Me(addresses=frozenset({ME}), names=(NAME,))
    return Court(model=base_model(), policy=default_policy(), me=me)


def replayed(*paths: Path, sent: Iterable[Path] = (), since: datetime | None = None) -> Replay:
    """Return what a backtest of mail in files comes to."""
    archive = FileArchive(tuple(map(str, paths)), court().me, tuple(map(str, sent)))
    found = Replay()
    for _ in archive.survey():
        pass
    with store_of(open_in_memory()) as store:
        for _ in replay(Bench(archive, store, court(), since), found):
            pass
    return found


def verdicts(found: Replay) -> dict[str, tuple[str, float, str]]:
    """Return Message-ID → decision, score and reason of what would be filed, or nearly."""
    return {
        one.message_id: (one.verdict.decision, round(one.verdict.score, 9), one.verdict.because)
        for one in (*found.filed, *found.unsure)
    }


def lay_maildir(path: Path, mails: Iterable[Mail]) -> Path:
    """Lay mail into a Maildir, folder by folder."""
    box = mailbox.Maildir(path)
    for mail in mails:
        target = box if mail.folder == "INBOX" else box.add_folder(mail.folder)
        made = mailbox.MaildirMessage(mail.raw)
        made.set_flags("".join({"\\Answered": "R", "\\Seen": "S"}[flag] for flag in mail.flags))
        target.add(made)
    return path


def lay_mbox(path: Path, mails: Iterable[Mail]) -> Path:
    """Lay mail into one mbox."""
    box = mailbox.mbox(path)
    for mail in mails:
        box.add(mailbox.mboxMessage(mail.raw))
    box.flush()
    box.close()
    return path


def lay_files(path: Path, mails: Iterable[Mail]) -> Path:
    """Lay mail into one folder, a file each, named against the order of time."""
    path.mkdir(parents=True)
    for number, mail in enumerate(mails):
        (path / f"{999 - number}.eml").write_bytes(mail.raw)
    return path


@pytest.fixture(scope="session")
def demo() -> list[DemoMessage]:
    """The invented mailbox of the demo, oldest first."""
    return sorted(demo_messages(NOW), key=lambda one: one.at)


@pytest.fixture
def home(dovecot: RunningServer, tmp_path: Path) -> Home:
    """An account in shadow mode, without rules; the user is Sam."""
    made = Home(dovecot, dovecot.new_user(), tmp_path)
    path = made.write_config(mode="shadow", rules="")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"{made.user}@example.com", ME), encoding="utf-8")
    return made


Put = Callable[[Mail], None]


@pytest.fixture
def put(home: Home) -> Put:
    """Return what lays mail into the account."""

    def lay(mail: Mail) -> None:
        home.running.append(mail.folder, mail.raw, mail.flags, mail.at, user=home.user)

    return lay


def told(text: str) -> dict[str, Any]:
    """Return the one JSON object a command printed."""
    found: dict[str, Any] = json.loads(text)
    return found
