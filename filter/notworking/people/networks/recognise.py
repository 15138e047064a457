"""Recognise a network's mail: a message in, a notice out, or nothing when no network sent it."""

from __future__ import annotations

from collections.abc import Callable

from notworking.mail.authenticity import Authenticity, is_same_owner
from notworking.mail.message import Message
from notworking.people.networks import (
    academia,
    booking,
    chat,
    facebook,
    github,
    instagram,
    linkedin,
    meetup,
    plain,
    researchgate,
    twitter,
    wellfound,
    xing,
)
from notworking.people.networks.data import NetworkData, Networks, bundled
from notworking.people.networks.notice import Notice
from notworking.people.networks.sighting import NetworkReading, Sighting, sight
from notworking.people.person import NOBODY, Me

Reader = Callable[[Message, NetworkData, Sighting, Me], NetworkReading]

READERS: dict[str, Reader] = {
    "academia": academia.read,
    "calcom": booking.read,
    "calendly": booking.read,
    "discord": chat.read,
    "facebook": facebook.read,
    "github": github.read,
    "instagram": instagram.read,
    "linkedin": linkedin.read,
    "meetup": meetup.read,
    "researchgate": researchgate.read,
    "slack": chat.read,
    "twitter": twitter.read,
    "wellfound": wellfound.read,
    "xing": xing.read,
}
"""Network → its reader; networks that a user adds are read plainly."""


def recognise(
    message: Message,
    authenticity: Authenticity,
    *,
    templates: Networks | None = None,
    me: Me = NOBODY,
) -> Notice | None:
    """Given a message, return what a network tells with it, or None when no network sent it.

    The sender's domain must be the network's own or below it: `linkedin.com.evil.example` and
    `notlinkedin.com` are refused. `templates` are the networks known (the bundled ones if None,
    `Networks.extended_by` adds the user's). A notice is authentic when the receiving server
    vouches for the domain, and forged when it speaks of authentication and neither vouches nor
    saw the mail come from the network's servers (SPF alone: not forged, not authentic either).
    """
    if message.sender is None:
        return None
    found = (templates or bundled()).of_domain(message.sender.domain)
    if found is None:
        return None
    data, domain = found
    sighting = sight(message, data)
    reading = READERS.get(data.network, plain.read)(message, data, sighting, me)
    is_authentic = authenticity.vouches_for(domain) or authenticity.vouches_for(
        message.sender.domain
    )
    return Notice(
        network=data.network,
        kind=reading.kind,
        people=reading.people,
        text=reading.text,
        template=sighting.template,
        is_authentic=is_authentic,
        asked_by_me=reading.asked_by_me,
        is_forged=authenticity.is_stated
        and not is_authentic
        and not is_same_owner(domain, authenticity.spf_pass),
    )
