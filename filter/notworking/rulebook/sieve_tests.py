"""Conditions of rules as tests of Sieve (RFC 5228), built with sievelib's commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sievelib.commands import get_command_instance

from notworking.judge.rules.conditions import (
    AddressTest,
    AllOf,
    Always,
    AnyOf,
    Comparison,
    Condition,
    NoneOf,
    NumberTest,
    PresenceTest,
    TextTest,
)
from notworking.judge.rules.patterns import Pattern

_FIELDS = {"from": "From", "from_domain": "From", "to": "To", "cc": "Cc", "subject": "Subject"}
_EDGE_BEFORE, _EDGE_AFTER = "(^|[^[:alnum:]_])", "($|[^[:alnum:]_])"
_SPECIAL = re.compile(r"[\\.^$*+?()\[\]{}|]")
Found = tuple[Any, list[str]]
"""A sievelib test command, and the extensions it needs."""


class UnexportableError(ValueError):
    """A condition or an action that a mail server knows nothing of; its text says why."""


def sieve_test(condition: Condition, account: str) -> Found:
    """Return the test that holds where the condition holds. Raises UnexportableError."""
    if isinstance(condition, Always):
        return command("true"), []
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        return _group(condition, account)
    if isinstance(condition, AddressTest):
        return _addresses(condition), []
    if isinstance(condition, PresenceTest):
        field = condition.header if condition.word == "header" else "List-Id"
        there = command("exists", [quoted(field)])
        return (there if condition.is_wanted else _not(there)), []
    if isinstance(condition, NumberTest) and condition.word == "size":
        return _either([_size(each) for each in condition.comparisons]), []
    if isinstance(condition, TextTest):
        return _text(condition, account)
    raise UnexportableError(f"only Notworking knows `{getattr(condition, 'word', 'connected_on')}`")


def _group(condition: AllOf | AnyOf | NoneOf, account: str) -> Found:
    found = [sieve_test(each, account) for each in condition.conditions]
    tests, needs = [test for test, _ in found], [name for _, used in found for name in used]
    if isinstance(condition, AllOf):
        return (command("allof", tests=tests) if len(tests) > 1 else tests[0]), needs
    either = _either(tests)
    return (_not(either) if isinstance(condition, NoneOf) else either), needs


def _text(condition: TextTest, account: str) -> Found:
    if condition.word == "account":
        is_it = any(pattern.matches(account) for pattern in condition.patterns)
        return command("true" if is_it else "false"), []
    if condition.word == "from_domain":
        return _either([_domain("From", each) for each in condition.patterns]), []
    if condition.word == "list":
        globs = [_glob(each) for each in condition.patterns]
        ids = [name for glob in globs for name in (f"*<{glob}>*", glob)]
        return command("header", ":matches", [quoted("List-Id")], _many(ids)), []
    if condition.word in ("subject", "header"):
        field = condition.header or _FIELDS[condition.word]
        patterns = [_whole_words(each) for each in condition.patterns]
        return command("header", ":regex", [quoted(field)], _many(patterns)), ["regex"]
    raise UnexportableError(f"only Notworking knows `{condition.word}`")


def _addresses(condition: AddressTest) -> Any:
    field, those = [quoted(_FIELDS[condition.word])], condition.wanted
    tests = []
    if those.exact:
        tests.append(command("address", ":is", ":all", field, _many(sorted(those.exact))))
    if those.domains:
        tests.append(command("address", ":is", ":domain", field, _many(sorted(those.domains))))
    for each in those.others:
        local, _, name = _glob(each).rpartition("@")
        _check_domain(name)
        glob = quoted(f"{local or '*'}@{name}")
        tests.append(command("address", ":matches", ":all", field, [glob]))
    return _either(tests)


def _domain(field: str, pattern: Pattern) -> Any:
    name = _glob(pattern).strip().lower().removeprefix("@").rstrip(".")
    _check_domain(name)
    how = ":matches" if "*" in name or "?" in name else ":is"
    return command("address", how, ":domain", [quoted(field)], [quoted(name)])


def _check_domain(name: str) -> None:
    """Refuse a "*" inside a label: ours stops at a dot, Sieve's would run on."""
    rest = name.removeprefix("*.")
    if name != "*" and ("*" in rest or "?" in rest):
        raise UnexportableError(f'a mail server reads "{name}" wider than Notworking')


def _size(comparison: Comparison) -> Any:
    """Return the test of a size; Sieve knows only "more than" and "less than"."""
    bound = int(comparison.bound)
    over, under = {
        ">": (bound, None),
        ">=": (bound - 1, None),
        "<": (None, bound),
        "<=": (None, bound + 1),
        "=": (bound - 1, bound + 1),
        "==": (bound - 1, bound + 1),
        "!=": (bound, bound),
    }[comparison.sign]
    tests = []
    if over is not None:
        tests.append(command("true") if over < 0 else command("size", ":over", number=over))
    if under is not None:
        tests.append(command("size", ":under", number=under))
    if comparison.sign == "!=":
        return _either(tests)
    return tests[0] if len(tests) == 1 else command("allof", tests=tests)


def _whole_words(pattern: Pattern) -> str:
    """Return the POSIX expression of a phrase: whole words, as ours."""
    words = " ".join(_glob(pattern).split())
    pieces = {"*": ".*", "?": ".", " ": "[[:space:]]+"}
    inside = "".join(pieces.get(one) or _SPECIAL.sub(r"\\\g<0>", one) for one in words)
    before = _EDGE_BEFORE if re.match(r"\w", words[0]) else ""
    after = _EDGE_AFTER if re.match(r"\w", words[-1]) else ""
    return f"{before}{inside}{after}"


def _glob(pattern: Pattern) -> str:
    """Return the pattern as written; an expression of the user's own has no counterpart."""
    if pattern.is_raw:
        raise UnexportableError(f"{pattern.written} is an expression for RE2")
    if "\\" in pattern.written:
        raise UnexportableError(f'"{pattern.written}" has a backslash, which Sieve reads otherwise')
    return pattern.written.strip()


def _either(tests: Sequence[Any]) -> Any:
    return tests[0] if len(tests) == 1 else command("anyof", tests=tests)


def _not(test: Any) -> Any:
    found = get_command_instance("not")
    found.check_next_arg("test", test)
    return found


def _many(words: Sequence[str]) -> list[str]:
    return [quoted(word) for word in words]


def quoted(text: str) -> str:
    """Return a Sieve string (RFC 5228 section 2.4.2)."""
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def command(
    name: str, *arguments: str | list[str], tests: Sequence[Any] = (), number: int | None = None
) -> Any:
    """Return a sievelib command: ":tags" and quoted strings or lists of them, in their order."""
    found = get_command_instance(name, checkexists=False)
    for argument in arguments:
        kind = "stringlist" if isinstance(argument, list) else "string"
        is_tag = isinstance(argument, str) and argument.startswith(":")
        found.check_next_arg("tag" if is_tag else kind, argument, check_extension=False)
    if number is not None:
        found.check_next_arg("number", str(number))
    for test in tests:
        found.check_next_arg("test", test, check_extension=False)
    return found
