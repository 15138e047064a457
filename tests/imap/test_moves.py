"""Moves under fire: killed at each step, cut at each byte, refused, throttled, out of room."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from imap.contract import Account
from imap.proxy import Meddling, between
from notworking.errors import TemporaryError, UserError
from notworking.imap.moves import read_copyuid
from notworking.imap.port import MoveMethod
from notworking.imap.session import Session, connect
from servers import DovecotOptions, RunningServer, start_dovecot

TARGET = "Networking/Pitches"
EVERYTHING = ["Number 0", "Number 1", "Number 2"]
LONG_WAY = frozenset({"MOVE"})
POOR_WAY = frozenset({"MOVE", "UIDPLUS"})


class Killed(BaseException):
    """The process dies here: nothing of ours runs after it."""


@pytest.fixture
def account(dovecot: RunningServer) -> Account:
    """A fresh account with its target folder."""
    account = Account(dovecot, dovecot.new_user())
    with account.client() as client:
        client.create_folder(TARGET)
    return account


@contextlib.contextmanager
def through(
    account: Account, meddling: Meddling, without: frozenset[str] = frozenset()
) -> Iterator[Session]:
    """Lend a session to the account, through a proxy."""
    credentials = account.running.credentials(account.user)
    with (
        between(account.running.server(), meddling) as server,
        connect(server, credentials, without=without) as session,
    ):
        yield session


@pytest.mark.dovecot
@pytest.mark.parametrize(
    ("without", "step", "here", "there"),
    [
        (frozenset(), "before-move", EVERYTHING, []),
        (frozenset(), "after-move", [], EVERYTHING),
        (LONG_WAY, "before-copy", EVERYTHING, []),
        (LONG_WAY, "after-copy", EVERYTHING, EVERYTHING),
        (LONG_WAY, "after-store", [], EVERYTHING),
        (LONG_WAY, "after-expunge", [], EVERYTHING),
        (POOR_WAY, "after-copy", EVERYTHING, EVERYTHING),
        (POOR_WAY, "after-store", [], EVERYTHING),
    ],
)
def test_killed_at_a_step_nothing_is_lost(
    account: Account, without: frozenset[str], step: str, here: list[str], there: list[str]
) -> None:
    """At no line of a move is a message nowhere; after COPY it is in both, for the journal to end."""

    def kill(name: str) -> None:
        if name == step:
            session.line.hang_up()
            raise Killed

    uids = account.fill(3)
    account.without = without
    session = account.connect(kill)
    session.select("INBOX", readonly=False)
    with pytest.raises(Killed):
        session.move(uids, TARGET)
    assert account.subjects("INBOX") == here
    assert account.subjects(TARGET) == there


@pytest.mark.dovecot
@pytest.mark.parametrize("without", [frozenset(), LONG_WAY, POOR_WAY], ids=["move", "long", "poor"])
@pytest.mark.parametrize("direction", ["asked", "answered"])
def test_cut_at_any_byte_nothing_is_lost(
    account: Account, without: frozenset[str], direction: str
) -> None:
    """A link may break anywhere: the error says "try again", and every message is somewhere."""
    account.fill(3)
    measured = Meddling()
    counts = {"asked": 0, "answered": 0}

    def count(way: str, data: bytes) -> bytes:
        counts[way] += len(data)
        return data

    measured.asked = lambda data: count("asked", data)
    measured.answered = lambda data: count("answered", data)
    start = 0
    with through(account, measured, without) as session:
        session.select("INBOX", readonly=False)
        start = counts[direction]
        session.move(session.uids_from(1), TARGET)
        end = counts[direction]
    assert account.subjects(TARGET) == EVERYTHING
    for cut in range(start + 1, end, max(1, (end - start) // 12)):
        _move_back(account)
        meddling = Meddling(**{f"cut_{direction}_after": cut})
        with contextlib.suppress(TemporaryError), through(account, meddling, without) as session:
            session.select("INBOX", readonly=False)
            session.move(session.uids_from(1), TARGET)
        here, there = account.subjects("INBOX"), account.subjects(TARGET)
        assert sorted({*here, *there}) == EVERYTHING
        if not without:
            assert sorted(here + there) == EVERYTHING


def _move_back(account: Account) -> None:
    """Put all three messages into INBOX and nothing anywhere else."""
    with account.client() as client:
        for name in (TARGET, "INBOX"):
            client.select_folder(name)
            if uids := client.search("ALL"):
                client.delete_messages(uids, silent=True)
                client.expunge()
    account.fill(3)


@pytest.mark.dovecot
@pytest.mark.parametrize(
    "answer", ["NO [CANNOT] not here", "NO Error in IMAP command", "BAD Unknown command"]
)
def test_an_announced_move_that_is_refused_goes_the_long_way(account: Account, answer: str) -> None:
    """Courier announces what it refuses: the user still gets the mail filed."""
    uids = account.fill(3)
    with through(account, Meddling(refuse={"MOVE": answer})) as session:
        session.select("INBOX", readonly=False)
        moved = session.move(uids, TARGET)
    assert moved.method is MoveMethod.COPY_EXPUNGE
    assert len(moved.new_uids) == 3
    assert account.subjects("INBOX", alive=False) == []
    assert account.subjects(TARGET) == EVERYTHING


@pytest.mark.dovecot
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("NO [OVERQUOTA] Quota exceeded", UserError),
        ("NO [NOPERM] Not yours", UserError),
        ("NO [UNAVAILABLE] Later", TemporaryError),
        ("NO Slow down [THROTTLED]", TemporaryError),
        ("NO [INUSE] Locked", TemporaryError),
    ],
)
def test_a_copy_that_failed_removes_nothing(
    account: Account, answer: str, error: type[Exception]
) -> None:
    """STORE and EXPUNGE after a COPY that was refused have destroyed mail in other tools."""
    uids = account.fill(3)
    meddling = Meddling(refuse={"COPY": answer, "MOVE": answer})
    for without in (frozenset[str](), LONG_WAY, POOR_WAY):
        with through(account, meddling, without) as session:
            session.select("INBOX", readonly=False)
            with pytest.raises(error):
                session.move(uids, TARGET)
    assert account.subjects("INBOX") == EVERYTHING
    assert account.subjects(TARGET) == []
    assert not [line for line in meddling.lines if b"STORE" in line or b"EXPUNGE" in line]


@pytest.mark.dovecot
def test_a_copy_that_did_not_happen_removes_nothing(account: Account) -> None:
    """A server that says OK without copying must not cost the original."""
    uids = account.fill(3)
    meddling = Meddling(refuse={"COPY": "OK Copied."})
    with through(account, meddling, POOR_WAY) as session:
        session.select("INBOX", readonly=False)
        with pytest.raises(TemporaryError, match="not there"):
            session.move(uids, TARGET)
    assert account.subjects("INBOX") == EVERYTHING


@pytest.mark.dovecot
def test_a_full_account_is_the_users_matter() -> None:
    """Over quota, waiting does not help: the sentence says what does."""
    running = start_dovecot(DovecotOptions(quota_messages=3))
    try:
        account = Account(running, running.new_user(), without=LONG_WAY)
        uids = account.fill(3)
        with account.connect() as session:
            target = session.ensure_mailbox(TARGET)
            session.select("INBOX", readonly=False)
            with pytest.raises(UserError, match="full"):
                session.move(uids, target)
        assert account.subjects("INBOX") == EVERYTHING
    finally:
        running.stop()


@pytest.mark.dovecot
def test_nothing_moves_out_of_a_mailbox_opened_for_reading(account: Account) -> None:
    """EXAMINE is a promise to the user, and Dovecot would obey: it copies, and says OK."""
    uids = account.fill(1)
    for without in (frozenset[str](), LONG_WAY, POOR_WAY):
        account.without = without
        with account.connect() as session:
            session.select("INBOX", readonly=True)
            with pytest.raises(UserError, match="reading only"):
                session.move(uids, TARGET)
            with pytest.raises(UserError, match="reading only"):
                session.copy(uids, TARGET)
            with pytest.raises(UserError, match="reading only"):
                session.remove_copied(uids)
            with pytest.raises(UserError, match="reading only"):
                session.add_keyword(uids, "$Notworking")
    assert account.subjects("INBOX") == ["Number 0"]
    assert account.subjects(TARGET) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"9 3 17", {3: 17}),
        (b"9 3:4,9 17:19", {3: 17, 4: 18, 9: 19}),
        (b"9 4:3 18:17", {3: 17, 4: 18}),
        (b"9 3:4 17", {}),
        (b"9 1:4294967295 1:4294967295", {}),
        (b"9 x 17", {}),
        (b"", {}),
    ],
)
def test_copyuid_is_read_or_not_believed(data: bytes, expected: dict[int, int]) -> None:
    """A wrong pair would make undo fetch a stranger's message."""
    assert read_copyuid(data, MoveMethod.MOVE, 3).new_uids == expected
