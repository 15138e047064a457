"""A mailbox that reads for real and writes nothing: shadow mode in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal, Self

from notworking.imap.listing import guess_prefix, join_name, same_name
from notworking.imap.port import (
    HEAD_BYTES,
    FetchedMessage,
    Mailbox,
    MailboxInfo,
    MailboxStatus,
    Moved,
    MoveMethod,
    Standing,
)


@dataclass(frozen=True, slots=True)
class Would:
    """One write that did not happen."""

    action: Literal["ensure", "move", "remove-copied", "add-keyword", "remove-keyword"]
    mailbox: str
    """The mailbox that was selected; "" when that plays no part."""
    uids: tuple[int, ...] = ()
    argument: str = ""
    """The target mailbox, or the keyword."""


class DryMailbox:
    """Wraps any `Mailbox`: always EXAMINE, and every write is only noted in `would`."""

    def __init__(self, inner: Mailbox) -> None:
        self._inner = inner
        self._selected = ""
        self.would: list[Would] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def unfetchable(self) -> Sequence[int]:
        """As the inner mailbox."""
        return self._inner.unfetchable

    @property
    def selected(self) -> MailboxStatus | None:
        """As the inner mailbox."""
        return self._inner.selected

    def capabilities(self) -> frozenset[str]:
        """As the inner mailbox."""
        return self._inner.capabilities()

    def mailboxes(self) -> Sequence[MailboxInfo]:
        """As the inner mailbox."""
        return self._inner.mailboxes()

    def select(self, name: str, *, readonly: bool) -> MailboxStatus:  # noqa: ARG002  # the port's shape
        """EXAMINE, whatever was asked for."""
        status = self._inner.select(name, readonly=True)
        self._selected = name
        return status

    def status_uidnext(self, name: str) -> tuple[int, int]:
        """As the inner mailbox."""
        return self._inner.status_uidnext(name)

    def standings(self, names: Sequence[str]) -> Mapping[str, Standing]:
        """As the inner mailbox."""
        return self._inner.standings(names)

    def uids_from(self, first_uid: int) -> list[int]:
        """As the inner mailbox."""
        return self._inner.uids_from(first_uid)

    def uids_since(self, day: datetime) -> list[int]:
        """As the inner mailbox."""
        return self._inner.uids_since(day)

    def fetch(
        self, uids: Sequence[int], *, head_bytes: int = HEAD_BYTES
    ) -> Iterator[FetchedMessage]:
        """As the inner mailbox."""
        return self._inner.fetch(uids, head_bytes=head_bytes)

    def fetch_headers(self, uids: Sequence[int]) -> Iterator[FetchedMessage]:
        """As the inner mailbox."""
        return self._inner.fetch_headers(uids)

    def flags(self, uids: Sequence[int]) -> Mapping[int, frozenset[str]]:
        """As the inner mailbox."""
        return self._inner.flags(uids)

    def server_name(self, name: str) -> str:
        """As the inner mailbox."""
        return self._inner.server_name(name)

    def ensure_mailbox(self, name: str) -> str:
        """Return the server's name for `name`, noting when it would have to be created."""
        known = self._inner.mailboxes()
        delimiter = next((mailbox.delimiter for mailbox in known if mailbox.delimiter), "")
        spelled = join_name(name, delimiter=delimiter, prefix=guess_prefix(known))
        for mailbox in known:
            is_there = "\\noselect" not in mailbox.attributes
            if is_there and (same_name(mailbox.name, name) or same_name(mailbox.name, spelled)):
                return mailbox.name
        self._note("ensure", argument=spelled)
        return spelled

    def move(self, uids: Sequence[int], target: str) -> Moved:
        """Move nothing; no new UIDs, since there are none."""
        self._note("move", uids, target)
        return Moved(method=MoveMethod.MOVE, target_uidvalidity=None, new_uids={})

    def remove_copied(self, uids: Sequence[int]) -> MoveMethod:
        """Remove nothing."""
        self._note("remove-copied", uids)
        return MoveMethod.COPY_MARK

    def add_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """Set nothing."""
        self._note("add-keyword", uids, keyword)

    def remove_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """Remove nothing."""
        self._note("remove-keyword", uids, keyword)

    def close(self) -> None:
        """Close the inner mailbox."""
        self._inner.close()

    def _note(
        self,
        action: Literal["ensure", "move", "remove-copied", "add-keyword", "remove-keyword"],
        uids: Sequence[int] = (),
        argument: str = "",
    ) -> None:
        mailbox = "" if action == "ensure" else self._selected
        self.would.append(Would(action, mailbox, tuple(sorted(set(uids))), argument))
