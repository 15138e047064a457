"""The rules file while the daemon runs: read again when it changed; a broken one never counts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from notworking.errors import UserError
from notworking.judge.rules import Rules

log = logging.getLogger("notworking.rules")

Stamp = tuple[int, int, int]
"""Time of the last change in nanoseconds, size in bytes, inode: what an edit changes."""


def read_text(path: Path) -> str:
    """Return the text of a rules file, "" when there is none. Raises `UserError`."""
    try:
        return path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from error


class LiveRules:
    """The rules of a file as they last were in order. May be asked from several threads."""

    def __init__(self, path: Path, parse: Callable[[str], Rules]) -> None:
        """Read the file. Raises `UserError` with all its mistakes: there is nothing to keep yet."""
        self._path = path
        self._parse = parse
        self._lock = threading.Lock()
        self._seen = stamp_of(path)
        self._rules = parse(read_text(path))
        self.trouble = ""
        """What is wrong with the file as it is now, "" when it is in use."""

    def current(self) -> Rules:
        """Return the rules, read anew when the file changed; those before when it is broken.

        A file that is gone changes nothing: editors replace a file by taking the old one away.
        """
        with self._lock:
            now = stamp_of(self._path)
            if now != self._seen:
                self._seen = now
                self._read_again(is_there=now is not None)
            return self._rules

    def _read_again(self, *, is_there: bool) -> None:
        if not is_there:
            self.trouble = f"{self._path}: is gone; the rules read before stay in use"
            log.warning('rules.gone file="%s" kept=old', self._path)
            return
        try:
            self._rules = self._parse(read_text(self._path))
        except UserError as error:
            self.trouble = str(error)
            why = " / ".join(str(error).splitlines())
            log.error('rules.refused file="%s" kept=old why="%s"', self._path, why)
            return
        self.trouble = ""
        log.info('rules.reloaded file="%s" rules=%d', self._path, len(self._rules.rules))


def stamp_of(path: Path) -> Stamp | None:
    """Return what tells one state of a file from another, None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
