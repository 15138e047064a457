"""How verdicts look in a terminal: tables, sentences, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from notworking.judge.verdict import Clue, ClueGroup, DecidedBy, Decision, Evidence, Verdict
from notworking.store.values import Judged

_PIPE_WIDTH = 140
"""A file or another program gets whole cells, where a terminal gets what it can show."""

console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
errors = Console(stderr=True, soft_wrap=True)

_COLOURS = {Decision.FILE: "yellow", Decision.UNSURE: "cyan", Decision.KEEP: "green"}
_NARROW = 18
"""Columns this narrow are never folded."""
_LEAST_FOLDED = 26
"""Room for a column that is folded."""
_TELLING = {
    ClueGroup.RELATIONSHIP: 3.0,
    ClueGroup.NETWORK: 3.0,
    ClueGroup.LEARNED: 3.0,
    ClueGroup.CONTENT: 2.0,
    ClueGroup.SHAPE: 1.0,
    ClueGroup.WORDS: 0.2,
}
"""How much a group's clues tell a reader, against their weight."""
_LEAST_TOLD = 0.05
"""Log-odds below which a reason is not worth a reader's time."""


def print_json(value: Any) -> None:
    """Print one JSON value on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def decision_text(decision: Decision, category: str) -> Text:
    """Return what follows, coloured: "file: pitch", "unsure: event", "keep"."""
    told = "keep" if decision is Decision.KEEP else f"{decision}: {category}"
    return Text(told, style=_COLOURS[decision])


def reason_line(clue: Clue) -> str:
    """Return a reason with its weight and, when it is not already told, the phrase."""
    phrase = f' ("{clue.phrase}")' if clue.phrase and clue.phrase not in clue.sentence else ""
    return f"{clue.weight:+.1f}  {clue.sentence}{phrase}"


def headline(verdict: Verdict) -> str:
    """Return the one reason to show when there is room for one."""
    return best_reason(verdict.evidence.clues, verdict.decided_by, verdict.score, verdict.because)


def headline_of(one: Judged) -> str:
    """Return the one reason to show for a row of the journal."""
    return best_reason(one.clues, one.decided_by, one.score, one.because)


def best_reason(clues: Sequence[Clue], decided_by: DecidedBy, score: float, because: str) -> str:
    """Return the strongest reason for the verdict that a reader can check, with its words.

    What the sender is to you and what they ask come before how the message looks; the
    wording as a whole comes last.
    """
    if decided_by is not DecidedBy.SCORE:
        return because
    sign = 1.0 if score >= 0.5 else -1.0
    told = [clue for clue in clues if clue.weight * sign >= _LEAST_TOLD and clue.group in _TELLING]
    if not told:
        return because
    best = max(told, key=lambda clue: clue.weight * sign * _TELLING[clue.group])
    is_quoted = best.phrase and best.phrase not in best.sentence
    return f'{best.sentence}: "{best.phrase}"' if is_quoted else best.sentence


def word_score(clues: Sequence[Clue]) -> float:
    """Return what the score would be by content alone, without knowing anybody (0…1)."""
    content = (ClueGroup.PRIOR, ClueGroup.WORDS, ClueGroup.CONTENT, ClueGroup.SHAPE)
    return Evidence(tuple(clue for clue in clues if clue.group in content)).score


def reasons(clues: Sequence[Clue], *, all_of_them: bool = False) -> list[Clue]:
    """Return the reasons to show: the six strongest, or all.

    All of them add up to the log-odds: those too small to tell apart are one line, and the
    prior comes last.
    """
    told = [clue for clue in clues if clue.group is not ClueGroup.PRIOR]
    told.sort(key=lambda clue: -abs(clue.weight))
    large = [clue for clue in told if abs(clue.weight) >= _LEAST_TOLD]
    if not all_of_them:
        return large[:6]
    checked = [clue for clue in told if not clue.weight and clue.group is ClueGroup.RELATIONSHIP]
    small = [clue for clue in told if clue not in large and clue not in checked]
    rest = Clue(
        "small",
        ClueGroup.WORDS,
        sum(clue.weight for clue in small),
        f"{count(len(small), 'reason')} too small to tell apart",
    )
    prior = [clue for clue in clues if clue.group is ClueGroup.PRIOR]
    return [*large, *checked, *([rest] if small else []), *prior]


def clue_json(clue: Clue) -> dict[str, Any]:
    """Return a clue as a JSON object."""
    return {
        "name": clue.name,
        "weight": round(clue.weight, 3),
        "sentence": clue.sentence,
        "phrase": clue.phrase,
    }


def table(
    columns: Iterable[str],
    rows: Iterable[Sequence[str | Text]],
    title: str = "",
    *,
    short: Mapping[str, int] | None = None,
) -> Table:
    """Return a plain table that folds long cells; `short` columns are cut at their width."""
    made = Table(
        title=title or None, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    cells = [list(row) for row in rows]
    names = list(columns)
    longest = {
        name: max((len(str(row[number])) for row in cells), default=0)
        for number, name in enumerate(names)
    }
    widths = _widths(names, longest, short or {})
    for name in names:
        if name in widths:
            width = widths[name]
            made.add_column(
                name, no_wrap=True, min_width=width, max_width=width, header_style="bold"
            )
        else:
            made.add_column(name, overflow="fold", header_style="bold")
    for row in cells:
        made.add_row(*row)
    return made


def _widths(
    names: Sequence[str], longest: Mapping[str, int], short: Mapping[str, int]
) -> dict[str, int]:
    """Return the widths of columns that are not folded: narrow ones whole, short ones shared.

    Short columns share what the narrow ones and one folded column leave of the terminal.
    """
    widths = {
        name: max(longest[name], len(name))
        for name in names
        if name not in short and longest[name] <= _NARROW
    }
    folded = sum(name not in short and name not in widths for name in names)
    left = console.width - sum(widths.values()) - 2 * len(names) - folded * _LEAST_FOLDED
    wanted = {name: min(most, max(longest[name], len(name))) for name, most in short.items()}
    share = min(1.0, max(0.2, left / max(1, sum(wanted.values()))))
    return widths | {name: max(8, int(most * share)) for name, most in wanted.items()}


def when(moment: datetime | None) -> str:
    """Return a moment in local time to the minute, "" for none."""
    if moment is None:
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone().strftime("%d %b %H:%M")


def count(number: int, singular: str, plural: str = "") -> str:
    """Return "1 message" or "3 messages"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
