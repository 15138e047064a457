"""The wording of a message as hashed features, each tied to the sentence that carries it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|io|de|fr|co|ai|app)\b/?\S*")
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_PLACEHOLDER = re.compile(
    r"\{\{[^}\n]{0,60}\}\}|\{[^}\n]{1,40}\}|\[[^\W\d][^\]\n]{0,40}\]|<[a-z][^>\n]{1,40}>|\b[xX*_-]{3,}\b"
)
_MONEY = re.compile(
    r"[$€£¥]\s?\d[\d.,]*[kmb]?\+?|\d[\d.,]*\s?(?:[$€£¥]|usd|eur|gbp|dollars?|euros?)"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[!?%]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{3,}")
"""Kana and Han: written without spaces between words."""

_LEAST_LETTERS = 20
_SHAPES = {"url": " xxurl ", "email": " xxmail ", "placeholder": " xxname ", "money": " xxmoney "}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which features are made. A model is only good for the plan it was trained with."""

    bits: int = 18
    """2 ** bits buckets."""
    bigrams: bool = False
    """Also pairs of neighbouring words."""
    letters: int = 5
    """Also runs of this many letters, across words, 0 for none: they see through inflection,
    compounds and misspelling, and carry word order."""
    subject_apart: bool = True
    """The words of the subject also as features of their own."""
    most_characters: int = 4000
    damping: float = 0.0
    """Added to the number of features before the root: a line of five words says little."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Which features a message has, and where each stood first."""

    buckets: NDArray[np.int64]
    """Distinct bucket numbers, ascending, each 0 … 2 ** bits - 1."""
    sentences: NDArray[np.int64]
    """For each bucket the sentence it stood in first: 0 is the subject, 1 the first sentence."""
    damping: float = 0.0

    @property
    def value(self) -> float:
        """What each feature counts: 1/√(n + damping), so that long messages do not shout louder."""
        return float(1.0 / np.sqrt(max(1.0, len(self.buckets) + self.damping)))


_REPLY_MARK = re.compile(
    r"^\s*(?:(?:re|aw|fwd?|wg|sv|antw|rv|res|tr|enc|rif|odp|vs)(?:\[\d{1,3}\])?\s?:\s*){1,9}",
    re.IGNORECASE,
)


def read_wording(subject: str, sentences: Sequence[str], plan: Plan) -> Wording:
    """Given subject and sentences of the new text, return their hashed features.

    Numbers, money, addresses, links and merge fields become neutral tokens, so that nothing
    is learned from their values. Reads at most `plan.most_characters` characters.
    """
    # "Re:" is not a word of the writer: whether it is borne out is a claim, checked elsewhere.
    subject = _REPLY_MARK.sub("", subject)
    text = normalise("\n".join((subject, *sentences)), plan.most_characters)
    lines = [
        # Most words are of letters alone, and neutral as they are.
        [word if word.isalpha() else _neutral(word) for word in _WORD.findall(line)]
        for line in text.split("\n")
    ]
    words, places = _words(lines)
    hashes, where = [words], [places]
    if plan.bigrams:
        hashes.append(words[:-1] * np.uint32(0x9E3779B1) + words[1:])
        where.append(places[1:])
    if plan.subject_apart:
        inside = places == 0
        hashes.append(words[inside] ^ np.uint32(0x5BD1E995))
        where.append(places[inside])
    if plan.letters:
        runs, run_places = _letter_runs(lines, plan.letters)
        hashes.append(runs ^ np.uint32(0x2545F491))
        where.append(run_places)
    buckets = _mix(np.concatenate(hashes)) & np.uint32((1 << plan.bits) - 1)
    distinct, first = _first_of_each(buckets, np.concatenate(where))
    return Wording(distinct, first, plan.damping)


def normalise(text: str, most_characters: int = 4000) -> str:
    """Return the text in lower case with links, addresses, money and merge fields neutralised.

    What is written without spaces, Chinese and Japanese, is cut into overlapping pairs.

    >>> normalise("Hi {{first_name}}, see https://example.com/x for $5,000")
    'hi  xxname , see  xxurl  for  xxmoney '
    >>> normalise("想找你开发 app")
    '想找 找你 你开 开发 app'
    """
    text = text[:most_characters].lower()
    if "[" in text or "{" in text or "<" in text or "xxx" in text or "__" in text:
        text = _PLACEHOLDER.sub(_SHAPES["placeholder"], text)
    if "@" in text:
        text = _EMAIL.sub(_SHAPES["email"], text)
    if "." in text:
        text = _URL.sub(_SHAPES["url"], text)
    if not text.isascii():
        text = _UNSPACED.sub(_in_pairs, text)
    return _MONEY.sub(_SHAPES["money"], text)


def _in_pairs(run: re.Match[str]) -> str:
    """Return a run of Chinese or Japanese as its overlapping pairs, which stand for words."""
    letters = run.group()
    return " ".join(letters[at : at + 2] for at in range(len(letters) - 1))


def fingerprint(text: str) -> int:
    """Return a number (32 bits) that is the same for texts of the same letters in their order.

    Case, spaces, line breaks, digits and punctuation do not count. 0 for texts of fewer than
    20 letters, which too many people write.
    """
    letters = "".join(letter for letter in text.casefold() if letter.isalpha())
    return crc32(letters.encode()) if len(letters) >= _LEAST_LETTERS else 0


@lru_cache(maxsize=1 << 16)
def _neutral(word: str) -> str:
    """Return the word's neutral shape: all numbers are one word, as are "3pm" and "7b"."""
    if word[0].isdigit():
        return "0" if word.isdigit() else "0a"
    return word.replace("’", "'")


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return crc32(word.encode())


_LINE_START = crc32(b"^")


def _words(lines: list[list[str]]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return word hashes and, for each, the number of its line; a mark begins each line."""
    hashes: list[int] = []
    counts: list[int] = []
    for line in lines:
        counts.append(len(line) + 1 if line else 0)
        if line:
            hashes.append(_LINE_START)
            hashes.extend(map(_word_hash, line))
    return np.array(hashes, dtype=np.uint32), np.repeat(np.arange(len(lines)), counts)


def _letter_runs(
    lines: list[list[str]], length: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return a hash for each run of `length` letters, and the line in which it ends."""
    text = "\n".join(" ".join(line) for line in lines)
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    if len(codes) < length:
        return np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int64)
    runs = np.zeros(len(codes) - length + 1, dtype=np.uint32)
    for offset in range(length):
        runs = runs * np.uint32(0x01000193) + codes[offset : offset + len(runs)]
    return runs, np.cumsum(codes == ord("\n"))[length - 1 :]


def _first_of_each(
    buckets: NDArray[np.uint32], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct buckets, ascending, and the lowest place of each."""
    together = (buckets.astype(np.int64) << 16) | np.minimum(places, 0xFFFF)
    # Not np.unique, which hashes before it sorts: sorting alone takes a third of the time.
    together.sort()
    distinct = together >> 16
    is_first = np.ones(len(distinct), dtype=bool)
    is_first[1:] = distinct[1:] != distinct[:-1]
    return distinct[is_first], together[is_first] & 0xFFFF


def _mix(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Scatter 32-bit values, so that their low bits can serve as bucket numbers."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))
