"""Training: the same corpora give the same bytes, signs are kept, and folds are really left out."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from notworking.judge.verdict import NETWORKING, Category, ClueGroup, Finding
from notworking.judge.wording import Plan
from notworking.judge.words import Words
from notworking.learn.base import BASE_FILE, base_model, model_from_bytes, model_to_bytes
from notworking.learn.corpora import Sample
from notworking.learn.evaluation import report
from notworking.learn.fitting import Settings, balance, emphasis, fit, tabulate
from notworking.learn.folds import HeldOut, leave_folds_out
from notworking.learn.held_out import outcomes
from notworking.learn.material import Material, materials
from notworking.learn.outcomes import tally
from notworking.learn.training import calibrated, told, train

SETTINGS = Settings(plan=Plan(bits=12, letters=0), least_messages=1)
THANKS = Finding("gives_thanks", ClueGroup.CONTENT, "They thank you")
MINUTES = Finding("asks_for_minutes", ClueGroup.CONTENT, "They ask for some minutes")


@lru_cache(maxsize=1)
def small_corpus() -> tuple[Material, ...]:
    """Sixty invented messages of three sources; the sources share the ways of their kinds."""
    asks = ("open to a quick call", "grow your revenue", "our platform helps teams", "worth a chat")
    news = ("the train was late", "lunch on friday", "the patch works now", "see you at the school")
    made = []
    for number in range(60):
        pitch = number % 2 == 0
        text = (asks if pitch else news)[number // 2 % 4] + f" alpha{number % 7}"
        category = (Category.PITCH, Category.RECRUITING)[number // 2 % 2]
        sample = Sample(
            id=f"m{number}",
            source=f"source{number % 3}",
            fold=f"source{number % 3}",
            category=category if pitch else Category.GENUINE,
            body=text,
        )
        found = (MINUTES, THANKS) if pitch else ()
        made.append(Material(sample, Words(text=text), found))
    return tuple(made)


def test_training_twice_gives_the_same_bytes() -> None:
    """`make model` must be checkable by anybody."""
    first = model_to_bytes(train(small_corpus(), SETTINGS))
    second = model_to_bytes(train(small_corpus(), SETTINGS))

    assert first == second


def test_a_trained_model_is_named_for_its_content() -> None:
    """A verdict names its model: another model must have another name."""
    one = train(small_corpus(), SETTINGS)
    other = train(small_corpus(), replace(SETTINGS, strength=1.0))

    assert one.name.startswith("base-")
    assert one.name != other.name
    assert model_from_bytes(model_to_bytes(one)).name == one.name


def test_a_trained_model_tells_its_corpora() -> None:
    """Figures without corpora mean nothing."""
    metadata = train(small_corpus(), SETTINGS).metadata

    assert metadata["corpora"] == {"source0": 20, "source1": 20, "source2": 20}
    assert metadata["networking"] + metadata["genuine"] == 60


def test_a_finding_never_speaks_against_its_sense() -> None:
    """Here thanks only occur in pitches; "they thanked you" must still not count as spam."""
    table = tabulate(small_corpus(), SETTINGS.plan)

    free = fit(table, SETTINGS)
    held = fit(table, SETTINGS, {"gives_thanks": -1, "asks_for_minutes": 1})

    place = {name: number for number, name in enumerate(table.names)}
    assert free.findings[place["gives_thanks"]] > 0
    assert held.findings[place["gives_thanks"]] == 0
    assert held.findings[place["asks_for_minutes"]] > 0


def test_held_out_scores_come_from_other_folds() -> None:
    """A message that only its own fold explains must not be explained."""
    odd = Material(
        Sample("odd", "alone", "alone", Category.PITCH, body="zebra"), Words(text="zebra"), ()
    )
    table = tabulate([*small_corpus(), odd], SETTINGS.plan)

    held = leave_folds_out(table, SETTINGS)
    seen = fit(table, SETTINGS)

    assert held.log_odds[-1] < seen.log_odds(table)[-1]


def test_no_source_weighs_more_than_its_cap() -> None:
    """Four thousand mails of one list must not drown forty of the mail that matters."""
    table = tabulate(small_corpus(), SETTINGS.plan)

    weights = balance(table, replace(SETTINGS, caps={"source0": 5.0}))

    assert np.isclose(weights[table.sources == "source0"].sum(), 5.0)
    assert np.isclose(weights[table.sources == "source1"].sum(), 20.0)


def test_a_language_does_not_speak_for_the_commoner_side() -> None:
    """With ten French pitches and one French letter, French itself would look like a pitch."""
    french = [
        replace(one, sample=replace(one.sample, lang="fr"))
        for one in (*small_corpus()[:20:2], *small_corpus()[1:2])
    ]
    table = tabulate([*small_corpus(), *french], SETTINGS.plan)
    of_it = table.languages == "fr"

    plain = emphasis(table, SETTINGS)
    evened = emphasis(table, replace(SETTINGS, most_evened=100.0))

    assert plain[of_it & table.networking].sum() > 5 * plain[of_it & ~table.networking].sum()
    assert np.isclose(
        evened[of_it & table.networking].sum(), evened[of_it & ~table.networking].sum()
    )
    assert np.allclose(plain[~of_it], evened[~of_it])


def test_evaluation_counts_every_message_once() -> None:
    """Filed, unsure and kept are all there is."""
    found = outcomes(small_corpus(), SETTINGS)

    counted = tally(found)
    assert counted.messages == 60
    assert counted.filed + counted.unsure + counted.kept == 60
    assert {one.sample.id for one in found} == {one.sample.id for one in small_corpus()}
    assert "By source" in report(found)


def test_headers_are_hidden_from_training() -> None:
    """Half of the corpora have none: a model could tell the corpora by them."""
    raw = b"From: a@example.com\nList-Id: <x.example.org>\nSubject: Hi\n\nHello there, Ada.\n"
    sample = Sample("raw", "ham/x", "ham/x", Category.GENUINE, raw=raw)

    (material,) = materials([sample])

    assert material.words.headers is None
    assert material.words.sender_email == ""
    assert all(one.name != "list_mail" for one in material.findings)


def test_mail_that_is_left_alone_takes_nothing_of_the_budgets() -> None:
    """A list's mail is never filed, so its words must not make every cutoff stricter."""
    lists = b"From: a@example.com\nList-Post: <mailto:x@example.org>\nSubject: Hi\n\nHello there.\n"
    letter = b"From: a@example.com\nSubject: Hi\n\nHello there, Ada.\n"
    samples = [
        Sample("list", "ham/x", "ham/x", Category.GENUINE, raw=lists),
        Sample("letter", "ham/x", "ham/x", Category.GENUINE, raw=letter),
    ]
    once = tabulate([*small_corpus(), *materials(samples)], SETTINGS.plan)
    table = once.rows(np.append(np.tile(np.arange(60), 4), [60, 61]))
    odds = np.where(table.networking, 3.0, -3.0)
    odds[-2:] = 9.0
    held = HeldOut(odds, np.eye(6)[np.where(table.networking, table.category, 1)])
    neither = np.zeros(len(odds), dtype=bool)
    weights = np.ones(len(odds))

    _, cutoffs = calibrated(table, held, weights)
    _, strict = calibrated(replace(table, left_alone=neither, too_little=neither), held, weights)

    assert once.left_alone.tolist()[-2:] == [True, False]
    assert once.too_little.tolist()[-2:] == [True, True]
    assert cutoffs.by_category[Category.PITCH] < strict.by_category[Category.PITCH]


def test_the_shipped_model_is_small_and_complete() -> None:
    """It is loaded at each start, and every category needs a cutoff."""
    model = base_model()

    assert BASE_FILE.endswith(".npz")
    assert len(model_to_bytes(model)) < 8_000_000
    assert set(model.cutoffs) == set(NETWORKING)
    assert all(0.5 <= cutoff <= 1.0 for cutoff in model.cutoffs.values())
    assert model.metadata["networking"] > 300


@pytest.mark.parametrize("name", ["gives_thanks", "answers_you", "refers_to_your_mail"])
def test_the_shipped_model_counts_no_kindness_as_spam(name: str) -> None:
    """The reasons are read by people."""
    assert base_model().findings.get(name, 0.0) <= 0.0


def test_a_finding_without_weight_is_still_told() -> None:
    """ "It talks about them, hardly about you" is a reason also where the corpora give it none;
    it moves nothing, and what has no sense of its own stays silent."""
    weights = told({"self_centred": 0.0, "gives_thanks": 0.0, "emoji": 0.0, "flattery": 0.4})

    assert weights == {"self_centred": 0.01, "gives_thanks": -0.01, "emoji": 0.0, "flattery": 0.4}
