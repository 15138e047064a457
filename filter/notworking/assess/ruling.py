"""What the user's rules are shown of a message, and asking them once the model has spoken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from notworking.assess.preparing import Court, Prepared
from notworking.judge.judgement import Weighed
from notworking.judge.rules import RuleMatch, Rules, match, subject_of
from notworking.judge.rules.subject import RuleSubject
from notworking.judge.verdict import ClueGroup, Decision, Evidence
from notworking.people.facts import Facts
from notworking.people.relationship import Relationship

_MODELS_OWN = frozenset({ClueGroup.WORDS, ClueGroup.PRIOR})
"""Groups whose clues are single words and the like: no rule names them."""


def rule_subject(
    one: Prepared,
    relationship: Relationship,
    told: Facts,
    court: Court,
    now: datetime,
    *,
    own: str = "",
) -> RuleSubject:
    """Return what the rules may look at, all but what the model thinks.

    `own` is the category of the user's own that the message reaches, "" for none.
    """
    subject = subject_of(
        one.message,
        relationship,
        now=now,
        account=court.account,
        sender=one.sender,
        text=one.words.text,
        is_authentic=one.message.sender is not None
        and one.authenticity.vouches_for(one.message.sender.domain),
        clues=[finding.name for finding in one.findings],
    )
    return replace(subject, kind=own, is_vouched=told.is_vouched)


def clue_names(evidence: Evidence) -> frozenset[str]:
    """Return the names by which rules may ask for the clues of a verdict."""
    return frozenset(clue.name for clue in evidence.clues if clue.group not in _MODELS_OWN)


def rule_asker(
    one: Prepared,
    relationship: Relationship,
    told: Facts,
    court: Court,
    now: datetime,
    *,
    own: str = "",
) -> RuleAsker:
    """Return what asks the user's rules about this message."""
    subject = rule_subject(one, relationship, told, court, now, own=own)
    return RuleAsker(court.rules, subject, is_blocked=told.is_blocked)


@dataclass(frozen=True, slots=True)
class RuleAsker:
    """Asks the rules once it is known what the model thinks."""

    rules: Rules
    subject: RuleSubject
    is_blocked: bool

    def __call__(self, weighed: Weighed) -> RuleMatch | None:
        """Return what the rules say about the message, given its score."""
        if self.is_blocked:
            # "people know --never" and [people] never say the same.
            return RuleMatch(rule="never", decision=Decision.FILE)
        if not self.rules.rules:
            return None
        return match(self.rules, judged(self.subject, weighed))


def judged(subject: RuleSubject, weighed: Weighed) -> RuleSubject:
    """Return the subject with what the model makes of it."""
    return replace(
        subject,
        category=weighed.category,
        score=weighed.score,
        is_unsure=weighed.is_unsure,
        clues=subject.clues | clue_names(weighed.evidence),
    )
