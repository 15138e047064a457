"""SIGKILL between intent, move and confirm: after a restart every message is there, once."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from homes import NOTE, PITCH, Home
from notworking import app
from notworking.store.journal import Journal
from servers import DovecotOptions, RunningServer, start_dovecot

pytestmark = pytest.mark.dovecot

KILLED = 9
WITH_MOVE = ("before-move", "after-move", "before-confirm")
WITHOUT_MOVE = ("before-copy", "after-copy", "after-store", "after-expunge", "before-confirm")


@pytest.fixture(scope="module")
def poor_dovecot() -> Iterator[RunningServer]:
    """A Dovecot that does not announce MOVE."""
    running = start_dovecot(DovecotOptions(hide=frozenset({"MOVE"})))
    yield running
    running.stop()


def kill_and_restart(home: Home, step: str) -> dict[str, list[str]]:
    """Deliver, run a pass that dies at `step`, run another, and say where the mail lies."""
    for number in range(3):
        home.deliver(PITCH, number)
    home.deliver(NOTE, 9)
    command = [sys.executable, str(Path(__file__).parent / "killed.py"), str(home.config), step]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -KILLED, ended.stderr.decode()[-2000:]
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    worker.poll(threading.Event())
    worker.close()
    assert Journal(house.database).pending("home") == []
    house.close()
    return home.where()


EXPECTED = {f"m{number}@pipelinehero.example": ["Networking/Pitches"] for number in range(3)} | {
    "m9@harbourline.example": ["INBOX"]
}


@pytest.mark.parametrize("step", WITH_MOVE)
def test_with_move_every_message_is_there_once(home: Home, step: str) -> None:
    """Promise 2, where the server can MOVE."""
    assert kill_and_restart(home, step) == EXPECTED


@pytest.mark.parametrize("step", WITHOUT_MOVE)
def test_without_move_every_message_is_there_once(
    poor_dovecot: RunningServer, tmp_path: Path, step: str
) -> None:
    """Promise 2, where a move takes COPY, STORE and EXPUNGE and can stop between any two."""
    home = Home(poor_dovecot, poor_dovecot.new_user(), tmp_path)
    home.write_config()
    assert kill_and_restart(home, step) == EXPECTED


@pytest.mark.parametrize("step", ["after-copy", "after-store", "before-confirm"])
def test_without_uidplus_the_copy_counts_and_the_original_is_marked(
    dovecot: RunningServer, tmp_path: Path, step: str
) -> None:
    """Without UID EXPUNGE the original stays, marked deleted: one message for every client."""
    home = Home(dovecot, dovecot.new_user(), tmp_path)
    home.write_config(extra='ignore_capabilities = ["MOVE", "UIDPLUS"]\n')
    assert kill_and_restart(home, step) == EXPECTED
