"""Phrases that show an opt-out, an introduction or a connection, in seven languages."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from notworking.people.bundled import bundled_text

_SEARCHED_CHARACTERS = 4_000

_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_PLAIN = {code: unicodedata.normalize("NFKD", chr(code))[0] for code in _LATIN}
"""Accented Latin letters → the bare one, one for one: offsets stay, and RE2's \\b knows ASCII only."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Patterns of one meaning, of all languages: a mail's language is often not told or wrong.

    Accents count neither in patterns nor in text: many people write "no me escriba mas".
    """

    patterns: tuple[Any, ...]

    def find(self, text: str) -> str:
        """Return the first words that match in the first 4,000 characters, or "". Linear time."""
        head = text[:_SEARCHED_CHARACTERS]
        plain = head.translate(_PLAIN)
        hits = (pattern.search(plain) for pattern in self.patterns)
        return next((head[hit.start() : hit.end()].strip() for hit in hits if hit), "")


def parse_phrases(text: str) -> dict[str, Phrases]:
    """Given the phrase file's TOML, return meaning → phrases.

    ```toml
    [opt_out]
    en = ['\\bunsubscribe me\\b']
    ```
    """
    table = tomllib.loads(text)
    return {
        meaning: Phrases(
            tuple(
                re2.compile(f"(?im){pattern.translate(_PLAIN)}")
                for patterns in languages.values()
                for pattern in patterns
            )
        )
        for meaning, languages in table.items()
    }


@cache
def bundled_phrases() -> dict[str, Phrases]:
    """Return the phrases that ship with the program."""
    return parse_phrases(bundled_text("data", "phrases.toml"))
