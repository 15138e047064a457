"""Where a category of the user's own stands in the order of judgement."""

from __future__ import annotations

from notworking.judge.judgement import Case, judge
from notworking.judge.personal import OwnCategory
from notworking.judge.rules import RuleMatch
from notworking.judge.verdict import (
    Category,
    Clue,
    ClueGroup,
    DecidedBy,
    Decision,
    Policy,
)

OWN = OwnCategory("guest posts", "Networking/Guest posts", 0.93, "It reaches your own category")
POLICY = Policy(cutoffs={Category.PITCH: 0.9})


def case(**changes: object) -> Case:
    """A plain pitch of a stranger, which reaches the user's own category too."""
    values: dict[str, object] = {
        "clues": (Clue("prior", ClueGroup.PRIOR, 4.0, "Before anything is read"),),
        "shares": {Category.PITCH: 1.0},
        "model": "m",
        "own": OWN,
    }
    return Case(**(values | changes))  # type: ignore[arg-type]


def test_an_own_category_comes_before_the_score() -> None:
    """Its folder is the user's more exact wish; the model's own opinion stays to be seen."""
    verdict = judge(case(), POLICY)
    assert verdict.decision is Decision.FILE
    assert verdict.decided_by is DecidedBy.OWN_CATEGORY
    assert (verdict.kind, verdict.folder) == ("guest posts", "Networking/Guest posts")
    assert verdict.filed_as is None
    assert verdict.category is Category.PITCH
    assert verdict.because == OWN.because


def test_an_own_category_files_what_the_model_takes_for_genuine() -> None:
    """ "Volunteering" may be nothing the shipped model calls networking mail."""
    low = (Clue("prior", ClueGroup.PRIOR, -4.0, "Before anything is read"),)
    assert judge(case(clues=low), POLICY).kind == "guest posts"


def test_known_people_are_never_filed_by_an_own_category() -> None:
    """Promise 3 holds for the user's own categories too."""
    verdict = judge(case(guard="You wrote to them 3 times"), POLICY)
    assert verdict.decision is Decision.KEEP
    assert verdict.kind == ""


def test_pins_rules_and_mail_that_is_not_ours_come_first() -> None:
    """What the user said of this message outranks what a detector says of its kind."""
    pinned = judge(case(pinned="You put this message back once"), POLICY)
    not_ours = judge(case(not_ours="It is a receipt"), POLICY)
    keep = RuleMatch(rule="keep", decision=Decision.KEEP)
    by_rule = judge(case(rule=lambda _weighed: keep), POLICY)
    assert [v.kind for v in (pinned, not_ours, by_rule)] == ["", "", ""]
    assert [v.decision for v in (pinned, not_ours, by_rule)] == [Decision.KEEP] * 3
