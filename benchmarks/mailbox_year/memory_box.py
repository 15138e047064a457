"""An account in memory that behaves as `imap.port.Mailbox` says: for the year without a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from notworking.errors import UserError
from notworking.imap.port import (
    HEAD_BYTES,
    FetchedMessage,
    MailboxInfo,
    MailboxStatus,
    Moved,
    MoveMethod,
    Role,
    Standing,
)

_UIDVALIDITY = 1
_ROLES = {"INBOX": Role.INBOX, "Sent": Role.SENT}


@dataclass(slots=True)
class Folder:
    """The messages of one mailbox by UID."""

    messages: dict[int, FetchedMessage] = field(default_factory=dict)
    uidnext: int = 1

    def add(self, raw: bytes, at: datetime, flags: frozenset[str] = frozenset()) -> int:
        """Put a message in and return its UID."""
        uid = self.uidnext
        self.messages[uid] = FetchedMessage(uid, raw, len(raw), at, flags)
        self.uidnext += 1
        return uid


class MemoryBox:
    """One account: its folders, and the one that is selected. Survives any number of logins."""

    def __init__(self) -> None:
        self.folders: dict[str, Folder] = {name: Folder() for name in _ROLES}
        self._selected = "INBOX"
        self._opened: MailboxStatus | None = None

    def deliver(self, mailbox: str, raw: bytes, at: datetime) -> None:
        """Put a message into a mailbox, as a server would on arrival."""
        self.folders[mailbox].add(raw, at)

    def open_messages(self, uids: Sequence[int]) -> None:
        """Have the user open messages of the inbox, as far as they still lie there."""
        inbox = self.folders["INBOX"].messages
        for uid in set(uids) & inbox.keys():
            inbox[uid] = replace(inbox[uid], flags=inbox[uid].flags | {"\\Seen"})

    def __enter__(self) -> MemoryBox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def unfetchable(self) -> Sequence[int]:
        """Nothing is ever refused here."""
        return ()

    def capabilities(self) -> frozenset[str]:
        """What a good server announces."""
        return frozenset({"IMAP4REV1", "MOVE", "UIDPLUS", "SPECIAL-USE"})

    def mailboxes(self) -> Sequence[MailboxInfo]:
        """All folders with their roles."""
        return [
            MailboxInfo(name, "/", frozenset(), _ROLES.get(name)) for name in sorted(self.folders)
        ]

    def select(self, name: str, *, readonly: bool) -> MailboxStatus:
        """Select a folder. `UserError` when there is none of the name."""
        if name not in self.folders:
            raise UserError(f"There is no mailbox “{name}”")
        self._selected = name
        folder = self.folders[name]
        self._opened = MailboxStatus(
            name, _UIDVALIDITY, folder.uidnext, len(folder.messages), readonly, frozenset({"\\*"})
        )
        return self._opened

    @property
    def selected(self) -> MailboxStatus | None:
        """The folder that is open, as it was when it was opened."""
        return self._opened

    def status_uidnext(self, name: str) -> tuple[int, int]:
        """Return (UIDVALIDITY, UIDNEXT)."""
        return _UIDVALIDITY, self.folders[name].uidnext

    def standings(self, names: Sequence[str]) -> Mapping[str, Standing]:
        """How each of these folders stands."""
        held = {name: self.folders[name] for name in names if name in self.folders}
        return {
            name: Standing(_UIDVALIDITY, folder.uidnext, len(folder.messages))
            for name, folder in held.items()
        }

    def uids_from(self, first_uid: int) -> list[int]:
        """UIDs from `first_uid` on, ascending."""
        return [uid for uid in self._here if uid >= first_uid]

    def uids_since(self, day: datetime) -> list[int]:
        """UIDs that arrived on that day or later, ascending."""
        first = day.date()
        return [uid for uid, one in self._here.items() if one.internaldate.date() >= first]

    def fetch(
        self, uids: Sequence[int], *, head_bytes: int = HEAD_BYTES
    ) -> Iterator[FetchedMessage]:
        """Messages in UID order, cut at `head_bytes`."""
        for uid in sorted(set(uids) & self._here.keys()):
            one = self._here[uid]
            raw = one.raw[:head_bytes]
            yield FetchedMessage(uid, raw, one.size_bytes, one.internaldate, one.flags)

    def fetch_headers(self, uids: Sequence[int]) -> Iterator[FetchedMessage]:
        """Header sections only."""
        for one in self.fetch(uids):
            head, blank, _ = one.raw.partition(b"\r\n\r\n")
            yield FetchedMessage(one.uid, head + blank, one.size_bytes, one.internaldate, one.flags)

    def flags(self, uids: Sequence[int]) -> Mapping[int, frozenset[str]]:
        """Flags of those UIDs that exist."""
        return {uid: self._here[uid].flags for uid in uids if uid in self._here}

    def server_name(self, name: str) -> str:
        """Folders are called here as everywhere."""
        return name

    def ensure_mailbox(self, name: str) -> str:
        """Create the folder if it is missing."""
        self.folders.setdefault(name, Folder())
        return name

    def move(self, uids: Sequence[int], target: str) -> Moved:
        """Take messages to another folder."""
        goal = self.folders.setdefault(target, Folder())
        new_uids = {}
        for uid in sorted(set(uids) & self._here.keys()):
            one = self._here.pop(uid)
            new_uids[uid] = goal.add(one.raw, one.internaldate, one.flags)
        return Moved(MoveMethod.MOVE, _UIDVALIDITY, new_uids)

    def remove_copied(self, uids: Sequence[int]) -> MoveMethod:
        """Remove originals whose copies exist."""
        for uid in uids:
            self._here.pop(uid, None)
        return MoveMethod.COPY_EXPUNGE

    def add_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """Set a keyword."""
        for uid in set(uids) & self._here.keys():
            self._flag(uid, self._here[uid].flags | {keyword})

    def remove_keyword(self, uids: Sequence[int], keyword: str) -> None:
        """Take a keyword away."""
        for uid in set(uids) & self._here.keys():
            self._flag(uid, self._here[uid].flags - {keyword})

    def close(self) -> None:
        """Forget what was open."""
        self._opened = None

    @property
    def _here(self) -> dict[int, FetchedMessage]:
        return self.folders[self._selected].messages

    def _flag(self, uid: int, flags: frozenset[str]) -> None:
        one = self._here[uid]
        self._here[uid] = FetchedMessage(uid, one.raw, one.size_bytes, one.internaldate, flags)
