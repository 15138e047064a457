"""Messages from files: one `.eml` or many, directories, mbox, Maildir, or standard input."""

from __future__ import annotations

import mmap
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from notworking.errors import UserError

HEAD_BYTES = 131_072
"""As much of a message as the daemon fetches."""
_MBOX_SUFFIXES = frozenset({".mbox", ".mbx", ".mboxrd"})
_SEPARATOR = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]*\d{4}[^\r\n]*\r?\n")
_MAILDIR_FOLDERS = ("cur", "new")


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """The bytes of one message and where they came from."""

    path: str
    """The file; for one of several in an mbox, "file#3", counted from 1."""
    raw: bytes
    """At most the first 128 KB."""
    size_bytes: int
    error: str = ""
    """Why the file could not be read, "" when it could."""


def messages_from(paths: Iterable[str]) -> Iterator[SourceMessage]:
    """Given paths (or "-"), yield their messages, one by one, in the order of their names.

    Raise `UserError` for paths that do not exist, all at once, before anything is read.
    """
    for path in existing(paths):
        if path == "-":
            yield from _from_bytes("-", sys.stdin.buffer.read(), is_mbox=None)
        else:
            for file in files_in(Path(path)):
                yield from _from_file(file)


def existing(paths: Iterable[str]) -> list[str]:
    """Return the paths (or "-"). Raise `UserError` that names all of which there is nothing."""
    named = list(paths)
    missing = [path for path in named if path != "-" and not Path(path).exists()]
    if missing:
        raise UserError("\n".join(f"{path}: there is no such file or folder" for path in missing))
    return named


def files_in(path: Path) -> Iterator[Path]:
    """Yield the files below a path that can hold messages; of a Maildir only cur and new."""
    if path.is_file():
        yield path
        return
    if all((path / folder).is_dir() for folder in _MAILDIR_FOLDERS):
        for folder in _MAILDIR_FOLDERS:
            yield from (file for file in sorted((path / folder).iterdir()) if file.is_file())
        for child in sorted(path.iterdir()):
            if child.name.startswith(".") and (child / "cur").is_dir():
                yield from files_in(child)
        return
    for child in sorted(path.iterdir()):
        if not child.name.startswith("."):
            yield from files_in(child)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one message lies in a file: all of it, or one piece of an mbox."""

    file: Path
    start: int = 0
    size_bytes: int | None = None
    """None for the whole file."""
    number: int = 0
    """Counted from 1 in an mbox; 0 for a file of its own."""

    @property
    def path(self) -> str:
        """The file; for one of several in an mbox, "file#3"."""
        return f"{self.file}#{self.number}" if self.number else str(self.file)


def spots_in(path: Path) -> Iterator[Spot]:
    """Yield where the messages below a path lie, so that they can be read in any order.

    A file that cannot be read yields itself; `read_spot` says why then.
    """
    for file in files_in(path):
        try:
            with file.open("rb") as stream:
                head = stream.read(HEAD_BYTES)
                if not _is_mbox(file, head):
                    yield Spot(file)
                    continue
                with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
                    starts = [found.start() for found in _SEPARATOR.finditer(raw)] or [0]
                    ends = [*starts[1:], len(raw)]
            pairs = enumerate(zip(starts, ends, strict=True), 1)
            yield from (Spot(file, start, end - start, number) for number, (start, end) in pairs)
        except (OSError, ValueError):  # mmap refuses an empty file with ValueError
            yield Spot(file)


def read_spot(spot: Spot) -> SourceMessage:
    """Return the message that lies there, or its error."""
    try:
        with spot.file.open("rb") as stream:
            size = stream.seek(0, 2) if spot.size_bytes is None else spot.size_bytes
            stream.seek(spot.start)
            raw = stream.read(min(HEAD_BYTES, size))
    except OSError as exc:
        return SourceMessage(spot.path, b"", 0, error=f"cannot be opened: {exc.strerror}")
    shift = len(raw) - len(raw.lstrip(b"\r\n")) if spot.number else 0
    return SourceMessage(spot.path, raw[shift:], size - shift)


def _from_file(file: Path) -> Iterator[SourceMessage]:
    """Yield the one or many messages of a file; a file that cannot be read yields its error."""
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            is_mbox = _is_mbox(file, head)
            raw = head + stream.read() if is_mbox else head
    except OSError as exc:
        yield SourceMessage(str(file), b"", 0, error=f"cannot be opened: {exc.strerror}")
        return
    if is_mbox:
        yield from _from_bytes(str(file), raw, is_mbox=True)
    else:
        yield SourceMessage(str(file), raw, size)


def _is_mbox(file: Path, head: bytes) -> bool:
    """True for a file that is named as an mbox, or unnamed and looks like several messages."""
    if file.suffix.lower() in _MBOX_SUFFIXES or file.name.lower() == "mbox":
        return True
    if file.suffix or not head.startswith(b"From "):
        return False
    return len(_SEPARATOR.findall(head)) > 1


def _from_bytes(path: str, raw: bytes, *, is_mbox: bool | None) -> Iterator[SourceMessage]:
    """Cut bytes into messages at mbox separators (None: only if there are several)."""
    starts = [found.start() for found in _SEPARATOR.finditer(raw)]
    if is_mbox is None:
        is_mbox = len(starts) > 1 and raw.startswith(b"From ")
    if not is_mbox or not starts:
        yield SourceMessage(path, raw[:HEAD_BYTES], len(raw))
        return
    ends = [*starts[1:], len(raw)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        one = raw[start:end].lstrip(b"\r\n")
        yield SourceMessage(f"{path}#{number}", one[:HEAD_BYTES], len(one))
