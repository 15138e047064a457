"""The loop that never ends: APScheduler jobs, IDLE watchers, signals, back-off, heartbeat."""

from __future__ import annotations

import itertools
import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from notworking.errors import TemporaryError, UserError

log = logging.getLogger("notworking.daemon")

BACKOFF_SECONDS = (3, 30, 60, 180, 600)
"""How long to wait after the first, second, … failure in a row."""
GRACE_SECONDS = 300
"""How late a job may start and still run (APScheduler's own default is one second)."""
HISTORY_SECONDS = 2
"""How often a step of history is started while there is old mail left to read."""
HISTORY_REST_SECONDS = 600
"""How often it is looked for more when all was read: mail is also filed elsewhere, or moved."""
HOUSEKEEPING_SECONDS = 3600
RETRAIN_SECONDS = 900
"""How often it is looked whether it is time to measure what the user taught."""
STOP_SECONDS = 4.5
"""How long a stop waits for the message in hand."""


class Worker(Protocol):
    """One account at work. Only `watch` runs on a thread of its own beside the others."""

    @property
    def name(self) -> str:
        """The account's name."""
        ...

    def poll(self, stop: threading.Event) -> object:
        """One pass over new mail."""
        ...

    def history_step(self, stop: threading.Event) -> bool:
        """Read a little old mail; False when there is none left for now."""
        ...

    def housekeeping(self) -> None:
        """Prune what is no longer needed."""
        ...

    def retrain(self) -> None:
        """Measure what the user taught, when it is time to."""
        ...

    def is_asked(self) -> bool:
        """True when a command waits for this worker; called from the main thread."""
        ...

    def attend(self) -> None:
        """Carry out what commands asked for."""
        ...

    def watch(self, on_change: Callable[[], None], stop: threading.Event) -> None:
        """Block on IDLE, calling back when mail arrives; returns when stopped."""
        ...

    def beat(self, error: str) -> None:
        """Write the heartbeat that the health check reads."""
        ...

    def close(self) -> None:
        """Log out and let go of the account's lock."""
        ...


class Backoff:
    """When to try again: later after each failure in a row, at once after a success."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._not_before = 0.0

    @property
    def is_open(self) -> bool:
        """True when it is time to try."""
        return self._clock() >= self._not_before

    def succeeded(self) -> None:
        """Forget all failures."""
        self._failures, self._not_before = 0, 0.0

    def failed(self, *, for_good: bool = False) -> int:
        """Note a failure and return the seconds to wait; the longest wait when `for_good`."""
        step = (
            len(BACKOFF_SECONDS) - 1 if for_good else min(self._failures, len(BACKOFF_SECONDS) - 1)
        )
        self._failures += 1
        self._not_before = self._clock() + BACKOFF_SECONDS[step]
        return BACKOFF_SECONDS[step]


class Daemon:
    """Runs workers until told to stop."""

    def __init__(
        self,
        workers: Sequence[Worker],
        *,
        poll_seconds: float,
        use_idle: bool = True,
        read_history: bool = True,
        reload: Callable[[], Sequence[Worker] | None] | None = None,
    ) -> None:
        """`reload` gives new workers, or None when the new configuration is wrong."""
        self._workers = list(workers)
        self._poll_seconds = poll_seconds
        self._use_idle = use_idle
        self._read_history = read_history
        self._reload = reload
        self._signal = threading.Event()
        self._wants_stop = False
        self._wants_reload = False

    def request_stop(self, *_: object) -> None:
        """Ask the loop to stop; safe in a signal handler, it only sets flags."""
        self._wants_stop = True
        self._signal.set()

    def request_reload(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask the loop to read configuration and rules again."""
        self._wants_reload = True
        self._signal.set()

    def handle_signals(self) -> None:
        """SIGTERM and SIGINT stop, SIGHUP reloads. Call from the main thread."""
        signal.signal(signal.SIGTERM, self.request_stop)
        signal.signal(signal.SIGINT, self.request_stop)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, self.request_reload)

    def run(self) -> bool:
        """Work until stopped; return True when everything came to its end in time."""
        shift = Shift(self._workers, self._poll_seconds, self._use_idle, self._read_history)
        shift.start()
        while not self._wants_stop:
            self._signal.wait(timeout=1.0)
            self._signal.clear()
            shift.attend()
            if self._wants_reload and not self._wants_stop:
                self._wants_reload = False
                shift = self._reloaded(shift)
        log.info("daemon.stopping")
        ended = shift.end(STOP_SECONDS)
        log.info("daemon.stopped clean=%s", str(ended).lower())
        return ended

    def _reloaded(self, shift: Shift) -> Shift:
        """Replace the shift by one with the new configuration, or keep the old one."""
        workers = self._reload() if self._reload is not None else None
        if workers is None:
            return shift
        shift.end(STOP_SECONDS)
        new = Shift(workers, self._poll_seconds, self._use_idle, self._read_history)
        new.start()
        log.info("daemon.reloaded accounts=%d", len(workers))
        return new


