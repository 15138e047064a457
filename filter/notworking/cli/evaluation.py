"""`eval`: how right the shipped judge is on labelled mail, in figures, tables and charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from notworking import app
from notworking.assess import Court, NoMemory, assess, prepare
from notworking.cli import show
from notworking.errors import UserError
from notworking.judge.verdict import NETWORKING, Category, Verdict
from notworking.learn import charts, tables
from notworking.learn.base import base_model
from notworking.learn.baseline import Baseline, Compared, baseline_of, compare, from_json, to_json
from notworking.learn.corpora import Sample
from notworking.learn.cutoffs import expected_calibration_error
from notworking.learn.given import Skipped, as_bytes, read_given
from notworking.learn.outcomes import BREAKDOWNS, Outcome, confusion, tallies, tally
from notworking.mail.message import Message
from notworking.mail.reading import read

_BATCH = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    paths: tuple[str, ...]
    label: str = ""
    """The category of messages that bring none."""
    charts: Path | None = None
    baseline: Path | None = None
    save_baseline: Path | None = None
    as_json: bool = False


def evaluate(wanted: Wanted) -> None:
    """Judge labelled mail as from strangers and print how right that was."""
    label = _category(wanted.label)
    before = _read_baseline(wanted.baseline) if wanted.baseline else None
    judging = Court(model=base_model(), policy=app.default_policy())
    skipped = Skipped()
    samples = read_given(wanted.paths, label=label, skipped=skipped)
    found = list(_with_progress(outcomes_of(samples, judging)))
    if not found:
        raise UserError(_nothing_found(skipped))
    measured, trained_on = _apart(found)
    name = judging.model.name
    now = baseline_of(measured, name)
    compared = compare(now, before) if before else []
    if wanted.save_baseline:
        _write(wanted.save_baseline, to_json(now))
    if wanted.charts:
        _write_charts(wanted.charts, measured, judging)
    if wanted.as_json:
        show.print_json(_as_object(measured, trained_on, skipped, name, compared))
        return
    _print(measured, trained_on, skipped, name)
    if before:
        _say("\n" + tables.as_text(tables.comparison_grid(compared, before.model)))
    if wanted.charts:
        _say(f"\nCharts: {wanted.charts / 'reliability.svg'}, {wanted.charts / 'cost.svg'}")


def outcomes_of(samples: Iterable[Sample], judging: Court) -> Iterator[Outcome]:
    """Yield an outcome per readable sample, judged whole (not only its words), as from strangers."""
    iterator = iter(samples)
    while batch := list(islice(iterator, _BATCH)):
        readings = [(sample, read(as_bytes(sample))) for sample in batch]
        readable = [(sample, one) for sample, one in readings if isinstance(one, Message)]
        prepared = [prepare(one, one.date or _EPOCH, judging) for _, one in readable]
        assessed = assess(prepared, NoMemory(), judging, datetime.now(UTC))
        for (sample, message), one in zip(readable, assessed, strict=True):
            known = judging.model.was_trained_on(one.prepared.words.text)
            yield _outcome(_dated(sample, message), one.verdict, is_trained_on=known)


def _outcome(sample: Sample, verdict: Verdict, *, is_trained_on: bool) -> Outcome:
    likeliest = verdict.filed_as or max(NETWORKING, key=lambda one: verdict.scores.get(one, 0.0))
    return Outcome(sample, verdict.score, likeliest, verdict.decision, is_trained_on)


def _dated(sample: Sample, message: Message) -> Sample:
    """Return a sample of raw bytes with the language and year of its message."""
    if sample.raw is None:
        return sample
    year = message.date.year if message.date else None
    return replace(sample, lang=message.language, year=year)


def _apart(found: list[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Return what is measured, and what the model was trained on.

    When it was trained on everything, that is measured all the same, and said.
    """
    trained_on = [one for one in found if one.is_trained_on]
    new = [one for one in found if not one.is_trained_on]
    return (new, trained_on) if new else (found, trained_on)


def _print(
    measured: list[Outcome], trained_on: list[Outcome], skipped: Skipped, model: str
) -> None:
    """Print the figures as text."""
    count = len(measured)
    _say(f"{show.count(count, 'message')} judged by {model}, as from strangers\n")
    if trained_on:
        _say(_warning(measured, trained_on) + "\n")
    _say(tables.headline(measured))
    _say(f"Expected calibration error on this mix: {_calibration_error(measured):.3f}")
    for title, key in BREAKDOWNS.items():
        grid = tables.breakdown(title, measured, key)
        if grid.rows:
            _say("\n" + tables.as_text(grid))
    _say("\n" + tables.as_text(tables.confusion_grid(confusion(measured))))
    for told in _skipped_told(skipped):
        _say("\n" + told)


