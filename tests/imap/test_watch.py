"""The watcher hears of new mail, renews, notices a dead link, and stops when told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from imap.contract import Account
from imap.proxy import Meddling, between
from notworking.errors import TemporaryError
from notworking.imap.session import Session, connect
from notworking.imap.watch import Watcher
from servers import RunningServer

SOON = 5.0
"""Seconds within which news must come: a bound for slow machines, no benchmark."""


@dataclass(slots=True)
class Watch:
    """A watcher in its thread, what it heard, and how it ended."""

    watcher: Watcher
    heard: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    errors: list[BaseException] = field(default_factory=list)
    thread: threading.Thread | None = None

    def hears(self, seconds: float = SOON) -> bool:
        """True when the watcher calls (once more) within the time."""
        return self.heard.acquire(timeout=seconds)


@contextlib.contextmanager
def watching(open_session: Callable[[], Session], **options: float) -> Iterator[Watch]:
    """Run a watcher in a thread; leave when it has stopped."""
    watch = Watch(Watcher(open_session, lambda: watch.heard.release(), **options))

    def run() -> None:
        try:
            watch.watcher.run()
        except TemporaryError as error:
            watch.errors.append(error)

    watch.thread = threading.Thread(target=run, daemon=True)
    watch.thread.start()
    try:
        assert watch.hears(), f"the watcher did not begin: {watch.errors}"
        yield watch
    finally:
        watch.watcher.stop()
        watch.thread.join(SOON)
        assert not watch.thread.is_alive()


@pytest.fixture
def account(dovecot: RunningServer) -> Account:
    """A fresh account."""
    return Account(dovecot, dovecot.new_user())


@pytest.mark.dovecot
@pytest.mark.parametrize("without", [frozenset(), frozenset({"IDLE"})], ids=["idle", "noop"])
def test_new_mail_is_noticed(account: Account, without: frozenset[str]) -> None:
    """Mail is judged when it comes, not at the next full hour."""
    account.without = without
    with watching(account.connect, poll_seconds=0.2) as watch:
        account.fill(1)
        assert watch.hears()
        account.fill(1)
        assert watch.hears()
        assert not watch.errors


def test_new_mail_is_noticed_by_the_demo(pymap: RunningServer) -> None:
    """pymap, too, tells while it idles."""
    account = Account(pymap, "alice")
    with watching(account.connect) as watch:
        account.fill(1)
        assert watch.hears()


@pytest.mark.dovecot
def test_tls_hears_as_well(account: Account) -> None:
    """Bytes may wait in the TLS layer where polling the socket does not see them."""
    server = account.running.server(security="tls")
    credentials = account.running.credentials(account.user)
    with watching(lambda: connect(server, credentials)) as watch:
        account.fill(1)
        assert watch.hears()


@pytest.mark.dovecot
def test_deletions_are_no_news(account: Account) -> None:
    """A shrinking mailbox brings no work; the next arrival is noticed all the same."""
    uids = account.fill(3)
    with watching(account.connect, renew_seconds=0.5) as watch:
        with account.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(uids[:2], silent=True)
            client.expunge()
        assert not watch.hears(1.5)
        account.fill(1)
        assert watch.hears()


@pytest.mark.dovecot
def test_idle_is_renewed(account: Account) -> None:
    """Servers end an IDLE after 29 minutes, routers forget a silent link much sooner."""
    meddling = Meddling()
    credentials = account.running.credentials(account.user)
    with between(account.running.server(), meddling) as server:
        with watching(lambda: connect(server, credentials), renew_seconds=0.2) as watch:
            account.fill(1)
            assert watch.hears()
            assert not watch.hears(1.5)
        assert not watch.errors
    words = [line.split()[-1] for line in meddling.lines]
    assert words.count(b"IDLE") >= 3
    assert words.count(b"DONE") >= 3


@pytest.mark.dovecot
def test_news_in_the_same_packet_as_the_plus_is_heard(account: Account) -> None:
    """Mail that comes while IDLE begins lies in imaplib's buffer: the socket has nothing to tell."""

    def add(data: bytes) -> bytes:
        return data.replace(b"+ idling\r\n", b"+ idling\r\n* 77 EXISTS\r\n")

    credentials = account.running.credentials(account.user)
    with (
        between(account.running.server(), Meddling(answered=add)) as server,
        watching(lambda: connect(server, credentials)) as watch,
    ):
        assert watch.hears()


@pytest.mark.dovecot
def test_news_before_the_plus_is_heard(account: Account) -> None:
    """A server may tell what happened before it says "+"; imapclient would raise there."""

    def add(data: bytes) -> bytes:
        return data.replace(b"+ idling\r\n", b"* 77 EXISTS\r\n+ idling\r\n")

    credentials = account.running.credentials(account.user)
    with (
        between(account.running.server(), Meddling(answered=add)) as server,
        watching(lambda: connect(server, credentials)) as watch,
    ):
        assert watch.hears()


@pytest.mark.dovecot
def test_a_server_that_will_not_idle_is_polled(account: Account) -> None:
    """Announced and refused: polling is slower, and sure."""
    credentials = account.running.credentials(account.user)
    with (
        between(account.running.server(), Meddling(refuse={"IDLE": "BAD no"})) as server,
        watching(lambda: connect(server, credentials), poll_seconds=0.2) as watch,
    ):
        account.fill(1)
        assert watch.hears()


@pytest.mark.dovecot
@pytest.mark.parametrize("without", [frozenset(), frozenset({"IDLE"})], ids=["idle", "noop"])
def test_a_lost_link_is_reported(account: Account, without: frozenset[str]) -> None:
    """A watcher that sits on a dead link hears nothing for ever, and nobody knows."""
    credentials = account.running.credentials(account.user)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(between(account.running.server(), Meddling()))
        proxy = stack.pop_all()
        with watching(
            lambda: connect(server, credentials, without=without), poll_seconds=0.2
        ) as watch:
            proxy.close()
            assert watch.thread is not None
            watch.thread.join(SOON)
            assert not watch.thread.is_alive()
    (error,) = watch.errors
    assert server.host in str(error)


@pytest.mark.dovecot
def test_a_mute_link_is_given_up_at_the_renewal(account: Account) -> None:
    """A router that forgot us swallows DONE: only the missing answer shows it."""

    def mute(data: bytes) -> bytes:
        return b"" if b"Idle completed" in data else data

    credentials = account.running.credentials(account.user)
    patient = account.running.server(read_timeout_seconds=0.5)
    with (
        between(patient, Meddling(answered=mute)) as far,
        watching(lambda: connect(far, credentials), renew_seconds=0.2) as watch,
    ):
        assert watch.thread is not None
        watch.thread.join(SOON)
        assert not watch.thread.is_alive()
    (error,) = watch.errors
    assert "in time" in str(error)


@pytest.mark.dovecot
@pytest.mark.parametrize("without", [frozenset(), frozenset({"IDLE"})], ids=["idle", "noop"])
def test_a_stopped_watcher_returns_at_once(account: Account, without: frozenset[str]) -> None:
    """The daemon's stop must not wait for a server: 2 seconds, and some for a slow machine."""
    account.without = without
    with watching(account.connect) as watch:
        watch.watcher.stop()
        assert watch.thread is not None
        watch.thread.join(4.0)
        assert not watch.thread.is_alive()
        assert not watch.errors
