"""Finding UIDs: one SEARCH on an idle poll, windows in a huge mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from notworking.imap.line import Line

WINDOW = 80_000
"""Messages in one SEARCH: imaplib refuses a line over 1,000,000 bytes, and a UID takes up to 11."""


def uids_from(line: Line, first_uid: int, *, exists: int) -> list[int]:
    """Return the UIDs ≥ first_uid of the selected mailbox, ascending.

    "UID n:*" names the last message even when its UID is below n (RFC 3501 section 6.4.8:
    "*" is the largest number, and a range has no direction), so the answer is filtered.
    """
    found = _search(line, ["UID", f"{max(first_uid, 1)}:*"], exists)
    return [uid for uid in found if uid >= first_uid]


def uids_since(line: Line, day: date, *, exists: int) -> list[int]:
    """Return the UIDs whose INTERNALDATE is on `day` or later, ascending.

    The server compares dates only, without time, in its own zone (RFC 3501 section 6.4.4).
    """
    return _search(line, ["SINCE", day], exists)


def _search(line: Line, criteria: list[str | date], exists: int) -> list[int]:
    found: set[int] = set()
    for window in windows(exists):
        with line.talk("searching") as client:
            found.update(client.search([*window, *criteria]))
    return sorted(found)


def windows(exists: int, *, size: int = WINDOW) -> Iterator[list[str]]:
    """Yield the message numbers to search in: nothing for all, else ranges from the top down.

    Downwards, because an expunge between two searches moves messages down, into the range
    still to come; new ones come into the first range, which ends in "*".

    >>> list(windows(200_000))
    [['120001:*'], ['40001:120000'], ['1:40000']]
    """
    if exists <= size:
        yield []
        return
    last = exists
    while last > 0:
        first = max(last - size + 1, 1)
        yield [f"{first}:{'*' if last == exists else last}"]
        last = first - 1
