"""Puts a year through the daemon's own worker, portion by portion, with the clock of the year."""

from __future__ import annotations

import resource
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.mailbox_year.cast import Persona
from benchmarks.mailbox_year.desk import DAYS, START
from benchmarks.mailbox_year.memory_box import MemoryBox
from benchmarks.mailbox_year.truth import Letter, Year
from notworking.account import AccountWorker
from notworking.assess import Court
from notworking.config.options import Folders
from notworking.imap.session import connect
from notworking.judge.model import Model
from notworking.judge.verdict import NETWORKING, Decision, Policy
from notworking.people.person import Me
from notworking.planning import Mode
from notworking.setting import Setting
from notworking.store.database import Database, open_database
from notworking.store.review import Review
from notworking.store.values import Judged

_EVERYTHING = 10**6


@dataclass(frozen=True, slots=True)
class Account:
    """Where a year is delivered: how to put a message in, log in, and count what lies there."""

    deliver: Callable[[Letter], None]
    open_session: Callable[[], Any]
    count: Callable[[], int]
    """All messages of the account, in whatever folder."""
    open_messages: Callable[[Sequence[int]], None]
    """The user opens messages of the inbox, by UID."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A year after it went through."""

    persona: Persona
    year: Year
    judged: dict[str, Judged]
    """Message-ID → the latest verdict on it: where it ended."""
    database: Database
    seconds: float
    """Spent in the worker's passes and history steps; making and delivering mail not counted."""
    peak_rss_mb: float
    lost: int
    """Messages delivered, less messages found afterwards: 0 when none is lost or doubled."""


def memory_account() -> Account:
    """Return an account in memory."""
    box = MemoryBox()
    return Account(
        deliver=lambda one: box.deliver(one.mailbox, one.raw, one.at),
        open_session=lambda: box,
        count=lambda: sum(len(folder.messages) for folder in box.folders.values()),
        open_messages=box.open_messages,
    )


@contextmanager
def dovecot_account() -> Iterator[Account]:
    """Lend an account on a real Dovecot (the tests' own, from tests/servers.py)."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
    from servers import start_dovecot

    running = start_dovecot()
    try:
        user = running.new_user()
        with running.client(user) as client:

            def count() -> int:
                listed = client.list_folders()
                names = [name for flags, _, name in listed if b"\\Noselect" not in flags]
                return sum(client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for name in names)

            def open_messages(uids: Sequence[int]) -> None:
                client.select_folder("INBOX")
                client.add_flags(list(uids), [b"\\Seen"])
                client.unselect_folder()

            yield Account(
                deliver=lambda one: client.append(one.mailbox, one.raw, (), one.at),
                open_session=lambda: connect(running.server(), running.credentials(user)),
                count=count,
                open_messages=open_messages,
            )
    finally:
        running.stop()


def run_year(
    persona: Persona,
    year: Year,
    model: Model,
    account: Account,
    directory: Path,
    *,
    passes_a_day: int = 4,
    days: int = DAYS,
    read: float = 0.0,
    unsure_follows: bool = True,
) -> Outcome:
    """Deliver the year in equal portions of a day and make a pass after each; mode is "move".

    What was dated before the year began is delivered first and read as history. The Sent
    mailbox fills as time passes, and the clock stands at each portion's end. `read` (0…1) is
    the share of unsure mail that the user opens before the next portion comes.
    """
    database = open_database(directory / f"{persona.first}.db")
    now = [START]
    worker = _worker(
        persona, model, account, database, directory, lambda: now[0], unsure_follows=unsure_follows
    )
    letters = iter(year.letters)
    waiting = next(letters, None)
    spent, delivered, stop = 0.0, 0, threading.Event()
    for number in range(days * passes_a_day + 1):
        now[0] = START + timedelta(days=number / passes_a_day)
        while waiting is not None and waiting.at < now[0]:
            account.deliver(waiting)
            delivered += 1
            waiting = next(letters, None)
        began = perf_counter()
        tally = worker.poll(stop)
        while number % passes_a_day == 0 and worker.history_step(stop):
            pass
        spent += perf_counter() - began
        if read and tally.unsure:
            account.open_messages(_opened(database, now[0], read))
    worker.close()
    found = Review(database).recent(_EVERYTHING)
    return Outcome(
        persona=persona,
        year=year,
        judged={one.message_id: one for one in reversed(found) if one.message_id},
        database=database,
        seconds=spent,
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        lost=delivered - account.count(),
    )


def _opened(database: Database, now: datetime, share: float) -> list[int]:
    """Return the UIDs of that share of the mail just found unsure: always the same from one year."""
    rows = Review(database).recent(_EVERYTHING, since=now, decision=Decision.UNSURE)
    return [one.ref.uid for one in rows if Random(f"read:{one.digest}").random() < share]


def _worker(
    persona: Persona,
    model: Model,
    account: Account,
    database: Database,
    directory: Path,
    clock: Callable[[], datetime],
    *,
    unsure_follows: bool,
) -> AccountWorker:
    """Return the worker as `app.worker_of` builds it, with another model, door and clock."""
    folders = Folders()
    setting = Setting(
        name=persona.first.lower(),
        mode=Mode.MOVE,
        inboxes=("INBOX",),
        folders={category: folders.folder(category) for category in NETWORKING},
        category_root=folders.parent,
        keyword="$Networking",
        unsure_follows=unsure_follows,
        look_back=timedelta(days=1),
        sent="",
        authserv_ids=persona.authserv_ids,
        lock_directory=directory,
        keep_days=400,
    )
    court = Court(
        model=model,
        policy=Policy(cutoffs=dict(model.cutoffs), unsure_from=model.unsure_from),
        me=Me(
            addresses=frozenset({persona.email}),
            names=(persona.name,),
            employers=(persona.employer,),
            schools=(persona.school,),
        ),
        account=persona.first.lower(),
    )
    return AccountWorker(
        setting,
        database,
        court=lambda: court,
        open_session=account.open_session,
        clock=clock,
    )
