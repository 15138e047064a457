"""The lock that keeps a second daemon away from an account."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from notworking.errors import TemporaryError
from notworking.store import lock
from notworking.store.lock import AccountLock

FILTER = str(Path(lock.__file__).parents[2])
_HOLD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from notworking.store.lock import AccountLock
with AccountLock(Path(sys.argv[2]), "home"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_told_who_is_at_work(tmp_path: Path) -> None:
    """Two daemons on one account would both move the same mail."""
    with AccountLock(tmp_path, "home"):
        second = AccountLock(tmp_path, "home")
        with pytest.raises(
            TemporaryError, match=rf"pid {os.getpid()}\) is at work on account home"
        ):
            second.acquire()
        second.release()  # which holds nothing, and must not free the other's

        with pytest.raises(TemporaryError):
            second.acquire()


def test_other_accounts_and_later_times_are_free(tmp_path: Path) -> None:
    """One daemon may serve home while another serves work."""
    with AccountLock(tmp_path, "home"), AccountLock(tmp_path, "work"):
        pass
    with AccountLock(tmp_path, "home"):
        pass


def test_the_kernel_frees_the_lock_of_a_killed_process(tmp_path: Path) -> None:
    """After SIGKILL, the restarted daemon must not wait for a file to be removed by hand."""
    command = [sys.executable, "-c", _HOLD, FILTER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        held = other.stdout.readline()
        with pytest.raises(TemporaryError, match=f"pid {other.pid}"):
            AccountLock(tmp_path, "home").acquire()

        other.send_signal(signal.SIGKILL)
        other.wait()

    assert held == "held\n"
    with AccountLock(tmp_path, "home"):
        pass


def test_an_accounts_name_cannot_lead_out_of_the_directory(tmp_path: Path) -> None:
    """Names come from a configuration file."""
    inside = tmp_path / "data"
    inside.mkdir()

    with AccountLock(inside, "../../work/mail"):
        assert [entry.parent for entry in tmp_path.rglob("*.lock")] == [inside]


def test_the_lock_file_is_for_its_owner(tmp_path: Path) -> None:
    """Its name tells which accounts there are."""
    directory = tmp_path / "data"

    with AccountLock(directory, "home") as held:
        assert stat.S_IMODE(held.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