def _warning(measured: list[Outcome], trained_on: list[Outcome]) -> str:
    """Say plainly which figures prove nothing."""
    if measured == trained_on or len(measured) == len(trained_on):
        return (
            "The model was TRAINED on every one of these messages. The figures below show what it\n"
            "remembers, not how it judges mail it has never seen; `make eval` measures that."
        )
    sources = tallies(trained_on, lambda sample: sample.source)
    told = ", ".join(f"{one.messages} of {name}" for name, one in sources.items())
    return (
        f"Left out: {show.count(len(trained_on), 'message')} that the model was trained on ({told}).\n"
        "What a model says of its own training mail proves nothing."
    )


def _skipped_told(skipped: Skipped) -> Iterator[str]:
    if skipped.unlabelled:
        few = ", ".join(skipped.unlabelled[:3]) + (" …" if len(skipped.unlabelled) > 3 else "")
        count = show.count(len(skipped.unlabelled), "message")
        yield f"Not judged: {count} without a category or unreadable ({few}); see --as."
    if skipped.unused_label:
        count = show.count(skipped.unused_label, "message")
        yield f"Not judged: {count} of categories that are none of ours."


def _nothing_found(skipped: Skipped) -> str:
    if skipped.unlabelled:
        return (
            f"None of {show.count(len(skipped.unlabelled), 'message')} says what it is: give "
            "--as genuine (or a category), or folders named for the categories"
        )
    return "There is no labelled message in it"


def _calibration_error(found: list[Outcome]) -> float:
    scores = charts.scores_of(found)
    return expected_calibration_error(scores, charts.truth_of(found), np.ones(len(found)))


def _write_charts(folder: Path, found: list[Outcome], judging: Court) -> None:
    subtitle = f"{len(found)} messages, {judging.model.name}"
    marks = [(cutoff, str(name)) for name, cutoff in judging.policy.cutoffs.items()]
    bins = charts.reliability_bins(found)
    _write(folder / "reliability.svg", charts.reliability_svg(bins, subtitle=subtitle))
    curve = charts.cost_curve(found)
    _write(folder / "cost.svg", charts.cost_svg(curve, marks, subtitle=subtitle))


def _as_object(
    measured: list[Outcome],
    trained_on: list[Outcome],
    skipped: Skipped,
    model: str,
    compared: list[Compared],
) -> dict[str, Any]:
    """Return everything as one JSON object."""
    matrix = confusion(measured)
    return {
        "model": model,
        "messages": len(measured),
        "trained_on": len(trained_on),
        "measured_on_training_mail": bool(trained_on) and len(measured) == len(trained_on),
        "not_judged": {"unlabelled": len(skipped.unlabelled), "other": skipped.unused_label},
        "all": _figures(measured),
        "calibration_error": round(_calibration_error(measured), 4),
        "by": {
            title: {
                name: _figures([one for one in measured if key(one.sample) == name])
                for name in tallies(measured, key)
            }
            for title, key in BREAKDOWNS.items()
        },
        "confusion": {
            str(row): dict(zip(matrix.columns, counts, strict=True))
            for row, counts in zip(matrix.rows, matrix.counts, strict=True)
        },
        "compared": [asdict(one) for one in compared],
    }


def _figures(found: list[Outcome]) -> dict[str, float | int]:
    one = tally(found)
    return {
        **asdict(one),
        "wrong_category": one.wrong_category,
        "false_positive_rate": round(one.false_positive_rate, 6),
        "cost": round(one.cost, 3),
    }


def _category(name: str) -> Category | None:
    if not name:
        return None
    if name not in set(Category):
        raise UserError(f"--as {name}: the categories are {', '.join(Category)}")
    return Category(name)


def _read_baseline(path: Path) -> Baseline:
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: the baseline cannot be read ({error})") from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror})") from error


def _say(text: str) -> None:
    show.console.print(text, markup=False, highlight=False, soft_wrap=True)


def _with_progress(found: Iterable[Outcome]) -> Iterator[Outcome]:
    """Show a counter while a long corpus is judged."""
    with show.errors.status("Judging") as status:
        for number, one in enumerate(found, 1):
            if number % _BATCH == 0:
                status.update(f"Judging: {number} messages")
            yield one
