"""Names of people made comparable."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import re2
from rapidfuzz import fuzz

from notworking.people.bundled import bundled_words

SAME_NAME = 0.9
"""From this `name_match` on, two full names are taken as the same name."""

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_VIA = re2.compile(
    r"(?i)[\s(]+(?:via|über|durch|par|sur|a través de|através do|atraves do|através de|tramite|su|op|"
    r"prostřednictvím)\s+(?:linkedin|xing|facebook|instagram|x|twitter|meetup|wellfound|researchgate|"
    r"slack|calendly|github)\)?\s*$"
)
_QUOTED = re2.compile(
    r"[\"“”„«»][^\"“”„«»]*[\"“”„«»]|(?:^|\s)['‘’][^'‘’]+['‘’](?:\s|$)|\([^()]*\)|\[[^\[\]]*\]"
)
_QUOTES = frozenset("\"“”„«»'‘’()[]")
_CUT = re2.compile(r"\s[|•·/@–—-]+\s|[|•]|\s@")
_APOSTROPHES = re2.compile(r"['’‘`´ʼ]")
_INNER_DOTS = re2.compile(r"(?i)\b(ph|m|b|r|l|d)\.\s?(d|sc|a|b|eng|n|l|ed)\.?(?:\s|,|$)")


@lru_cache(maxsize=4096)
def tidy_name(display: str) -> str:
    """Return a display name without emoji, "via LinkedIn", nicknames and what follows "|".

    For showing; `"🚀 Ada Lovelace, PhD | Hiring! via LinkedIn"` → `"Ada Lovelace, PhD"`.
    """
    text = _without_symbols(unicodedata.normalize("NFKC", display)).strip().strip("\"'")
    text = str(_VIA.sub("", text))
    if not _QUOTES.isdisjoint(text):
        text = str(_QUOTED.sub(" ", text)).strip() or text
    text = " ".join(text.split())
    cut = _CUT.search(text)
    if cut and cut.start() > 0:
        text = text[: cut.start()]
    return text.strip(" ,;:-–—")


@lru_cache(maxsize=4096)
def fold_name(display: str) -> str:
    """Return a name in a form that compares: lower case, no accents, titles or credentials.

    `"Lovelace, Ada"`, `"Dr. Ada Lovelace, PhD 🚀"` and `"ada  LOVELACE via LinkedIn"` all give
    `"ada lovelace"`. Non-Latin scripts are kept as they are. Folding twice changes nothing.
    """
    folded = _fold_once(display)
    for _ in range(8):
        again = _fold_once(folded)
        if again == folded:
            break
        folded = again
    return folded


def _fold_once(display: str) -> str:
    text = _INNER_DOTS.sub(r"\1\2 ", tidy_name(display))
    ordered = _first_name_first(text)
    words = _words(ordered)
    while len(words) > 1 and words[0] in bundled_words("titles"):
        words = words[1:]
    while len(words) > 1 and words[-1] in bundled_words("credentials"):
        words = words[:-1]
    return " ".join(words)


def _first_name_first(text: str) -> str:
    """Turn "Last, First" round, and drop what follows a comma otherwise ("…, PhD", "…, Founder at X")."""
    head, comma, tail = text.partition(",")
    if not comma or not head.strip():
        return text.replace(",", " ")
    after, _, _ = tail.partition(",")
    tail_words, head_words = _words(after), _words(head)
    looks_like_first = 0 < len(tail_words) <= 2 and len(head_words) <= 2
    credential = any(
        word in bundled_words("credentials", "ambiguous_credentials") for word in tail_words
    )
    if looks_like_first and not credential and len(head_words) == 1:
        return f"{after} {head}"
    return head


def _words(text: str) -> list[str]:
    plain = _without_accents(_APOSTROPHES.sub("", text).casefold())
    spaced = "".join(char if _is_letter(char) else " " for char in plain)
    return spaced.split()


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _without_accents(text: str) -> str:
    """Remove combining marks from Latin letters only: elsewhere they change the letter."""
    kept: list[str] = []
    base_is_latin = False
    for char in unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED)):
        if unicodedata.category(char) == "Mn":
            if not base_is_latin:
                kept.append(char)
            continue
        base_is_latin = char < "ɐ" or "Ḁ" <= char <= "ỿ"
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _without_symbols(text: str) -> str:
    dropped = {"So", "Sk", "Cs", "Co", "Cf", "Cc", "Cn"}
    return "".join(
        char if unicodedata.category(char) not in dropped else (" " if char in "\t\r\n" else "")
        for char in text
        if char not in "\ufe0e\ufe0f\u034f\u20e3"
    )


def name_match(first: str, second: str) -> float:
    """Return how well two names agree, 0 … 1.

    1 the same folded name; 0.97 the same words in another order; 0.93 a middle name more;
    0.8 an initial for a name ("Ada L."); 0.5 only a first name; below 0.9 by spelling
    (rapidfuzz ratio × 0.9, from 0.8 on): Anna and Hanna Schmidt are two people.
    """
    one, two = _umlauts_as_pairs(fold_name(first)), _umlauts_as_pairs(fold_name(second))
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    short, long = sorted((one.split(), two.split()), key=len)
    if sorted(short) == sorted(long):
        return 0.97
    if len(short) == 1:
        return 0.5 if short[0] in (long[0], long[-1]) and len(long) > 1 else 0.0
    if short[0] == long[0] and short[-1] == long[-1]:
        return 0.93
    if _agree_by_initials(short, long):
        return 0.8
    ratio = fuzz.token_sort_ratio(one, two) / 100
    return ratio * 0.9 if ratio >= 0.8 else 0.0


def _umlauts_as_pairs(folded: str) -> str:
    """Make "mueller" and "muller" (from Müller) alike."""
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _agree_by_initials(short: list[str], long: list[str]) -> bool:
    pairs = ((short[0], long[0]), (short[-1], long[-1]))
    same = [one == two for one, two in pairs]
    initial = [one[0] == two[0] and 1 in (len(one), len(two)) for one, two in pairs]
    return any(same) and all(
        is_same or is_initial for is_same, is_initial in zip(same, initial, strict=True)
    )


def is_full_name(name: str) -> bool:
    """True when a name has at least two words that are more than an initial."""
    words = fold_name(name).split()
    if any(word[0] > "ʯ" for word in words):
        return bool(words)
    return len(words) >= 2 and len(words[0]) > 1 and len(words[-1]) > 1
