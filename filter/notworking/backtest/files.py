"""Mail in files for a backtest: a Maildir, an mbox, or a directory of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from notworking.backtest.letters import Letter, Place, Told, key_of_copy
from notworking.corrections.arrival import received_at
from notworking.errors import UserError
from notworking.mail.authenticity import learn_authserv_ids
from notworking.mail.message import Message, Reading, Unreadable
from notworking.mail.reading import read
from notworking.mail.skimming import skim
from notworking.people.person import Me
from notworking.sources import Spot, read_spot, spots_in

_TOLD_EVERY = 200
_LEARNED_FROM = 300
"""How many of the newest messages tell the receiving server's names."""
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_MAILDIR_FLAGS = re.compile(r":2,([A-Za-z]*)$")
_NAMED = {
    Place.TRASH: re.compile(
        r"^(trash|bin|deleted( (items|messages))?|papierkorb|corbeille|papelera)$"
    ),
    Place.JUNK: re.compile(r"^(junk([ -]?e-?mail)?|spam|bulk mail)$"),
    Place.ARCHIVE: re.compile(r"^(archives?|all mail)$"),
    Place.SENT: re.compile(
        r"^(sent([ -](items|mail|messages))?|outbox|gesendet|envoyés|enviados)$"
    ),
    Place.INBOX: re.compile(r"^(inbox|maildir)$"),
}
_LEFT_OUT = re.compile(r"^(drafts|entwürfe|brouillons|borradores)$")


@dataclass(slots=True)
class FileArchive:
    """Messages in files, some of them mine: by their folder, or by who wrote them."""

    paths: tuple[str, ...]
    me: Me
    sent: tuple[str, ...] = ()
    """Where what I sent lies, when it lies apart."""
    category_root: str = "Networking"
    letters: Sequence[Letter] = ()
    authserv_ids: tuple[str, ...] = ()
    """Names under which the receiving server writes its results; known after the survey."""
    spots: list[Spot] = field(default_factory=list)

    @property
    def older(self) -> int:
        """None; here older mail is read with the rest, in its time."""
        return 0

    def read_before(self) -> Iterator[Told]:
        """Nothing: older mail is among the letters."""
        return iter(())

    def survey(self) -> Iterator[Told]:
        """Read the headers of all messages."""
        self._check_paths()
        roots = [Path(path) for path in (*self.sent, *self.paths)]
        lying = [(spot, root) for root in roots for spot in spots_in(root)]
        self.spots = [spot for spot, _ in lying]
        total, found = len(self.spots), []
        received: list[tuple[datetime, Message]] = []
        for number, (spot, root) in enumerate(lying):
            message = _skimmed(spot)
            letter = self._letter(number, spot, root, message) if message else None
            if message is not None and letter is not None:
                found.append(letter)
                if not letter.is_mine:
                    received.append((letter.at, message))
            if number % _TOLD_EVERY == 0 or number + 1 == total:
                received = sorted(received, key=lambda one: one[0])[-_LEARNED_FROM:]
                yield "Reading headers", number + 1, total
        self.letters = found
        self.authserv_ids = learn_authserv_ids(message for _, message in received)

    def fetch(self, letters: Sequence[Letter]) -> dict[Letter, Reading]:
        """Read letters."""
        found: dict[Letter, Reading] = {}
        for letter in letters:
            one = read_spot(self.spots[letter.number])
            found[letter] = (
                Unreadable(one.error) if one.error else read(one.raw, size_bytes=one.size_bytes)
            )
        return found

    def _check_paths(self) -> None:
        """Raise `UserError` for all paths that are not there, at once."""
        missing = [path for path in (*self.sent, *self.paths) if not Path(path).exists()]
        if missing:
            raise UserError(
                "\n".join(f"{path}: there is no such file or folder" for path in missing)
            )

    def _letter(self, number: int, spot: Spot, root: Path, message: Message) -> Letter | None:
        """Return what headers and name tell of a message; None for a draft or a deleted one."""
        flags = _MAILDIR_FLAGS.search(spot.file.name)
        marked = flags.group(1) if flags else ""
        place = place_of(spot, root, self.category_root)
        if place is None or {"T", "D"} & set(marked):
            return None
        is_mine = str(root) in self.sent or place is Place.SENT or self._is_from_me(message)
        size = spot.size_bytes if spot.size_bytes is not None else message.size_bytes
        return Letter(
            number=number,
            mailbox=_mailbox(spot),
            place=Place.SENT if is_mine else place,
            at=_time(spot, message, is_mine=is_mine),
            key=key_of_copy(message, size),
            is_mine=is_mine,
            is_judged=not is_mine,
            is_answered="R" in marked,
        )

    def _is_from_me(self, message: Message) -> bool:
        """True for what bears my address, where what I sent does not lie apart."""
        return (
            not self.sent and message.sender is not None and self.me.is_mine(message.sender.email)
        )


def place_of(spot: Spot, root: Path, category_root: str = "") -> Place | None:
    """Return what the names between `root` and a message say about where it lies; None for drafts.

    The nearest telling name counts. Of the root "mail": "mail/.Trash/cur/1:2,S" → TRASH,
    "mail/inbox.mbox" → INBOX, "mail/Clients/1.eml" → OWN, "mail/1.eml" → INBOX.
    """
    is_root = spot.file == root
    folders = [] if is_root else [*spot.file.relative_to(root).parent.parts]
    folders = [name for name in folders if name not in ("cur", "new")]
    pieces = [piece for name in folders for piece in _pieces(name)]
    told = [*([spot.file.stem] if spot.number else []), *reversed(pieces), root.stem]
    if category_root.partition("/")[0].lower() in {piece.lower() for piece in pieces} - {""}:
        return Place.CATEGORY
    for name in told:
        if _LEFT_OUT.match(name.lower()):
            return None
        for place, pattern in _NAMED.items():
            if pattern.match(name.lower()):
                return place
    return Place.OWN if pieces or (spot.number and not is_root) else Place.INBOX


def _pieces(folder: str) -> list[str]:
    """Return the levels of a folder's name: in Maildir++ they are ".Clients.Harbour"."""
    return folder.strip(".").split(".") if folder.startswith(".") else [folder]


def _mailbox(spot: Spot) -> str:
    """Return the name to show: of a Maildir its folder, of an mbox its file."""
    if spot.number:
        return spot.file.name
    folder = spot.file.parent
    folder = folder.parent if folder.name in ("cur", "new") else folder
    return folder.name.lstrip(".")


def _skimmed(spot: Spot) -> Message | None:
    """Return a message by its headers alone; None when there is none."""
    one = read_spot(spot)
    end = _END_OF_HEADERS.search(one.raw)
    head = one.raw[: end.end()] if end else one.raw
    reading = skim(head, size_bytes=one.size_bytes) if not one.error else None
    return reading if isinstance(reading, Message) else None


def _time(spot: Spot, message: Message, *, is_mine: bool) -> datetime:
    """Return when it came, or was written: as the receiving server says, else Date, else the file."""
    at = message.date if is_mine else received_at(message) or message.date
    if at is not None:
        return at
    return datetime.fromtimestamp(spot.file.stat().st_mtime, UTC)
