"""How fast the ledger and the journal are, beside bare sqlite3 with the same rows."""

from __future__ import annotations

import random
import sqlite3
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.clocks import each, late, wall_seconds
from benchmarks.figures import Figure, Section, Setting, megabytes, milliseconds, per_second
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
from notworking.people.relationship import relate
from notworking.store.opening import Store, open_store
from notworking.store.values import IntentMode, Judged, NewIntent, Watermark

PEOPLE, STEP = 5_000, 1_000
START = datetime(2020, 1, 1, tzinfo=UTC)
ADDRESSES = [Identity(IdentityKind.ADDRESS, f"person{n}@example.org") for n in range(PEOPLE)]
PROFILES = [Identity(IdentityKind.PROFILE, f"linkedin:person-{n}") for n in range(PEOPLE)]
BARE = """
CREATE TABLE event (who TEXT, key TEXT, kind TEXT, direction TEXT, detail TEXT, at INTEGER,
  thread TEXT, label TEXT, UNIQUE (who, key, kind, direction, detail));
PRAGMA journal_mode=WAL;
"""
WHOLE_PERSON = """
SELECT event.* FROM identity AS one JOIN identity USING (person_id)
JOIN event ON event.identity_id = identity.id WHERE one.value = ?
"""


def measure(setting: Setting) -> Section:
    """Measure on a ledger of 100,000 events and 5,000 people."""
    dice = random.Random(1)
    events = made_events(dice, setting.scaled(100_000, 10_000))
    path = setting.directory / "store" / "store.db"
    bare = sqlite3.connect(setting.directory / "bare.db", isolation_level=None)
    bare.executescript(BARE)
    with open_store(path) as store:
        figures = [
            _recording(store, bare, events),
            _linking(store),
            *_looking_up(store, path, dice.sample(ADDRESSES, 1_000)),
            _committing(store, bare),
        ]
    size = path.stat().st_size
    figures.append(Figure("the file, per event", f"{size / len(events):,.0f} bytes"))
    figures.append(Figure("the file, in all", megabytes(size)))
    bare.close()
    told = (
        f"{len(events):,} events of {PEOPLE:,} people, each with an address and a profile, "
        "in a file on disk.\nBy the wall, as waiting for the disk is part of it; medians."
    )
    return Section("The ledger and the journal", told, tuple(figures))


def made_events(dice: random.Random, count: int) -> list[Event]:
    """Return events of few people one writes to often, and of many one hardly knows."""
    events = []
    for number in range(count):
        person = min(int(dice.expovariate(1 / 800)), PEOPLE - 1)
        who = ADDRESSES[person] if number % 4 else PROFILES[person]
        at, key = START + timedelta(minutes=number), f"{number:032x}"
        direction = dice.choice(list(Direction))
        thread, label = f"{number // 3:032x}", f"Person {person}"
        events.append(Event(EventKind.WROTE, direction, who, at, key, thread, label=label))
    return events


def _recording(store: Store, bare: sqlite3.Connection, events: Sequence[Event]) -> Figure:
    """Write all events in steps, as the reading of old mail does."""
    rows = [
        (str(one.who), one.key, one.kind, one.direction, one.detail, one.at.timestamp(),
         one.thread, one.label)
        for one in events
    ]  # fmt: skip

    def ours() -> None:
        for start in range(0, len(events), STEP):
            store.ledger.record(events[start : start + STEP])

    def yardstick() -> None:
        bare.execute("PRAGMA synchronous=NORMAL")
        for start in range(0, len(rows), STEP):
            bare.execute("BEGIN IMMEDIATE")
            bare.executemany(
                "INSERT OR IGNORE INTO event VALUES (?,?,?,?,?,?,?,?)", rows[start : start + STEP]
            )
            bare.execute("COMMIT")

    spent, beside = wall_seconds(ours), wall_seconds(yardstick)
    told = f"rows into one bare table: {per_second(len(rows), beside, 'rows')}"
    return Figure("recording", per_second(len(events), spent, "events"), told, spent / beside)


def _linking(store: Store) -> Figure:
    """Join a third of the addresses with their profiles."""
    links = [
        IdentityLink(one, other, LinkStrength.EXACT, "signature")
        for one, other in zip(ADDRESSES[::3], PROFILES[::3], strict=True)
    ]
    spent = wall_seconds(lambda: store.ledger.record([], links))
    return Figure("joining identities", per_second(len(links), spent, "links"))


def _looking_up(store: Store, path: Path, whom: Sequence[Identity]) -> list[Figure]:
    """Look people up, one and a hundred at a time, and fold what is known of them."""
    with sqlite3.connect(path) as raw:
        asked = each(lambda one: raw.execute(WHOLE_PERSON, [one.value]).fetchall(), whom)
    found = each(lambda one: store.ledger.events_of([one]), whom)
    batches = [whom[start : start + 100] for start in range(0, len(whom), 100)]
    by_hundred = each(store.ledger.events_of, batches)
    histories = list(store.ledger.events_of(whom).values())
    now = START + timedelta(days=400)
    folded = each(lambda events: relate(events, now=now), histories)
    median = statistics.median(asked)
    told = f"the same query by bare sqlite3: {milliseconds(median)}"
    return [
        _lookup("looking up one person", found, told, median),
        _lookup("looking up 100 people", by_hundred, f"100 × {told}", 100 * median),
        _lookup("folding one person's events into a relationship", folded, told, median),
    ]


def _lookup(what: str, spent: Sequence[float], told: str, yardstick: float) -> Figure:
    """Return a row with median and 95th percentile."""
    median = statistics.median(spent)
    value = f"{milliseconds(median)} (95 %: {milliseconds(late(spent))})"
    return Figure(what, value, told, median / yardstick)


def _committing(store: Store, bare: sqlite3.Connection) -> Figure:
    """Commit a batch of a pass: 100 judgements, 10 moves, a watermark; durable."""
    bare.execute("PRAGMA synchronous=FULL")

    def yardstick(number: int) -> None:
        rows = [("", f"{number}/{row}", "", "", "", row, "", "") for row in range(100)]
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany("INSERT INTO event VALUES (?,?,?,?,?,?,?,?)", rows)
        bare.execute("COMMIT")

    beside = statistics.median(each(yardstick, range(50)))
    spent = each(lambda number: commit(store, number), range(50))
    told = f"100 rows into one bare table, durable: {milliseconds(beside)}"
    return _lookup("committing a batch of 100 verdicts and 10 moves", spent, told, beside)


def commit(store: Store, number: int) -> None:
    """Write one batch of a pass."""
    refs = [MessageRef("home", "INBOX", 1, number * 100 + n) for n in range(100)]
    judged = [Judged(ref=ref, digest=f"{ref.uid:032x}", judged_at=START) for ref in refs]
    moves = [
        NewIntent(one.ref, "Networking/Pitches", IntentMode.MOVE, one.digest, START)
        for one in judged[:10]
    ]
    mark = Watermark("home", "INBOX", 1, refs[-1].uid)
    store.journal.commit_batch(judged=judged, intents=moves, watermark=mark)
