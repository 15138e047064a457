"""Joining a direct mail to somebody a network had shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notworking.mail.message import Link
from notworking.people.event import Identity, IdentityKind, LinkStrength
from notworking.people.joining import Candidate, candidates_of, company_words, join, join_notice
from people.samples import ADA, NOW, days_ago, mail, notice_of

PROFILE = Identity(IdentityKind.PROFILE, "linkedin:ada-lovelace-1815")
CANDIDATE = Candidate(
    PROFILE, "Ada Lovelace", "Analyst at Difference Mills", connected_at=days_ago(3)
)
OTHER = Candidate(
    Identity(IdentityKind.PROFILE, "linkedin:ada-l"),
    "Ada Lovelace",
    "Baker",
    connected_at=days_ago(5),
)


def _strength(found: tuple[object, ...]) -> list[LinkStrength]:
    return [link.strength for link in found]  # type: ignore[attr-defined]


def test_an_address_in_an_earlier_message_is_exact() -> None:
    """The InMail's signature said where she writes from."""
    known = replace(CANDIDATE, name="A. L.", addresses=("Ada@Engines.example.com",))

    (link,) = join(mail(), [known], at=NOW)

    assert (link.first, link.second, link.strength) == (ADA, PROFILE, LinkStrength.EXACT)


def test_a_profile_in_the_signature_is_exact() -> None:
    """A slug is exact, and in one's own signature it is one's own."""
    link = Link("www.linkedin.com", "/in/Ada-Lovelace-1815/")
    message = mail(
        name="", signature="https://www.linkedin.com/in/ada-lovelace-1815", links=(link,)
    )

    assert _strength(join(message, [CANDIDATE], at=NOW)) == [LinkStrength.EXACT]


def test_somebody_elses_profile_in_the_text_is_a_hint() -> None:
    """ "Have a look at Ada's profile" was not written by Ada."""
    link = Link("www.linkedin.com", "/in/ada-lovelace-1815")
    message = mail("bob@example.com", name="Bob Builder", links=(link,))

    assert _strength(join(message, [CANDIDATE], at=NOW)) == [LinkStrength.HINT]


@pytest.mark.parametrize(
    "change",
    [
        {"sender": "ada@mills.example.com"},
        {"signature": "Ada Lovelace\nDifference Mills Ltd"},
        {"new": "I am with Difference Mills."},
    ],
)
def test_name_and_company_are_likely(change: dict[str, str]) -> None:
    """The company may stand in the domain, the signature or the text."""
    assert _strength(join(mail(**change), [CANDIDATE], at=NOW)) == [LinkStrength.LIKELY]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "new",
    [
        "Thanks for connecting on LinkedIn!",
        "We just connected on LinkedIn, so I thought I'd write.",
        "Danke für die Vernetzung!",
        "Merci d'avoir accepté mon invitation.",
        "Gracias por conectar conmigo.",
        "Obrigada por aceitar meu convite.",
        "Grazie per il collegamento.",
        "Bedankt voor het accepteren.",
    ],
)
def test_the_phrase_of_a_recent_connection_is_likely(new: str) -> None:
    """They say themselves that we connected, and we did, days ago."""
    assert _strength(join(mail(new=new), [CANDIDATE], at=NOW)) == [LinkStrength.LIKELY]


def test_the_phrase_proves_nothing_long_after_or_among_namesakes() -> None:
    """Anybody can write "thanks for connecting"; two people of one name cannot be told apart."""
    message = mail(new="Thanks for connecting!")
    old = replace(CANDIDATE, connected_at=days_ago(90))

    assert _strength(join(message, [old], at=NOW)) == [LinkStrength.HINT]
    assert _strength(join(message, [CANDIDATE, OTHER], at=NOW)) == [
        LinkStrength.HINT,
        LinkStrength.HINT,
    ]


def test_a_name_alone_is_a_hint() -> None:
    """A name never raises trust: it is also what an impostor would use."""
    assert _strength(join(mail(), [CANDIDATE], at=NOW)) == [LinkStrength.HINT]


def test_half_a_name_is_nothing() -> None:
    """Every Ada would be a namesake of every Ada."""
    assert join(mail(name="Ada"), [CANDIDATE], at=NOW) == ()
    assert join(mail(name="Ada L."), [CANDIDATE], at=NOW) == ()


@pytest.mark.parametrize(
    "sender",
    [
        "noreply@mills.example.com",
        "info@mills.example.com",
        "ada@linkedin.com",
        "x@reply.linkedin.com",
    ],
)
def test_machines_offices_and_networks_join_nobody(sender: str) -> None:
    """Behind these addresses stands everybody, and so nobody."""
    assert join(mail(sender), [CANDIDATE], at=NOW) == ()


def test_a_public_provider_is_no_company() -> None:
    """Everybody writes from gmail.com; a headline that says so agrees with all of them."""
    at_gmail = replace(CANDIDATE, headline="Engineer at Gmail")

    assert _strength(join(mail("ada@gmail.com"), [at_gmail], at=NOW)) == [LinkStrength.HINT]


def test_company_words_leave_jobs_and_legal_forms_out() -> None:
    """ "Manager" and "GmbH" are shared by half the world."""
    assert company_words("Senior Manager at Difference Mills GmbH") == {"difference", "mills"}
    assert company_words("Founder & CEO | Engines | Speaker") == {"engines"}


def test_a_notice_without_profile_is_joined_by_name_and_company() -> None:
    """A message digest shows name and headline only; the invitation had shown the profile."""
    notice = notice_of("linkedin_message_with_text")
    same = replace(CANDIDATE, headline="Analyst at Engines Ltd")

    assert _strength(join_notice(notice, [same])) == [LinkStrength.LIKELY]
    assert _strength(join_notice(notice, [CANDIDATE])) == [LinkStrength.HINT]
    assert (
        _strength(join_notice(notice, [same, replace(OTHER, headline="Engines")]))
        == [LinkStrength.HINT] * 2
    )


def test_the_people_of_an_authentic_notice_are_candidates() -> None:
    """A forger must not choose to whom later mail is joined."""
    accepted = notice_of("linkedin_accepted_single_profile_only_in_html")
    found = candidates_of(accepted, days_ago(2))

    message = mail(new="Thanks for connecting!")
    (link,) = join(message, found, at=NOW)

    assert (link.second, link.strength) == (PROFILE, LinkStrength.LIKELY)
    assert candidates_of(notice_of("linkedin_forged_acceptance"), NOW) == ()
