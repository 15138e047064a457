"""The text model: its reasons add up, its files are plain arrays, and it fails toward the inbox."""

from __future__ import annotations

import math

import numpy as np
import pytest

from notworking.errors import UserError
from notworking.judge.clues import findings
from notworking.judge.model import Model, model_from_arrays, model_to_arrays
from notworking.judge.verdict import NETWORKING, Category, ClueGroup, Finding
from notworking.judge.wording import Plan, read_wording
from notworking.judge.words import Words
from notworking.learn.base import base_model, model_from_bytes, model_to_bytes

PITCH = Words(
    subject="Quick question",
    text=(
        "Hi Anna,\n\nI came across your profile and was impressed by your work.\n\n"
        "We help companies like yours generate more qualified leads.\n\n"
        "Would you be open to a 15 minute call next week?\n\nBest,\nTom"
    ),
)
NOTE = Words(
    subject="Re: boiler",
    text="Hi mum,\n\nthe plumber comes on Tuesday at 9. I left the key with Nora.\n\nlove, Tom",
)
FOUND = Finding("asks_for_minutes", ClueGroup.CONTENT, "They ask for some minutes", "15 minute")


def small_model(**changes: object) -> Model:
    """A model whose weights are known by heart: it only knows one word and one finding."""
    plan = Plan(bits=8)
    words = np.zeros(256)
    words[read_wording("", ("synergy",), plan).buckets] = 2.0
    values: dict[str, object] = {
        "name": "small",
        "plan": plan,
        "prior": -1.0,
        "words": words,
        "findings": {"asks_for_minutes": 0.75},
        "category_priors": np.zeros(6),
        "category_words": np.zeros((256, 6)),
        "category_findings": {"asks_for_minutes": np.array([0, 2.0, 0, 0, 0, 0])},
        "cutoffs": dict.fromkeys(NETWORKING, 0.9),
        "unsure_from": 0.2,
        "metadata": {"seed": 7},
    }
    return Model(**{**values, **changes})  # type: ignore[arg-type]


def test_the_clues_add_up_to_the_log_odds() -> None:
    """A verdict is explained only if its reasons are all there is to it."""
    model = small_model()
    wording = read_wording(PITCH.subject, PITCH.sentences, model.plan)
    expected = -1.0 + 0.75 + float(model.words[wording.buckets].sum()) * wording.value

    opinion = model.opinion(PITCH, (FOUND,))

    assert math.isclose(opinion.log_odds, expected, abs_tol=1e-9)


def test_the_shipped_models_clues_add_up_too() -> None:
    """The same for real weights, where sentences overlap in their words."""
    model = base_model()
    wording = read_wording(PITCH.subject, PITCH.sentences, model.plan)
    weights = float(model.words[wording.buckets].sum()) * wording.value
    expected = model.prior + model.findings.get(FOUND.name, 0.0) + weights

    opinion = model.opinion(PITCH, (FOUND,))

    assert math.isclose(opinion.log_odds, expected, abs_tol=1e-9)


def test_the_shipped_model_tells_a_pitch_from_a_note_to_mum() -> None:
    """The least one may ask of it."""
    model = base_model()

    pitch, note = model.opinions([(PITCH, findings(PITCH)), (NOTE, findings(NOTE))])

    assert pitch.log_odds > 1.0
    assert note.log_odds < -1.0
    assert (
        max(pitch.category_given_networking.items(), key=lambda item: item[1])[0] is Category.PITCH
    )


def test_wording_is_told_by_the_sentence_that_carries_it() -> None:
    """A reader must see the words, never a bare token with a number."""
    told = [c for c in base_model().opinion(PITCH, ()).clues if c.group is ClueGroup.WORDS]

    quoted = [clue for clue in told if clue.phrase]
    assert quoted
    assert all(clue.phrase in clue.sentence for clue in quoted)
    assert all(len(clue.phrase) <= 120 for clue in quoted)
    assert len(told) <= 4


def test_a_long_sentence_is_cut_in_the_reason() -> None:
    """A reason is one line; the message itself is there to be read."""
    text = "synergy " * 100

    told = small_model().opinion(Words(text=text), ()).clues

    assert any(clue.phrase.endswith("…") and len(clue.phrase) == 120 for clue in told)


def test_category_shares_sum_to_one_and_follow_the_findings() -> None:
    """The second stage only divides what the first gave."""
    opinion = small_model().opinion(PITCH, (FOUND,))

    shares = opinion.category_given_networking
    assert math.isclose(sum(shares.values()), 1.0)
    assert set(shares) == set(NETWORKING)
    assert shares[Category.PITCH] == max(shares.values())


def test_a_finding_made_twice_counts_once() -> None:
    """Somebody who asks for 15 minutes three times is no likelier to be known to you."""
    once = small_model().opinion(PITCH, (FOUND,)).log_odds
    twice = small_model().opinion(PITCH, (FOUND, FOUND)).log_odds

    assert once == twice


def test_an_unknown_finding_weighs_nothing() -> None:
    """A newer phrase list must not break an older model."""
    stranger = Finding("found_next_year", ClueGroup.CONTENT, "Something new")

    opinion = small_model().opinion(PITCH, (stranger,))

    assert all(clue.name != "found_next_year" for clue in opinion.clues)


def test_an_empty_message_gets_the_prior_alone() -> None:
    """Nothing read, nothing concluded: it stays in the inbox."""
    opinion = base_model().opinion(Words(), ())

    assert [clue.group for clue in opinion.clues] == [ClueGroup.PRIOR]
    assert opinion.log_odds < 0.0


def test_a_model_survives_its_arrays() -> None:
    """What is stored is what is scored, up to half precision."""
    model = small_model()

    back = model_from_arrays(model_to_arrays(model))

    assert back.name == "small"
    assert back.plan == model.plan
    assert back.cutoffs == model.cutoffs
    assert back.metadata == {"seed": 7}
    before, after = model.opinion(PITCH, (FOUND,)), back.opinion(PITCH, (FOUND,))
    assert math.isclose(before.log_odds, after.log_odds, abs_tol=1e-3)


def test_the_same_model_gives_the_same_bytes() -> None:
    """A rebuilt model can be compared with the shipped one byte for byte."""
    assert model_to_bytes(small_model()) == model_to_bytes(small_model())


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_broken_model_bytes_are_the_users_to_mend(data: bytes) -> None:
    """One clear sentence instead of a traceback out of numpy."""
    with pytest.raises(UserError, match="model file cannot be read"):
        model_from_bytes(data)


def test_a_model_of_another_format_is_refused() -> None:
    """Old weights over new features would judge mail at random, silently."""
    arrays = model_to_arrays(small_model())
    about = bytes(arrays["about"]).replace(b'"format": 1', b'"format": 0')
    arrays["about"] = np.frombuffer(about, dtype=np.uint8)

    with pytest.raises(ValueError, match="format"):
        model_from_arrays(arrays)


def test_arrays_that_do_not_fit_together_are_refused() -> None:
    """A half-written file must not load as a model with other weights."""
    arrays = model_to_arrays(small_model())
    arrays["words"] = arrays["words"][:, :3]

    with pytest.raises(ValueError, match=r"."):
        model_from_arrays(arrays)
