"""Italian phrase lists: what must be found in invented sentences, and what must not."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words


def names(text: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language="it"))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Potremmo organizzare una breve videochiamata giovedì?", "asks_meeting"),
        ("Quando posso chiamarla?", "asks_meeting"),
        ("Vorrei incontrarla di persona, se non disturbo.", "asks_meeting"),
        ("Mi bastano venti minuti.", "asks_for_minutes"),
        ("Mi concederebbe un'oretta su Zoom?", "asks_for_minutes"),
        ("Posso inviarle il nostro listino?", "asks_to_buy"),
        ("Vorrei farle vedere come funziona il nostro sistema.", "asks_to_buy"),
        ("Le offriamo un sopralluogo gratuito e senza impegno.", "offers_bait"),
        ("La incuriosisce? Se le può interessare, mi scriva.", "asks_interest"),
        ("Resto in attesa di un Suo cortese riscontro.", "asks_for_reply"),
        ("Mi indica la persona più adatta?", "asks_for_route"),
        ("Giri pure la mail a chi si occupa degli acquisti.", "asks_for_route"),
        ("Le invio la mia candidatura spontanea.", "asks_to_be_hired"),
        ("Per un nostro cliente cerchiamo un responsabile di magazzino.", "asks_to_recruit"),
        ("Il Suo profilo è perfettamente in linea con il ruolo.", "asks_to_recruit"),
        ("Stiamo raccogliendo 300 mila euro per il round seed.", "asks_to_invest"),
        ("Vi propongo una collaborazione con reciproco vantaggio.", "asks_to_partner"),
        ("Potrebbe presentarmi al direttore del museo?", "asks_for_introduction"),
        ("Vorremmo pubblicare un articolo ospite con link dofollow.", "asks_to_publish"),
        ("Siamo lieti di invitarLa al nostro convegno.", "asks_to_attend"),
        ("Entri a far parte del nostro club di imprenditori.", "asks_to_join"),
        ("Vorrei ampliare la mia rete di contatti.", "asks_to_connect"),
        ("Potrebbe compilare il mio questionario per la tesi?", "asks_for_advice"),
        ("Aiutiamo gli studi legali a trovare nuovi clienti.", "describes_offering"),
        ("La nostra piattaforma permette di ridurre i costi.", "describes_offering"),
        ("Il vostro sito non compare nella prima pagina di Google.", "sells_visibility"),
        ("Quanto tempo perdete ogni mese dietro alle fatture?", "pain_question"),
        ("Mi permetto di scriverle per presentarle la ditta.", "empty_opener"),
        ("Sono rimasto colpito dal suo percorso.", "flattery"),
        ("Ho trovato il suo profilo su LinkedIn.", "found_you"),
        ("Siamo una piccola tipografia di Pesaro.", "talks_of_own_firm"),
        ("Non avendo ricevuto risposta, torno a scriverle.", "follow_up_bump"),
        ("Tratteniamo il 12% solo se recuperiamo il credito.", "states_terms"),
        ("Lavoriamo con molti studi della sua zona.", "writes_to_your_kind"),
        ("Mi avevi chiesto della chiave del garage.", "answers_you"),
        ("Grazie per la risposta così rapida.", "refers_to_your_mail"),
        ("Ti allego il verbale corretto.", "delivers_something"),
        ("Venerdì per me va benissimo.", "settles_date"),
        ("Scusa se rispondo solo ora.", "apologises_for_delay"),
        ("Il geometra mi ha detto che il muro regge.", "reports_speech"),
        ("La chiave del garage è da me.", "shared_things"),
        ("Vi salutano tanto i nonni.", "passes_greetings"),
        ("Come sai, l'altra volta eravamo in otto.", "shared_past"),
        ("Il pacco non è ancora arrivato.", "customer_request"),
    ],
)
def test_what_an_italian_sentence_says_is_found(text: str, expected: str) -> None:
    """A finding has one weight for all languages, so each language must find it."""
    assert expected in names(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Vuole il modulo firmato entro lunedì.", "asks_interest"),
        ("Il preventivo del 22 va bene.", "asks_to_buy"),
        ("Il regalo della Pinuccia lo paghiamo noi.", "offers_bait"),
        ("Non mi risponde più al telefono.", "asks_for_reply"),
        ("Il posto per la bici è in cortile.", "asks_to_recruit"),
        ("Il contratto di affitto scade a maggio.", "asks_to_recruit"),
        ("Il credito della bolletta sarà detratto.", "asks_to_invest"),
        ("La commissione ha approvato la tesi.", "asks_to_partner"),
        ("Sono venuti due signori per il divano.", "introduces_self"),
        ("Ho letto che domani piove.", "found_you"),
        ("Per la seconda volta ha vinto la squadra di casa.", "sequence_position"),
        ("Si è rotto il motore.", "answers_you"),
        ("La prego di accomodarsi.", "confirms_or_decides"),
        ("La nostra agenzia è a due passi da lunedì scorso.", "settles_date"),
        ("Le faremo avere il nostro contratto di fornitura.", "customer_request"),
        ("Mi manda il file delle spedizioni?", "claims_mutual"),
        ("Gli iscritti arrivano tutti dalla provincia.", "asks_to_attend"),
        ("La quota della pizza la porto io.", "asks_to_attend"),
        ("Il professore è in aula fino a tardi.", "asks_meeting"),
        ("Abbiamo un'offerta su misura per i vostri alberghi.", "shared_work"),
    ],
)
def test_what_an_italian_sentence_does_not_say_is_not_told(text: str, wrong: str) -> None:
    """A reader who is told something untrue of a mail trusts no other reason."""
    assert wrong not in names(text)
