"""Undo beside the daemon that is at work on the account, and when that ends meanwhile."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from cli.conftest import Program
from corrections.scene import PITCH, PITCHES, Scene
from line.test_daemon import running
from notworking.store.lock import AccountLock
from notworking.store.requests import Requests

pytestmark = pytest.mark.dovecot


def test_undo_is_carried_out_by_the_running_daemon(scene: Scene, program: Program) -> None:
    """Nobody stops a daemon to take one message back; it answers within seconds."""
    scene.now = datetime.now(UTC)
    first, second = scene.deliver(), scene.deliver()
    with running(scene.home) as daemon:
        one = program("undo", first, "--config", scene.home.config)
        assert (one.code, one.out) == (0, "1 message put back."), daemon.said()
        assert scene.where(first) == ["INBOX"]
        rest = program("undo", "--since", "1h", "--teach", "--config", scene.home.config)
        assert (rest.code, rest.out) == (0, "1 message put back, and learned to be none of ours.")
        assert scene.where(second) == ["INBOX"]
        third = scene.deliver(PITCH)
        daemon.wait_for(lambda: daemon.said().count("pass.done") >= 2)
        assert scene.where(third) == ["INBOX"]
        said = daemon.said()
    assert "undo.done account=home" in said
    assert "bug" not in said
    assert scene.taught() == [("pitch", "genuine")]


def test_undo_says_what_the_daemon_could_not_restore(scene: Scene, program: Program) -> None:
    """The reason comes back with the answer."""
    scene.now = datetime.now(UTC)
    pitch = scene.deliver()
    with running(scene.home):
        scene.move(pitch, PITCHES, "Junk")
        ran = program("undo", pitch, "--config", scene.home.config)
    assert ran.out.startswith("0 messages put back. Not put back: 1-")
    assert f": it is no longer in {PITCHES}" in ran.out


def test_undo_takes_over_when_the_other_process_ends(scene: Scene, program: Program) -> None:
    """`once` answers nobody, but it ends; then the command has the account for itself."""
    scene.now = datetime.now(UTC)
    pitch = scene.deliver()
    scene.one_pass()
    lock = AccountLock(scene.home.directory / "data", "home")
    lock.acquire()
    timer = threading.Timer(1.0, lock.release)
    timer.start()
    ran = program("undo", pitch, "--config", scene.home.config)
    timer.join()
    assert (ran.code, ran.out) == (0, "1 message put back.")
    assert scene.where(pitch) == ["INBOX"]
    with scene.store() as store:
        assert not Requests(store.database).is_asked("home")


def test_undo_that_waits_too_long_says_so_and_stands(scene: Scene, program: Program) -> None:
    """Exit 75: it may pass. The request stays, and the daemon that can will carry it out."""
    scene.now = datetime.now(UTC)
    pitch = scene.deliver()
    scene.one_pass()
    with AccountLock(scene.home.directory / "data", "home"):
        ran = program("undo", pitch, "--wait", "0.5", "--config", scene.home.config)
    assert ran.code == 75
    assert "It was asked to and will as soon as it can" in ran.err
    assert scene.where(pitch) == [PITCHES]
    with running(scene.home) as daemon:
        daemon.wait_for(lambda: "undo.done" in daemon.said())
    assert scene.where(pitch) == ["INBOX"]
