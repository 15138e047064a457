"""Examples: what the user taught about one message each, and how to take it back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, select

from notworking.judge.verdict import Category
from notworking.judge.wording import Plan
from notworking.store.database import Database
from notworking.store.hashes import name_key
from notworking.store.rows import to_json
from notworking.store.tables import example
from notworking.store.upsert import portions, upsert

_NO_BUCKETS: NDArray[np.uint32] = np.zeros(0, np.uint32)
_SAME = (
    "account", "digest", "label", "taught_by", "at", "was", "place", "sender", "domain", "thread",
    "judged_id", "score", "model", "is_forged", "lang",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewExample:
    """One thing the user taught, before the store has it. Never any text of the mail.

    `buckets` does not take part in comparisons: the digest says which message it is.
    """

    account: str
    digest: str
    label: str
    """A `Category` value, or the name of a category of the user's own."""
    taught_by: str
    """"move", "undo", "review", "command" or "import"."""
    at: datetime
    was: str = ""
    """What it had been filed as, a label too; "" when it was left alone."""
    place: str = ""
    """The mailbox where it rests."""
    sender: str = ""
    """`hashes.name_key` of the speaker's address, "" when that names no person."""
    domain: str = ""
    """`hashes.name_key` of the domain; "" for free mail."""
    thread: str = ""
    judged_id: int | None = None
    score: float = 0.0
    """The model's score at the time, 0…1."""
    model: str = ""
    """That model's name."""
    is_forged: bool = False
    """The receiving server says the sender is forged: it teaches nothing."""
    lang: str = "und"
    buckets: NDArray[np.uint32] = field(default_factory=lambda: _NO_BUCKETS, compare=False)
    """The wording's distinct buckets, ascending (`judge.wording`)."""
    findings: tuple[str, ...] = ()
    plan: Plan = field(default_factory=Plan)
    """By which the buckets were made."""


@dataclass(frozen=True, slots=True)
class Example(NewExample):
    """One thing the user taught."""

    id: int = 0

    @property
    def is_genuine(self) -> bool:
        """True when the user said that it is none of ours."""
        return self.label == Category.GENUINE


class Examples:
    """Learns and unlearns. An account has one example of a message at most: the latest word."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learn(self, examples: Sequence[NewExample]) -> None:
        """Take examples in; one of the same message replaces what was taught before.

        The later one gets a new id, so that whoever remembers ids never mistakes the two.
        """
        if not examples:
            return
        latest = {(one.account, one.digest): _row(one) for one in examples}
        with self._database.begin() as connection:
            for account, digest in latest:
                same = (example.c.account == account, example.c.digest == digest)
                connection.execute(delete(example).where(*same))
            connection.execute(upsert(connection, example), list(latest.values()))

    def unlearn(self, account: str, digests: Collection[str]) -> int:
        """Take examples out, exactly as if they had never been; return how many there were."""
        gone = 0
        with self._database.begin() as connection:
            for some in portions(list(digests)):
                same = (example.c.account == account, example.c.digest.in_(some))
                gone += connection.execute(delete(example).where(*same)).rowcount
        return gone

    def all(self, account: str, *, until: datetime | None = None) -> list[Example]:
        """Return the account's examples, those taught after `until` left out, by time and id."""
        wanted = [example.c.account == account]
        if until is not None:
            wanted.append(example.c.at <= until)
        return self._read(*wanted)

    def count(self, account: str) -> tuple[int, datetime | None]:
        """Return how many examples there are and when the latest was taught; cheap."""
        query = select(func.count(), func.max(example.c.at)).where(example.c.account == account)
        with self._database.reading() as connection:
            number, latest = connection.execute(query).one()
        return int(number), latest

    def by_digest(self, account: str, digests: Collection[str]) -> dict[str, Example]:
        """Return digest → its example; absent when nothing was taught about it."""
        found = self._among(account, example.c.digest, list(digests))
        return {one.digest: one for one in found}

    def by_sender(self, account: str, senders: Collection[str]) -> dict[str, Example]:
        """Return address → the newest example of that sender's mail; absent without any.

        Forged mail says nothing of whose name it bears, and is left out.
        """
        keys = {name_key(sender): sender for sender in senders if sender}
        found = self._among(account, example.c.sender, list(keys))
        return {keys[one.sender]: one for one in found if not one.is_forged}

    def by_thread(self, account: str, threads: Collection[str]) -> dict[str, Example]:
        """Return thread → the newest example in it; absent without any, or only forged ones."""
        found = self._among(account, example.c.thread, [one for one in threads if one])
        return {one.thread: one for one in found if not one.is_forged}

    def of_domain(self, account: str, domain: str) -> list[Example]:
        """Return what was taught of the mail of a domain, by time and id; forged mail left out."""
        key = name_key(domain)
        found = self._among(account, example.c.domain, [key]) if domain else []
        return [one for one in found if not one.is_forged]

    def wrong_filings(self, account: str, since: datetime) -> list[Example]:
        """Return what was filed and put back since then: the false positives, by time and id."""
        return self._read(
            example.c.account == account,
            example.c.at >= since,
            example.c.label == Category.GENUINE,
            example.c.was.not_in(("", Category.GENUINE)),
        )

    def _among(
        self, account: str, column: ColumnElement[str], values: Sequence[str]
    ) -> list[Example]:
        return [
            one
            for some in portions(values)
            for one in self._read(example.c.account == account, column.in_(some))
        ]

    def _read(self, *wanted: ColumnElement[bool]) -> list[Example]:
        query: Select[Any] = select(example).where(*wanted).order_by(example.c.at, example.c.id)
        with self._database.reading() as connection:
            return [_example(row) for row in connection.execute(query).mappings()]


def _row(one: NewExample) -> dict[str, Any]:
    buckets = np.asarray(one.buckets, dtype="<u4")
    return {name: getattr(one, name) for name in _SAME} | {
        "features": zlib.compress(buckets.tobytes(), 6),
        "findings": to_json(list(one.findings)),
        "plan": to_json({name: getattr(one.plan, name) for name in Plan.__slots__}),
    }


def _example(row: RowMapping) -> Example:
    buckets = np.frombuffer(zlib.decompress(row["features"]), dtype="<u4")
    return Example(
        **{name: row[name] for name in _SAME},
        id=row["id"],
        buckets=buckets.astype(np.uint32),
        findings=tuple(json.loads(row["findings"])),
        plan=Plan(**json.loads(row["plan"])),
    )
