"""XING: contact requests, messages and its own news; only the sender's domain and phrases tell."""

from __future__ import annotations

from dataclasses import replace

from notworking.mail.message import Message
from notworking.people.networks import plain
from notworking.people.networks.data import NetworkData
from notworking.people.networks.notice import NoticeKind
from notworking.people.networks.sighting import NetworkReading, Sighting
from notworking.people.person import Me


def read(message: Message, data: NetworkData, sighting: Sighting, me: Me) -> NetworkReading:
    """Given a XING message, return whom it is about.

    "… ist jetzt mit dir verbunden" goes to both sides: it does not tell who had asked, unlike
    "… hat deine Kontaktanfrage angenommen".
    """
    reading = plain.read(message, data, sighting, me)
    if reading.kind is NoticeKind.ACCEPTED and "angenommen" not in message.subject.lower():
        return replace(reading, asked_by_me=None)
    return reading
