"""A network's notice about somebody whom I know by mail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notworking.mail.authenticity import Authenticity
from notworking.people.contact import is_believed, key_of
from notworking.people.event import LinkStrength
from notworking.people.joining import Candidate, join_acquaintances
from notworking.people.person import address_identity
from people.samples import LINKEDIN, mail, notice_of

INVITATION = notice_of("linkedin_invitation_default_sentence")
AT_WORK = Candidate(address_identity("ada@engines.example.com"), "Ada Lovelace")
AT_HOME = Candidate(address_identity("ada@gmail.com"), "Lovelace, Ada")
NAMESAKE = Candidate(address_identity("ada@bakery.example.com"), "Ada Lovelace")
BOB = Candidate(address_identity("bob@engines.example.com"), "Bob Tanaka")


def strengths(*known: Candidate, is_authentic: bool = True) -> list[tuple[str, LinkStrength]]:
    """Return whom Ada's invitation is joined to, and how surely."""
    notice = replace(INVITATION, is_authentic=is_authentic)
    links = join_acquaintances(notice, known)
    return [(link.second.value, link.strength) for link in links]


def test_name_and_company_are_the_same_person() -> None:
    """ "Analyst at Engines Ltd" writes to me from engines.example.com."""
    assert strengths(AT_WORK, BOB) == [("ada@engines.example.com", LinkStrength.LIKELY)]


@pytest.mark.parametrize("known", [AT_HOME, NAMESAKE])
def test_a_name_alone_is_a_hint(known: Candidate) -> None:
    """A public provider's domain is nobody's company, and another company another person."""
    assert strengths(known) == [(known.identity.value, LinkStrength.HINT)]


def test_two_of_that_name_in_that_company_are_hints() -> None:
    """Father and daughter work together: nobody can tell which it is."""
    other = replace(AT_WORK, identity=address_identity("a.lovelace@engines.example.com"))
    assert {strength for _, strength in strengths(AT_WORK, other)} == {LinkStrength.HINT}


def test_a_notice_nobody_vouches_for_gives_hints_only() -> None:
    """A forger must not choose who they are taken for."""
    assert strengths(AT_WORK, is_authentic=False) == [
        ("ada@engines.example.com", LinkStrength.HINT)
    ]


def test_an_event_is_the_same_however_much_was_read() -> None:
    """Old mail is read by its headers, new mail whole; a message counts once."""
    short, whole = mail(new=""), mail(new="All of the text")
    assert key_of(short) == key_of(replace(whole, digest="another"))
    assert key_of(short) != key_of(mail(message_id="other@example.com"))
    assert key_of(short) != key_of(mail("eve@example.org"))


@pytest.mark.parametrize(
    ("authenticity", "believed"),
    [
        (Authenticity(), True),
        (Authenticity(is_stated=True, dkim_pass=frozenset({"engines.example.com"})), True),
        (Authenticity(is_stated=True, spf_pass="engines.example.com"), False),
        (LINKEDIN, False),
    ],
)
def test_a_sender_is_believed_unless_the_server_could_not_vouch(
    authenticity: Authenticity, believed: bool
) -> None:
    """Small servers say nothing, and their mail must count; where they check, it must pass."""
    assert is_believed(mail(), authenticity) is believed
