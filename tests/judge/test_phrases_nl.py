"""The Dutch lists: pitches as they are sold in the Netherlands and Flanders, and wanted mail."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words


def names(text: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language="nl"))}


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("asks_meeting", "Zou u openstaan voor een vrijblijvende kennismaking?"),
        ("asks_meeting", "Schikt donderdag voor een korte babbel?"),
        ("asks_meeting", "Wanneer mag ik je hierover bellen?"),
        ("asks_for_minutes", "Heeft u een kwartiertje voor mij?"),
        ("asks_for_minutes", "Geef mij tien minuten van uw tijd."),
        ("asks_to_buy", "Wij laten u graag zien hoe onze machine werkt."),
        ("offers_bait", "Mag ik u vrijblijvend een proefpakket toesturen?"),
        ("offers_bait", "De scan is volledig gratis."),
        ("asks_to_sell_up", "Overweegt u de verkoop van uw praktijk?"),
        ("asks_interest", "Mocht u interesse hebben, dan vertel ik u graag meer."),
        ("asks_interest", "Zou dit iets voor jullie kunnen zijn?"),
        ("asks_for_reply", "Ik kijk uit naar uw reactie."),
        ("asks_for_reply", "Aarzel niet om ons te contacteren."),
        ("asks_for_route", "Wie is bij jullie verantwoordelijk voor de inkoop?"),
        ("asks_to_be_hired", "Ik ben op zoek naar een stageplaats in de logistiek."),
        ("offers_candidates", "Onze lassers zijn per direct beschikbaar."),
        ("asks_to_recruit", "Ben je toe aan een nieuwe uitdaging?"),
        ("asks_to_recruit", "Jouw profiel sluit perfect aan bij deze rol."),
        ("asks_to_invest", "Wij zijn op zoek naar investeerders voor onze brouwerij."),
        ("asks_to_partner", "Ik zie kansen voor een samenwerking."),
        ("asks_to_endorse", "Zou je een aanbeveling voor mij willen schrijven?"),
        ("asks_for_introduction", "Kun je mij introduceren bij jullie directeur?"),
        ("asks_to_publish", "Plaatsen jullie ook gastblogs?"),
        ("asks_to_attend", "Schrijf je nu in voor ons webinar over verzuim."),
        ("asks_to_connect", "Lijkt me leuk om te connecten!"),
        ("thanks_for_connecting", "Bedankt voor het accepteren van mijn uitnodiging."),
        ("asks_for_advice", "Wilt u de enquête voor mijn masterproef invullen?"),
        ("describes_offering", "Wij helpen bakkers om minder weg te gooien."),
        ("describes_offering", "Hiermee ontzorgen wij ondernemers volledig."),
        ("describes_offering", "Onze software neemt u dat werk uit handen."),
        ("sells_visibility", "Zo staat u hoger in Google."),
        ("sells_leads", "Wij leveren gekwalificeerde leads."),
        ("pain_question", "Hoe gaan jullie om met de krapte op de arbeidsmarkt?"),
        ("empty_opener", "Ik hoop dat alles goed met u gaat."),
        ("flattery", "Ik ben onder de indruk van jullie nieuwe winkel."),
        ("found_you", "Ik kwam uw website tegen en zag meteen kansen."),
        ("introduces_self", "Mijn naam is Ward en ik verkoop koffie."),
        ("social_proof", "Al meer dan 200 ondernemers gingen u voor."),
        ("urgency", "Er zijn nog maar 4 plaatsen beschikbaar."),
        ("opt_out_sentence", "Geen interesse? Dan hoort u niets meer van mij."),
        ("follow_up_bump", "Heeft u mijn vorige mail kunnen lezen?"),
        ("admits_stranger", "U kent mij niet, maar ik schrijf u toch."),
        ("talks_of_own_firm", "Wij zijn een jong bureau uit Gent."),
    ],
)
def test_a_dutch_pitch_is_found(finding: str, text: str) -> None:
    """Findings share their weight over all languages: what Dutch misses is judged too mildly."""
    assert finding in names(text)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("answers_you", "Je vroeg naar de sleutel van het clubhuis."),
        ("answers_you", "Zoals afgesproken kom ik om acht uur."),
        ("refers_to_your_mail", "Dank voor je uitgebreide verslag."),
        ("gives_thanks", "Merci voor de lift van gisteren!"),
        ("confirms_or_decides", "Klopt, dat is vrijdag rechtgezet."),
        ("confirms_or_decides", "Wij gaan akkoord met de nieuwe huurprijs."),
        ("delivers_something", "In bijlage vindt u de getekende akte."),
        ("brings_paper", "Bijgevoegd de notulen van de vergadering."),
        ("settles_date", "Dinsdag komt me goed uit."),
        ("settles_date", "De repetitie van donderdag begint om acht uur."),
        ("shared_past", "Weet je nog, die tent in de regen?"),
        ("shared_work", "Op pagina 4 staat nog het oude bedrag."),
        ("customer_request", "Wij hebben onze bestelling nog niet ontvangen."),
        ("support_question", "De printer werkt sinds vanmorgen niet meer."),
        ("personal_matter", "Mijn dochter ligt in het ziekenhuis."),
        ("hiring_process", "Dit is de uitnodiging voor je tweede gesprek op kantoor."),
        ("passes_greetings", "Doe de groeten aan je moeder."),
        ("apologises_for_delay", "Sorry voor mijn late reactie."),
        ("asks_permission", "Mogen wij uw kaart in ons boekje gebruiken?"),
        ("claims_as_discussed", "Na ons gesprek van maandag heb ik nagedacht."),
    ],
)
def test_wanted_dutch_mail_is_found(finding: str, text: str) -> None:
    """These keep the mail of neighbours, customers and colleagues in the inbox."""
    assert finding in names(text)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("asks_for_reply", "Laat even weten hoe laat de trein aankomt."),
        ("asks_for_reply", "Bel me vanavond als je thuis bent."),
        ("asks_to_recruit", "Het salaris wordt op de 25e gestort."),
        ("asks_to_recruit", "Er is nog plek voor twee kinderen in de auto."),
        ("asks_interest", "De tweede alinea vond ik heel herkenbaar."),
        ("asks_for_advice", "Het onderzoek in het ziekenhuis viel mee."),
        ("asks_to_partner", "De commissie komt vrijdag bijeen."),
        ("asks_to_invest", "Ophalen kan vanaf zaterdag 18 mei."),
        ("asks_to_buy", "De tarieven in de kantine veranderen niet."),
        ("pain_question", "Dan krijg je daarna je sleutels."),
        ("found_you", "Ik vond je sjaal onder de bank."),
        ("flattery", "Wij hebben een mooi weekend gehad."),
        ("offers_bait", "Zal ik de rekening naar je doorsturen?"),
        ("urgency", "De inschrijving van de school is gesloten."),
        ("informal_tone", "Ik hoor graag van u."),
        ("confirms_or_decides", "Zou je er eens over willen sparren?"),
        ("answers_you", "De buurvrouw zei dat het ging regenen."),
        ("settles_date", "Dit aanbod geldt tot vrijdag."),
        ("shared_logistics", "Deze korting geldt tot vrijdag."),
        ("claims_met_at", "We hebben elkaar nog niet gesproken op een beurs."),
        ("claims_as_discussed", "Wij hebben elkaar nog nooit gesproken."),
        ("follow_up_bump", "Kun je het raam nog een keer meten?"),
        ("shared_past", "Dit is de laatste keer dat ik u schrijf."),
        ("passes_greetings", "Groeten van het verkoopteam."),
        ("thanks_for_connecting", "Het lijkt me leuk om te connecten."),
        ("pain_question", "Wie neemt zaterdag de kantine over?"),
        ("asks_to_connect", "Er is een nieuw contactverzoek via de website."),
    ],
)
def test_dutch_words_alone_say_nothing(finding: str, text: str) -> None:
    """A reader is shown each finding as a sentence, and the sentence must be true of the mail."""
    assert finding not in names(text)
