"""What every `Mailbox` promises: one suite, run against each server and each way of moving."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from imapclient import IMAPClient

from notworking.errors import UserError
from notworking.imap.line import Step
from notworking.imap.port import Mailbox, MoveMethod, Role
from notworking.imap.session import Credentials, Session, connect
from servers import RunningServer, append

TARGET = "Networking/Pitches"


def mail(number: int, body: str = "Shall we talk?\r\n") -> bytes:
    """Return a small message with a Message-ID of its own."""
    return (
        f"From: Robin Vale <robin@example.com>\r\nTo: alice@example.org\r\n"
        f"Subject: Number {number}\r\nMessage-ID: <{number}@example.com>\r\n\r\n{body}"
    ).encode()


@dataclass(slots=True)
class Account:
    """One empty account on a running server, and the ways into it."""

    running: RunningServer
    user: str
    without: frozenset[str] = frozenset()

    def connect(self, step: Step | None = None) -> Session:
        """Open it as the daemon does."""
        return connect(
            self.running.server(),
            self.running.credentials(self.user),
            without=self.without,
            step=step,
        )

    def client(self) -> contextlib.AbstractContextManager[IMAPClient]:
        """Open it as an independent eye."""
        return self.running.client(self.user)

    def fill(self, count: int, *, flags: tuple[str, ...] = ()) -> list[int]:
        """Put `count` messages into INBOX and return their UIDs."""
        with self.client() as client:
            for number in range(count):
                append(client, "INBOX", mail(number), flags)
            client.select_folder("INBOX", readonly=True)
            return list(client.search("ALL"))

    def subjects(self, mailbox: str, *, alive: bool = True) -> list[str]:
        """Return the subjects in a mailbox, sorted; `alive` leaves out what is marked deleted."""
        with self.client() as client:
            if not client.folder_exists(mailbox):
                return []
            client.select_folder(mailbox, readonly=True)
            uids = client.search("UNDELETED" if alive else "ALL")
            found = client.fetch(uids, ["BODY.PEEK[HEADER]"]) if uids else {}
        lines = [
            line
            for answer in found.values()
            for line in answer[b"BODY[HEADER]"].decode().splitlines()
        ]
        return sorted(line[9:] for line in lines if line.startswith("Subject: "))

    def flags(self, mailbox: str) -> dict[int, frozenset[str]]:
        """Return UID → flags (without \\Recent) as the server tells an independent eye."""
        with self.client() as client:
            client.select_folder(mailbox, readonly=True)
            uids = client.search("ALL")
            found = client.get_flags(uids) if uids else {}
        return {
            uid: frozenset(flag.decode() for flag in flags) - {"\\Recent"}
            for uid, flags in found.items()
        }


class ReadingContract:
    """Promises of reading; `reader` is an open mailbox on `account`."""

    @pytest.fixture
    def reader(self, account: Account) -> Iterator[Mailbox]:
        """The mailbox under test."""
        with account.connect() as session:
            yield session

    def test_reading_leaves_seen_as_it_was(self, account: Account, reader: Mailbox) -> None:
        """A filter that marks mail as read hides it from its owner."""
        uids = account.fill(3)
        reader.select("INBOX", readonly=True)
        assert len(list(reader.fetch(uids))) == 3
        assert len(list(reader.fetch_headers(uids))) == 3
        assert all("\\Seen" not in flags for flags in account.flags("INBOX").values())

    def test_a_message_comes_whole_with_its_date_and_flags(
        self, account: Account, reader: Mailbox
    ) -> None:
        """Dates are aware and UTC, whatever zone the message or this machine lives in."""
        moment = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
        with account.client() as client:
            append(client, "INBOX", mail(7), ["\\Flagged"], moment)
        status = reader.select("INBOX", readonly=True)
        (message,) = reader.fetch(reader.uids_from(1))
        assert message.raw == mail(7)
        assert message.size_bytes == len(mail(7))
        assert not message.is_truncated
        assert message.internaldate == moment
        assert message.internaldate.tzinfo is UTC
        assert "\\Flagged" in message.flags
        assert status.exists == 1
        assert status.is_readonly

    def test_headers_come_without_the_body(self, account: Account, reader: Mailbox) -> None:
        """History is read from headers alone: thousands of bodies would be a waste."""
        uids = account.fill(2)
        reader.select("INBOX", readonly=True)
        messages = list(reader.fetch_headers(uids))
        assert [message.uid for message in messages] == uids
        assert all(message.raw.endswith(b"\r\n\r\n") for message in messages)
        assert all(message.is_truncated for message in messages)

    def test_a_huge_message_costs_only_its_beginning(
        self, account: Account, reader: Mailbox
    ) -> None:
        """Fifty megabytes of attachment are neither fetched nor held."""
        with account.client() as client:
            append(client, "INBOX", mail(1, "x" * 76 + "\r\n") + b"y" * 50_000_000)
        reader.select("INBOX", readonly=True)
        (message,) = reader.fetch(reader.uids_from(1))
        assert len(message.raw) == 131_072
        assert message.size_bytes > 50_000_000
        assert message.is_truncated

    def test_an_empty_mailbox_is_no_trouble(self, reader: Mailbox) -> None:
        """A new account has nothing, and nothing is not an error."""
        status = reader.select("INBOX", readonly=True)
        assert status.exists == 0
        assert reader.uids_from(1) == []
        assert reader.uids_since(datetime(2026, 1, 1, tzinfo=UTC)) == []
        assert list(reader.fetch([])) == []
        assert reader.flags([]) == {}

    def test_uids_from_gives_only_what_is_asked_for(
        self, account: Account, reader: Mailbox
    ) -> None:
        """ "UID n:*" names the last message even when it is older: it must not come again."""
        uids = account.fill(3)
        status = reader.select("INBOX", readonly=True)
        assert reader.uids_from(uids[0]) == uids
        assert reader.uids_from(uids[1]) == uids[1:]
        assert reader.uids_from(uids[-1]) == uids[-1:]
        assert reader.uids_from(status.uidnext) == []
        assert reader.uids_from(4_000_000_000) == []
        assert reader.uids_from(0) == uids

    def test_new_mail_is_found_without_selecting_again(
        self, account: Account, reader: Mailbox
    ) -> None:
        """An idle poll is one SEARCH in the mailbox that is open."""
        account.fill(1)
        next_uid = reader.select("INBOX", readonly=True).uidnext
        new = account.fill(1)[-1:]
        assert reader.uids_from(next_uid) == new

    def test_uids_since_goes_by_the_internal_date(self, account: Account, reader: Mailbox) -> None:
        """The first pass looks some days back, and not at the whole mailbox."""
        with account.client() as client:
            for day in (1, 10, 20):
                moment = datetime(2026, 3, day, 12, tzinfo=UTC)
                append(client, "INBOX", mail(day), (), moment)
        reader.select("INBOX", readonly=True)
        uids = reader.uids_from(1)
        assert reader.uids_since(datetime(2026, 3, 10, 18, tzinfo=UTC)) == uids[1:]

    def test_uids_that_vanished_are_absent(self, account: Account, reader: Mailbox) -> None:
        """Somebody else may delete at any moment: no error, no ghost."""
        uids = account.fill(3)
        reader.select("INBOX", readonly=True)
        with account.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(uids[:1], silent=True)
            client.expunge()
        first_look = [message.raw for message in reader.fetch([*uids, 99_999])]
        assert first_look[-2:] == [mail(1), mail(2)]
        assert first_look[:-2] in ([], [mail(0)])  # RFC 2180: a server may still hand it out
        assert [message.uid for message in reader.fetch([*uids, 99_999])] == uids[1:]
        assert sorted(reader.flags([*uids, 99_999])) == uids[1:]

    def test_thousands_of_uids_fit_through(self, account: Account, reader: Mailbox) -> None:
        """Dovecot says BAD to overlong arguments: lists are cut before they are sent."""
        uids = account.fill(2)
        many = [*uids, *range(3_000_000_000, 3_000_012_000)]
        reader.select("INBOX", readonly=True)
        assert sorted(reader.flags(many)) == uids

    def test_a_recreated_mailbox_shows_another_uidvalidity(
        self, account: Account, reader: Mailbox
    ) -> None:
        """All stored UIDs are void then (RFC 9051 section 2.3.1.1): it has to be seen."""
        with account.client() as client:
            append(client, "Folder", mail(1))
        before = reader.select("Folder", readonly=True).uidvalidity
        reader.select("INBOX", readonly=True)
        with account.client() as client:
            client.delete_folder("Folder")
            client.create_folder("Folder")
        after = reader.select("Folder", readonly=True).uidvalidity
        assert before > 0
        assert before != after
        assert reader.status_uidnext("Folder")[0] == after

    def test_status_tells_the_next_uid(self, account: Account, reader: Mailbox) -> None:
        """Before a move the target's next UID is noted, so that the copy can be found again."""
        before = reader.status_uidnext("INBOX")
        account.fill(2)
        after = reader.status_uidnext("INBOX")
        assert after[0] == before[0]
        assert after[1] == before[1] + 2

    def test_standings_tell_of_arrivals_and_departures(
        self, account: Account, reader: Mailbox
    ) -> None:
        """What the user moved is found by comparing how each folder stood; one look is one answer."""
        with account.client() as client:
            client.create_folder("Réseau")
        account.fill(3)
        before = reader.standings(["INBOX", "Réseau", "Nowhere"])
        with account.client() as client:
            client.select_folder("INBOX")
            client.copy([client.search("ALL")[0]], "Réseau")
            client.delete_messages([client.search("ALL")[0]])
            client.expunge()
        after = reader.standings(["INBOX", "Réseau"])
        assert set(before) == {"INBOX", "Réseau"}
        assert (before["INBOX"].messages, after["INBOX"].messages) == (3, 2)
        assert after["INBOX"].uidnext == before["INBOX"].uidnext
        assert after["Réseau"].uidnext == before["Réseau"].uidnext + 1
        assert before["INBOX"].uidvalidity == reader.select("INBOX", readonly=True).uidvalidity
        assert reader.standings(["INBOX", "Réseau"]) == after

    def test_standings_of_the_open_mailbox_are_no_older(
        self, account: Account, reader: Mailbox
    ) -> None:
        """A server tells of the open mailbox what this connection has seen: that may be old."""
        account.fill(1)
        before = reader.select("INBOX", readonly=True)
        account.fill(1)
        assert reader.standings(["INBOX", "Sent"])["INBOX"].uidnext == before.uidnext + 1

    def test_a_missing_mailbox_is_named_with_its_neighbour(
        self, account: Account, reader: Mailbox
    ) -> None:
        """A typing error in a rules file should end in the right name, not in a trace."""
        with account.client() as client:
            client.create_folder("Réseau")
        with pytest.raises(UserError, match=r"“Reseau”.*Did you mean “Réseau”"):
            reader.select("Reseau", readonly=True)
        with pytest.raises(UserError, match=r"“Reseau”.*Did you mean “Réseau”"):
            reader.status_uidnext("Reseau")

    def test_the_inbox_has_its_role(self, reader: Mailbox) -> None:
        """Everything starts there."""
        roles = {mailbox.name: mailbox.role for mailbox in reader.mailboxes()}
        assert roles["INBOX"] is Role.INBOX


