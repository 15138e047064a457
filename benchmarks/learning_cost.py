"""What a user's corrections cost: judging with them beside judging without, in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import numpy as np

from notworking.judge.personal import NOBODY, Personal
from notworking.judge.verdict import Finding
from notworking.judge.wording import read_wording
from notworking.judge.words import Words
from notworking.learn.base import base_model
from notworking.learn.corpora import read_seed
from notworking.learn.material import materials
from notworking.learn.personal.background import background_of
from notworking.learn.personal.fitting import Ground, fit_personal
from notworking.store.examples import Example

_START = datetime(2026, 1, 1, tzinfo=UTC)
_ROUNDS = 5


def main() -> None:
    """Print what judging 300 messages and fitting cost, by the number of examples."""
    material = materials(read_seed()[::3])
    batch = [(one.words, one.findings) for one in material[:300]]
    ground = Ground(base_model(), background_of(base_model(), read_seed()[::3]))
    examples = [_example(at, *batch[at % len(batch)]) for at in range(600)]
    plain = _seconds(lambda: _judge(NOBODY, batch))
    print(f"without: {1000 * plain / len(batch):.2f} ms a message, content only")
    for count in (0, 10, 100, 500):
        personal = fit_personal(examples[:count], ground)
        fitting = _seconds(lambda c=count: fit_personal(examples[:c], ground))  # type: ignore[misc]
        ratio = _seconds(lambda p=personal: _judge(p, batch)) / plain  # type: ignore[misc]
        print(f"{count:>4} examples: {ratio:.2f} × as long, fitted in {fitting:.3f} s")


def _judge(personal: Personal, batch: Sequence[tuple[Words, tuple[Finding, ...]]]) -> None:
    for (_, found), opinion in zip(batch, base_model().opinions(batch), strict=True):
        personal.opinion(opinion, found)


def _seconds(act: Callable[[], object]) -> float:
    """Return the median of some rounds."""
    taken = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        act()
        taken.append(perf_counter() - began)
    return median(taken)


def _example(number: int, words: Words, found: Sequence[Finding]) -> Example:
    wording = read_wording(words.subject, words.sentences, base_model().plan)
    return Example(
        account="home",
        digest=f"{number:064x}",
        label="genuine" if number % 3 else "event",
        taught_by="move",
        at=_START + timedelta(hours=number),
        sender=f"{number:032x}",
        buckets=wording.buckets.astype(np.uint32),
        findings=tuple(one.name for one in found),
        plan=base_model().plan,
        id=number + 1,
    )


if __name__ == "__main__":
    main()
