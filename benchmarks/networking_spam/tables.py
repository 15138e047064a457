"""The tables, as Markdown, and their place in the README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.networking_spam.groups import (
    BULK,
    HAM,
    LOOK_ALIKES,
    OUTREACH,
    RECEIVED,
    SEED,
    SEED_TWINS,
    TEMPLATES,
)
from benchmarks.networking_spam.measures import Judged, auc, cutoff_within
from benchmarks.networking_spam.ours import Spent

README = Path(__file__).with_name("README.md")
BEGIN = "<!-- Written by `python -m benchmarks.networking_spam`: begin -->"
END = "<!-- Written by `python -m benchmarks.networking_spam`: end -->"
BUDGET = 0.001
_PAIRS = (
    (RECEIVED, HAM),
    (RECEIVED, LOOK_ALIKES),
    (RECEIVED, OUTREACH),
    (RECEIVED, BULK),
    (TEMPLATES, HAM),
    (TEMPLATES, LOOK_ALIKES),
    (SEED, SEED_TWINS),
)
_Members = Mapping[str, Sequence[str]]


def at_defaults(judged: Sequence[Judged], members: _Members) -> str:
    """Return the table of what each tool files with its own cutoff."""
    own = [one for one in judged if one.filed is not None]
    rows = [_heading(["mail", "messages", *(one.tool for one in own)])]
    for name, ids in members.items():
        rows.append(_row([name, str(len(ids)), *(_told(one, ids) for one in own)]))
    return "\n".join(rows)


def at_budget(judged: Sequence[Judged], members: _Members) -> str:
    """Return the table of what each tool files with as few ordinary ham filed as may be."""
    cutoffs = [
        cutoff_within([one.scores[i] for i in members[HAM]], list(one.scores.values()), BUDGET)
        for one in judged
    ]
    rows = [_heading(["mail", "messages", *(one.tool for one in judged)])]
    rows.append(_row(["*cutoff*", "", *(f"*{cutoff:.4g}*" for cutoff in cutoffs)]))
    for name, ids in members.items():
        filed = [
            _share(sum(one.scores[i] >= cutoff for i in ids), len(ids))
            for one, cutoff in zip(judged, cutoffs, strict=True)
        ]
        rows.append(_row([name, str(len(ids)), *filed]))
    return "\n".join(rows)


def by_ranking(judged: Sequence[Judged], members: _Members) -> str:
    """Return the table of AUC: each kind of networking spam against each kind of genuine mail."""
    rows = [_heading(["networking spam", "against", *(one.tool for one in judged)])]
    for networking, genuine in _PAIRS:
        if networking in members and genuine in members:
            told = [
                f"{auc([one.scores[i] for i in members[networking]], [one.scores[i] for i in members[genuine]]):.3f}"
                for one in judged
            ]
            rows.append(_row([networking, genuine, *told]))
    return "\n".join(rows)


def of_times(spent: Mapping[str, Spent]) -> str:
    """Return the table of times."""
    rows = [_heading(["tool", "all trainings, s", "judging, messages/s"])]
    for name, one in spent.items():
        rate = one.judged / one.judging_seconds if one.judging_seconds else 0.0
        rows.append(_row([name, f"{one.training_seconds:.0f}", f"{rate:,.0f}"]))
    return "\n".join(rows)


def put(text: str, readme: str) -> str:
    """Return the README with what stands between the markers replaced by `text`."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the README lacks its markers {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}"


def _told(one: Judged, ids: Sequence[str]) -> str:
    """Return filed and, where the tool has that answer, unsure: `3 · 2.2 % (40.1 % unsure)`."""
    filed = _share(sum(i in (one.filed or ()) for i in ids), len(ids))
    if one.unsure is None:
        return filed
    return f"{filed} ({100 * sum(i in one.unsure for i in ids) / len(ids):.0f} % unsure)"


def _share(count: int, of: int) -> str:
    digits = 2 if of >= 1000 else 1
    return f"{count} · {100 * count / of:.{digits}f} %"


def _heading(cells: Sequence[str]) -> str:
    return f"{_row(cells)}\n|---|{'---:|' * (len(cells) - 1)}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
