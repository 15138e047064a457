"""Asks and offers are found in seven languages, in the sender's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.errors import UserError
from notworking.judge import asks, phrases
from notworking.judge.phrasebook import Phrasebook
from notworking.judge.words import Words, split_sentences


def kinds(text: str, language: str = "en") -> set[str]:
    return {ask.kind for ask in asks.find_asks(Words(text=text, language=language))}


def offers(text: str, language: str = "en") -> set[str]:
    return {offer.kind for offer in asks.find_offers(Words(text=text, language=language))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Are you up for a quick chat next week?", "meeting"),
        ("Can we move tomorrow's meeting to 3pm?", "meeting"),
        ("I can send over our price list.", "buy"),
        ("Who is the right person to talk to about payroll?", "route"),
        ("Please find attached my CV; I am looking for a new position.", "hire_me"),
        ("My client is hiring senior engineers and your profile is a great match.", "be_hired"),
        ("We are raising a seed round and looking for angel investors.", "invest"),
        ("Could you endorse me for project management?", "endorse"),
        ("Would you introduce me to your head of design?", "introduce"),
        ("We'd love to publish a guest post on your blog.", "publish"),
        ("Join us for a free webinar and reserve your seat.", "attend"),
        ("You are invited to join our private community.", "join"),
        ("I'd like to add you to my professional network.", "connect"),
        ("Could I pick your brain over lunch?", "advise"),
    ],
)
def test_each_kind_of_ask_is_found_in_plain_english(text: str, kind: str) -> None:
    """The ledger counts asks by kind; a kind never found is a hole in the balance."""
    assert kind in kinds(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Hätten Sie nächste Woche Zeit für ein kurzes Gespräch?"),
        ("fr", "Seriez-vous disponible pour un échange la semaine prochaine ?"),
        ("es", "¿Podemos agendar una llamada esta semana?"),
        ("pt", "Podemos marcar uma reunião na próxima semana?"),
        ("it", "Possiamo fissare una breve chiamata?"),
        ("nl", "Zullen we een afspraak inplannen?"),
    ],
)
def test_a_meeting_is_asked_for_in_every_language(language: str, text: str) -> None:
    """Seven languages are promised, and the meeting is what most pitches are after."""
    assert "meeting" in kinds(text, language)
    assert "meeting" in kinds(text, "und")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It would take 15 minutes of your time."),
        ("de", "Hätten Sie 15 Minuten Zeit für ein Telefonat?"),
        ("fr", "Auriez-vous 15 minutes pour en discuter ?"),
        ("es", "¿Tienes 15 minutos para hablar?"),
        ("pt", "Tem 15 minutos para conversar?"),
        ("it", "Ha 15 minuti per una call?"),
        ("nl", "Heb je 15 minuten tijd?"),
    ],
)
def test_minutes_of_your_time_are_told_apart_from_a_meeting(language: str, text: str) -> None:
    """Friends ask for meetings, sellers for minutes: the model has to weigh them apart."""
    names = {hit.name for hit in asks.hits_of(Words(text=text, language=language))}
    assert "asks_for_minutes" in names


@pytest.mark.parametrize(
    "text",
    [
        "The build takes 15 minutes on this machine.",
        "Thanks for fixing the bug so quickly.",
        "The kids loved the zoo, and grandma says hello.",
        "Der Patch ist eingespielt, alles läuft.",
    ],
)
def test_plain_statements_ask_for_nothing(text: str) -> None:
    """An ask seen where none is would turn everyday mail into evidence."""
    assert kinds(text, "und") == set()


def test_thanks_and_answers_are_offers() -> None:
    """What they give counts for them in the balance."""
    found = offers("Thank you so much for helping Tom. As you asked, here is the draft.")
    assert {"thanks", "answer"} <= found


def test_work_or_money_for_what_i_made_is_an_offer() -> None:
    """A user who wants to buy me a coffee is the opposite of a taker."""
    assert "contribution" in offers("I love your tool. How can I buy you a coffee?")


def test_an_offer_that_ends_in_an_ask_is_an_ask() -> None:
    """ "Happy to help … worth 15 minutes?" gives nothing until the ask is granted."""
    text = "I'm happy to help you with that. Are you open to a quick call on Tuesday?"
    words = Words(text=text, language="en")
    assert "help" not in {offer.kind for offer in asks.find_offers(words)}
    assert "offer" in {ask.kind for ask in asks.find_asks(words)}


def test_the_same_offer_without_an_ask_stays_an_offer() -> None:
    """The rule above must not eat real help."""
    assert "help" in offers("I'm happy to help you with that. The key is under the mat.")


def test_an_ask_quotes_the_sentence_and_its_words() -> None:
    """A reader believes a reason when the words are shown."""
    words = Words(
        text="The weather is fine. Would you be open to a brief call? Bye.", language="en"
    )
    ask = next(one for one in asks.find_asks(words) if one.kind == "meeting")
    assert ask.sentence == "Would you be open to a brief call?"
    assert ask.phrase in ask.sentence


def test_accents_and_typographic_quotes_do_not_matter() -> None:
    """People write "Gesprach" on foreign keyboards, and phones curl every apostrophe."""
    assert "meeting" in kinds("Hatten Sie Zeit fur ein kurzes Gesprach?", "de")
    assert "meeting" in kinds("Let’s grab a coffee", "en")


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    """Phrases are cut from the original by offsets found in the folded text."""
    assert len(phrases.fold(text)) == len(text)


@given(st.text(max_size=400))
def test_any_text_can_be_searched(text: str) -> None:
    """Strangers' text must never break a pass."""
    for ask in asks.find_asks(Words(subject=text[:50], text=text)):
        assert ask.phrase in ask.sentence or not ask.phrase


def test_sentences_survive_wrapping_abbreviations_and_bullets() -> None:
    """Old mailers wrap at 72 columns; a sentence cut there hides its ask."""
    text = (
        "Hi Ada,\n\nwould you be open to a short and entirely informal conversation\n"
        "with Dr. Byron next week? It is about:\n- engines\n- looms\n\nBye"
    )
    assert split_sentences(text) == (
        "Hi Ada,",
        "would you be open to a short and entirely informal conversation with Dr. Byron next week?",
        "It is about:",
        "- engines",
        "- looms",
        "Bye",
    )


def test_very_long_text_keeps_its_beginning_and_its_end() -> None:
    """Openers stand first and asks stand last; the middle of a book tells nothing."""
    text = "First words. " + "Filler sentence here. " * 2000 + "Are you open to a call?"
    sentences = split_sentences(text)
    assert sentences[0] == "First words."
    assert sentences[-1] == "Are you open to a call?"


def test_users_can_add_phrases_to_a_language() -> None:
    """Every trade has its own jargon; the shipped list cannot know it."""
    mine = phrases.parse_list("en", '[patterns]\nasks_meeting = ["powwow"]')
    book = Phrasebook(phrases.extended(phrases.shipped_lists(), [mine]))
    words = Words(text="Fancy a powwow?", language="en")
    assert [hit.phrase for hit in asks.hits_of(words, book) if hit.name == "asks_meeting"] == [
        "powwow"
    ]


@pytest.mark.parametrize(
    "text", ['[patterns]\nx = ["<unknown> word"]', '[patterns]\nx = ["(unclosed"]', "no toml ["]
)
def test_a_broken_phrase_list_is_named(text: str) -> None:
    """The user wrote it and must be told where it is wrong, not get a stack trace."""
    with pytest.raises(UserError, match="phrase list en"):
        Phrasebook([phrases.parse_list("en", text)]).find(("", "any text"), "en")
