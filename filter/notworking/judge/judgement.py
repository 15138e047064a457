"""The order of judgement: from evidence, policy and rules to one verdict (DESIGN section 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from notworking.judge.rules import RuleMatch
from notworking.judge.verdict import (
    NETWORKING,
    Category,
    Clue,
    ClueGroup,
    DecidedBy,
    Decision,
    Evidence,
    Policy,
    Verdict,
)

# A message that is plainly not ours is genuine by definition; the words of a newsletter
# may still read like a pitch, and the score has to agree with the verdict.
_NOT_OURS_WEIGHT = -8.0
_NOTICE_SHARE = 0.97
"""How much of the networking probability a notice's own category takes."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the order of judgement looks at for one message, already looked up."""

    clues: tuple[Clue, ...]
    """Of the model: the prior, the words, the findings; and those of the relationship."""
    shares: Mapping[Category, float]
    """Probability of each networking category given that it is networking; sums to 1."""
    model: str
    notice: tuple[Clue, Category] | None = None
    not_ours: str | None = None
    """Why it is not ours, or None."""
    pinned: str | None = None
    """Why the user's own move keeps it, or None."""
    guard: str | None = None
    """Why it is never filed by score ("You wrote to them 3 times"), or None."""
    opted_out: str | None = None
    """"You asked them to stop on …": may lift the guard, if the policy says so."""
    predecessor: Category | None = None
    """Where the earlier message of this thread or sequence was filed, if it was."""
    rule: Callable[[Opinion], RuleMatch | None] = field(default=lambda _opinion: None, repr=False)
    """Matches the user's rules, given what the model thinks."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the evidence says, before policy and rules."""

    category: Category
    score: float
    scores: Mapping[Category, float]
    evidence: Evidence
    is_unsure: bool


def opine(case: Case, policy: Policy) -> Opinion:
    """Given a case, return category and scores from its evidence alone."""
    clues = list(case.clues)
    shares = dict(case.shares)
    if case.notice is not None:
        clue, category = case.notice
        clues.append(clue)
        if category in NETWORKING:
            shares = {c: share * (1 - _NOTICE_SHARE) for c, share in shares.items()}
            shares[category] = shares.get(category, 0.0) + _NOTICE_SHARE
    if case.not_ours is not None:
        clues.append(Clue("not_ours", ClueGroup.NETWORK, _NOT_OURS_WEIGHT, case.not_ours))
    evidence = Evidence(tuple(clues))
    score = evidence.score
    scores = {category: score * shares.get(category, 0.0) for category in NETWORKING}
    scores[Category.GENUINE] = 1.0 - score
    likeliest = max(NETWORKING, key=lambda category: scores[category])
    category = likeliest if score >= 0.5 else Category.GENUINE
    is_unsure = policy.unsure_from <= score < policy.cutoffs.get(likeliest, 1.1)
    return Opinion(category, score, scores, evidence, is_unsure)


def judge(case: Case, policy: Policy) -> Verdict:
    """Given a case and the user's policy, return the verdict.

    The order: not ours, pinned, rules, guard, follow-up, score. A rule decides where the
    message goes, never what it is: the category stays the model's own opinion, so that
    rules cannot hide a bad model from the report.
    """
    opinion = opine(case, policy)
    if case.not_ours is not None:
        return _verdict(case, opinion, Decision.KEEP, DecidedBy.NOT_OURS, case.not_ours)
    if case.pinned is not None:
        return _verdict(case, opinion, Decision.KEEP, DecidedBy.PINNED, case.pinned)
    match = case.rule(opinion)
    if match is not None and match.decides:
        return _by_rule(case, opinion, match)
    if match is not None and match.adjustment:
        opinion = opine(_adjusted(case, match), policy)
    lifted = policy.file_opted_out and case.opted_out is not None
    if case.guard is not None and not lifted:
        return _verdict(case, opinion, Decision.KEEP, DecidedBy.GUARD, case.guard)
    if case.predecessor is not None and opinion.score >= 0.5:
        because = f"An earlier message of this thread was filed as {case.predecessor}"
        return _verdict(
            case, opinion, Decision.FILE, DecidedBy.FOLLOW_UP, because, category=case.predecessor
        )
    return _by_score(case, opinion, policy)


def _by_score(case: Case, opinion: Opinion, policy: Policy) -> Verdict:
    """Decide by the score against the cutoff of the likeliest category."""
    cutoff = policy.cutoffs.get(opinion.category)
    if cutoff is not None and opinion.score >= cutoff:
        because = f"Score {opinion.score:.2f} reaches the cutoff {cutoff:.2f} of {opinion.category}"
        return _verdict(case, opinion, Decision.FILE, DecidedBy.SCORE, because)
    if opinion.is_unsure:
        because = f"Score {opinion.score:.2f} is not sure enough, so it stays"
        return _verdict(case, opinion, Decision.UNSURE, DecidedBy.SCORE, because)
    because = f"Score {opinion.score:.2f} is low"
    return _verdict(case, opinion, Decision.KEEP, DecidedBy.SCORE, because)


def _by_rule(case: Case, opinion: Opinion, match: RuleMatch) -> Verdict:
    """Do what the user's rule says."""
    decision = Decision.FILE if match.folder else Decision.KEEP
    because = f'Your rule "{match.rule}" says so'
    return _verdict(
        case,
        opinion,
        decision,
        DecidedBy.RULE,
        because,
        rule=match.rule,
        folder=match.folder,
    )


def _adjusted(case: Case, match: RuleMatch) -> Case:
    """Add a rule's raise or lower to the evidence as a clue of its own."""
    verb = "raises" if match.adjustment > 0 else "lowers"
    clue = Clue(
        "rule_adjustment",
        ClueGroup.CONTENT,
        match.adjustment,
        f'Your rule "{match.rule}" {verb} the score',
    )
    return Case(
        clues=(*case.clues, clue),
        shares=case.shares,
        model=case.model,
        notice=case.notice,
    )


def _verdict(
    case: Case,
    opinion: Opinion,
    decision: Decision,
    decided_by: DecidedBy,
    because: str,
    *,
    category: Category | None = None,
    rule: str = "",
    folder: str = "",
) -> Verdict:
    """Put a verdict together."""
    return Verdict(
        category=category or opinion.category,
        score=opinion.score,
        scores=opinion.scores,
        evidence=opinion.evidence,
        decision=decision,
        decided_by=decided_by,
        because=because,
        model=case.model,
        rule=rule,
        folder=folder,
    )
