"""From notices to the ledger's events and links."""

from __future__ import annotations

from dataclasses import replace

from notworking.mail.authenticity import authenticate
from notworking.mail.message import Address
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityKind,
    IdentityLink,
    LinkStrength,
)
from notworking.people.networks.events import events_of
from notworking.people.networks.recognise import recognise
from notworking.people.relationship import relate
from people.samples import ME, NOW, days_ago, eml, notice_of

ADA_PROFILE = Identity(IdentityKind.PROFILE, "linkedin:ada-lovelace-1815")


def _told(name: str) -> tuple[tuple[Event, ...], tuple[IdentityLink, ...]]:
    return events_of(notice_of(name), eml(name), NOW)


def test_an_acceptance_connects_and_says_that_i_asked() -> None:
    """Acceptances go to the inviter only."""
    (event,), links = _told("linkedin_accepted_single_profile_only_in_html")

    assert (event.kind, event.direction, event.who) == (
        EventKind.CONNECTED,
        Direction.MINE,
        ADA_PROFILE,
    )
    assert event.verified
    assert [link.strength for link in links] == [LinkStrength.HINT]


def test_an_invitation_is_theirs() -> None:
    """Their asking is what later makes "they asked" true of the connection."""
    (event,), _ = _told("linkedin_invitation_with_a_pitch")

    assert (event.kind, event.direction, event.detail) == (
        EventKind.INVITED,
        Direction.THEIRS,
        "linkedin",
    )


def test_an_inmail_links_the_private_address_exactly() -> None:
    """The address in an InMail's signature is the best key to later direct mail."""
    (event,), links = _told("linkedin_inmail_with_signature")

    assert event.kind is EventKind.RELAYED
    assert event.who == Identity(IdentityKind.ADDRESS, "ada.lovelace@engines.example.com")
    assert Identity(IdentityKind.NAME, "linkedin:ada lovelace") in [link.second for link in links]


def test_a_profile_and_its_own_address_are_one_person() -> None:
    """Profile and address in one person's words agree: exact."""
    notice = notice_of("linkedin_inmail_with_signature")
    person = replace(notice.people[0], profile="linkedin:ada-lovelace-1815")

    (event,), links = events_of(
        replace(notice, people=(person,)), eml("linkedin_inmail_reply"), NOW
    )

    assert event.who == ADA_PROFILE
    exact = [link for link in links if link.strength is LinkStrength.EXACT]
    assert [link.second.value for link in exact] == ["ada.lovelace@engines.example.com"]


def test_a_colleagues_address_in_the_words_is_only_a_hint() -> None:
    """ "Write to charles@… or babbage@…" names other people: they are not Ada."""
    notice = notice_of("linkedin_inmail_with_signature")
    others = ("charles@engines.example.com", "babbage@mill.example.com")
    person = replace(notice.people[0], addresses=others)

    _, links = events_of(replace(notice, people=(person,)), eml("linkedin_inmail_reply"), NOW)

    assert {link.strength for link in links} == {LinkStrength.HINT}


def test_a_forged_acceptance_leaves_no_trace() -> None:
    """A fake "LinkedIn" mail must not plant a connection that starts a clock or a name."""
    assert notice_of("linkedin_forged_acceptance").is_forged
    assert _told("linkedin_forged_acceptance") == ((), ())


def test_a_notice_nobody_vouches_for_is_kept_as_unverified() -> None:
    """Where the server says nothing at all, the event is likely true and weighs less."""
    (event,), _ = _told("linkedin_server_says_nothing")

    assert not event.verified
    assert not relate([event], now=NOW).connections[0].verified


def test_an_unverified_booking_makes_nobody_known() -> None:
    """Otherwise a fake confirmation would open the inbox to its author."""
    message = eml("calendly_i_booked")
    trusted = recognise(message, authenticate(message, trusted=("mx.example.org",)), me=ME)
    silent = recognise(message, authenticate(message), me=ME)
    assert trusted is not None
    assert silent is not None

    assert relate(events_of(trusted, message, days_ago(1))[0], now=NOW).is_known
    assert not relate(events_of(silent, message, days_ago(1))[0], now=NOW).is_known


def test_a_batch_connects_everyone_it_lists() -> None:
    """One mail, eight clocks."""
    events, _ = _told("linkedin_accepted_batch")

    assert len({event.who for event in events}) == 8
    assert {event.kind for event in events} == {EventKind.CONNECTED}


def test_a_reminder_is_no_second_invitation() -> None:
    """LinkedIn repeats pending invitations; the person asked once."""
    first, _ = _told("linkedin_invitation_default_sentence")
    again, _ = _told("linkedin_invitation_reminder")

    assert relate([*first, *again], now=NOW).invitations == 1
    assert relate(again, now=NOW).invitations == 1


def test_an_endorsement_request_is_an_ask() -> None:
    """Favours asked through the network count as asks."""
    (event,), _ = _told("linkedin_endorsement_request")

    assert (event.kind, event.detail) == (EventKind.ASKED, "endorse")


def test_an_answer_to_an_inmail_is_written_to_the_person() -> None:
    """The network gives each conversation an address: what I send there, I send to Ada."""
    (relayed,), links = _told("linkedin_inmail_with_signature")
    reply_to = Identity(
        IdentityKind.ADDRESS, "11111111-2222-3333-4444-555555555555@reply.linkedin.com"
    )

    exact = [(link.first, link.second) for link in links if link.strength is LinkStrength.EXACT]

    assert exact == [(relayed.who, reply_to)]


def test_a_shared_answering_address_is_nobodys() -> None:
    """`hit-reply@` and `noreply@` serve everybody, and a Reply-To elsewhere may be forged."""
    message = eml("linkedin_inmail_with_signature")
    notice = notice_of("linkedin_inmail_with_signature")
    shared = ("noreply@linkedin.com", "inmail-hit-reply-premium@linkedin.com")
    for email in (*shared, "11111111-2222-3333-4444-555555555555@evil.example"):
        _, links = events_of(notice, replace(message, reply_to=(Address(email),)), NOW)

        assert LinkStrength.EXACT not in [link.strength for link in links]
