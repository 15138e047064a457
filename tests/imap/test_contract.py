"""The contract suite, run against Dovecot in three states, pymap, and the dry mailbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imap.contract import Account, ReadingContract, WritingContract
from notworking.imap.dry import DryMailbox
from notworking.imap.port import Mailbox, MoveMethod
from servers import DovecotOptions, RunningServer, start_dovecot


@pytest.fixture(scope="module")
def without_move() -> Iterator[RunningServer]:
    """A Dovecot that does not announce MOVE."""
    running = start_dovecot(DovecotOptions(hide=frozenset({"MOVE"})))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def poor() -> Iterator[RunningServer]:
    """A Dovecot that announces little: no MOVE, no UIDPLUS, no SPECIAL-USE, no IDLE, no ID."""
    hide = frozenset({"MOVE", "UIDPLUS", "SPECIAL-USE", "IDLE", "ID", "LITERAL+", "NAMESPACE"})
    running = start_dovecot(DovecotOptions(hide=hide))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def like_courier() -> Iterator[RunningServer]:
    """A Dovecot with everything below INBOX and "." between the levels."""
    running = start_dovecot(DovecotOptions(separator=".", prefix="INBOX."))
    yield running
    running.stop()


@pytest.mark.dovecot
class TestDovecot(ReadingContract, WritingContract):
    """With MOVE (RFC 6851)."""

    @pytest.fixture
    def account(self, dovecot: RunningServer) -> Account:
        """A fresh account."""
        return Account(dovecot, dovecot.new_user())


@pytest.mark.dovecot
class TestDovecotWithoutMove(WritingContract):
    """With UIDPLUS only: COPY, STORE, UID EXPUNGE."""

    method = MoveMethod.COPY_EXPUNGE

    @pytest.fixture
    def account(self, without_move: RunningServer) -> Account:
        """A fresh account."""
        return Account(without_move, without_move.new_user())


@pytest.mark.dovecot
class TestPoorDovecot(WritingContract):
    """With nothing: COPY and \\Deleted, never a bare EXPUNGE."""

    method = MoveMethod.COPY_MARK

    @pytest.fixture
    def account(self, poor: RunningServer) -> Account:
        """A fresh account."""
        return Account(poor, poor.new_user())


@pytest.mark.dovecot
class TestDovecotPretendedPoor(WritingContract):
    """The user's `ignore_capabilities`: a server's broken MOVE can be switched off."""

    method = MoveMethod.COPY_EXPUNGE

    @pytest.fixture
    def account(self, dovecot: RunningServer) -> Account:
        """A fresh account."""
        return Account(dovecot, dovecot.new_user(), without=frozenset({"move"}))


class TestPymap(ReadingContract, WritingContract):
    """The demo's server."""

    @pytest.fixture
    def account(self, pymap: RunningServer) -> Account:
        """The only account of a fresh server."""
        return Account(pymap, "alice")


@pytest.mark.dovecot
class TestDryMailbox(ReadingContract):
    """Shadow mode reads as any mailbox does."""

    @pytest.fixture
    def account(self, dovecot: RunningServer) -> Account:
        """A fresh account."""
        return Account(dovecot, dovecot.new_user())

    @pytest.fixture
    def reader(self, account: Account) -> Iterator[Mailbox]:
        """The real mailbox, wrapped."""
        with DryMailbox(account.connect()) as dry:
            yield dry


@pytest.mark.dovecot
def test_names_follow_the_servers_prefix_and_delimiter(like_courier: RunningServer) -> None:
    """Courier keeps everything below "INBOX." and would refuse a name beside it."""
    account = Account(like_courier, like_courier.new_user())
    uids = account.fill(1)
    with account.connect() as box:
        target = box.ensure_mailbox("Networking/Pitches")
        again = box.ensure_mailbox("INBOX.Networking.Pitches")
        box.select("INBOX", readonly=False)
        box.move(uids, target)
    assert target == again == "INBOX.Networking.Pitches"
    assert account.subjects(target) == ["Number 0"]


@pytest.mark.dovecot
def test_the_prefix_is_found_without_namespace(like_courier: RunningServer) -> None:
    """A server without NAMESPACE still shows its habit in the names it lists."""
    account = Account(like_courier, like_courier.new_user(), without=frozenset({"NAMESPACE"}))
    with account.connect() as box:
        assert box.ensure_mailbox("Networking") == "INBOX.Networking"


@pytest.mark.dovecot
def test_capabilities_can_be_ignored(dovecot: RunningServer) -> None:
    """What a session is told to do without, it neither shows nor uses."""
    with Account(dovecot, dovecot.new_user(), without=frozenset({"idle"})).connect() as box:
        assert "IDLE" not in box.capabilities()
        assert "MOVE" in box.capabilities()
