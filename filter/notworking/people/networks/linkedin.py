"""LinkedIn: invitations, acceptances, InMails, messages, and the noise about them."""

from __future__ import annotations

from notworking.mail.message import Message
from notworking.people.networks.data import NetworkData, compiled, matches_any
from notworking.people.networks.frame import addresses_in, cut_footer, note_of, relayed_words
from notworking.people.networks.names import (
    headline_of,
    hero_name,
    is_machine_name,
    profile_links,
    profile_of,
    slug_in,
)
from notworking.people.networks.notice import NetworkPerson, NoticeKind
from notworking.people.networks.sighting import NetworkReading, Sighting, full_text
from notworking.people.person import Me, fold_name, is_full_name, name_match, tidy_name

_ABOUT_ONE = frozenset(
    {
        NoticeKind.INVITATION,
        NoticeKind.INVITATION_REMINDER,
        NoticeKind.ACCEPTED,
        NoticeKind.INMAIL,
        NoticeKind.INMAIL_REPLY,
        NoticeKind.MESSAGE,
        NoticeKind.ENDORSEMENT,
        NoticeKind.RECOMMENDATION,
    }
)
_ABOUT_SEVERAL = frozenset(
    {NoticeKind.ACCEPTED_BATCH, NoticeKind.INVITATION_DIGEST, NoticeKind.MESSAGE_DIGEST}
)
_WITH_WORDS = frozenset(
    {NoticeKind.INMAIL, NoticeKind.INMAIL_REPLY, NoticeKind.MESSAGE, NoticeKind.MESSAGE_DIGEST}
)
_ACCEPTED = frozenset({NoticeKind.ACCEPTED, NoticeKind.ACCEPTED_BATCH})
_URL = r"https?://(?P<place>[^\s?#<>]+)"
_AND = r",\s*|\s+(?:and|und|et|y|e|en|a)\s+"


def read(message: Message, data: NetworkData, sighting: Sighting, me: Me) -> NetworkReading:
    """Given a LinkedIn message and its kind, return whom it is about and the words inside."""
    kind = _settled(sighting)
    asked_by_me = True if kind in _ACCEPTED else None
    if kind in _ABOUT_SEVERAL:
        people = _listed(message, data, sighting, me)
    elif kind in _ABOUT_ONE:
        people = _hero(message, data, sighting, me)
    else:
        return NetworkReading(kind)
    text = _words(kind, message, data, people, me)
    if text and people:
        people = (_with_addresses(people[0], text, data, me), *people[1:])
    return NetworkReading(kind, people, text, asked_by_me)


def _settled(sighting: Sighting) -> NoticeKind:
    """What the template or sender leaves open, the subject tells: the batch's template is not known."""
    if sighting.kind is NoticeKind.ACCEPTED and sighting.subject_kind is NoticeKind.ACCEPTED_BATCH:
        return NoticeKind.ACCEPTED_BATCH
    if sighting.kind is NoticeKind.MESSAGE and sighting.subject_kind is NoticeKind.INMAIL_REPLY:
        return NoticeKind.INMAIL_REPLY
    return sighting.kind


def _hero(
    message: Message, data: NetworkData, sighting: Sighting, me: Me
) -> tuple[NetworkPerson, ...]:
    name = hero_name(message, data, sighting, me)
    if not name:
        return ()
    return (_person(message, data, name, me),)


def _person(message: Message, data: NetworkData, name: str, me: Me) -> NetworkPerson:
    above_footer = "\n".join(cut_footer(full_text(message).splitlines(), data))
    slug = profile_of(name, profile_links(message, data), me)
    return NetworkPerson(
        name=name,
        profile=f"{data.network}:{slug}" if slug else "",
        headline=headline_of(above_footer, name, data.frames),
    )


def _listed(
    message: Message, data: NetworkData, sighting: Sighting, me: Me
) -> tuple[NetworkPerson, ...]:
    """People listed in a batch or digest: by their profile lines, else by links, else by names."""
    people = _by_profile_lines(message, data) or _by_links(message, data)
    if not people:
        people = _by_names(message, data, sighting, me)
    others = (
        person
        for person in people
        if not me.is_my_name(person.name) and not is_machine_name(person.name, data)
    )
    unique = {person.profile or fold_name(person.name): person for person in others}
    return tuple(unique.values())[: data.batch_limit]


def _by_profile_lines(message: Message, data: NetworkData) -> list[NetworkPerson]:
    """Read blocks of name, headline and "View profile: …/in/slug" in the text part."""
    people: list[NetworkPerson] = []
    block: list[str] = []
    for line in cut_footer(full_text(message).splitlines(), data):
        found = compiled(_URL).search(line)
        slug = slug_in(str(found.group("place")), data) if found else ""
        if slug and block:
            headline = block[1] if len(block) > 1 else ""
            people.append(NetworkPerson(tidy_name(block[0]), f"{data.network}:{slug}", headline))
        if found or not line.strip() or matches_any(data.frames, line):
            block = []
        else:
            block.append(line.strip())
    return [person for person in people if is_full_name(person.name)]


def _by_links(message: Message, data: NetworkData) -> list[NetworkPerson]:
    """Read links whose words are the name that their slug is made of, above the suggestions."""
    above = {fold_name(line) for line in cut_footer(full_text(message).splitlines(), data)}
    return [
        NetworkPerson(tidy_name(link.text), f"{data.network}:{link.slug}")
        for link in profile_links(message, data)
        if is_full_name(link.text) and fold_name(link.text) in above
    ]


def _by_names(
    message: Message, data: NetworkData, sighting: Sighting, me: Me
) -> list[NetworkPerson]:
    """Read "Name (Headline)" lines; else the single hero; else the names in the subject."""
    people: list[NetworkPerson] = []
    for line in cut_footer(full_text(message).splitlines(), data):
        head, bracket, tail = line.strip().partition(" (")
        if bracket and tail.endswith(")") and is_full_name(head) and len(head.split()) <= 6:
            people.append(_person(message, data, tidy_name(head), me))
    if people or sighting.kind is NoticeKind.ACCEPTED_BATCH:
        return people
    names = compiled(_AND).split(sighting.words.get("names", ""))
    if not any(names):
        return list(_hero(message, data, sighting, me))
    return [NetworkPerson(tidy_name(name)) for name in names if fold_name(name)]


def _words(
    kind: NoticeKind, message: Message, data: NetworkData, people: tuple[NetworkPerson, ...], me: Me
) -> str:
    names = [person.name for person in people]
    if kind is NoticeKind.INVITATION:
        return note_of(message, data, names, me)
    if kind not in _WITH_WORDS:
        return ""
    shown = [person.headline for person in people]
    text = relayed_words(message, data, names, shown)
    return "" if kind is NoticeKind.MESSAGE_DIGEST and _only_names(text, names) else text


def _only_names(text: str, names: list[str]) -> bool:
    """True when all that a digest shows are the people's names and headlines."""
    lines = [line for line in text.splitlines() if line.strip()]
    return all(
        any(name_match(line.partition("(")[0], name) >= 0.9 for name in names) for line in lines
    )


def _with_addresses(person: NetworkPerson, text: str, data: NetworkData, me: Me) -> NetworkPerson:
    return NetworkPerson(person.name, person.profile, person.headline, addresses_in(text, data, me))
