"""Migrations: from nothing, twice, side by side, and never apart from the tables in the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import update

from notworking.errors import UserError
from notworking.store import schema
from notworking.store.database import open_database
from notworking.store.opening import Store, open_store
from notworking.store.tables import metadata
from store.made import judged

FILTER = str(Path(schema.__file__).parents[2])


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run Python with the project importable."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {FILTER!r})\n{code}"]
    return subprocess.Popen(
        [*command, *map(str, arguments)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def schema_of(path: Path) -> list[str]:
    with open_database(path) as database, database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT sql FROM sqlite_master").scalars())


def test_the_migrated_schema_is_the_one_in_tables(store: Store) -> None:
    """A column added to tables.py without a migration would break every old database."""
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_metadata_alone_gives_the_same_tables_to_the_letter(tmp_path: Path, store: Store) -> None:
    """Alembic compares no CHECK, no AUTOINCREMENT, no partial index; SQLite's own text does."""
    from sqlalchemy import inspect

    from notworking.store import sqlite

    path = tmp_path / "made.db"
    sqlite.create_file(path)
    engine = sqlite.make_engine(path)
    metadata.create_all(engine)

    def shapes(connection) -> dict[str, object]:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'alembic%' AND name NOT LIKE 'sqlite%'"
        )
        return {name: sorted(_words(sql)) for name, sql in rows}

    with engine.connect() as made, store.database.reading() as migrated:
        assert shapes(made) == shapes(migrated)
        assert inspect(made).get_table_names()
    engine.dispose()


def _words(sql: str) -> list[str]:
    """The clauses of a CREATE, however they are laid out: an added column hangs on the last line."""
    plain = " ".join(sql.replace('"', "").split()).replace("( ", "(").replace(" )", ")")
    name, _, clauses = plain.partition(" (")
    without_rowid = ") WITHOUT ROWID"
    body = clauses.removesuffix(without_rowid).removesuffix(")")
    parts = re.split(r", (?![^(]*\))", body)  # a comma between brackets parts no clauses
    return [name, str(clauses.endswith(without_rowid)), *(part.strip() for part in parts)]


def test_head_is_the_newest_migration(store: Store) -> None:
    """`HEAD` spares the import of Alembic; wrong, it would skip or repeat migrations."""
    with store.database.reading() as connection:
        scripts = ScriptDirectory.from_config(schema.alembic_config(connection))

    assert scripts.get_current_head() == schema.HEAD


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    """Every command opens the database."""
    path = tmp_path / "notworking.db"

    assert schema_of(path) == schema_of(path)


def test_a_newer_schema_is_refused(store: Store) -> None:
    """After a downgrade, old code on new tables would write nonsense."""
    from sqlalchemy import column, table

    assert store.database.path is not None
    with store.database.begin() as connection:
        version = table("alembic_version", column("version_num"))
        connection.execute(update(version).values(version_num="9999"))

    with pytest.raises(UserError, match=r"newer Notworking \(schema 9999"):
        open_database(store.database.path)


def test_a_migration_that_dies_leaves_an_empty_database(tmp_path: Path) -> None:
    """Killed in the first start, the second start begins again."""
    path = tmp_path / "notworking.db"
    killed = python(
        """
import os
from pathlib import Path
from notworking.store import schema, database
migrate = schema.migrate
def migrate_and_die(connection):
    migrate(connection)
    os.kill(os.getpid(), 9)
schema.migrate = migrate_and_die
database.open_database(Path(sys.argv[1]))
""",
        path,
    )

    assert killed.wait() == -9
    with open_database(path) as database, database.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM judged").scalar() == 0


def test_several_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    """The daemon and a command started in the same second must not trip over each other."""
    path = tmp_path / "data" / "notworking.db"
    code = """
from pathlib import Path
from notworking.store.opening import open_store
with open_store(Path(sys.argv[1])) as store:
    store.notes.first_sight(sys.argv[2])
"""
    running = [python(code, path, number) for number in range(4)]

    assert [(one.communicate()[1], one.returncode) for one in running] == [("", 0)] * 4


def test_a_current_database_is_opened_without_alembic(store: Store) -> None:
    """`log` and `why` have to start within half a second; Alembic alone takes a third of it."""
    running = python(
        """
from pathlib import Path
from notworking.store.opening import open_store
with open_store(Path(sys.argv[1])) as store:
    store.review.recent()
print(sorted(name for name in sys.modules if name.split(".")[0] in
             {"alembic", "mailparser", "sklearn", "imapclient", "postgresql"}))
""",
        store.database.path,
    )

    assert running.communicate() == ("[]\n", "")


def test_an_old_database_keeps_its_rows(tmp_path: Path) -> None:
    """What was judged, moved and pinned before the update is what undo and the user's word rest on."""
    from alembic import command

    from notworking.store import sqlite

    path = tmp_path / "old.db"
    sqlite.create_file(path)
    engine = sqlite.make_engine(path)
    with engine.connect() as connection, connection.begin():
        command.upgrade(schema.alembic_config(connection), "0001")
        for statement in _ROWS_OF_0001:
            connection.exec_driver_sql(statement)
    engine.dispose()

    with open_store(path) as store:
        kept = store.review.recent()
        [again] = store.review.moves_of("home", ["d" * 32])
        store.journal.commit_batch(judged=[judged(9)])

        assert [(one.id, one.subject, one.kind) for one in kept] == [(41, "quick question", "")]
        assert again.target == "Networking/Pitches"
        assert store.pins.pinned("home", digests=["d" * 32]).digests == {"d" * 32}
        assert store.review.recent()[0].id == 56, "an id that was pruned came back"


_ROWS_OF_0001 = (
    "INSERT INTO judged (id, account, mailbox, uidvalidity, uid, digest, thread, sender,"
    " sender_name, subject, category, score, scores, decision, decided_by, because, rule, model,"
    " clues, person, who, judged_at, error) VALUES (55, 'home', 'INBOX', 7, 2, 'e', '', '', '',"
    " 'pruned', 'genuine', 0.1, '{}', 'keep', 'score', '', '', '', '[]', '', '', 1, '')",
    "DELETE FROM judged WHERE id = 55",
    "INSERT INTO judged (id, account, mailbox, uidvalidity, uid, digest, thread, sender,"
    " sender_name, subject, category, score, scores, decision, decided_by, because, rule, model,"
    " clues, person, who, judged_at, error) VALUES (41, 'home', 'INBOX', 7, 1,"
    f" '{'d' * 32}', 't', 'chad@example.com', 'Chad', 'quick question', 'pitch', 0.98, '{{}}',"
    " 'file', 'score', 'why', '', 'base', '[]', '', '', 1, '')",
    "INSERT INTO intent (judged_id, account, mailbox, uidvalidity, uid, target, digest, size_bytes,"
    " mode, state, method, why, flags_before, created_at) VALUES (41, 'home', 'INBOX', 7, 1,"
    f" 'Networking/Pitches', '{'d' * 32}', 900, 'move', 'done', 'move', '', '', 1)",
    f"INSERT INTO pin (account, kind, value, at, why) VALUES ('home', 'digest', '{'d' * 32}', 1, '')",
)
