"""The order of judgement: from evidence, policy and rules to one verdict (DESIGN section 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from notworking.judge.personal import OwnCategory
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
NOT_OURS_WEIGHT = -8.0
_SENDERS_NEXT = 0.75
"""Score from which a new thread of a sender follows their last message that was filed: one
mistake must not draw all of a sender's mail after it."""
_NOTICE_SHARE = 0.97
"""How much of the networking probability a notice's own category takes."""


@dataclass(frozen=True, slots=True)
class Taught:
    """Where the user put earlier mail of this sender, thread or domain, by their own hand."""

    label: str
    """A `Category` value, or the name of a category of the user's own."""
    folder: str
    """The folder of a category of the user's own, "" for one of ours."""
    because: str
    is_firm: bool = True
    """False of people I know: then only mail that looks like it follows."""


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
    too_little: str | None = None
    """Why it is unsure at most, whatever its score (`why_too_little`), or None."""
    guard: str | None = None
    """Why it is never filed by score ("You wrote to them 3 times"), or None."""
    opted_out: str | None = None
    """"You asked them to stop on …": may lift the guard, if the policy says so."""
    taught: Taught | None = None
    """Where the user put earlier mail like it by hand, or None."""
    own: OwnCategory | None = None
    """The category of the user's own that it reaches, or None."""
    predecessor_in_thread: bool = True
    """False when the predecessor is only a message of the same sender in another thread."""
    predecessor: Category | None = None
    """Where the earlier message of this thread or sequence was filed, if it was."""
    rule: Callable[[Weighed], RuleMatch | None] = field(default=lambda _weighed: None, repr=False)
    """Matches the user's rules, given what the model thinks."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the evidence says, before policy and rules."""

    category: Category
    likeliest: Category
    """The likeliest of the networking categories, even when it is more likely genuine."""
    score: float
    scores: Mapping[Category, float]
    evidence: Evidence
    is_unsure: bool


def weigh(case: Case, policy: Policy) -> Weighed:
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
        clues.append(Clue("not_ours", ClueGroup.NETWORK, NOT_OURS_WEIGHT, case.not_ours))
    evidence = Evidence(tuple(clues))
    score = evidence.score
    scores: dict[Category, float] = {Category.GENUINE: 1.0 - score}
    scores |= {category: score * shares.get(category, 0.0) for category in NETWORKING}
    likeliest: Category = max(NETWORKING, key=lambda category: scores[category])
    return Weighed(
        category=likeliest if score >= 0.5 else Category.GENUINE,
        likeliest=likeliest,
        score=score,
        scores=scores,
        evidence=evidence,
        is_unsure=policy.unsure_from <= score < policy.cutoffs.get(likeliest, 1.1),
    )


def judge(case: Case, policy: Policy) -> Verdict:
    """Given a case and the user's policy, return the verdict.

    The order: pinned, rules that name the mail outright, not ours, other rules, taught, guard,
    own category, follow-up, score. A rule decides where the message goes, never what it is: the
    category stays the model's own opinion, so that rules cannot hide a bad model from the
    report. What the user filed by hand is theirs to call ours.
    """
    weighed = weigh(case, policy)
    keep = partial(_verdict, case, weighed, Decision.KEEP)
    match = case.rule(weighed) if case.pinned is None else None
    if case.not_ours is not None and not (case.taught and case.taught.is_firm):
        return _left_alone(case, weighed, match, case.not_ours)
    if case.pinned is not None:
        return keep(DecidedBy.PINNED, case.pinned)
    if match is not None and match.decides:
        return _by_rule(case, weighed, match)
    if match is not None and match.adjustment:
        case = _adjusted(case, match)
        weighed = weigh(case, policy)
    verdict = _without_rules(case, weighed, policy)
    if match is None:
        return verdict
    return replace(verdict, rule=match.rule, flags=match.flags, mark_read=match.mark_read)


def _left_alone(case: Case, weighed: Weighed, match: RuleMatch | None, why: str) -> Verdict:
    """Leave mail alone that is not ours, unless a rule of the user's names it outright.

    A rule that asks the score or the category means mail that is judged, and this is not.
    """
    if match is not None and match.decides and match.is_outright:
        return _by_rule(case, weighed, match)
    verdict = _verdict(case, weighed, Decision.KEEP, DecidedBy.NOT_OURS, why)
    if match is None or match.decides:
        return verdict
    return replace(verdict, rule=match.rule, flags=match.flags, mark_read=match.mark_read)


