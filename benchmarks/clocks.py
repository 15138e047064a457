"""Clocks: how long work takes, by the processor and by the wall, and how large a process grew."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

T = TypeVar("T")

_STATUS = Path("/proc/self/status")


def cpu_seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the processor time of one round of `work`: the median of several.

    Other processes lengthen the wall's time, this hardly; for work on one thread they are the
    same on an idle machine.
    """
    return statistics.median(_spent(work, process_time) for _ in range(rounds))


def wall_seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """Return the time of one round of `work` by the wall: the median of several."""
    return statistics.median(_spent(work, perf_counter) for _ in range(rounds))


def each(work: Callable[[T], object], over: Iterable[T]) -> list[float]:
    """Return the wall time of `work` on each of some things."""
    return [_spent(partial(work, one), perf_counter) for one in over]


def late(spent: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(spent, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process cost from start to end, in seconds."""

    wall: float
    cpu: float


def process_seconds(commands: Sequence[Sequence[str]], rounds: int) -> list[Spent]:
    """Return what each command costs from start to end: medians, taken in turns."""
    rows = [[_run(command) for command in commands] for _ in range(rounds)]
    return [
        Spent(
            statistics.median(one.wall for one in taken),
            statistics.median(one.cpu for one in taken),
        )
        for taken in zip(*rows, strict=True)
    ]


def _run(command: Sequence[str]) -> Spent:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, cpu)


def peak_bytes() -> int:
    """Return the most resident memory this process has had.

    Linux counts a parent's peak into `ru_maxrss` of its child, so VmHWM is read where it is.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _spent(work: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    work()
    return clock() - begun
