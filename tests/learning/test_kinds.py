"""What is learned of a whole kind of mail: lifted when many corrections agree, never when one does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from learning.lessons import START, example, ground, words
from notworking.judge.clues import findings
from notworking.judge.lessons import Bounds
from notworking.judge.model import Opinion
from notworking.judge.personal import Personal
from notworking.judge.verdict import NETWORKING, Category, Clue, ClueGroup
from notworking.learn.base import base_model
from notworking.learn.personal.background import seen_of
from notworking.learn.personal.fitting import Chosen, fit_personal
from notworking.learn.personal.kinds import LEAST_AGREEING, lifts_of, taken_for
from notworking.store.examples import Example

GENUINE = str(Category.GENUINE)
EVENT = NETWORKING.index(Category.EVENT)


def events(number: int, *, sender: str | None = None) -> list[Example]:
    """So many events that were left alone and moved to Events, one a day."""
    return [
        example("event", n, "event", sender=sender, at=START + timedelta(days=n))
        for n in range(number)
    ]


def unsure(personal: Personal, kind: Category, log_odds: float = 0.5) -> float:
    """What a message unlike any other, of that kind and log-odds, is moved by."""
    made = words("ordinary", 1)
    opinion = base_model().opinion(made, findings(made))
    shares = {category: float(category is kind) for category in NETWORKING}
    clue = Clue("content", ClueGroup.WORDS, log_odds, "")
    before = Opinion((clue,), shares, opinion.wording)
    return personal.opinion(before, ())[0].log_odds - log_odds


def lifts(examples: Sequence[Example]) -> np.ndarray:
    """The lift of each example."""
    model = ground().model
    seen = [seen_of(model, one.buckets, one.findings) for one in examples]
    return lifts_of(examples, seen)


def test_ten_events_moved_by_hand_bring_the_next_unsure_one_along() -> None:
    """Users expect that ten events moved to Events make the eleventh go there by itself."""
    personal = fit_personal(events(10), ground())
    assert unsure(personal, Category.EVENT) == pytest.approx(2.5, abs=0.2)
    assert unsure(personal, Category.SCHEME) < 0.3


def test_mail_more_likely_genuine_is_never_lifted() -> None:
    """A kind counts only where the model already wavered: else wanted mail would follow."""
    personal = fit_personal(events(10), ground())
    assert abs(unsure(personal, Category.EVENT, -0.01)) < 0.1


def test_four_agreeing_are_too_few() -> None:
    """A few moves may be about those messages and not about their kind."""
    assert not lifts(events(LEAST_AGREEING - 1)).any()
    assert lifts(events(LEAST_AGREEING))[:, EVENT].all()


def test_one_event_put_back_ends_it() -> None:
    """A user who wants some events decides message by message."""
    kept = example("event", 90, GENUINE, was="event")
    assert not lifts([*events(10), kept]).any()


def test_one_sender_alone_says_nothing_of_a_kind() -> None:
    """Who moves a tiresome organiser's mail says nothing about all others."""
    assert not lifts(events(20, sender="one@example.com")).any()


def test_what_no_version_holds_lifts_little() -> None:
    """Before it is measured a lift stays within one unit, like everything towards a folder."""
    personal = fit_personal(events(10), ground(), measured=())
    assert 0.5 < unsure(personal, Category.EVENT) <= Bounds().fresh + 1e-9


def test_a_version_may_do_without_lifts() -> None:
    """The nightly measurement chooses: where lifts file wanted mail they are left out."""
    personal = fit_personal(events(10), ground(), chosen=Chosen(lifts=False))
    assert unsure(personal, Category.EVENT) < 0.3


def test_recruiters_taken_for_pitches_say_nothing_about_pitches() -> None:
    """Who puts recruiters back welcomes recruiting, also where the model took it for a pitch."""
    used = [example("recruiting", n, GENUINE, was="recruiting") for n in range(5)]
    used.append(example("recruiting", 9, GENUINE, was="pitch"))
    plain = seen_of(ground().model, used[0].buckets, ())
    mixed = replace(plain, shares={Category.PITCH: 0.8, Category.RECRUITING: 0.2})
    pure = replace(plain, shares={Category.PITCH: 1.0})
    assert taken_for(used, [mixed] * 6)[-1].shares == {Category.RECRUITING: 1.0}
    assert taken_for(used, [pure] * 6)[-1].shares == {Category.PITCH: 1.0}
