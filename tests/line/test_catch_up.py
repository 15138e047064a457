"""`once --catch-up`: what a quieter mode only showed or flagged is filed when the user says so."""

from __future__ import annotations

import pytest

from homes import NOTE, PITCH, Home
from line.passes import one_pass, undo_pass, verdict_of
from notworking.desk import Tally

pytestmark = pytest.mark.dovecot
PITCHES = "Networking/Pitches"
MINE = (
    "From: Sam <{user}>\nTo: chad@pipelinehero.example\nSubject: hello\n"
    "Message-ID: <{id}@me.example>\nDate: Sun, 01 Nov 2026 09:00:00 +0000\n\nHello Chad.\n"
)


def set_flag(home: Home, flag: bytes) -> None:
    """Flag everything in the inbox, as a mail client would."""
    with home.running.client(home.user) as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL"), [flag])


@pytest.mark.parametrize("mode", ["shadow", "flag"])
def test_what_a_quieter_mode_left_is_filed_when_asked_for(home: Home, mode: str) -> None:
    """Whoever looked on for a week and is content wants those as well, and only then."""
    home.write_config(mode=mode)
    pitch, note = home.deliver(PITCH, 1), home.deliver(NOTE, 2)
    one_pass(home)
    home.write_config(mode="move")

    assert one_pass(home) == Tally()
    caught = one_pass(home, catches_up=True)

    assert (caught.seen, caught.moved, caught.caught_up) == (0, 1, 1)
    assert home.where() == {pitch: [PITCHES], note: ["INBOX"]}
    assert one_pass(home, catches_up=True) == Tally()


def test_from_shadow_to_flag_the_keyword_is_set(home: Home) -> None:
    """The new mode says what is done, here too; what has the keyword is not dealt with again."""
    home.write_config(mode="shadow")
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    home.write_config(mode="flag")

    assert one_pass(home, catches_up=True).caught_up == 1
    assert one_pass(home, catches_up=True) == Tally()

    assert home.where() == {pitch: ["INBOX"]}
    with home.running.client(home.user) as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search(["KEYWORD", "$Networking"])) == 1


@pytest.mark.parametrize("flag", [b"\\Flagged", b"\\Answered", b"$NotworkingKeep"])
def test_what_the_user_starred_answered_or_marked_stays(home: Home, flag: bytes) -> None:
    """They saw it in the inbox, and said by a flag that it belongs there."""
    home.write_config(mode="shadow")
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    set_flag(home, flag)
    home.write_config(mode="move")

    assert one_pass(home, catches_up=True).moved == 0
    assert home.where() == {pitch: ["INBOX"]}


def test_what_was_only_read_is_filed(home: Home) -> None:
    """Who looks on in shadow mode reads what is in the inbox; that asks for nothing to stay."""
    home.write_config(mode="shadow")
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    set_flag(home, b"\\Seen")
    home.write_config(mode="move")

    one_pass(home, catches_up=True)

    assert home.where() == {pitch: [PITCHES]}


def test_whom_i_wrote_to_meanwhile_stays(home: Home) -> None:
    """It is judged again by what is known now: promise 3 counts to the last moment."""
    home.write_config(mode="shadow", rules="")
    pitch = home.deliver(PITCH, 1)
    assert one_pass(home).filed == 1
    home.deliver(MINE, 7, mailbox="Sent")
    home.write_config(mode="move", rules="")

    assert one_pass(home, catches_up=True).moved == 0

    verdict = verdict_of(home, pitch)
    assert home.where()[pitch] == ["INBOX"]
    assert verdict is not None
    assert verdict.decided_by == "guard"


def test_what_was_undone_stays(home: Home) -> None:
    """Promise 4: an undo in `flag` mode is the user's word too."""
    home.write_config(mode="flag")
    pitch = home.deliver(PITCH, 1)
    one_pass(home)
    undo_pass(home, 1)
    home.write_config(mode="move")

    assert one_pass(home, catches_up=True) == Tally()
    assert home.where() == {pitch: ["INBOX"]}


def test_an_undo_takes_back_all_that_was_caught_up_with(home: Home) -> None:
    """One pass, one undo: the mail is home, and is not caught up with again."""
    home.write_config(mode="shadow")
    pitch, other = home.deliver(PITCH, 1), home.deliver(PITCH, 2)
    one_pass(home)
    home.write_config(mode="move")
    one_pass(home, catches_up=True)
    undo_pass(home, 2)

    assert one_pass(home, catches_up=True).moved == 0
    assert home.where() == {pitch: ["INBOX"], other: ["INBOX"]}


def test_new_mail_is_dealt_with_in_the_same_pass(home: Home) -> None:
    """Each message once, and the watermark is where the new mail ends."""
    home.write_config(mode="shadow")
    old = home.deliver(PITCH, 1)
    one_pass(home)
    home.write_config(mode="move")
    new, note = home.deliver(PITCH, 2), home.deliver(NOTE, 3)

    caught = one_pass(home, catches_up=True)

    assert (caught.seen, caught.moved, caught.caught_up) == (2, 2, 1)
    assert home.where() == {old: [PITCHES], new: [PITCHES], note: ["INBOX"]}
    assert one_pass(home) == Tally()
