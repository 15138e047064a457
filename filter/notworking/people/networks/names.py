"""Which person a network's mail is about: the hero, not the recipient, not suggested strangers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from notworking.mail.message import Message
from notworking.people.networks.data import NetworkData, compiled, matches_any
from notworking.people.networks.sighting import Sighting, full_text
from notworking.people.person import Me, fold_name, is_full_name, name_match, tidy_name

_URL = r"https?://(?P<place>[^\s?#<>\"')\]]+)"
_VIEW = r"^\s*(?:view|see|profil|ver|voir|vedi|visualizza|bekijk|message|nachricht|mensaje|mensagem|messaggio|bericht)"
_LONGEST_NAME_WORDS = 6
_SAME_FIRST_NAME = 0.5


@dataclass(frozen=True, slots=True)
class ProfileLink:
    """A link to somebody's profile: its slug, lower case, and the words it stands on."""

    slug: str
    text: str = ""


def is_machine_name(name: str, data: NetworkData) -> bool:
    """True when a From name is the network's and no person's: "LinkedIn", "Alertes LinkedIn Jobs"."""
    words = fold_name(name).split()
    if not words or data.network in words:
        return True
    return matches_any(data.machine_names, name)


def is_nobody(name: str, data: NetworkData) -> bool:
    """True for words that stand where a name does and name nobody: "Someone", "You and 3 others".

    A capitalised full name is somebody: Chi Zhang and Tu Nguyen are not "who" and "you".
    """
    words = name.split()
    if len(words) in (2, 3) and all(word[:1].isupper() for word in words):
        return False
    return not fold_name(name) or matches_any(data.nobodies, name)


def shown_name(message: Message, data: NetworkData) -> str:
    """Return the person in From, without "via LinkedIn"; "" when it is the network's own name."""
    name = tidy_name(message.sender.name) if message.sender else ""
    return "" if is_machine_name(name, data) else name


def told_name(sighting: Sighting) -> str:
    """Return the name in the subject, cut where a headline is glued on: "(", "|" or ","."""
    return tidy_name(tidy_name(sighting.words.get("name", "")).partition(",")[0])


def hero_name(message: Message, data: NetworkData, sighting: Sighting, me: Me) -> str:
    """Return the full name of the person the mail is about, "" when it names nobody.

    The subject often has a first name only; the full one is in From or in the body. When
    subject and From name different people, nobody is sure, and nobody is named.
    """
    shown, told = shown_name(message, data), told_name(sighting)
    agree = bool(shown and told) and name_match(told, shown) >= _SAME_FIRST_NAME
    if sighting.words.get("name") and is_nobody(told, data) and not agree:
        return ""
    if shown and told and not agree:
        return ""
    name = shown or told
    if name and not is_full_name(name):
        name = _full_name_in(full_text(message), name) or name
    return "" if me.is_my_name(name) else name


def _full_name_in(text: str, first_name: str) -> str:
    """Return the first line (or its beginning) that completes a first name."""
    wanted = fold_name(first_name).split()
    for line in text.splitlines():
        candidate = _name_at_start(line)
        words = fold_name(candidate).split()
        if words[: len(wanted)] == wanted and len(words) > len(wanted) and is_full_name(candidate):
            return candidate
    return ""


def _name_at_start(line: str) -> str:
    """Return the name a line begins with: `"Ada Lovelace has accepted your …"` → `"Ada Lovelace"`."""
    head = tidy_name(line.partition("(")[0].partition(",")[0])
    words = head.split()
    while words and not words[-1][:1].isupper() and words[-1][:1].isascii():
        words.pop()
    named = []
    for word in words:
        if word[:1].isascii() and word[:1].islower() and word not in _PARTICLES:
            break
        named.append(word)
    return " ".join(named) if len(named) <= _LONGEST_NAME_WORDS else ""


_PARTICLES = frozenset(
    {
        "al",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "dos",
        "du",
        "e",
        "el",
        "ibn",
        "la",
        "le",
        "van",
        "von",
        "y",
        "zu",
    }
)


def headline_of(text: str, name: str, frames: tuple[str, ...]) -> str:
    """Return what stands behind or below a name: its headline, "" when there is none."""
    lines = text.splitlines()
    wanted = fold_name(name)
    for index, line in enumerate(lines):
        head, bracket, tail = line.partition("(")
        if bracket and fold_name(head) == wanted and tail.rstrip().endswith(")"):
            return tail.rstrip()[:-1].strip()
        if fold_name(line) == wanted and index + 1 < len(lines):
            below = lines[index + 1].strip()
            if below and not matches_any(frames, below) and not _is_contact(below):
                return below[:200]
    return ""


def _is_contact(line: str) -> bool:
    """True for a line that holds a link or an address: a signature, not a headline."""
    return "http" in line or "@" in line


def slug_in(place: str, data: NetworkData) -> str:
    """Return the profile slug of "host/path", lower case and decoded, "" when it is no profile."""
    for pattern in data.profiles:
        found = compiled(pattern).search(place)
        if found:
            return unquote(str(found.group("slug"))).strip("/").lower()
    return ""


def profile_links(message: Message, data: NetworkData) -> tuple[ProfileLink, ...]:
    """Return all profile links of a message, those of the HTML first, in order."""
    linked = [
        ProfileLink(slug_in(link.host + link.path, data), link.text) for link in message.links
    ]
    written = [
        ProfileLink(slug_in(str(found.group("place")), data))
        for found in compiled(_URL).finditer(full_text(message))
    ]
    return tuple(link for link in (*linked, *written) if link.slug)


def slug_agrees(slug: str, name: str) -> bool:
    """True when a slug is made of the name: `ada-lovelace-1815`, `adalovelace`, `lovelace-ada`."""
    words = fold_name(name).split()
    squeezed = fold_name(slug.replace("-", " ").replace("_", " ").replace(".", " ")).replace(
        " ", ""
    )
    meant = [words[0], words[-1]] if len(words) > 1 else words
    return bool(meant) and all(word in squeezed for word in meant)


def _is_my_slug(slug: str, me: Me) -> bool:
    mine = any(profile.partition(":")[2] == slug for profile in me.profiles)
    return mine or any(slug_agrees(slug, name) for name in me.names)


def profile_of(name: str, links: Iterable[ProfileLink], me: Me) -> str:
    """Return the slug of the person `name` among a mail's profile links, "" when not sure.

    A link counts when its words are the name, or its slug is made of it. Failing that, the only
    slug that is not mine counts when its words invite to look ("View profile"). My own profile,
    which the header of every mail links, never counts.
    """
    others = [link for link in links if not _is_my_slug(link.slug, me)]
    for link in others:
        if link.text and name_match(link.text.partition(",")[0], name) >= 0.9:
            return link.slug
    if name and (agreeing := [link.slug for link in others if slug_agrees(link.slug, name)]):
        return agreeing[0]
    slugs = {link.slug for link in others}
    if len(slugs) == 1 and me.names and any(compiled(_VIEW).search(link.text) for link in others):
        return slugs.pop()
    return ""
