"""`review` as a person meets it: a terminal, single keys, hostile mail, a daemon at work."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from cli.conftest import Program
from corrections.scene import PITCH, PITCHES
from notworking import app
from review.conftest import Room

pytestmark = pytest.mark.dovecot

ALWAYS = ("--since", "9999d")
PATIENCE_SECONDS = 90.0


@dataclass(slots=True)
class Terminal:
    """A terminal with `notworking review` running in it."""

    file: int
    child: int
    shown: str = ""

    def read_until(self, text: str) -> str:
        """Return what was shown up to and with the text, leaving out what was returned before."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while text not in self.shown:
            assert self._read_more(ends), f"“{text}” never came; instead: {self.shown!r}"
        before, found, self.shown = self.shown.partition(text)
        return before + found

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self.file, keys.encode())

    def end(self) -> int:
        """Wait until the program ends; return its exit code."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while self._read_more(ends):
            pass
        if time.monotonic() >= ends:
            os.kill(self.child, signal.SIGKILL)  # told by the exit code, instead of for ever
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    def _read_more(self, ends: float) -> bool:
        """Read what is shown next; False when the program ended, or takes too long."""
        if not select.select([self.file], [], [], max(0.0, ends - time.monotonic()))[0]:
            return False
        try:
            more = os.read(self.file, 65_536).decode("utf-8", "replace")
        except OSError:
            return False  # Linux says EIO when the other side has gone
        self.shown += more
        return bool(more)


@contextmanager
def terminal(at: Room) -> Iterator[Terminal]:
    """Run `notworking review` in a terminal of its own, which it is the master of."""
    command = [sys.executable, "-m", "notworking", "review", *ALWAYS]
    environment = os.environ | {
        "NOTWORKING_CONFIG": str(at.scene.home.config),
        "TERM": "xterm",
        "COLUMNS": "120",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    child, file = pty.fork()
    if child == 0:
        # A shell's background job ignores it, and whoever starts there inherits that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execve(sys.executable, command, environment)
    try:
        yield Terminal(file, child)
    finally:
        os.close(file)  # hangs up on a program that still runs


def test_one_key_each_in_a_real_terminal(room: Callable[..., Room]) -> None:
    """Sender, subject, first lines and reasons are shown; w tells more; p files; no Return."""
    at = room()
    pitch = at.scene.deliver()
    at.scene.one_pass()

    with terminal(at) as screen:
        shown = re.sub(r"\x1b\[[0-9;]*m", "", screen.read_until("[q] quit"))
        screen.press("\x1b[A")  # an arrow ends in "A", and is no answer
        screen.press("w")
        reasons = screen.read_until("unsure:")
        screen.press("p")
        screen.read_until("now in")
        screen.read_until("[any other key] end")
        screen.press("q")
        code = screen.end()
        summary = screen.shown

    assert "From     Chad Merrill <chad@pipelinehero.example>" in shown
    assert "Subject  quick question, Sam" in shown
    assert "Lies in  INBOX" in shown
    assert "book" in shown
    assert "unsure" in reasons
    assert "1 taught." in summary
    assert code == 0
    assert at.scene.where(pitch) == [PITCHES]
    assert at.scene.taught() == [("", "pitch")]


def test_ctrl_c_leaves_everything_as_it_was(room: Callable[..., Room]) -> None:
    """Nothing half done: no answer was given."""
    at = room()
    pitch = at.scene.deliver()
    at.scene.one_pass()

    with terminal(at) as screen:
        screen.read_until("[q] quit")
        screen.press("\x03")
        code = screen.end()

    assert code == 130
    assert at.scene.where(pitch) == ["INBOX"]
    assert at.scene.taught() == []


def test_mail_cannot_write_on_the_terminal(
    room: Callable[..., Room], capsys: pytest.CaptureFixture[str]
) -> None:
    """Escape sequences in subject or body could fake the prompt, or worse."""
    at = room()
    evil = PITCH.replace("quick question", "quick \x1b[2J question").replace(
        "I noticed", "I \x1b]0;owned\x07 noticed \u202e"
    )
    at.scene.deliver(evil)
    at.scene.one_pass()
    capsys.readouterr()

    at.press("w", "q")

    told = capsys.readouterr().out
    assert "noticed" in told
    assert "\x1b]" not in told
    assert "\x1b[2J" not in told
    assert "\u202e" not in told


def test_without_a_terminal_it_is_a_list(room: Callable[..., Room], program: Program) -> None:
    """In a pipe or a cron job nobody can press keys."""
    at = room()
    at.scene.deliver()
    at.scene.one_pass()

    listed = program("review", *ALWAYS, "--config", at.scene.home.config)
    told = json.loads(
        program("review", "home", "--json", *ALWAYS, "--config", at.scene.home.config).out
    )
    wrong = program("review", "work", "--config", at.scene.home.config)

    assert listed.code == 0
    assert "quick question, Sam" in listed.out
    assert "unsure" in listed.out
    assert (told["why"], told["decision"]) == ("unsure", "unsure")
    assert at.scene.taught() == []
    assert wrong.code == 2
    assert "home" in wrong.err


def test_beside_a_daemon_it_lists_and_says_what_to_do(
    room: Callable[..., Room], program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at work on one account would move the same message twice."""
    at = room()
    at.scene.deliver()
    at.scene.one_pass()
    house = at.scene.home.open()
    daemon = app.worker_of(house, house.config.accounts[0])
    monkeypatch.setattr("notworking.cli.review.is_interactive", lambda: True)
    with daemon.at_bench():
        ran = program("review", *ALWAYS, "--config", at.scene.home.config)
    daemon.close()
    house.close()

    assert ran.code == 0
    assert "quick question, Sam" in ran.out
    assert "The daemon is at work on this account" in ran.out


def test_nothing_to_ask_is_said(room: Callable[..., Room], program: Program) -> None:
    """An empty list would look like a mistake."""
    at = room()
    at.scene.one_pass()

    ran = program("review", "--config", at.scene.home.config)

    assert (ran.code, ran.out) == (0, "home: nothing to ask about.")
