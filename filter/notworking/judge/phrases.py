"""Phrase lists: patterns by finding and language, read and made into RE2 expressions.

A list is a TOML file named for its language, with two tables:

    [words]                      # parts used by the patterns as <name>
    call = "calls?|chats?|demos?"

    [patterns]                   # finding → patterns, tried against each sentence
    asks_meeting = ["(?:open to|up for) ~ <call>"]

A pattern is an RE2 expression over folded text (small letters, no accents, straight quotes)
with four short forms: a space is any run of spaces or punctuation, `~ ` up to five words, `%`
the rest of a word, `#` a number. Each of its alternatives begins and ends at word boundaries;
a pattern that begins with `!` may begin anywhere. Character classes and `\\` escapes are left
as they are. `^` and `$` are the ends of a sentence, `\\A` the beginning of the subject, which
is the first sentence searched. A group whose name begins with `text` is what a claim is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

import re2

from notworking.errors import UserError

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl")
COMMON = "any"
"""The list searched whatever the language: merge fields, codes, reply marks."""
NUMBERS = "numbers"
"""The list searched whatever the language, but only in sentences that hold a digit."""

_SEPARATOR = r"(?:[^\w\n]+)"
WORDS_BETWEEN = r"(?:(?:[\w'-]+[^\w\n]+){0,5}?)"
_SHORT_FORM = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|~ |[ %#]", re.DOTALL)
_LONG_FORM = {" ": _SEPARATOR, "~ ": WORDS_BETWEEN, "%": r"\w*", "#": r"(?:\d+)"}
_STRUCTURE = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[()|]", re.DOTALL)
"""Character classes and escapes, which are to be passed by, groups, and alternatives."""
_ENDS_IN_WORD = re.compile(r"(?:[\w)]|(?<!\\)\?|[%#])$")
_MACRO = re.compile(r"(?<!\?P)<([a-z_]+)>")
_ACCENTED = (
    "àáâãäåāçćčèéêëēìíîïīñńòóôõöøōšśùúûüūýÿžźżßæœłÀÁÂÃÄÅĀÇĆČÈÉÊËĒÌÍÎÏĪÑŃÒÓÔÕÖØŌŠŚÙÚÛÜŪÝŸŽŹŻÆŒŁ"
)
_PLAIN = "aaaaaaaccceeeeeiiiiinnooooooossuuuuuyyzzzsaolaaaaaaaccceeeeeiiiiinnooooooossuuuuuyyzzzaol"
_HAS_NO_LETTER = re.compile(r"[^\x00-\xff]")
_FOLD = str.maketrans(
    _ACCENTED + "’‘‛´`“”„«»–—‐‑‒…€\u00a0\u202f\t", _PLAIN + "'''''\"\"\"\"\"-----.¤   "
)


@dataclass(frozen=True, slots=True)
class Written:
    """One pattern as it stands in its file, for a finding, with the parts it may use."""

    finding: str
    pattern: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class PhraseList:
    """One language's patterns, in the file's order."""

    language: str
    written: tuple[Written, ...]

    @cached_property
    def patterns(self) -> tuple[tuple[str, str], ...]:
        """(Finding, RE2 expression) of each. Raise UserError for a part that is nowhere.

        Made when first asked for: most languages never come.
        """
        return tuple(
            (one.finding, expand(one.pattern, one.words, where=self._named(one.finding)))
            for one in self.written
        )

    def _named(self, finding: str) -> str:
        return f"phrase list {self.language}, {finding}"


def fold(text: str) -> bytes:
    """Return the text as small plain letters, one byte a character, so that offsets agree.

    "Grüße – 15 Min." → b"gruse - 15 min." What has no such letter, as emoji, is a control
    character: a "?" would be taken for a question.
    """
    folded = text.translate(_FOLD)
    if not folded.isascii():
        folded = _HAS_NO_LETTER.sub("\x1a", folded)
    return folded.encode("latin-1").lower()


def parse_list(language: str, text: str) -> PhraseList:
    """Read one TOML phrase list. Raise UserError naming the list when it is no TOML."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"phrase list {language}: {error}") from error
    words: Mapping[str, str] = table.get("words", {})
    written = (
        Written(name, pattern, words)
        for name, patterns in table.get("patterns", {}).items()
        for pattern in patterns
    )
    return PhraseList(language, tuple(written))


