"""French phrase lists: what is found in sentences of pitches and of everyday mail, and what not."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words


def names(text: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language="fr"))}


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("asks_meeting", "Seriez-vous disponible pour un échange la semaine prochaine ?"),
        ("asks_meeting", "On s'appelle jeudi ?"),
        ("asks_meeting", "Quels créneaux vous conviendraient ?"),
        ("asks_for_minutes", "Auriez-vous un quart d'heure à m'accorder ?"),
        ("asks_to_buy", "Nous pouvons vous établir un devis dès demain."),
        ("asks_to_buy", "Profitez dès maintenant de notre offre de lancement."),
        ("asks_to_sell_up", "Souhaitez-vous vendre votre entreprise ?"),
        ("offers_bait", "Le premier mois est offert."),
        ("offers_bait", "Puis-je vous envoyer une courte vidéo ?"),
        ("asks_interest", "Est-ce que cela pourrait vous intéresser ?"),
        ("asks_interest", "Partante ?"),
        ("asks_for_reply", "Dans l'attente de votre retour, je vous salue."),
        ("asks_for_route", "Qui s'occupe des achats chez vous ?"),
        ("asks_to_be_hired", "Je suis à la recherche d'un stage de six mois."),
        ("offers_candidates", "Nous avons deux soudeurs disponibles dès lundi."),
        ("asks_to_recruit", "Nous recherchons un développeur pour notre équipe de Namur."),
        ("asks_to_recruit", "Votre parcours a retenu mon attention."),
        ("asks_to_invest", "Nous levons 400 k€ cet automne."),
        ("asks_to_partner", "Je vous propose un partenariat entre nos deux maisons."),
        ("asks_to_publish", "Nous aimerions publier un article sur votre blog."),
        ("asks_to_attend", "Nous avons le plaisir de vous convier à notre webinaire."),
        ("asks_to_join", "Rejoignez notre communauté de dirigeants."),
        ("describes_offering", "J'aide les artisans à encaisser plus vite."),
        ("describes_offering", "Notre logiciel automatise vos relances."),
        ("sells_visibility", "Apparaissez en première page de Google."),
        ("sells_leads", "Recevez des rendez-vous qualifiés chaque semaine."),
        ("pain_question", "Avez-vous du mal à recruter des serveurs ?"),
        ("found_you", "Je suis tombée sur votre boutique hier soir."),
        ("admits_stranger", "On ne se connaît pas encore."),
        ("follow_up_bump", "Je me permets de revenir vers vous, sans réponse de votre part."),
        ("opt_out_sentence", "Répondez STOP pour ne plus rien recevoir."),
        ("talks_of_own_firm", "Nous sommes un petit atelier de reliure à Fribourg."),
        ("answers_you", "Comme vous me l'avez demandé, je passe mardi."),
        ("refers_to_your_mail", "J'ai bien reçu votre dossier ce matin."),
        ("gives_thanks", "Merci encore pour ton aide samedi."),
        ("brings_paper", "Je joins la facture de mars."),
        ("settles_date", "Jeudi me convient, à 9 h."),
        ("settles_date", "À jeudi."),
        ("shared_logistics", "La réunion de mardi est reportée au 14."),
        ("shared_work", "Le syndic attend toujours notre compte rendu."),
        ("shared_past", "Comme l'an dernier, on apporte les tables."),
        ("passes_greetings", "Papa te passe le bonjour, embrasse les enfants."),
        ("apologises_for_delay", "Désolée de répondre si tard !"),
        ("personal_matter", "Ma fille a de la fièvre, elle reste à la maison."),
        ("support_question", "Je n'arrive pas à ouvrir le fichier."),
        ("customer_request", "Ma commande n'est toujours pas arrivée."),
        ("confirms_or_decides", "D'accord pour le devis, vous pouvez commencer."),
        ("claims_as_discussed", "Suite à notre conversation de lundi, voici le plan."),
    ],
)
def test_a_french_sentence_gives_the_finding(finding: str, text: str) -> None:
    """A reason that is not found cannot be weighed, whatever the weights are."""
    assert finding in names(text)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("asks_meeting", "Le calendrier des collectes est affiché dans le hall."),
        ("asks_to_buy", "La remise des diplômes a lieu samedi."),
        ("asks_to_buy", "Je t'apporte la photo de la promo 79."),
        ("asks_to_recruit", "Le certificat de salaire est dans le dossier."),
        ("asks_to_recruit", "Je suis en télétravail demain."),
        ("asks_for_reply", "Dites-moi où vous déposer les clés."),
        ("found_you", "J'ai trouvé ton écharpe sous le banc."),
        ("offers_bait", "Le contrat est prêt, je peux te l'envoyer."),
        ("asks_interest", "On prend un café chez Mado comme d'habitude."),
        ("claims_mutual", "La lettre de recommandation est jointe."),
        ("customer_request", "Ravi d'échanger avec vous sur vos projets."),
        ("shared_logistics", "Nous sommes en train de bâtir une offre unique."),
        ("personal_matter", "Nous livrons même le dimanche."),
        ("informal_tone", "Rien de grave, rassurez-vous."),
        ("pain_question", "Cela démarre des deux côtés à la fois."),
        ("support_question", "Est-ce que votre société a un projet mobile ?"),
        ("describes_offering", "Je me permets de vous écrire au sujet de la réunion."),
        ("gives_thanks", "Merci d'avance pour votre aide."),
        ("asks_to_invest", "Prends tes tickets de carburant avec toi."),
        ("flattery", "Le fromager trouve ton bleu magnifique."),
        ("shared_work", "Ce que les banques ne vous diront jamais."),
        ("answers_you", "En visitant votre site j'ai remarqué deux fautes."),
    ],
)
def test_a_french_sentence_does_not_give_the_finding(finding: str, text: str) -> None:
    """Each was read wrongly once or easily could be; a false reason costs the reader's trust."""
    assert finding not in names(text)
