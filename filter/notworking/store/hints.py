"""Hints that a message may be one of the journal's: quick to ask, never believed without its digest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select

from notworking.judge.verdict import Category
from notworking.store.database import Database
from notworking.store.rows import intent_from, judged_from
from notworking.store.tables import intent, judged
from notworking.store.upsert import portions
from notworking.store.values import Intent, IntentMode, IntentState, Judged

T = TypeVar("T", str, int)
_THOUGHT_OURS = 0.5
"""Score from which the model thought that a message is networking mail."""


class Hints:
    """Asks the journal by what anybody can forge: Message-ID and size."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def moved_ids(self, account: str, message_ids: Collection[str]) -> frozenset[str]:
        """Return those Message-IDs under which something was ever moved."""
        query = select(intent.c.message_id).where(*_moved(account))
        return self._among(query, intent.c.message_id, message_ids)

    def moved_sizes(self, account: str, sizes: Collection[int]) -> frozenset[int]:
        """Return those sizes (bytes) of which a message without a Message-ID was ever moved.

        Mail may lack one, and whoever was forgotten has lost it.
        """
        query = select(intent.c.size_bytes).where(*_moved(account), intent.c.message_id.is_(None))
        return self._among(query, intent.c.size_bytes, sizes)

    def arrived(self, account: str, mailbox: str, uidvalidity: int) -> frozenset[int]:
        """Return the UIDs in a mailbox under which our own moves, and their undoing, arrived."""
        query = select(intent.c.new_uid).where(
            intent.c.account == account,
            intent.c.state == IntentState.DONE,
            intent.c.target == mailbox,
            intent.c.new_uidvalidity == uidvalidity,
            intent.c.new_uid.is_not(None),
        )
        with self._database.reading() as connection:
            return frozenset(connection.scalars(query))

    def untold(self, account: str, mailbox: str, *, uidvalidity: int) -> list[Intent]:
        """Return moves into a mailbox whose new UID is not known, or holds no longer, oldest first."""
        query = select(intent).where(
            intent.c.account == account,
            intent.c.state == IntentState.DONE,
            intent.c.target == mailbox,
            intent.c.mode.in_((IntentMode.MOVE, IntentMode.UNDO)),
            intent.c.new_uid.is_(None) | (intent.c.new_uidvalidity != uidvalidity),
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(intent.c.id)).mappings()
            return [intent_from(row) for row in rows]

    def thought_ours(self, account: str, message_ids: Collection[str]) -> frozenset[str]:
        """Return those Message-IDs of messages that the model thought to be networking mail."""
        query = select(judged.c.message_id).where(
            judged.c.account == account,
            judged.c.score >= _THOUGHT_OURS,
            judged.c.category != Category.GENUINE,
        )
        return self._among(query, judged.c.message_id, message_ids)

    def filed_since(self, account: str, since: datetime) -> list[tuple[Judged, Intent]]:
        """Return what was moved since then and stands, with its judgement, oldest first."""
        query = (
            select(intent)
            .where(*_moved(account), intent.c.undone_at.is_(None), intent.c.created_at >= since)
            .order_by(intent.c.id)
        )
        with self._database.reading() as connection:
            moves = [intent_from(row) for row in connection.execute(query).mappings()]
        rows = self.judgements([one.judged_id for one in moves if one.judged_id is not None])
        return [(rows[one.judged_id], one) for one in moves if one.judged_id in rows]

    def judgements(self, ids: Collection[int]) -> dict[int, Judged]:
        """Return id → judgement; what was pruned is absent."""
        found: dict[int, Judged] = {}
        with self._database.reading() as connection:
            for some in portions(list(ids)):
                rows = connection.execute(select(judged).where(judged.c.id.in_(some)))
                found |= {row["id"]: judged_from(row) for row in rows.mappings()}
        return found

    def _among(
        self, query: Select[Any], column: ColumnElement[Any], values: Collection[T]
    ) -> frozenset[T]:
        """Return those of the values that the query finds in the column."""
        found: set[T] = set()
        with self._database.reading() as connection:
            for some in portions(list(values)):
                found.update(connection.scalars(query.where(column.in_(some)).distinct()))
        return frozenset(found)


def _moved(account: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a move of ours that happened."""
    return (
        intent.c.account == account,
        intent.c.state == IntentState.DONE,
        intent.c.mode == IntentMode.MOVE,
    )
