"""What sentences of each language say: `sentences/<language>.toml`, finding by finding."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from notworking.judge.clues import findings
from notworking.judge.phrases import LANGUAGES
from notworking.judge.words import Words

FOLDER = Path(__file__).with_name("sentences")


def rows(table: str) -> Iterator[tuple[str, str, str]]:
    """Yield (language, finding, sentence) of one of the two tables of every language."""
    for language in LANGUAGES:
        read = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
        for finding, sentences in read[table].items():
            yield from ((language, finding, sentence) for sentence in sentences)


def names(text: str, language: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language=language))}


@pytest.mark.parametrize(("language", "finding", "text"), list(rows("says")))
def test_a_sentence_tells_what_it_says(language: str, finding: str, text: str) -> None:
    """A finding has one weight in all languages: what a list misses is judged too mildly, or,
    where it keeps mail in the inbox, too harshly."""
    assert finding in names(text, language)


@pytest.mark.parametrize(("language", "finding", "text"), list(rows("does_not_say")))
def test_a_sentence_does_not_tell_what_it_only_looks_like(
    language: str, finding: str, text: str
) -> None:
    """A reader who is told something untrue of a mail trusts no other reason."""
    assert finding not in names(text, language)
