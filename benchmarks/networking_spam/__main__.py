"""Run the benchmark: `python -m benchmarks.networking_spam`."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks.networking_spam import ours, tables
from benchmarks.networking_spam.bogofilter import BOGOFILTER
from benchmarks.networking_spam.contest import Mail, contest, written
from benchmarks.networking_spam.groups import members, sampled
from benchmarks.networking_spam.measures import Judged
from benchmarks.networking_spam.ours import Spent
from benchmarks.networking_spam.peers import Kind, PeerError
from benchmarks.networking_spam.piles import dealt
from benchmarks.networking_spam.rspamd import RSPAMD
from benchmarks.networking_spam.spamassassin import SPAMASSASSIN
from benchmarks.networking_spam.wrapping import wrapped
from notworking.learn.corpora import Sample, is_dev
from notworking.learn.training import read_corpora, shared_data

KINDS = (BOGOFILTER, RSPAMD, SPAMASSASSIN)
SEED = 2026


def main() -> None:
    """Let all tools judge the same mail, print the tables, and write them into the README."""
    chosen = _arguments()
    os.nice(10)
    begun = perf_counter()
    samples = dealt(read_corpora(chosen.data), chosen.piles)
    shown = [
        one for one in samples if chosen.half == "all" or is_dev(one) == (chosen.half == "dev")
    ]
    few = sampled(shown, chosen.sample, SEED)
    at = datetime.now(UTC).replace(hour=9, minute=30, second=0, microsecond=0)
    raw = [wrapped(one, at) for one in samples]
    print(
        f"{len(samples)} messages in {chosen.piles} piles, {len(shown)} shown, {len(few)} sampled"
    )
    judged, spent = _judged_by_us(samples, raw, {one.id for one in shown})
    missing: list[str] = []
    with tempfile.TemporaryDirectory(prefix="notworking-mail-") as folder:
        Path(folder).chmod(0o755)
        mail = written(samples, raw, Path(folder))
        for kind in KINDS:
            if kind.name.lower() in chosen.peers:
                of = few if kind.is_slow else shown
                missing += _peer(kind, mail, [one.id for one in of], judged, spent)
    text = _report(judged, spent, missing, shown, few, chosen.half, perf_counter() - begun)
    print(text)
    if not chosen.no_readme:
        readme = tables.README.read_text(encoding="utf-8")
        tables.README.write_text(tables.put(text, readme), encoding="utf-8")


def _judged_by_us(
    samples: Sequence[Sample], raw: Sequence[bytes], ids: set[str]
) -> tuple[list[Judged], dict[str, Spent]]:
    """Return what we say of the messages `ids`, and the times."""
    found, training = ours.judged(samples, raw)
    asked = [text for one, text in zip(samples, raw, strict=True) if one.id in ids]
    judging = ours.seconds_to_judge(asked)
    print(f"{ours.NAME}: {training:.0f} s training, {judging:.0f} s judging")
    piles = len({one.fold for one in samples})
    return [found.only(ids)], {ours.NAME: Spent(training, piles, judging, len(asked))}


def _peer(
    kind: Kind, mail: Mail, ids: Sequence[str], judged: list[Judged], spent: dict[str, Spent]
) -> list[str]:
    """Add what a peer says and its times; return a sentence if it cannot take part."""
    if told := kind.missing():
        print(told)
        return [told]
    try:
        found, times = contest(kind, mail, ids)
    except PeerError as error:
        told = f"{kind.name} is left out: {error}"
        print(told)
        return [told]
    print(
        f"{kind.name}: {times.training_seconds:.0f} s training, {times.judging_seconds:.0f} s judging"
    )
    judged += found
    spent[kind.name] = times
    return []


def _report(
    judged: Sequence[Judged],
    spent: dict[str, Spent],
    missing: Sequence[str],
    shown: Sequence[Sample],
    few: Sequence[Sample],
    half: str,
    seconds: float,
) -> str:
    """Return all tables with their headings."""
    whole = [one for one in judged if len(one.scores) == len(shown)]
    every = [one.only({sample.id for sample in few}) for one in judged]
    load = os.getloadavg()[1]
    parts = [
        f"Written on {datetime.now(UTC):%Y-%m-%d} in {seconds / 60:.0f} minutes, "
        f"load {load:.1f} on {os.cpu_count()} cores; {len(shown):,} messages "
        f"({'both halves' if half == 'all' else f'the {half} half'}).",
        *missing,
        *_section(f"All {len(shown):,} messages", whole, members(shown)),
    ]
    if len(every) > len(whole):
        parts += _section(f"The sample of {len(few):,}, with the slow tools", every, members(few))
    parts += ["### Times", tables.of_times(spent)]
    return "\n\n".join(parts)


def _section(title: str, judged: Sequence[Judged], of: dict[str, list[str]]) -> list[str]:
    return [
        f"### {title}",
        "Filed with each tool's own cutoff (and unsure, where it has that answer):",
        tables.at_defaults(judged, of),
        "Filed with the cutoff that files at most 0.1 % of ordinary ham, or the nearest there is:",
        tables.at_budget(judged, of),
        "AUC: how often networking spam scores above genuine mail:",
        tables.by_ranking(judged, of),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=shared_data(), help="the labelled mail")
    parser.add_argument(
        "--half", choices=("test", "dev", "all"), default="test", help="which messages are shown"
    )
    parser.add_argument("--piles", type=int, default=8, help="how often each tool is trained")
    parser.add_argument("--sample", type=int, default=600, help="most messages for slow tools")
    names = [kind.name.lower() for kind in KINDS]
    parser.add_argument("--peers", nargs="*", choices=names, default=names)
    parser.add_argument("--no-readme", action="store_true", help="print only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
