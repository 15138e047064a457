"""Versions of what was learned: which examples each was made of, how good it was, which is used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from notworking.store.database import Database
from notworking.store.rows import to_json
from notworking.store.tables import model_version as version

KEPT = 5
"""How many versions are kept, the active one among them."""


class VersionState(StrEnum):
    """What became of a version."""

    ACTIVE = "active"
    """In use; one at most of an account."""
    KEPT = "kept"
    """Was in use, and can be gone back to."""
    REFUSED = "refused"
    """Was no better than what it should have replaced."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version before the store has it. It holds no weights: those follow from the examples."""

    account: str
    made_at: datetime
    example_ids: tuple[int, ...]
    """The ids of the examples it was made of."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """As JSON values; `figures` too."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    """One sentence for the reader: why it was taken, or refused."""
    state: VersionState = VersionState.ACTIVE


@dataclass(frozen=True, slots=True)
class Version(NewVersion):
    """One version of what was learned."""

    id: int = 0


class Versions:
    """Keeps the last versions of each account, and says which is in use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewVersion) -> Version:
        """Take a version in and return it with its id; an active one takes the place of the last."""
        row = {
            "account": new.account,
            "made_at": new.made_at,
            "state": new.state.value,
            "example_ids": to_json(list(new.example_ids)),
            "settings": to_json(dict(new.settings)),
            "figures": to_json(dict(new.figures)),
            "note": new.note,
        }
        with self._database.begin() as connection:
            if new.state is VersionState.ACTIVE:
                _stand_down(connection, new.account)
            written = connection.execute(insert(version).values(row).returning(version))
            return _version(written.mappings().one())

    def active(self, account: str) -> Version | None:
        """Return the version in use, or None."""
        query = select(version).where(
            version.c.account == account, version.c.state == VersionState.ACTIVE
        )
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(version.c.id.desc())).mappings().first()
        return _version(row) if row else None

    def list(self, account: str) -> Sequence[Version]:
        """Return the versions that are kept, newest first."""
        query = select(version).where(version.c.account == account).order_by(version.c.id.desc())
        with self._database.reading() as connection:
            return [_version(row) for row in connection.execute(query).mappings()]

    def activate(self, account: str, number: int) -> Version | None:
        """Use the version of that id from now on and return it; None when there is none."""
        same = (version.c.account == account, version.c.id == number)
        with self._database.begin() as connection:
            if connection.execute(select(version.c.id).where(*same)).first() is None:
                return None
            _stand_down(connection, account)
            taken = update(version).where(*same).values(state=VersionState.ACTIVE.value)
            return _version(connection.execute(taken.returning(version)).mappings().one())

    def prune(self, account: str, *, most: int = KEPT) -> int:
        """Drop all but the newest `most` versions, never the active one; return how many went."""
        query = select(version.c.id, version.c.state).where(version.c.account == account)
        with self._database.begin() as connection:
            rows = connection.execute(query.order_by(version.c.id.desc())).all()
            active = [row.id for row in rows if row.state == VersionState.ACTIVE]
            others = [row.id for row in rows if row.state != VersionState.ACTIVE]
            gone = others[max(0, most - len(active)) :]
            if gone:
                connection.execute(delete(version).where(version.c.id.in_(gone)))
        return len(gone)


def _stand_down(connection: Connection, account: str) -> None:
    connection.execute(
        update(version)
        .where(version.c.account == account, version.c.state == VersionState.ACTIVE)
        .values(state=VersionState.KEPT.value)
    )


def _version(row: RowMapping) -> Version:
    return Version(
        account=row["account"],
        made_at=row["made_at"],
        example_ids=tuple(json.loads(row["example_ids"])),
        settings=json.loads(row["settings"]),
        figures=json.loads(row["figures"]),
        note=row["note"],
        state=VersionState(row["state"]),
        id=row["id"],
    )
