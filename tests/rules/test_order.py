"""Where rules stand in the order of judgement."""

from __future__ import annotations

from notworking.judge.judgement import Case, judge
from notworking.judge.rules import RuleMatch
from notworking.judge.verdict import Category, DecidedBy, Decision, Policy

POLICY = Policy(cutoffs=dict.fromkeys(Category, 0.9))
FILES = RuleMatch(rule="lists.file", decision=Decision.FILE, category=Category.EVENT)


def case(match: RuleMatch | None, **changes: object) -> Case:
    """Return a case of a newsletter, with a rule."""
    values: dict[str, object] = {"not_ours": "It is a newsletter", **changes}
    return Case(clues=(), shares={}, model="m", rule=lambda _weighed: match, **values)  # type: ignore[arg-type]


def test_a_rule_that_names_the_mail_outranks_that_it_is_not_ours() -> None:
    """`[lists] file` would never file anything: all list mail is "not ours" to the judge."""
    verdict = judge(case(FILES), POLICY)

    assert (verdict.decision, verdict.decided_by) == (Decision.FILE, DecidedBy.RULE)


def test_a_rule_that_asks_the_score_leaves_alone_what_is_not_ours() -> None:
    """Its words may read like a pitch; it is a newsletter all the same."""
    asks = RuleMatch(
        rule="pitches", decision=Decision.FILE, category=Category.PITCH, is_outright=False
    )

    verdict = judge(case(asks), POLICY)

    assert (verdict.decision, verdict.decided_by) == (Decision.KEEP, DecidedBy.NOT_OURS)


def test_a_rule_that_only_flags_flags_what_is_not_ours() -> None:
    """A star on a newsletter is a fair wish."""
    verdict = judge(case(RuleMatch(rule="star", flags=("\\Flagged",))), POLICY)

    assert verdict.decided_by is DecidedBy.NOT_OURS
    assert (verdict.rule, verdict.flags) == ("star", ("\\Flagged",))


def test_a_pin_outranks_every_rule() -> None:
    """What the user put back stays back, for good (promise 4)."""
    verdict = judge(case(FILES, not_ours=None, pinned="You put it back"), POLICY)

    assert (verdict.decision, verdict.decided_by) == (Decision.KEEP, DecidedBy.PINNED)
