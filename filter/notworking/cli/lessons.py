"""Messages that a command names, from files or from a folder on the server, made into lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from notworking import app
from notworking.assess import Court, Prepared, prepare
from notworking.config.options import Account
from notworking.corrections.bench import books_of
from notworking.corrections.teaching import Lesson, teach
from notworking.errors import UserError
from notworking.house import House
from notworking.imap.port import Mailbox
from notworking.judge.verdict import Category, Decision
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.sources import messages_from
from notworking.store.notes import Notes
from notworking.store.review import Review
from notworking.store.values import Judged

_BATCH = 100
_SERVERS = "authserv_ids"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a command that teaches."""

    learned: int
    unreadable: int
    forged: int
    """Learned nothing from: the receiving server says their sender is forged."""


@dataclass(frozen=True, slots=True)
class Found:
    """One message to learn from, read."""

    prepared: Prepared
    place: str


def label_of(house: House, text: str) -> str:
    """Return the label a word means. Raises `UserError` that lists the labels there are."""
    labels = [*(str(one) for one in Category), *(one.name for one in house.config.categories)]
    found = [one for one in labels if one.casefold() == text.strip().casefold()]
    if not found:
        raise UserError(f"--as {text}: there is no such category; yours are: {', '.join(labels)}")
    return found[0]


def learn_from(house: House, account: Account, names: Sequence[str], label: str) -> Taken:
    """Teach every message of files, folders of files, or a folder on the server.

    Reading leaves the folder as it is. Raises `UserError` when a name is neither.
    """
    court = replace(app.court_of(house, account.name), authserv_ids=_servers(house, account))
    taken = Taken(0, 0, 0)
    on_disk = [name for name in names if name == "-" or Path(name).exists()]
    if on_disk and len(on_disk) < len(names):
        missing = ", ".join(name for name in names if name not in on_disk)
        raise UserError(
            f"{missing}: there is no such file; name files, or one folder of the server"
        )
    if on_disk:
        return _taught(house, court, _from_files(on_disk, court), label, "import", taken)
    with app.open_session(account, house.env) as session:
        for name in names:
            mailbox = _mailbox_named(session, name)
            found = _from_server(session, mailbox, court)
            taken = _taught(house, court, found, label, "command", taken)
    return taken


def _servers(house: House, account: Account) -> tuple[str, ...]:
    """Return whose word on forged senders counts: as configured, else as the daemon learned."""
    kept = Notes(house.database).setting(account.name, _SERVERS)
    return tuple(account.authserv_ids) or tuple((kept or "").split())


def _mailbox_named(session: Mailbox, name: str) -> str:
    """Return a folder's name on the server. Raises `UserError` when there is none."""
    wanted = session.server_name(name)
    names = [one.name for one in session.mailboxes()]
    for one in names:
        if one in (wanted, name):
            return one
    raise UserError(
        f"“{name}” is no file here and no folder on the server; its folders are: {', '.join(names)}"
    )


def _from_server(session: Mailbox, mailbox: str, court: Court) -> Iterator[Found | None]:
    session.select(mailbox, readonly=True)
    uids = session.uids_from(1)
    for start in range(0, len(uids), _BATCH):
        for one in session.fetch(uids[start : start + _BATCH]):
            message = read(one.raw, size_bytes=one.size_bytes)
            if isinstance(message, Message) and "\\Deleted" not in one.flags:
                yield Found(prepare(message, one.internaldate, court), mailbox)
            else:
                yield None


def _from_files(names: Sequence[str], court: Court) -> Iterator[Found | None]:
    for one in messages_from(names):
        message = read(one.raw, size_bytes=one.size_bytes) if not one.error else None
        if isinstance(message, Message):
            at = message.date or datetime.now(UTC)
            yield Found(prepare(message, at, court), one.path)
        else:
            yield None


def _taught(
    house: House,
    court: Court,
    found: Iterator[Found | None],
    label: str,
    taught_by: str,
    before: Taken,
) -> Taken:
    """Teach what was found, a batch at a time, and count it."""
    learned, unreadable, forged = before.learned, before.unreadable, before.forged
    books, review = books_of(house.database), Review(house.database)
    everything = list(found)
    batch = [one for one in everything if one is not None]
    unreadable += len(everything) - len(batch)
    for start in range(0, len(batch), _BATCH):
        some = batch[start : start + _BATCH]
        known = review.by_digest(court.account, [one.prepared.message.digest for one in some])
        lessons = [_lesson(one, label, taught_by, known) for one in some]
        teach(books, court, lessons, at=datetime.now(UTC))
        learned += len(lessons)
    digests = [one.prepared.message.digest for one in batch]
    stored = books.examples.by_digest(court.account, digests)
    forged += sum(one.is_forged for one in stored.values())
    return Taken(learned, unreadable, forged)


def _lesson(one: Found, label: str, taught_by: str, known: dict[str, Judged]) -> Lesson:
    judged = known.get(one.prepared.message.digest)
    was = ""
    if judged is not None and judged.decision is Decision.FILE:
        was = judged.kind or str(judged.category)
    return Lesson(one.prepared, label, taught_by, was=was, place=one.place, judged=judged)
