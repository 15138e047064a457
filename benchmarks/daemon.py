"""The daemon's work against a real Dovecot: a pass, a poll, a large mailbox; time, memory, bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.figures import Figure, Section, Setting, megabytes, milliseconds, per_second
from benchmarks.mailboxes import dovecot, fill, home, warm
from benchmarks.mails import ROOT, ordinary, sent, small, spread
from benchmarks.wire import Count, counted
from homes import Home
from servers import RunningServer, dovecot_path

POLLS = 200
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Did:
    """What one step of a worker's process did."""

    count: int
    wall: float
    cpu: float
    peak: int
    """Most resident memory of the process up to the step's end, in bytes."""


def measure(setting: Setting) -> list[Section]:
    """Measure on a Dovecot of our own, where it is installed."""
    if dovecot_path() is None:
        return [Section("From a mailbox to verdicts", "Not measured: there is no Dovecot here.")]
    with dovecot() as running:
        return [_ordinary(running, setting), _large(running, setting)]


def work(one: Home, *steps: str) -> list[Did]:
    """Let a process of its own do the steps, one after the other."""
    command = [sys.executable, "-m", "benchmarks.worker", str(one.config), *steps]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "filter"), str(ROOT / "tests")])
    env = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [Did(line["count"], line["wall"], line["cpu"], line["peak"]) for line in lines]


def _ordinary(running: RunningServer, setting: Setting) -> Section:
    """A shadow pass over ordinary mail, then polls that find nothing."""
    mails = ordinary(setting.scaled(2_000, 400))
    one = home(running, setting.directory)
    now = datetime.now(UTC)
    fill(one, zip(mails.raw, [at for _, at in spread(len(mails.raw), now, 10)], strict=True))
    fill(one, ((sent(number, at), at) for number, at in spread(200, now, 300)), ".Sent")
    count = warm(one)
    (plain,) = work(one, "bodies")
    judged, polls = work(one, "pass", f"poll:{POLLS}")
    few = home(running, setting.directory)
    fill(few, [(raw, now) for raw in mails.raw[:10]])
    (started,) = work(few, "pass")
    (bare,) = work(one, f"bare-poll:{POLLS}")
    beside = f"fetching the same by bare imapclient: {per_second(count, plain.wall, 'mails')}"
    figures = [
        Figure(
            "**a pass**: from Dovecot to verdicts, by the wall",
            per_second(judged.count, judged.wall, "mails"), beside, judged.wall / plain.wall,
        ),
        _by_processor(judged.count, judged, plain),
        Figure(
            "a first pass over 10 messages: connecting, loading the model",
            f"{milliseconds(started.wall)} (processor: {milliseconds(started.cpu)})",
        ),
        Figure(
            "memory after the pass, at most", megabytes(judged.peak),
            f"bare imapclient: {megabytes(plain.peak)}", judged.peak / plain.peak,
        ),
        *_on_the_wire(running, setting, mails.raw),
        _idle_poll(polls, bare),
    ]  # fmt: skip
    told = (
        f"{judged.count:,} messages ({mails.told}, {mails.mean_bytes / 1000:.1f} KB on average) "
        "and 200 sent ones in a Dovecot on this machine; shadow mode.\n"
        "Each measured in a process of its own; the pass opens its connection, loads the model "
        "and reads Sent first.\nBytes are counted on the wire."
    )
    return Section("From a mailbox to verdicts", told, tuple(figures))


def _by_processor(count: int, ours: Did, plain: Did) -> Figure:
    """Return a rate by processor time, which the machine's other work hardly touches."""
    return Figure(
        "– the same per second of processor time",
        per_second(count, ours.cpu, "mails"),
        f"bare imapclient: {per_second(count, plain.cpu, 'mails')}",
        ours.cpu / plain.cpu,
    )


def _idle_poll(polls: Did, bare: Did) -> Figure:
    """Return what a poll costs that finds nothing."""
    told = f"EXAMINE and SEARCH by bare imapclient: {milliseconds(bare.wall / POLLS)}"
    return Figure(
        "a poll that finds nothing", milliseconds(polls.wall / POLLS), told, polls.wall / bare.wall
    )


def _on_the_wire(running: RunningServer, setting: Setting, raw: tuple[bytes, ...]) -> list[Figure]:
    """Count what a pass and a poll send and receive; a login and a poll are taken off the pass."""
    one = home(running, setting.directory)
    fill(one, [(mail, datetime.now(UTC)) for mail in raw])
    warm(one)
    first, single, many = (
        _count(one, *steps) for steps in (("pass", "poll:1"), ("poll:1",), ("poll:11",))
    )
    count, size = len(raw), sum(map(len, raw)) / len(raw)
    down = (first.down_bytes - single.down_bytes) / count
    sent_commands = (len(first.commands) - len(single.commands)) / count
    names = Counter(many.commands) - Counter(single.commands)
    told = ", ".join(f"{name} × {number / 10:g}" for name, number in names.items())
    idle = (many.down_bytes + many.up_bytes - single.down_bytes - single.up_bytes) / 10
    return [
        Figure(
            "bytes fetched per message, in a first pass", f"{down:,.0f}",
            f"its size: {size:,.0f}", down / size,
        ),
        Figure(
            "commands sent per message", f"{sent_commands:.2f}",
            "one FETCH for each: 1", sent_commands,
        ),
        Figure("commands of a poll that finds nothing", told, "one NOOP: 1", names.total() / 10),
        Figure("bytes of a poll that finds nothing, both ways", f"{idle:,.0f}"),
    ]  # fmt: skip


def _count(one: Home, *steps: str) -> Count:
    """Return what goes over the wire when a process of its own does the steps."""
    port = one.running.port
    with counted(port) as (wire, count):
        text = one.write_config(mode="shadow", rules="").read_text(encoding="utf-8")
        one.config.write_text(text.replace(f"port = {port}", f"port = {wire}"), encoding="utf-8")
        work(one, *steps)
    return count


def _large(running: RunningServer, setting: Setting) -> Section:
    """A mailbox of 100,000: the first pass, all history, a poll; time and memory."""
    total = setting.scaled(100_000, 5_000)
    one = home(running, setting.directory)
    now = datetime.now(UTC)
    days = 365 * _YEARS
    fill(one, ((small(number, at), at) for number, at in spread(total, now, days)))
    fill(one, ((sent(number, at), at) for number, at in spread(1_000, now, days)), ".Sent")
    warm(one)
    plain, bare = work(one, "headers", f"bare-poll:{POLLS}")
    first, history, polls = work(one, "pass", "history", f"poll:{POLLS}")
    data = one.directory / "data" / "notworking.db"
    told = f"fetching the headers by bare imapclient: {per_second(total, plain.wall, 'mails')}"
    memory = f"bare imapclient, headers: {megabytes(plain.peak)}"
    figures = (
        Figure("history: headers read into the ledger", per_second(total, history.wall, "mails"),
               told, history.wall / plain.wall),
        _by_processor(total, history, plain),
        Figure(f"memory after the first pass ({first.count:,} young enough to be judged)",
               megabytes(first.peak), memory, first.peak / plain.peak),
        Figure("memory after all history and polls, at most", megabytes(polls.peak),
               memory, polls.peak / plain.peak),
        _idle_poll(polls, bare),
        Figure("the database", megabytes(data.stat().st_size)),
    )  # fmt: skip
    told = (
        f"{total:,} messages of about 700 bytes in INBOX, over {_YEARS} years, and 1,000 sent ones.\n"
        "One process makes the first pass, reads all history, and polls."
    )
    return Section(f"A mailbox of {total:,}", told, figures)
