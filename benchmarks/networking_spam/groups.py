"""Which messages are counted together, and the sample for tools too slow for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from notworking.learn.corpora import Sample, kind_of


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the tables."""

    name: str
    holds: Callable[[Sample], bool]
    quota: int
    """How many of it the sample holds at most."""
    is_networking: bool = False


def _is_seed(sample: Sample) -> bool:
    return sample.source.startswith("seed/")


def _is_template(sample: Sample) -> bool:
    received = ("quoted_received", "mined_from_bulk_spam")
    return sample.is_networking and not _is_seed(sample) and sample.source not in received


HAM = "ordinary ham"
RECEIVED = "networking spam, received and quoted"
LOOK_ALIKES = "genuine look-alikes, quoted and collected"
OUTREACH = "outreach that was welcome"
BULK = "bulk spam and newsletters, left to others"
TEMPLATES = "templates, filled"
SEED_TWINS = "genuine twins, our seed corpus"
SEED = "networking spam, our seed corpus"
GROUPS = (
    Group(HAM, lambda s: kind_of(s) == "ham", 200),
    Group(LOOK_ALIKES, lambda s: kind_of(s) == "look-alike" and not _is_seed(s), 80),
    Group(SEED_TWINS, lambda s: kind_of(s) == "look-alike" and _is_seed(s), 40),
    Group(OUTREACH, lambda s: kind_of(s) == "outreach", 40),
    Group(RECEIVED, lambda s: s.source == "quoted_received", 120, is_networking=True),
    Group(TEMPLATES, _is_template, 60, is_networking=True),
    Group(SEED, lambda s: s.is_networking and _is_seed(s), 40, is_networking=True),
    Group(
        "networking kinds in spam of 2002", lambda s: s.source == "mined_from_bulk_spam", 0, True
    ),
    Group(BULK, lambda s: kind_of(s) == "bulk", 20),
)


def members(samples: Sequence[Sample]) -> dict[str, list[str]]:
    """Return the ids of each group's messages, groups that are empty left out."""
    found = {group.name: [s.id for s in samples if group.holds(s)] for group in GROUPS}
    return {name: ids for name, ids in found.items() if ids}


def sampled(samples: Sequence[Sample], most: int, seed: int) -> list[Sample]:
    """Return at most `most` messages, each group up to its quota, drawn with `seed`."""
    dice = Random(seed)
    chosen: list[Sample] = []
    for group in GROUPS:
        of_it = [sample for sample in samples if group.holds(sample)]
        chosen += dice.sample(of_it, min(group.quota, len(of_it)))
    return chosen[:most]
