"""PostgreSQL stays possible: what is written for SQLite compiles for it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from notworking.errors import TemporaryError
from notworking.store import database, sqlite, upsert
from notworking.store.opening import Store
from notworking.store.tables import metadata, template
from store.made import NOW, address, judged, linked, mark, move, profile, ref, wrote

POSTGRESQL = postgresql.dialect()


@contextmanager
def statements(store: Store) -> Iterator[list[object]]:
    """All statements that are executed meanwhile."""
    seen: list[object] = []

    def note(_connection: object, statement: object, *_rest: object) -> None:
        seen.append(statement)

    engine = store.database._engine
    event.listen(engine, "before_execute", note)
    yield seen
    event.remove(engine, "before_execute", note)


def test_tables_and_indexes_compile_for_postgresql() -> None:
    """Whoever serves many mailboxes wants a server."""
    for table in metadata.sorted_tables:
        made = str(CreateTable(table).compile(dialect=POSTGRESQL))
        assert "CREATE TABLE" in made
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=POSTGRESQL))


def test_what_is_asked_and_written_compiles_for_postgresql(store: Store) -> None:
    """SQL that only SQLite knows has one home, `store/sqlite.py`."""
    with statements(store) as seen:
        store.ledger.record([wrote(address("ada"), "1", label="Ada")] * 2)
        store.ledger.record([], [linked(address("ada"), profile("ada"))])
        store.ledger.events_of([address("ada")])
        store.ledger.threads_with_me(["t"])
        store.people.search("ada")
        store.people.split(address("ada"), profile("ada"))
        store.people.merge(1, 2)
        store.journal.commit_batch(judged=[judged(1)], intents=[move(1)], watermark=mark(1))
        store.progress.note_failure(ref(2), "timeout", at=NOW)
        store.progress.beat("home", at=NOW)
        store.journal.prune(NOW)
        store.review.filed_threads("home", ["t"])
        store.review.find("abcdef")
        store.people.forget(1)

    sources = [one for one in seen if hasattr(one, "compile") and "ON CONFLICT" not in str(one)]
    texts = [str(one.compile(dialect=POSTGRESQL)) for one in sources]
    assert len(texts) > 30
    assert not [text for text in texts if re.search(r"PRAGMA|rowid", text)]


def test_upserts_exist_in_both_dialects(store: Store) -> None:
    """The one statement that SQL itself lacks is made by the connection's own dialect."""

    class PostgreSQL:
        dialect = POSTGRESQL

    with store.database.reading() as connection:
        here = upsert.upsert(connection, template)
    there = upsert.upsert(PostgreSQL(), template)  # type: ignore[arg-type]

    texts = [
        " ".join(
            str(one.values(name="x").on_conflict_do_nothing().compile(dialect=dialect)).split()
        )
        for one, dialect in ((here, None), (there, POSTGRESQL))
    ]
    assert [text.endswith("ON CONFLICT DO NOTHING") for text in texts] == [True, True]


def test_a_url_is_not_taken_for_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database server has no file whose rights could be tightened."""
    monkeypatch.chdir(tmp_path)
    sqlite.create_file(tmp_path / "served.db")

    with database.open_database("sqlite:///served.db") as served:
        assert served.path is None
        with served.begin() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM judged").scalar() == 0
    with pytest.raises(TemporaryError, match="does not answer"):
        database.open_database("sqlite:////nowhere/at/all.db")
