"""`backtest`: what would have been filed of the mail there is, had Notworking been there."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from math import isinf
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from notworking import app
from notworking.assess import Court
from notworking.backtest.doubts import Doubt, doubts_of
from notworking.backtest.files import FileArchive
from notworking.backtest.letters import Place, Told
from notworking.backtest.mailbox import MailboxArchive
from notworking.backtest.replaying import Bench, Replay, replay
from notworking.cli import checking, show
from notworking.cli.journal import since_when
from notworking.config.loading import find_file, load
from notworking.config.options import Account, Config
from notworking.errors import UserError
from notworking.imap.dry import DryMailbox
from notworking.judge.verdict import NETWORKING, Policy, Verdict
from notworking.people.person import Me
from notworking.store.database import open_in_memory
from notworking.store.opening import Store, store_of

_LATELY = "90d"
_MOST_SHOWN = 20
_CLOSE = 1.0
"""Log-odds above the cutoff within which a little more or less would have decided otherwise."""
Tell = Callable[[Iterator[Told]], None]
_SHOWN_PLACES = (Place.INBOX, Place.ARCHIVE, Place.OWN, Place.TRASH, Place.JUNK, Place.CATEGORY)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    paths: tuple[str, ...] = ()
    """Files instead of accounts."""
    me: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    since: str = ""
    mailboxes: tuple[str, ...] = ()
    account: str | None = None
    most: int = _MOST_SHOWN
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one account, or of the files."""

    name: str
    since: datetime | None
    replay: Replay
    doubts: list[Doubt]
    policy: Policy
    seconds: float
    """How long the replay took, reading included."""


def backtest(config: Path | None, wanted: Wanted) -> None:
    """Replay mail in the order of its time and say what would have been filed; touch nothing."""
    if wanted.paths:
        results = [_files(config, wanted)]
    else:
        results = [_account(loaded, one, wanted) for loaded, one in _accounts(config, wanted)]
    for result in results:
        if wanted.as_json:
            show.print_json(as_object(result, wanted.most))
        else:
            _print(result, wanted.most)


def _accounts(config: Path | None, wanted: Wanted) -> Iterator[tuple[Config, Account]]:
    """Yield the accounts to replay."""
    if wanted.me or wanted.sent:
        raise UserError(
            "--me and --sent go with mail in files: notworking backtest PATH --me ADDRESS"
        )
    loaded = load(config, os.environ)
    names = [one.name for one in loaded.accounts]
    if wanted.account is not None and wanted.account not in names:
        raise UserError(f"There is no account “{wanted.account}”; there are: {', '.join(names)}")
    for one in loaded.accounts:
        if wanted.account in (None, one.name):
            yield loaded, one


def _account(config: Config, account: Account, wanted: Wanted) -> Result:
    """Replay one account over a session that writes nothing."""
    since = since_when(wanted.since or _LATELY)
    with app.open_session(account, os.environ) as session, _memory() as store, _bars() as tell:
        historian, court = app.replay_of(config, account, DryMailbox(session), store)
        archive = MailboxArchive(historian, tuple(account.inbox), since, wanted.mailboxes)
        return _replayed(account.name, Bench(archive, store, court, since), tell)


def _files(config: Path | None, wanted: Wanted) -> Result:
    """Replay mail in files."""
    if wanted.mailboxes or wanted.account:
        raise UserError("--mailbox and --account go with an account; of files name those you want")
    court = _court(config, wanted.me)
    if not court.me.addresses:
        raise UserError("Say who you are, so that your own mail is known: --me you@example.com")
    since = since_when(wanted.since)
    archive = FileArchive(wanted.paths, court.me, wanted.sent)
    with _memory() as store, _bars() as tell:
        return _replayed(", ".join(wanted.paths), Bench(archive, store, court, since), tell)


def _court(config: Path | None, addresses: Iterable[str]) -> Court:
    """Return who judges mail in files, with rules and cutoffs of a configuration if there is one."""
    court = checking.court(config)
    has_config = config is not None or find_file(None, os.environ) is not None
    me = court.me if has_config else Me()
    both = me.addresses | {address.strip().lower() for address in addresses}
    return replace(court, me=replace(me, addresses=both))


def _replayed(name: str, bench: Bench, tell: Tell) -> Result:
    """Read, judge and look at what came of it."""
    began = time.monotonic()
    found = Replay()
    tell(bench.archive.read_before())
    tell(bench.archive.survey())
    if isinstance(bench.archive, FileArchive):
        bench = replace(bench, court=replace(bench.court, authserv_ids=bench.archive.authserv_ids))
    tell(replay(bench, found))
    people = sorted({who for one in found.filed for who in one.who})
    events = bench.store.ledger.events_of(people)
    doubts = doubts_of(found, bench.court.policy, events)
    return Result(name, bench.since, found, doubts, bench.court.policy, time.monotonic() - began)


@contextmanager
def _memory() -> Iterator[Store]:
    """Lend a store that no file holds."""
    with store_of(open_in_memory()) as store:
        yield store


