"""What the rules say of a message while not all is known of it yet: so that little is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from notworking.judge.rules.conditions import (
    AllOf,
    Always,
    AnyOf,
    Condition,
    ConnectedTest,
    NoneOf,
)
from notworking.judge.rules.matching import Rule, RuleMatch, Rules, match, nudged, nudges_of
from notworking.judge.rules.subject import RuleSubject

LEDGER_WORDS = frozenset(
    {
        "i_wrote", "they_wrote", "asks", "offers", "reciprocity", "follow_up_number",
        "connected", "vouched", "opted_out", "known", "first_mail",
    }
)  # fmt: skip
"""Words that need the ledger; "connected" stands for both words of connections."""
HEADER_WORDS = frozenset({"to", "cc", "list", "header", "size", "authentic"})
"""Words for which the header section and the size are enough."""
TEXT_WORDS = frozenset({"text", "language", "has_attachment", "links_to"})
"""Words that need the whole message."""
SENDER_WORDS = frozenset({"from", "from_domain", "from_name"})
"""Words that a network's mail answers only with its text: who wrote by way of it."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What the rules say so far. `found` counts only when `is_settled`."""

    is_settled: bool
    found: RuleMatch | None = None


def glimpse(rules: Rules, subject: RuleSubject, blind: frozenset[str]) -> Glimpse:
    """Return what the rules say when the words of `blind` cannot be answered yet.

    Settled, it is what `match` says of the whole message, whatever the blind words turn out.
    """
    seen, is_outright = subject, True
    applied: list[Rule] = []
    for rule in rules.rules:
        if not rule.is_active(subject):
            continue
        holds = holds_so_far(rule.when, seen, blind)
        if holds is None:
            return Glimpse(is_settled=False)
        if not holds:
            continue
        is_outright = not rule.needs_score
        applied.append(replace(rule, when=Always()))
        if rule.then.stops:
            break
        if seen.score is not None and nudges_of(rule):
            seen = replace(seen, score=nudged(seen.score, nudges_of(rule)))
    found = match(Rules(tuple(applied)), subject)
    if found is not None:
        found = replace(found, is_outright=is_outright)
    return Glimpse(is_settled=True, found=found)


def holds_so_far(condition: Condition, subject: RuleSubject, blind: frozenset[str]) -> bool | None:
    """Return whether a condition holds, None when that hangs on a blind word."""
    if isinstance(condition, AllOf):
        return _all(holds_so_far(each, subject, blind) for each in condition.conditions)
    if isinstance(condition, AnyOf):
        return _any(holds_so_far(each, subject, blind) for each in condition.conditions)
    if isinstance(condition, NoneOf):
        found = _any(holds_so_far(each, subject, blind) for each in condition.conditions)
        return None if found is None else not found
    return None if words_of(condition) & blind else condition.holds(subject)


def words_of(condition: Condition) -> frozenset[str]:
    """Return the words a condition looks at, "connected" for both words of connections."""
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        return frozenset(word for each in condition.conditions for word in words_of(each))
    if isinstance(condition, Always):
        return frozenset()
    if isinstance(condition, ConnectedTest):
        return frozenset({"connected"})
    return frozenset({condition.word})


def words_in(rules: Rules) -> frozenset[str]:
    """Return the words that any enabled rule looks at."""
    enabled = (rule for rule in rules.rules if rule.is_enabled)
    return frozenset(word for rule in enabled for word in words_of(rule.when))


def _all(found: Iterable[bool | None]) -> bool | None:
    answers = set(found)
    return False if False in answers else None if None in answers else True


def _any(found: Iterable[bool | None]) -> bool | None:
    answers = set(found)
    return True if True in answers else None if None in answers else False
