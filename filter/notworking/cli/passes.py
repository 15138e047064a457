"""`once`, `run` and `health`: the daemon's work, once, for ever, and from outside."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from notworking import app
from notworking.account import AccountWorker
from notworking.cli import show
from notworking.cli.budget import suspensions
from notworking.cli.logs import set_up
from notworking.desk import Tally
from notworking.errors import TemporaryError, UserError
from notworking.house import House, open_house
from notworking.planning import Mode
from notworking.setting import Listener
from notworking.store.lock import AccountBusyError

log = logging.getLogger("notworking.daemon")

_STOP_IT = ", but does not catch up: stop it meanwhile"
_NOTHING_TO_CATCH_UP = (
    '{}: mode is "shadow", in which nothing is filed; --catch-up works once it is "flag" or "move"'
)


def once(config: Path | None, *, account: str | None, catches_up: bool, as_json: bool) -> None:
    """Make one pass over each account, with a progress bar, and say what was done."""
    house = open_house(config)
    set_up("warning", house.config.log.format)
    chosen = [house.account(account)] if account else house.config.accounts
    for warning in house.warnings:
        show.errors.print(f"warning: {warning}", markup=False)
    for one in chosen:
        with progress() as listener:
            worker = app.worker_of(house, one, listener)
            try:
                tally = worker.poll(threading.Event(), catches_up=catches_up)
                mode = worker.mode
            except AccountBusyError as exc:
                if not catches_up:
                    raise
                raise TemporaryError(f"{exc}{_STOP_IT}") from None
            finally:
                worker.close()
        if catches_up and mode is Mode.SHADOW:
            show.errors.print(_NOTHING_TO_CATCH_UP.format(one.name), markup=False, highlight=False)
        if as_json:
            show.print_json({"account": one.name, "mode": mode, **tally.counts()})
        else:
            show.console.print(tally_sentence(one.name, mode, tally), markup=False)
        for sentence in suspensions(house, [one]):
            show.errors.print(sentence, markup=False, highlight=False)
    house.close()


def tally_sentence(account: str, mode: str, tally: Tally) -> str:
    """Return what a pass did in one sentence."""
    learned = f" {show.count(tally.corrections, 'correction')} of yours learned."
    learned = learned if tally.corrections else ""
    if not tally.seen and not tally.settled and not tally.caught_up:
        return f"{account}: no new mail.{learned}"
    told = [show.count(tally.seen, "new message")]
    if mode == "shadow":
        told.append(f"{tally.filed} would be filed (shadow mode moves nothing)")
    else:
        told.append(f"{tally.moved} {'moved' if mode == 'move' else 'flagged'}")
    if tally.caught_up:
        told.append(f"{tally.caught_up} of them only shown before")
    if tally.from_before:
        told.append(f"{tally.from_before} of them unsure before")
    told.append(f"{tally.unsure} unsure")
    for number, what in (
        (tally.unreadable, "could not be read"),
        (tally.failed, "could not be fetched and will be tried again"),
        (tally.settled, "finished from an interrupted pass"),
    ):
        if number:
            told.append(f"{number} {what}")
    return f"{account}: {', '.join(told)}.{learned}"


@contextmanager
def progress() -> Iterator[Listener]:
    """Lend a listener that draws progress bars where a person is looking."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=show.errors, transient=True) as bars:
        tasks = {what: bars.add_task(what, visible=False) for what in ("Reading Sent", "Judging")}

        def update(what: str, done: int, total: int) -> None:
            bars.update(tasks[what], completed=done, total=total, visible=True)

        yield Listener(
            on_history=lambda done, total: update("Reading Sent", done, total),
            on_progress=lambda done, total: update("Judging", done, total),
        )


def run(config: Path | None) -> bool:
    """Run the daemon until a signal stops it; True when everything ended in time."""
    from notworking.daemon import Daemon

    house = open_house(config)
    set_up(house.config.log.level, house.config.log.format)
    for sentence in house.report:
        log.info('config.loaded what="%s"', sentence)
    for warning in house.warnings:
        log.warning('config.warning what="%s"', warning)
    for sentence in suspensions(house, house.config.accounts):
        log.warning('budget.exceeded what="%s"', sentence)
    schedule = house.config.schedule
    daemon = Daemon(
        app.workers_of(house),
        poll_seconds=schedule.poll_seconds,
        use_idle=schedule.idle,
        read_history=schedule.history,
        reload=lambda: _reloaded(house),
    )
    daemon.handle_signals()
    modes = ",".join(f"{one.name}:{one.mode}" for one in house.config.accounts)
    log.info("daemon.started pid=%d accounts=%s", os.getpid(), modes)
    ended = daemon.run()
    if ended:
        house.close()
    return ended


def _reloaded(house: House) -> list[AccountWorker] | None:
    """Return workers for the configuration as it is now; None, and a log line, when it is wrong."""
    try:
        house.refresh()
    except UserError as exc:
        log.error('reload.refused kept=old why="%s"', " / ".join(str(exc).splitlines()))
        return None
    return app.workers_of(house)


def health(config: Path | None, *, max_age_seconds: int) -> int:
    """Return 0 when each account's heartbeat is fresh, else 1 with a sentence for each that is not."""
    from notworking.store.progress import Progress as Record

    house = open_house(config)
    beats = Record(house.database).heartbeats()
    for sentence in suspensions(house, house.config.accounts):
        print(sentence)  # noqa: T201
    house.close()
    oldest = datetime.now(UTC) - timedelta(seconds=max_age_seconds)
    trouble = []
    for account in house.config.accounts:
        beat = beats.get(account.name)
        if beat is None:
            trouble.append(f"{account.name}: no heartbeat yet; `notworking run` was never here")
        elif beat.at < oldest:
            trouble.append(f"{account.name}: the last heartbeat was at {show.when(beat.at)}")
        elif beat.last_error and beat.error_at == beat.at:
            print(f"{account.name}: alive, but: {beat.last_error}")  # noqa: T201
    for sentence in trouble:
        print(sentence, file=sys.stderr)  # noqa: T201
    return 1 if trouble else 0
