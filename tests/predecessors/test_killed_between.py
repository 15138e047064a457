"""SIGKILL while a follow-up and the mail before it are filed: both arrive, once, and unmarked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corrections.scene import PITCHES, Scene
from homes import Home
from predecessors.conftest import DAY, KEYWORD, LANE, Desk
from servers import DovecotOptions, RunningServer, start_dovecot

pytestmark = pytest.mark.dovecot

KILLED = 9
PROGRAM = Path(__file__).parents[1] / "line" / "killed.py"
MOVED = "$notworkingmoved"


@pytest.fixture(scope="module")
def poor_dovecot() -> Iterator[RunningServer]:
    """A Dovecot that does not announce MOVE."""
    running = start_dovecot(DovecotOptions(hide=frozenset({"MOVE"})))
    yield running
    running.stop()


def die_and_go_on(at: Desk, step: str) -> tuple[str, str]:
    """Have unsure mail and its follow-up come, die at a step, and make another pass."""
    at.scene.now = datetime.now(UTC) - 3 * DAY
    first = at.unsure()
    second = at.deliver_follow_up()
    command = [sys.executable, str(PROGRAM), str(at.scene.home.config), step]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -KILLED, ended.stderr.decode()[-2000:]
    at.scene.one_pass()
    with at.scene.store() as store:
        assert store.journal.pending("home") == []
        assert {one.target for one in store.review.standing_moves("home")} & {KEYWORD} == set()
    return first, second


@pytest.mark.parametrize("lane", ["leave", KEYWORD, LANE])
@pytest.mark.parametrize("step", ["before-move", "after-move", "before-confirm"])
def test_with_move(desk: Callable[..., Desk], lane: str, step: str) -> None:
    """Both intents are on the disk before anything moves, and no step of the way loses one."""
    at = desk(lane)

    first, second = die_and_go_on(at, step)

    assert at.where(first, second) == [[PITCHES], [PITCHES]]
    assert at.flags(first, PITCHES) == {MOVED}
    assert [one.decision for one in at.verdicts(first)] == ["unsure", "file"]


@pytest.mark.parametrize("step", ["before-copy", "after-copy", "after-store", "after-expunge"])
def test_without_move(poor_dovecot: RunningServer, tmp_path: Path, step: str) -> None:
    """Where a move is COPY, STORE and EXPUNGE; the copy bears no mark of unsure mail."""
    at = Desk(Scene(Home(poor_dovecot, poor_dovecot.new_user(), tmp_path)), lane=KEYWORD)

    first, second = die_and_go_on(at, step)

    assert at.where(first, second) == [[PITCHES], [PITCHES]]
    assert KEYWORD.lower() not in at.flags(first, PITCHES)


def test_in_flag_mode(desk: Callable[..., Desk]) -> None:
    """One keyword takes the place of the other, also when the daemon dies between them."""
    at = desk(KEYWORD, mode="flag")

    first, second = die_and_go_on(at, "before-confirm")

    assert at.flags(first) == at.flags(second) == {"$networking"}
