"""The grammar of one Authentication-Results field (RFC 8601 section 2.2), and of Received's "by"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAX_CHARS = 8_192
_METHOD = re.compile(r"([a-z][a-z0-9-]*)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)")
_PROPERTY = re.compile(r"([a-z][a-z0-9-]*)\s*\.\s*([a-z][a-z0-9._-]*)\s*=\s*(\S*)")
_PARENTHESIS = re.compile(r"([()])")
_BY = re.compile(r"(?:^|\s)by\s+([^\s;()]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One "method=result" with its properties, all lower case.

    `properties` maps "header.from", "header.d", "smtp.mailfrom", … to values.
    """

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def domain(self, *names: str) -> str:
        """Return the domain in the first of these properties that has one, or ""."""
        for name in names:
            for key, value in self.properties:
                domain = value.rpartition("@")[2].rstrip(".")
                if key == name and "." in domain:
                    return domain
        return ""


@dataclass(frozen=True, slots=True)
class ResultsField:
    """One Authentication-Results field: who says it ("" when it does not tell), and what."""

    authserv_id: str
    results: tuple[MethodResult, ...]


def parse_results(value: str) -> ResultsField:
    """Given an unfolded field body, return who states what; what breaks the grammar is left out.

    >>> parse_results("mx.example.org; spf=pass (ok) smtp.mailfrom=ada@example.com").results
    (MethodResult(method='spf', result='pass', properties=(('smtp.mailfrom', 'ada@example.com'),)),)
    """
    head, *rest = _segments(value[:_MAX_CHARS])
    if "=" in head:
        head, rest = "", [head, *rest]
    words = head.split()
    results = [_result(segment) for segment in rest]
    return ResultsField(words[0] if words else "", tuple(result for result in results if result))


def _segments(value: str) -> list[str]:
    """Split at ";", without comments (which nest); quoted strings lose their quotes and hide no ";"."""
    if "\\" not in value and '"' not in value:
        return [part.strip() for part in _without_comments(value.lower(), " ").split(";")]
    segments: list[list[str]] = [[]]
    depth = 0
    is_quoted = is_escaped = False
    for char in value.lower():
        if is_escaped:
            is_escaped = False
            if not depth:
                segments[-1].append(_inert(char))
        elif char == "\\" and (depth or is_quoted):
            is_escaped = True
        elif is_quoted:
            is_quoted = char != '"'
            segments[-1].append(_inert(char) if is_quoted else "")
        elif char == '"' and not depth:
            is_quoted = True
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
            segments[-1].append(" ")
        elif char == ";" and not depth:
            segments.append([])
        elif not depth:
            segments[-1].append(char)
    return ["".join(segment).strip() for segment in segments]


def _inert(char: str) -> str:
    """Return a quoted character so that it cannot be taken for grammar."""
    return "_" if char in " \t=;" else char


def _result(segment: str) -> MethodResult | None:
    match = _METHOD.match(segment)
    if not match:
        return None
    found = _PROPERTY.findall(segment, match.end())
    return MethodResult(
        match[1], match[2], tuple((f"{kind}.{name}", value) for kind, name, value in found)
    )


def receiving_host(received: str) -> str:
    """Given an unfolded Received field, return the host after "by", lower case, or "".

    >>> receiving_host("from a.example.com (a [192.0.2.1]) by mx.example.org with ESMTPS; Mon, …")
    'mx.example.org'
    """
    clause = _without_comments(received[:_MAX_CHARS]).partition(";")[0]
    match = _BY.search(clause)
    return match[1].lower().rstrip(".") if match else ""


def _without_comments(value: str, instead: str = "") -> str:
    """Return the text outside parentheses, which nest; `instead` stands for each of them."""
    kept: list[str] = []
    depth = 0
    for piece in _PARENTHESIS.split(value):
        if piece == "(":
            depth += 1
            kept.append(instead)
        elif piece == ")":
            depth = max(0, depth - 1)
            kept.append(instead)
        elif not depth:
            kept.append(piece)
    return "".join(kept)
