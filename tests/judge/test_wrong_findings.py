"""Findings that were once told of mail that did not say so: each mended, each with its mail."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words, split_sentences


def names(text: str, language: str = "en", my_names: tuple[str, ...] = ()) -> set[str]:
    return {one.name for one in findings(Words(text=text, language=language, my_names=my_names))}


def test_a_wish_to_connect_is_no_thanks_for_connecting() -> None:
    """The one comes before the invitation, the other after it was accepted."""
    found = names("Would be great to connect with you.")
    assert "thanks_for_connecting" not in found
    assert "asks_to_connect" in found
    assert "thanks_for_connecting" in names("Thanks for connecting, Ada!")
    assert "thanks_for_connecting" in names("Glad we're connected now.")


@pytest.mark.parametrize(
    ("greeting", "language"),
    [
        ("Hi Dr. Osei,", "en"),
        ("Dear Professor Haraguchi,", "en"),
        ("Dear Prof. Haraguchi,", "en"),
        ("Sehr geehrter Herr Dr. Osei,", "de"),
        ("Gentile Dott. Osei,", "it"),
        ("Estimada Sra. Osei:", "es"),
    ],
)
def test_a_title_before_a_name_greets_the_person(greeting: str, language: str) -> None:
    """A period after "Dr" ended the greeting, and the person was told to be nobody."""
    found = names(f"{greeting}\n\nsome text follows here.", language)
    assert "greets_by_name" in found
    assert "greets_nobody" not in found


def test_a_title_without_a_name_greets_nobody() -> None:
    """ "Dear Professor," is what goes to a list of professors."""
    assert "greets_nobody" in names("Dear Professor,\n\nsome text follows here.")


def test_a_french_courtesy_sells_nothing() -> None:
    """ "Je me permets" opens half of all French letters."""
    text = "Je me permets de vous écrire au sujet de la réunion de mardi."
    assert "describes_offering" not in names(text, "fr")
    pitch = "Nous aidons les PME à réduire leurs coûts."
    assert "describes_offering" in names(pitch, "fr")


def test_knowing_your_contact_is_not_finding_you() -> None:
    """What the sender saw is a third person's name; the reason must say that."""
    found = names("I saw you're connected with Maya Lindqvist at the port.")
    assert "found_you" not in found
    assert "names_your_contact" in found
    assert "found_you" in names("I saw you're hiring three engineers.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The contract is done. Shall I send it to the landlord?"),
        ("de", "Der Vertrag ist fertig. Soll ich ihn dir schicken?"),
        ("fr", "Le contrat est prêt. Je peux te l'envoyer ce soir."),
        ("es", "El contrato está listo. ¿Te lo puedo mandar hoy?"),
        ("pt", "O contrato está pronto. Posso mandar hoje?"),
        ("it", "Il contratto è pronto. Posso mandarlo oggi?"),
        ("nl", "Het contract is klaar. Zal ik het je sturen?"),
    ],
)
def test_an_offer_to_send_what_is_done_is_no_bait(language: str, text: str) -> None:
    """Colleagues ask before they send; a bait is a thing the reader never asked for."""
    assert "offers_bait" not in names(text, language)


def test_a_bait_is_still_a_bait() -> None:
    """The rule above must not let the free video pass."""
    assert "offers_bait" in names("Can I send you a short video about it?")
    assert "offers_bait" in names("Your first month is free.")


def test_a_german_date_does_not_end_a_sentence() -> None:
    """An ask cut in two is no ask, and a date cut in two is no date."""
    assert split_sentences("Wir sehen uns am 12. März um zehn. Bis dann.") == (
        "Wir sehen uns am 12. März um zehn.",
        "Bis dann.",
    )
    assert split_sentences("Das Büro liegt im 3. Stock. Klingeln!") == (
        "Das Büro liegt im 3. Stock.",
        "Klingeln!",
    )
    assert split_sentences("We were 12. Then Ada came.") == ("We were 12.", "Then Ada came.")


@pytest.mark.parametrize(
    "text",
    [
        "We help our client Globex with their new product; our client is based in Leeds.",
        "Your profile says that you run payroll. We sell payroll software.",
        "This is a great opportunity to save on your energy bill.",
        "Are you looking for leads? We need your code to install the widget.",
    ],
)
def test_a_sales_pitch_fills_no_opening(text: str) -> None:
    """ "They want to fill an opening" under a pitch for software makes every reason doubtful."""
    assert "asks_to_recruit" not in names(text)


