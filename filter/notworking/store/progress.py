"""How far each account has come: watermarks, failures, passes, and signs of life."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update

from notworking.mail.message import MessageRef
from notworking.store.database import Database
from notworking.store.rows import to_json
from notworking.store.tables import failure, heartbeat, passes, watermark
from notworking.store.upsert import put, upsert
from notworking.store.values import Failure, Heartbeat, Pass, Watermark


class Progress:
    """What the daemon has to know to go on where it stopped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def watermark(self, account: str, mailbox: str) -> Watermark | None:
        """Return up to where the mailbox has been dealt with; None when it never was."""
        query = select(watermark).where(
            watermark.c.account == account, watermark.c.mailbox == mailbox
        )
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return Watermark(**row) if row else None

    def reset_watermark(self, mark: Watermark) -> None:
        """Set the watermark wherever it is wanted, back too (`commit_batch` only raises it)."""
        row = {name: getattr(mark, name) for name in Watermark.__slots__}
        with self._database.begin(durable=False) as connection:
            put(connection, watermark, row)

    def note_failure(self, ref: MessageRef, reason: str, *, at: datetime) -> int:
        """Count one more failed try for a message, and return how many that makes.

        Until a judgement (or its error) is committed for it, the watermark stays below it.
        Call it before the `commit_batch` of the same pass.
        """
        key = {name: getattr(ref, name) for name in MessageRef.__slots__}
        row = key | {"count": 1, "reason": reason, "first_at": at, "last_at": at}
        with self._database.begin(durable=False) as connection:
            new = upsert(connection, failure).values(row)
            statement = new.on_conflict_do_update(
                index_elements=list(key),
                set_={
                    "count": failure.c.count + 1,
                    "reason": new.excluded.reason,
                    "last_at": new.excluded.last_at,
                },
            ).returning(failure.c.count)
            return int(connection.execute(statement).scalar_one())

    def failures(self, account: str, mailbox: str, uidvalidity: int) -> dict[int, Failure]:
        """Return UID → what failed so far and was not given up."""
        query = select(failure).where(
            failure.c.account == account,
            failure.c.mailbox == mailbox,
            failure.c.uidvalidity == uidvalidity,
        )
        with self._database.reading() as connection:
            found = [_failure(row) for row in connection.execute(query).mappings()]
        return {one.ref.uid: one for one in found}

    def forget_failure(self, ref: MessageRef) -> None:
        """Close a failure without a judgement: the message is no longer there."""
        same = [failure.c[name] == getattr(ref, name) for name in MessageRef.__slots__]
        with self._database.begin(durable=False) as connection:
            connection.execute(delete(failure).where(*same))

    def begin_pass(self, account: str, *, at: datetime, mode: str) -> int:
        """Open a pass and return its id."""
        row = {"account": account, "mode": mode, "began_at": at, "counts": "{}"}
        with self._database.begin(durable=False) as connection:
            return int(
                connection.execute(insert(passes).values(row).returning(passes.c.id)).scalar_one()
            )

    def end_pass(self, pass_id: int, *, at: datetime, counts: Mapping[str, int]) -> None:
        """Close a pass with what it did: name → how many."""
        statement = (
            update(passes)
            .where(passes.c.id == pass_id)
            .values(ended_at=at, counts=to_json(dict(counts)))
        )
        with self._database.begin(durable=False) as connection:
            connection.execute(statement)

    def latest_pass(self, account: str | None = None) -> Pass | None:
        """Return the pass that began last, of one account or of all."""
        return next(iter(self.passes(1, account=account)), None)

    def passes(self, limit: int = 20, *, account: str | None = None) -> list[Pass]:
        """Return the last passes, newest first."""
        query = select(passes).order_by(passes.c.id.desc()).limit(limit)
        if account is not None:
            query = query.where(passes.c.account == account)
        with self._database.reading() as connection:
            return [_pass(row) for row in connection.execute(query).mappings()]

    def beat(self, account: str, *, at: datetime, error: str = "") -> None:
        """Leave a sign of life; an error given here stays until the next one replaces it."""
        row: dict[str, object] = {"account": account, "at": at}
        if error:
            row |= {"last_error": error, "error_at": at}
        with self._database.begin(durable=False) as connection:
            new = upsert(connection, heartbeat).values({"last_error": "", **row})
            changed = {name: new.excluded[name] for name in row if name != "account"}
            connection.execute(new.on_conflict_do_update(index_elements=["account"], set_=changed))

    def heartbeats(self) -> dict[str, Heartbeat]:
        """Return account → its last sign of life."""
        with self._database.reading() as connection:
            rows = connection.execute(select(heartbeat)).mappings()
            return {row["account"]: Heartbeat(**row) for row in rows}


def _failure(row: RowMapping) -> Failure:
    ref = MessageRef(row["account"], row["mailbox"], row["uidvalidity"], row["uid"])
    return Failure(ref, row["count"], row["reason"], row["first_at"], row["last_at"])


def _pass(row: RowMapping) -> Pass:
    return Pass(**{**row, "counts": json.loads(row["counts"])})
