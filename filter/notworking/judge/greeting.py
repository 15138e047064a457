"""Greetings and names: whom a message is addressed to, and how it is signed."""

from __future__ import annotations

import re
from enum import StrEnum

from notworking.judge.lexicon import shipped_lexicon
from notworking.judge.phrases import fold
from notworking.judge.words import Words

_GREETING = re.compile(
    r"^(?:hi|hello|hey|hiya|howdy|dear|good (?:morning|afternoon|evening|day)|greetings|"
    r"hallo|guten (?:tag|morgen|abend)|gruss gott|moin|servus|sehr geehrter?|sehr geehrtes?|"
    r"lieber?|liebes?|werter?|bonjour|bonsoir|salut|coucou|chere?s?|madame|monsieur|"
    r"hola|buen[oa]s? (?:dias|tardes|noches)|buen dia|estimad[oa]s?|querid[oa]s?|apreciad[oa]|"
    r"ola|oi|bom dia|boa (?:tarde|noite)|prezad[oa]s?|car[oa]s?|ciao|buon ?giorno|buona ?sera|"
    r"salve|gentil[ei](?:ssim[oa])?|egregio|spett(?:abile)?|beste|geachte|hoi|dag|goede(?:n|)"
    r"(?:dag|morgen|middag|avond)|lieve)\b[ ,!]*"
    r"(?P<whom>(?:(?:dr|dra|mr|mrs|ms|mme|mlle|prof|ing|dott|sig|avv|arch|sr|sra|srta|dhr|mevr|drs|"
    r"ir|mag|eng|st)\. ?|[^,!:;.?\n]){0,60}?)\s*"
    r"(?:[,!:;.?\n]| - |--|$)"
)
_BARE_NAME = re.compile(
    r"^(?P<whom>[A-ZÀ-Þ][\w'’-]{1,20}(?: [A-ZÀ-Þ][\w'’-]{1,20})?)\s*[,!:–—-]+\s*$"
)
_SIGN_OFF = re.compile(
    r"^(?:best|kind(?:est)?|warm(?:est)?|many|regards|cheers|thanks|thank|sincerely|yours|love|"
    r"mit|viele|beste|liebe|lg|vg|mfg|gruss|cordialement|bien|amicalement|saludos|un|atentamente|"
    r"abracos?|atenciosamente|cordiali|distinti|un saluto|saluti|groet%?|groeten|met)\b"
)
_FIRST_NAME = re.compile(r"^[-–—~ ]*[A-ZÀ-Þ]?[a-zà-ÿ'’]{1,14}[.!]?$|^[-–—]+ ?[A-Za-z]{1,3}$")


class Greeted(StrEnum):
    """Whom the greeting names; the values are names of findings."""

    NOBODY = "greets_nobody"
    ME = "greets_by_name"
    OTHER = "greets_other_name"
    NONE = "no_greeting"


def greeting_of(words: Words) -> tuple[Greeted, str]:
    """Return whom the message greets, and the words of the greeting.

    "Hi there," → NOBODY; "Hi Ada," → ME when Ada is one of my names or my names are not
    known, else OTHER. Only the first line that says anything is looked at.
    """
    line = next((line.strip() for line in words.text.split("\n") if line.strip()), "")[:120]
    plain = fold(line).decode("latin-1")
    match = _GREETING.match(plain)
    if match is None:
        bare = _BARE_NAME.match(line)
        if bare is None:
            return Greeted.NONE, ""
        plain_whom, shown = fold(bare["whom"]).decode("latin-1"), line
    else:
        plain_whom, shown = match["whom"], line[: match.end()]
    return _named(plain_whom, words.my_names), shown.strip()


def _named(whom: str, my_names: tuple[str, ...]) -> Greeted:
    names = [name for name in re.findall(r"[\w'-]+", whom) if name not in shipped_lexicon().titles]
    if whom.startswith("@"):
        return Greeted.ME  # an account's name, which only its owner knows to be theirs
    if (
        not names
        or all(name in shipped_lexicon().nobody for name in names)
        or "@" in whom
        or ".co" in whom
    ):
        return Greeted.NOBODY
    mine = {part for name in my_names for part in fold(name).decode("latin-1").split()}
    if mine and not mine.intersection(names):
        return Greeted.OTHER
    return Greeted.ME


def shouted_name(words: Words, greeting: str) -> bool:
    """True for "Hi JOHN,": a name in capitals before a text that is not.

    Not "Bonjour Claire VASSEUR,": French family names are written so.
    """
    before, _, last = greeting.rstrip(" ,!:;.-").rpartition(" ")
    if len(before.split()) > 1 and not before.isupper():
        return False
    return len(last) > 2 and last.isalpha() and last.isupper() and not words.text.isupper()


def signed_with_first_name(words: Words) -> bool:
    """True when the last line of the text is one plain name and no signature follows."""
    if len(words.signature) > 40:
        return False
    lines = [line.strip() for line in words.text.split("\n") if line.strip()]
    return (
        len(lines) > 1
        and bool(_FIRST_NAME.match(lines[-1]))
        and not _SIGN_OFF.match(lines[-1].lower())
    )
