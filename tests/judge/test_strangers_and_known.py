"""What strangers write about themselves, and what only people write who share something."""

from __future__ import annotations

import pytest

from notworking.judge.catalogue import CATALOGUE
from notworking.judge.clues import findings
from notworking.judge.phrasebook import Phrasebook
from notworking.judge.phrases import LANGUAGES, NUMBERS, parse_list, shipped_lists
from notworking.judge.signs import AGAINST_NETWORKING, FOR_NETWORKING
from notworking.judge.words import Words

STRANGERS = {
    "talks_of_own_firm",
    "offers_commission",
    "asks_one_word",
    "asks_free_work",
    "admits_stranger",
    "flatters_with_award",
    "network_reminder",
    "names_your_contact",
}
KNOWN = {
    "settles_date",
    "brings_paper",
    "shared_past",
    "shared_work",
    "passes_greetings",
    "apologises_for_delay",
}


def names(text: str, language: str = "en") -> set[str]:
    return {one.name for one in findings(Words(text=text, language=language))}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We are a small design agency from Leeds.", "talks_of_own_firm"),
        ("de", "Wir sind ein Familienbetrieb aus Backnang.", "talks_of_own_firm"),
        ("fr", "Nous sommes une agence lyonnaise.", "talks_of_own_firm"),
        ("es", "Somos una empresa familiar de Murcia.", "talks_of_own_firm"),
        ("pt", "Somos uma agência de Braga.", "talks_of_own_firm"),
        ("it", "Siamo una società di Modena.", "talks_of_own_firm"),
        ("nl", "Wij zijn een klein bureau uit Breda.", "talks_of_own_firm"),
        ("en", "You get 200 euros for each friend you bring.", "offers_commission"),
        ("fr", "Une prime de cooptation vous attend.", "offers_commission"),
        ("en", "Just reply 'yes' and I will set it up.", "asks_one_word"),
        ("de", "Antworten Sie einfach mit 'Ja'.", "asks_one_word"),
        ("nl", "Een 'ja' is genoeg.", "asks_one_word"),
        ("en", "We have no budget, but it is great exposure.", "asks_free_work"),
        ("it", "Purtroppo non c'è budget.", "asks_free_work"),
        ("en", "We have never met, but I must ask.", "admits_stranger"),
        ("de", "Wir kennen uns nicht persönlich.", "admits_stranger"),
        ("es", "Usted no me conoce todavía.", "admits_stranger"),
        ("en", "You have been nominated for our prize.", "flatters_with_award"),
        ("nl", "Je bent genomineerd!", "flatters_with_award"),
        ("en", "You have 14 pending invitations.", "network_reminder"),
        ("es", "Tienes 18 invitaciones pendientes.", "network_reminder"),
    ],
)
def test_what_strangers_write_is_seen(language: str, text: str, expected: str) -> None:
    """These are what a reader points to when asked why it went to Networking."""
    assert expected in names(text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Thursday works for me, see you at eight.", "settles_date"),
        ("de", "Donnerstag passt mir gut.", "settles_date"),
        ("fr", "Jeudi me va très bien.", "settles_date"),
        ("es", "El jueves me viene bien.", "settles_date"),
        ("pt", "Quinta dá jeito, até logo.", "settles_date"),
        ("it", "Giovedì per me va bene.", "settles_date"),
        ("nl", "Donderdag komt me goed uit.", "settles_date"),
        ("en", "Attached is the signed lease.", "brings_paper"),
        ("de", "Anbei die Rechnung vom Mai.", "brings_paper"),
        ("fr", "Voici le compte rendu.", "brings_paper"),
        ("es", "Te mando la factura de mayo.", "brings_paper"),
        ("pt", "Segue em anexo o contrato.", "brings_paper"),
        ("it", "Ti mando il verbale.", "brings_paper"),
        ("nl", "Hierbij de notulen.", "brings_paper"),
        ("en", "You asked whether the key fits: it does.", "answers_you"),
        ("de", "Du hattest gefragt, ob der Schlüssel passt.", "answers_you"),
        ("fr", "Vous m'avez demandé si la clé va.", "answers_you"),
        ("es", "Me preguntaste por la llave.", "answers_you"),
        ("pt", "Perguntaste pela chave.", "answers_you"),
        ("it", "Mi avevi chiesto della chiave.", "answers_you"),
        ("nl", "Je vroeg of de sleutel past.", "answers_you"),
        ("en", "Do you remember the boat?", "shared_past"),
        ("de", "Weißt du noch, das Boot?", "shared_past"),
        ("en", "On page 4 the numbers are wrong.", "shared_work"),
        ("it", "Il commercialista ha chiamato.", "shared_work"),
        ("en", "Tom says hello.", "passes_greetings"),
        ("de", "Tom lässt schön grüßen.", "passes_greetings"),
        ("en", "Sorry for the late reply.", "apologises_for_delay"),
        ("fr", "Désolé pour le retard.", "apologises_for_delay"),
    ],
)
def test_what_only_the_known_write_is_seen(language: str, text: str, expected: str) -> None:
    """A particular thing both sides know is what no template holds."""
    assert expected in names(text, language)


def test_every_language_knows_strangers_and_the_known() -> None:
    """A language that lacks one would be judged by a blunter measure."""
    for one in shipped_lists():
        if one.language in LANGUAGES:
            assert {name for name, _ in one.patterns} >= STRANGERS | KNOWN, one.language


def test_each_of_them_may_speak_one_way_only() -> None:
    """A reader cannot sign "it settles a day between you" as a reason to file the mail."""
    assert STRANGERS <= FOR_NETWORKING
    assert KNOWN <= AGAINST_NETWORKING
    assert set(CATALOGUE) >= STRANGERS | KNOWN


def test_numbers_are_found_at_their_own_sentence() -> None:
    """They are searched apart from the rest; a reason must still quote the right sentence."""
    text = "No number here.\n\nIt costs only $99 today.\n\nNor here.\n\nMeet at 14:30 then."
    book = Phrasebook(shipped_lists())
    hits = {hit.name: hit for hit in book.find(("", *Words(text=text).sentences), "en")}
    assert hits["price_tag"].sentence == "It costs only $99 today."
    assert hits["price_tag"].position == 2
    assert hits["clock_time"].sentence == "Meet at 14:30 then."
    assert hits["clock_time"].phrase == "14:30"


def test_numbers_are_not_searched_where_no_digit_is() -> None:
    """The list is a short cut: its patterns promise that what they find holds a digit."""
    book = Phrasebook([parse_list(NUMBERS, '[patterns]\nclock_time = ["noon"]')])
    assert book.find(("", "At noon then."), "en") == ()
    assert [hit.phrase for hit in book.find(("", "At noon, gate 4."), "en")] == ["noon"]
