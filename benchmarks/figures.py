"""What a benchmark finds, and how it is told: figures, sections, the machine, the README."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

README = Path(__file__).with_name("README.md")
BY_HAND = "<!-- What follows is written by hand and kept by `make bench`. -->"
_LIBRARIES = ("imapclient", "mail-parser", "numpy", "SQLAlchemy")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, and the yardstick that was measured beside it."""

    what: str
    value: str
    against: str = ""
    """The yardstick with its own value."""
    times: float | None = None
    """Our time (or size) ÷ the yardstick's: lower is better."""

    def row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        times = "" if self.times is None else f"{_digits(self.times)} ×"
        return f"| {self.what} | {self.value} | {self.against} | {times} |"


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that belong together."""

    title: str
    told: str
    """How they were measured: sentences, one a line."""
    figures: tuple[Figure, ...] = ()

    def markdown(self) -> str:
        """Return heading, sentences and table."""
        if not self.figures:
            return f"## {self.title}\n\n{self.told}\n"
        head = "| what | measured | yardstick, same run | ÷ yardstick |\n|---|---|---|---|"
        rows = "\n".join(figure.row() for figure in self.figures)
        return f"## {self.title}\n\n{self.told}\n\n{head}\n{rows}\n"


@dataclass(frozen=True, slots=True)
class Setting:
    """What every section is told."""

    directory: Path
    """A directory of its own to work in; the mail servers of others can reach it."""
    is_quick: bool

    def scaled(self, full: int, quick: int) -> int:
        """Return how many of something to measure with."""
        return quick if self.is_quick else full


def _digits(number: float) -> str:
    """Return a number with two digits that count: "0.061", "1.3", "57", "168"."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def per_second(count: int, seconds: float, of: str) -> str:
    """Return a rate as text: 1234 in 2 s of "mails" is "617 mails/s"."""
    return f"{count / seconds:,.0f} {of}/s"


def milliseconds(seconds: float) -> str:
    """Return a duration as text, with three digits: 0.01234 is "12.3 ms"."""
    value = seconds * 1e3
    return f"{value:,.0f} ms" if value >= 100 else f"{value:.3g} ms"


def megabytes(count: float) -> str:
    """Return bytes as text in MB (10⁶ bytes)."""
    return f"{count / 1e6:,.0f} MB" if count >= 10e6 else f"{count / 1e6:.2g} MB"


def machine() -> str:
    """Return a sentence that names the machine, as far as it tells."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory / 2**30:.0f} GB; {platform.system()} "
        f"{platform.release().partition('-')[0]}; Python {platform.python_version()}, {libraries}."
    )


def _processor() -> str:
    """Return the processor's name, else its architecture."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def write(sections: Iterable[Section], setting: Setting, loads: tuple[float, float]) -> None:
    """Write the README; what stands by hand at its end is kept.

    `loads` are the one-minute load averages before and after.
    """
    old = README.read_text(encoding="utf-8") if README.exists() else ""
    by_hand = old.partition(BY_HAND)[2].strip("\n")
    parts = [_preface(setting, loads), *(section.markdown() for section in sections), BY_HAND]
    text = "\n".join(parts) + (f"\n\n{by_hand}\n" if by_hand else "\n")
    README.write_text(text, encoding="utf-8")


def _preface(setting: Setting, loads: tuple[float, float]) -> str:
    """Return the title, how to read the tables, and the machine."""
    quick = (
        "\n**A quick run (`--quick`): fewer messages, coarser figures.**"
        if setting.is_quick
        else ""
    )
    return f"""\
# Benchmarks

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}, all in one run.
{machine()}
Load average before and after: {loads[0]:.1f} and {loads[1]:.1f}; above 1.0 others were at work on the machine.
Absolute figures vary by ±40 % from run to run on such a machine, ratios within one run by ±15 % (waiting for the disk or the server by more): compare the last column.
It is our time or size divided by the yardstick's, so lower is better.{quick}
"""
