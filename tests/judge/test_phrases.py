"""The search for phrases: what the sieves let through."""

from __future__ import annotations

from dataclasses import replace

from notworking.judge.phrasebook import Phrasebook
from notworking.judge.phrases import parse_list, shipped_lists
from notworking.judge.words import split_sentences
from notworking.learn.corpora import read_seed

_FILLERS = "\n".join(f'  "filler{number} words",' for number in range(60))


def test_sieves_hold_nothing_back_that_a_pattern_finds() -> None:
    """Lines are sifted apart for speed: each pattern, tried alone, must find no more."""
    samples = read_seed()[::400]
    texts = [(" ".join(one.subject.split()), *split_sentences(one.body)) for one in samples]
    whole = next(one for one in shipped_lists() if one.language == "en")
    alone = [Phrasebook([replace(whole, written=(one,))]) for one in whole.written]

    book = Phrasebook([whole])
    found = [{(hit.name, hit.phrase) for hit in book.find(text, "en")} for text in texts]

    naive = [
        {(hit.name, hit.phrase) for one in alone for hit in one.find(text, "en")} for text in texts
    ]
    assert found == naive


def test_a_pattern_that_may_cross_lines_is_searched_for_in_the_whole_text() -> None:
    r"""`\s` is a line break, too: sifted line by line, such a pattern would never be found."""
    text = f'[patterns]\ncrosses = ["!alpha\\\\s+omega"]\nfills = [\n{_FILLERS}\n]\n'

    hits = Phrasebook([parse_list("en", text)]).find(("It ends in alpha", "omega begins"), "en")

    assert [hit.name for hit in hits] == ["crosses"]


def test_each_alternative_keeps_to_word_boundaries() -> None:
    """Whatever another alternative begins or ends with: half a word says nothing."""
    text = '[patterns]\nx = ["^well|any interest|closer look\\\\?"]'
    book = Phrasebook([parse_list("en", text)])
    assert book.find(("", "company interesting, a closer look"), "en") == ()
    assert [hit.phrase for hit in book.find(("", "any interest or a closer look?"), "en")] == [
        "any interest"
    ]


def test_what_folding_has_no_letter_for_is_no_question() -> None:
    """An emoji or an arrow was a question mark once, and "demain →" a question."""
    book = Phrasebook([parse_list("en", '[patterns]\nx = ["demain ?\\\\?"]')])
    assert book.find(("", "J'arrive demain →"), "fr") == ()
    assert len(book.find(("", "Tu viens demain ?"), "fr")) == 1
