"""Where the messages under trial lie, and looking at them there: headers, or all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, Mailbox
from notworking.mail.message import Message, MessageRef, Reading
from notworking.mail.reading import read
from notworking.mail.skimming import skim
from notworking.sources import SourceMessage
from notworking.store.values import Intent, IntentMode, IntentState, Judged


@dataclass(frozen=True, slots=True)
class Looked:
    """A message that was looked at."""

    message: Message
    at: datetime | None
    """INTERNALDATE, or for a file its Date."""


def place_of(row: Judged, done: Iterable[Intent]) -> MessageRef:
    """Return where a judged message lies now, as far as the journal knows."""
    place = row.ref
    for one in done:
        if one.state is not IntentState.DONE or one.mode is not IntentMode.MOVE:
            continue
        if one.undone_at is None and one.new_uid and one.new_uidvalidity:
            place = MessageRef(row.ref.account, one.target, one.new_uidvalidity, one.new_uid)
    return place


class OnServer:
    """Messages on the server, read without touching anything; connects when first needed."""

    def __init__(self, connect: Callable[[], Mailbox]) -> None:
        self._connect = connect
        self._mailbox: Mailbox | None = None

    @property
    def mailbox(self) -> Mailbox:
        """The open mailbox."""
        if self._mailbox is None:
            self._mailbox = self._connect()
        return self._mailbox

    def headers(
        self, places: Sequence[MessageRef], *, is_whole: bool
    ) -> Iterator[tuple[MessageRef, Looked]]:
        """Yield messages by their header sections; `is_whole` keeps every field of them."""
        reader = read if is_whole else skim
        for ref, one in self._each(places, lambda mailbox, uids: mailbox.fetch_headers(uids)):
            message = reader(one.raw, size_bytes=one.size_bytes)
            if isinstance(message, Message):
                yield ref, Looked(message, one.internaldate)

    def texts(self, places: Sequence[MessageRef]) -> Iterator[tuple[MessageRef, Looked]]:
        """Yield messages as the daemon reads them."""
        for ref, one in self._each(places, lambda mailbox, uids: mailbox.fetch(uids)):
            message = read(one.raw, size_bytes=one.size_bytes)
            if isinstance(message, Message):
                yield ref, Looked(message, one.internaldate)

    def _each(
        self,
        places: Sequence[MessageRef],
        fetch: Callable[[Mailbox, Sequence[int]], Iterator[FetchedMessage]],
    ) -> Iterator[tuple[MessageRef, FetchedMessage]]:
        by_mailbox: dict[tuple[str, int], dict[int, MessageRef]] = defaultdict(dict)
        for ref in places:
            by_mailbox[ref.mailbox, ref.uidvalidity][ref.uid] = ref
        for (name, uidvalidity), refs in by_mailbox.items():
            try:
                status = self.mailbox.select(name, readonly=True)
            except UserError:
                continue  # the folder is gone: its messages count as not seen
            if status.uidvalidity == uidvalidity:
                for one in fetch(self.mailbox, sorted(refs)):
                    yield refs[one.uid], one

    def close(self) -> None:
        """Log out, if ever logged in."""
        if self._mailbox is not None:
            self._mailbox.close()


class OnDisk:
    """Messages in files, each known by its number."""

    def __init__(self, account: str, sources: Iterable[SourceMessage]) -> None:
        self.sources = list(sources)
        self.places = [
            MessageRef(account, one.path, 0, number) for number, one in enumerate(self.sources)
        ]
        self._headers: dict[tuple[int, bool], Reading] = {}

    def headers(
        self, places: Sequence[MessageRef], *, is_whole: bool
    ) -> Iterator[tuple[MessageRef, Looked]]:
        """Yield messages by their header sections; `is_whole` keeps every field of them."""
        reader = read if is_whole else skim
        for ref in places:
            source = self.sources[ref.uid]
            if (ref.uid, is_whole) not in self._headers:
                header = _header_of(source.raw)
                self._headers[ref.uid, is_whole] = reader(header, size_bytes=source.size_bytes)
            message = self._headers[ref.uid, is_whole]
            if isinstance(message, Message) and not source.error:
                yield ref, Looked(message, message.date)

    def texts(self, places: Sequence[MessageRef]) -> Iterator[tuple[MessageRef, Looked]]:
        """Yield messages, read whole."""
        for ref in places:
            source = self.sources[ref.uid]
            message = read(source.raw, size_bytes=source.size_bytes)
            if isinstance(message, Message) and not source.error:
                yield ref, Looked(message, message.date)


class Lying(Protocol):
    """Where messages lie: on the server, or on disk."""

    def headers(
        self, places: Sequence[MessageRef], *, is_whole: bool
    ) -> Iterator[tuple[MessageRef, Looked]]:
        """Yield messages by their header sections; `is_whole` keeps every field of them."""
        ...

    def texts(self, places: Sequence[MessageRef]) -> Iterator[tuple[MessageRef, Looked]]:
        """Yield messages, read whole. What is gone or cannot be read is absent."""
        ...


def _header_of(raw: bytes) -> bytes:
    ends = [found for end in (b"\n\n", b"\r\n\r\n") if (found := raw.find(end)) >= 0]
    return raw[: min(ends) + 2] if ends else raw
