"""Stories told by people who suffer from networking spam, from raw mail to what the ledger says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from notworking.mail.message import Message
from notworking.people.contact import contact_events, thread_of
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityLink,
    LinkStrength,
)
from notworking.people.facts import facts
from notworking.people.joining import Candidate, join
from notworking.people.networks.events import events_of
from notworking.people.person import address_identity
from notworking.people.relationship import Relationship, relate
from people.samples import ME, NOW, days_ago, eml, event, mail, notice_of

MINE, THEIRS = Direction.MINE, Direction.THEIRS
ADA = "ada@engines.example.com"


class Ledger:
    """A ledger as small as can be: events and links, persons by what joins."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.links: list[IdentityLink] = []

    def notice(self, name: str, days: float) -> None:
        events, links = events_of(notice_of(name), eml(name), days_ago(days))
        self.events += events
        self.links += links

    def received(
        self, message: Message, at: datetime, candidates: Iterable[Candidate] = ()
    ) -> None:
        self.links += join(message, candidates, at=at)
        self.events += contact_events(
            message, ME, at, direction=THEIRS, is_known=lambda who: self.person(who).is_known
        )

    def sent(self, message: Message, at: datetime) -> None:
        self.events += contact_events(message, ME, at, direction=MINE)

    def person(self, who: Identity) -> Relationship:
        same = {who}
        joining = [
            one for one in self.links if one.strength in (LinkStrength.EXACT, LinkStrength.LIKELY)
        ]
        for _ in joining:
            for link in joining:
                if link.first in same or link.second in same:
                    same |= {link.first, link.second}
        return relate([one for one in self.events if one.who in same], now=NOW)


def _candidate(ledger: Ledger) -> Candidate:
    (connected,) = [one for one in ledger.events if one.kind is EventKind.CONNECTED]
    return Candidate(
        connected.who, connected.label, "Analyst at Engines Ltd", connected_at=connected.at
    )


def test_as_soon_as_i_accepted_mail_after_mail_came() -> None:
    """ "As soon as I accepted, he started to spam me with email after email"."""
    ledger = Ledger()
    ledger.notice("linkedin_accepted_single_profile_only_in_html", 12)
    known = [_candidate(ledger)]
    for number, days in enumerate((11.5, 8, 4)):
        message = mail(ADA, message_id=f"{number}@x", new="Thanks for connecting! 15 minutes?")
        ledger.received(message, days_ago(days), known)

    found = facts(ledger.person(address_identity(ADA)), now=NOW)

    assert found.days_since_connection == 12
    assert (found.mails_since_connection, found.follow_up_number) == (3, 3)
    assert not found.is_known


def test_an_address_first_writes_directly_after_connecting() -> None:
    """ "90 % harvested my address": the first direct mail comes right after the connection."""
    ledger = Ledger()
    ledger.notice("linkedin_accepted_single_profile_only_in_html", 2)
    message = mail(ADA, new="We connected on LinkedIn, so …")
    ledger.links += join(message, [_candidate(ledger)], at=days_ago(1))

    found = facts(ledger.person(address_identity(ADA)), now=NOW)

    assert found.first_direct_mail_after_connecting


def test_i_asked_to_stop_and_they_went_on() -> None:
    """ "I asked him to stop": when, and that it did not help, is what the reader sees."""
    ledger = Ledger()
    ledger.received(mail(ADA, message_id="1@x"), days_ago(20))
    ledger.sent(
        mail("grace@example.org", to=(ADA,), message_id="2@x", new="Please stop emailing me."),
        days_ago(19),
    )
    ledger.received(mail(ADA, message_id="3@x", new="Just one more thought"), days_ago(10))

    found = facts(ledger.person(address_identity(ADA)), now=NOW)

    assert found.opted_out_at == days_ago(19)
    assert "You asked them to stop on 13 May 2026; they went on." in found.sentences


def test_a_clear_weather_connection_only_asks() -> None:
    """ "If you call because you need something once, it goes unnoticed; every time …"."""
    asks = [
        event(EventKind.ASKED, THEIRS, days=days, detail="introduce") for days in (700, 400, 200, 5)
    ]

    relationship = relate(asks, now=NOW)

    assert relationship.reciprocity < -0.7
    assert "They asked 4 things of you and gave nothing." in facts(relationship, now=NOW).sentences


def test_my_thank_you_note_was_never_answered() -> None:
    """ "80 % never answer my thank-you note": it is there, and no answer is."""
    ledger = Ledger()
    ledger.notice("linkedin_invitation_with_a_pitch", 30)
    ledger.sent(
        mail("grace@example.org", to=(ADA,), new="Thank you for the invitation."), days_ago(29)
    )

    relationship = ledger.person(address_identity(ADA))

    assert (relationship.i_wrote, relationship.they_replied, relationship.two_voice_threads) == (
        1,
        0,
        0,
    )


def test_someone_i_know_vouches_for_a_stranger() -> None:
    """ "I'd add you if someone I know vouched for you": in that thread, and nowhere else."""
    ledger = Ledger()
    ledger.sent(mail("grace@example.org", to=("bob@example.com",), message_id="0@x"), days_ago(90))
    words = "Grace, meet Ada, who builds engines."
    intro = mail(
        "bob@example.com",
        name="Bob",
        to=("grace@example.org",),
        cc=(ADA,),
        message_id="i@x",
        new=words,
    )
    ledger.received(intro, days_ago(2))
    answer = mail(ADA, message_id="a@x", references=("i@x",), new="Thank you, Bob.")
    elsewhere = mail(ADA, message_id="b@x", new="By the way, buy my engine.")

    relationship = ledger.person(address_identity(ADA))

    assert facts(relationship, now=NOW, thread=thread_of(answer)).is_vouched
    assert not facts(relationship, now=NOW, thread=thread_of(elsewhere)).is_vouched
    assert not relationship.is_known


def test_an_old_colleagues_invitation_comes_from_somebody_known() -> None:
    """ "Most invitations come from people I worked with: those I am happy to get"."""
    ledger = Ledger()
    work = "ada.lovelace@engines.example.com"
    ledger.sent(mail("grace@example.org", to=(work,), message_id="0@x"), days_ago(400))
    ledger.notice("linkedin_inmail_with_signature", 3)

    relationship = ledger.person(address_identity(work))

    assert relationship.is_known
    assert relationship.relayed == 1


def test_thirty_invitations_a_day_are_thirty_strangers() -> None:
    """Invitations are counted per person, and make nobody known."""
    ledger = Ledger()
    ledger.notice("linkedin_invitation_digest", 1)

    assert len({one.who for one in ledger.events}) == 2
    for one in ledger.events:
        relationship = ledger.person(one.who)
        assert (relationship.invitations, relationship.is_known) == (1, False)


def test_a_network_relay_is_never_a_known_address() -> None:
    """After one LinkedIn notice, every relayed pitch would count as "prior contact" elsewhere."""
    ledger = Ledger()
    ledger.received(mail("hit-reply@linkedin.com", name="Ada Lovelace"), days_ago(1), [])

    assert not ledger.person(address_identity("hit-reply@linkedin.com")).is_known
    assert ledger.links == []
