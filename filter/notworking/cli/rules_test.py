"""`rules test`: which rule applies to each message of files, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from notworking import app
from notworking.assess import Assessed, Court, Memory, NoMemory, assess, prepare
from notworking.assess.ruling import clue_names, rule_subject
from notworking.cli import show
from notworking.house import House, load_rules
from notworking.judge.rules import RuleSubject, parse_rules
from notworking.judge.rules.explaining import Told, explain
from notworking.judge.rules.subject import list_id_of
from notworking.judge.verdict import NETWORKING, Category, DecidedBy, Policy
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.people.facts import facts
from notworking.rulebook.adding import Pattern
from notworking.rulebook.live import read_text
from notworking.sources import SourceMessage, messages_from

_LEAST_SHARE = 0.2
"""Probability from which a message counts as of a kind, when a rule is made from it."""


@dataclass(frozen=True, slots=True)
class Tested:
    """One message, what was decided, and what each rule said on the way."""

    path: str
    subject: str = ""
    decision: str = ""
    because: str = ""
    told: tuple[Told, ...] = ()
    error: str = ""
    deciding: str = ""
    """The name of the rule that decided, "" when none did."""
    judged: str = ""
    """The category it is taken for."""

    @property
    def applied(self) -> tuple[Told, ...]:
        """Those rules that apply."""
        return tuple(one for one in self.told if one.applies)


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges, and what is remembered."""

    court: Court
    memory: Memory


def bench_of(house: House, account: str | None, rules: Path | None) -> Bench:
    """Return a bench with all that is known of people, and with other rules if they are named."""
    chosen = house.account(account) if account else house.config.accounts[0]
    court = replace(app.court_of(house, chosen.name), authserv_ids=app.servers_of(house, chosen))
    if rules is not None:
        court = replace(court, rules=load_rules(house.config, rules))
    return Bench(court, app.memory_of(house, chosen))


def bench_without_config(rules: Path) -> Bench:
    """Return a bench for somebody who has no configuration yet: everybody is a stranger."""
    from notworking.cli.checking import court

    text = read_text(rules)
    return Bench(replace(court(None), rules=parse_rules(text, str(rules))), NoMemory())


def tested(bench: Bench, paths: Sequence[str]) -> Iterator[Tested]:
    """Yield a result for each message, judged with all that is known of its sender."""
    for source in messages_from(paths):
        found = tested_message(bench, source)
        yield found[0] if found else Tested(source.path, error=source.error or "no message")


def tested_message(bench: Bench, source: SourceMessage) -> tuple[Tested, Pattern] | None:
    """Return the result for one message and what a rule can be made from; None when unreadable."""
    message = read(source.raw, size_bytes=source.size_bytes)
    if source.error or not isinstance(message, Message):
        return None
    at = message.date or datetime.now(UTC)
    one = assess([prepare(message, at, bench.court)], bench.memory, bench.court, at)[0]
    sender, verdict = one.prepared.sender, one.verdict
    likeliest = max(NETWORKING, key=lambda each: verdict.scores.get(each, 0.0))
    is_ours = verdict.scores.get(likeliest, 0.0) >= _LEAST_SHARE
    pattern = Pattern(
        address=sender.email if sender else "",
        name=sender.name if sender else "",
        category=likeliest if is_ours else Category.GENUINE,
        kind=verdict.kind,
        list_id=list_id_of(message.headers.get("List-Id") or ""),
    )
    return _tested(source.path, one, bench.court, at), pattern


def _tested(path: str, one: Assessed, court: Court, now: datetime) -> Tested:
    told = tuple(explain(court.rules, _subject(one, court, now)))
    verdict = one.verdict
    place = verdict.folder or verdict.filed_as or ""
    decision = f"{verdict.decision}: {place}" if place else str(verdict.decision)
    because = "" if verdict.decided_by is DecidedBy.RULE else f"{verdict.because}"
    deciding = verdict.rule if verdict.decided_by is DecidedBy.RULE else ""
    subject = one.prepared.message.subject
    judged = verdict.kind or verdict.category.value
    return Tested(path, subject, decision, because, told, deciding=deciding, judged=judged)


def _subject(one: Assessed, court: Court, now: datetime) -> RuleSubject:
    """Return the message as the rules saw it, the score before any of them shifted it."""
    verdict = one.verdict
    told = facts(one.relationship, now=one.prepared.at, thread=one.prepared.thread)
    subject = rule_subject(one.prepared, one.relationship, told, court, now, own=verdict.kind)
    policy: Policy = court.policy
    cutoff = policy.cutoffs.get(verdict.category, 1.1)
    return replace(
        subject,
        category=verdict.category,
        score=verdict.score,
        is_unsure=policy.unsure_from <= verdict.score < cutoff,
        clues=subject.clues | clue_names(verdict.evidence),
    )


def show_all(found: Iterator[Tested], *, all_rules: bool, as_json: bool) -> None:
    """Print each message with the rules that apply to it, or with all that were asked."""
    for one in found:
        if as_json:
            show.print_json(_as_object(one))
        else:
            _show(one, all_rules=all_rules)


def _show(one: Tested, *, all_rules: bool) -> None:
    say = show.console.print
    say(f"{one.path}: {one.subject or '(no subject)'}", style="bold", markup=False)
    if one.error:
        say(f"  cannot be read: {one.error}", markup=False)
        return
    for told in one.told if all_rules else one.applied:
        mark = "applies" if told.applies else "does not apply"
        line = f" (line {told.rule.line})" if told.rule.line else ""
        why = "; ".join(told.because)
        say(f'  "{told.rule.name}"{line} {mark}: {why}', markup=False, highlight=False)
    if not one.applied:
        say("  no rule applies", markup=False)
    because = f": {one.because.rstrip('.')}" if one.because else ""
    say(f"  → {one.decision}{because}", markup=False, highlight=False)


def _as_object(one: Tested) -> dict[str, Any]:
    return {
        "path": one.path,
        "decision": one.decision or None,
        "because": one.because,
        "error": one.error or None,
        "rules": [
            {"rule": told.rule.name, "line": told.rule.line, "applies": told.applies,
             "because": list(told.because)}
            for told in one.told
        ],
    }  # fmt: skip