def _without_rules(case: Case, weighed: Weighed, policy: Policy) -> Verdict:
    """Taught, guard, own category, follow-up, score: what happens when no rule decides."""
    if case.taught is not None and (case.taught.is_firm or weighed.score >= policy.unsure_from):
        return _as_taught(case, weighed, case.taught)
    is_lifted = policy.file_opted_out and case.opted_out is not None
    if case.guard is not None and not is_lifted:
        return _verdict(case, weighed, Decision.KEEP, DecidedBy.GUARD, case.guard)
    if case.own is not None:
        own = case.own
        because = own.because
        verdict = _verdict(case, weighed, Decision.FILE, DecidedBy.OWN_CATEGORY, because)
        return replace(verdict, kind=own.name, folder=own.folder)
    before = case.predecessor
    least = policy.unsure_from if case.predecessor_in_thread else _SENDERS_NEXT
    if before is not None and weighed.score >= least:
        because = f"Their message before this one was filed as {before}"
        decided = DecidedBy.FOLLOW_UP
        return _verdict(case, weighed, Decision.FILE, decided, because, filed_as=before)
    return _by_score(case, weighed, policy)


def _as_taught(case: Case, weighed: Weighed, word: Taught) -> Verdict:
    """File where the user put the sender's mail before."""
    file = partial(_verdict, case, weighed, Decision.FILE, DecidedBy.TAUGHT, word.because)
    if word.folder:
        return replace(file(), kind=word.label, folder=word.folder)
    return file(filed_as=Category(word.label))


def _by_score(case: Case, weighed: Weighed, policy: Policy) -> Verdict:
    """Decide by the score against the cutoff of the likeliest category."""
    cutoff = policy.cutoffs.get(weighed.category)
    told = f"Score {weighed.score:.2f}"
    if cutoff is not None and weighed.score >= cutoff:
        if case.too_little is not None:
            return _verdict(case, weighed, Decision.UNSURE, DecidedBy.SCORE, case.too_little)
        because = f"{told} reaches the cutoff {cutoff:.2f} of {weighed.category}"
        decision, filed_as = Decision.FILE, weighed.category
        return _verdict(case, weighed, decision, DecidedBy.SCORE, because, filed_as=filed_as)
    if weighed.is_unsure:
        because = f"{told} is not sure enough, so it stays"
        return _verdict(case, weighed, Decision.UNSURE, DecidedBy.SCORE, because)
    return _verdict(case, weighed, Decision.KEEP, DecidedBy.SCORE, f"{told} is low")


def _by_rule(case: Case, weighed: Weighed, match: RuleMatch) -> Verdict:
    """Do what the user's rule says."""
    decision = match.decision or Decision.KEEP
    in_ours = decision is Decision.FILE and not match.folder
    verdict = _verdict(
        case,
        weighed,
        decision,
        DecidedBy.RULE,
        match.because,
        filed_as=(match.category or weighed.likeliest) if in_ours else None,
    )
    return replace(
        verdict,
        rule=match.rule,
        folder=match.folder if decision is Decision.FILE else "",
        flags=match.flags,
        mark_read=match.mark_read,
    )


def _adjusted(case: Case, match: RuleMatch) -> Case:
    """Add a rule's raise or lower to the evidence as a clue of its own; a raise is a reason."""
    verb = "raises" if match.adjustment > 0 else "lowers"
    sentence = f'Your rule "{match.rule}" {verb} the score'
    clue = Clue("rule_adjustment", ClueGroup.CONTENT, match.adjustment, sentence)
    too_little = None if match.adjustment > 0 else case.too_little
    return replace(case, clues=(*case.clues, clue), too_little=too_little)


def _verdict(
    case: Case,
    weighed: Weighed,
    decision: Decision,
    decided_by: DecidedBy,
    because: str,
    *,
    filed_as: Category | None = None,
) -> Verdict:
    """Put a verdict together."""
    return Verdict(
        category=weighed.category,
        score=weighed.score,
        scores=weighed.scores,
        evidence=weighed.evidence,
        decision=decision,
        decided_by=decided_by,
        because=because,
        model=case.model,
        filed_as=filed_as,
    )
