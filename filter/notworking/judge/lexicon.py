"""Small closed word classes: who is meant by I and you, whom a greeting names, and the like."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sets of small letters; names and titles folded as `phrases.fold` does."""

    first_person: frozenset[str]
    second_person: frozenset[str]
    nobody: frozenset[str]
    """Words of greetings that name nobody: "there", "team", "sir"."""
    titles: frozenset[str]
    bulk_headers: frozenset[str]


def parse_lexicon(text: str) -> Lexicon:
    """Read the word classes from TOML text: class → words with spaces between."""
    table: dict[str, str] = tomllib.loads(text)
    return Lexicon(**{name: frozenset(words.split()) for name, words in table.items()})


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Return the word classes that come with the program."""
    folder = resources.files(__package__) / "data"
    return parse_lexicon((folder / "lexicon.toml").read_text(encoding="utf-8"))
