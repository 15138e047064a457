"""Small things worth remembering: learned settings, templates seen, how far old mail is read."""

from __future__ import annotations

from sqlalchemy import delete, select

from notworking.store.database import Database
from notworking.store.tables import history, setting, template
from notworking.store.upsert import insert_new, put
from notworking.store.values import HistoryProgress


class Notes:
    """The store's notebook."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def setting(self, account: str, name: str) -> str | None:
        """Return what was kept under the name for the account ("" for all), or None."""
        query = select(setting.c.value).where(setting.c.account == account, setting.c.name == name)
        with self._database.reading() as connection:
            return connection.scalar(query)

    def settings(self, account: str) -> dict[str, str]:
        """Return all that was kept for the account."""
        query = select(setting.c.name, setting.c.value).where(setting.c.account == account)
        with self._database.reading() as connection:
            return {row.name: row.value for row in connection.execute(query)}

    def put_setting(self, account: str, name: str, value: str | None) -> None:
        """Keep a value under a name; None takes it away."""
        with self._database.begin(durable=False) as connection:
            if value is None:
                same = (setting.c.account == account, setting.c.name == name)
                connection.execute(delete(setting).where(*same))
            else:
                put(connection, setting, {"account": account, "name": name, "value": value})

    def first_sight(self, template_name: str) -> bool:
        """Return True the first time a network's template is named, and never again."""
        with self._database.begin(durable=False) as connection:
            return insert_new(connection, template, [{"name": template_name}]) == 1

    def history(self, account: str, mailbox: str) -> HistoryProgress | None:
        """Return how far the mailbox's old mail has been read; None when never begun."""
        query = select(history).where(history.c.account == account, history.c.mailbox == mailbox)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return HistoryProgress(**row) if row else None

    def histories(self, account: str) -> list[HistoryProgress]:
        """Return the progress in all mailboxes of the account that was ever begun."""
        query = select(history).where(history.c.account == account).order_by(history.c.mailbox)
        with self._database.reading() as connection:
            return [HistoryProgress(**row) for row in connection.execute(query).mappings()]

    def note_history(self, progress: HistoryProgress) -> None:
        """Write down how far the reading has come.

        Inside the same `Database.begin(durable=False)` as the `Ledger.record` of what was read,
        so that no crash can part the two.
        """
        row = {name: getattr(progress, name) for name in HistoryProgress.__slots__}
        with self._database.begin(durable=False) as connection:
            put(connection, history, row)
