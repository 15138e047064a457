"""Reading messages in batches, without touching \\Seen and without ENVELOPE or BODYSTRUCTURE."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from notworking.imap.line import Line
from notworking.imap.port import FetchedMessage
from notworking.imap.trouble import PARSER_FAULTS

BATCH = 100
"""Messages in one FETCH: at 128 KB each 13 MB at most."""

BATCH_BYTES = 16 * 1024 * 1024
"""The most one batch may bring, when the caller wants more of each message."""

UIDS_A_COMMAND = 1_000
"""Dovecot answers BAD to overlong arguments (getmail6 issue 275)."""

Answer = Mapping[bytes, Any]

_EPOCH = datetime.fromtimestamp(0, UTC)


class Reader:
    """Fetches from the selected mailbox, and remembers what the server could not hand out."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.unfetchable: list[int] = []

    def bodies(self, uids: Sequence[int], *, head_bytes: int) -> Iterator[FetchedMessage]:
        """Yield the first `head_bytes` of each message in UID order; vanished UIDs are absent."""
        if head_bytes < 1:
            raise ValueError("head_bytes must be at least 1")
        batch = max(1, min(BATCH, BATCH_BYTES // head_bytes))
        for uid, answer in self._each(uids, f"BODY.PEEK[]<0.{head_bytes}>", batch):
            yield message(uid, answer, head_bytes=head_bytes)

    def headers(self, uids: Sequence[int], *, head_bytes: int) -> Iterator[FetchedMessage]:
        """Yield the header section of each message in UID order, cut at `head_bytes`."""
        for uid, answer in self._each(uids, f"BODY.PEEK[HEADER]<0.{head_bytes}>", BATCH):
            yield message(uid, answer, head_bytes=None)

    def flags(self, uids: Sequence[int]) -> dict[int, frozenset[str]]:
        """Return the flags of those UIDs that still exist."""
        found: dict[int, frozenset[str]] = {}
        for chunk in chunks(sorted(set(uids)), UIDS_A_COMMAND):
            with self._line.talk("reading flags") as client:
                client.take_untagged("FETCH")
                for uid, answer in client.fetch(chunk, ["FLAGS", "INTERNALDATE"]).items():
                    # An answer about somebody else's change carries FLAGS only, and may lack
                    # its UID: imapclient then takes the message number for one.
                    if b"INTERNALDATE" in answer and b"FLAGS" in answer:
                        found[uid] = _words(answer[b"FLAGS"])
        return found

    def _each(self, uids: Sequence[int], section: str, batch: int) -> Iterator[tuple[int, Answer]]:
        items = [section, "FLAGS", "RFC822.SIZE", "INTERNALDATE"]
        self.unfetchable = []
        for chunk in chunks(sorted(set(uids)), batch):
            answers = self._batch(chunk, items)
            for uid in chunk:
                if uid in answers:
                    # Handed out and let go: the batch need not outlive its messages.
                    yield uid, answers.pop(uid)

    def _batch(self, uids: list[int], items: list[str]) -> dict[int, Answer]:
        """Return the answers for one batch; message by message when the whole cannot be had."""
        with self._line.guard("fetching messages"):
            try:
                return self._ask(uids, items)
            except (imaplib.IMAP4.error, *PARSER_FAULTS):
                answers: dict[int, Answer] = {}
                for uid in uids:
                    answers.update(self._one(uid, items))
                return answers

    def _one(self, uid: int, items: list[str]) -> dict[int, Answer]:
        """Return the answer for one message; none when it is gone or cannot be fetched."""
        try:
            return self._ask([uid], items)
        except (imaplib.IMAP4.error, *PARSER_FAULTS):
            self._set_aside([uid])
            return {}

    def _ask(self, uids: list[int], items: list[str]) -> dict[int, Answer]:
        with self._line.listen("fetching messages") as client:
            client.take_untagged("FETCH")  # leftovers name message numbers, not UIDs
            answers = client.fetch(uids, items)
        answered = {uid: answer for uid, answer in answers.items() if b"RFC822.SIZE" in answer}
        hollow = [uid for uid, answer in answered.items() if _body(answer) is None]
        for uid in hollow:  # NIL for a body: expunged just now (Dovecot), or out of reach
            del answered[uid]
        self._set_aside(hollow)
        return answered

    def _set_aside(self, uids: list[int]) -> None:
        """Remember those that exist but could not be fetched; SEARCH tells without fetching."""
        if not uids:
            return
        with self._line.talk("looking for messages that could not be fetched") as client:
            found = set(client.search(["UID", ",".join(map(str, uids))]))
        self.unfetchable.extend(uid for uid in uids if uid in found)


def message(uid: int, answer: Answer, *, head_bytes: int | None) -> FetchedMessage:
    """Given imapclient's answer to a FETCH, return it as a value.

    The body's key differs by server: Dovecot says BODY[]<0>, others BODY[].
    `head_bytes` is the cut when the whole message was asked for, None for a header section.
    """
    raw = _body(answer) or b""
    size = int(answer[b"RFC822.SIZE"])
    if head_bytes is not None and len(raw) < head_bytes:
        size = len(raw)  # all of it came: Exchange's RFC822.SIZE is an estimate
    return FetchedMessage(
        uid=uid,
        raw=raw,
        size_bytes=size,
        internaldate=_utc(answer.get(b"INTERNALDATE")),
        flags=_words(answer.get(b"FLAGS", ())),
    )


def chunks(uids: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield `uids` in lists of at most `size`."""
    for start in range(0, len(uids), size):
        yield list(uids[start : start + size])


def _body(answer: Answer) -> bytes | None:
    return next((value for key, value in answer.items() if key.startswith(b"BODY[")), None)


def _utc(moment: datetime | None) -> datetime:
    """Return an aware UTC time; 1970 for a date the server spells unreadably."""
    if moment is None:
        return _EPOCH
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _words(flags: Sequence[Any]) -> frozenset[str]:
    return frozenset(
        flag.decode("utf-8", "replace") if isinstance(flag, bytes) else str(flag) for flag in flags
    )
