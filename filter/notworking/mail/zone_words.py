"""The lines by which mail programs and writers mark quotations, signatures and footers."""

from __future__ import annotations

import re

ATTRIBUTION_STARTS = (
    "on ", "am ", "le ", "el ", "em ", "il ", "op ", "den ", "dne ", "dnia ", "w dniu ", "på ", "a ", "na ",
    "in data ", "vom ", "il giorno ", "no dia ", "em ", "al ", "-----", "mon", "tue", "wed", "thu", "fri",
    "sat", "sun", "lun", "mar", "mié", "jue", "vie", "sáb", "dom", "mer", "jeu", "ven", "sam", "dim",
)  # fmt: skip
ATTRIBUTION_VERB = re.compile(
    r"\b(?:wrote|writes|said|schrieb|a écrit|escribió|escribio|escreveu|ha scritto|schreef|skrev|napsal"
    r"|napsala|napsal\(a\)|napisał|napisała|napisał\(a\)|kirjoitti|a scris|yazdı|írta|пишет|писал|написал|написала)\b"
    r".{0,90}:$",
    re.IGNORECASE,
)
ATTRIBUTION_PLAIN = re.compile(r"\d{1,2}:\d\d\b.{0,200}<[^\s<>]{1,100}@[^\s<>]{1,100}>:?$")
ORIGINAL = re.compile(
    r"(?!.*\bpgp\b)\W{0,3}(?:-{2,}|_{2,}|={2,}|\*{2,})\s*(?:(?:original|forwarded|ursprüngliche|weitergeleitete"
    r"|message|mensaje|mensagem|messaggio|oorspronkelijk|doorgestuurd|mail|begin|start|reply)\b.{0,60})"
    r"(?:-{2,}|_{2,}|={2,}|\*{2,})\s*$"
    r"|-{4,}\s*(?:forwarded by|weitergeleitet von|transféré par|reenviado por|inoltrato da|doorgestuurd door)\b"
    r"|\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht"
    r"|début du (?:message réexpédié|message transféré|e-mail transféré)|inizio messaggio inoltrato"
    r"|inicio del mensaje reenviado|início da mensagem (?:encaminhada|reencaminhada)"
    r"|begin doorgestuurd bericht)\s*:?\s*$",
    re.IGNORECASE,
)
ORIGINAL_LETTERS = "abdiı"
"""The small letters that a line of `ORIGINAL` may begin with, when it begins with one."""
BLOCK_FIELDS: dict[str, str] = {
    **dict.fromkeys(
        (
            "from",
            "von",
            "de",
            "da",
            "van",
            "od",
            "från",
            "fra",
            "от",
            "expéditeur",
            "absender",
            "remitente",
            "mittente",
        ),
        "from",
    ),
    **dict.fromkeys(
        [
            "sent",
            "date",
            "gesendet",
            "datum",
            "envoyé",
            "enviado",
            "enviada",
            "enviado el",
            "enviada em",
            "enviado em",
            "fecha",
            "data",
            "inviato",
            "verzonden",
            "envoyé le",
            "sendt",
            "skickat",
            "date d'envoi",
            "odesláno",
            "wysłano",
            "reçu",
            "inviato il",
            "gesendet am",
        ],
        "date",
    ),
    **dict.fromkeys(
        (
            "to",
            "an",
            "à",
            "para",
            "a",
            "aan",
            "komu",
            "til",
            "till",
            "do",
            "кому",
            "empfänger",
            "destinataire",
        ),
        "to",
    ),
    **dict.fromkeys(("cc", "kopie", "copie", "copia", "cópia"), "cc"),
    **dict.fromkeys(
        [
            "subject",
            "betreff",
            "objet",
            "asunto",
            "assunto",
            "oggetto",
            "onderwerp",
            "temat",
            "předmět",
            "ämne",
            "emne",
            "sujet",
        ],
        "subject",
    ),
}