@contextmanager
def _bars() -> Iterator[Tell]:
    """Lend what goes through the steps of some work, drawing a bar where a person is looking."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=show.errors, transient=True) as bars:

        def go_through(steps: Iterator[Told]) -> None:
            task = None
            for what, done, total in steps:
                task = bars.add_task(what) if task is None else task
                bars.update(task, completed=done, total=total)

        yield go_through


def as_object(result: Result, most: int) -> dict[str, Any]:
    """Return a result as the JSON object that --json prints."""
    found = result.replay
    read = found.judged + found.sent + found.older
    return {
        "what": result.name,
        "since": result.since.isoformat() if result.since else None,
        "judged": found.judged,
        "kept": found.kept,
        "filed": len(found.filed),
        "unsure": len(found.unsure),
        "unreadable": found.unreadable,
        "sent": found.sent,
        "older": found.older,
        "doubtful": sum(bool(doubt.reasons) for doubt in result.doubts),
        "categories": {
            row.category: {"filed": row.filed, "unsure": row.unsure, "doubtful": row.doubtful}
            | {"places": {str(place): number for place, number in row.places.items()}}
            for row in rows_of(result)
        },
        "look_at_first": [_doubt_object(doubt) for doubt in result.doubts[:most]],
        "seconds": round(result.seconds, 3),
        "messages_per_second": round(read / max(result.seconds, 1e-9)),
    }


def _doubt_object(doubt: Doubt) -> dict[str, Any]:
    """Return one message to look at as JSON."""
    one = doubt.one
    return {
        "message_id": one.message_id,
        "from": one.sender,
        "name": one.name,
        "subject": one.subject,
        "at": one.letter.at.isoformat(),
        "mailbox": one.letter.mailbox,
        "place": str(one.letter.place),
        "category": _category(doubt.one.verdict),
        "score": round(one.verdict.score, 4),
        "margin": None if isinf(doubt.margin) else round(doubt.margin, 3),
        "doubts": list(doubt.reasons),
        "decided_by": str(one.verdict.decided_by),
        "because": one.verdict.because,
        "reasons": [show.clue_json(clue) for clue in show.reasons(one.verdict.evidence.clues)],
    }


@dataclass(frozen=True, slots=True)
class Row:
    """What would have become of one category."""

    category: str
    filed: int
    unsure: int
    doubtful: int
    """Filed, though the user answered, wrote later, or keeps it."""
    places: Counter[Place]
    """Where what would have been filed lies now."""


def rows_of(result: Result) -> list[Row]:
    """Return one row for each category in which anything would have been filed, or nearly."""
    unsure = Counter(_category(one.verdict) for one in result.replay.unsure)
    filed: dict[str, list[Doubt]] = {}
    for doubt in result.doubts:
        filed.setdefault(_category(doubt.one.verdict), []).append(doubt)
    ours = [str(category) for category in NETWORKING]
    names = sorted(
        {*filed, *unsure}, key=lambda name: (ours.index(name) if name in ours else 99, name)
    )
    return [
        Row(
            category=name,
            filed=len(filed.get(name, [])),
            unsure=unsure[name],
            doubtful=sum(bool(doubt.reasons) for doubt in filed.get(name, [])),
            places=Counter(doubt.one.letter.place for doubt in filed.get(name, [])),
        )
        for name in names
    ]


def _category(verdict: Verdict) -> str:
    """Return where it would have gone: the user's own category or folder, else one of ours."""
    return verdict.kind or verdict.folder or str(verdict.filed_as or verdict.category)


def _print(result: Result, most: int) -> None:
    """Say what would have been filed, and what to look at first."""
    say, found = _say, result.replay
    lately = f" since {result.since:%d %b %Y}" if result.since else ""
    say(
        f"{result.name}: {show.count(found.judged, 'message')}{lately} judged by what came before "
        f"each, {found.sent:,} of yours and {found.older:,} older ones read for whom you knew."
    )
    say(
        f"{len(found.filed):,} would have been filed, {len(found.unsure):,} would have been unsure "
        f"and stayed, {found.kept:,} kept."
    )
    if found.unreadable:
        say(f"{show.count(found.unreadable, 'message')} could not be read, and would have stayed.")
    _print_categories(result)
    _print_doubts(result, most)
    say("\nNothing was moved, marked or written down.")


def _print_categories(result: Result) -> None:
    """Print what would have been filed by category, and where that lies now."""
    rows = rows_of(result)
    if not rows:
        return
    places = [place for place in _SHOWN_PLACES if any(row.places[place] for row in rows)]
    columns = ("category", "filed", "unsure", "doubtful", *(f"in {place}" for place in places))
    cells = [
        [row.category, *map(str, (row.filed, row.unsure, row.doubtful))]
        + [str(row.places[place]) for place in places]
        for row in rows
    ]
    _say("")
    show.console.print(show.table(columns, cells))


def _print_doubts(result: Result, most: int) -> None:
    """Print the messages to look at first."""
    shown = result.doubts[:most]
    if not shown:
        return
    doubtful = sum(bool(doubt.reasons) for doubt in result.doubts)
    share = f"{doubtful} of {show.count(result.replay.judged, 'message')}"
    _say(
        f"\nWhat you did later speaks against filing {share}"
        + (f" ({100 * doubtful / max(1, result.replay.judged):.2f} %)." if doubtful else ".")
    )
    _say(
        f"Look at these first ({len(shown)} of {len(result.doubts)} that would have been filed):\n"
    )
    columns = ("when", "from", "subject", "category", "score", "look, because")
    rows = [
        (
            f"{one.letter.at:%d %b %Y}",
            one.name or one.sender,
            one.subject,
            _category(one.verdict),
            f"{one.verdict.score:.2f}",
            _why_look(doubt),
        )
        for doubt, one in ((doubt, doubt.one) for doubt in shown)
    ]
    show.console.print(show.table(columns, rows, short={"from": 24, "subject": 36}))


def _why_look(doubt: Doubt) -> str:
    """Say why a message is worth a look."""
    if doubt.reasons:
        return ", ".join(doubt.reasons)
    if isinf(doubt.margin):
        return doubt.one.verdict.because
    told = show.headline(doubt.one.verdict)
    return f"close to its cutoff: {told}" if doubt.margin < _CLOSE else told


def _say(text: str) -> None:
    show.console.print(text, markup=False, highlight=False, soft_wrap=True)
