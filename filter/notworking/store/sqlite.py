"""All that is SQLite's own: the file and its permissions, pragmas, locking, damage.

Durability. In WAL mode a commit survives the death of the process at `synchronous=NORMAL`,
because the pages are with the kernel; after a power cut the last commits may be missing, though
never half. For the ledger that is harmless: what is missing is read again, since its progress is
in the same transaction. For an intent it is not: the server may have moved a message of which
we then know nothing, so that `undo` could not find it and the move would be taken for the user's
own correction. So writes are `FULL` (one fsync a commit, which also makes all earlier
commits durable) unless the caller says that losing them costs nothing.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from notworking.errors import TemporaryError, UserError

BUSY_SECONDS = 20
"""How long a writer waits for another one; ours are done in milliseconds."""
_BEFORE_SWITCHING_AGAIN = 0.02

BEGIN_WITH = "notworking_begin"
"""The execution option that tells how to begin; without it a transaction only reads."""
DURABLE = ("PRAGMA synchronous=FULL", "BEGIN IMMEDIATE")
RELAXED = ("PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE")
# Alembic rebuilds tables to change them; a foreign key would cascade over the old one.
MIGRATING = ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=FULL", "BEGIN IMMEDIATE")


def create_file(path: Path) -> None:
    """Make sure the database file exists, readable by its owner alone.

    Directory (0700) and file (0600) are born with their permissions, so that no moment exists
    in which another user could open them. A file that is there already is tightened.
    The file is opened only when it is new: closing any descriptor of a SQLite file drops the
    locks that this process holds on it (POSIX, fcntl(2)). `UserError` when it cannot be made.
    """
    try:
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            _tighten(path)
    except OSError as error:
        raise UserError(
            f"Cannot use {path} for the database: {error.strerror}. "
            "Give a path whose directory this user may write to."
        ) from error


def _tighten(path: Path) -> None:
    """Take all rights from group and others, if there are any to take."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        path.chmod(mode & 0o700)


def make_engine(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine on the SQLite file at `path`, fit for several threads."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={
            "timeout": busy_seconds,
            "isolation_level": None,  # we say BEGIN ourselves
            "check_same_thread": False,  # the pool lends a connection to one thread at a time
        },
        max_overflow=-1,
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def make_memory_engine() -> Engine:
    """Return an engine on a database of this process alone, gone when it is closed.

    All share one connection: SQLite makes a new empty database for every other.
    """
    engine = create_engine(
        "sqlite://",
        connect_args={"isolation_level": None, "check_same_thread": False},
        poolclass=StaticPool,
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # SQLite's own lower() knows only ASCII: a search for "åsa" has to find Åsa.
    cast(sqlite3.Connection, connection).create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode")
    if cursor.fetchone() != ("wal",):
        _switch_to_wal(cursor)
    # Forgotten people leave no bytes behind, nor do subjects that were blanked.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _switch_to_wal(cursor: DBAPICursor) -> None:
    """Switch the file to WAL, once in its life. Raise OperationalError after `BUSY_SECONDS`.

    Two that switch in the same moment each wait for the other's lock, so SQLite refuses one of
    them at once, without its timeout (sqlite.org, `sqlite3_busy_handler`).
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(_BEFORE_SWITCHING_AGAIN)
        else:
            return


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _on_begin(connection: Connection) -> None:
    """Begin at once as a writer where it will write: a reader that turns writer can only fail."""
    for statement in connection.get_execution_options().get(BEGIN_WITH, ("BEGIN",)):
        connection.exec_driver_sql(statement)


def broken_references(connection: Connection) -> int:
    """Return how many rows point at rows that are not there (0 unless a migration is wrong)."""
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def compact(engine: Engine) -> None:
    """Rewrite the file without the room that deleted rows left, and empty the log beside it."""
    with engine.connect() as connection:
        raw = connection.connection.cursor()
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_FORBIDDEN = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"}
_PASSING = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_NOMEM"}


def trouble(error: DBAPIError, path: Path) -> Exception | None:
    """Given what SQLite complained about, return the typed error, or None when it is a bug."""
    if not isinstance(error.orig, sqlite3.Error):
        return None
    code = getattr(error.orig, "sqlite_errorname", "") or ""
    primary = "_".join(code.split("_")[:2])
    if primary in _DAMAGED:
        return UserError(
            f"{path} is damaged, or is no database ({error.orig}). Stop Notworking, "
            f"put a backup in its place, or move the file (and {path.name}-wal) away: "
            "Notworking then starts with an empty memory and leaves all mail where it is."
        )
    if primary in _FORBIDDEN:
        return UserError(
            f"Cannot write to {path} ({error.orig}). "
            "Check that the file and its directory belong to the user that runs Notworking."
        )
    if primary in _PASSING:
        return TemporaryError(f"The database {path} cannot be written just now: {error.orig}")
    return None