SIGN_OFFS = frozenset(
    """
    best|best regards|kind regards|warm regards|warmest regards|regards|many thanks|thanks|thank you
    thanks again|thanks so much|thank you so much|thanks in advance|thank you in advance|cheers
    sincerely|yours sincerely|sincerely yours|yours truly|yours faithfully|respectfully|all the best
    best wishes|warmly|take care|talk soon|speak soon|looking forward|cordially|thx|rgds|br|kr|tia
    warm wishes|with best regards|with kind regards|with gratitude|in gratitude|to your success
    best of luck|yours|love|xoxo|have a great day|have a nice day|have a great week
    thanks and regards|thanks & regards|thanks & best regards|bests|very best|to your health
    freundliche grüße|freundliche grüsse|freundlichen grüßen|mit freundlichen grüßen
    mit freundlichen grüssen|mit freundlichem gruß|mit freundlichem gruss|viele grüße|viele grüsse
    beste grüße|beste grüsse|liebe grüße|liebe grüsse|schöne grüße|herzliche grüße|herzlichst
    herzliche grüsse|mfg|lg|vg|grüße|grüsse|gruß|gruss|vielen dank|danke|danke und grüße
    vielen dank und viele grüße|bis bald|hochachtungsvoll|mit besten grüßen|mit besten grüssen
    cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|cordialement vôtre
    salutations|sincères salutations|meilleures salutations|merci|merci d'avance|merci beaucoup
    amicalement|à bientôt|sincèrement|respectueusement|belle journée|bonne journée|à très vite
    excellente journée|très belle journée
    saludos|un saludo|saludos cordiales|un cordial saludo|cordiales saludos|atentamente|gracias
    muchas gracias|un abrazo|abrazos|cordialmente|muy atentamente|reciba un cordial saludo|mil gracias
    atenciosamente|att|atte|abraço|abraços|um abraço|cumprimentos|melhores cumprimentos|obrigado
    obrigada|muito obrigado|muito obrigada|com os melhores cumprimentos|saudações|grato|grata
    cordiali saluti|distinti saluti|saluti|un saluto|un caro saluto|grazie|grazie mille|a presto
    cari saluti|un cordiale saluto|i migliori saluti|grazie e saluti|ti ringrazio|buona giornata
    met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|mvg
    groet|groeten|hartelijke groet|hartelijke groeten|met hartelijke groet|bedankt|alvast bedankt
    dank je wel|dank u wel|tot snel|hoogachtend
    pozdrawiam|z poważaniem|s pozdravem|med vänliga hälsningar|mvh|vänliga hälsningar|med venlig hilsen
    """.replace("\n", "|")
    .replace("    ", "")
    .split("|")
) - {""}
LONGEST_SIGN_OFF = max(map(len, SIGN_OFFS))

DEVICE = re.compile(
    r"\s*(?:sent (?:from|via|with|by) |get outlook for|gesendet (?:von|mit) |von meinem .{2,40} gesendet"
    r"|diese nachricht wurde von meinem|envoyé (?:de|depuis) |enviado (?:desde|do|de|a partir|pelo) "
    r"|inviato da(?:l)? |verzonden (?:vanaf|vanuit|met) |verstuurd vanaf|outlook für |télécharger outlook"
    r"|obtener outlook|obter o outlook|scarica outlook|downloaden outlook|yahoo mail)",
    re.IGNORECASE,
)
DEVICE_NAMES = (
    "iphone", "ipad", "android", "samsung", "galaxy", "outlook", "mobile", "mobil", "phone", "móvil",
    "celular", "telefono", "telefoon", "blackberry", "mail", "huawei", "xiaomi", "pixel", "proton",
    "superhuman", "spark", "handy", "smartphone", "ios", "mac", "gmail", "telemóvel", "cellulare", "cell",
)  # fmt: skip

