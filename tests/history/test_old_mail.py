"""What old mail tells the ledger, read in steps from a real server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from history.conftest import NOW, Archive
from notworking.errors import TemporaryError
from notworking.history import LOOK_AGAIN, PORTION, is_all_read, read_next
from notworking.people.event import Direction, Event, EventKind, Identity, IdentityKind
from notworking.store.values import HistoryProgress

MINE, THEIRS = Direction.MINE, Direction.THEIRS
pytestmark = pytest.mark.dovecot

BOB = "bob@tanaka.example"
ADA = "ada@engines.example"
VOUCHED = "Authentication-Results: mx.example.com; dkim=pass header.i=@{domain}\n"
TO_BOB = f"From: me@example.com\nTo: Bob Tanaka <{BOB}>\nSubject: lunch\n\nLunch on Friday?\n"
FROM_BOB = f"From: Bob Tanaka <{BOB}>\nTo: me@example.com\nSubject: yes\n\nYes.\n"
INTRODUCTION = (
    f"From: Bob Tanaka <{BOB}>\nTo: me@example.com\nCc: Ada Lind <{ADA}>\nSubject: Sam, meet Ada\n\n"
    "Sam, meet Ada, who builds engines.\n"
)
INVITATION = (
    VOUCHED.format(domain="linkedin.com")
    + "From: Ada Lind <invitations@linkedin.com>\nTo: me@example.com\nSubject: I want to connect\n"
    "X-LinkedIn-Template: email_m2m_invite_single_01\n\nAda Lind\nAnalyst at Engines\n\n"
    "View profile: https://www.linkedin.com/comm/in/ada-lind?midToken=SECRET\n"
)
JOBS = (
    VOUCHED.format(domain="linkedin.com")
    + "From: LinkedIn <jobs-noreply@linkedin.com>\nTo: me@example.com\nSubject: 5 new jobs\n"
    "X-LinkedIn-Template: email_jobs_recommended_job_01\n\nJobs for you\n"
)


class Watched:
    """A session that notes what was fetched, and may lose its connection."""

    def __init__(self, inner: Any, *, breaks_at: int = 0) -> None:
        self._inner, self._breaks_at = inner, breaks_at
        self.headers: list[int] = []
        self.texts: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def fetch_headers(self, uids: Sequence[int]) -> Any:
        """As the session; breaks off when that many were asked for before."""
        if self._breaks_at and len(self.headers) >= self._breaks_at:
            raise TemporaryError("the connection was lost")
        self.headers += uids
        return self._inner.fetch_headers(uids)

    def fetch(self, uids: Sequence[int], **options: int) -> Any:
        """As the session."""
        self.texts += uids
        return self._inner.fetch(uids, **options)


def kinds(events: Sequence[Event]) -> list[EventKind]:
    """Return what happened, in order."""
    return [one.kind for one in events]


def test_whom_i_wrote_to_and_who_wrote_to_me_is_known(archive: Archive) -> None:
    """The heart of it: the relationship is there before the first verdict needs it."""
    archive.put("Sent", TO_BOB)
    archive.put("Archive/2025", FROM_BOB)
    archive.put("INBOX", f"From: {ADA}\nTo: me@example.com\nSubject: hello\n\nHello.\n")
    archive.read_all()
    assert archive.relationship(BOB).is_known
    assert archive.relationship(BOB).they_wrote == 1
    assert not archive.relationship(ADA).is_known


def test_an_opt_out_in_sent_mail_is_found(archive: Archive) -> None:
    """What I asked for years ago still counts when they go on."""
    archive.put(
        "Sent", f"From: me@example.com\nTo: {ADA}\nSubject: no\n\nPlease stop emailing me.\n"
    )
    archive.read_all()
    assert archive.relationship(ADA).opted_out_at == NOW


def test_a_networks_mail_is_read_with_its_text(archive: Archive) -> None:
    """Headers alone do not tell who invited me."""
    archive.put("INBOX", INVITATION)
    archive.read_all()
    who = Identity(IdentityKind.PROFILE, "linkedin:ada-lind")
    (invited,) = archive.historian.ledger.events_of([who])[who]
    assert (invited.kind, invited.verified, invited.label) == (EventKind.INVITED, True, "Ada Lind")
    assert invited.headline == "Analyst at Engines"


def test_text_is_fetched_only_where_headers_are_not_enough(archive: Archive) -> None:
    """Ten years of mail are read by their headers; a few messages need more."""
    archive.put("Sent", TO_BOB)
    archive.put("INBOX", JOBS)
    archive.put("INBOX", f"From: {ADA}\nTo: me@example.com, x@example.org\nSubject: hi\n\nHi.\n")
    archive.put("INBOX", FROM_BOB)
    archive.put("INBOX", INVITATION)
    archive.put("INBOX", INTRODUCTION)
    archive.read_all()
    watched = Watched(archive.session)
    archive.with_session(watched)
    archive.historian.notes.note_history(HistoryProgress("home", "INBOX", 0, 0, 0))
    archive.read_all()
    assert watched.headers == [1, 2, 3, 4, 5]
    assert watched.texts == [4, 5]


def test_an_old_introduction_vouches(archive: Archive) -> None:
    """Somebody I know introduced them last year: their next mail in that thread is expected."""
    archive.put("Sent", TO_BOB)
    archive.put("Archive", INTRODUCTION)
    archive.read_all()
    assert archive.relationship(ADA).vouched_by == "Bob Tanaka"


def test_a_forged_introduction_does_not(archive: Archive) -> None:
    """The receiving server checked and could not vouch for Bob's address."""
    archive.put("Sent", TO_BOB)
    forged = "Authentication-Results: mx.example.com; dmarc=fail header.from=tanaka.example\n"
    archive.put("Archive", forged + INTRODUCTION)
    archive.read_all()
    assert archive.events(ADA) == ()
    assert {one.direction: one.verified for one in archive.events(BOB)} == {
        MINE: True,
        THEIRS: False,
    }


