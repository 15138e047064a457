"""The journal of moves: what was judged, what was meant to be done, and what came of it.

The order that keeps mail safe: `commit_batch` writes verdicts, intents and watermark in one
durable transaction; only then is the server asked; then `confirm`, `fail` or `void`. Whoever
dies in between leaves open intents, which `pending` hands to the recovery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from notworking.mail.message import MessageRef
from notworking.store.database import Database
from notworking.store.rows import intent_from, intent_row, judged_row, with_judgement
from notworking.store.tables import failure, intent, judged, passes, watermark
from notworking.store.upsert import portions, upsert
from notworking.store.values import (
    OPEN_STATES,
    Confirmation,
    Intent,
    IntentMode,
    IntentState,
    Judged,
    NewIntent,
    Watermark,
)


class Journal:
    """Writes judgements and moves, and says which moves are still open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def commit_batch(
        self,
        *,
        judged: Sequence[Judged] = (),
        intents: Sequence[NewIntent] = (),
        watermark: Watermark | None = None,
    ) -> list[Intent]:
        """Write all of it or nothing, and return the intents with their ids, in order.

        Intents are on the disk when this returns. The watermark is held back below messages
        with an open failure (`Progress.note_failure`); a judgement closes its message's failure.
        """
        with self._database.begin(durable=bool(intents)) as connection:
            ids = _write_judged(connection, judged)
            written = _write_intents(connection, [with_judgement(new, ids) for new in intents])
            _close_failures(connection, judged)
            if watermark is not None:
                _write_watermark(connection, watermark)
        return written

    def mark_copied(self, ids: Iterable[int]) -> int:
        """Note that the copies were seen in the target. Return how many intents that moved on."""
        with self._database.begin(durable=False) as connection:
            return _advance(connection, ids, {IntentState.INTENDED}, state=IntentState.COPIED)

    def confirm(self, outcomes: Mapping[int, Confirmation], *, at: datetime) -> int:
        """Note that these intents (by id) are done, and where their messages lie now.

        An intent that is done marks what it took back, or took the place of, as undone. Settled
        intents do not change. Return how many were settled.
        """
        with self._database.begin(durable=False) as connection:
            settled = sum(
                _advance(
                    connection,
                    [number],
                    set(OPEN_STATES),
                    state=IntentState.DONE,
                    new_uid=outcome.new_uid,
                    new_uidvalidity=outcome.new_uidvalidity,
                    method=str(outcome.method),
                    settled_at=at,
                )
                for number, outcome in outcomes.items()
            )
            _mark_taken_back(connection, list(outcomes), at)
            return settled

    def fail(self, number: int, why: str, *, at: datetime) -> int:
        """Note that an intent could not be carried out. Return 1, or 0 if it was settled before."""
        return self._settle(number, IntentState.FAILED, why, at)

    def void(self, number: int, *, at: datetime, why: str = "") -> int:
        """Note that an intent never happened. Return 1, or 0 if it was settled before."""
        return self._settle(number, IntentState.VOID, why, at)

    def _settle(self, number: int, state: IntentState, why: str, at: datetime) -> int:
        with self._database.begin(durable=False) as connection:
            return _advance(
                connection, [number], set(OPEN_STATES), state=state, why=why, settled_at=at
            )

    def pending(self, account: str) -> list[Intent]:
        """Return the account's intents whose end is not known, oldest first."""
        query = (
            select(intent)
            .where(intent.c.account == account, intent.c.state.in_(OPEN_STATES))
            .order_by(intent.c.id)
        )
        with self._database.reading() as connection:
            return [intent_from(row) for row in connection.execute(query).mappings()]

    def mark_undone(self, ids: Iterable[int], *, at: datetime) -> int:
        """Note that these moves were taken back (an undo's `confirm` does it by itself)."""
        with self._database.begin() as connection:
            return _mark_undone(connection, list(ids), at)

    def prune(self, before: datetime) -> int:
        """Drop judgements from before that instant that led to no move, and passes left empty.

        Return how many judgements went. Moves are kept: undo and the follow-up rule need them.
        """
        acted = select(intent.c.judged_id).where(intent.c.judged_id.is_not(None))
        old = delete(judged).where(judged.c.judged_at < before, judged.c.id.not_in(acted))
        in_use = [
            select(table.c.pass_id).where(table.c.pass_id.is_not(None))
            for table in (judged, intent)
        ]
        empty = delete(passes).where(
            passes.c.began_at < before, *(passes.c.id.not_in(used) for used in in_use)
        )
        with self._database.begin(durable=False) as connection:
            gone = connection.execute(old).rowcount
            connection.execute(empty)
            return gone


