"""Notices that carry a person's name and are a machine's: whom they name did not write to you."""

from __future__ import annotations

from notworking.mail.message import Message
from notworking.people.networks.data import NetworkData
from notworking.people.networks.sighting import NetworkReading, Sighting
from notworking.people.person import Me


def read(_message: Message, _data: NetworkData, sighting: Sighting, _me: Me) -> NetworkReading:
    """Given a machine's notice, return its kind and nobody: a name in From is no contact."""
    return NetworkReading(sighting.kind)
