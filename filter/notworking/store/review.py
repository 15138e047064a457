"""Questions to the journal: what was judged lately, why, where it went, and what can be undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from notworking.errors import UserError
from notworking.judge.verdict import Category, DecidedBy, Decision
from notworking.people.event import Identity
from notworking.store.database import Database
from notworking.store.rows import intent_from, judged_from
from notworking.store.tables import intent, judged, pin
from notworking.store.upsert import portions
from notworking.store.values import Intent, IntentMode, IntentState, Judged, PinKind

_FORWARD = (IntentMode.MOVE, IntentMode.KEYWORD)
_SHORTEST_PREFIX = 6


class Review:
    """Reads the journal; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recent(
        self,
        limit: int = 50,
        *,
        account: str | None = None,
        since: datetime | None = None,
        decision: Decision | None = None,
        category: Category | None = None,
        pass_id: int | None = None,
        errors_only: bool = False,
    ) -> list[Judged]:
        """Return the latest judgements, newest first, at most `limit`, of those asked for."""
        wanted: list[ColumnElement[bool]] = [
            column == value
            for column, value in (
                (judged.c.account, account),
                (judged.c.decision, decision),
                (judged.c.category, category),
                (judged.c.pass_id, pass_id),
            )
            if value is not None
        ]
        if since is not None:
            wanted.append(judged.c.judged_at >= since)
        if errors_only:
            wanted.append(judged.c.error != "")
        return self._judged(*wanted, limit=limit)

    def find(self, text: str) -> Judged | None:
        """Return the judgement a user means, the latest if there are several, or None.

        `text` is its number ("412"), its short id ("412-3fa9"), a Message-ID with or without
        angle brackets, or at least six characters of the digest. `UserError` when a beginning
        of a digest fits several messages.
        """
        text = text.strip().strip("<>")
        number, _, rest = text.partition("-")
        if number.isascii() and number.isdigit() and len(number) < 18:
            found = self._judged(
                judged.c.id == int(number), judged.c.digest.startswith(rest, autoescape=True)
            )
            if found:
                return found[0]
        found = self._judged(judged.c.message_id == text, limit=1)
        if found or len(text) < _SHORTEST_PREFIX or not _is_hex(text):
            return found[0] if found else None
        return self._by_digest(text.lower())

    def _by_digest(self, beginning: str) -> Judged | None:
        fits = judged.c.digest.between(beginning, beginning + "g")  # "g" sorts after hex digits
        with self._database.reading() as connection:
            kinds = connection.scalar(select(func.count(judged.c.digest.distinct())).where(fits))
        if kinds and kinds > 1:
            raise UserError(f"“{beginning}” fits {kinds} messages. Give more of the id.")
        return next(iter(self._judged(fits, limit=1)), None)

    def by_digest(self, account: str, digests: Collection[str]) -> dict[str, Judged]:
        """Return digest → its latest judgement in the account; what was never judged is absent.

        The way to know messages again whose UIDs have changed.
        """
        found: dict[str, Judged] = {}
        for some in portions(list(digests)):
            newest = (
                select(func.max(judged.c.id))
                .where(judged.c.account == account, judged.c.digest.in_(some))
                .group_by(judged.c.digest)
            )
            found |= {row.digest: row for row in self._judged(judged.c.id.in_(newest))}
        return found

    def by_id(self, ids: Collection[int]) -> dict[int, Judged]:
        """Return id → judgement; absent when there is none of that id."""
        rows = [row for some in portions(list(ids)) for row in self._judged(judged.c.id.in_(some))]
        return {row.id: row for row in rows}

    def judged_uids(
        self, account: str, mailbox: str, uidvalidity: int, *, above: int = 0
    ) -> frozenset[int]:
        """Return the UIDs above `above` that have been judged already, so as to skip them."""
        query = select(judged.c.uid).where(
            judged.c.account == account,
            judged.c.mailbox == mailbox,
            judged.c.uidvalidity == uidvalidity,
            judged.c.uid > above,
        )
        with self._database.reading() as connection:
            return frozenset(connection.scalars(query))

    def intents_of(self, judged_ids: Collection[int]) -> dict[int, tuple[Intent, ...]]:
        """Return judgement's id → what was done about it, oldest first; absent when nothing."""
        found: dict[int, tuple[Intent, ...]] = {}
        for some in portions(list(judged_ids)):
            for value in self._intents(intent.c.judged_id.in_(some)):
                if value.judged_id is not None:
                    found[value.judged_id] = (*found.get(value.judged_id, ()), value)
        return found

    def moves_of(self, account: str, digests: Collection[str]) -> list[Intent]:
        """Return all that was ever done with messages of these digests, oldest first.

        Whether the daemon or the user put a message where it is.
        """
        return [
            value
            for some in portions(list(digests))
            for value in self._intents(intent.c.account == account, intent.c.digest.in_(some))
        ]

    def standing_moves(
        self, account: str, *, target: str | None = None, since: datetime | None = None
    ) -> list[Intent]:
        """Return moves and keywords that are done and not undone, oldest first."""
        wanted = [intent.c.account == account, *_STANDING]
        if target is not None:
            wanted.append(intent.c.target == target)
        if since is not None:
            wanted.append(intent.c.settled_at >= since)
        return self._intents(*wanted)

    def moves_to_undo(
        self,
        *,
        judged_id: int | None = None,
        pass_id: int | None = None,
        since: datetime | None = None,
        rule: str | None = None,
        model: str | None = None,
        account: str | None = None,
    ) -> list[Intent]:
        """Return what an undo has to take back, newest first, of all that is asked for together.

        `since` counts from when the move was written down. A rule's doings are those its name
        stands for in the verdict, a model's those it decided by itself: a model's name alone
        ("base-2") counts with whatever was learned on top of it ("base-2+…"). At least one of
        all but `account` is needed, else ValueError.
        """
        if all(one is None for one in (judged_id, pass_id, since, rule, model)):
            raise ValueError("undo needs a message, a pass, a time, a rule or a model")
        wanted = [*_STANDING]
        if rule is not None:
            wanted.append(intent.c.judged_id.in_(select(judged.c.id).where(judged.c.rule == rule)))
        if model is not None:
            wanted.append(intent.c.judged_id.in_(select(judged.c.id).where(*_decided_by(model))))
        if judged_id is not None:
            wanted.append(intent.c.judged_id == judged_id)
        if pass_id is not None:
            wanted.append(intent.c.pass_id == pass_id)
        if since is not None:
            wanted.append(intent.c.created_at >= since)
        if account is not None:
            wanted.append(intent.c.account == account)
        return self._intents(*wanted)[::-1]

    def standing(self, ids: Collection[int]) -> list[Intent]:
        """Return those of these moves (by id) that are done and not undone, oldest first."""
        found = [
            value
            for some in portions(list(ids))
            for value in self._intents(intent.c.id.in_(some), *_STANDING)
        ]
        return sorted(found, key=lambda one: one.id)

    def with_follow_up(self, account: str, digests: Collection[str]) -> dict[str, Judged]:
        """Return digest → the verdict by which it went with its follow-up; absent without one."""
        latest = self.by_digest(account, digests)
        return {digest: row for digest, row in latest.items() if row.follow_up}

    def all_the_way(self, found: Judged) -> list[int]:
        """Return the judgements whose moves an undo of this one takes back: nearly always itself.

        Of mail that was unsure, and filed with its follow-up later, both.
        """
        query = select(judged.c.id).where(
            judged.c.account == found.ref.account,
            judged.c.digest == found.digest,
            (judged.c.follow_up != "") | (judged.c.decision == Decision.UNSURE),
        )
        with self._database.reading() as connection:
            ids = list(connection.scalars(query.order_by(judged.c.id)))
        return ids if found.id in ids and found.digest else [found.id]

    def gone_along(self, account: str, digests: Collection[str]) -> list[Intent]:
        """Return what was done with mail only because one of these was filed, and stands.

        Oldest first: what comes home with a follow-up that was put back.
        """
        return [
            value
            for some in portions([digest for digest in digests if digest])
            for value in self._intents(
                intent.c.judged_id.in_(
                    select(judged.c.id).where(
                        judged.c.follow_up.in_(some),
                        judged.c.follow_up != "",  # so that the partial index is used
                        judged.c.account == account,
                    )
                ),
                *_STANDING,
            )
        ]

    def deciders(self) -> tuple[list[str], list[str]]:
        """Return the names of the rules and of the models whose doings stand, each in order."""
        query = (
            select(judged.c.rule, judged.c.model, judged.c.decided_by)
            .join(intent, intent.c.judged_id == judged.c.id)
            .where(*_STANDING)
            .distinct()
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        rules = {row.rule for row in rows if row.rule}
        models = {row.model for row in rows if row.decided_by in _BY_THE_MODEL}
        return sorted(rules), sorted(models)

    def filed_threads(self, account: str, threads: Collection[str]) -> dict[str, Category]:
        """Return thread → the category its latest message was filed under, where that stands.

        A follow-up goes where its predecessor went. A thread is absent when its latest move
        was undone, or when that message or the thread was pinned.
        """
        return self._filed(account, judged.c.thread, threads)

    def filed_senders(
        self, account: str, senders: Collection[str], *, since: datetime
    ) -> dict[str, Category]:
        """Return address → the category its latest message since then was filed under.

        As `filed_threads`: follow-ups come in new threads too.
        """
        return self._filed(account, judged.c.sender, senders, judged.c.judged_at >= since)

    def unsure_people(
        self, account: str, identities: Collection[Identity], *, since: datetime
    ) -> dict[Identity, float]:
        """Return identity → score (0…1) of its latest message since then, where that was unsure."""
        by_text = {str(identity): identity for identity in identities}
        found: dict[Identity, float] = {}
        for some in portions(list(by_text)):
            newest = (
                select(func.max(judged.c.id))
                .where(
                    judged.c.account == account,
                    judged.c.who.in_(some),
                    judged.c.judged_at >= since,
                )
                .group_by(judged.c.who)
            )
            query = select(judged.c.who, judged.c.score).where(
                judged.c.id.in_(newest), judged.c.decision == Decision.UNSURE
            )
            with self._database.reading() as connection:
                found |= {by_text[row.who]: row.score for row in connection.execute(query)}
        return found

    def _filed(
        self,
        account: str,
        by: ColumnElement[str],
        values: Collection[str],
        *also: ColumnElement[bool],
    ) -> dict[str, Category]:
        """Return value of the column → category of the latest standing move that bears it."""
        filed: dict[str, Category] = {}
        for some in portions([value for value in values if value]):
            query = (
                select(
                    by.label("value"),
                    judged.c.thread,
                    judged.c.digest,
                    judged.c.category,
                    intent.c.undone_at,
                )
                .join(intent, intent.c.judged_id == judged.c.id)
                .where(
                    judged.c.account == account,
                    by.in_(some),
                    intent.c.state == IntentState.DONE,
                    intent.c.mode.in_(_FORWARD),
                    judged.c.decision != Decision.UNSURE,  # set apart, not filed
                    *also,
                )
                .order_by(intent.c.id)
            )
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
                keys = [key for row in rows for key in (row.thread, row.digest)]
                pinned = _pinned_values(connection, account, keys)
            for value, thread, digest, category, undone_at in rows:
                if undone_at is not None or thread in pinned or digest in pinned:
                    filed.pop(value, None)
                elif category != Category.GENUINE:
                    filed[value] = Category(category)
        return filed

    def counts(
        self, *, since: datetime | None = None, account: str | None = None
    ) -> dict[tuple[Category, Decision], int]:
        """Return (category, decision) → how many judgements, unreadable messages left out."""
        query = select(judged.c.category, judged.c.decision, func.count()).where(
            judged.c.error == ""
        )
        if since is not None:
            query = query.where(judged.c.judged_at >= since)
        if account is not None:
            query = query.where(judged.c.account == account)
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(judged.c.category, judged.c.decision))
            return {(Category(kind), Decision(what)): count for kind, what, count in rows}

    def _judged(self, *wanted: ColumnElement[bool], limit: int | None = None) -> list[Judged]:
        query = select(judged).where(*wanted).order_by(judged.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [judged_from(row) for row in connection.execute(query).mappings()]

    def _intents(self, *wanted: ColumnElement[bool]) -> list[Intent]:
        query = select(intent).where(*wanted).order_by(intent.c.id)
        with self._database.reading() as connection:
            return [intent_from(row) for row in connection.execute(query).mappings()]


_STANDING: tuple[ColumnElement[bool], ...] = (
    intent.c.state == IntentState.DONE,
    intent.c.mode.in_(_FORWARD),
    intent.c.undone_at.is_(None),
)

_BY_THE_MODEL = (
    DecidedBy.SCORE,
    DecidedBy.FOLLOW_UP,
    DecidedBy.ITS_FOLLOW_UP,
    DecidedBy.OWN_CATEGORY,
)
"""Steps at which the model decides; the others are the user's word."""


def _decided_by(model: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a judgement that this model made."""
    name = judged.c.model
    is_its = (name == model) | name.startswith(f"{model}+", autoescape=True)
    return judged.c.decided_by.in_(_BY_THE_MODEL), is_its


def _pinned_values(connection: Connection, account: str, keys: Sequence[str]) -> set[str]:
    """Return those digests and threads that are pinned."""
    found: set[str] = set()
    for some in portions(keys):
        query = select(pin.c.value).where(
            pin.c.account == account,
            pin.c.kind.in_((PinKind.DIGEST, PinKind.THREAD)),
            pin.c.value.in_(some),
        )
        found.update(connection.scalars(query))
    return found


def _is_hex(text: str) -> bool:
    return not set(text.lower()) - set("0123456789abcdef")
