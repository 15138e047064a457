"""How fast the ledger and the journal are, on a ledger of 100,000 events in a temporary file.

Run: PYTHONPATH=filter python benchmarks/store.py
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from notworking.mail.message import MessageRef
from notworking.people.event import (
    Direction,
    Event,
    EventKind,
    Identity,
    IdentityKind,
    IdentityLink,
    LinkStrength,
)
from notworking.store.opening import Store, open_store
from notworking.store.values import IntentMode, Judged, NewIntent, Watermark

EVENTS, PEOPLE, STEP = 100_000, 5_000, 1_000
START = datetime(2020, 1, 1, tzinfo=UTC)
ADDRESSES = [Identity(IdentityKind.ADDRESS, f"person{n}@example.org") for n in range(PEOPLE)]
PROFILES = [Identity(IdentityKind.PROFILE, f"linkedin:person-{n}") for n in range(PEOPLE)]
_OPEN_AND_READ = """
import sys
from pathlib import Path
from notworking.store.opening import open_store
with open_store(Path(sys.argv[1])) as store:
    store.review.recent(50)
"""


def made_events(dice: random.Random) -> list[Event]:
    """Events of few people one writes to often, and of many one hardly knows."""
    events = []
    for number in range(EVENTS):
        person = min(int(dice.expovariate(1 / 800)), PEOPLE - 1)
        who = ADDRESSES[person] if number % 4 else PROFILES[person]
        at, key = START + timedelta(minutes=number), f"{number:032x}"
        direction = dice.choice(list(Direction))
        thread, label = f"{number // 3:032x}", f"Person {person}"
        events.append(Event(EventKind.WROTE, direction, who, at, key, thread, label=label))
    return events


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, by the wall."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def record(store: Store, events: list[Event]) -> None:
    """Write all events in steps, as the reading of old mail does."""
    for start in range(0, len(events), STEP):
        store.ledger.record(events[start : start + STEP])


def commit(store: Store, number: int) -> None:
    """One batch of a pass: 100 judgements, 10 moves, a watermark."""
    refs = [MessageRef("home", "INBOX", 1, number * 100 + n) for n in range(100)]
    judged = [Judged(ref=ref, digest=f"{ref.uid:032x}", judged_at=START) for ref in refs]
    moves = [
        NewIntent(one.ref, "Networking/Pitches", IntentMode.MOVE, one.digest, START)
        for one in judged[:10]
    ]
    mark = Watermark("home", "INBOX", 1, refs[-1].uid)
    store.journal.commit_batch(judged=judged, intents=moves, watermark=mark)


def told(name: str, spent: list[float]) -> None:
    """Print median and 95th percentile in milliseconds."""
    median, late = statistics.median(spent) * 1e3, statistics.quantiles(spent, n=20)[-1] * 1e3
    print(f"{name:32} median {median:7.2f} ms   95 % {late:7.2f} ms")


def main() -> None:
    """Measure and print."""
    dice = random.Random(1)
    events = made_events(dice)
    links = [
        IdentityLink(one, other, LinkStrength.EXACT, "signature")
        for one, other in zip(ADDRESSES[::3], PROFILES[::3], strict=True)
    ]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "data" / "store.db"
        with open_store(path) as store:
            print(f"record: {EVENTS / seconds(lambda: record(store, events)):,.0f} events/s")
            print(f"record again: {EVENTS / seconds(lambda: record(store, events)):,.0f} events/s")
            print(
                f"link: {len(links) / seconds(lambda: store.ledger.record([], links)):,.0f} links/s"
            )
            whom = dice.sample(ADDRESSES, 1000)
            looked = [seconds(lambda one=one: store.ledger.events_of([one])) for one in whom]
            told("events_of one identity", looked)
            batches = [whom[n : n + 100] for n in range(0, 1000, 100)]
            told("events_of 100", [seconds(lambda b=b: store.ledger.events_of(b)) for b in batches])
            told("commit_batch of 100", [seconds(lambda n=n: commit(store, n)) for n in range(100)])
        command = [sys.executable, "-c", _OPEN_AND_READ, str(path)]
        told(
            "start, open, read 50",
            [seconds(lambda: subprocess.run(command, check=True)) for _ in range(5)],
        )


if __name__ == "__main__":
    main()
