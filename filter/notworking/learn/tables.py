"""The tables of an evaluation, as rows of text: for a terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from notworking.learn.baseline import Compared, Result
from notworking.learn.corpora import Sample
from notworking.learn.outcomes import Confusion, Outcome, Tally, tallies, tally

COLUMNS = ("messages", "filed", "unsure", "kept", "wrong category", "genuine filed")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its title, the names of its columns, its rows; all text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def percent(part: float, whole: float) -> str:
    """Return "12.5 %"; "-" of nothing. Under one per cent two digits are told."""
    if not whole:
        return "-"
    share = 100 * part / whole
    return f"{share:.2f} %" if 0 < share < 1 else f"{share:.1f} %"


def tally_row(name: str, one: Tally) -> tuple[str, ...]:
    """Return the row of one group of messages, in the order of `COLUMNS`."""
    networking_filed = one.filed - one.false_positives
    return (
        name,
        str(one.messages),
        percent(one.filed, one.messages),
        percent(one.unsure, one.messages),
        percent(one.kept, one.messages),
        f"{one.wrong_category} of {networking_filed}" if networking_filed else "-",
        f"{one.false_positives} of {one.genuine}" if one.genuine else "-",
    )


def breakdown(title: str, found: Iterable[Outcome], key: Callable[[Sample], str]) -> Grid:
    """Return the outcomes grouped by `key`."""
    rows = tuple(tally_row(name, one) for name, one in tallies(found, key).items())
    return Grid(f"By {title}", (title.split(",")[0], *COLUMNS), rows)


def confusion_grid(matrix: Confusion) -> Grid:
    """Return the confusion matrix as text."""
    rows = tuple(
        (str(row), *(str(count) if count else "·" for count in counts))
        for row, counts in zip(matrix.rows, matrix.counts, strict=True)
    )
    return Grid("What it is (down), and where it ended (across)", ("", *matrix.columns), rows)


def comparison_grid(compared: Sequence[Compared], model: str) -> Grid:
    """Return the folds beside their baseline, those that changed first."""
    order = list(Result)
    rows = tuple(
        (
            one.fold,
            str(one.result),
            f"{one.before.cost:.3f}" if one.before else "-",
            f"{one.now.cost:.3f}",
            f"{one.before.false_positives} → {one.now.false_positives}" if one.before else "-",
        )
        for one in sorted(compared, key=lambda one: (order.index(one.result), one.fold))
    )
    counts = {result: sum(one.result is result for one in compared) for result in Result}
    told = ", ".join(f"{count} {result}" for result, count in counts.items() if count)
    columns = ("fold", "result", "cost before", "cost now", "genuine filed")
    return Grid(f"Against the baseline of {model}: {told}", columns, rows)


def headline(found: Sequence[Outcome]) -> str:
    """Return the figures of all outcomes in two sentences, always with counts."""
    one = tally(found)
    networking = one.messages - one.genuine
    filed = one.filed - one.false_positives
    sentences = []
    if one.genuine:
        rate = percent(one.false_positives, one.genuine)
        sentences.append(
            f"False-positive rate {rate} ({one.false_positives} of {one.genuine} genuine filed)."
        )
    if networking:
        sentences.append(
            f"Networking mail filed: {percent(filed, networking)} ({filed} of {networking}), "
            f"{one.wrong_category} of them in the wrong category."
        )
    return " ".join(sentences)


def as_markdown(grid: Grid) -> str:
    """Return a table in Markdown, with its title as a heading."""
    lines = [f"### {grid.title}", ""]
    if grid.note:
        lines += [grid.note, ""]
    lines.append("| " + " | ".join(grid.columns) + " |")
    lines.append("|---" + "|--:" * (len(grid.columns) - 1) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in grid.rows]
    return "\n".join(lines)


def as_text(grid: Grid) -> str:
    """Return a table for a terminal, its columns in line."""
    whole = [grid.columns, *grid.rows]
    widths = [max(len(row[n]) for row in whole) for n in range(len(grid.columns))]
    lines = [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in whole
    ]
    return "\n".join([grid.title, *([grid.note] if grid.note else []), *lines])
