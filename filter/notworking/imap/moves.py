"""Taking messages to another mailbox so that none is ever lost, whatever the server lacks.

The order is the safety: a message is removed here only after it is known to be there.
"""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Sequence

from notworking.errors import TemporaryError
from notworking.imap.fetch import UIDS_A_COMMAND, Reader, chunks
from notworking.imap.line import Line
from notworking.imap.listing import Listing
from notworking.imap.port import Moved, MoveMethod
from notworking.imap.trouble import is_refusal, response_codes

_GONE = frozenset({"TRYCREATE", "NONEXISTENT"})
_FINAL = frozenset(
    {"OVERQUOTA", "QUOTA", "NOPERM", "UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED"}
)


class Mover:
    """Moves messages of the selected mailbox, by the best method the server has."""

    def __init__(self, line: Line, listing: Listing, reader: Reader) -> None:
        self._line = line
        self._listing = listing
        self._reader = reader

    def move(self, uids: Sequence[int], target: str) -> Moved:
        """MOVE (RFC 6851), else COPY and removal. UIDs that vanished meanwhile are no error."""
        wanted = sorted(set(uids))
        outcome = Moved(self._method(), None, {})
        for chunk in chunks(wanted, UIDS_A_COMMAND):
            outcome = joined(outcome, self._move_chunk(chunk, target))
        return outcome

    def copy(self, uids: Sequence[int], target: str) -> Moved:
        """COPY, and make sure of it; the originals stay.

        `method` of the outcome is how `remove_copied` will finish. Raises when the copies
        were not seen to exist: nothing may be removed then.
        """
        outcome = Moved(self._removal(), None, {})
        for chunk in chunks(sorted(set(uids)), UIDS_A_COMMAND):
            if present := sorted(self._reader.flags(chunk)):
                outcome = joined(outcome, self._copy_chunk(present, target))
        return outcome

    def remove_copied(self, uids: Sequence[int]) -> MoveMethod:
        """Mark \\Deleted, then UID EXPUNGE (RFC 4315) these alone.

        Without UIDPLUS they stay, marked: a bare EXPUNGE would take along whatever any
        other client has marked.
        """
        for chunk in chunks(sorted(set(uids)), UIDS_A_COMMAND):
            with self._line.talk("marking copied messages") as client:
                client.add_flags(chunk, [b"\\Deleted"], silent=True)
            self._line.step("after-store")
            if self._removal() is MoveMethod.COPY_EXPUNGE:
                with self._line.talk("removing copied messages") as client:
                    client.uid_expunge(chunk)
                self._line.step("after-expunge")
        return self._removal()

    def _method(self) -> MoveMethod:
        return MoveMethod.MOVE if self._line.has("MOVE") else self._removal()

    def _removal(self) -> MoveMethod:
        has_uidplus = self._line.has("UIDPLUS")
        return MoveMethod.COPY_EXPUNGE if has_uidplus else MoveMethod.COPY_MARK

    def _move_chunk(self, uids: list[int], target: str) -> Moved:
        if not self._line.has("MOVE"):
            return self._copy_and_remove(uids, target)
        doing = f"moving to “{target}”"
        with self._line.guard(doing):
            self._line.step("before-move")
            self._clear()
            try:
                self._into(target, lambda: self._command("MOVE", uids, target, doing))
            except imaplib.IMAP4.error as error:
                if not is_refusal(error) or response_codes(str(error)) & _FINAL:
                    raise
                # Announced, yet refused (Courier): what has not gone, goes the long way.
                partly = self._told(MoveMethod.MOVE, uids)
                return joined(partly, self._copy_and_remove(uids, target))
            self._line.step("after-move")
            return self._told(MoveMethod.MOVE, uids)

    def _copy_and_remove(self, uids: list[int], target: str) -> Moved:
        present = sorted(self._reader.flags(uids))
        if not present:
            return Moved(self._removal(), None, {})
        copied = self._copy_chunk(present, target)
        self.remove_copied(sorted(copied.new_uids) or present)
        return copied

    def _copy_chunk(self, present: list[int], target: str) -> Moved:
        doing = f"copying to “{target}”"
        with self._line.guard(doing):
            self._line.step("before-copy")
            before = self._next_uid(target)
            self._clear()
            self._into(target, lambda: self._command("COPY", present, target, doing))
            self._line.step("after-copy")
            told = self._told(self._removal(), present)
            if not told.new_uids:
                # Whoever is still here was here to be copied; others may have vanished before.
                self._verify(target, before, len(self._reader.flags(present)))
            return told

    def _into(self, target: str, command: Callable[[], None]) -> None:
        """Run a command; when its target has gone, create that and run it once more."""
        try:
            command()
        except imaplib.IMAP4.error as error:
            if not is_refusal(error) or not self._is_gone(error, target):
                raise
            self._listing.create(target)
            command()

    def _is_gone(self, error: Exception, target: str) -> bool:
        codes = response_codes(str(error))
        if codes & _FINAL:
            return False
        return bool(codes & _GONE) or self._listing.missing(target) is not None

    def _command(self, name: str, uids: list[int], target: str, doing: str) -> None:
        with self._line.listen(doing) as client:
            if name == "MOVE":
                client.move(uids, target)
            else:
                client.copy(uids, target)

    def _next_uid(self, target: str) -> tuple[int, int] | None:
        """Return (UIDVALIDITY, UIDNEXT) of the target; None when there is no such mailbox yet."""
        try:
            with self._line.listen(f"looking at “{target}”") as client:
                answer = client.folder_status(target, ["UIDVALIDITY", "UIDNEXT"])
        except imaplib.IMAP4.error:
            return None
        return answer[b"UIDVALIDITY"], answer[b"UIDNEXT"]

    def _verify(self, target: str, before: tuple[int, int] | None, count: int) -> None:
        """Without COPYUID, believe in the copies when UIDNEXT grew by as many.

        UIDNEXT only grows, whatever anybody removes from the target meanwhile.
        """
        after = self._next_uid(target)
        if after is not None:
            is_same = before is not None and before[0] == after[0]
            first = before[1] if before is not None and is_same else 1
            if after[1] - first >= count:
                return
        raise TemporaryError(
            f"{self._line.peer.server} says it copied {count} message(s) to “{target}”, but they "
            "are not there: the originals stay where they are"
        )

    def _clear(self) -> None:
        with self._line.listen("moving") as client:
            client.take_untagged("COPYUID")

    def _told(self, method: MoveMethod, uids: list[int]) -> Moved:
        """Return what COPYUID told since `_clear`, and forget it: imaplib keeps it until SELECT.

        It belongs to UIDPLUS (RFC 4315): without that it is not to be relied upon.
        """
        with self._line.listen("moving") as client:
            kept = client.take_untagged("COPYUID") if self._line.has("UIDPLUS") else []
        outcome = Moved(method, None, {})
        for line in kept:
            outcome = joined(outcome, read_copyuid(line, method, len(uids)))
        return outcome


