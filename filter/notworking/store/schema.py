"""Which schema the database has, and the way from there to the one this code needs.

Alembic takes as long to import as everything else together: it is called only to migrate.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from notworking.errors import UserError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"
"""The newest revision in `migrations/versions` (a test holds the two together)."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def is_current(connection: Connection, *, name: str) -> bool:
    """Return whether the schema is `HEAD`'s. `UserError` when it is newer, or not ours.

    `name` is what to call the database in the error.
    """
    if not inspect(connection).has_table("alembic_version"):
        if inspect(connection).get_table_names():
            raise UserError(
                f"{name} is a database, but not Notworking's. Give another path for it."
            )
        return False
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    stored = row[0] if row else ""
    if stored > HEAD:
        raise UserError(
            f"{name} was written by a newer Notworking (schema {stored}, this one knows {HEAD}). "
            "Install that version again, or give another path."
        )
    return bool(stored == HEAD)


def migrate(connection: Connection) -> None:
    """Run all missing migrations inside the connection's transaction."""
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration, made here: no ini file has to be shipped or found."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
