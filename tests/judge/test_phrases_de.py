"""German findings, with Austrian and Swiss usage: each sentence, and what it must tell or not."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words


def names(text: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language="de"))}


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("asks_meeting", "Wann darf ich Sie dazu anrufen?"),
        ("asks_meeting", "Lassen Sie uns dazu kommende Woche kurz telefonieren."),
        ("asks_meeting", "Passt es Ihnen eher vormittags oder nachmittags?"),
        ("asks_for_minutes", "Würdest du mir eine halbe Stunde schenken?"),
        ("asks_for_minutes", "Ich bitte um zehn Minuten Ihrer Zeit."),
        ("asks_to_buy", "Darf ich Ihnen unverbindlich unsere Preisliste zukommen lassen?"),
        ("offers_bait", "Die erste Potenzialanalyse ist für Sie völlig kostenlos."),
        ("offers_bait", "Sie zahlen nur bei Erfolg, ohne jedes Risiko."),
        ("asks_interest", "Wäre das für Ihr Haus grundsätzlich interessant?"),
        ("asks_interest", "Sind Sie offen für einen neuen Anbieter?"),
        ("asks_for_reply", "Über eine kurze Rückmeldung würde ich mich freuen."),
        ("asks_for_route", "Wer ist bei Ihnen für den Einkauf zuständig?"),
        ("asks_to_recruit", "Für meinen Mandanten suche ich einen Projektleiter (m/w/d)."),
        ("offers_candidates", "Unsere Pflegefachkräfte sind ab sofort verfügbar."),
        ("asks_to_partner", "Wir würden gern mit Ihnen kooperieren."),
        ("asks_to_publish", "Wir möchten einen Gastbeitrag auf Ihrer Seite veröffentlichen."),
        ("asks_to_attend", "Jetzt zum Webinar anmelden und Platz sichern!"),
        ("asks_to_connect", "Ich erweitere gerade mein Netzwerk in Vorarlberg."),
        ("thanks_for_connecting", "Schön, dass wir jetzt vernetzt sind!"),
        ("describes_offering", "Wir unterstützen Unternehmen bei der Digitalisierung."),
        ("describes_offering", "Unsere Software senkt Ihre Energiekosten."),
        ("describes_offering", "Genau hier setzen wir an."),
        ("describes_offering", "Ich helfe Selbständigen dabei, planbar zu wachsen."),
        ("describes_offering", "Wir bieten massgeschneiderte Lösungen aus einer Hand."),
        ("talks_of_own_firm", "Wir sind eine kleine Agentur aus Graz."),
        ("social_proof", "Über 200 Kanzleien vertrauen uns bereits."),
        ("pain_question", "Viele Betriebe verschenken hier bares Geld."),
        ("sells_leads", "So bekommen Sie planbar mehr Anfragen."),
        ("flattery", "Ihr Werdegang hat mich sehr beeindruckt."),
        ("found_you", "Bei meiner Recherche bin ich auf Ihre Website gestossen."),
        ("found_you", "Bei meiner Recherche bin ich auf Ihre Website gestoßen."),
        ("follow_up_bump", "Haben Sie meine letzte Nachricht gelesen?"),
        ("opt_out_sentence", "Falls kein Interesse besteht, genügt ein kurzes Nein."),
        ("urgency", "Es gibt nur noch drei Plätze."),
        ("refers_to_your_mail", "Besten Dank für Ihre rasche Antwort."),
        ("answers_you", "Zu Ihrer Rückfrage: der Zähler wurde im Mai getauscht."),
        ("confirms_or_decides", "Ja, das machen wir so."),
        ("delivers_something", "Das Protokoll hängt an."),
        ("brings_paper", "Anbei der unterschriebene Mietvertrag."),
        ("settles_date", "Donnerstag passt mir gut."),
        ("shared_logistics", "Die Sitzung wird auf nächste Woche verlegt."),
        ("customer_request", "Unsere Bestellung ist noch nicht geliefert worden."),
        ("support_question", "Der Drucker startet seit gestern nicht mehr."),
        ("personal_matter", "Meine Schwester heiratet im Spital, kein Witz."),
        ("gives_thanks", "Merci vielmal für deine Hilfe!"),
        ("passes_greetings", "Die Kinder lassen schön grüssen."),
        ("passes_greetings", "Die Kinder lassen schön grüßen."),
        ("apologises_for_delay", "Entschuldige, dass ich erst jetzt antworte."),
        ("shared_past", "Wie jedes Jahr bringen wir den Grill mit."),
        ("shared_work", "Der Vermieter hat die Heizung noch nicht reparieren lassen."),
    ],
)
def test_a_german_sentence_tells_its_finding(finding: str, text: str) -> None:
    """What English mail is judged by must be seen in German mail too, or it is judged blindly."""
    assert finding in names(text)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("asks_to_buy", "Kannst du dir das vorstellen?"),
        ("describes_offering", "Wir bringen den Kuchen mit."),
        ("describes_offering", "Wir liefern am Donnerstag die Fenster an die Baustelle."),
        ("talks_of_own_firm", "Ihr Praxisteam"),
        ("follow_up_bump", "Wir würden Sie gern ein zweites Mal sehen, diesmal vor Ort."),
        ("asks_to_recruit", "Das Paket kommt heute zwischen 13 und 14 Uhr."),
        ("asks_to_recruit", "Den Stundensatz lasse ich, wie er ist."),
        ("asks_for_reply", "Rufen Sie mich an, wenn der Zug Verspätung hat."),
        ("asks_for_reply", "Gib mir bis morgen Mittag Bescheid, sonst ist das Zimmer weg."),
        ("urgency", "Der Platz im Keller ist begrenzt."),
        ("asks_to_sell_up", "Ich bin die Nachfolgerin von Herrn Ebner."),
        ("asks_to_attend", "Das Ticket 4412 ist erledigt."),
        ("offers_commission", "Das Honorar von 40 Euro bekommst du im Mai."),
        ("asks_to_invest", "Ihre Spende ist angekommen, herzlichen Dank."),
        ("sells_leads", "Neue Termine für den Elternsprechtag stehen im Kalender."),
        ("confirms_or_decides", "Bestätigen Sie bitte Ihre Teilnahme an unserer Gala."),
        ("confirms_or_decides", "Ihr Profil passt zu hundert Prozent."),
        ("settles_date", "Antworten Sie bis Freitag und sparen Sie bares Geld."),
        ("shared_logistics", "Melden Sie sich bis Sonntag an und sichern Sie sich den Rabatt."),
        ("delivers_something", "Die Unterlagen schicke ich Ihnen bei Interesse gern."),
        ("gives_thanks", "Vielen Dank im Voraus für Ihre Zeit."),
        ("personal_matter", "Sehr geehrte Frau Ebner, anbei der Bericht."),
        ("informal_tone", "Grüezi Herr Egger, wir haben eine Offerte für Sie."),
    ],
)
def test_a_german_sentence_is_not_told_what_it_does_not_say(finding: str, text: str) -> None:
    """A reason that is false of a mail costs more trust than a reason that is missing."""
    assert finding not in names(text)
