"""A person's own words, taken out of the frame a network puts around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from notworking.mail.message import Message
from notworking.people.networks.data import NetworkData, compiled, matches_any
from notworking.people.networks.sighting import full_text
from notworking.people.person import Me, fold_name, name_match, tidy_name

_TOKENS = r"(https?://[^\s?#<>]+)[?#][^\s<>]*"
_ADDRESS = r"[a-z0-9][a-z0-9._%+'-]{0,63}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}"
_RULE = r"^\s*[-_=—─]{20,}\s*$"
_LEAST_NOTE_WORDS = 3


def without_tokens(text: str) -> str:
    """Return text whose links have lost query and fragment: they carry sign-in tokens."""
    return str(compiled(_TOKENS).sub(r"\1", text))


def cut_footer(lines: Sequence[str], data: NetworkData) -> list[str]:
    """Return the lines above the network's footer."""
    for index, line in enumerate(lines):
        if index and matches_any(data.footers, line):
            return list(lines[:index])
    return list(lines)


def relayed_words(
    message: Message, data: NetworkData, names: Iterable[str], headlines: Iterable[str] = ()
) -> str:
    """Return what the person wrote, without greeting lines of the network, links and footer.

    `names` and `headlines` are of the people shown: lines that only repeat them are frame.
    A ruled line after the first words ends the message.
    """
    frame = _Frame(data, tuple(names), tuple(headlines), message.subject)
    lines = cut_footer(full_text(message).splitlines(), data)
    while lines and frame.has(lines[0]):
        lines.pop(0)
    for index, line in enumerate(lines):
        if compiled(_RULE).search(line):
            lines = lines[:index]
            break
    while lines and frame.has(lines[-1]) and not frame.is_person(lines[-1]):
        lines.pop()
    kept = [line.rstrip() for line in lines if not frame.is_own_link(line)]
    return without_tokens("\n".join(kept)).strip()


def note_of(message: Message, data: NetworkData, names: Sequence[str], me: Me) -> str:
    """Return the personal note of an invitation, "" when it has the standard sentence only."""
    lines = cut_footer(full_text(message).splitlines(), data)
    kept: list[str] = []
    in_card = False
    frame = _Frame(data, tuple(names), (), message.subject)
    for line in lines:
        in_card = (in_card and bool(line.strip())) or frame.is_person(line)
        if not in_card and not frame.is_edge(line):
            kept.append(line.rstrip())
    note = without_tokens("\n".join(kept)).strip()
    words = [
        word for line in note.splitlines() if not _is_greeting(line, me) for word in line.split()
    ]
    return note if len(words) >= _LEAST_NOTE_WORDS else ""


def addresses_in(text: str, data: NetworkData, me: Me) -> tuple[str, ...]:
    """Return mail addresses the person wrote, lower case, in order; mine and the network's left out."""
    found = (str(hit.group(0)).lower().rstrip(".'") for hit in compiled(_ADDRESS).finditer(text))
    return tuple(
        dict.fromkeys(
            address
            for address in found
            if not me.is_mine(address) and not _is_of(address.rpartition("@")[2], data.domains)
        )
    )


class _Frame:
    """The lines around a person's words, for one message."""

    def __init__(
        self, data: NetworkData, names: tuple[str, ...], headlines: tuple[str, ...], subject: str
    ) -> None:
        self._data = data
        self._names = tuple(fold_name(name) for name in names if name)
        self._repeated = {fold_name(text) for text in (*headlines, subject) if text}

    def has(self, line: str) -> bool:
        """True for blank lines, the network's lines, and repeated names, headlines, subject."""
        return self.is_edge(line) or self.is_person(line) or fold_name(line) in self._repeated

    def is_edge(self, line: str) -> bool:
        return not line.strip() or matches_any(self._data.frames, line) or self.is_own_link(line)

    def is_person(self, line: str) -> bool:
        folded = fold_name(line)
        return bool(folded) and folded in self._names

    def is_own_link(self, line: str) -> bool:
        """True for a line that is only a link into the network."""
        bare = line.strip().strip("<>")
        if "://" not in bare or " " in bare:
            return False
        host = bare.partition("://")[2].partition("/")[0].lower()
        return _is_of(host, self._data.domains)


def _is_of(domain: str, domains: Iterable[str]) -> bool:
    return any(domain == own or domain.endswith(f".{own}") for own in domains)


def _is_greeting(line: str, me: Me) -> bool:
    words = tidy_name(line).split()
    named = " ".join(words[1:])
    return 0 < len(words) <= 3 and (
        line.rstrip().endswith(",") or any(name_match(named, own) for own in me.names)
    )
