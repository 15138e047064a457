"""One pass over one account on a real server: what moves, what stays, what is remembered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from homes import NOTE, PITCH, Home
from line.passes import one_pass, undo_pass, verdict_of
from notworking import app
from notworking.desk import Tally
from notworking.store.review import Review

pytestmark = pytest.mark.dovecot


def test_a_pitch_is_moved_and_a_note_stays(home: Home) -> None:
    """The whole product in one line."""
    pitch, note = home.deliver(PITCH, 1), home.deliver(NOTE, 2)
    tally = one_pass(home)
    assert tally.moved == 1
    assert home.where() == {pitch: ["Networking/Pitches"], note: ["INBOX"]}


def test_reading_leaves_mail_unseen(home: Home) -> None:
    """Promise 1: reading leaves \\Seen as it was, where mail stays and where it goes."""
    home.deliver(PITCH, 1)
    home.deliver(NOTE, 2)
    one_pass(home)
    with home.running.client(home.user) as client:
        for mailbox in ("INBOX", "Networking/Pitches"):
            client.select_folder(mailbox, readonly=True)
            assert client.search(["SEEN"]) == []


def test_shadow_touches_nothing_and_says_what_it_would_do(home: Home) -> None:
    """Promise 8: no folder made, no flag set, nothing moved; the verdict is on record."""
    home.write_config(mode="shadow")
    pitch = home.deliver(PITCH, 1)
    tally = one_pass(home)
    house = home.open()
    recorded = Review(house.database).recent(10)
    house.close()
    assert (tally.filed, tally.moved) == (1, 0)
    assert home.where() == {pitch: ["INBOX"]}
    assert [str(one.decision) for one in recorded] == ["file"]
    with home.running.client(home.user) as client:
        assert not client.folder_exists("Networking")


def test_flag_mode_sets_a_keyword_and_moves_nothing(home: Home) -> None:
    """The middle mode: visible in the mail client, and nothing has gone anywhere."""
    home.write_config(mode="flag")
    pitch = home.deliver(PITCH, 1)
    note = home.deliver(NOTE, 2)
    one_pass(home)
    assert home.where() == {pitch: ["INBOX"], note: ["INBOX"]}
    with home.running.client(home.user) as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search(["KEYWORD", "$Networking"])) == 1


def test_a_second_pass_finds_nothing_to_do(home: Home) -> None:
    """No work twice: the watermark remembers what was dealt with."""
    home.deliver(PITCH, 1)
    home.deliver(NOTE, 2)
    one_pass(home)
    assert one_pass(home) == Tally()


def test_someone_i_wrote_to_is_not_filed_by_score(home: Home) -> None:
    """Promise 3, with the Sent folder read before the first verdict."""
    home.write_config(rules="")
    home.deliver(
        "From: Sam <{user}>\nTo: chad@pipelinehero.example\nSubject: hello\n"
        "Message-ID: <{id}@me.example>\nDate: Sun, 01 Nov 2026 09:00:00 +0000\n\nHello Chad.\n",
        7,
        mailbox="Sent",
    )
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    verdict = verdict_of(home, pitch)
    assert home.where()[pitch] == ["INBOX"]
    assert verdict is not None
    assert verdict.decided_by == "guard"
    assert "You wrote to them" in verdict.because


def test_a_new_uidvalidity_moves_nothing_twice(home: Home) -> None:
    """UIDs mean nothing after a change of UIDVALIDITY; what stayed is looked at again, once."""
    note = home.deliver(NOTE, 2)
    one_pass(home)
    with home.running.client(home.user) as client:
        client.create_folder("Aside")
        client.select_folder("INBOX")
        client.move(client.search("ALL"), "Aside")
    home.write_config(extra='inbox = ["Aside"]\n')
    pitch = home.deliver(PITCH, 1, mailbox="Aside")
    one_pass(home)
    with home.running.client(home.user) as client:
        client.rename_folder("Aside", "Old")
        client.create_folder("Aside")
        client.select_folder("Old")
        client.copy(client.search("ALL"), "Aside")
        client.delete_folder("Old")
    assert one_pass(home).seen == 1
    assert home.where() == {note: ["Aside"], pitch: ["Networking/Pitches"]}


def test_undo_brings_a_message_home_with_its_flags(home: Home) -> None:
    """Promise 5: `undo` reverses any move."""
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    with home.running.client(home.user) as client:
        client.select_folder("Networking/Pitches")
        client.add_flags(client.search("ALL"), [b"\\Flagged"])
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    found = Review(house.database).find(pitch)
    assert found is not None
    outcomes = worker.undo(Review(house.database).moves_to_undo(judged_id=found.id))
    worker.close()
    left = Review(house.database).moves_to_undo(judged_id=found.id)
    house.close()
    assert [one.trouble for one in outcomes] == [""]
    assert left == []
    assert home.where() == {pitch: ["INBOX"]}
    with home.running.client(home.user) as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search(["FLAGGED"])) == 1


def test_undo_says_when_the_message_is_no_longer_there(home: Home) -> None:
    """What could not be restored is named, with the reason."""
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    with home.running.client(home.user) as client:
        client.select_folder("Networking/Pitches")
        client.move(client.search("ALL"), "Junk")
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    outcomes = worker.undo(Review(house.database).moves_to_undo(pass_id=1))
    worker.close()
    house.close()
    assert len(outcomes) == 1
    assert "no longer in Networking/Pitches" in outcomes[0].trouble
    assert home.where() == {pitch: ["Junk"]}


def test_an_unreadable_message_stays_and_is_counted(home: Home) -> None:
    """Never raises on any bytes, never loses any: counted, left, and passed by."""
    with home.running.client(home.user) as client:
        client.append("INBOX", b"\x00\x01\x02 no header at all\r\n\r\n\xff\xfe")
    home.deliver(PITCH, 1)
    tally = one_pass(home)
    assert (tally.seen, tally.unreadable, tally.moved) == (2, 1, 1)
    assert one_pass(home) == Tally()


def test_mail_older_than_look_back_is_left_alone(home: Home) -> None:
    """The first pass must not sort ten years of mail."""
    raw = PITCH.format(user="x@example.com", id="old")
    with home.running.client(home.user) as client:
        client.append("INBOX", raw.encode(), (), datetime(2020, 1, 1, tzinfo=UTC))
    assert one_pass(home) == Tally()
    assert home.where() == {"old@pipelinehero.example": ["INBOX"]}


def test_a_message_put_back_by_hand_stays_back(home: Home) -> None:
    """Promise 4: a rule and a score may say what they like."""
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    with home.running.client(home.user) as client:
        client.select_folder("Networking/Pitches")
        client.move(client.search("ALL"), "INBOX")
    one_pass(home)
    verdict = verdict_of(home, pitch)
    assert home.where() == {pitch: ["INBOX"]}
    assert verdict is not None
    assert verdict.decided_by == "pinned"


def test_a_message_put_back_by_undo_stays_back(home: Home) -> None:
    """What is undone would otherwise be new mail, and filed again by the next pass."""
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    undo_pass(home, 1)
    one_pass(home)
    assert home.where() == {pitch: ["INBOX"]}
