"""What corrections do to the next verdicts: enough, within bounds, and with reasons that add up."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from learning.lessons import START, example, ground, own_ground, said
from notworking.judge.lessons import Bounds
from notworking.judge.personal import NOBODY, Personal
from notworking.judge.verdict import Category, ClueGroup
from notworking.learn.base import base_model
from notworking.learn.personal.fitting import Chosen, fit_personal, trust

GENUINE = str(Category.GENUINE)
CUTOFFS = base_model().cutoffs


def moved(personal: Personal, kind: str, number: int, *, sender: str = "") -> float:
    """What was taught moves this message by, in log-odds."""
    before, after, _ = said(personal, kind, number, sender=sender)
    return after.log_odds - before.log_odds


def log_odds(score: float) -> float:
    """The log-odds of a score."""
    return float(np.log(score / (1.0 - score)))


def recruiting_welcome(number: int = 10) -> Personal:
    """After so many recruiters' messages were put back, one a day."""
    taught = [
        example("recruiting", n, GENUINE, was="recruiting", at=START + timedelta(days=n))
        for n in range(number)
    ]
    return fit_personal(taught, ground())


def test_nothing_taught_is_the_shipped_opinion_itself() -> None:
    """A user who never corrected anything pays nothing, in time or in surprise."""
    before, after, own = said(NOBODY, "pitch", 1)
    assert after is before
    assert own is None
    assert fit_personal([], ground()) is NOBODY


def test_after_ten_put_backs_the_eleventh_recruiter_stays() -> None:
    """Issue 5: ten corrections of one new kind must be enough for the eleventh."""
    personal = recruiting_welcome()
    pairs = [said(personal, "recruiting", number)[:2] for number in range(100, 115)]
    cutoff = log_odds(CUTOFFS[Category.RECRUITING])
    were_filed = [after for before, after in pairs if before.log_odds >= cutoff]
    assert len(were_filed) >= 8, "else they would not have been filed anyway"
    assert all(after.log_odds < cutoff for after in were_filed)


def test_recruiting_is_welcome_raises_nothing_else() -> None:
    """A word about recruiting says nothing for filing anything."""
    personal = recruiting_welcome()
    for kind in ("pitch", "event", "guest posts", "ordinary"):
        for number in range(200, 205):
            assert moved(personal, kind, number) <= 1e-9


def test_recruiting_is_welcome_leaves_pitches_filed() -> None:
    """What is welcome is recruiting, not everything the model thinks networking."""
    personal = recruiting_welcome()
    falls = [moved(personal, "pitch", number) for number in range(300, 310)]
    recruiting = [moved(personal, "recruiting", number) for number in range(300, 310)]
    assert np.mean(falls) > 0.35 * np.mean(recruiting)


def test_ten_of_an_own_category_are_enough_for_the_eleventh() -> None:
    """A new category begins to work from the messages the user moved into its folder."""
    taught = [example("guest posts", n, "guest posts") for n in range(10)]
    taught += [example("pitch", n, "pitch", was="pitch") for n in range(5)]
    personal = fit_personal(taught, own_ground())
    found = [said(personal, "guest posts", n)[2] for n in range(100, 110)]
    assert all(one is not None and one.folder == "Networking/Guest posts" for one in found)
    for kind in ("recruiting", "event", "pitch", "ordinary"):
        assert [said(personal, kind, n)[2] for n in range(100, 110)] == [None] * 10


def test_two_examples_make_no_category() -> None:
    """A detector is silent until it has seen enough: two messages may be anything."""
    personal = fit_personal(
        [example("guest posts", n, "guest posts") for n in range(2)], own_ground()
    )
    assert personal.detectors == ()


def test_a_correction_between_categories_changes_the_folder_not_the_score() -> None:
    """Moved from Pitches to Asks: networking mail all the same, in another folder."""
    taught = [example("guest posts", n, "ask", was="pitch") for n in range(10)]
    personal = fit_personal(taught, ground())
    before, after, _ = said(personal, "guest posts", 50)
    ask = Category.ASK
    assert after.category_given_networking[ask] > before.category_given_networking[ask] + 0.3
    assert sum(after.category_given_networking.values()) == pytest.approx(1.0)
    assert abs(after.log_odds - before.log_odds) < 0.5


