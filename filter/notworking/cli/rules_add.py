"""`rules add`: a rule made from a message, shown, checked, and written into the rules file."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from notworking.cli import show
from notworking.cli.rules_test import Tested, bench_of, tested_message
from notworking.errors import UserError
from notworking.house import House, parse_text
from notworking.judge.verdict import NETWORKING, Category
from notworking.rulebook.adding import Draft, Like, Pattern, added, draft_of, free_name, write
from notworking.rulebook.live import read_text
from notworking.sources import messages_from
from notworking.store.review import Review
from notworking.store.values import Judged


@dataclass(frozen=True, slots=True)
class Said:
    """What was said on the command line."""

    keep: bool
    file: str
    like: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """The message a rule is made from, and which rule decides it now."""

    pattern: Pattern
    title: str
    deciding: str
    """The name of the rule that decides it now, "" when none does."""
    judged: str = ""
    """The category it is taken for: the likeliest one may be another."""


def add(house: House, message: str, said: Said) -> None:
    """Make a rule from a message and write it, asking for what was not said."""
    if said.keep and said.file:
        raise UserError("Say either --keep or --file, not both.")
    subject = _subject(house, message)
    show.console.print(f"{subject.title}\n", markup=False, highlight=False)
    file = said.file or ("" if said.keep else _ask_what())
    like = _like(said.like) if said.like else _ask_like(subject.pattern)
    path = Path(house.config.rules.file)
    before, rules = read_text(path), house.rules
    draft = draft_of(like, subject.pattern, file=file)
    draft = replace(draft, name=free_name(draft.name, rules))
    above = next((rule.line for rule in rules.rules if rule.name == subject.deciding), 0)
    is_written = subject.deciding.partition(".")[0] not in ("people", "domains", "lists", "welcome")
    text = added(before, draft, above_line=above if is_written else 0)
    parse_text(house.config, text, path)  # every mistake, before anything is asked
    show.console.print(draft.text(), markup=False, highlight=False)
    if subject.deciding == "people.known":
        show.console.print(
            "[people] known comes before every rule: take the sender out of it for this to count.",
            markup=False,
        )
    if (
        not said.yes
        and sys.stdin.isatty()
        and not typer.confirm(f"Write it into {path}?", default=True)
    ):
        show.console.print("Nothing was written.")
        return
    write(path, text, lambda new: parse_text(house.config, new, path), was=before)
    _say_done(path, text, draft, subject.deciding if is_written else "")
    show.console.print(unreached(draft, subject.judged), end="", markup=False)


def unreached(draft: Draft, judged: str) -> str:
    """Return the line that says that a rule for a kind leaves its own message out; else "".

    A message below even odds is judged genuine, yet shows of what kind it would be.
    """
    if judged != Category.GENUINE or not draft.when.startswith("category"):
        return ""
    return (
        "This message itself is judged to be genuine, so the rule does not reach it; "
        "a rule --like person or --like domain would.\n"
    )


def _say_done(path: Path, text: str, draft: Draft, deciding: str) -> None:
    line = text[: text.index(draft.text())].count("\n") + 1
    where = f', above "{deciding}", which would decide first' if deciding else ""
    show.console.print(
        f"Added at line {line} of {path}{where}. A daemon that runs uses it from its next pass; "
        "`notworking rules try` shows what it changes.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _subject(house: House, message: str) -> Subject:
    """Return what a message shows: of a file, else of the journal. Raises `UserError`."""
    if message == "-" or Path(message).exists():
        return _of_file(house, message)
    row = Review(house.database).find(message)
    if row is None:
        raise UserError(
            f"“{message}” is no file, and no message of that ID was judged; "
            "`notworking log` lists the latest IDs."
        )
    return _of_row(row)


def _of_row(row: Judged) -> Subject:
    """Return what the journal tells. The address of who wrote by way of a network is not the sender's."""
    who = row.who
    address = row.sender if who is None or who.value == row.sender else ""
    if who is not None and who.kind.value == "address":
        address = who.value
    category = row.category
    if category is Category.GENUINE and row.scores:
        category = max(NETWORKING, key=lambda one: row.scores.get(one, 0.0))
        category = category if row.scores.get(category, 0.0) >= 0.2 else Category.GENUINE
    pattern = Pattern(address, row.person or row.sender_name, category, row.kind)
    deciding = row.rule if row.decided_by.value == "rule" else ""
    title = f"{row.person or row.sender}: {row.subject}"
    return Subject(pattern, title, deciding, row.kind or row.category.value)


def _of_file(house: House, path: str) -> Subject:
    source = next(iter(messages_from([path])))
    found: tuple[Tested, Pattern] | None = tested_message(bench_of(house, None, None), source)
    if found is None:
        raise UserError(f"{path}: cannot be read as a message")
    one, pattern = found
    title = f"{pattern.name or pattern.address}: {one.subject}"
    return Subject(pattern, title, one.deciding, one.judged)


def _like(text: str) -> Like:
    if text not in list(Like):
        raise UserError(f"--like {text}: write person, domain or kind")
    return Like(text)


def _ask_what() -> str:
    """Ask what is to be done; "" is to keep."""
    _must_answer("--keep, or --file with a category or a folder")
    answer: str = typer.prompt(
        "Mail like this: keep, or the category or folder to file it in", default="keep"
    )
    return "" if answer.strip().casefold() == "keep" else answer.strip()


def _ask_like(pattern: Pattern) -> Like:
    _must_answer("--like person, --like domain or --like kind")
    kind = pattern.list_id or pattern.kind or pattern.category.value
    show.console.print(
        f"  person  {pattern.address or 'not known'}\n"
        f"  domain  {pattern.domain or 'not known'}\n"
        f"  kind    {kind}",
        markup=False,
        highlight=False,
    )
    return _like(
        str(typer.prompt("Mail like this person, this domain, this kind", default="person")).strip()
    )


def _must_answer(options: str) -> None:
    if not sys.stdin.isatty():
        raise UserError(f"Nobody is here to answer: say {options}.")
