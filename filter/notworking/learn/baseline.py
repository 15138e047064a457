"""A stored measurement, and how a later one compares with it, fold by fold: won, tied or lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from notworking.errors import UserError
from notworking.learn.outcomes import Outcome, tallies

_FORMAT = 1
_TIE = 0.005
"""Mean cost of a message: less than one message in two hundred missed more, or fewer, is a tie."""


class Result(StrEnum):
    """How a fold compares with its baseline."""

    WON = "won"
    TIED = "tied"
    LOST = "lost"
    NEW = "new"
    """The baseline has no such fold, or with another number of messages."""


@dataclass(frozen=True, slots=True)
class FoldFigures:
    """What is stored of one fold."""

    messages: int
    filed: int
    unsure: int
    false_positives: int
    cost: float
    """Mean of a message: 10 filed wrongly, 1 missed, 0.2 unsure."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Figures of a model on folds, by the folds' names."""

    model: str
    folds: Mapping[str, FoldFigures]


@dataclass(frozen=True, slots=True)
class Compared:
    """One fold beside its baseline."""

    fold: str
    result: Result
    before: FoldFigures | None
    now: FoldFigures


def baseline_of(found: Iterable[Outcome], model: str) -> Baseline:
    """Return the figures of outcomes by fold, to be stored."""
    return Baseline(
        model,
        {
            name: FoldFigures(
                one.messages,
                one.filed,
                one.unsure,
                one.false_positives,
                round(one.cost / one.messages, 6),
            )
            for name, one in tallies(found, lambda sample: sample.fold).items()
        },
    )


def compare(now: Baseline, before: Baseline) -> list[Compared]:
    """Compare two measurements fold by fold, in the order of the folds' names."""
    return [
        Compared(name, _result(figures, before.folds.get(name)), before.folds.get(name), figures)
        for name, figures in sorted(now.folds.items())
    ]


def _result(now: FoldFigures, before: FoldFigures | None) -> Result:
    if before is None or before.messages != now.messages:
        return Result.NEW
    if abs(now.cost - before.cost) <= _TIE:
        return Result.TIED
    return Result.WON if now.cost < before.cost else Result.LOST


def to_json(baseline: Baseline) -> str:
    """Return a baseline as JSON text, the same each time."""
    folds = {
        name: {key: getattr(one, key) for key in FoldFigures.__slots__}
        for name, one in baseline.folds.items()
    }
    whole = {"format": _FORMAT, "model": baseline.model, "folds": folds}
    return json.dumps(whole, indent=1, sort_keys=True) + "\n"


def from_json(text: str) -> Baseline:
    """Given what `to_json` returned, return the baseline. Raises UserError when it is none."""
    try:
        whole = json.loads(text)
        if whole["format"] != _FORMAT:
            raise ValueError(f"format {whole['format']} is not {_FORMAT}")
        folds = {str(name): FoldFigures(**figures) for name, figures in whole["folds"].items()}
        return Baseline(str(whole["model"]), folds)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"The baseline cannot be read ({error}); write a new one with --save-baseline"
        ) from error
