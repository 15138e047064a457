"""Shadow mode: the world after it is the world before it."""

from __future__ import annotations

import pytest

from imap.contract import Account
from notworking.imap.dry import DryMailbox, Would
from notworking.imap.port import Mailbox
from servers import RunningServer


def exercise(mailbox: Mailbox, uids: list[int]) -> str:
    """Write in every way a mailbox knows; return the target's name."""
    target = mailbox.ensure_mailbox("Networking/Pitches")
    mailbox.select("INBOX", readonly=False)
    mailbox.add_keyword(uids, "$Notworking")
    mailbox.remove_keyword(uids, "$Other")
    mailbox.move(uids, target)
    mailbox.remove_copied(uids)
    return target


@pytest.mark.dovecot
def test_a_dry_mailbox_writes_nothing(dovecot: RunningServer) -> None:
    """A shadow mode that moved mail after all is the worst bug of a peer (imap-spamfilter)."""
    account = Account(dovecot, dovecot.new_user())
    uids = account.fill(2)
    with DryMailbox(account.connect()) as dry:
        before = (account.flags("INBOX"), [each.name for each in dry.mailboxes()])
        exercise(dry, uids)
        list(dry.fetch(uids))
        assert (account.flags("INBOX"), [each.name for each in dry.mailboxes()]) == before


@pytest.mark.dovecot
def test_a_dry_mailbox_says_what_would_have_been_done(dovecot: RunningServer) -> None:
    """The shadow report is made of these values."""
    account = Account(dovecot, dovecot.new_user())
    uids = account.fill(2)
    with DryMailbox(account.connect()) as dry:
        exercise(dry, [uids[1], uids[0]])
    assert dry.would == [
        Would("ensure", "", (), "Networking/Pitches"),
        Would("add-keyword", "INBOX", tuple(uids), "$Notworking"),
        Would("remove-keyword", "INBOX", tuple(uids), "$Other"),
        Would("move", "INBOX", tuple(uids), "Networking/Pitches"),
        Would("remove-copied", "INBOX", tuple(uids), ""),
    ]


@pytest.mark.dovecot
def test_the_same_calls_on_the_real_mailbox_do_write(dovecot: RunningServer) -> None:
    """The test above would pass for a mailbox that cannot do anything: this one can."""
    account = Account(dovecot, dovecot.new_user())
    uids = account.fill(2)
    with account.connect() as session:
        target = exercise(session, uids)
    assert account.subjects("INBOX") == []
    assert account.subjects(target) == ["Number 0", "Number 1"]


@pytest.mark.dovecot
def test_a_dry_mailbox_knows_the_real_name_of_an_existing_folder(dovecot: RunningServer) -> None:
    """Corrections are looked for in the folders that exist, in shadow mode too."""
    account = Account(dovecot, dovecot.new_user())
    with account.connect() as session:
        session.ensure_mailbox("Networking/Pitches")
    with DryMailbox(account.connect()) as dry:
        assert dry.ensure_mailbox("Networking/Pitches") == "Networking/Pitches"
        assert dry.would == []
        assert dry.select("INBOX", readonly=False).is_readonly
