"""What becomes of a message under one set of rules, and how that differs under another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from notworking.judge.judgement import Case, judge
from notworking.judge.rules import RuleMatch, Rules
from notworking.judge.verdict import NETWORKING, Category, DecidedBy, Decision, Policy, Verdict
from notworking.planning import target_of
from notworking.store.values import Judged

_ADJUSTMENT = "rule_adjustment"
"""The clue by which a rule's raise or lower stands in the evidence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a message goes and how it is marked. Equal when the mailbox would look the same."""

    folder: str = ""
    """"" when it stays where it is."""
    flags: frozenset[str] = frozenset()
    by: str = field(default="", compare=False)
    """Which rule or step decided, for the reader."""

    def told(self) -> str:
        """Return it in words: "stays", "Networking/Events", "stays, \\Flagged"."""
        return ", ".join([self.folder or "stays", *sorted(self.flags)])


@dataclass(frozen=True, slots=True)
class Change:
    """One message that the tried rules would treat differently."""

    name: str
    """Its short id, its path, or its place."""
    at: datetime | None
    sender: str
    subject: str
    before: Outcome
    after: Outcome


@dataclass(slots=True)
class Trial:
    """What came of trying rules on mail."""

    seen: int = 0
    changes: list[Change] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)
    """How often each of the tried rules applied, by its name; those that ran before
    another one decided count too."""
    unseen: int = 0
    """Messages that had to be looked at, and were gone or could not be read."""


def outcome_of(verdict: Verdict, folders: Mapping[Category, str]) -> Outcome:
    """Return what a verdict leads to where mail is moved."""
    flags = {*verdict.flags, *(["\\Seen"] if verdict.mark_read else [])}
    by = f'rule "{verdict.rule}"' if verdict.decided_by is DecidedBy.RULE else verdict.decided_by
    return Outcome(target_of(verdict, folders), frozenset(flags), by)


def as_judged(
    row: Judged, rules: Rules, folders: Mapping[Category, str], kinds: Mapping[str, str]
) -> Outcome:
    """Return what was decided about a message, as the journal has it.

    The journal keeps the rule's name; what that rule does is looked up in `rules`. `kinds` is
    name → folder of the user's own categories.
    """
    by = f'rule "{row.rule}"' if row.decided_by is DecidedBy.RULE else row.decided_by
    rule = next((one for one in rules.rules if one.name == row.rule), None)
    then = rule.then if rule else None
    flags = {then.flag} - {""} if then else set()
    flags |= {"\\Seen"} if then and then.mark_read else set()
    if row.decision is not Decision.FILE:
        return Outcome("", frozenset(flags), by)
    category = row.category if row.follow_up else _likeliest(row)
    folder = kinds.get(row.kind, "") or folders.get(category, "")
    if row.decided_by is DecidedBy.RULE and then:
        folder = then.folder or folders.get(then.category or _likeliest(row), "")
    return Outcome(folder, frozenset(flags), by)


def as_tried(
    row: Judged,
    found: RuleMatch | None,
    before: Outcome,
    policy: Policy,
    folders: Mapping[Category, str],
) -> Outcome | None:
    """Return what becomes of a judged message when the rules say `found`.

    None when the journal cannot tell: a rule decided that decides no longer, so the whole
    message has to be judged again.
    """
    is_left = row.decided_by is DecidedBy.NOT_OURS
    if row.decided_by is DecidedBy.PINNED:
        return replace(before, flags=frozenset())
    flags = frozenset({*found.flags, *(["\\Seen"] if found.mark_read else [])} if found else ())
    if found and found.decides and (found.is_outright or not is_left):
        by = f'rule "{found.rule}"'
        if found.decision is Decision.KEEP:
            return Outcome("", flags, by)
        return Outcome(found.folder or folders[found.category or _likeliest(row)], flags, by)
    if found and found.decides and is_left:
        return Outcome("", frozenset(), DecidedBy.NOT_OURS)
    if row.decided_by is DecidedBy.RULE:
        return None
    was_shifted = any(clue.name == _ADJUSTMENT for clue in row.clues)
    if row.decided_by is DecidedBy.SCORE and (was_shifted or (found and found.adjustment)):
        verdict = judge(_case(row, found, policy), policy)
        return replace(outcome_of(verdict, folders), flags=flags)
    return replace(before, flags=flags)


def unshifted(row: Judged) -> Judged:
    """Return the row as it was before any rule raised or lowered its score."""
    if not any(clue.name == _ADJUSTMENT for clue in row.clues):
        return row
    policy = Policy()
    case = _case(row, None, policy)
    verdict = judge(case, policy)
    return replace(row, score=verdict.score, category=verdict.category, clues=case.clues)


def _case(row: Judged, found: RuleMatch | None, policy: Policy) -> Case:
    """Return the case of a row that the score decided: there was no guard, no pin, no list.

    What was unsure though its score reached the cutoff gave too little, and still does.
    """
    reached = row.score >= policy.cutoffs.get(row.category, 1.1)
    gave_too_little = row.decision is Decision.UNSURE and reached
    networking = sum(row.scores.get(each, 0.0) for each in NETWORKING) or 1.0
    return Case(
        clues=tuple(clue for clue in row.clues if clue.name != _ADJUSTMENT),
        shares={each: row.scores.get(each, 0.0) / networking for each in NETWORKING},
        model=row.model,
        too_little=row.because if gave_too_little else None,
        rule=lambda _weighed: found,
    )


def _likeliest(row: Judged) -> Category:
    """Return the likeliest of our categories."""
    return max(NETWORKING, key=lambda each: row.scores.get(each, 0.0))