def test_unwanted_mail_is_not_read(archive: Archive) -> None:
    """Junk, what lies in the category folders, and drafts tell of no contact."""
    for mailbox in ("Junk", "Networking/Pitches"):
        archive.put(mailbox, f"From: {ADA}\nTo: me@example.com\nSubject: buy\n\nBuy.\n")
    archive.read_all()
    assert archive.events(ADA) == ()


def test_a_step_stops_in_time_and_the_next_goes_on(archive: Archive) -> None:
    """History must not hold the poll up: a step ends when its time is used up."""
    with archive.running.client(archive.user) as client:
        for number in range(2 * PORTION + 5):
            text = f"Message-ID: <{number}@x.example>\nFrom: p{number}@x.example\nSubject: s\n\nT\n"
            client.append("INBOX", text.encode(), (), NOW)
    archive.clock.tick = timedelta(seconds=2)
    assert archive.step()
    archive.step()
    (_, progress) = sorted(
        archive.historian.notes.histories("home"), key=lambda p: p.mailbox != "Sent"
    )
    assert (progress.mailbox, progress.uid) == ("INBOX", PORTION)
    archive.clock.tick = timedelta(0)
    archive.read_all()
    assert kinds(archive.events(f"p{2 * PORTION + 4}@x.example")) == [EventKind.WROTE]


def test_a_step_cut_off_goes_on_where_it_was(archive: Archive) -> None:
    """What was read and recorded is not read again; what was not, is not lost."""
    with archive.running.client(archive.user) as client:
        for number in range(PORTION + 10):
            text = f"Message-ID: <{number}@x.example>\nFrom: p{number}@x.example\nSubject: s\n\nT\n"
            client.append("INBOX", text.encode(), (), NOW)
    archive.with_session(Watched(archive.session, breaks_at=PORTION))
    with pytest.raises(TemporaryError):
        archive.read_all()
    again = Watched(archive.session)
    archive.with_session(again)
    archive.read_all()
    assert again.headers == list(range(PORTION + 1, PORTION + 11))
    assert kinds(archive.events("p3@x.example")) == [EventKind.WROTE]


