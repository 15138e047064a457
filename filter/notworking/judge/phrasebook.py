"""Phrase lists searched for in one linear pass: what a text says, and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import re2

from notworking.errors import UserError
from notworking.judge.phrases import (
    COMMON,
    LANGUAGES,
    NUMBERS,
    WORDS_BETWEEN,
    PhraseList,
    fold,
    re2_options,
    shipped_lists,
)

_ANY_BETWEEN = r"(?:[^\n]*)"
"""Finds all that five words find, and more, with a small fraction of the automaton's states."""
_DIGIT = re.compile(r"[0-9]")
_LEAST_BY_LINE = 50
"""A shorter list is searched for in the whole text faster than in each of its lines."""
_MOST_COMPILED = 256
"""Patterns kept compiled, of all languages: each takes 0.12 MB, and all of them 350 MB."""
_WITHOUT_LINE_BREAK = re.compile(r"\[\^(?:[^\\\]]|\\.)*?\\n(?:[^\\\]]|\\.)*\]")
"""`[^…\\n…]`: any character but some, and no line break."""
_CROSSES_LINES = re.compile(r"\\[^\WbBwdA]|\[\^|\[:|\(\?(?!:|m:|P<)|[\x00-\x1f]")
"""Escapes, other negated classes and flags that may mean a line break, as `\\s` does."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found. `position` is its sentence's number; 0 is the subject."""

    name: str
    sentence: str
    phrase: str
    position: int
    captured: str = ""
    """The group `text` of the pattern, as written in the message, or ""."""


class Phrasebook:
    """Phrase lists to search; each is compiled when mail in its language first comes."""

    def __init__(self, lists: Iterable[PhraseList]) -> None:
        """Take the lists, the last of a language where there are two."""
        self._lists = {one.language: one for one in lists}
        self._compiled: dict[str, _Compiled] = {}

    def find(self, sentences: Sequence[str], language: str) -> tuple[Hit, ...]:
        """Return the first hit of each pattern in the sentences, in the order of the text.

        `sentences[0]` is the subject; none holds a line break. The common and the English list
        are always searched, since business mail of every language is full of English; all lists
        when the language is not known ("und"). Raise UserError for a pattern that cannot be
        searched for.
        """
        whole = _Searched(sentences, range(len(sentences)))
        hits = [hit for one in self._lists_for(language) for hit in whole.hits(one)]
        if NUMBERS in self._lists:
            numbered = [at for at, one in enumerate(sentences) if _DIGIT.search(one)]
            if numbered:
                hits += _Searched(sentences, numbered).hits(self._compiled_list(NUMBERS))
        hits.sort(key=lambda pair: (pair[0], pair[1].name))
        return tuple(hit for _, hit in hits)

    def _lists_for(self, language: str) -> list[_Compiled]:
        wanted = (COMMON, *LANGUAGES) if language == "und" else (COMMON, "en", language)
        names = dict.fromkeys(wanted)
        return [self._compiled_list(name) for name in names if name in self._lists]

    def _compiled_list(self, name: str) -> _Compiled:
        if name not in self._compiled:
            self._compiled[name] = _Compiled(self._lists[name])
        return self._compiled[name]


class _Searched:
    """Some of the sentences as one folded text, each on its line; begins with folding."""

    def __init__(self, sentences: Sequence[str], numbers: Sequence[int]) -> None:
        """Take the sentences of these numbers, in order."""
        self._sentences = sentences
        self._numbers = numbers
        chosen = [sentences[at] for at in numbers]
        self._text = "\n".join(chosen)
        self._folded = fold(self._text)
        self._starts = _starts(chosen)

    def hits(self, phrases: _Compiled) -> list[tuple[tuple[int, int], Hit]]:
        """Return what is there: ((number of the sentence, offset in it), hit)."""
        found = []
        for name, begin, end, captured in phrases.spans(self._folded):
            row = bisect_right(self._starts, begin) - 1
            at = self._numbers[row]
            caught = self._text[captured[0] : captured[1]].strip() if captured else ""
            hit = Hit(name, self._sentences[at], self._text[begin:end].strip(), at, caught)
            found.append(((at, begin - self._starts[row]), hit))
        return found


