"""A rule made from a message, and put into the rules file so that nothing else in it changes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from notworking.errors import UserError
from notworking.judge.hosts import shipped_hosts
from notworking.judge.rules import Rules
from notworking.judge.verdict import Category
from notworking.rulebook.live import read_text


class Like(StrEnum):
    """How alike mail has to be for the new rule."""

    PERSON = "person"
    DOMAIN = "domain"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a rule can be made from."""

    address: str
    """The sender's, lower case; "" when none is known."""
    name: str
    category: Category
    kind: str = ""
    """The user's own category it was taken for, "" for none."""
    list_id: str = ""

    @property
    def domain(self) -> str:
        """The sender's domain, "" when there is none."""
        return self.address.rpartition("@")[2] if "@" in self.address else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule to be written: `when` is the inside of its braces."""

    name: str
    when: str
    then: str

    def text(self) -> str:
        """Return the rule as it will stand in the file."""
        return f"[[rule]]\nname = {_toml(self.name)}\nwhen = {{ {self.when} }}\nthen = {{ {self.then} }}\n"


def draft_of(like: Like, pattern: Pattern, *, file: str) -> Draft:
    """Return the rule for mail like this; `file` is a category or folder, "" to keep.

    Raises `UserError` where the message shows nothing to go by, or where the rule would mean
    everybody.
    """
    verb = "file" if file else "keep"
    then = f"file = {_toml(file)}" if file else "keep = true"
    if like is Like.PERSON:
        if not pattern.address:
            raise UserError("The message does not tell its writer's address; say --like kind.")
        called = pattern.name or pattern.address
        return Draft(f"{verb} {called}", f"from = {_toml(pattern.address)}", then)
    if like is Like.DOMAIN:
        return Draft(f"{verb} {pattern.domain}", _domain_condition(pattern), then)
    if pattern.list_id:
        return Draft(f"{verb} {pattern.list_id}", f"list = {_toml(pattern.list_id)}", then)
    category = pattern.kind or pattern.category.value
    if category == Category.GENUINE.value:
        raise UserError(
            "It is no networking mail, so it is of no kind that a rule could name; "
            "say --like person or --like domain."
        )
    return Draft(f"{verb} {category}", f"category = {_toml(category)}", then)


def _domain_condition(pattern: Pattern) -> str:
    domain = pattern.domain
    if not domain:
        raise UserError("The message does not tell its writer's address; say --like kind.")
    if shipped_hosts().is_free_mail(domain):
        raise UserError(
            f"{domain} is a mail provider: a rule for it would mean millions of people. "
            "Say --like person."
        )
    return f"from_domain = {_toml(domain)}"


def added(text: str, draft: Draft, *, above_line: int) -> str:
    """Return the file's text with the rule in it, everything else as it was.

    It stands above `above_line` (1-based; the rule that decides now, with the comment on top of
    it), or at the end when that is 0.
    """
    rule = draft.text()
    if not above_line:
        gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}{rule}"
    lines = text.splitlines(keepends=True)
    at = above_line - 1
    while at > 0 and lines[at - 1].startswith("#"):
        at -= 1
    return "".join([*lines[:at], f"{rule}\n", *lines[at:]])


def free_name(name: str, rules: Rules) -> str:
    """Return the name, with a number behind it when a rule is called so already."""
    taken = {rule.name for rule in rules.rules}
    tries = (name if number == 1 else f"{name} {number}" for number in range(1, len(taken) + 2))
    return next(each for each in tries if each not in taken)


def write(path: Path, text: str, check: Callable[[str], Rules], *, was: str) -> Rules:
    """Replace the rules file by a text, at once and whole, and return its rules.

    `was` is the text it was made from. Raises `UserError` with the mistakes of the text, or
    when the file changed meanwhile; then the file is left as it is.
    """
    rules = check(text)
    if read_text(path) != was:
        raise UserError(f"{path}: was changed meanwhile; nothing was written, try again")
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise UserError(f"{path}: cannot be written: {error.strerror}") from error
    return rules


def _toml(text: str) -> str:
    """Return a TOML basic string on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"{}"'.format("".join(c if c.isprintable() else " " for c in escaped))
