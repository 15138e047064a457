"""How mailboxes stand, without opening any: one LIST-STATUS, or a STATUS each."""

from __future__ import annotations

import imaplib
from collections.abc import Iterable, Mapping, Sequence

from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.response_parser import parse_response

from notworking.imap.line import Line
from notworking.imap.port import Standing
from notworking.imap.trouble import PARSER_FAULTS, is_refusal


def standings(line: Line, names: Sequence[str]) -> dict[str, Standing]:
    """Return how each of these mailboxes (server names) stands.

    One command where the server has LIST-STATUS (RFC 5819), else a STATUS each. HIGHESTMODSEQ
    is asked for where there is CONDSTORE (RFC 7162 section 3.1.9). A mailbox that the server
    will not tell about is absent.
    """
    can_ask_once = line.has("LIST-STATUS") and line.has("LIST-EXTENDED") and len(names) > 1
    found = _all_at_once(line) if can_ask_once else {}
    answers = {name: found.get(name) or _alone(line, name) for name in names}
    return {name: standing for name, standing in answers.items() if standing is not None}


def _alone(line: Line, name: str) -> Standing | None:
    """Ask about one mailbox; None when the server refuses."""
    doing = f"asking about “{name}”"
    with line.guard(doing):
        try:
            with line.listen(doing) as client:
                return standing_of(client.folder_status(name, _items(line)))
        except imaplib.IMAP4.error as error:
            if not is_refusal(error):
                raise
            return None


def _all_at_once(line: Line) -> dict[str, Standing]:
    """Ask for all mailboxes in one command; nothing when the server refuses after all."""
    doing = "asking about all mailboxes"
    wanted = f"RETURN (STATUS ({' '.join(_items(line))}))"
    with line.guard(doing):
        try:
            with line.listen(doing) as client:
                client.take_untagged("STATUS")
                kind, lines = client._imap._simple_command("LIST", '""', '"*"', wanted)
                client._checkok("list", kind, lines)
                client.take_untagged("LIST")
                return read_standings(client.take_untagged("STATUS"))
        except imaplib.IMAP4.error as error:
            if not is_refusal(error):
                raise
            return {}
        except PARSER_FAULTS:  # an answer that cannot be read: ask one by one
            return {}


def read_standings(lines: Iterable[bytes]) -> dict[str, Standing]:
    """Given the data of untagged STATUS answers (RFC 3501 section 7.2.4), return them by name.

    >>> read_standings([b'Archive (UIDNEXT 8 UIDVALIDITY 3 MESSAGES 2)'])
    {'Archive': Standing(uidvalidity=3, uidnext=8, messages=2, modseq=0)}
    """
    parsed = parse_response(list(lines))
    found: dict[str, Standing] = {}
    for name, items in zip(parsed[::2], parsed[1::2], strict=False):
        raw = name if isinstance(name, bytes) else str(name).encode()  # a name may be a number
        decoded = decode_utf7(raw)
        answer = dict(zip(items[::2], items[1::2], strict=False))
        if b"UIDNEXT" in answer:
            found["INBOX" if decoded.upper() == "INBOX" else decoded] = standing_of(answer)
    return found


def standing_of(answer: Mapping[bytes, object]) -> Standing:
    """Given the items of one STATUS answer, return them as a value; what is not told is 0."""

    def number(item: bytes) -> int:
        value = answer.get(item, 0)
        return value if isinstance(value, int) else 0

    return Standing(
        uidvalidity=number(b"UIDVALIDITY"),
        uidnext=number(b"UIDNEXT"),
        messages=number(b"MESSAGES"),
        modseq=number(b"HIGHESTMODSEQ"),
    )


def _items(line: Line) -> list[str]:
    modseq = ["HIGHESTMODSEQ"] if line.has("CONDSTORE") else []
    return ["UIDNEXT", "UIDVALIDITY", "MESSAGES", *modseq]
