"""`make eval`: what is filed, kept and unsure on mail of sources the model has never seen."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from notworking.judge.verdict import NETWORKING, Category, Decision
from notworking.learn.corpora import Sample, is_dev
from notworking.learn.cutoffs import (
    calibrate,
    choose_cutoffs,
    expected_calibration_error,
)
from notworking.learn.fitting import Floats, Settings, balance, balance_of, tabulate
from notworking.learn.folds import leave_folds_out
from notworking.learn.material import Material, materials
from notworking.learn.signs import finding_signs
from notworking.learn.training import SETTINGS, kind_of, read_corpora, shared_data


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message, judged by a model that never saw its fold."""

    sample: Sample
    score: float
    """Calibrated on the other folds (0…1)."""
    likeliest: Category
    """The likeliest networking category."""
    decision: Decision


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of outcomes."""

    messages: int
    filed: int
    unsure: int
    kept: int
    right_category: int
    """Of those filed that are networking mail, how many in their own category."""

    @property
    def filed_share(self) -> float:
        """Filed ÷ all, 0…1."""
        return self.filed / self.messages if self.messages else 0.0

    @property
    def right_share(self) -> float:
        """Right category ÷ filed, 0…1; 1 when none was filed."""
        return self.right_category / self.filed if self.filed else 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table of figures to reach."""

    name: str
    holds: Callable[[Sample], bool]
    at_most: float | None = None
    at_least: float | None = None

    def is_met(self, share: float) -> bool:
        """True when a share (0…1) is within the bound."""
        return (self.at_most is None or share <= self.at_most) and (
            self.at_least is None or share >= self.at_least
        )


def outcomes(material: Sequence[Material], settings: Settings = SETTINGS) -> list[Outcome]:
    """Judge each message by a fit without its fold, at cutoffs chosen without its fold.

    Calibration and cutoffs of a fold come from the held-out scores of all other folds.
    """
    table = tabulate(material, settings.plan)
    held = leave_folds_out(table, settings, finding_signs(table.names))
    weights = balance(table, settings)
    kinds = np.array([kind_of(one.sample) for one in material])
    likeliest = held.shares.argmax(axis=1)
    found: list[Outcome | None] = [None] * len(material)
    for fold in np.unique(table.folds):
        rest = table.folds != fold
        calibration = calibrate(held.log_odds[rest], table.networking[rest], weights[rest])
        cutoffs = choose_cutoffs(
            calibration.score(held.log_odds[rest]),
            likeliest[rest],
            table.networking[rest],
            kinds[rest],
        )
        scores = calibration.score(held.log_odds)
        filed = cutoffs.filed(scores, likeliest)
        for row in np.flatnonzero(~rest).tolist():
            unsure = scores[row] >= cutoffs.unsure_from
            decision = Decision.FILE if filed[row] else Decision.UNSURE if unsure else Decision.KEEP
            category = NETWORKING[likeliest[row]]
            found[row] = Outcome(material[row].sample, float(scores[row]), category, decision)
    return [one for one in found if one is not None]


def tally(found: Iterable[Outcome]) -> Tally:
    """Count outcomes."""
    listed = list(found)
    filed = [one for one in listed if one.decision is Decision.FILE]
    return Tally(
        messages=len(listed),
        filed=len(filed),
        unsure=sum(one.decision is Decision.UNSURE for one in listed),
        kept=sum(one.decision is Decision.KEEP for one in listed),
        right_category=sum(one.likeliest is one.sample.category for one in filed),
    )


