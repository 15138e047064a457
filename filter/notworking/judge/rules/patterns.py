"""What people write to say "mail like this": phrases, addresses, domains, regular expressions.

Every pattern becomes an RE2 expression, whose time grows with the length of the text only,
so that no mail and no pattern can hang the daemon. Case never matters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import re2

_LETTER = r"[\pL\pN_]"
_WORD_EDGE_BEFORE = r"(?:^|[^\pL\pN_])"
_WORD_EDGE_AFTER = r"(?:$|[^\pL\pN_])"
_LABELS = r"(?:[^.@]+\.)+"
_EXPRESSION = re.compile(r"/(.+)/", re.DOTALL)


class PatternError(ValueError):
    """A pattern that cannot work. Its text is a clause: "is no regular expression: …"."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as written, and the RE2 expression it became. Equal when written alike."""

    written: str
    expression: str
    is_raw: bool = False
    """True for the user's own expression: it sees the text with its line breaks."""
    compiled: Any = field(default=None, compare=False, repr=False)

    def matches(self, text: str) -> bool:
        """True when the expression is found in the text."""
        searchable = _as_bytes(text) if self.is_raw else _as_one_line(text)
        return self.compiled.search(searchable) is not None


@lru_cache(maxsize=32)
def _as_bytes(text: str) -> bytes:
    # A hostile mail can hold lone surrogates, which strict UTF-8 refuses.
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=32)
def _as_one_line(text: str) -> bytes:
    return " ".join(text.split()).encode("utf-8", "replace")


def _pattern(written: str, expression: str, *, is_raw: bool = False) -> Pattern:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    try:
        compiled = re2.compile(expression.encode("utf-8", "replace"), options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if error.args else "it cannot be read"
        raise PatternError(
            f"is no regular expression that RE2 takes ({reason}); back-references and "
            "look-around are not available"
        ) from error
    return Pattern(written, expression, is_raw, compiled)


def expression(written: str) -> Pattern:
    """Return the pattern of a regular expression (RE2 syntax), found anywhere, case ignored.

    Raises PatternError.
    """
    return _pattern(written, written, is_raw=True)


def _if_expression(written: str) -> Pattern | None:
    found = _EXPRESSION.fullmatch(written)
    return expression(found.group(1)) if found else None


def _glob(written: str, *, any_run: str = ".*", one: str = ".") -> str:
    pieces = {"*": any_run, "?": one}
    return "".join(pieces.get(letter) or re2.escape(letter) for letter in written)


def phrase(written: str) -> Pattern:
    """Return the pattern of words looked for anywhere in a text, whole words only.

    "*" stands for any letters, words or nothing, "?" for one letter. "invest*" finds
    "investor" and "Investing", "ai" finds "AI-driven" but not "said". Raises PatternError.
    """
    own = _if_expression(written)
    if own:
        return own
    words = " ".join(written.split())
    if not words.strip("*? "):
        raise PatternError("has no letters to look for; to match any text, leave it out")
    is_letter = re.compile(r"\w")
    before = _WORD_EDGE_BEFORE if is_letter.match(words[0]) else ""
    after = _WORD_EDGE_AFTER if is_letter.match(words[-1]) else ""
    return _pattern(written, f"{before}{_glob(words)}{after}")


def whole(written: str) -> Pattern:
    """Return the pattern of a whole value (a list id, a language, a clue's name), with globs.

    Raises PatternError.
    """
    own = _if_expression(written)
    return own or _pattern(written, f"^{_glob(written.strip())}$")


def domain(written: str) -> Pattern:
    """Return the pattern of a domain, which respects its labels. Raises PatternError.

    "example.com" is that domain alone, "*.example.com" every domain below it (not itself);
    a "*" inside a label never crosses a dot, so no pattern takes in "notexample.com" unseen.
    """
    return _if_expression(written) or _pattern(written, f"^{_domain(written)}$")


def _domain(written: str) -> str:
    name = written.strip().lower().removeprefix("@").rstrip(".")
    problem = domain_problem(name)
    if problem:
        raise PatternError(problem)
    if name == "*":
        return ".*"
    start = ""
    if name.startswith("*."):
        start, name = _LABELS, name[2:]
    return start + _glob(name, any_run="[^.@]*", one="[^.@]")


def domain_problem(name: str) -> str:
    """Return what is wrong with a domain pattern, as a clause, or ""."""
    if "@" in name or " " in name or "/" in name or not name:
        return f'must be a domain such as "example.com" or "*.example.com", not "{name}"'
    if name.startswith("."):
        return f'starts with a dot; write "*{name}" for every domain below it'
    if name.startswith("*") and not name.startswith("*.") and "." in name:
        bare = name.lstrip("*")
        return (
            f'would also match "not{bare}"; write "{bare}", or "*.{bare}" for every domain below it'
        )
    return ""


def person_problem(written: str) -> str:
    """Return what is wrong with an address pattern, as a clause, or "".

    Right are "ada@example.com", "@example.com", "*@example.com", "*@*.example.com",
    "jobs-*@example.com" and "/expression/".
    """
    if _EXPRESSION.fullmatch(written):
        return ""
    local, found, name = written.strip().rpartition("@")
    if not found:
        if "." in written and " " not in written:
            bare = written.strip("*. ") or "example.com"
            return (
                f'is no address; for a whole domain write "@{bare}", for those below it "@*.{bare}"'
            )
        return 'must be an address such as "ada@example.com", or "@example.com" for a whole domain'
    if " " in local or "<" in local:
        return "must be the bare address, without a name or <>"
    return domain_problem(name)


@dataclass(frozen=True, slots=True)
class AddressPatterns:
    """Any of many addresses and domains; thousands cost no more than one."""

    exact: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    others: tuple[Pattern, ...] = ()

    def matches(self, email: str) -> bool:
        """True when one of them takes in this address (lower case)."""
        if not email:
            return False
        if email in self.exact or email.rpartition("@")[2] in self.domains:
            return True
        return any(pattern.matches(email) for pattern in self.others)


def addresses(written: tuple[str, ...]) -> AddressPatterns:
    """Return the patterns of addresses. Raises PatternError at the first that is wrong."""
    exact: set[str] = set()
    domains: set[str] = set()
    others: list[Pattern] = []
    for each in written:
        problem = person_problem(each)
        if problem:
            raise PatternError(problem)
        own = _if_expression(each)
        local, _, name = each.strip().lower().rpartition("@")
        if own:
            others.append(own)
        elif "*" not in each and "?" not in each and local:
            exact.add(each.strip().lower())
        elif local in ("", "*") and "*" not in name and "?" not in name:
            domains.add(name)
        else:
            others.append(_pattern(each, f"^{_glob(local or '*')}@{_domain(name)}$"))
    return AddressPatterns(frozenset(exact), frozenset(domains), tuple(others))
