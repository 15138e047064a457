"""What a spam filter must do to take part, and what all of them need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class PeerError(Exception):
    """A peer could not be started or gave no answer; the others go on."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Wrapped messages that are left out together, as files: networking spam is spam."""

    name: str
    spam: tuple[Path, ...]
    ham: tuple[Path, ...]


Scores = Mapping[str, float]
"""What a filter says of one message: by "" its own score, by "bayes" its Bayes part alone."""


class Peer(Protocol):
    """A binary spam filter that learns; works in a folder of its own."""

    def train(self, piles: Sequence[Pile]) -> None:
        """Forget everything, then learn these piles."""

    def scores(self, files: Sequence[Path]) -> list[Scores]:
        """Return what it says of each message, in order."""

    def close(self) -> None:
        """Stop every process it started."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A peer before it runs."""

    name: str
    programs: tuple[str, ...]
    packages: str
    """Debian packages that hold the programs."""
    cutoff: float
    """Its own default: spam from this score."""
    unsure_from: float | None
    """Its own default where it has an answer between; else None."""
    start: Callable[[Path], Peer]
    """Given an empty folder, return it ready to train."""
    is_slow: bool = False
    """True where it can judge a small sample only in bearable time."""

    def missing(self) -> str:
        """Return a sentence that says what is missing and how to get it, "" when nothing is."""
        absent = [
            program for program in self.programs if shutil.which(program, path=_path()) is None
        ]
        if not absent:
            return ""
        return (
            f"{self.name} is left out: {', '.join(absent)} not found. "
            f"On Debian and Ubuntu: apt-get install --no-install-recommends {self.packages}"
        )


def run(
    command: Sequence[str | Path], folder: Path, feed: bytes = b"", fine: Sequence[int] = (0,)
) -> bytes:
    """Run a program to its end with HOME in `folder`, and return what it printed.

    Raises PeerError with its last words when its exit code is not `fine`, or after ten minutes.
    """
    try:
        done = subprocess.run(
            command,
            input=feed,
            capture_output=True,
            check=False,
            timeout=600,
            env=_environment(folder),
        )
    except subprocess.TimeoutExpired as error:
        raise PeerError(f"{command[0]} took over ten minutes") from error
    if done.returncode not in fine:
        raise PeerError(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-400:]}")
    return done.stdout


class Server:
    """A server in a process group of its own, which `stop` ends as a whole."""

    def __init__(
        self, command: Sequence[str | Path], folder: Path, is_up: Callable[[], bool]
    ) -> None:
        """Start it and wait until `is_up`, at most a minute. Raises PeerError."""
        self._log = folder / f"{Path(command[0]).name}.out"
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                command, stdout=out, stderr=out, start_new_session=True, env=_environment(folder)
            )
        until = time.monotonic() + 60
        while not is_up():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                told = self._log.read_text(encoding="utf-8", errors="replace")[-400:]
                raise PeerError(f"{command[0]} did not come up: {told}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the whole group: asked first, forced after ten seconds."""
        if self._process.poll() is None:
            self._signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._signal(signal.SIGKILL)
                self._process.wait()

    def _signal(self, which: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, which)
        except ProcessLookupError:
            return


def is_root() -> bool:
    """True when servers have to be told to give up root."""
    return os.geteuid() == 0


def _path() -> str:
    """Return PATH with the folders of servers, which users often lack."""
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": _path(), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
