"""Mail of too few words to file by them: it stays, whatever its score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notworking.judge.judgement import Case, judge
from notworking.judge.verdict import Category, Clue, ClueGroup, DecidedBy, Decision, Policy
from notworking.judge.words import says_little

POLICY = Policy(cutoffs=dict.fromkeys(Category, 0.9))
PITCH = Clue("asks_interest", ClueGroup.CONTENT, 5.0, "They ask whether you are interested")
SHORT = Case(clues=(PITCH,), shares={Category.PITCH: 1.0}, model="m", says_little=True)


def test_what_says_little_is_never_filed_by_its_score() -> None:
    """ "Any interest?" under a forward is a colleague's as often as a seller's."""
    verdict = judge(SHORT, POLICY)
    longer = judge(replace(SHORT, says_little=False), POLICY)

    assert (verdict.decision, verdict.decided_by) == (Decision.UNSURE, DecidedBy.SCORE)
    assert "too little" in verdict.because
    assert longer.decision is Decision.FILE


def test_what_says_little_still_follows_what_was_filed() -> None:
    """ "Any thoughts?" in the thread of a pitch needs no words of its own."""
    verdict = judge(replace(SHORT, predecessor=Category.PITCH), POLICY)

    assert (verdict.decision, verdict.decided_by) == (Decision.FILE, DecidedBy.FOLLOW_UP)


@pytest.mark.parametrize(
    ("text", "little"),
    [
        ("", True),
        ("Any interest?", True),
        ("— \n …", True),
        ("Have you got 15 minutes", False),
        ("想找你开发项目", True),
        ("我想付费找你开发这个项目", False),
    ],
)
def test_words_are_counted_in_every_script(text: str, little: bool) -> None:
    """A sentence of Chinese has no spaces, and is no single word for that."""
    assert says_little(text) is little