def expand(pattern: str, words: Mapping[str, str], *, where: str) -> str:
    """Turn a written pattern into an RE2 expression over folded text. Raise UserError."""

    def part(match: re.Match[str]) -> str:
        if match.group(1) not in words:
            raise UserError(f"{where}: <{match.group(1)}> is not in [words]")
        return f"(?:{words[match.group(1)]})"

    whole = _MACRO.sub(part, pattern).translate(_FOLD)
    if whole.startswith("!"):
        return f"(?m:{_long(whole[1:], is_free=True)})"
    return f"(?m:{'|'.join(_long(one) for one in _alternatives(whole))})"


def _long(pattern: str, *, is_free: bool = False) -> str:
    """Write the short forms out, between word boundaries where there are words; `is_free`: ends so."""
    begins_in_word = pattern[:1].isalnum() or pattern[:1] == "("
    opens = r"\b" if begins_in_word and not is_free else ""
    ends_in_word = _ENDS_IN_WORD.search(pattern) and pattern[-2:] != r"\b"
    closes = r"(?:\b|$)" if ends_in_word else ""
    long = _SHORT_FORM.sub(lambda short: _LONG_FORM.get(short.group(), short.group()), pattern)
    return f"{opens}(?:{long}){closes}"


def _alternatives(pattern: str) -> list[str]:
    """Split at each `|` that is in no group: each alternative has boundaries of its own."""
    found, begin, depth = [], 0, 0
    for sign in _STRUCTURE.finditer(pattern):
        depth += (sign.group() == "(") - (sign.group() == ")")
        if sign.group() == "|" and not depth:
            found.append(pattern[begin : sign.start()])
            begin = sign.end()
    return [*found, pattern[begin:]]


def re2_options() -> re2.Options:
    """Return how every pattern is compiled: over folded bytes, quiet about mistakes."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    return options


def pattern_problem(pattern: str, words: Mapping[str, str]) -> str:
    """Return why a written pattern cannot be searched for, as a clause, or "" when it can.

    >>> pattern_problem("open to <cal>", {"call": "calls?"})
    '<cal> is not in [words]'
    """
    options = re2_options()
    if not pattern.strip():
        return "is empty; write words, or remove it"
    try:
        re2.compile(expand(pattern, words, where="").encode("latin-1"), options)
    except UserError as error:
        return str(error).removeprefix(": ")
    except UnicodeEncodeError:
        return "has letters that are not searched for; write it in Latin letters"
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if error.args else "it cannot be read"
        return f"is no pattern that RE2 takes ({reason})"
    return ""


def shipped_lists() -> tuple[PhraseList, ...]:
    """Return the phrase lists that come with the program, the common one first.

    A language has three files: what is asked and offered (`en.toml`), what strangers write who
    want something (`strangers/en.toml`), and what people write who have something to do with
    each other (`known/en.toml`).
    """
    folder = resources.files(__package__) / "data"
    lists = [
        parse_list(name, (folder / room / f"{name}.toml").read_text(encoding="utf-8"))
        for name in (COMMON, NUMBERS, *LANGUAGES)
        for room in ("", "strangers", "known")
        if name in LANGUAGES or not room
    ]
    return extended((), lists)


def extended(lists: Iterable[PhraseList], more: Iterable[PhraseList]) -> tuple[PhraseList, ...]:
    """Return the lists with the user's patterns added to those of the same language."""
    by_language = {one.language: one for one in lists}
    for one in more:
        known = by_language.get(one.language, PhraseList(one.language, ()))
        by_language[one.language] = PhraseList(one.language, known.written + one.written)
    return tuple(by_language.values())