def test_a_recruiter_still_fills_an_opening() -> None:
    """The rule above must not lose those who hire."""
    assert "asks_to_recruit" in names("My client is looking for a senior engineer.")
    assert "asks_to_recruit" in names("I have an exciting role in Leeds.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please send me the signed form by Friday."),
        ("en", "Let me know what suits you."),
        ("de", "Bitte schick mir das Formular bis Freitag."),
        ("fr", "Merci de confirmer votre venue."),
        ("es", "Por favor, envíame el formulario."),
        ("pt", "Por favor, envia o formulário."),
        ("it", "Fammi sapere se va bene."),
        ("nl", "Laat me even weten of het lukt."),
    ],
)
def test_a_request_without_a_question_mark_is_a_request(language: str, text: str) -> None:
    """ "No request was found in it" is among the strongest sentences for a mail; it must be true."""
    assert "asks_nothing" not in names(text, language)


def test_who_asks_nothing_is_told_so() -> None:
    """Statements of fact still earn it."""
    assert "asks_nothing" in names("The kids loved the zoo. It rained all day.")


def test_frau_in_a_greeting_is_no_private_matter() -> None:
    """Every formal German mail was told to be about family."""
    assert "personal_matter" not in names("Sehr geehrte Frau Byron,\n\nanbei der Bericht.", "de")
    assert "personal_matter" in names("Meine Frau und ich kommen gern.", "de")


def test_a_tea_room_is_no_trade_fair_and_a_price_no_award() -> None:
    """A customer who asked for three tables was told to hold an event and to give a prize."""
    text = (
        "Nous ouvrons un salon de thé à Namur. Pourriez-vous nous faire un prix pour trois tables ?"
    )
    found = names(text, "fr")
    assert not {"asks_to_attend", "flatters_with_award"} & found
    assert "asks_to_attend" in names("Entrée au salon offerte à nos clients.", "fr")
    assert "flatters_with_award" in names("Votre cabinet est finaliste du prix de l'année.", "fr")


def test_a_scientific_committee_is_nobody_s_common_work() -> None:
    """Every conference that invites strangers has one."""
    assert "shared_work" not in names("The scientific committee invites you to Istanbul.")
    assert "shared_work" in names("Our committee meets on Tuesday.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour,\n\nNotre contenu marketing est prêt, et le service SEO le relit.", "fr"),
        ("Hola Ana,\n\n¿A qué hora sales mañana de la oficina?", "es"),
        ("Caro Sam,\n\nla selezione del personale è finita, ti racconto domani.", "it"),
    ],
)
def test_a_trade_in_a_sentence_is_no_title(text: str, language: str) -> None:
    """Who writes about marketing, or leaves ("sales") at five, has not signed as a seller."""
    assert {"sales_title", "recruiter_title"}.isdisjoint(names(text, language))


@pytest.mark.parametrize(
    ("signed", "finding"),
    [
        ("Kelly Brandt\nAccount Executive, Redpine", "sales_title"),
        ("Jonas Weil\nPersonalberater\n+43 1 555 0100", "recruiter_title"),
    ],
)
def test_a_title_under_a_name_is_one(signed: str, finding: str) -> None:
    """Where it belongs it is found, also when no line sets the signature apart."""
    assert finding in names(f"Hello Sam,\n\nhere is what we spoke of.\n\n{signed}")


def test_a_family_name_in_capitals_is_not_shouted() -> None:
    """French forms write "Claire VASSEUR"; a table writes "Hi CLAIRE,"."""
    assert "shouted_name" not in names("Bonjour Claire VASSEUR,\n\nvoici le devis.", "fr")
    assert "shouted_name" in names("Hi CLAIRE,\n\nwe help firms like yours.")


def test_an_accounts_name_is_somebody() -> None:
    """ "Hi @ada," is how people are greeted where they have account names, one at a time."""
    assert "greets_nobody" not in names("Hi @ada-l,\n\nthe build fails here.")
    assert "greets_nobody" in names("Hi ada@example.com,\n\nwe help firms like yours.")
