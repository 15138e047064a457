"""Mail that gives too little to file it by: it stays, whatever its score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notworking.judge.enough import why_too_little
from notworking.judge.judgement import Case, judge
from notworking.judge.rules import RuleMatch
from notworking.judge.verdict import Category, Clue, ClueGroup, DecidedBy, Decision, Policy

POLICY = Policy(cutoffs=dict.fromkeys(Category, 0.9))
PITCH = Clue("asks_interest", ClueGroup.CONTENT, 5.0, "They ask whether you are interested")
WHY = "It says too little to be sure, so it stays"
SHORT = Case(clues=(PITCH,), shares={Category.PITCH: 1.0}, model="m", too_little=WHY)
LETTER = "We print brochures for vineyards and have done so since my father's time."


def test_what_gives_too_little_is_never_filed_by_its_score() -> None:
    """ "Any interest?" under a forward is a colleague's as often as a seller's."""
    verdict = judge(SHORT, POLICY)
    longer = judge(replace(SHORT, too_little=None), POLICY)

    assert (verdict.decision, verdict.decided_by) == (Decision.UNSURE, DecidedBy.SCORE)
    assert verdict.because == WHY
    assert longer.decision is Decision.FILE


def test_what_gives_too_little_still_follows_what_was_filed() -> None:
    """ "Any thoughts?" in the thread of a pitch needs no words of its own."""
    verdict = judge(replace(SHORT, predecessor=Category.PITCH), POLICY)

    assert (verdict.decision, verdict.decided_by) == (Decision.FILE, DecidedBy.FOLLOW_UP)


@pytest.mark.parametrize(
    ("adjustment", "decision"), [(0.5, Decision.FILE), (-0.5, Decision.UNSURE)]
)
def test_a_rule_that_raises_the_score_is_a_reason(adjustment: float, decision: Decision) -> None:
    """The user named a sign of their own; one that lowers it says nothing for filing."""
    rule = RuleMatch(rule="mine", adjustment=adjustment)

    verdict = judge(replace(SHORT, rule=lambda _weighed: rule), POLICY)

    assert verdict.decision is decision


def test_where_its_language_is_read_a_reason_must_be_named() -> None:
    """A reader signs "they ask for a meeting", not "it is worded like a pitch"."""
    against = ("clock_time", "emoji", "words")

    assert why_too_little(LETTER, "en", against) is not None
    assert why_too_little(LETTER, "en", (*against, "asks_meeting")) is None


def test_what_the_user_taught_is_a_reason_but_makes_few_words_no_more() -> None:
    """A lesson names a kind of mail; "Any interest?" is still anybody's."""
    assert why_too_little(LETTER, "en", (), is_taught=True) is None
    assert why_too_little("Any interest?", "en", (), is_taught=True) is not None


@pytest.mark.parametrize("language", ["ru", "zh", "pl", "und"])
def test_where_no_list_reads_the_language_wording_is_enough(language: str) -> None:
    """Nothing could ever be named there, and mail in it would never be filed."""
    assert why_too_little(LETTER, language, ()) is None


@pytest.mark.parametrize(
    ("text", "is_little"),
    [
        ("", True),
        ("Any interest?", True),
        ("— \n …", True),
        ("Have you got 15 minutes", False),
        ("想找你开发项目", True),
        ("我想付费找你开发这个项目", False),
    ],
)
def test_words_are_counted_in_every_script(text: str, is_little: bool) -> None:
    """A sentence of Chinese has no spaces, and is no single word for that."""
    assert (why_too_little(text, "und", ["asks_interest"]) is not None) is is_little
