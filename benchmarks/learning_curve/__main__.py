"""`python -m benchmarks.learning_curve`: the table of docs/experiments.md, "Learning from one user"."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.learning_curve.replay import POINTS, Figures, Point, replay, stage
from benchmarks.mailbox_year.heldout import cache_name, held_out_model, is_held_out
from notworking.learn.base import model_from_bytes
from notworking.learn.corpora import read_seed

_CACHE = Path("/tmp/notworking-benchmarks")
_THIRD = 1
"""The senders it was always made on."""


def main() -> None:
    """Replay several users and print their figures together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--model", type=Path, help="a held-out model fitted before")
    chosen = parser.parse_args()
    if chosen.model is not None:
        model = model_from_bytes(chosen.model.read_bytes())
    else:
        model = held_out_model(_CACHE / cache_name(_THIRD), _THIRD)
    seed_corpus = read_seed()
    held = [one for one in seed_corpus if is_held_out(one.lang, one.sender_name, _THIRD)]
    seen = [one for one in seed_corpus if not is_held_out(one.lang, one.sender_name, _THIRD)]
    scene = stage(model, held, seen)
    print(f"{model.name}; {len(scene.letters)} messages it has not seen; {chosen.seeds} users")
    runs: list[list[Point]] = []
    for seed in range(chosen.seeds):
        runs.append(replay(scene, seed))
        rising = _rises(runs[-1])
        print(f"user {seed}: {len(runs[-1])} points; false positives rise: {rising or 'never'}")
    print("\n".join(_table(runs)))


def _rises(points: list[Point]) -> str:
    """Return after how many corrections more mail was wrongly filed than before any."""
    first = points[0].next_day.left_filed
    worse = [one for one in points if max(one.at_once.left_filed, one.next_day.left_filed) > first]
    return ", ".join(str(one.corrections) for one in worse)


def _table(runs: list[list[Point]]) -> list[str]:
    lines = [
        "| corrections | | wanted mail filed | of it recruiting | events to Events "
        "| guest posts to their folder | other networking mail filed | in a wrong folder |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    for number, corrections in enumerate(POINTS):
        reached = [run[number] for run in runs if len(run) > number]
        if not reached:
            continue
        at_once, next_day = Figures(), Figures()
        for point in reached:
            at_once, next_day = at_once.plus(point.at_once), next_day.plus(point.next_day)
        users = f"{corrections}" if len(reached) == len(runs) else f"{corrections} ({len(reached)})"
        if corrections:
            lines.append(_row(users, "at once", at_once))
        lines.append(
            _row("" if corrections else users, "next day" if corrections else "", next_day)
        )
    return lines


def _row(head: str, when: str, one: Figures) -> str:
    cells = (
        head,
        when,
        _of(one.left_filed, one.left),
        _of(one.recruiting_filed, one.recruiting),
        _of(one.events_right, one.events),
        _of(one.own_right, one.own),
        _of(one.others_filed, one.others),
        str(one.misplaced),
    )
    return f"| {' | '.join(cells)} |"


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


if __name__ == "__main__":
    main()
