"""Which mailboxes there are, what they are called on the server, and making a missing one."""

from __future__ import annotations

import difflib
import imaplib
import unicodedata
from collections.abc import Iterable, Sequence

from imapclient.imap_utf7 import decode as decode_utf7

from notworking.errors import UserError
from notworking.imap.line import Line
from notworking.imap.port import MailboxInfo
from notworking.imap.roles import declared_role, with_roles
from notworking.imap.trouble import is_refusal, plain_text, response_codes

_UNSELECTABLE = frozenset({"\\noselect", "\\nonexistent"})
_UNSET = "\x00"


class Listing:
    """The names of one account: LIST and NAMESPACE (RFC 2342), asked when needed."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: list[MailboxInfo] | None = None
        self._prefix = _UNSET

    def mailboxes(self) -> list[MailboxInfo]:
        """Return all mailboxes, asked anew, with their roles."""
        with self._line.talk("listing the mailboxes"):
            found = self._list()
            if self._wants_special_use(found):
                found = self._list("RETURN (SPECIAL-USE)") or found
        self._known = with_roles(found, declared="SPECIAL-USE" not in self._line.ignored)
        return list(self._known)

    def ensure(self, name: str) -> str:
        """Create and subscribe `name` ("/"-separated) if it is missing; return its server name.

        >>> listing.ensure("Networking/Pitches")        # on a server like Courier
        'INBOX.Networking.Pitches'

        Raises `UserError` when the server will not create it.
        """
        if self._known is None:
            self.mailboxes()
        wanted = self.server_name(name)
        existing = self._existing(wanted)
        if existing is None:
            self.mailboxes()  # it may have come since
            existing = self._existing(wanted)
        if existing is not None:
            return existing
        self.create(wanted)
        self._known = None
        return wanted

    def server_name(self, name: str) -> str:
        """Return what `name` ("/"-separated) is called on this server, existing or not."""
        known = self._known if self._known is not None else self.mailboxes()
        if any(same_name(mailbox.name, name) for mailbox in known):
            return unicodedata.normalize("NFC", name)
        return join_name(name, delimiter=_delimiter(known), prefix=self._namespace_prefix())

    def create(self, name: str) -> None:
        """CREATE and SUBSCRIBE a mailbox by its server name, its parents first where needed."""
        with self._line.guard(f"creating the folder “{name}”"):
            try:
                self._create_one(name)
            except imaplib.IMAP4.error as error:
                if not is_refusal(error) or not self._create_parents(name):
                    raise self._cannot_create(name, error) from None
                try:
                    self._create_one(name)
                except imaplib.IMAP4.error as again:
                    raise self._cannot_create(name, again) from None
        self._subscribe(name)

    def missing(self, name: str) -> UserError | None:
        """Return the sentence for a mailbox that does not exist; None when it does."""
        known = self.mailboxes()
        if any(same_name(m.name, name) and not m.attributes & _UNSELECTABLE for m in known):
            return None
        names = [mailbox.name for mailbox in known if not mailbox.attributes & _UNSELECTABLE]
        nearest = nearest_name(name, names)
        hint = f" Did you mean “{nearest}”?" if nearest else f" There are: {', '.join(names[:12])}."
        return UserError(
            f"{self._line.peer.server}: {self._line.peer.credentials.user} has no mailbox "
            f"“{name}”.{hint}"
        )

    def _list(self, options: str = "") -> list[MailboxInfo]:
        with self._line.listen("listing the mailboxes") as client:
            arguments = ['""', '"*"', *([options] if options else [])]
            kind, lines = client._imap._simple_command("LIST", *arguments)
            client._checkok("list", kind, lines)
            kind, lines = client._imap._untagged_response(kind, lines, "LIST")
            client.folder_encode = False  # decoded below: one bad name must not hide the rest
            try:
                rows = client._proc_folder_list(lines)
            finally:
                client.folder_encode = True
        found = (_info(attributes, delimiter, name) for attributes, delimiter, name in rows)
        return [mailbox for mailbox in found if mailbox is not None]

    def _wants_special_use(self, found: Iterable[MailboxInfo]) -> bool:
        """True when roles must be asked for: RFC 6154 lets a plain LIST leave them out."""
        return (
            self._line.has("SPECIAL-USE")
            and self._line.has("LIST-EXTENDED")
            and all(declared_role(mailbox) is None for mailbox in found)
        )

    def _namespace_prefix(self) -> str:
        if self._prefix == _UNSET:
            self._prefix = self._ask_prefix()
        return self._prefix

    def _ask_prefix(self) -> str:
        if self._line.has("NAMESPACE"):
            with self._line.talk("asking for the namespace") as client:
                personal = client.namespace().personal
            if personal:
                return str(personal[0][0])
            return ""
        return guess_prefix(self._known or [])

    def _existing(self, name: str) -> str | None:
        for mailbox in self._known or []:
            if same_name(mailbox.name, name) and not mailbox.attributes & _UNSELECTABLE:
                return mailbox.name
        return None

    def _create_one(self, name: str) -> None:
        with self._line.listen(f"creating the folder “{name}”") as client:
            try:
                client.create_folder(name)
            except imaplib.IMAP4.error as error:
                if "ALREADYEXISTS" not in response_codes(str(error)):
                    raise

    def _create_parents(self, name: str) -> bool:
        """Create what lies above `name` (RFC 3501 says servers should, not must); True if any."""
        delimiter = _delimiter(self._known or [])
        levels = name.split(delimiter) if delimiter else [name]
        above = [delimiter.join(levels[:depth]) for depth in range(1, len(levels))]
        created = False
        for parent in above:
            try:
                self._create_one(parent)
                created = True
            except imaplib.IMAP4.error:
                continue  # it is there already, or the last CREATE will say what is wrong
        return created

    def _cannot_create(self, name: str, error: Exception) -> Exception:
        if not is_refusal(error) or response_codes(str(error)):
            return error
        said = plain_text(error, self._line.peer)
        return UserError(
            f"{self._line.peer.server} will not create the folder “{name}”: {said}. "
            "Choose another name for it."
        )

    def _subscribe(self, name: str) -> None:
        with self._line.guard(f"subscribing to “{name}”"):
            try:
                with self._line.listen(f"subscribing to “{name}”") as client:
                    client.subscribe_folder(name)
            except imaplib.IMAP4.error:
                return  # the mailbox works without; some servers know no subscriptions


def join_name(name: str, *, delimiter: str, prefix: str) -> str:
    """Given a "/"-separated name, return it in the server's spelling.

    >>> join_name("Networking/Pitches", delimiter=".", prefix="INBOX.")
    'INBOX.Networking.Pitches'
    """
    parts = [part.strip() for part in unicodedata.normalize("NFC", name).split("/")]
    joined = (delimiter or "-").join(part for part in parts if part)
    if joined.upper() == "INBOX" or not prefix or joined.lower().startswith(prefix.lower()):
        return joined
    return prefix + joined


def same_name(one: str, other: str) -> bool:
    """True when both name one mailbox: INBOX in any case, all else to the letter (NFC)."""
    if one.upper() == other.upper() == "INBOX":
        return True
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def guess_prefix(mailboxes: Sequence[MailboxInfo]) -> str:
    """Return "INBOX." (or alike) when everything lies below INBOX, else ""."""
    others = [mailbox for mailbox in mailboxes if mailbox.name.upper() != "INBOX"]
    stem = "INBOX" + _delimiter(mailboxes)
    if others and all(mailbox.name.upper().startswith(stem) for mailbox in others):
        return others[0].name[: len(stem)]
    return ""


def nearest_name(name: str, names: Sequence[str]) -> str | None:
    """Return the existing name most like `name`: same but for case, same last part, or close."""
    folded = {existing.casefold(): existing for existing in reversed(names)}
    if name.casefold() in folded:
        return folded[name.casefold()]
    leaf = name.replace(".", "/").rpartition("/")[2].casefold()
    for key, existing in folded.items():
        if key.replace(".", "/").rpartition("/")[2] == leaf:
            return existing
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def _info(attributes: object, delimiter: object, name: object) -> MailboxInfo | None:
    """Return one line of LIST as a value; None when its name cannot be decoded or asked for."""
    raw = name if isinstance(name, bytes) else str(name).encode()
    try:
        decoded = decode_utf7(raw)
    except (UnicodeError, ValueError):
        return None  # not modified UTF-7: there is no way to name it in a command
    words = attributes if isinstance(attributes, tuple) else ()
    return MailboxInfo(
        name="INBOX" if decoded.upper() == "INBOX" else decoded,
        delimiter=delimiter.decode("ascii", "replace") if isinstance(delimiter, bytes) else "",
        attributes=frozenset(
            word.decode("ascii", "replace").lower() for word in words if isinstance(word, bytes)
        ),
    )


def _delimiter(mailboxes: Sequence[MailboxInfo]) -> str:
    return next((mailbox.delimiter for mailbox in mailboxes if mailbox.delimiter), "")
