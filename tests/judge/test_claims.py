"""Claims about the past are found, and held against what the ledger knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notworking.judge.claims import (
    Claim,
    ClaimContext,
    ClaimKind,
    ClaimStatus,
    check_claim,
    find_claims,
)
from notworking.judge.words import Words

MAY = datetime(2024, 5, 3, tzinfo=UTC)


def claims(text: str, *, subject: str = "", language: str = "en") -> dict[ClaimKind, str]:
    words = Words(subject=subject, text=text, language=language)
    return {claim.kind: claim.about for claim in find_claims(words)}


@pytest.mark.parametrize("subject", ["Re: our call", "RE[2]: our call", "AW: Termin", "SV: möte"])
def test_a_reply_subject_is_a_claim(subject: str) -> None:
    """A "Re:" on a first mail is the oldest false familiarity."""
    assert ClaimKind.REPLY in claims("Hello", subject=subject)


@pytest.mark.parametrize(
    ("language", "text", "kind", "about"),
    [
        ("en", "We met at the Web Summit last year.", ClaimKind.MET_AT, "Web Summit"),
        ("en", "Great meeting you at the Acme Forum!", ClaimKind.MET_AT, "Acme Forum"),
        ("en", "We worked together at Acme Looms.", ClaimKind.WORKED_TOGETHER, "Acme Looms"),
        ("en", "As a fellow Stanford alum I had to write.", ClaimKind.ALUMNI, "Stanford"),
        ("en", "Mary Shelley suggested I contact you.", ClaimKind.MUTUAL, "Mary Shelley"),
        ("en", "We connected on LinkedIn.", ClaimKind.CONNECTED_ON, "LinkedIn"),
        ("en", "As discussed, here is the offer.", ClaimKind.AS_DISCUSSED, ""),
        ("en", "I am following up on my previous email.", ClaimKind.FOLLOWING_UP, ""),
        ("en", "Thank you for your interest in our product.", ClaimKind.INVITED_BY_YOU, ""),
        (
            "de",
            "Wir haben uns auf der Hannover Messe kennengelernt.",
            ClaimKind.MET_AT,
            "Hannover Messe",
        ),
        ("de", "Wie besprochen sende ich das Angebot.", ClaimKind.AS_DISCUSSED, ""),
        ("fr", "Comme convenu, voici notre offre.", ClaimKind.AS_DISCUSSED, ""),
        ("es", "Nos conocimos en el Foro Acme.", ClaimKind.MET_AT, "Foro Acme"),
        ("pt", "A Maria Silva me indicou você.", ClaimKind.MUTUAL, "Maria Silva"),
        ("it", "Come concordato, le invio la proposta.", ClaimKind.AS_DISCUSSED, ""),
        ("nl", "Zoals besproken stuur ik de offerte.", ClaimKind.AS_DISCUSSED, ""),
    ],
)
def test_claims_are_found_with_what_they_are_about(
    language: str, text: str, kind: ClaimKind, about: str
) -> None:
    """Only a claim that names its event, school or person can be held against the ledger."""
    assert claims(text, language=language).get(kind) == about


def checked(kind: ClaimKind, context: ClaimContext, about: str = "") -> ClaimStatus:
    return check_claim(Claim(kind, "sentence", "phrase", about), context).status


@pytest.mark.parametrize("kind", list(ClaimKind))
def test_with_nothing_known_nothing_is_contradicted(kind: ClaimKind) -> None:
    """Before old mail was read, a missing mail proves nothing: fail toward the inbox."""
    assert checked(kind, ClaimContext(), "Acme") is ClaimStatus.CANNOT_TELL


@pytest.mark.parametrize(
    "kind",
    [ClaimKind.REPLY, ClaimKind.AS_DISCUSSED, ClaimKind.FOLLOWING_UP],
)
def test_claims_about_mail_are_contradicted_when_all_mail_was_read(kind: ClaimKind) -> None:
    """This is the check no other filter makes."""
    assert checked(kind, ClaimContext(history_complete=True)) is ClaimStatus.CONTRADICTED


def test_having_signed_up_is_never_contradicted() -> None:
    """A sign-up in a form leaves no mail of mine."""
    context = ClaimContext(history_complete=True)
    assert checked(ClaimKind.INVITED_BY_YOU, context) is ClaimStatus.CANNOT_TELL


def test_a_reply_in_a_known_thread_is_borne_out_with_its_date() -> None:
    """The reader is told what was found and when."""
    context = ClaimContext(has_thread=True, i_wrote=1, last_mine_at=MAY, history_complete=True)
    result = check_claim(Claim(ClaimKind.REPLY, "Re: x", "Re:"), context)
    assert (result.status, result.since) == (ClaimStatus.BORNE_OUT, MAY)


def test_a_lost_thread_with_someone_i_wrote_to_is_not_held_against_them() -> None:
    """Phones and ticket systems drop References; half of fake replies are honest."""
    context = ClaimContext(i_wrote=2, history_complete=True)
    assert checked(ClaimKind.REPLY, context) is ClaimStatus.CANNOT_TELL


def test_schools_and_employers_are_held_against_mine() -> None:
    """The user names them all, so a foreign one is contradicted."""
    context = ClaimContext(my_schools=("Stanford University",), my_employers=("Acme Looms",))
    assert checked(ClaimKind.ALUMNI, context, "Stanford") is ClaimStatus.BORNE_OUT
    assert checked(ClaimKind.ALUMNI, context, "Oxford") is ClaimStatus.CONTRADICTED
    assert checked(ClaimKind.WORKED_TOGETHER, context, "Other Ltd") is ClaimStatus.CONTRADICTED


def test_a_meeting_in_the_flesh_is_never_contradicted() -> None:
    """Nobody lists every event they went to."""
    context = ClaimContext(my_events=("Web Summit 2023",), history_complete=True)
    assert checked(ClaimKind.MET_AT, context, "Web Summit") is ClaimStatus.BORNE_OUT
    assert checked(ClaimKind.MET_AT, context, "Some Fair") is ClaimStatus.CANNOT_TELL


def test_naming_a_person_i_know_is_not_their_word() -> None:
    """Anyone can name a name; only the voucher's own mail bears it out."""
    known = ClaimContext(known_people=("Mary Shelley",), history_complete=True)
    assert checked(ClaimKind.MUTUAL, known, "Mary Shelley") is ClaimStatus.CANNOT_TELL
    vouched = ClaimContext(vouching_people=("Mary Shelley",))
    assert checked(ClaimKind.MUTUAL, vouched, "Mary") is ClaimStatus.BORNE_OUT
    assert checked(ClaimKind.MUTUAL, ClaimContext(history_complete=True), "Jane Doe") is (
        ClaimStatus.CANNOT_TELL
    )
