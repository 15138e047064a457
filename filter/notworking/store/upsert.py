"""INSERT … ON CONFLICT, which SQLite and PostgreSQL know but SQL does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import Insert, insert

T = TypeVar("T")

IN_ONE_QUERY = 500
"""How many values one IN list may hold; the smallest limit of any build is 999 parameters."""


def upsert(connection: Connection, table: Table) -> Insert:
    """Return an INSERT into `table` in the connection's dialect, with its ON CONFLICT methods."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return cast(Insert, postgresql_insert(table))  # another class, but the same methods
    return insert(table)


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows that break no unique key, and return how many those were."""
    if not rows:
        return 0
    statement = upsert(connection, table).on_conflict_do_nothing()
    options = {"preserve_rowcount": True}
    return connection.execute(statement, list(rows), execution_options=options).rowcount


def put(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Insert the row, or overwrite the one with the same primary key."""
    keys = [column.name for column in table.primary_key]
    statement = upsert(connection, table).values(row)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: statement.excluded[name] for name in row if name not in keys},
        )
    )


def portions(values: Sequence[T], size: int = IN_ONE_QUERY) -> list[Sequence[T]]:
    """Cut `values` into pieces that fit one query."""
    return [values[start : start + size] for start in range(0, len(values), size)]
