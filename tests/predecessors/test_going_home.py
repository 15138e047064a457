"""What went with its follow-up comes home: by itself, or with the follow-up it went with."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from corrections.scene import PITCH, PITCHES
from notworking import app
from notworking.judge.verdict import Category
from notworking.reviewing.answering import answer
from notworking.reviewing.finding import find
from predecessors.conftest import CHAD, KEYWORD, LANE, Desk

pytestmark = pytest.mark.dovecot

KEEP = "$notworkingkeep"


def test_undoing_it_leaves_the_follow_up_filed(desk: Callable[..., Desk]) -> None:
    """Promise 5, for one message: it lies in the inbox as before, unread, and without our mark."""
    at = desk(KEYWORD)
    first = at.unsure()
    second = at.follow_up()

    outcomes = at.undo(first)

    assert [one.trouble for one in outcomes] == [""]
    assert at.where(first, second) == [["INBOX"], [PITCHES]]
    assert at.flags(first) == {KEEP}


def test_undoing_the_follow_up_brings_it_home_too(desk: Callable[..., Desk]) -> None:
    """Its only reason to have gone is gone."""
    at = desk()
    first = at.unsure()
    second = at.follow_up()

    outcomes = at.undo(second)

    assert [one.trouble for one in outcomes] == ["", ""]
    assert at.where(first, second) == [["INBOX"], ["INBOX"]]
    at.scene.pass_twice()
    assert at.where(first, second) == [["INBOX"], ["INBOX"]]
    assert at.scene.taught() == []


def test_putting_the_follow_up_back_by_hand_brings_it_home_too(desk: Callable[..., Desk]) -> None:
    """After the grace window, as all moves; only what the user moved is learned from."""
    at = desk()
    first = at.unsure()
    second = at.follow_up()
    at.scene.later()
    at.scene.one_pass()
    at.scene.move(second, PITCHES, "INBOX")

    at.scene.one_pass()
    assert at.where(first, second) == [[PITCHES], ["INBOX"]]
    at.scene.later()
    at.scene.one_pass()

    assert at.where(first, second) == [["INBOX"], ["INBOX"]]
    assert at.scene.taught() == [("pitch", "genuine")]
    at.scene.pass_twice()
    assert at.scene.taught() == [("pitch", "genuine")]
    assert at.verdicts(first)[-1].decided_by == "pinned"


def test_putting_back_both_teaches_both(desk: Callable[..., Desk]) -> None:
    """What the user moved by hand is their word, and nothing moves twice."""
    at = desk()
    first = at.unsure()
    second = at.follow_up()
    at.scene.pass_twice()
    at.scene.move(first, PITCHES, "INBOX")
    at.scene.move(second, PITCHES, "INBOX")

    at.scene.pass_twice()
    at.scene.pass_twice()

    assert at.where(first, second) == [["INBOX"], ["INBOX"]]
    assert at.scene.taught() == [("pitch", "genuine")] * 2


def test_putting_only_the_first_back_is_a_wrong_filing(desk: Callable[..., Desk]) -> None:
    """It was the judge that filed it: the budget counts it, and what is right is not undone."""
    at = desk()
    first = at.unsure()
    second = at.follow_up()
    at.scene.pass_twice()
    at.scene.move(first, PITCHES, "INBOX")

    at.scene.pass_twice()

    house = at.scene.home.open()
    budget = app.budget_of(house, house.config.accounts[0])
    since = at.scene.now.replace(year=1999)
    wrong = budget.filings.wrong("home", since)
    left = budget.filings.left("home", since)
    house.close()
    assert at.where(first, second) == [["INBOX"], [PITCHES]]
    assert [one.message_id for one in wrong] == [first]
    assert left == 0
    assert at.scene.taught() == [("pitch", "genuine")]


def test_the_pass_can_be_undone(desk: Callable[..., Desk]) -> None:
    """A pass is all that it did: both come home."""
    at = desk()
    first = at.unsure()
    second = at.follow_up()

    told = at.program("undo", "--pass")

    assert told == "2 messages put back."
    assert at.where(first, second) == [["INBOX"], ["INBOX"]]


@pytest.mark.parametrize("which", [0, 1])
def test_from_the_lane_it_comes_back_all_the_way(desk: Callable[..., Desk], which: int) -> None:
    """Under either number: the user means the message, not one of our steps with it."""
    at = desk(LANE)
    first = at.unsure()
    second = at.follow_up()

    told = at.program("undo", at.verdicts(first)[which].short_id)

    assert told == "1 message put back."
    assert at.where(first, second) == [["INBOX"], [PITCHES]]


def test_the_command_tells_what_came_home_beside(desk: Callable[..., Desk]) -> None:
    """Nobody should wonder why two messages are back in the inbox."""
    at = desk()
    first = at.unsure()
    second = at.follow_up()

    told = at.program("undo", second)

    assert told == "1 message put back. 1 message of theirs, filed only with it, came back too."
    assert at.where(first, second) == [["INBOX"], ["INBOX"]]


def test_a_daemon_at_work_brings_both_home(desk: Callable[..., Desk]) -> None:
    """The command asks it, and is told of what came home beside."""
    at = desk()
    first = at.unsure()
    second = at.follow_up()
    house = at.scene.home.open()
    daemon = app.worker_of(house, house.config.accounts[0])
    with daemon.at_bench():
        asking = at.start("undo", second)
        until = time.monotonic() + 60
        while not daemon.is_asked() and time.monotonic() < until:
            time.sleep(0.05)
        daemon.attend()
        told, _ = asking.communicate(timeout=60)
    daemon.close()
    house.close()
    assert " ".join(told.split()) == (
        "1 message put back. 1 message of theirs, filed only with it, came back too."
    )
    assert at.where(first, second) == [["INBOX"], ["INBOX"]]


def test_saying_that_the_follow_up_is_genuine_takes_the_flag_off_both(
    desk: Callable[..., Desk],
) -> None:
    """In mode "flag" too."""
    at = desk(mode="flag")
    first = at.unsure()
    second = at.follow_up()

    at.undo(second)

    assert (at.flags(first), at.flags(second)) == (set(), set())


@pytest.mark.parametrize(("mode", "place"), [("move", PITCHES), ("flag", "INBOX")])
def test_answering_in_review_that_the_follow_up_is_genuine(
    desk: Callable[..., Desk], mode: str, place: str
) -> None:
    """One key does what a drag does, for the mail before it too."""
    at = desk(mode=mode)
    first = at.unsure()
    second = at.follow_up()
    house = at.scene.home.open()
    worker = app.worker_of(house, house.config.accounts[0], clock=lambda: at.scene.now)
    with worker.at_bench() as bench:
        found = find(bench, at.verdicts(second)[-1])
        assert found is not None
        assert found.ref.mailbox == place

        answer(bench, worker.wishes, found, Category.GENUINE.value)

    worker.close()
    house.close()
    assert at.where(first, second) == [["INBOX"], ["INBOX"]]
    assert "$networking" not in at.flags(first)
    assert [label for _, label in at.scene.taught()] == ["genuine"]


def test_writing_to_them_brings_all_home_where_that_is_wished(desk: Callable[..., Desk]) -> None:
    """`bring_back`: their filed mail of the last 30 days, this among it."""
    at = desk(more="[learning]\nbring_back = true\n")
    first = at.unsure()
    second = at.follow_up()
    at.scene.pass_twice()

    at.scene.answer(CHAD)
    at.scene.pass_twice()

    assert at.where(first, second) == [["INBOX"], ["INBOX"]]


def test_log_and_why_tell_both_verdicts(desk: Callable[..., Desk]) -> None:
    """The old reasons stay, the new one says what changed, and each number leads to the other."""
    at = desk()
    first = at.unsure()
    at.follow_up(PITCH.replace("quick question", "another question"))
    before, after = at.verdicts(first)

    log = at.program("log")
    old, new = at.program("why", before.short_id), at.program("why", after.short_id)

    assert before.short_id in log
    assert after.short_id in log
    assert log.count("Networking") >= 3
    reason = "Unsure when it came on 2 November 2026; filed with their mail of 5 November 2026."
    assert f"file: {reason}" in new
    assert f"Since then: file: {reason} More: notworking why {after.short_id}" in old
    assert "It is in Networking/Pitches." in old
    assert (
        old.partition("Reasons")[2].partition("in all")[0]
        == (new.partition("Reasons")[2].partition("in all")[0])
    )
