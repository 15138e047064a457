"""The daemon as a process: new mail at once, signals, and no second one on the same account."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from homes import NOTE, PITCH, Home
from servers import DovecotOptions, start_dovecot

pytestmark = pytest.mark.dovecot

STARTED = "daemon.started"
SOON_SECONDS = 5.0
"""The product's promise for new mail under IDLE, and for a stop; not a benchmark."""


class Running:
    """A daemon process and what it has said so far."""

    def __init__(self, home: Home) -> None:
        self.log = home.directory / "daemon.log"
        self._stream = self.log.open("wb")
        command = [sys.executable, "-m", "notworking", "run", "--config", str(home.config)]
        self.process = subprocess.Popen(
            command, stdout=self._stream, stderr=self._stream, env=os.environ | {"HOME": "/nowhere"}
        )

    def said(self) -> str:
        """Return everything on its standard error so far."""
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, holds: Callable[[], bool], seconds: float = 20.0) -> float:
        """Wait until something holds; return how long it took. Fails with the log when not."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if holds():
                return time.monotonic() - began
            time.sleep(0.05)
        pytest.fail(f"it did not happen in {seconds} s; the log:\n{self.said()}")

    def end(self) -> None:
        """Kill it if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        self._stream.close()


@contextmanager
def running(home: Home) -> Iterator[Running]:
    """Run the daemon and wait until it listens: its first pass over the inbox is done."""
    daemon = Running(home)
    try:
        daemon.wait_for(lambda: "pass.done" in daemon.said())
        yield daemon
    finally:
        daemon.end()


def test_new_mail_is_dealt_with_within_five_seconds(home: Home) -> None:
    """IDLE tells, and the pass follows at once; the poll alone would take five minutes."""
    home.deliver(NOTE, 1)
    with running(home) as daemon:
        time.sleep(1.5)  # let IDLE begin
        pitch = home.deliver(PITCH, 2)
        took = daemon.wait_for(lambda: home.where().get(pitch) == ["Networking/Pitches"])
    assert took < SOON_SECONDS


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_within_five_seconds(home: Home, number: signal.Signals) -> None:
    """Containers and systemd send SIGTERM and wait; a clean end exits 0."""
    home.deliver(NOTE, 1)
    with running(home) as daemon:
        began = time.monotonic()
        daemon.process.send_signal(number)
        code = daemon.process.wait(10)
        took = time.monotonic() - began
        said = daemon.said()
    assert code == 0, said
    assert took < SOON_SECONDS
    assert "daemon.stopped clean=true" in said


def test_sighup_takes_new_rules(home: Home) -> None:
    """Rules change without a restart."""
    home.write_config(rules="")
    home.deliver(NOTE, 1)
    with running(home) as daemon:
        home.write_config(
            rules='[[rule]]\nname = "n"\nwhen.from = "*@harbourline.example"\nthen.file = "Friends"\n'
        )
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for(lambda: "daemon.reloaded" in daemon.said())
        note = home.deliver(NOTE, 2)
        daemon.wait_for(lambda: home.where().get(note) == ["Friends"])


def test_sighup_keeps_the_old_rules_when_the_new_are_wrong(home: Home) -> None:
    """A broken file never replaces a working one; the log says what is wrong."""
    home.deliver(NOTE, 1)
    with running(home) as daemon:
        (home.directory / "rules.toml").write_text("[[rule]]\nname = 3\n", encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for(lambda: "reload.refused" in daemon.said())
        pitch = home.deliver(PITCH, 2)
        daemon.wait_for(lambda: home.where().get(pitch) == ["Networking/Pitches"])


def test_a_second_daemon_is_kept_out(home: Home) -> None:
    """Two daemons on one account would both act: the second says who is there, and waits."""
    home.deliver(NOTE, 1)
    with running(home) as daemon:
        command = [sys.executable, "-m", "notworking", "once", "--config", str(home.config)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        said = second.stderr
    assert second.returncode == 75
    assert f"pid {daemon.process.pid}" in said
    assert "Traceback" not in said


def test_it_goes_on_when_the_server_comes_back(
    home: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A server that dies is waited for with growing pauses; nothing is lost meanwhile."""
    server = start_dovecot(DovecotOptions())
    try:
        other = Home(server, server.new_user(), tmp_path_factory.mktemp("home"))
        other.write_config()
        other.deliver(NOTE, 1)
        with running(other) as daemon:
            assert server.process is not None
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait(10)
            daemon.wait_for(lambda: "watch.failed" in daemon.said())
            daemon.process.send_signal(signal.SIGTERM)
            code = daemon.process.wait(10)
            said = daemon.said()
    finally:
        server.stop()
    assert code == 0
    assert "retry_in=3s" in said
    assert "Traceback" not in said


def test_the_log_names_nobody(home: Home) -> None:
    """No subject, address, body or password above debug."""
    home.deliver(NOTE, 1)
    home.deliver(PITCH, 2)
    with running(home) as daemon:
        said = daemon.said()
    for private in ("pipelinehero", "harbourline", "quick question", "Nadia", "Chad", "secret"):
        assert private not in said
