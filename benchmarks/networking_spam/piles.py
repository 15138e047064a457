"""Folds dealt out to a few piles, so that every tool can be trained once for each in bearable time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from notworking.learn.corpora import Sample


def dealt(samples: Sequence[Sample], count: int) -> list[Sample]:
    """Return the samples with `count` large folds, named "pile-0" and so on.

    A fold of before is never cut: whole sources are left out, as before, only several at once.
    """
    pile = piles_of(samples, count)
    return [replace(sample, fold=f"pile-{pile[sample.fold]}") for sample in samples]


def piles_of(samples: Iterable[Sample], count: int) -> Mapping[str, int]:
    """Return for each fold the number (0…count-1) of its pile.

    Folds with networking mail are dealt first, the largest to the pile that has least of it;
    then the rest by size. So what is left to train with always holds most of both kinds.
    """
    sizes: Counter[str] = Counter()
    networking: Counter[str] = Counter()
    for sample in samples:
        sizes[sample.fold] += 1
        networking[sample.fold] += sample.is_networking
    order = sorted(sizes, key=lambda fold: (-networking[fold], -sizes[fold], fold))
    found: dict[str, int] = {}
    filled: Counter[int] = Counter()
    held: Counter[int] = Counter()
    for fold in order:
        least = held if networking[fold] else filled
        number = min(range(count), key=lambda one: (least[one], one))
        found[fold] = number
        filled[number] += sizes[fold]
        held[number] += networking[fold]
    return found
