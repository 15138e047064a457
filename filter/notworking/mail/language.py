"""Which language a text is written in, by counting its most ordinary words."""

from __future__ import annotations

import re

UNKNOWN = "und"
"""ISO 639-2: undetermined."""

_MOST_CHARS = 4_000
_MOST_WORDS = 400
_FEWEST_HITS = 2

_FUNCTION_WORDS = {
    "en": "the and you your of to is for in we our with this that have are it be on my can would"
    " from will not at as or if i'm i've about just what they us how any been has was please"
    " thanks know let me do i like when i'd it's we're you're hi hello their there here which",
    "de": "und die der das ich sie wir ist für mit ein eine einen den dem nicht auf zu von ihnen"
    " ihre ihr es im bei wie auch haben werden wenn uns oder sich hallo sehr gerne als noch über"
    " aus kann mir dass nur am zum zur sind mich hat war unsere unser ob vielen dank einer grüße"
    " liebe lieber du dir dich dein deine schon aber bitte nach würde möchte guten",
    "fr": "le les des et est vous nous votre vos pour une dans du au que qui je sur avec pas ce"
    " cette notre plus ou être avez sont mais aux par bonjour si merci la en un de ne il mon ma"
    " mes cordialement c'est j'ai très bien afin comme tout ces ses nos suis avons te tu toi",
    "es": "el los las y es para que con una por su del un se lo como más nos nuestro nuestra"
    " sobre hola usted gracias si pero este esta te mi tu en la de al está muy he ha son ser"
    " tiene tienes tus sus estoy también cuando saludos empresa ustedes quiero o me sin le porque",
    "pt": "o os as e é para que com uma por seu sua do da dos das um se não mais nosso nossa"
    " sobre olá você obrigado obrigada mas este esta em no na nos nas ao à está muito eu são ser"
    " tem também quando empresa vocês foi isso meu minha de pelo pela até já como me te nós",
    "it": "il lo gli e è per che con una del della di un si non più nostro nostra su ciao grazie"
    " ma questo questa in la le dei delle al alla nel nella sono ha ho anche come se vi ti mi"
    " suo sua tuo tua ed da dal dalla essere abbiamo buongiorno salve saluti molto quando cordiali"
    " azienda quello i ci lei voi noi",
    "nl": "de het een en van is voor met dat op te je jij u uw wij we ik niet zijn ook om aan bij"
    " als of maar naar er nog dit die dan wat kan hebben heeft ons onze onder graag hallo beste"
    " groet groeten bedankt mijn zou willen wel hoe over meer geen heb jullie deze uit door wil",
    "pl": "i w z na do się nie jest że to dla o czy jak oraz od przez po ale pan pani państwa za"
    " mam proszę dzień dobry pozdrawiam są tym co jestem dziękuję",
    "cs": "a v se na je že to s z do pro jsem ale jak jako by o ve jsou nebo dobrý den děkuji váš"
    " vás vám při jste bych pozdravem není také",
    "sv": "och att det är jag på för som en ett med av vi du inte till har den kan om hej vår vi"
    " era er från tack hälsningar mig dig vill skulle eller",
    "da": "og at det er jeg på for som en et med af vi du ikke til har den kan om hej vores fra"
    " tak hilsen mig dig vil jer eller",
    "fi": "ja on ei että se hän minä olen ovat mutta kun niin myös tai kanssa hei terveisin kiitos"
    " teidän meidän voi",
    "ro": "și în de la este cu pentru nu că pe un o din sunt mai am dar bună mulțumesc vă ne care"
    " sau să",
    "hu": "és a az egy hogy nem is van meg de ha vagy el köszönöm üdvözlettel ez mint szeretnék"
    " kérem",
    "tr": "ve bir bu için ile çok da de ne var mı olarak merhaba teşekkürler daha gibi ama en"
    " kadar sizin bizim",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _code, _words in _FUNCTION_WORDS.items():
    for _one in set(_words.split()):
        _LANGUAGES_OF.setdefault(_one, []).append(_code)
_VOTES_OF = {
    _one: tuple((_code, 1.0 / len(_codes)) for _code in _codes)
    for _one, _codes in _LANGUAGES_OF.items()
}
"""An ordinary word speaks for each language that has it, with a share of one vote."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)


def detect(text: str) -> str:
    """Given any text, return its ISO 639-1 code, or "und" when it is too short or too mixed.

    Sure of English, German, French, Spanish, Portuguese, Italian and Dutch; knows some others by
    script or ordinary words. Reads the first 4,000 characters.

    >>> detect("Ich würde mich gerne mit Ihnen vernetzen")
    'de'
    """
    text = text[:_MOST_CHARS]
    if not text.isascii():
        by_script = _by_script(text)
        if by_script:
            return by_script
    return _by_words(_WORD.findall(text.lower().replace("’", "'"))[:_MOST_WORDS])


def _by_script(text: str) -> str:
    """Return the language of a script that fills at least 30 % of the letters, else ""."""
    letters = sum(map(str.isalpha, text))
    foreign = {code: len(pattern.findall(text)) for code, pattern in _SCRIPTS}
    foreign["ja"] = foreign["ja"] and foreign["ja"] + foreign["zh"]
    foreign["uk"] = foreign["ru"] if foreign["uk"] * 50 > foreign["ru"] else 0
    code = max(foreign, key=lambda each: foreign[each])
    return code if letters >= 4 and foreign[code] >= 0.3 * letters else ""


def _by_words(words: list[str]) -> str:
    """Return the language whose ordinary words are most frequent, if it leads and has enough."""
    votes = dict.fromkeys(_FUNCTION_WORDS, 0.0)
    for word in words:
        for code, share in _VOTES_OF.get(word, ()):
            votes[code] += share
    best = max(votes, key=votes.__getitem__)
    most = votes.pop(best)
    second = max(votes.values())
    enough = most >= _FEWEST_HITS and most >= 0.08 * len(words)
    return best if enough and most > 1.15 * second else UNKNOWN
