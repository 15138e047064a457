"""Whether a message gives enough to file it by its score: some words, and a reason with a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from notworking.judge.phrases import LANGUAGES
from notworking.judge.signs import FOR_NETWORKING

_FEWEST_WORDS = 5
"""Of fewer words nobody can tell what a stranger wants: "Any interest?", or a bare forward."""
_A_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W_]+")
"""Two characters of Chinese or Japanese count as a word."""


def why_too_little(
    text: str, language: str, found: Iterable[str], *, is_taught: bool = False
) -> str | None:
    """Return why a message is unsure at most, whatever its score, or None when it may be filed.

    `found` are the names of its findings. Where the phrase lists read its language, one of them
    must speak for networking mail: a reader would not sign "it is worded like a pitch". What the
    user taught is such a reason, too (`is_taught`), but makes few words no more. Of the
    ham that only its wording would have filed, that leaves none (docs/experiments.md).
    """
    if _says_little(text):
        return "It says too little to be sure, so it stays"
    if language in LANGUAGES and not is_taught and FOR_NETWORKING.isdisjoint(found):
        return "Only its wording speaks for it, which is not sure enough, so it stays"
    return None


def _says_little(text: str) -> bool:
    """True when a text, without what it quotes, has fewer than five words."""
    return sum(1 for _ in islice(_A_WORD.finditer(text), _FEWEST_WORDS)) < _FEWEST_WORDS
