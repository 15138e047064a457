"""The unsure lane: unsure mail may wait in a folder or under a keyword, and is not filed there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corrections.scene import NOTE, PITCH, PITCHES
from notworking import app
from review.conftest import LANE, Room, marks

pytestmark = pytest.mark.dovecot

KEYWORD = "$NetworkingUnsure"


def test_unsure_mail_stays_by_default(room: Callable[..., Room]) -> None:
    """Promise 7: when in doubt, the inbox."""
    scene = room().scene
    pitch = scene.deliver()

    tally = scene.one_pass()

    assert (tally.unsure, tally.filed, tally.moved) == (1, 0, 0)
    assert scene.where(pitch) == ["INBOX"]
    assert marks(scene) == set()


def test_unsure_mail_goes_into_its_folder_and_counts_as_not_filed(
    room: Callable[..., Room],
) -> None:
    """Set apart, not filed: the next mail of that sender does not follow it as a follow-up."""
    scene = room(LANE).scene
    pitch, note = scene.deliver(), scene.deliver(NOTE)

    tally = scene.one_pass()

    assert (tally.unsure, tally.filed, tally.moved) == (1, 0, 0)
    assert scene.where(pitch) == [LANE]
    assert scene.where(note) == ["INBOX"]
    with scene.store() as store:
        sender = "chad@pipelinehero.example"
        assert (
            store.review.filed_senders("home", [sender], since=scene.now.replace(year=1999)) == {}
        )


def test_the_unsure_move_can_be_undone(room: Callable[..., Room]) -> None:
    """It is on record like any move: promise 5."""
    scene = room(LANE).scene
    pitch = scene.deliver()
    scene.one_pass()
    with scene.store() as store:
        moves = store.review.standing_moves("home")
    house = scene.home.open()
    worker = app.worker_of(house, house.config.accounts[0], clock=lambda: scene.now)

    outcomes = worker.undo(moves)

    worker.close()
    house.close()
    assert [one.trouble for one in outcomes] == [""]
    assert scene.where(pitch) == ["INBOX"]
    assert scene.taught() == []


@pytest.mark.parametrize(("mode", "lane"), [("move", KEYWORD), ("flag", KEYWORD), ("flag", LANE)])
def test_unsure_mail_is_marked(room: Callable[..., Room], mode: str, lane: str) -> None:
    """A keyword in either mode; in mode "flag" nothing moves, whatever folder is named."""
    scene = room(lane, mode=mode).scene
    pitch = scene.deliver()

    scene.one_pass()

    assert scene.where(pitch) == ["INBOX"]
    assert marks(scene) == {KEYWORD.lower()}


def test_shadow_mode_leaves_the_unsure_alone(room: Callable[..., Room]) -> None:
    """Promise 8."""
    scene = room(LANE, mode="shadow").scene
    pitch = scene.deliver()

    scene.one_pass()

    assert scene.where(pitch) == ["INBOX"]
    assert marks(scene) == set()


def test_dragging_unsure_mail_to_the_inbox_says_genuine(room: Callable[..., Room]) -> None:
    """And is no wrong filing: it was never filed."""
    scene = room(LANE).scene
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, LANE, "INBOX")

    scene.pass_twice()
    scene.pass_twice()

    assert scene.taught() == [("", "genuine")]
    assert scene.where(pitch) == ["INBOX"]
    with scene.store() as store:
        assert store.examples.wrong_filings("home", scene.now.replace(year=1999)) == []


def test_dragging_unsure_mail_into_a_category_says_that_category(
    room: Callable[..., Room],
) -> None:
    """As from the inbox."""
    scene = room(LANE).scene
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, LANE, PITCHES)

    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]
    assert scene.where(pitch) == [PITCHES]


def test_mail_the_user_puts_among_the_unsure_teaches_nothing(room: Callable[..., Room]) -> None:
    """Lying there says that nobody knows."""
    scene = room(LANE).scene
    first = scene.deliver()
    note = scene.deliver(NOTE)
    scene.one_pass()
    scene.later()
    scene.move(note, "INBOX", LANE)
    scene.move(first, LANE, "Trash")

    scene.pass_twice()

    assert scene.taught() == []


def test_two_passes_over_unsure_mail_do_nothing(room: Callable[..., Room]) -> None:
    """The lane is looked at, and quiet."""
    scene = room(LANE).scene
    scene.deliver(PITCH)
    scene.pass_twice()

    tally = scene.one_pass()

    assert (tally.seen, tally.corrections, tally.moved) == (0, 0, 0)