def test_a_second_run_reads_nothing_twice(archive: Archive) -> None:
    """The whole of history is read once; after that only what is new."""
    archive.put("Sent", TO_BOB)
    archive.put("Archive", FROM_BOB)
    archive.read_all()
    watched = Watched(archive.session)
    archive.with_session(watched)
    assert not archive.step()
    archive.clock.now += LOOK_AGAIN
    archive.read_all()
    assert (watched.headers, watched.texts) == ([], [])


def test_mail_that_is_filed_elsewhere_later_is_read_within_the_hour(archive: Archive) -> None:
    """Other rules file mail past the inbox, and people move it: the ledger must not go stale."""
    archive.put("Archive", FROM_BOB)
    archive.read_all()
    archive.put("Archive", f"From: {ADA}\nTo: me@example.com\nSubject: hi\n\nHi.\n")
    archive.put("Brand new", f"From: {ADA}\nTo: me@example.com\nSubject: ho\n\nHo.\n")
    archive.read_all()
    before = archive.relationship(ADA).they_wrote
    archive.clock.now += LOOK_AGAIN
    archive.read_all()
    assert (before, archive.relationship(ADA).they_wrote) == (1, 2)


def test_one_message_in_two_mailboxes_is_one_event(archive: Archive) -> None:
    """Copies and labels must not make somebody write twice."""
    message_id = archive.put("INBOX", FROM_BOB)
    assert message_id
    with archive.running.client(archive.user) as client:
        client.create_folder("Copies")
        client.select_folder("INBOX")
        client.copy([1], "Copies")
    archive.read_all()
    assert archive.relationship(BOB).they_wrote == 1


def test_a_new_uidvalidity_is_read_anew_and_changes_nothing(archive: Archive) -> None:
    """UIDs mean nothing any more; the messages are the same, so the ledger stays as it was."""
    archive.put("Archive", FROM_BOB)
    archive.read_all()
    before = archive.events(BOB)
    (old,) = [one for one in archive.historian.notes.histories("home") if one.mailbox == "Archive"]
    with archive.running.client(archive.user) as client:
        client.rename_folder("Archive", "Aside")
        client.create_folder("Archive")
        client.select_folder("Aside")
        client.move([1], "Archive")
        client.delete_folder("Aside")
    archive.clock.now += LOOK_AGAIN
    archive.read_all()
    new = archive.historian.notes.history("home", "Archive")
    assert new is not None
    assert new.uidvalidity != old.uidvalidity
    assert archive.events(BOB) == before


def test_a_mailbox_that_vanished_is_passed_by(archive: Archive) -> None:
    """Deleted between LIST and SELECT: the rest is read all the same, and it counts as read."""
    archive.put("Gone", FROM_BOB)
    archive.put("Later", f"From: {ADA}\nTo: me@example.com\nSubject: hi\n\nHi.\n")
    listed = archive.session.mailboxes()
    with archive.running.client(archive.user) as client:
        client.delete_folder("Gone")
    while read_next(archive.historian, listed):
        pass
    assert archive.relationship(ADA).they_wrote == 1
    assert is_all_read(archive.historian, listed)


def test_an_unreadable_message_stops_nothing(archive: Archive) -> None:
    """Bytes that are no message are passed by; what comes after them is read."""
    with archive.running.client(archive.user) as client:
        client.append("INBOX", b"\x00\x01 no header at all\r\n\r\n\xff\xfe", (), NOW)
    archive.put("INBOX", FROM_BOB)
    archive.read_all()
    assert archive.relationship(BOB).they_wrote == 1


def test_my_answer_is_told_from_my_own_follow_up(archive: Archive) -> None:
    """In-Reply-To among my own Message-IDs is no answer to them."""
    first = archive.put("Sent", TO_BOB)
    archive.put("Sent", f"In-Reply-To: <{first}>\n" + TO_BOB)
    theirs = archive.put("INBOX", f"In-Reply-To: <{first}>\n" + FROM_BOB)
    archive.put("Sent", f"In-Reply-To: <{theirs}>\nReferences: <{first}> <{theirs}>\n" + TO_BOB)
    archive.read_all()
    bob = archive.relationship(BOB)
    assert (bob.i_wrote, bob.i_replied, bob.they_replied) == (3, 1, 1)
