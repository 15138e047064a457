"""The database: opened, brought up to date, and lent out in short transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError

from notworking.errors import TemporaryError
from notworking.store import schema, sqlite
from notworking.store.tables import metadata


class Database:
    """An open database. Any thread may use it; a transaction belongs to the thread that began it."""

    def __init__(self, engine: Engine, path: Path | None = None) -> None:
        self.path = path
        """The file, or None for a server's database."""
        self._engine = engine
        self._mine = threading.local()

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        """Lend a connection inside a writing transaction: all of it is kept, or nothing.

        Inside another `begin` of the same thread this joins it (as a savepoint), so that
        several writes of the store become one transaction. `durable=False` lets a power cut,
        never a crash, take the commit back (see `store.sqlite`). Raise RuntimeError when durable
        writes are put inside a transaction that is not; `TemporaryError` when the database is
        busy or full, `UserError` when it is damaged.
        """
        outer: Connection | None = getattr(self._mine, "writing", None)
        if outer is not None:
            if durable and not self._mine.durable:
                raise RuntimeError("a durable write inside begin(durable=False)")
            with outer.begin_nested():
                yield outer
            return
        with self._told(), self._connect(sqlite.DURABLE if durable else sqlite.RELAXED) as own:
            self._mine.writing, self._mine.durable = own, durable
            try:
                with own.begin():
                    yield own
            finally:
                del self._mine.writing, self._mine.durable

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that reads one state of the database, the writes of an
        enclosing `begin` of this thread included. Errors as in `begin`."""
        outer: Connection | None = getattr(self._mine, "writing", None)
        if outer is not None:
            yield outer
            return
        with self._told(), self._connect(()) as own:
            yield own

    def compact(self) -> None:
        """Give back the room of deleted rows, and overwrite what they held (SQLite only)."""
        if self.path is not None:
            with self._told():
                sqlite.compact(self._engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _connect(self, begin_with: tuple[str, ...]) -> Connection:
        connection = self._engine.connect()
        if begin_with and self.path is not None:
            connection.execution_options(**{sqlite.BEGIN_WITH: begin_with})
        return connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the database's complaints into what the reader should do about them."""
        try:
            yield
        except DBAPIError as error:
            # A full disk takes the whole transaction back by itself, so that going back to a
            # savepoint fails too: the first complaint tells the reason.
            complaints = [one for one in _history(error) if isinstance(one, DBAPIError)]
            known = [told for one in complaints if (told := self._trouble(one)) is not None]
            if not known:
                raise
            raise known[-1] from error

    def _trouble(self, error: DBAPIError) -> Exception | None:
        if self.path is not None:
            return sqlite.trouble(error, self.path)
        if isinstance(error, OperationalError):
            return TemporaryError(f"The database does not answer: {error.orig}")
        return None

    def bring_up_to_date(self) -> None:
        """Migrate when the schema is older than this code. `UserError` when it is newer."""
        name = str(self.path or "The database")
        with self.reading() as connection:
            if schema.is_current(connection, name=name):
                return
        with self._told(), self._connect(sqlite.MIGRATING) as connection:
            connection.detach()  # its foreign keys are off: it must not go back into the pool
            with connection.begin():
                if not schema.is_current(connection, name=name):
                    schema.migrate(connection)
                if self.path is not None and sqlite.broken_references(connection):
                    raise RuntimeError("the migration left rows that point at nothing")


def _history(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, and what was being handled when it came, back to the first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__context__


def open_database(where: Path | str) -> Database:
    """Open the database at a path (SQLite, made when missing) or a URL (as PostgreSQL's).

    The schema is brought up to date. Raise `UserError` when the file cannot be made, is damaged,
    is somebody else's, or was written by a newer Notworking.
    """
    if isinstance(where, str) and "://" in where:
        database = Database(create_engine(where, max_overflow=-1))
    else:
        path = Path(where)
        sqlite.create_file(path)
        database = Database(sqlite.make_engine(path), path)
    try:
        database.bring_up_to_date()
    except BaseException:
        database.close()
        raise
    return database


def open_in_memory() -> Database:
    """Open an empty database that no file holds and no other process sees; for one thread."""
    engine = sqlite.make_memory_engine()
    metadata.create_all(engine)
    return Database(engine)