FOOTER_STEMS = (
    "unsubscri", "opt out", "opt-out", "receiving", "received this", "subscribed", "was sent", "been sent",
    "intended for", "preferences", "confidential", "mailing list", "getting this", "added to", "copyright",
    "abmeld", "abzumeld", "abbestell", "erhalten", "erhältst", "inscri", "désabonn", "recevez", "baja",
    "cancela", "suscripción", "subscrição", "descadastr", "recib", "recebe", "ricev", "hai ricevuto",
    "uitschrijv", "afmeld", "ontvang", "browser", "view online", "all rights reserved", "©", "(c)",
    "privacy policy", "listinfo", "stop", "remove", "hear from", "want", "wish", "bother", "no thanks",
    "pass", "not interested", "nicht mehr", "keine", "souhaitez", "voulez", "no dese", "no quier", "não dese",
    "não qu", "non desider", "non vuoi", "geen", "odhlásit", "wypis", "dostáváte", "rather", "prefer", "rispondi",
    "respond", "take you off", "right person",
)  # fmt: skip
FOOTER = re.compile(
    r"\bunsubscribe\b.{0,60}(?:\bhere\b|\blink\b|http|list\b|from (?:this|these|our|future)|preferences|:)"
    r"|^\W*(?:to )?unsubscribe\W*$|\bto (?:unsubscribe|opt[ -]out|stop receiving)\b"
    r"|^\W*(?:click here to )?unsubscribe\b.{0,40}$|[|·•]\s*unsubscribe\b"
    r"|\byou(?:'re| are| have been) (?:currently )?(?:receiving|subscribed|getting this|added to)\b"
    r"|\byou(?:'ve| have)? received this (?:e-?mail|message|newsletter)\b|\bmanage (?:your )?(?:e-?mail )?preferences"
    r"|\bthis (?:e-?mail|message|newsletter) (?:was|has been) sent (?:to|by|from)\b"
    r"|\b(?:e-?mail|message) was intended for\b|\bview (?:this (?:e-?mail )?)?(?:in (?:your |a )?browser|online)"
    r"|\b(?:update|change|edit) (?:your )?(?:e-?mail |subscription )?preferences"
    r"|^\W*(?:©|\(c\) ?\d{4}|copyright\b).{0,120}$|\ball rights reserved\b"
    r"|mailman/listinfo|mailing list\s*$|^\W*privacy policy\W|\blist-unsubscribe\b"
    r"|\b(?:newsletter|liste?|e-?mails?)\b.{0,40}\b(?:abmelden|abbestellen|abzumelden)|^\W*(?:abmelden|abbestellen)\b.{0,40}$"
    r"|\b(?:sie erhalten|du erhältst|vous recevez|recibes?|está recebendo|ricevi|hai ricevuto|je ontvangt|u ontvangt) "
    r"(?:diese[sn]?|cet?(?:te)?|este|esta|questa?|deze|dit|ce) (?:e-?mail|mail|nachricht|newsletter|message|courriel"
    r"|correo|mensaje|mensagem|messaggio|bericht|nieuwsbrief)"
    r"|\b(?:se |vous )(?:désinscrire|désabonner)\b|^\W*(?:désinscription|se désabonner)\b"
    r"|\b(?:darse de baja|cancelar (?:la |su |tu |sua |a )?(?:suscripción|inscrição|subscrição)|(?:se|para) descadastr\w+)|^\W*descadastr"
    r"|\b(?:disiscriver(?:ti|si|vi)|cancella(?:re|ti)? l'iscrizione|annulla(?:re)? l'iscrizione|cancellarsi)"
    r"|\b(?:uitschrijven|afmelden)\b.{0,40}(?:\bhier\b|\blink\b|http)|\b(?:hier|klik|link)\b.{0,60}\b(?:uitschrijven|afmelden)\b"
    r"|^\W*(?:uitschrijven|afmelden|odhlásit|wypisz)\b.{0,30}$|\bdostáváte\b",
    re.IGNORECASE,
)
REQUEST = re.compile(
    r"\b(?:unsubscribe|remove|take|delete) (?:me|us|my|our)\b|^\W*please (?:stop|remove|unsubscribe)\b(?!.{0,40}\bhere\b)",
    re.IGNORECASE,
)
"""Someone asking to be taken off a list: their own words, however much they sound like a footer."""
DISCLAIMER_STEMS = (
    "confidential", "privileged", "intended", "recipient", "addressee", "disclos", "unauthori", "delete",
    "disseminat", "solely", "vertraulich", "empfänger", "unbefugt", "vernichten", "adressat",
    "confidentiel", "destinataire", "détruire", "exclusi", "confidencial", "destinatari", "destinatár",
    "elimin", "borr", "riservat", "confidenzial", "cancell", "vertrouwelijk", "geadresseerde", "bestemd",
    "verwijder", "liability", "viruses", "irrtümlich", "par erreur", "por error", "por engano", "per errore",
)  # fmt: skip
OPT_OUT = re.compile(
    r"\b(?:if you(?:'d| would)? (?:rather|prefer) (?:not|i don't|i didn't)"
    r"|if you(?:'d| would)? (?:no longer|not) (?:wish|want|like) to (?:hear|receive)"
    r"|you (?:don't|do not) want (?:to hear from me|me to|(?:any )?(?:more|further) (?:e-?mails|messages)|these)"
    r"|(?:just |simply |please )?(?:reply|respond|answer|write|say|text)(?: back)?(?: with| saying)? ?[\"'“‘«]?"
    r"(?:stop|unsubscribe|no thanks|remove|pass|opt[ -]?out|not interested)\b"
    r"|wish to (?:be removed|opt[ -]out|unsubscribe)|opt[ -]out of (?:future|further|these|my|receiving)"
    r"|let me know and i(?:'ll| will) (?:stop|not (?:bother|contact|e-?mail|reach))"
    r"|i(?:'ll| will) (?:take you off|remove you|not (?:bother|contact|e-?mail) you)"
    r"|not the right person\b.{0,60}\bstop|keine (?:weiteren |mehr )?(?:e-?mails|nachrichten) (?:mehr )?(?:von mir|erhalten|wünschen|möchten)"
    r"|nicht mehr (?:kontaktiert|angeschrieben|von mir hören)|ne (?:souhaitez|voulez) (?:plus|pas) (?:recevoir|être)"
    r"|répondez (?:simplement )?[\"«“ ]*stop|no (?:deseas?|quieres?) (?:recibir|que te)|respond[ae] ?[\"“« ]*(?:stop|baja|no)\b"
    r"|não (?:deseja|quer|quiser) (?:mais )?receber|responda ?[\"“« ]*(?:sair|parar|stop)|non (?:desideri|vuoi|desidera) (?:più )?ricevere"
    r"|rispondi ?[\"“« ]*(?:stop|no)\b|geen (?:verdere |mails|e-?mails).{0,30}(?:ontvangen|wilt|meer)|antwoord(?:e|en sie)? ?[\"“„ ]*stop)",
    re.IGNORECASE,
)