def joined(one: Moved, other: Moved) -> Moved:
    """Return both outcomes as one; the later method and UIDVALIDITY stand."""
    return Moved(
        method=other.method,
        target_uidvalidity=other.target_uidvalidity or one.target_uidvalidity,
        new_uids={**one.new_uids, **other.new_uids},
    )


def read_copyuid(data: bytes, method: MoveMethod, most: int) -> Moved:
    """Given the data of a COPYUID code (RFC 4315 section 3), return which UID became which.

    >>> read_copyuid(b"1432 3:4,9 17:19", MoveMethod.MOVE, 3).new_uids
    {3: 17, 4: 18, 9: 19}

    What does not add up (uneven sets, or more than the `most` asked for) tells nothing.
    """
    nothing = Moved(method, None, {})
    fields = data.split()
    if len(fields) != 3 or not fields[0].isdigit():
        return nothing
    before, after = _expanded(fields[1], most), _expanded(fields[2], most)
    if before is None or after is None or len(before) != len(after):
        return nothing
    return Moved(method, int(fields[0]), dict(zip(before, after, strict=True)))


def _expanded(uid_set: bytes, most: int) -> list[int] | None:
    """Return "3:4,9" as [3, 4, 9]; None when it is malformed or holds more than `most`."""
    uids: list[int] = []
    for part in uid_set.split(b","):
        ends = part.split(b":")
        if len(ends) > 2 or not all(end.isdigit() for end in ends):
            return None
        first, last = sorted((int(ends[0]), int(ends[-1])))
        if len(uids) + last - first + 1 > most:
            return None
        uids.extend(range(first, last + 1))
    return uids
