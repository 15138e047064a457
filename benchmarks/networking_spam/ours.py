"""Notworking itself, on the very bytes the others get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter

from benchmarks.networking_spam.measures import Judged
from notworking.app import default_policy
from notworking.assess import Court, NoMemory, assess, prepare
from notworking.judge.verdict import Decision
from notworking.learn.base import base_model
from notworking.learn.corpora import Sample
from notworking.learn.held_out import outcomes
from notworking.learn.material import materials
from notworking.mail.message import Message
from notworking.mail.reading import read

NAME = "Notworking"
_BATCH = 100
_NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Spent:
    """Times of one tool, by the wall."""

    training_seconds: float
    trainings: int
    judging_seconds: float
    judged: int


def judged(samples: Sequence[Sample], raw: Sequence[bytes]) -> tuple[Judged, float]:
    """Given samples with their folds and the wrapped messages, return what ours says, and seconds.

    Content alone: sender, headers and ledger say nothing. Calibration and cutoffs of a fold
    come from the other folds.
    """
    begun = perf_counter()
    wrapped = [replace(one, raw=text, body="") for one, text in zip(samples, raw, strict=True)]
    found = outcomes(materials(wrapped))
    seconds = perf_counter() - begun
    scores = {one.sample.id: one.score for one in found}
    filed = frozenset(one.sample.id for one in found if one.decision is Decision.FILE)
    unsure = frozenset(one.sample.id for one in found if one.decision is Decision.UNSURE)
    return Judged(NAME, scores, filed, unsure), seconds


def seconds_to_judge(raw: Sequence[bytes]) -> float:
    """Return how long the shipped model takes from bytes to verdicts, everybody a stranger."""
    court = Court(model=base_model(), policy=default_policy())
    begun = perf_counter()
    for start in range(0, len(raw), _BATCH):
        readings = [read(one) for one in raw[start : start + _BATCH]]
        messages = [reading for reading in readings if isinstance(reading, Message)]
        assess([prepare(one, _NOW, court) for one in messages], NoMemory(), court, _NOW)
    return perf_counter() - begun