class WritingContract:
    """Promises of writing, whatever way of moving the server has."""

    method = MoveMethod.MOVE
    """How this server's moves are made."""

    @pytest.fixture
    def box(self, account: Account) -> Iterator[Session]:
        """The mailbox under test, ready to be written to."""
        with account.connect() as session:
            yield session

    def test_a_move_happens_exactly_once(self, account: Account, box: Session) -> None:
        """The one promise that must never break: nothing lost, nothing twice."""
        uids = account.fill(5)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        moved = box.move(uids[1:4], target)
        assert moved.method is self.method
        assert account.subjects("INBOX") == ["Number 0", "Number 4"]
        assert account.subjects(target) == ["Number 1", "Number 2", "Number 3"]

    def test_the_new_uids_are_the_real_ones(self, account: Account, box: Session) -> None:
        """`undo` and the settling of corrections find the message by them."""
        uids = account.fill(3)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        moved = box.move([uids[2], uids[0]], target)
        if self.method is MoveMethod.COPY_MARK:
            assert moved.new_uids == {}
            return
        assert sorted(moved.new_uids) == [uids[0], uids[2]]
        assert moved.target_uidvalidity == box.select(target, readonly=True).uidvalidity
        subjects = {message.uid: message.raw for message in box.fetch(box.uids_from(1))}
        assert subjects == {moved.new_uids[uids[0]]: mail(0), moved.new_uids[uids[2]]: mail(2)}

    def test_a_move_keeps_flags_and_date(self, account: Account, box: Session) -> None:
        """A filed message is the message it was: unread, flagged, from that day."""
        moment = datetime(2025, 11, 5, 6, 7, 8, tzinfo=UTC)
        with account.client() as client:
            append(client, "INBOX", mail(1), ["\\Flagged", "\\Answered"], moment)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        box.move(box.uids_from(1), target)
        box.select(target, readonly=True)
        (message,) = box.fetch(box.uids_from(1))
        assert message.internaldate == moment
        assert message.flags - {"\\Recent"} == {"\\Flagged", "\\Answered"}

    def test_vanished_messages_do_not_stop_a_move(self, account: Account, box: Session) -> None:
        """What the user deleted meanwhile is simply not there to be moved."""
        uids = account.fill(3)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        with account.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(uids[:1], silent=True)
            client.expunge()
        box.move([*uids, 99_999], target)
        assert account.subjects("INBOX") == []
        assert account.subjects(target) == ["Number 1", "Number 2"]
        assert box.move(uids, target).new_uids == {}

    def test_a_vanished_target_is_made_again(self, account: Account, box: Session) -> None:
        """Folders are renamed and deleted by their owner: mail then gets its folder back."""
        uids = account.fill(1)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        with account.client() as client:
            client.delete_folder(target)
        box.move(uids, target)
        assert account.subjects("INBOX") == []
        assert account.subjects(target) == ["Number 0"]

    def test_nobody_elses_deleted_mail_is_expunged(self, account: Account, box: Session) -> None:
        """A bare EXPUNGE would destroy what another client has only marked."""
        uids = account.fill(3)
        with account.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(uids[2:], silent=True)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        box.move(uids[:1], target)
        assert "Number 2" in account.subjects("INBOX", alive=False)

    def test_a_copy_can_be_finished_later(self, account: Account, box: Session) -> None:
        """After a crash between the halves the journal finishes the move it finds half done."""
        uids = account.fill(2)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        box.copy(uids[:1], target)
        assert account.subjects("INBOX") == ["Number 0", "Number 1"]
        assert account.subjects(target) == ["Number 0"]
        box.remove_copied(uids[:1])
        assert account.subjects("INBOX") == ["Number 1"]
        assert account.subjects(target) == ["Number 0"]

    def test_removing_again_is_harmless(self, account: Account, box: Session) -> None:
        """The journal may ask twice: what is gone is gone."""
        uids = account.fill(2)
        target = box.ensure_mailbox(TARGET)
        box.select("INBOX", readonly=False)
        box.move(uids[:1], target)
        box.remove_copied(uids[:1])
        assert account.subjects("INBOX") == ["Number 1"]
        assert account.subjects(target) == ["Number 0"]

    def test_ensure_mailbox_can_be_repeated(self, account: Account, box: Session) -> None:
        """Every start asks for every folder; names are in every language."""
        first = box.ensure_mailbox("Réseautage/Démarchage")
        assert box.ensure_mailbox("Réseautage/Démarchage") == first
        with account.connect() as again:
            assert again.ensure_mailbox("Réseautage/De\u0301marchage") == first
            names = [mailbox.name for mailbox in again.mailboxes()]
        assert names.count(first) == 1

    def test_keywords_are_set_and_removed(self, account: Account, box: Session) -> None:
        """Flag mode marks mail without moving it, where the mailbox takes keywords."""
        uids = account.fill(2)
        if not box.select("INBOX", readonly=False).keeps_keywords:
            pytest.skip("this server keeps no keywords of one's own")
        box.add_keyword(uids[:1], "$Notworking")
        assert account.flags("INBOX") == {uids[0]: {"$Notworking"}, uids[1]: frozenset()}
        box.remove_keyword(uids, "$Notworking")
        assert account.flags("INBOX") == {uids[0]: frozenset(), uids[1]: frozenset()}

    def test_a_wrong_password_names_host_and_user(self, account: Account) -> None:
        """The commonest error of all deserves the clearest sentence, and never the password."""
        with pytest.raises(UserError) as caught:
            connect(account.running.server(), Credentials(account.user, "hunter2"))
        assert account.running.host in str(caught.value)
        assert account.user in str(caught.value)
        assert "hunter2" not in str(caught.value)
