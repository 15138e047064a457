"""`check`: a verdict for each message in files, without touching any mailbox."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rich.text import Text

from notworking import app
from notworking.assess import Court, NoMemory, assess, prepare
from notworking.cli import show
from notworking.config.loading import find_file, load
from notworking.house import load_lists, load_rules
from notworking.judge.verdict import Category, Decision, Verdict
from notworking.learn.given import messages_given
from notworking.mail.message import Message, Unreadable
from notworking.mail.reading import read
from notworking.sources import SourceMessage

_BATCH = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Checked:
    """One message of the input with its verdict, or with why it has none."""

    path: str
    subject: str = ""
    sender: str = ""
    verdict: Verdict | None = None
    error: str = ""


def check(paths: list[str], config: Path | None, *, as_json: bool, all_reasons: bool) -> None:
    """Print a verdict per message, as a table or as one JSON object per line."""
    checked = check_all(messages_given(paths), court(config))
    if as_json:
        for one in checked:
            show.print_json(as_object(one, all_reasons=all_reasons))
        return
    found = list(_with_progress(checked))
    if all_reasons:
        for one in found:
            _print_reasons(one)
    else:
        show.console.print(show.table(("verdict", "score", "message", "why"), map(_row, found)))
    _print_sum(found)


def court(config: Path | None) -> Court:
    """Return who judges: with a configuration its rules, cutoffs, lists and categories.

    Without one it is what is shipped. What the user taught is left out: it belongs to an account.
    """
    from notworking.learn.base import base_model

    plain = Court(model=base_model(), policy=app.default_policy())
    if config is None and find_file(None, os.environ) is None:
        return plain
    loaded = load(config, os.environ)
    lists = load_lists(loaded)
    return replace(
        plain,
        personal=app.untaught(loaded),
        policy=loaded.cutoffs.policy(plain.policy),
        me=app.me_of(loaded),
        rules=load_rules(loaded),
        networks=lists.networks,
        book=lists.book,
    )


def check_all(messages: Iterable[SourceMessage], judging: Court) -> Iterator[Checked]:
    """Yield exactly one result per message, in order, judged in batches as from strangers."""
    iterator = iter(messages)
    while batch := list(islice(iterator, _BATCH)):
        yield from _check_batch(batch, judging)


def _check_batch(batch: list[SourceMessage], judging: Court) -> Iterator[Checked]:
    """Judge one batch with one call of the model."""
    readings = [
        Unreadable(one.error) if one.error else read(one.raw, size_bytes=one.size_bytes)
        for one in batch
    ]
    readable = [reading for reading in readings if isinstance(reading, Message)]
    now = datetime.now(UTC)
    prepared = [prepare(message, message.date or _EPOCH, judging) for message in readable]
    verdicts = iter(assess(prepared, NoMemory(), judging, now))
    for source, reading in zip(batch, readings, strict=True):
        if isinstance(reading, Unreadable):
            yield Checked(source.path, error=reading.reason)
            continue
        assessed = next(verdicts)
        yield Checked(source.path, reading.subject, assessed.label, assessed.verdict)


def as_object(one: Checked, *, all_reasons: bool = False) -> dict[str, Any]:
    """Return a result as the JSON object that `check --json` prints."""
    verdict = one.verdict
    if verdict is None:
        return {
            "path": one.path,
            "category": str(Category.GENUINE),
            "score": 0.0,
            "scores": {},
            "file": False,
            "unsure": False,
            "error": one.error,
            "reasons": [],
        }
    return {
        "path": one.path,
        "category": str(verdict.category),
        "score": round(verdict.score, 4),
        "scores": {str(name): round(score, 4) for name, score in verdict.scores.items()},
        "file": verdict.is_filed,
        "unsure": verdict.decision is Decision.UNSURE,
        "error": None,
        "reasons": [
            show.clue_json(clue)
            for clue in show.reasons(verdict.evidence.clues, all_of_them=all_reasons)
        ],
        "because": verdict.because,
        "decided_by": str(verdict.decided_by),
        "model": verdict.model,
    }


def _with_progress(checked: Iterable[Checked]) -> Iterator[Checked]:
    """Show a counter while a long input is judged."""
    with show.errors.status("Judging") as status:
        for number, one in enumerate(checked, 1):
            if number % 50 == 0:
                status.update(f"Judging: {number} messages")
            yield one


def _row(one: Checked) -> tuple[str | Text, ...]:
    """Return a result as a row of the table."""
    if one.verdict is None:
        return Text("unreadable", style="red"), "", one.path, one.error
    verdict = one.verdict
    decision = show.decision_text(
        verdict.decision, verdict.kind or str(verdict.filed_as or verdict.category)
    )
    return decision, f"{verdict.score:.2f}", one.path, show.headline(verdict)


def _print_reasons(one: Checked) -> None:
    """Print one message with all reasons, which add up to its log-odds."""
    if one.verdict is None:
        show.console.print(f"{one.path}: cannot be read: {one.error}\n", markup=False)
        return
    verdict = one.verdict
    show.console.print(f"{one.path}: {one.subject}", style="bold", markup=False)
    show.console.print(f"  {verdict.decision}: {verdict.because}", markup=False)
    for clue in show.reasons(verdict.evidence.clues, all_of_them=True):
        show.console.print(f"  {show.reason_line(clue)}", markup=False, highlight=False)
    total = f"  {verdict.evidence.log_odds:+.1f}  in all: score {verdict.score:.2f}\n"
    show.console.print(total, markup=False, highlight=False)


def _print_sum(found: list[Checked]) -> None:
    """Print how many of each there were."""
    if len(found) < 2:
        return
    filed = sum(one.verdict is not None and one.verdict.is_filed for one in found)
    unsure = sum(
        one.verdict is not None and one.verdict.decision is Decision.UNSURE for one in found
    )
    unreadable = sum(one.verdict is None for one in found)
    kept = len(found) - filed - unsure - unreadable
    told = f"\n{show.count(len(found), 'message')}: {filed} would be filed, {unsure} unsure, {kept} kept"
    show.console.print(told + (f", {unreadable} cannot be read" if unreadable else ""))
