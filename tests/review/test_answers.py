"""Answers in a review: what each key teaches, and where the message is afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corrections.scene import EVENTS, PITCH, PITCHES
from review.conftest import LANE, Room, Script, marks

pytestmark = pytest.mark.dovecot

GUESTS = "Networking/Guest posts"
OWN = f'\n[[category]]\nname = "guest posts"\nfolder = "{GUESTS}"\n'


@pytest.mark.parametrize("lane", ["leave", LANE])
def test_genuine_keeps_or_brings_home(room: Callable[..., Room], lane: str) -> None:
    """g: learned, pinned, at home, and marked for a new database to know."""
    at = room(lane)
    pitch = at.scene.deliver()
    at.scene.one_pass()

    sitting = at.press("g")

    assert sitting.summary() == "1 taught."
    assert at.scene.where(pitch) == ["INBOX"]
    assert at.scene.taught() == [("", "genuine")]
    assert "$notworkingkeep" in marks(at.scene)
    assert at.asked() == []


@pytest.mark.parametrize("lane", ["leave", LANE, "$NetworkingUnsure"])
def test_a_category_files_it(room: Callable[..., Room], lane: str) -> None:
    """p: learned and moved; the mark of the unsure goes, and none says that we moved it."""
    at = room(lane)
    pitch = at.scene.deliver()
    at.scene.one_pass()

    at.press("p")

    assert at.scene.where(pitch) == [PITCHES]
    assert at.scene.taught() == [("", "pitch")]
    assert marks(at.scene, PITCHES) == set()


@pytest.mark.parametrize(("key", "lane"), [("g", LANE), ("p", LANE), ("e", "leave")])
def test_a_pass_after_an_answer_changes_nothing(
    room: Callable[..., Room], key: str, lane: str
) -> None:
    """What the review moved is not read again as a correction, nor moved a second time."""
    at = room(lane)
    pitch = at.scene.deliver()
    at.scene.pass_twice()
    at.press(key)
    place, taught = at.scene.where(pitch), at.scene.taught()
    at.scene.later()

    tally = at.scene.pass_twice()

    assert at.scene.where(pitch) == place
    assert at.scene.taught() == taught
    assert (tally.corrections, tally.moved) == (0, 0)


def test_the_senders_next_mail_follows_the_answer(room: Callable[..., Room]) -> None:
    """Taught as by a move: the sender at once."""
    at = room()
    at.scene.deliver()
    at.scene.one_pass()
    at.press("e")

    again = at.scene.deliver(PITCH.replace("quick question", "one more thing"))
    at.scene.one_pass()

    assert at.scene.where(again) == [EVENTS]
    assert at.scene.verdict(again) == ("file", "taught")


def test_own_categories_are_numbered(room: Callable[..., Room]) -> None:
    """1 is the first category of the user's own."""
    at = room(more=OWN)
    pitch = at.scene.deliver()
    at.scene.one_pass()

    sitting = at.press("1")

    assert "[1] guest posts" in sitting.legend()
    assert at.scene.where(pitch) == [GUESTS]
    assert at.scene.taught() == [("", "guest posts")]


@pytest.mark.parametrize("lane", ["leave", LANE, "$NetworkingUnsure"])
@pytest.mark.parametrize("key", ["g", "p"])
def test_the_last_answer_can_be_taken_back(room: Callable[..., Room], key: str, lane: str) -> None:
    """u: unlearned, and the message lies and looks as before; then it is asked again."""
    at = room(lane)
    pitch = at.scene.deliver()
    at.scene.one_pass()
    where = at.scene.where(pitch)
    before = marks(at.scene, where[0]) - {"$notworkingmoved"}

    sitting = at.press(key, "u", "q")

    assert sitting.answered == []
    assert at.scene.where(pitch) == where
    assert marks(at.scene, where[0]) - {"$notworkingmoved"} == before
    assert at.scene.taught() == []
    with at.scene.store() as store:
        assert not store.pins.pinned("home", senders=["chad@pipelinehero.example"]).senders
    assert len(at.asked()) == 1


