"""From bytes to verdicts: the whole and its parts, on one core, in batches."""

from __future__ import annotations

import email
import email.message
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from benchmarks.clocks import cpu_seconds
from benchmarks.figures import Figure, Section, Setting, per_second
from benchmarks.mails import Mails, ordinary
from notworking.app import default_policy
from notworking.assess import Court, NoMemory, Prepared, assess, prepare
from notworking.learn.base import base_model
from notworking.mail.message import Message
from notworking.mail.reading import read

BATCH = 100
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def measure(setting: Setting) -> Section:
    """Measure reading, preparing and judging of ordinary mail."""
    mails = ordinary(setting.scaled(2_000, 400))
    court = Court(model=base_model(), policy=default_policy())
    readings = [read(raw) for raw in mails.raw]
    messages = [reading for reading in readings if isinstance(reading, Message)]
    prepared = prepare_all(messages, court)
    texts = [(one.words, one.findings) for one in prepared]
    assess(prepared[:BATCH], NoMemory(), court, NOW)  # what is read once, read now
    steps: list[tuple[str, Callable[[], object]]] = [
        ("**bytes to verdict**, in batches of 100", lambda: verdicts(mails.raw, court, BATCH)),
        ("bytes to verdict, one by one", lambda: verdicts(mails.raw, court, 1)),
        ("– reading: bytes to `Message`", lambda: [read(raw) for raw in mails.raw]),
        ("– preparing: networks, zones, phrases, claims", lambda: prepare_all(messages, court)),
        ("– the model alone", lambda: court.model.opinions(texts)),
        ("– judging: model, relationship, rules", lambda: judge_all(prepared, court)),
    ]
    yardstick = cpu_seconds(lambda: [parse(raw) for raw in mails.raw])
    count = len(mails.raw)
    told = f"stdlib `email`, texts decoded: {per_second(count, yardstick, 'mails')}"
    figures = []
    for what, work in steps:
        spent = cpu_seconds(work)
        figures.append(Figure(what, per_second(count, spent, "mails"), told, spent / yardstick))
    return Section("From bytes to verdict", _told(mails), tuple(figures))


def prepare_all(messages: Sequence[Message], court: Court) -> list[Prepared]:
    """Say of each message what can be said without looking anybody up."""
    return [prepare(message, message.date or NOW, court) for message in messages]


def judge_all(prepared: Sequence[Prepared], court: Court) -> None:
    """Judge everything in batches, as from strangers."""
    for start in range(0, len(prepared), BATCH):
        assess(prepared[start : start + BATCH], NoMemory(), court, NOW)


def verdicts(raw: Sequence[bytes], court: Court, batch: int) -> None:
    """Go the whole way from bytes to verdicts."""
    for start in range(0, len(raw), batch):
        readings = [read(one) for one in raw[start : start + batch]]
        messages = [reading for reading in readings if isinstance(reading, Message)]
        assess(prepare_all(messages, court), NoMemory(), court, NOW)


def parse(raw: bytes) -> list[bytes]:
    """Parse a message with the standard library and decode its texts: the yardstick."""
    parts = email.message_from_bytes(raw).walk()
    return [
        payload
        for part in parts
        if part.get_content_maintype() == "text"
        and isinstance(payload := part.get_payload(decode=True), bytes)
    ]


def _told(mails: Mails) -> str:
    return (
        f"{len(mails.raw):,} messages ({mails.told}, {mails.mean_bytes / 1000:.1f} KB on average) "
        "from bytes in memory, everybody a stranger.\n"
        "Rates are per second of processor time on one thread: what one core does.\n"
        "The parts overlap a little with the whole: judging holds the model."
    )
