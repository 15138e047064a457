"""A user's rules as values, and which of them applies to a message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import exp, log

from notworking.judge.rules.conditions import Condition, looks_at_model
from notworking.judge.rules.patterns import Pattern
from notworking.judge.rules.subject import RuleSubject
from notworking.judge.verdict import Category, Decision

_LEAST = 0.001
"""Scores are nudged within 0.001 … 0.999: certainty is for `keep` and `file`."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """How far a rule shifts the score."""

    rule: str
    log_odds: float = 0.0
    points: float = 0.0
    """Probability to add (-1 … 1), after the log-odds."""


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule does. Keeping or filing ends the rules; a shift alone goes on."""

    decision: Decision | None = None
    """KEEP, FILE, or None when the score decides after all."""
    category: Category | None = None
    """Into whose folder to file; None with an empty `folder` is the likeliest category's."""
    folder: str = ""
    """Full folder name, "/" between levels, when it is no category's."""
    flag: str = ""
    """The flag or keyword to set: "\\\\Flagged" or a keyword; "" for none."""
    mark_read: bool = False
    log_odds: float = 0.0
    points: float = 0.0
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement of the user."""

    name: str
    when: Condition
    then: Then
    line: int = 0
    """Where it begins in the rules file; 0 when it came from elsewhere."""
    is_enabled: bool = True
    until: date | None = None
    """The last day on which it holds, as `RuleSubject.now` counts days."""
    accounts: tuple[Pattern, ...] = ()
    """Empty: every account."""
    note: str = ""

    @property
    def needs_score(self) -> bool:
        """True when it looks at category, score, unsure or clues."""
        return looks_at_model(self.when)

    def is_active(self, subject: RuleSubject) -> bool:
        """True when it is enabled, not expired, and meant for this account."""
        if not self.is_enabled or (self.until and subject.now.date() > self.until):
            return False
        return not self.accounts or any(each.matches(subject.account) for each in self.accounts)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules in the order in which they are asked."""

    rules: tuple[Rule, ...] = ()
    known: tuple[str, ...] = ()
    """Address patterns of [people] known, as written: the ledger may want them too."""
    never: tuple[str, ...] = ()

    @property
    def needs_score(self) -> bool:
        """True when an enabled rule looks at category, score, unsure or clues."""
        return any(rule.is_enabled and rule.needs_score for rule in self.rules)


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """What the rules say about one message."""

    rule: str = ""
    """The name of the rule that decided, else of the last that applied."""
    decision: Decision | None = None
    """KEEP, FILE, or None: the score decides, shifted by `nudges`."""
    category: Category | None = None
    folder: str = ""
    flags: tuple[str, ...] = ()
    mark_read: bool = False
    adjustment: float = 0.0
    """Log-odds to add to the evidence: what all `nudges` together do to the score."""
    nudges: tuple[Nudge, ...] = ()
    applied: tuple[str, ...] = ()
    """Names of all rules that applied, in order."""
    line: int = 0
    note: str = ""
    is_outright: bool = True
    """False when the rule asked what the model thinks: such a rule judges only what is judged."""

    @property
    def decides(self) -> bool:
        """True when it keeps or files; False when the score decides after all."""
        return self.decision is not None

    @property
    def because(self) -> str:
        """One sentence for the reader."""
        place = f" (line {self.line} of your rules)" if self.line else ""
        what = {Decision.KEEP: "keeps it here", Decision.FILE: "files it"}
        done = what.get(self.decision, "applies") if self.decision else "applies"
        return f'Your rule "{self.rule}"{place} {done}{f": {self.note}" if self.note else ""}.'


def match(rules: Rules, subject: RuleSubject) -> RuleMatch | None:
    """Return what the rules say, or None when none applies. The first that decides wins.

    Rules that only shift the score, flag or mark go on to the next, which sees the shifted
    score. Raises ValueError when a rule needs the score and `subject.score` is None: ask
    `needs_score` first.
    """
    found: RuleMatch | None = None
    score = subject.score
    for rule in rules.rules:
        if not rule.is_active(subject):
            continue
        if subject.score is None and rule.needs_score:
            raise ValueError(f"rule {rule.name!r} looks at the score, which was not given")
        if not rule.when.holds(subject):
            continue
        found = _with(found or RuleMatch(), rule)
        if rule.then.stops:
            break
        if subject.score is not None and nudges_of(rule):
            subject = replace(subject, score=nudged(subject.score, nudges_of(rule)))
    return replace(found, adjustment=_adjustment(score, found.nudges)) if found else None


def needs_score(rules: Rules, subject: RuleSubject) -> bool:
    """True when `match` would come to a rule that looks at the score before one decides."""
    for rule in rules.rules:
        if not rule.is_active(subject):
            continue
        if rule.needs_score:
            return True
        if rule.then.stops and rule.when.holds(subject):
            return False
    return False


def nudged(score: float, nudges: tuple[Nudge, ...]) -> float:
    """Return the score (0…1) after the shifts, in their order, within 0.001 … 0.999."""
    for nudge in nudges:
        if nudge.log_odds:
            score = 1.0 / (1.0 + exp(-(_log_odds(score) + nudge.log_odds)))
        score = _bounded(score + nudge.points)
    return score


def nudge_weight(score: float, nudges: tuple[Nudge, ...]) -> float:
    """Return the log-odds to add to the evidence so that its score becomes the nudged one."""
    return _log_odds(nudged(score, nudges)) - _log_odds(score) if nudges else 0.0


def _adjustment(score: float | None, nudges: tuple[Nudge, ...]) -> float:
    """Return the log-odds of all shifts; without a score, of those given in log-odds."""
    if score is None:
        return sum(nudge.log_odds for nudge in nudges)
    return nudge_weight(score, nudges)


def _bounded(score: float) -> float:
    return min(1.0 - _LEAST, max(_LEAST, score))


def _log_odds(score: float) -> float:
    inside = min(1.0 - 1e-12, max(1e-12, score))
    return log(inside / (1.0 - inside))


def nudges_of(rule: Rule) -> tuple[Nudge, ...]:
    """Return how a rule shifts the score, as one shift or none."""
    if rule.then.log_odds or rule.then.points:
        return (Nudge(rule.name, rule.then.log_odds, rule.then.points),)
    return ()


def _with(found: RuleMatch, rule: Rule) -> RuleMatch:
    flags = (*found.flags, rule.then.flag) if rule.then.flag else found.flags
    return RuleMatch(
        rule=rule.name,
        decision=rule.then.decision,
        category=rule.then.category,
        folder=rule.then.folder,
        flags=tuple(dict.fromkeys(flags)),
        mark_read=found.mark_read or rule.then.mark_read,
        nudges=(*found.nudges, *nudges_of(rule)),
        applied=(*found.applied, rule.name),
        line=rule.line,
        note=rule.note,
        is_outright=not rule.needs_score,
    )
