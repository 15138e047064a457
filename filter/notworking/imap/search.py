"""Finding UIDs: one SEARCH on an idle poll, windows in a huge mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from notworking.imap.line import Line

WINDOW = 80_000
"""Messages in one SEARCH: imaplib refuses a line over 1,000,000 bytes, and a UID takes up to 11."""


class Finder:
    """Searches the selected mailbox; told by `Session` how many messages that holds."""

    def __init__(self, line: Line, *, window: int = WINDOW) -> None:
        self._line = line
        self._window = window
        self.exists = 0

    def uids_from(self, first_uid: int) -> list[int]:
        """Return the UIDs ≥ first_uid, ascending.

        "UID n:*" names the last message even when its UID is below n (RFC 3501 section
        6.4.8: a range has no direction), so the answer is filtered.
        """
        found = self._search(["UID", f"{max(first_uid, 1)}:*"])
        return [uid for uid in found if uid >= first_uid]

    def uids_since(self, day: date) -> list[int]:
        """Return the UIDs whose INTERNALDATE is on `day` or later, ascending.

        The server compares dates only, without time, in its own zone (RFC 3501 section 6.4.4).
        """
        return self._search(["SINCE", day])

    def _search(self, criteria: list[str | date]) -> list[int]:
        """Search, and once more when the answer itself brought news of new mail.

        Servers look at the mailbox after the command, not before: what came since the last
        one is not found yet, but announced with EXISTS. So an idle poll is one SEARCH.
        """
        self._heard_of_growth()
        found = self._search_windows(criteria)
        return self._search_windows(criteria) if self._heard_of_growth() else found

    def _search_windows(self, criteria: list[str | date]) -> list[int]:
        found: set[int] = set()
        for window in windows(self.exists, size=self._window):
            with self._line.talk("searching") as client:
                found.update(client.search([*window, *criteria]))
        return sorted(found)

    def _heard_of_growth(self) -> bool:
        """True when EXISTS came since the last look; remembers how many there are at least."""
        heard = self._line.client.take_untagged("EXISTS")
        gone = self._line.client.take_untagged("EXPUNGE")
        self.exists = max((int(heard[-1]) if heard else self.exists) - len(gone), 0)
        return bool(heard)


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
