"""Which kind of mail a network's message is: template header first, then sender and phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from notworking.mail.message import Message
from notworking.people.networks.data import NetworkData, Phrase, compiled
from notworking.people.networks.notice import NetworkPerson, NoticeKind

_SEARCHED_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Sighting:
    """A kind, how it was told, and the words around it."""

    kind: NoticeKind
    words: Mapping[str, str] = field(default_factory=dict)
    """Named groups of the phrase that told, or of the subject phrase that agrees."""
    template: str = ""
    subject_kind: NoticeKind | None = None
    """What the subject alone would say."""


@dataclass(frozen=True, slots=True)
class NetworkReading:
    """What a network's own module makes of a message."""

    kind: NoticeKind
    people: tuple[NetworkPerson, ...] = ()
    text: str = ""
    asked_by_me: bool | None = None


def full_text(message: Message) -> str:
    """Return the body in reading order: a network's frame may sit in any zone.

    Quoted text is left out unless there is nothing else: it is what somebody said earlier.
    """
    zones = message.zones
    told = "\n".join(part for part in (zones.new, zones.signature, zones.footer) if part)
    return (told or zones.quoted)[:_SEARCHED_CHARACTERS]


def template_of(message: Message, data: NetworkData) -> str:
    """Return the network's own name for the mail, lower case, "" when it does not say.

    `X-LinkedIn-Template: email_accept_invite_single_01` → `email_accept_invite_single_01`;
    `X-Facebook-Notify: friend_request; mailid=…` → `friend_request`. When the header was lost
    on the way, links in the text may still carry it.
    """
    value = message.headers.get(data.template_header) if data.template_header else None
    if value:
        return value.partition(";")[0].strip().lower()
    if not data.template_in_text:
        return ""
    found = compiled(data.template_in_text).search(full_text(message))
    return str(found.group("template")).lower() if found else ""


def sight(message: Message, data: NetworkData) -> Sighting:
    """Given a message from a network's domain, return what kind it is.

    Order: the template, senders that send one kind only, subject phrases, body phrases, what
    the sender mostly sends, unknown. The subject's words are kept even if the template decided.
    """
    email = message.sender.email if message.sender else ""
    template = template_of(message, data)
    by_subject = _first(data.subjects, message.subject.strip(), email)
    subject_kind = by_subject[0] if by_subject else None
    words = by_subject[1] if by_subject else {}
    by_template = next(
        (rule.kind for rule in data.templates if template and rule.fits(template)), None
    )
    if by_template is not None:
        told = words if _agrees(by_template, subject_kind) else {}
        return Sighting(by_template, told, template, subject_kind)
    senders = [rule for rule in data.senders if rule.fits(email)]
    final = next((rule.kind for rule in senders if rule.is_final), None)
    if final is not None:
        return Sighting(final, {}, template, subject_kind)
    if by_subject is not None:
        return Sighting(by_subject[0], words, template, subject_kind)
    by_body = _first(data.bodies, full_text(message), email)
    if by_body is not None:
        return Sighting(by_body[0], by_body[1], template)
    usual = next((rule.kind for rule in senders), NoticeKind.UNKNOWN)
    return Sighting(usual, {}, template)


def _agrees(by_template: NoticeKind, by_subject: NoticeKind | None) -> bool:
    """True when the two speak of the same thing, as an invitation and its reminder do."""
    return (
        by_subject is not None
        and by_template.value.partition("_")[0] == by_subject.value.partition("_")[0]
    )


def _first(
    phrases: Iterable[Phrase], text: str, email: str
) -> tuple[NoticeKind, Mapping[str, str]] | None:
    local = email.partition("@")[0]
    for phrase in phrases:
        if phrase.senders and local not in phrase.senders:
            continue
        words = phrase.search(text)
        if words is not None:
            return phrase.kind, words
    return None