def _write_judged(connection: Connection, values: Sequence[Judged]) -> dict[MessageRef, int]:
    if not values:
        return {}
    statement = insert(judged).returning(judged.c.id, sort_by_parameter_order=True)
    ids = connection.execute(statement, [judged_row(value) for value in values]).scalars()
    return {value.ref: number for value, number in zip(values, ids, strict=True)}


def _write_intents(connection: Connection, values: Sequence[NewIntent]) -> list[Intent]:
    if not values:
        return []
    statement = insert(intent).returning(intent, sort_by_parameter_order=True)
    rows = connection.execute(statement, [intent_row(value) for value in values]).mappings()
    return [intent_from(row) for row in rows]


def _close_failures(connection: Connection, values: Sequence[Judged]) -> None:
    if not values:
        return
    names = ("account", "mailbox", "uidvalidity", "uid")
    statement = delete(failure).where(*(failure.c[name] == bindparam(name) for name in names))
    refs = [{name: getattr(value.ref, name) for name in names} for value in values]
    connection.execute(statement, refs)


def _write_watermark(connection: Connection, mark: Watermark) -> None:
    """Raise the watermark, never lower it, and never past a message that failed."""
    here = and_(failure.c.account == mark.account, failure.c.mailbox == mark.mailbox)
    connection.execute(delete(failure).where(here, failure.c.uidvalidity != mark.uidvalidity))
    lowest = connection.scalar(select(func.min(failure.c.uid)).where(here))
    row = {
        "account": mark.account,
        "mailbox": mark.mailbox,
        "uidvalidity": mark.uidvalidity,
        "uid": mark.uid if lowest is None else min(mark.uid, lowest - 1),
    }
    new = upsert(connection, watermark).values(row)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["account", "mailbox"],
            set_={"uidvalidity": new.excluded.uidvalidity, "uid": new.excluded.uid},
            where=or_(
                watermark.c.uidvalidity != new.excluded.uidvalidity,
                watermark.c.uid < new.excluded.uid,
            ),
        )
    )


def _advance(
    connection: Connection, ids: Iterable[int], from_states: set[IntentState], **values: object
) -> int:
    """Set the values on those intents that are in one of the states; return how many were."""
    changed = 0
    for some in portions(list(ids)):
        statement = update(intent).where(intent.c.id.in_(some), intent.c.state.in_(from_states))
        changed += connection.execute(statement.values(**values)).rowcount
    return changed


def _mark_undone(connection: Connection, ids: Sequence[int], at: datetime) -> int:
    return sum(
        connection.execute(
            update(intent)
            .where(intent.c.id.in_(some), intent.c.undone_at.is_(None))
            .values(undone_at=at)
        ).rowcount
        for some in portions(ids)
    )


def _mark_taken_back(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """Mark as undone what these intents, now done, took back or took the place of."""
    for some in portions(ids):
        query = select(intent.c.undoes, intent.c.mode).where(
            intent.c.id.in_(some),
            intent.c.undoes.is_not(None),
            intent.c.state == IntentState.DONE,
        )
        rows = connection.execute(query).all()
        home = [row.undoes for row in rows if row.mode == IntentMode.UNDO]
        undone = [row.undoes for row in rows]
        _mark_undone(connection, [*undone, *_set_beside(connection, home)], at)


def _set_beside(connection: Connection, moves: Sequence[int]) -> list[int]:
    """Return the flags that were set on the messages of these moves: an undo restores them too."""
    move, beside = intent.alias("move"), intent.alias("beside")
    same = ("account", "digest", "mailbox", "uidvalidity", "uid")
    query = (
        select(beside.c.id)
        .join(move, and_(*(move.c[name] == beside.c[name] for name in same)))
        .where(
            move.c.id.in_(moves),
            beside.c.mode == IntentMode.KEYWORD,
            beside.c.state == IntentState.DONE,
        )
    )
    return list(connection.scalars(query))
