"""One account at work: its lock, its connection, its passes, its history."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from notworking.assess import Court
from notworking.budget.watching import Budget, demotion_of, may_move
from notworking.corrections.bench import Bench, books_of
from notworking.corrections.reading import read_corrections
from notworking.desk import Desk, Tally
from notworking.history import (
    LOOK_AGAIN,
    Bookmark,
    Historian,
    is_all_read,
    learn_servers,
    read_next,
    read_sent,
)
from notworking.imap.dry import DryMailbox
from notworking.imap.port import Mailbox, MailboxInfo
from notworking.imap.session import Session
from notworking.imap.watch import watch
from notworking.judge.rules import Rules
from notworking.memory import StoreMemory
from notworking.planning import Mode, Wishes, unsure_folder
from notworking.setting import Listener, Setting
from notworking.settle import Hands, settle
from notworking.store.database import Database
from notworking.store.lock import AccountLock
from notworking.store.opening import store_of
from notworking.store.values import Intent
from notworking.triage import run_pass
from notworking.undo import Teacher, Undone, attend, bring_companions, undo

log = logging.getLogger("notworking.account")


class AccountWorker:
    """Works on one account, on one thread; `watch` alone may run beside the rest."""

    def __init__(
        self,
        setting: Setting,
        database: Database,
        *,
        court: Callable[[], Court],
        open_session: Callable[[], Session],
        clock: Callable[[], datetime],
        listener: Listener | None = None,
        retrain: Callable[[], object] = lambda: None,
        rules: Callable[[], Rules] | None = None,
    ) -> None:
        """`court` is called at the first pass, as it loads the model; the session likewise.

        `retrain` measures what the user taught, when it is time to. `rules` is asked in each
        pass: the user may have edited them.
        """
        self._setting = setting
        self._store = store_of(database)
        self._make_court = court
        self._open_session = open_session
        self._clock = clock
        self._listener = listener or Listener()
        self._retrain = retrain
        self._rules = rules
        self._lock = AccountLock(setting.lock_directory, setting.name)
        self._is_locked = False
        self._session: Session | None = None
        self._listed: Sequence[MailboxInfo] = ()
        self._listed_at: datetime | None = None
        self._bookmark = Bookmark()
        self._taught: object = None
        self._stop = threading.Event()

    @property
    def name(self) -> str:
        """The account's name."""
        return self._setting.name

    @property
    def mode(self) -> Mode:
        """What verdicts lead to now: "flag" instead of "move" while the budget is exceeded."""
        is_demoted = demotion_of(self._store.notes, self.name) is not None
        mode = self._setting.mode
        return Mode.FLAG if is_demoted and mode is Mode.MOVE else mode

    @property
    def wishes(self) -> Wishes:
        """What the user wants done with verdicts, their own among them: as configured."""
        one = self._setting
        return Wishes(one.mode, one.folders, one.keyword, one.unsure)

    @contextmanager
    def at_bench(self) -> Iterator[Bench]:
        """Lend what teaching and moving by hand work with; in shadow mode nothing is written."""
        with self._connected() as mailbox:
            self._list_again(mailbox)
            yield self._bench(mailbox)

    def poll(self, stop: threading.Event, *, catches_up: bool = False) -> Tally:
        """Make one pass over new mail, and over what earlier passes only showed or flagged."""
        self._stop = stop
        with self._connected() as mailbox:
            tally = run_pass(replace(self._desk(mailbox), catches_up=catches_up))
            if tally.moved:
                self._listed_at = None  # a folder may have been made for it
            return tally

    def history_step(self, stop: threading.Event) -> bool:
        """Read a little old mail; False when there is none left for now."""
        self._stop = stop
        with self._connected() as mailbox:
            self._list_again(mailbox)
            self._learn_servers(self._historian(mailbox))
            return read_next(self._historian(mailbox), self._listed)

    def undo(self, moves: Sequence[Intent], *, is_teaching: bool = False) -> list[Undone]:
        """Take back moves of this account, whatever the mode is now.

        Raises `AccountBusyError` while another process is at work on it.
        """
        self._take_lock()
        with self._open_session() as session:
            hands = Hands(session, self._store.journal, self._store.review, self._clock)
            settle(hands, self.name)
            done = undo(hands, moves, self._teacher(session) if is_teaching else None)
            return [*done, *bring_companions(hands, self.name, done)]

    def is_asked(self) -> bool:
        """True when a command waits for this worker; may be called from another thread."""
        return self._store.requests.is_asked(self.name)

    def attend(self) -> None:
        """Carry out what commands asked for while this worker had the account."""
        attend(self._store.requests, self._store.review, self.name, self.undo, self._clock())

    def _teacher(self, session: Session) -> Teacher:
        """Return what it takes to learn from an undo."""
        self._learn_servers(self._historian(session))
        folders = {category.value: folder for category, folder in self._setting.folders.items()}
        folders |= self._setting.kinds
        labels = {session.server_name(folder): label for label, folder in folders.items()}
        return Teacher(books_of(self._store.database), self._court, labels)

    def housekeeping(self) -> None:
        """Drop verdicts that led to nothing and are older than the user wants them kept."""
        before = self._clock() - timedelta(days=self._setting.keep_days)
        gone = self._store.journal.prune(before) + self._store.places.prune(before)
        if gone:
            log.info("housekeeping.done account=%s pruned=%d", self.name, gone)

    def retrain(self) -> None:
        """Measure what the user taught, when it is time; the next pass judges by what is taken."""
        self._retrain()

    def watch(self, on_change: Callable[[], None], stop: threading.Event) -> None:
        """Watch the inbox on a connection of its own until stopped."""
        with self._open_session() as session:
            watch(session, on_change, stop, mailbox=self._setting.inboxes[0])

    def beat(self, error: str) -> None:
        """Write the heartbeat that the health check reads."""
        self._store.progress.beat(self.name, at=self._clock(), error=error)

    def close(self) -> None:
        """Log out and let go of the account's lock."""
        self._hang_up()
        if self._is_locked:
            self._lock.release()
            self._is_locked = False

    @contextmanager
    def _connected(self) -> Iterator[Mailbox]:
        """Lend the mailbox; whatever goes wrong meanwhile, the next use connects anew."""
        try:
            yield self._open()
        except BaseException:
            self._hang_up()
            raise

    def _open(self) -> Mailbox:
        """Return the mailbox, connecting and locking as needed; a dry one in shadow mode."""
        self._take_lock()
        if self._session is None:
            self._session = self._open_session()
            self._listed, self._listed_at = self._session.mailboxes(), self._clock()
        return DryMailbox(self._session) if self._setting.mode is Mode.SHADOW else self._session

    def _list_again(self, mailbox: Mailbox) -> None:
        """Look for mailboxes that were made, renamed or deleted since the last look."""
        if self._listed_at is None or self._clock() - self._listed_at >= LOOK_AGAIN:
            self._listed, self._listed_at = mailbox.mailboxes(), self._clock()

    def _take_lock(self) -> None:
        """Keep a second daemon off this account."""
        if not self._is_locked:
            self._lock.acquire()
            self._is_locked = True

    def _hang_up(self) -> None:
        """Forget the connection; the next use makes a new one."""
        if self._session is not None:
            self._session.close()
            self._session = None
            self._bookmark = Bookmark()

    def _historian(self, mailbox: Mailbox) -> Historian:
        """Return the reader of old mail, on the connection at hand."""
        return Historian(
            account=self.name,
            mailbox=mailbox,
            database=self._store.database,
            ledger=self._store.ledger,
            notes=self._store.notes,
            me=self._court.me,
            clock=self._clock,
            sent=self._setting.sent,
            category_root=self._setting.category_root,
            authserv_ids=self._court.authserv_ids,
            networks=self._court.networks,
            bookmark=self._bookmark,
        )

    def _desk(self, mailbox: Mailbox) -> Desk:
        """Return what a pass works with, on the connection at hand."""
        if self._rules is not None:
            self._court = replace(self._court, rules=self._rules())
        historian = self._historian(mailbox)
        memory = StoreMemory(
            self.name,
            self._store.ledger,
            self._store.pins,
            self._store.review,
            self._store.examples,
            clock=self._clock,
            is_complete=lambda: is_all_read(historian, self._listed),
            folders=self._setting.kinds,
        )
        return Desk(
            account=self.name,
            mailbox=mailbox,
            court=self._court,
            memory=memory,
            store=self._store,
            clock=self._clock,
            mode=self._setting.mode,
            inboxes=self._setting.inboxes,
            folders=self._setting.folders,
            keyword=self._setting.keyword,
            unsure=self._setting.unsure,
            unsure_follows=self._setting.unsure_follows,
            look_back=self._setting.look_back,
            before_looking=lambda: self._read_corrections(mailbox),
            may_move=lambda: may_move(self.budget, self._clock()),
            before_judging=lambda: self._get_ready(historian),
            is_stopping=self._stop.is_set,
            on_progress=self._listener.on_progress,
        )

    @property
    def budget(self) -> Budget:
        """How much genuine mail may be filed wrongly, and what is counted for that."""
        rate = self._setting.false_positive_budget
        return Budget(self.name, self._store.notes, self._store.filings, rate)

    def _read_corrections(self, mailbox: Mailbox) -> int:
        """Learn from what the user moved; return how many corrections that were."""
        self._list_again(mailbox)
        return read_corrections(self._bench(mailbox))

    def _bench(self, mailbox: Mailbox) -> Bench:
        """Return what reading corrections works with, on the connection at hand."""
        hands = Hands(mailbox, self._store.journal, self._store.review, self._clock)
        labels = {category.value: folder for category, folder in self._setting.folders.items()}
        is_moving = self._setting.mode is Mode.MOVE
        return Bench(
            account=self.name,
            hands=hands,
            books=books_of(self._store.database),
            places=self._store.places,
            hints=self._store.hints,
            notes=self._store.notes,
            court=lambda: self._court,
            listed=self._listed,
            inboxes=self._setting.inboxes,
            sent=self._setting.sent,
            folders=labels | dict(self._setting.kinds),
            unsure=unsure_folder(self._setting.unsure),
            habits=self._setting.habits,
            read_sent=lambda: self._read_sent(self._historian(mailbox)),
            bring=(lambda moves: _brought(undo(hands, moves))) if is_moving else None,
        )

    def _get_ready(self, historian: Historian) -> Court:
        """Learn what has to be known before any verdict; return the court to judge by."""
        self._read_sent(historian)
        self._learn_servers(historian)
        self._refresh_personal()
        return self._court

    def _read_sent(self, historian: Historian) -> None:
        """Read what I wrote since the last look."""
        read_sent(historian, self._listed, self._listener.on_history, self._stop.is_set)

    def _refresh_personal(self) -> None:
        """Judge by what was taught last, by whomever: in this pass, or by a command meanwhile.

        The court is made anew: whoever makes it adds what was learned (`Court.personal`).
        """
        now, taught = self._court, self._taught_so_far()
        if taught != self._taught:
            made = self._make_court()
            self._court = replace(made, authserv_ids=now.authserv_ids, rules=now.rules)
            self._taught = taught

    def _taught_so_far(self) -> object:
        """Return what changes whenever something is taught, forgotten or fitted."""
        active = self._store.versions.active(self.name)
        return self._store.examples.count(self.name), active.id if active else 0

    def _learn_servers(self, historian: Historian) -> None:
        """Learn whose Authentication-Results to believe, before anything is read by them."""
        if not self._court.authserv_ids:
            learned = learn_servers(historian, self._setting.inboxes[0])
            self._court = replace(self._court, authserv_ids=learned)

    @cached_property
    def _court(self) -> Court:
        self._taught = self._taught_so_far()
        court = self._make_court()
        return replace(court, authserv_ids=self._setting.authserv_ids)


def _brought(outcomes: Sequence[Undone]) -> int:
    """Return how many moves were taken back."""
    return sum(not one.trouble for one in outcomes)
