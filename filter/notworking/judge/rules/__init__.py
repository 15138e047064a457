"""The user's rules: parse a rules file, and find what it says about a message.

The room's front door; `parsing` reads, `matching` asks, `words` is the language.
"""

from __future__ import annotations

from notworking.judge.rules.matching import (
    Nudge,
    Rule,
    RuleMatch,
    Rules,
    Then,
    match,
    needs_score,
    nudge_weight,
    nudged,
)
from notworking.judge.rules.parsing import parse_rules
from notworking.judge.rules.subject import RuleSubject, subject_of

__all__ = [
    "Nudge",
    "Rule",
    "RuleMatch",
    "RuleSubject",
    "Rules",
    "Then",
    "match",
    "needs_score",
    "nudge_weight",
    "nudged",
    "parse_rules",
    "subject_of",
]
