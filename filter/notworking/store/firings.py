"""How often each rule decided, counted over the journal; and judgements by their Message-IDs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from notworking.store.database import Database
from notworking.store.review import Review
from notworking.store.tables import judged
from notworking.store.upsert import portions
from notworking.store.values import Judged


@dataclass(frozen=True, slots=True)
class Fired:
    """How often a rule is named by the journal's verdicts."""

    times: int
    first_at: datetime
    last_at: datetime


class Firings:
    """Questions about rules to the journal; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_rule(
        self, *, account: str | None = None, since: datetime | None = None
    ) -> dict[str, Fired]:
        """Return rule's name → how often it decided a message, or was the last that applied."""
        query = select(
            judged.c.rule,
            func.count(),
            func.min(judged.c.judged_at),
            func.max(judged.c.judged_at),
        ).where(judged.c.rule != "")
        if account is not None:
            query = query.where(judged.c.account == account)
        if since is not None:
            query = query.where(judged.c.judged_at >= since)
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(judged.c.rule)).all()
        return {name: Fired(times, first, last) for name, times, first, last in rows}

    def begins_at(self) -> datetime | None:
        """Return when the oldest judgement that is kept was made, None without any."""
        with self._database.reading() as connection:
            found: datetime | None = connection.scalar(select(func.min(judged.c.judged_at)))
            return found

    def by_message_id(self, account: str, ids: Collection[str]) -> dict[str, Judged]:
        """Return Message-ID → its latest judgement. For telling only: senders make these ids."""
        newest: dict[str, int] = {}
        for some in portions(list(ids)):
            query = (
                select(judged.c.message_id, func.max(judged.c.id))
                .where(judged.c.account == account, judged.c.message_id.in_(some))
                .group_by(judged.c.message_id)
            )
            with self._database.reading() as connection:
                newest |= {row[0]: row[1] for row in connection.execute(query)}
        rows = Review(self._database).by_id(list(newest.values()))
        return {name: rows[number] for name, number in newest.items() if number in rows}