@pytest.mark.parametrize(
    ("first", "then", "label", "place"),
    [("g", "p", "pitch", PITCHES), ("p", "g", "genuine", "INBOX"), ("p", "e", "event", EVENTS)],
)
def test_an_answer_taken_back_can_be_given_otherwise(
    room: Callable[..., Room], first: str, then: str, label: str, place: str
) -> None:
    """A slip of the finger costs one key."""
    at = room(LANE)
    pitch = at.scene.deliver()
    at.scene.one_pass()

    at.press(first, "u", then, "q")

    assert at.scene.taught() == [("", label)]
    assert at.scene.where(pitch) == [place]


def test_shadow_mode_learns_and_touches_nothing(room: Callable[..., Room]) -> None:
    """Promise 8: the user's word is taken in, the mailbox is left alone."""
    at = room(mode="shadow")
    pitch = at.scene.deliver()
    at.scene.one_pass()

    at.press("p")

    assert at.scene.taught() == [("", "pitch")]
    assert at.scene.where(pitch) == ["INBOX"]
    assert marks(at.scene) == set()


def test_flag_mode_marks(room: Callable[..., Room]) -> None:
    """The keyword of filed mail takes the place of that of the unsure; g takes it off."""
    at = room("$NetworkingUnsure", mode="flag")
    pitch = at.scene.deliver()
    at.scene.one_pass()

    at.press("p")

    assert at.scene.where(pitch) == ["INBOX"]
    assert marks(at.scene) == {"$networking"}


def test_skip_and_quit_teach_nothing(room: Callable[..., Room]) -> None:
    """And keys that mean nothing are passed over."""
    at = room()
    at.scene.deliver()
    at.scene.one_pass()

    skipped = at.press("x", "w", "s")
    left = at.press("q")

    assert skipped.summary() == "0 taught, 1 skipped."
    assert left.summary() == "0 taught."
    assert at.scene.taught() == []
    assert len(at.asked()) == 1


def test_what_is_gone_is_passed_over(room: Callable[..., Room]) -> None:
    """The user deleted it meanwhile: nothing to ask."""
    at = room()
    pitch = at.scene.deliver()
    at.scene.one_pass()
    at.scene.move(pitch, "INBOX", "Trash")

    sitting = at.press("p")

    assert sitting.summary() == "0 taught, 1 no longer where we left them."
    assert at.scene.taught() == []


def test_filed_mail_that_is_genuine_comes_home_as_a_wrong_filing(
    room: Callable[..., Room],
) -> None:
    """A recent filing is confirmed or put right; the budget hears of it."""
    at = room()
    at.scene.home.write_config(rules="", extra="[cutoffs]\npitch = 0.3\nunsure_from = 0.2\n")
    pitch = at.scene.deliver()
    at.scene.one_pass()
    filed = at.scene.where(pitch)
    assert filed[0].startswith("Networking/")

    at.press("g")

    assert at.scene.where(pitch) == ["INBOX"]
    with at.scene.store() as store:
        [wrong] = store.examples.wrong_filings("home", at.scene.now.replace(year=1999))
        assert (wrong.label, wrong.taught_by) == ("genuine", "review")


class HangUp(Script):
    """Presses keys, and has the server hang up while the reader thinks."""

    def __init__(self, pressed: list[str], room: Room, user: str) -> None:
        super().__init__(pressed)
        self.room, self.user = room, user

    def wait(self) -> str:
        """Break every connection of the account, then answer."""
        sitting = self.room.sittings[-1]
        session = sitting.worker._session
        assert session is not None
        session._line.client.socket().shutdown(2)
        return super().wait()


def test_a_server_that_hung_up_meanwhile_costs_nothing(room: Callable[..., Room]) -> None:
    """People think longer than servers wait: the answer is carried out on a new connection."""
    at = room(LANE)
    pitch = at.scene.deliver()
    at.scene.one_pass()
    keys = HangUp(["p", "u", "g", "q"], at, at.scene.home.user)

    at.press_with(keys)

    assert at.scene.where(pitch) == ["INBOX"]
    assert at.scene.taught() == [("", "genuine")]
    with at.scene.store() as store:
        assert store.journal.pending("home") == []
