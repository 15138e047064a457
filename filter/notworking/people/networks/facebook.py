"""Facebook: friend requests, messages and notifications, told by X-Facebook-Notify."""

from __future__ import annotations

from notworking.mail.message import Message
from notworking.people.networks import plain
from notworking.people.networks.data import NetworkData
from notworking.people.networks.notice import NoticeKind
from notworking.people.networks.sighting import NetworkReading, Sighting
from notworking.people.person import Me


def read(message: Message, data: NetworkData, sighting: Sighting, me: Me) -> NetworkReading:
    """Given a Facebook message, return whom it is about.

    Some notices lack the header; one that names a friend request in its subject is one all the
    same. The header alone proves nothing: scam mailers set it by hand.
    """
    if sighting.kind is NoticeKind.UNKNOWN and sighting.template:
        return NetworkReading(NoticeKind.NOISE)
    return plain.read(message, data, sighting, me)