def tallies(found: Iterable[Outcome], key: Callable[[Sample], str]) -> dict[str, Tally]:
    """Count outcomes for each value of `key`, in order of the values; "" is left out."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in found:
        if name := key(one.sample):
            groups[name].append(one)
    return {name: tally(groups[name]) for name in sorted(groups)}


def calibration_error(found: Sequence[Outcome], settings: Settings = SETTINGS) -> float:
    """Return the expected calibration error of the scores, sources weighing as in training."""
    scores: Floats = np.array([one.score for one in found])
    networking = np.array([one.sample.is_networking for one in found])
    weights = balance_of([one.sample.source for one in found], settings)
    return expected_calibration_error(scores, networking, weights)


def _is_template(sample: Sample) -> bool:
    is_quoted = sample.source in ("quoted_received", "mined_from_bulk_spam")
    return sample.is_networking and not is_quoted and not sample.source.startswith("seed/")


TARGETS = (
    Target("ordinary ham", lambda s: s.source.startswith("ham/"), at_most=0.001),
    Target("genuine look-alikes", lambda s: kind_of(s) == "look-alike", at_most=0.01),
    Target("outreach that was welcome", lambda s: kind_of(s) == "outreach", at_most=0.05),
    Target("ordinary bulk spam", lambda s: kind_of(s) == "bulk", at_most=0.05),
    Target("received and quoted", lambda s: s.source == "quoted_received", at_least=0.85),
    Target("templates, filled", _is_template, at_least=0.90),
    Target(
        "seed corpus, networking",
        lambda s: s.source.startswith("seed/") and s.is_networking,
        at_least=0.85,
    ),
    Target("mined from old spam", lambda s: s.source == "mined_from_bulk_spam"),
)
"""The table of issue 4, as far as content alone goes."""

_KEYS: Mapping[str, Callable[[Sample], str]] = {
    "source": lambda s: s.source,
    "category, received and seed": lambda s: (
        str(s.category) if s.source == "quoted_received" or s.source.startswith("seed/") else ""
    ),
    "category, received": lambda s: str(s.category) if s.source == "quoted_received" else "",
    "language, networking": lambda s: s.lang if s.is_networking else "",
    "language, genuine": lambda s: "" if s.is_networking or s.raw else s.lang,
    "decade": lambda s: f"{s.year // 10 * 10}s" if s.year and s.is_networking else "",
}


def report(found: Sequence[Outcome]) -> str:
    """Return the tables as text: targets first, then by source, category, language, decade."""
    lines = [f"{'':<34}{'messages':>9}{'filed %':>9}{'unsure %':>9}{'kept %':>8}{'category %':>11}"]
    for target in TARGETS:
        counted = tally(one for one in found if target.holds(one.sample))
        if counted.messages:
            bound = target.at_least if target.at_most is None else target.at_most
            sign = "≥" if target.at_most is None else "≤"
            wanted = f"  {sign} {100 * bound:g} %" if bound is not None else ""
            met = "" if target.is_met(counted.filed_share) else "  not reached"
            lines.append(_row(target.name, counted) + wanted + met)
    lines.append(f"\nexpected calibration error {calibration_error(found):.3f}  ≤ 0.03")
    for name, key in _KEYS.items():
        lines += ["", f"by {name}"]
        lines += [_row(f"  {value}", one) for value, one in tallies(found, key).items()]
    return "\n".join(lines)


def _row(name: str, counted: Tally) -> str:
    whole = max(1, counted.messages)
    right = f"{100 * counted.right_share:.1f}" if counted.filed else "-"
    return (
        f"{name:<34}{counted.messages:>9}{100 * counted.filed_share:>9.2f}"
        f"{100 * counted.unsure / whole:>9.1f}{100 * counted.kept / whole:>8.1f}{right:>11}"
    )


def main() -> None:
    """Print the tables, for the half of the messages that no choice was made on, or for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=shared_data())
    parser.add_argument("--half", choices=("test", "dev", "all"), default="test")
    parser.add_argument("--json", action="store_true", help="per source, as one JSON object")
    chosen = parser.parse_args()
    found = outcomes(materials(read_corpora(chosen.data)))
    if chosen.half != "all":
        found = [one for one in found if is_dev(one.sample) == (chosen.half == "dev")]
    if chosen.json:
        counted = tallies(found, lambda s: s.source)
        print(json.dumps({name: asdict(one) for name, one in counted.items()}))  # noqa: T201
    else:
        print(report(found))  # noqa: T201


if __name__ == "__main__":
    main()