def test_reasons_add_up_exactly() -> None:
    """A verdict whose reasons do not sum to its score cannot be checked by its reader."""
    taught = [example("recruiting", n, GENUINE, was="recruiting") for n in range(6)]
    taught += [example("event", n, "event") for n in range(6)]
    personal = fit_personal(taught, ground())
    for kind in ("recruiting", "event", "pitch", "ordinary"):
        before, after, _ = said(personal, kind, 77)
        learned = [clue for clue in after.clues if clue.group is ClueGroup.LEARNED]
        assert after.clues[: len(before.clues)] == before.clues
        total = before.log_odds + sum(clue.weight for clue in learned)
        assert after.log_odds == pytest.approx(total, abs=1e-12)


def test_reasons_read_well() -> None:
    """ "Like 3 messages you put back" tells a reader what to look at."""
    taught = [
        example("recruiting", n, GENUINE, was="recruiting", at=START + timedelta(days=n))
        for n in range(3)
    ]
    _, after, _ = said(fit_personal(taught, ground()), "recruiting", 60)
    told = [clue.sentence for clue in after.clues if clue.group is ClueGroup.LEARNED]
    assert told == ["Like 3 messages you put back, the last on 5 May 2026"]


def test_one_sender_moves_mail_within_a_limit() -> None:
    """Somebody who gets fifty of their mails moved must not own the user's filter."""
    taught = [
        example("event", n, "event", sender="one@example.com", at=START + timedelta(days=n))
        for n in range(50)
    ]
    personal = fit_personal(taught, ground(), chosen=Chosen(strength=4.0))
    for kind in ("event", "ordinary", "pitch"):
        for number in (*range(5), 90):
            amount = moved(personal, kind, number, sender="one@example.com")
            assert abs(amount) <= Bounds().sender + 1e-9
    assert trust(taught).sum() == pytest.approx(2.0)


def test_one_day_moves_mail_within_a_limit() -> None:
    """One bad afternoon, or one client's rule gone wild, must not move a cutoff far."""
    taught = [example("event", n, "event", at=START + timedelta(seconds=n)) for n in range(40)]
    personal = fit_personal(taught, ground(), chosen=Chosen(strength=4.0))
    amounts = [moved(personal, "event", number) for number in range(45)]
    assert max(amounts) <= Bounds().day_file + 1e-9


def test_what_no_version_holds_moves_little_towards_a_folder() -> None:
    """Before it is measured a correction may keep mail in full, and file it only a little."""
    taught = [example("event", n, "event", at=START + timedelta(days=n)) for n in range(20)]
    fresh = fit_personal(taught, ground(), measured=())
    whole = fit_personal(taught, ground())
    assert moved(whole, "event", 3) > Bounds().fresh
    assert 0 < moved(fresh, "event", 3) <= Bounds().fresh + 1e-9
    back = [
        example("recruiting", n, GENUINE, was="recruiting", at=START + timedelta(days=n))
        for n in range(10)
    ]
    fresh, whole = fit_personal(back, ground(), measured=()), fit_personal(back, ground())
    assert moved(fresh, "recruiting", 50) == pytest.approx(moved(whole, "recruiting", 50))


def test_forged_mail_teaches_nothing() -> None:
    """Else anybody could teach the filter in another's name."""
    taught = [example("event", n, "event", is_forged=True) for n in range(10)]
    assert fit_personal(taught, ground()) is NOBODY
    kinds = fit_personal(
        [example("guest posts", n, "guest posts", is_forged=True) for n in range(10)], own_ground()
    )
    assert kinds.detectors == ()


def test_features_of_another_plan_teach_nothing() -> None:
    """Buckets made otherwise mean other words; using them would be noise with conviction."""
    from dataclasses import replace

    from notworking.judge.wording import Plan

    old = [replace(example("event", n, "event"), plan=Plan(bits=16)) for n in range(5)]
    assert fit_personal(old, ground()) is NOBODY
