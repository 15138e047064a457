"""The database file: who may read it, what a transaction keeps, and what is said of a bad one."""

from __future__ import annotations

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from notworking.errors import TemporaryError, UserError
from notworking.store import sqlite
from notworking.store.database import Database, open_database
from notworking.store.opening import Store
from notworking.store.sqlite import make_engine
from notworking.store.tables import template


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.scalars(select(template.c.name)))


def write(database: Database, *some: str | None) -> None:
    """Write names in one transaction; None is refused by the table."""
    with database.begin() as connection:
        for name in some:
            connection.execute(insert(template).values(name=name))


def test_directory_and_files_are_for_the_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    """Subjects and addresses are in there; WAL and SHM hold the same as the file."""
    path = tmp_path / "data" / "notworking.db"
    before = os.umask(0)
    try:
        database = open_database(path)
        with database.begin() as connection:
            connection.execute(insert(template).values(name="x"))
    finally:
        os.umask(before)

    modes = {entry.name: mode_of(entry) for entry in path.parent.iterdir()}
    database.close()

    assert mode_of(path.parent) == 0o700
    assert modes == {
        "notworking.db": 0o600,
        "notworking.db-wal": 0o600,
        "notworking.db-shm": 0o600,
    }


def test_a_file_that_others_could_read_is_tightened(tmp_path: Path) -> None:
    """A copy restored from a backup often comes back with the wrong rights."""
    path = tmp_path / "notworking.db"
    open_database(path).close()
    path.chmod(0o644)

    open_database(path).close()

    assert mode_of(path) == 0o600


def test_a_path_that_cannot_be_made_is_the_users_to_mend(tmp_path: Path) -> None:
    """A typing mistake in the configuration must not end in a traceback."""
    (tmp_path / "file").write_text("")

    with pytest.raises(UserError, match=r"Cannot use .*notworking\.db"):
        open_database(tmp_path / "file" / "notworking.db")


@pytest.mark.parametrize("content", [b"not a database at all" * 500, b"SQLite format 3\x00" * 900])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    """The user needs to hear that mail is safe and how to go on."""
    path = tmp_path / "notworking.db"
    path.write_bytes(content)

    with pytest.raises(UserError, match=r"damaged.*Stop Notworking.*move the file"):
        open_database(path)


def test_damage_found_later_is_told_too(store: Store) -> None:
    """Pages rot in the middle of a file; the header does not show it."""
    assert store.database.path is not None
    store.notes.put_setting("home", "name", "value")
    store.database.compact()
    store.database.close()
    with store.database.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (store.database.path.stat().st_size - 4096))

    with pytest.raises(UserError, match="damaged"):
        store.notes.setting("home", "name")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """Making our tables inside somebody's other database would be vandalism."""
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photo (id INTEGER)")
    other.close()

    with pytest.raises(UserError, match="not Notworking's"):
        open_database(path)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    """All of it or nothing is what the journal rests on."""
    with pytest.raises(IntegrityError):
        write(store.database, "x", None)

    assert names(store.database) == set()


def test_writes_of_several_parts_become_one_transaction(store: Store) -> None:
    """Progress in old mail must not be kept without the events that were read."""

    def read_old_mail() -> None:
        with store.database.begin():
            store.notes.put_setting("home", "name", "value")
            store.notes.first_sight("x")
            write(store.database, "y", None)

    with pytest.raises(IntegrityError):
        read_old_mail()

    assert names(store.database) == set()
    assert store.notes.setting("home", "name") is None


def test_an_inner_failure_that_is_caught_takes_back_only_itself(store: Store) -> None:
    """A caller may try one write, and go on without it."""
    with store.database.begin() as connection:
        connection.execute(insert(template).values(name="outer"))
        with pytest.raises(IntegrityError):
            write(store.database, "inner", None)

    assert names(store.database) == {"outer"}


def test_a_transaction_reads_its_own_writes(store: Store) -> None:
    """Look-ups inside a pass see what the pass has just recorded."""
    with store.database.begin() as connection:
        connection.execute(insert(template).values(name="x"))

        assert names(store.database) == {"x"}


def test_a_durable_write_cannot_hide_in_a_transaction_that_is_not(store: Store) -> None:
    """An intent that a power cut may take back is no intent."""
    with (
        pytest.raises(RuntimeError, match="durable"),
        store.database.begin(durable=False),
        store.database.begin(),
    ):
        pass


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_durable_means_synchronous_full(store: Store, durable: bool, level: int) -> None:
    """2 is FULL (fsync at commit), 1 is NORMAL; a pooled connection must not keep the wrong one."""
    for _ in range(2):
        with store.database.begin(durable=not durable):
            pass
        with store.database.begin(durable=durable) as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level


def test_foreign_keys_are_checked_in_every_connection(store: Store) -> None:
    """SQLite forgets them by default; forgetting a person rests on their cascade."""
    with store.database.begin() as writing:
        assert writing.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with store.database.reading() as reading:
        assert reading.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_threads_write_side_by_side_and_lose_nothing(store: Store) -> None:
    """Each account has a thread of its own; a reader that turns writer would fail here."""

    def work(account: str) -> None:
        for number in range(40):
            with store.database.begin(durable=False):
                seen = store.notes.setting("all", "count") or "0"
                store.notes.put_setting("all", "count", str(int(seen) + 1))
                store.notes.first_sight(f"{account} {number}")

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(work, ("home", "work", "club")))

    assert store.notes.setting("all", "count") == "120"
    assert len(names(store.database)) == 120


def test_a_writer_that_waits_too_long_is_told_to_try_again(store: Store) -> None:
    """Another program may hold the file; that passes, and is no reason to stop."""
    path = store.database.path
    assert path is not None
    impatient = Database(sqlite.make_engine(path, busy_seconds=0.05), path)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(TemporaryError, match="locked"), impatient.begin():
            pass

        other.execute("ROLLBACK")
    other.close()
    with impatient.begin() as connection:  # and afterwards it works again
        connection.execute(insert(template).values(name="x"))
    impatient.close()
    assert names(store.database) == {"x"}


def test_a_full_disk_is_temporary_and_keeps_what_was_there(store: Store) -> None:
    """A disk fills up at night; the daemon has to survive until somebody makes room."""
    store.notes.first_sight("before")

    def fill() -> None:
        with store.database.begin() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")
            write(store.database, *(f"{number:>2000}" for number in range(2000)))

    with pytest.raises(TemporaryError, match="full"):
        fill()

    assert names(store.database) == {"before"}


def test_many_switch_a_new_database_to_wal_at_once(tmp_path: Path) -> None:
    """SQLite refuses one of two that do at once, whatever its timeout: seen as "database is
    locked" from a command that was started beside the daemon's first start."""
    together = Barrier(4, timeout=20)

    def opens(files: list[Path]) -> None:
        for file in files:
            together.wait()
            engine = make_engine(file)
            engine.connect().close()
            engine.dispose()

    files = [tmp_path / f"{number}.db" for number in range(50)]
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(opens, files) for _ in range(4)]

    assert [one.exception() for one in running] == [None] * 4
