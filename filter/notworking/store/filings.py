"""Filings as the false-positive budget counts them: what was filed wrongly, of how much mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from notworking.judge.verdict import Category, DecidedBy, Decision
from notworking.store.database import Database
from notworking.store.rows import judged_from
from notworking.store.tables import example, intent, judged, passes
from notworking.store.upsert import portions
from notworking.store.values import IntentMode, IntentState, Judged

_USERS_WORD = (DecidedBy.RULE, DecidedBy.TAUGHT)
"""What the user's own rules and moves decide is no mistake of the judge's."""


class Filings:
    """Asks the journal about moves made by the judge; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wrong(self, account: str, since: datetime) -> list[Judged]:
        """Return what was filed since then by the judge and put back by the user, oldest first.

        Found by the digest: by the time mail is back in the inbox it has been judged anew. A
        message counts once, however often it was filed.
        """
        filed = (
            select(func.max(judged.c.id))
            .join(intent, intent.c.judged_id == judged.c.id)
            .join(
                example,
                (example.c.digest == judged.c.digest) & (example.c.account == judged.c.account),
            )
            .where(
                example.c.account == account,
                example.c.label == Category.GENUINE,
                example.c.at >= since,
                intent.c.created_at >= since,
                intent.c.mode == IntentMode.MOVE,
                intent.c.state == IntentState.DONE,
                judged.c.decision == Decision.FILE,
                judged.c.decided_by.not_in(_USERS_WORD),
            )
            .group_by(judged.c.digest)
        )
        with self._database.reading() as connection:
            ids = list(connection.scalars(filed))
            return [
                judged_from(row)
                for some in portions(sorted(ids))
                for row in connection.execute(
                    select(judged).where(judged.c.id.in_(some)).order_by(judged.c.id)
                ).mappings()
            ]

    def left(self, account: str, since: datetime) -> int:
        """Return how many messages were judged and left in the inbox since then, each once.

        In passes that might have moved them, and without the mail that is none of ours: what
        was never in danger proves nothing. Unsure mail that went with its follow-up was not left.
        """
        gone_along = select(judged.c.digest).where(
            judged.c.account == account, judged.c.follow_up != "", judged.c.judged_at >= since
        )
        wanted: tuple[ColumnElement[bool], ...] = (
            judged.c.account == account,
            judged.c.judged_at >= since,
            judged.c.error == "",
            judged.c.decided_by.not_in((DecidedBy.NOT_OURS, DecidedBy.PINNED)),
            or_(judged.c.decision == Decision.KEEP, judged.c.decision == Decision.UNSURE),
            judged.c.digest.not_in(gone_along),
            passes.c.mode == "move",
        )
        query = select(func.count(judged.c.digest.distinct()))
        query = query.join(passes, passes.c.id == judged.c.pass_id).where(*wanted)
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)
