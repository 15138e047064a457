"""The user's rules: parse a rules file, and find what it says about a message.

The room's front door; `rules_parse` reads, `rules_match` asks, `rules_words` is the language.
"""

from __future__ import annotations

from notworking.judge.rules_match import (
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
from notworking.judge.rules_parse import parse_rules
from notworking.judge.rules_subject import RuleSubject, subject_of

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
