"""One daemon for one account: a lock that the kernel lets go of, however the process ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from notworking.errors import TemporaryError


class AccountBusyError(TemporaryError):
    """Another process is at work on the account."""


class AccountLock:
    """Held while an account is worked on: `with AccountLock(directory, "home"): …`.

    An advisory lock (flock(2)) on `directory/home.lock`, which holds the owner's pid for the
    reader. The file stays: taking it away could leave two processes with a lock each. The
    directory must be on a disk of this machine.
    """

    def __init__(self, directory: Path, account: str) -> None:
        self.path = directory / f"{quote(account, safe='')}.lock"
        self._account = account
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock at once. `AccountBusyError` when another process (or thread) has it."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise AccountBusyError(
                f"another notworking (pid {owner}) is at work on account {self._account}; "
                "a running daemon makes passes by itself"
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Let go of the lock; does nothing when it is not held."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