class Shift:
    """The workers of one configuration, from start to end."""

    def __init__(
        self, workers: Sequence[Worker], poll_seconds: float, use_idle: bool, read_history: bool
    ) -> None:
        self._workers = list(workers)
        self._poll_seconds = poll_seconds
        self._use_idle = use_idle
        self._read_history = read_history
        self._stop = threading.Event()
        self._wakes = itertools.count()
        self._watchers: list[threading.Thread] = []
        self._errors = {worker.name: "" for worker in workers}
        self._backoffs = {worker.name: Backoff() for worker in workers}
        self._scheduler = BackgroundScheduler(
            executors={worker.name: ThreadPoolExecutor(1) for worker in workers}
            | {"default": ThreadPoolExecutor(1)},
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": GRACE_SECONDS,
            },
            timezone="UTC",
        )

    def start(self) -> None:
        """Start the jobs, the first poll at once, and the watchers."""
        for worker in self._workers:
            self._add_jobs(worker)
        self._scheduler.start()
        for worker in self._workers:
            self._wake(worker)
            if self._use_idle:
                self._start_watcher(worker)

    def end(self, seconds: float) -> bool:
        """Stop all jobs and watchers; return True when they ended within `seconds`."""
        self._stop.set()
        deadline = time.monotonic() + seconds
        ender = threading.Thread(target=self._scheduler.shutdown, daemon=True)
        ender.start()
        ended = True
        for thread in (ender, *self._watchers):
            thread.join(max(0.0, deadline - time.monotonic()))
            ended = ended and not thread.is_alive()
        if ended:
            for worker in self._workers:
                worker.close()
        return ended

    def _add_jobs(self, worker: Worker) -> None:
        """Poll, history, housekeeping and retraining of one account, all on the account's own thread."""
        add = self._scheduler.add_job
        common = {"executor": worker.name, "args": [worker]}
        add(self._poll, "interval", seconds=self._poll_seconds, jitter=5, **common)
        add(self._housekeeping, "interval", seconds=HOUSEKEEPING_SECONDS, **common)
        add(self._retrain, "interval", seconds=RETRAIN_SECONDS, jitter=60, **common)
        if self._read_history:
            job_id = f"history:{worker.name}"
            add(self._history, "interval", seconds=HISTORY_SECONDS, id=job_id, **common)

    def _wake(self, worker: Worker) -> None:
        """Poll as soon as the account's thread is free."""
        if not self._stop.is_set():
            wake_id = f"wake:{worker.name}:{next(self._wakes)}"
            self._scheduler.add_job(self._poll, id=wake_id, executor=worker.name, args=[worker])

    def attend(self) -> None:
        """Let each worker carry out what commands asked of it, as soon as its thread is free."""
        for worker in self._workers:
            job_id = f"attend:{worker.name}"
            if _is_asked(worker) and self._scheduler.get_job(job_id) is None:
                self._scheduler.add_job(
                    self._attend, id=job_id, executor=worker.name, args=[worker]
                )

    def _attend(self, worker: Worker) -> None:
        """Carry out what commands asked of an account."""
        if worker.is_asked():
            self._guarded(worker, "undo", worker.attend)

    def _poll(self, worker: Worker) -> None:
        """One pass, when it is time; failures are logged, counted and waited out."""
        self._guarded(worker, "poll", lambda: worker.poll(self._stop))

    def _history(self, worker: Worker) -> None:
        """One step of history; once all is read, only a look now and then for more."""

        def step() -> None:
            is_more = worker.history_step(self._stop)
            seconds = HISTORY_SECONDS if is_more else HISTORY_REST_SECONDS
            self._pace_history(worker, seconds)

        self._guarded(worker, "history", step)

    def _pace_history(self, worker: Worker, seconds: int) -> None:
        """Let the next steps of history come at this interval."""
        job = self._scheduler.get_job(f"history:{worker.name}")
        if job is not None and job.trigger.interval.total_seconds() != seconds:
            job.reschedule("interval", seconds=seconds)

    def _housekeeping(self, worker: Worker) -> None:
        """Prune the account's memory."""
        self._guarded(worker, "housekeeping", worker.housekeeping)

    def _retrain(self, worker: Worker) -> None:
        """Measure what the user of an account taught."""
        self._guarded(worker, "retrain", worker.retrain)

    def _guarded(self, worker: Worker, what: str, act: Callable[[], object]) -> None:
        """Do one unit of work, turning every failure into a log line and a waiting time."""
        backoff = self._backoffs[worker.name]
        if self._stop.is_set():
            return
        if not backoff.is_open:
            worker.beat(self._errors[worker.name])
            return
        error = ""
        try:
            act()
            backoff.succeeded()
        except TemporaryError as exc:
            error = str(exc)
            wait = backoff.failed()
            log.warning('%s.failed account=%s retry_in=%ds why="%s"', what, worker.name, wait, exc)
        except UserError as exc:
            error = str(exc)
            wait = backoff.failed(for_good=True)
            log.error('%s.refused account=%s retry_in=%ds why="%s"', what, worker.name, wait, exc)
        except Exception as exc:  # the outermost loop: a bug must not end the daemon
            error = f"a bug: {type(exc).__name__}"
            wait = backoff.failed()
            log.exception("%s.bug account=%s retry_in=%ds", what, worker.name, wait)
        self._errors[worker.name] = error
        worker.beat(error)

    def _start_watcher(self, worker: Worker) -> None:
        """Watch an account's inbox on a thread of its own."""
        name = f"watch-{worker.name}"
        thread = threading.Thread(target=self._watch, args=[worker], name=name, daemon=True)
        thread.start()
        self._watchers.append(thread)

    def _watch(self, worker: Worker) -> None:
        """Watch until stopped, starting anew after each failure; the poll is the safety net."""
        backoff = Backoff()
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                worker.watch(lambda: self._wake(worker), self._stop)
                return
            except (TemporaryError, UserError) as exc:
                if time.monotonic() - began > BACKOFF_SECONDS[-1]:
                    backoff.succeeded()
                wait = backoff.failed(for_good=isinstance(exc, UserError))
                log.warning('watch.failed account=%s retry_in=%ds why="%s"', worker.name, wait, exc)
                self._stop.wait(wait)


def _is_asked(worker: Worker) -> bool:
    """True when a command waits; a database that is busy just now is asked again in a second."""
    try:
        return worker.is_asked()
    except (TemporaryError, UserError):
        return False
