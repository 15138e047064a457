"""Which messages are asked about, and in what order: an answer should teach as much as it can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from notworking.judge.verdict import Category, Clue, ClueGroup, DecidedBy, Decision, Policy
from notworking.mail.message import MessageRef
from notworking.reviewing.choosing import Why, questions
from notworking.store.values import Judged

POLICY = Policy(cutoffs={Category.PITCH: 0.9}, unsure_from=0.5)
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def judged(number: int, score: float = 0.7, **fields: Any) -> Judged:
    """Return a judgement; by its score, unless told otherwise, it is kept, unsure or filed."""
    decision = Decision.FILE if score >= 0.9 else Decision.UNSURE if score >= 0.5 else Decision.KEEP
    filled = {
        "digest": f"{number:032x}",
        "sender": f"s{number}@example.org",
        "category": Category.PITCH if score >= 0.5 else Category.GENUINE,
        "decision": decision,
        "decided_by": DecidedBy.SCORE,
        "judged_at": NOW + timedelta(minutes=number),
    } | fields
    ref = MessageRef("home", "INBOX", 1, number)
    return Judged(ref=ref, id=number, score=score, **filled)


def lesson(weight: float) -> Clue:
    """Return what the user's corrections say."""
    return Clue("learned", ClueGroup.LEARNED, weight, "Like 3 messages you put back")


def numbers(rows: list[Judged], **options: Any) -> list[int]:
    """Return the ids of what is asked about, in order; the rows are given oldest first."""
    return [one.judged.id for one in questions(rows[::-1], POLICY, **options)]


def test_unsure_then_contradicted_then_near_then_filings_to_confirm() -> None:
    """The unsure need an answer; the rest is sorted by how much it teaches."""
    confirm = judged(1, 0.999)
    near = judged(2, 0.92)
    contradicted = judged(3, 0.999, clues=(lesson(-1.0),))
    unsure = judged(4, 0.7)

    asked = questions([unsure, contradicted, near, confirm], POLICY)

    assert [one.judged.id for one in asked] == [4, 3, 2, 1]
    assert [one.why for one in asked] == [Why.UNSURE, Why.CONTRADICTED, Why.NEAR, Why.CONFIRM]
    assert asked[0].told == "unsure: pitch 0.70, filed from 0.90 on"
    assert asked[1].told == "filed, although: Like 3 messages you put back"


def test_mail_only_just_left_is_asked_about_and_plain_mail_is_not() -> None:
    """0.45 might as well have been unsure; 0.01 teaches nothing."""
    assert numbers([judged(1, 0.45), judged(2, 0.01)]) == [1]


def test_kept_mail_that_looks_like_what_was_filed_by_hand_is_asked_about() -> None:
    """Neighbours that disagree, the other way round."""
    [asked] = questions([judged(1, 0.05, clues=(lesson(0.8),))], POLICY)

    assert asked.why is Why.CONTRADICTED
    assert asked.told.startswith("left in the inbox, although")


def test_near_the_cutoff_comes_first_and_then_new_senders() -> None:
    """Of two that are equally near, the sender seen for the first time is asked about."""
    old = judged(1, 0.01, sender="old@example.org")
    again = judged(5, 0.85, sender="old@example.org")
    new = judged(4, 0.85)
    far = judged(6, 0.55)

    assert numbers([old, new, again, far]) == [4, 5, 6]


def test_one_question_for_each_sender_and_each_thread() -> None:
    """The second answer would add little; of relayed mail the person counts, not the network."""
    rows = [
        judged(1, sender="a@example.org"),
        judged(2, sender="a@example.org"),
        judged(3, thread="t"),
        judged(4, thread="t"),
        judged(5, sender="relay@example.com", person="Ann"),
        judged(6, sender="relay@example.com", person="Ben"),
    ]

    assert sorted(numbers(rows)) == [2, 4, 5, 6]


def test_what_is_certain_is_not_asked() -> None:
    """Rules, pins, people I know, and what was answered already."""
    certain = (DecidedBy.RULE, DecidedBy.PINNED, DecidedBy.GUARD, DecidedBy.NOT_OURS)
    rows = [judged(number, decided_by=by) for number, by in enumerate(certain, 1)]
    rows += [judged(8, error="unreadable"), judged(9)]

    assert numbers(rows, taught={judged(9).digest}) == []


def test_only_the_latest_judgement_of_a_message_counts() -> None:
    """Put back since, and judged anew: pinned, so there is nothing to ask."""
    first = judged(1, 0.95)
    again = judged(2, 0.95, digest=first.digest, decided_by=DecidedBy.PINNED)

    assert numbers([first, again]) == []


def test_no_more_than_wanted() -> None:
    """A sitting has an end."""
    assert len(numbers([judged(number) for number in range(1, 30)], most=7)) == 7
