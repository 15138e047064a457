"""`make bench`: measure everything in one run and write benchmarks/README.md."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # its servers and homes

from benchmarks import commands, daemon, judging, store
from benchmarks.figures import README, Section, Setting, write

SECTIONS: dict[str, Callable[[Setting], Section | list[Section]]] = {
    "judging": judging.measure,
    "daemon": daemon.measure,
    "store": store.measure,
    "commands": commands.measure,
}
"""What is measured, in the order of the README."""


def main() -> None:
    """Measure, print each section as it comes, and write the README when all were measured."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer messages, coarser figures")
    parser.add_argument(
        "--only", choices=SECTIONS, action="append", help="these sections, printed, not written"
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers we started end with us
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="nw-bench-") as directory:
        setting = Setting(Path(directory), options.quick)
        sections = list(measured(setting, options.only or list(SECTIONS)))
    if not options.only:
        write(sections, setting, (before, os.getloadavg()[0]))
        print(f"Written to {README}")


def measured(setting: Setting, names: list[str]) -> Iterator[Section]:
    """Yield the sections one after the other, printing each."""
    for name in names:
        print(f"Measuring: {name}", file=sys.stderr)
        found = SECTIONS[name](setting)
        for section in found if isinstance(found, list) else [found]:
            print(section.markdown(), flush=True)
            yield section


if __name__ == "__main__":
    main()
