"""Calendly and its like: a meeting was booked, by you or by the other side."""

from __future__ import annotations

from notworking.mail.message import Message
from notworking.people.networks.data import NetworkData, compiled
from notworking.people.networks.names import told_name
from notworking.people.networks.notice import NetworkPerson, NoticeKind
from notworking.people.networks.sighting import NetworkReading, Sighting, full_text
from notworking.people.person import Me, tidy_name

_ADDRESS = r"(?P<value>[^\s<>()]+@[^\s<>()]+\.[a-z]{2,24})"
_INVITEE = r"^\s*\**invitee:?\**:?\s*\n?\s*(?P<value>[^\n:]+?)\s*$"
_INVITEE_EMAIL = rf"^\s*\**invitee e-?mail:?\**:?\s*\n?\s*{_ADDRESS}"
_GUEST_OF = r"^\s*\**(?:host|organi[sz]er|with):?\**:?\s*\n?\s*(?P<value>[^\n:]+?)\s*$"


def read(message: Message, _data: NetworkData, sighting: Sighting, me: Me) -> NetworkReading:
    """Given a notice of a booking, return the other side and who booked.

    Calendly tells the host `New Event: {Invitee} - {time} - {type}` with `Invitee:` and
    `Invitee Email:` below: they booked me. When the invitee's address is mine, I booked, and the
    other side is the host. Cancelled bookings are no contact.
    """
    if sighting.kind is not NoticeKind.BOOKING:
        return NetworkReading(sighting.kind)
    text = full_text(message)
    email = _value(_INVITEE_EMAIL, text).lower()
    invitee = tidy_name(_value(_INVITEE, text)) or told_name(sighting)
    if me.is_mine(email) or (not email and me.is_my_name(invitee)) or sighting.words.get("host"):
        host = tidy_name(sighting.words.get("host", "")) or tidy_name(_value(_GUEST_OF, text))
        address = _reply_address(message, me)
        people = (NetworkPerson(host, addresses=address),) if host or address else ()
        return NetworkReading(NoticeKind.BOOKING, people, asked_by_me=True)
    if not invitee and not email:
        return NetworkReading(NoticeKind.BOOKING)
    person = NetworkPerson(invitee, addresses=(email,) if email else ())
    return NetworkReading(NoticeKind.BOOKING, (person,), asked_by_me=False)


def _value(pattern: str, text: str) -> str:
    found = compiled(pattern).search(text)
    return str(found.group("value")).strip() if found else ""


def _reply_address(message: Message, me: Me) -> tuple[str, ...]:
    """The host's address, where the confirmation can be answered to it."""
    own = message.sender.domain if message.sender else ""
    return tuple(
        address.email
        for address in message.reply_to[:1]
        if not me.is_mine(address.email) and address.domain != own
    )
