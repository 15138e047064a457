"""The mail to measure with: real ordinary mail where there is some, else the seed corpus."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from notworking.learn.corpora import read_seed

ROOT = Path(__file__).parents[1]
HEAD_BYTES = 131_072
_PEOPLE = 5_000
_TALK = (
    "the meeting moved to thursday please bring your notes about the budget and lunch is on us "
    "thanks for the photos they came out well see you at the station around nine"
)
_WORDS = _TALK.split()


@dataclass(frozen=True, slots=True)
class Mails:
    """Messages as bytes, and where they came from."""

    told: str
    raw: tuple[bytes, ...]

    @property
    def mean_bytes(self) -> int:
        """The mean size of a message."""
        return sum(map(len, self.raw)) // len(self.raw)


def ordinary(count: int) -> Mails:
    """Return `count` ordinary mails, the same in every run."""
    folder = Path(os.environ.get("NOTWORKING_DATA", ROOT.parent / "shared" / "data")) / "ham"
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    if files:
        chosen = random.Random(1).sample(files, min(count, len(files)))
        raw = tuple(file.read_bytes()[:HEAD_BYTES] for file in chosen)
        told = "real, ordinary mail"
    else:
        raw = tuple(_wrapped())
        told = "the seed corpus, wrapped as mail"
    repeated = (raw * (count // len(raw) + 1))[:count]
    return Mails(told, repeated)


def _wrapped() -> Iterator[bytes]:
    """Yield the seed corpus as messages from strangers."""
    for number, sample in enumerate(read_seed()):
        message = EmailMessage()
        message["From"] = f"{sample.sender_name or 'A Stranger'} <s{number}@example.org>"
        message["To"] = "Sam Okafor <sam@example.com>"
        message["Subject"] = " ".join(sample.subject.split())
        message["Message-ID"] = f"<seed{number}@example.org>"
        message["Date"] = format_datetime(datetime(2026, 1, 1).astimezone())
        message.set_content(sample.body)
        yield message.as_bytes()


def small(number: int, at: datetime) -> bytes:
    """Return a small message from one of 5,000 people, about 700 bytes."""
    dice = random.Random(number)
    person = min(int(dice.expovariate(1 / 800)), _PEOPLE - 1)
    body = " ".join(dice.choices(_WORDS, k=40))
    received = "".join(
        f"Received: from hop{hop}.example.org by mx.example.com; {format_datetime(at)}\r\n"
        for hop in range(2)
    )
    return (
        f"{received}From: Person {person} <person{person}@example.org>\r\n"
        f"To: Sam Okafor <sam@example.com>\r\nSubject: {' '.join(dice.choices(_WORDS, k=5))}\r\n"
        f"Message-ID: <m{number}@example.org>\r\nDate: {format_datetime(at)}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()


def sent(number: int, at: datetime) -> bytes:
    """Return a small message that the user sent to one of those people."""
    return (
        f"From: Sam Okafor <sam@example.com>\r\nTo: person{number % _PEOPLE}@example.org\r\n"
        f"Subject: a note\r\nMessage-ID: <s{number}@example.com>\r\n"
        f"Date: {format_datetime(at)}\r\n\r\nSee you on Thursday.\r\n"
    ).encode()


def spread(count: int, end: datetime, days: int) -> Iterator[tuple[int, datetime]]:
    """Yield numbers with moments, evenly spread over the days before `end`, oldest first."""
    step = timedelta(days=days) / max(1, count)
    for number in range(count):
        yield number, end - step * (count - number)
