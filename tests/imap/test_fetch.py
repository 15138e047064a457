"""Fetching from servers that answer oddly: nothing is made up, nothing is silently left out."""

from __future__ import annotations

import pytest

from imap.contract import Account, mail
from imap.proxy import Meddling, between
from notworking.imap.fetch import message
from notworking.imap.search import Finder, windows
from notworking.imap.session import connect
from servers import RunningServer, append


@pytest.fixture
def account(dovecot: RunningServer) -> Account:
    """A fresh account."""
    return Account(dovecot, dovecot.new_user())


@pytest.mark.dovecot
def test_an_unreadable_answer_costs_only_its_own_message(account: Account) -> None:
    """One malformed answer once killed every FETCH it was part of (imapclient issue 448)."""
    uids = account.fill(4)

    def spoil(data: bytes) -> bytes:
        return data.replace(b"3 FETCH (UID 3 ", b"3 FETCH (UID oops ")

    credentials = account.running.credentials(account.user)
    with (
        between(account.running.server(), Meddling(answered=spoil)) as server,
        connect(server, credentials) as session,
    ):
        session.select("INBOX", readonly=True)
        fetched = [each.uid for each in session.fetch(uids)]
        lost = session.unfetchable
    assert fetched == [1, 2, 4]
    assert lost == (3,)


@pytest.mark.dovecot
def test_a_message_the_server_cannot_hand_out_is_reported(account: Account) -> None:
    """The watermark stays behind it, or it would never be judged."""
    uids = account.fill(3)

    def ask(line: bytes) -> bytes:
        has_the_second = b" 1,2,3 (" in line or b" 2 (" in line
        return line.replace(b"BODY.PEEK[]", b"NONSENSE[]") if has_the_second else line

    credentials = account.running.credentials(account.user)
    with (
        between(account.running.server(), Meddling(asked=ask)) as server,
        connect(server, credentials) as session,
    ):
        session.select("INBOX", readonly=True)
        assert [each.uid for each in session.fetch(uids)] == [uids[0], uids[2]]
        assert list(session.unfetchable) == [uids[1]]


@pytest.mark.dovecot
def test_somebody_elses_flag_change_is_no_message(account: Account) -> None:
    """A stray FETCH carries a message number, which imapclient takes for a UID."""
    uids = account.fill(2)
    with account.connect() as session:
        session.select("INBOX", readonly=True)
        imap = session.line.client._imap
        imap.untagged_responses["FETCH"] = [rb"7 (FLAGS (\Seen))"]
        assert sorted(session.flags([*uids, 7])) == uids
        imap.untagged_responses["FETCH"] = [rb"7 (FLAGS (\Seen))"]
        assert [each.uid for each in session.fetch([*uids, 7])] == uids


@pytest.mark.dovecot
def test_batches_follow_each_other_in_uid_order(account: Account) -> None:
    """More than one batch, asked for in any order, twice: each message once, oldest first."""
    with account.client() as client:
        for number in range(130):
            append(client, "INBOX", mail(number))
    with account.connect() as session:
        session.select("INBOX", readonly=True)
        uids = session.uids_from(1)
        fetched = [each.uid for each in session.fetch([*reversed(uids), *uids])]
        some = [each.uid for each in session.fetch(uids, head_bytes=8_000_000)]
    assert fetched == uids
    assert some == uids


@pytest.mark.parametrize("key", [b"BODY[]", b"BODY[]<0>", b"BODY[HEADER]<0>"])
def test_every_spelling_of_the_body_key_is_read(key: bytes) -> None:
    """Dovecot says BODY[]<0>, others BODY[]."""
    answer = {key: b"abc", b"RFC822.SIZE": 10, b"FLAGS": (b"\\Seen",), b"INTERNALDATE": None}
    read = message(5, answer, head_bytes=3)
    assert (read.raw, read.size_bytes, read.is_truncated) == (b"abc", 10, True)
    assert read.internaldate.year == 1970


def test_an_estimated_size_does_not_make_a_whole_message_truncated() -> None:
    """Exchange estimates RFC822.SIZE: what came whole is whole."""
    answer = {b"BODY[]<0>": b"abc", b"RFC822.SIZE": 10, b"FLAGS": ()}
    assert not message(5, answer, head_bytes=100).is_truncated


@pytest.mark.parametrize("exists", [0, 1, 80_000, 80_001, 250_000])
def test_the_windows_cover_every_message_once(exists: int) -> None:
    """A gap between two windows would hide mail; without windows imaplib refuses the line."""
    ranges = [window[0].split(":") for window in windows(exists) if window]
    covered = [
        number
        for first, last in ranges
        for number in range(int(first), (exists if last == "*" else int(last)) + 1)
    ]
    assert sorted(covered) == (list(range(1, exists + 1)) if exists > 80_000 else [])


@pytest.mark.dovecot
def test_a_search_in_windows_finds_the_same(account: Account) -> None:
    """Mailboxes of a hundred thousand are searched in pieces."""
    uids = account.fill(5)
    with account.connect() as session:
        session.select("INBOX", readonly=True)
        finder = Finder(session.line, window=2)
        finder.exists = 5
        assert finder.uids_from(1) == uids
        assert finder.uids_from(uids[3]) == uids[3:]
        account.fill(1)
        assert finder.uids_from(uids[-1] + 1) == [uids[-1] + 1]