class _Sieve:
    """Some patterns behind RE2's filter: only those whose fixed parts occur are tried at all.

    Measured on 1,000 messages of ham: a filter takes 0.33 ms for 271 patterns, a set 3.2 ms.
    """

    def __init__(self, patterns: Iterable[tuple[int, str]]) -> None:
        """Compile (number, RE2 expression), loosened to what RE2 searches for quickly."""
        options = re2_options()
        self._numbers = []
        self._filter = re2.Filter()
        for number, pattern in patterns:
            self._numbers.append(number)
            loose = pattern.replace(WORDS_BETWEEN, _ANY_BETWEEN)
            self._filter.Add(loose.encode("latin-1"), options)
        if self._numbers:
            self._filter.Compile()

    def passing(self, folded: bytes) -> list[int]:
        """Return the numbers of the patterns that may be found in the text: all that are, at least."""
        return self._chosen(folded) if self.holds_any else []

    def always_tried(self) -> set[int]:
        """Return the numbers of the patterns without fixed parts of any length."""
        return set(self._chosen(b"", potential=True)) if self.holds_any else set()

    @property
    def holds_any(self) -> bool:
        """False for a sieve without patterns, which lets nothing through."""
        return bool(self._numbers)

    def _chosen(self, folded: bytes, *, potential: bool = False) -> list[int]:
        return [self._numbers[at] for at in self._filter.Match(folded, potential) or ()]


class _Compiled:
    """One list, compiled: a sieve for whole texts, and a finer one for their lines.

    The words of a pattern occur in most texts, but seldom all in one line: line by line, a few
    of the patterns are left where of a whole text it is every sixth. Those alone are compiled
    by themselves, when they first are.
    """

    def __init__(self, phrases: PhraseList) -> None:
        self._language = phrases.language
        self._names = [name for name, _ in phrases.patterns]
        self._patterns = [pattern for _, pattern in phrases.patterns]

    @cached_property
    def _sieves(self) -> tuple[_Sieve, _Sieve]:
        """The sieves for the whole text and for a line. Raise UserError as `_alone` does."""
        try:
            return self._made_sieves()
        except re2.error:
            for index in range(len(self._patterns)):
                self._alone(index)  # names the one it cannot read
            raise

    def _made_sieves(self) -> tuple[_Sieve, _Sieve]:
        numbered = list(enumerate(self._patterns))
        whole = _Sieve(numbered).always_tried()
        whole.update(number for number, pattern in numbered if _may_cross_lines(pattern))
        if len(numbered) - len(whole) < _LEAST_BY_LINE:
            whole.update(range(len(numbered)))
        return (
            _Sieve(pair for pair in numbered if pair[0] in whole),
            _Sieve(pair for pair in numbered if pair[0] not in whole),
        )

    def spans(self, folded: bytes) -> list[tuple[str, int, int, tuple[int, int] | None]]:
        """Return (finding, begin, end, span of a group or None) of what is there."""
        whole, by_line = self._sieves
        passing = set(whole.passing(folded))
        for line in folded.split(b"\n") if by_line.holds_any else ():
            passing.update(by_line.passing(line))
        found = []
        for index in sorted(passing):
            match = self._alone(index).search(folded)
            if match is None:
                continue
            groups = (match.span(group) for group in match.re.groupindex.values())
            span = next((one for one in groups if one[0] >= 0), None)
            found.append((self._names[index], match.start(), match.end(), span))
        return found

    def _alone(self, index: int) -> Any:
        """Return one pattern, compiled. Raise UserError when RE2 cannot read it."""
        try:
            return _compiled_pattern(self._patterns[index])
        except re2.error as error:
            where = f"phrase list {self._language}, {self._names[index]}"
            raise UserError(f"{where}: {error}") from error


@lru_cache(maxsize=_MOST_COMPILED)
def _compiled_pattern(pattern: str) -> Any:
    """Return an expression, compiled; those that were not wanted lately are let go."""
    return re2.compile(pattern.encode("latin-1"), re2_options())


def _may_cross_lines(pattern: str) -> bool:
    """False when no match of the expression holds a line break; True when that is not plain."""
    return bool(_CROSSES_LINES.search(_WITHOUT_LINE_BREAK.sub("", pattern)))


def _starts(sentences: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for sentence in sentences:
        starts.append(at)
        at += len(sentence) + 1
    return starts


@lru_cache(maxsize=1)
def shipped_phrasebook() -> Phrasebook:
    """Return the shipped lists, compiled once."""
    return Phrasebook(shipped_lists())
