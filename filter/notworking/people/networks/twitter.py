"""X, formerly Twitter: followers, mentions and direct messages; the handle is the profile."""

from __future__ import annotations

from dataclasses import replace

from notworking.mail.message import Message
from notworking.people.networks import plain
from notworking.people.networks.data import NetworkData, compiled
from notworking.people.networks.sighting import NetworkReading, Sighting
from notworking.people.person import Me

_HANDLE = r"\(@(?P<handle>[a-z0-9_]{1,15})\)"


def read(message: Message, data: NetworkData, sighting: Sighting, me: Me) -> NetworkReading:
    """Given a message of X, return whom it is about, by the handle in the subject.

    `Ada Lovelace (@ada_l) sent you a Direct Message!` → profile `twitter:ada_l`.
    """
    reading = plain.read(message, data, sighting, me)
    found = compiled(_HANDLE).search(message.subject)
    if not reading.people or not found:
        return reading
    person = replace(
        reading.people[0], profile=f"{data.network}:{str(found.group('handle')).lower()}"
    )
    return replace(reading, people=(person,))
