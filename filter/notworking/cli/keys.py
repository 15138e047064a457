"""One key at a time from a terminal, without waiting for Return."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from select import select
from typing import Protocol

_ESCAPE = "\x1b"
_END_OF_INPUT = "\x04"
_SAME_KEY_SECONDS = 0.05
ENDS = frozenset({"", _END_OF_INPUT, "q"})
"""Keys that end a sitting: the terminal was closed, Ctrl-D, or q."""


def is_interactive() -> bool:
    """True when a person sits at a terminal that this system lets us read by the key."""
    try:
        import termios  # noqa: F401 -- POSIX only
    except ImportError:
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


class Keys(Protocol):
    """Where keys come from."""

    def forget(self) -> None:
        """Drop what was typed so far: a key answers only what was seen."""
        ...

    def wait(self) -> str:
        """Wait for one key and return it; "" when there is no more input."""
        ...


@dataclass(frozen=True, slots=True)
class TerminalKeys:
    """Keys of the terminal, which gives each at once."""

    file: int

    def forget(self) -> None:
        """Drop what was typed so far."""
        import termios

        termios.tcflush(self.file, termios.TCIFLUSH)

    def wait(self) -> str:
        """Return the next key; one that sends several letters, as an arrow, is passed over."""
        while (pressed := self._read()) == _ESCAPE:
            self._pass_over_sequence()
        return pressed

    def _pass_over_sequence(self) -> None:
        """Read what follows an escape at once: "[A" of an arrow, "OP" of F1 (ECMA-48, 5.4)."""
        following = self._read_at_once()
        if following == "O":
            self._read_at_once()
        elif following == "[":
            while (letter := self._read_at_once()) and not "@" <= letter <= "~":
                pass

    def _read_at_once(self) -> str:
        """Return the next letter if it belongs to the same key, else ""."""
        return self._read() if select([self.file], [], [], _SAME_KEY_SECONDS)[0] else ""

    def _read(self) -> str:
        return os.read(self.file, 1).decode("ascii", "replace")


@contextmanager
def reading_keys() -> Iterator[Keys]:
    """Lend the terminal's keys, and leave the terminal as it was."""
    import termios
    import tty

    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    tty.setcbreak(file)
    try:
        yield TerminalKeys(file)
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)
