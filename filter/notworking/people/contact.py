"""What a direct message says about contact: who wrote to whom, who asked to stop, who introduced whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from notworking.mail.authenticity import Authenticity
from notworking.mail.message import Address, Message
from notworking.people.event import Direction, Event, EventKind, Identity
from notworking.people.person import (
    Me,
    address_identity,
    fold_name,
    is_full_name,
    is_machine_address,
    tidy_name,
)
from notworking.people.phrases import bundled_phrases
from notworking.people.relationship import FEW

_MOST_INTRODUCED = 6
_MANY_BY_LIST = FEW + 1


def _nobody_known(_: Identity) -> bool:
    return False


def _none_of_mine(_: str) -> bool:
    return False


def message_key(message_id: str) -> str:
    """Return a Message-ID as the ledger keeps it: SHA-256, first 32 hex characters, "" for ""."""
    bare = message_id.strip().strip("<>")
    return sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()[:32] if bare else ""


def key_of(message: Message) -> str:
    """Return what makes a message one event in the ledger, however much of it was read.

    From the header fields alone: old mail is read without its text, new mail with it, and a
    message that lies in two mailboxes is one. The digest covers the text and will not do.
    """
    sent_at = message.date.isoformat() if message.date else ""
    sender = message.sender.email if message.sender else ""
    known = (message.message_id or "", sent_at, sender, message.subject)
    return message_key("\x1f".join(known)) if any(known) else message.digest


def thread_of(message: Message) -> str:
    """Return the key of the thread's root: first of References, else In-Reply-To, else its own id.

    Given References `a b c`, the key of `a` (RFC 5322 section 3.6.4); "" without any Message-ID.
    """
    root = next(iter((*message.references[:1], *message.in_reply_to[:1])), message.message_id or "")
    return message_key(root)


def is_believed(message: Message, authenticity: Authenticity) -> bool:
    """Return True unless the receiving server checked the sender and could not vouch for them.

    Where it says nothing, as small servers do, the From field is all there is and is taken at
    its word (DESIGN section 6: trust needs authentication where the server tells).
    """
    domain = message.sender.domain if message.sender else ""
    return not authenticity.is_stated or authenticity.vouches_for(domain)


def contact_events(
    message: Message,
    me: Me,
    at: datetime,
    *,
    direction: Direction,
    verified: bool = True,
    is_known: Callable[[Identity], bool] = _nobody_known,
    is_my_message: Callable[[str], bool] = _none_of_mine,
) -> tuple[Event, ...]:
    """Given a direct message, return the events of contact in it.

    `direction` says who wrote it (MINE: it lies in Sent). `is_known` tells people who are known
    already, for introductions; `is_my_message` tells Message-IDs (no brackets) that I sent, to
    know an answer from a follow-up of one's own. `verified` is what the receiving server says
    of the sender: unverified mail introduces nobody. My own addresses are never a counterpart.
    Networks' mail does not belong here (`networks.recognise` first).
    """
    if direction is Direction.MINE:
        return tuple(_mine(message, me, at, is_my_message))
    theirs = _theirs(message, me, at, verified=verified, is_my_message=is_my_message)
    if theirs is None:
        return ()
    if not verified or not is_known(theirs.who):
        return (theirs,)
    return (theirs, *_introduced(message, me, at, theirs.who, is_known))


def _mine(
    message: Message, me: Me, at: datetime, is_my_message: Callable[[str], bool]
) -> Iterator[Event]:
    counterparts = _others((*message.to, *message.cc), me)
    addressed = {address_identity(address.email) for address in message.to}
    recipients = max(1, len(counterparts))
    parents = message.parents
    answers = bool(parents) and not is_my_message(parents[0])
    opted_out = recipients <= FEW and bool(bundled_phrases()["opt_out"].find(message.zones.new))
    for who, address in counterparts.items():
        wrote = Event(
            kind=EventKind.WROTE,
            direction=Direction.MINE,
            who=who,
            at=at,
            key=key_of(message),
            thread=thread_of(message),
            recipients=recipients,
            is_reply=answers and who in addressed,
            label=_label(address),
        )
        yield wrote
        if opted_out and who in addressed:
            yield replace(wrote, kind=EventKind.OPTED_OUT, is_reply=False, recipients=1)


def _theirs(
    message: Message, me: Me, at: datetime, *, verified: bool, is_my_message: Callable[[str], bool]
) -> Event | None:
    sender = message.sender
    if (
        sender is None
        or not sender.email
        or me.is_mine(sender.email)
        or is_machine_address(sender.email)
    ):
        return None
    recipients = len({address.email for address in (*message.to, *message.cc)})
    is_to_a_list = "List-Id" in message.headers or "List-Post" in message.headers
    return Event(
        kind=EventKind.WROTE,
        direction=Direction.THEIRS,
        who=address_identity(sender.email),
        at=at,
        key=key_of(message),
        thread=thread_of(message),
        recipients=max(recipients, _MANY_BY_LIST if is_to_a_list else 1),
        is_reply=any(is_my_message(parent) for parent in message.parents),
        verified=verified,
        label=_label(sender),
    )


def _introduced(
    message: Message, me: Me, at: datetime, voucher: Identity, is_known: Callable[[Identity], bool]
) -> Iterator[Event]:
    """Strangers in To and Cc of a known person's mail that introduces somebody to me."""
    strangers = {
        who: address
        for who, address in _others((*message.to, *message.cc), me).items()
        if who != voucher and not is_known(who) and not is_machine_address(who.value)
    }
    if not 0 < len(strangers) <= _MOST_INTRODUCED:
        return
    said = bundled_phrases()["introduction"].find(f"{message.subject}\n{message.zones.new}")
    if not said and len(strangers) > 1:
        return  # one stranger between the two of us is an introduction whatever the words
    for who, address in strangers.items():
        yield Event(
            kind=EventKind.VOUCHED,
            direction=Direction.THEIRS,
            who=who,
            at=at,
            key=key_of(message),
            thread=thread_of(message),
            detail=voucher.value,
            label=_label(address),
            headline=_full_name(message.sender),
        )


def _others(addresses: tuple[Address, ...], me: Me) -> dict[Identity, Address]:
    """Counterparts by identity, in order: my own addresses and empty ones left out."""
    found: dict[Identity, Address] = {}
    for address in addresses:
        if "@" in address.email and not me.is_mine(address.email):
            found.setdefault(address_identity(address.email), address)
    return found


def _label(address: Address) -> str:
    name = tidy_name(address.name)
    return name if fold_name(name) and "@" not in name else ""


def _full_name(address: Address | None) -> str:
    """Return a sender's full name; "" for half of one, which forgetting them would not find."""
    name = _label(address) if address is not None else ""
    return name if is_full_name(name) else ""
