"""The plain way to read a network's mail: the person is in From or in the phrase, the frame in data."""

from __future__ import annotations

from notworking.mail.message import Message
from notworking.people.networks.data import NetworkData
from notworking.people.networks.frame import addresses_in, relayed_words
from notworking.people.networks.names import hero_name, profile_links, profile_of
from notworking.people.networks.notice import NetworkPerson, NoticeKind
from notworking.people.networks.sighting import NetworkReading, Sighting
from notworking.people.person import Me

ABOUT_A_PERSON = frozenset(
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
_WITH_WORDS = frozenset({NoticeKind.INMAIL, NoticeKind.INMAIL_REPLY, NoticeKind.MESSAGE})


def read(message: Message, data: NetworkData, sighting: Sighting, me: Me) -> NetworkReading:
    """Given a message of any network, return the one person it is about and their words.

    Also the reader of networks that a user describes in a data file of their own.
    """
    kind = sighting.kind
    if kind not in ABOUT_A_PERSON:
        return NetworkReading(kind)
    name = hero_name(message, data, sighting, me)
    if not name:
        return NetworkReading(kind)
    text = relayed_words(message, data, (name,)) if kind in _WITH_WORDS else ""
    slug = profile_of(name, profile_links(message, data), me)
    person = NetworkPerson(
        name=name,
        profile=f"{data.network}:{slug}" if slug else "",
        addresses=addresses_in(text, data, me),
    )
    asked_by_me = True if kind is NoticeKind.ACCEPTED else None
    return NetworkReading(kind, (person,), text, asked_by_me)
