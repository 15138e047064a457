"""Run: PYTHONPATH=filter python -m benchmarks.mailbox_year [--imap] [--model held-out|shipped|FILE]"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import nullcontext
from pathlib import Path

from benchmarks.mailbox_year.cast import Persona
from benchmarks.mailbox_year.heldout import THIRD, cache_name, held_out_model
from benchmarks.mailbox_year.measure import Row, added, rows_of, table, told
from benchmarks.mailbox_year.run import Outcome, dovecot_account, memory_account, run_year
from benchmarks.mailbox_year.year import SEED, make_year, personas
from notworking.judge.model import Model
from notworking.learn.base import base_model, model_from_bytes

CACHE = Path(tempfile.gettempdir()) / "notworking-benchmarks"


def main() -> None:
    """Make the years, put them through, print the table and every failure."""
    chosen = _arguments()
    model = _model(chosen.model, chosen.third)
    tables: list[tuple[str, list[Row]]] = []
    print(f"Model: {chosen.model} ({model.name}); seed {chosen.seed}; "
          f"{'Dovecot' if chosen.imap else 'in memory'}; {chosen.passes} passes a day; "
          f"third {chosen.third}; {chosen.read:.0%} of the unsure mail read\n")  # fmt: skip
    for persona in personas(chosen.persona):
        with tempfile.TemporaryDirectory() as directory:
            outcome = _run(persona, model, Path(directory), chosen)
            tables.append((persona.first, rows_of(outcome)))
            judged = len(outcome.judged)
            print(
                f"{persona.first}: {len(outcome.year.letters):,} messages, {judged:,} judged in "
                f"{outcome.seconds:.0f} s ({judged / outcome.seconds:.0f} a second), "
                f"peak {outcome.peak_rss_mb:.0f} MB",
                flush=True,
            )
            outcome.database.close()
    tables.append(("all", added([rows for _, rows in tables])))
    print("\n" + table(tables))
    for row in tables[-1][1]:
        if row.failures and not chosen.quiet:
            print(f"\n{row.name}: {row.hits} of {row.of}")
            for failure in row.failures[: chosen.failures]:
                print("  " + told(failure))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.mailbox_year", description=main.__doc__)
    parser.add_argument("--model", default="held-out", help="held-out, shipped, or a model file")
    parser.add_argument("--persona", action="append", default=[], help="a first name; else all")
    parser.add_argument("--imap", action="store_true", help="on a real Dovecot")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--passes", type=int, default=4, help="passes a day")
    parser.add_argument("--third", type=int, choices=range(3), default=THIRD,
                        help="whose words: 0 for developing, 1 is spent, 2 for the report")  # fmt: skip
    parser.add_argument("--read", type=float, default=0.0,
                        help="the share of unsure mail opened before the next mail comes")  # fmt: skip
    parser.add_argument("--unsure-stays", action="store_true", help="unsure_follows = false")
    parser.add_argument("--failures", type=int, default=40, help="how many to list of each figure")
    parser.add_argument("--quiet", action="store_true", help="the table only")
    return parser.parse_args()


def _model(name: str, third: int) -> Model:
    if name == "shipped":
        return base_model()
    return (
        held_out_model(CACHE / cache_name(third), third)
        if name == "held-out"
        else model_from_bytes(Path(name).read_bytes())
    )


def _run(persona: Persona, model: Model, directory: Path, chosen: argparse.Namespace) -> Outcome:
    year = make_year(persona, seed=chosen.seed, third=chosen.third)
    with dovecot_account() if chosen.imap else nullcontext(memory_account()) as account:
        return run_year(
            persona,
            year,
            model,
            account,
            directory,
            passes_a_day=chosen.passes,
            read=chosen.read,
            unsure_follows=not chosen.unsure_stays,
        )


if __name__ == "__main__":
    main()
