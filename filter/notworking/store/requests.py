"""Requests: what a command asks of the daemon that is at work on an account, and the answers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from notworking.store.database import Database
from notworking.store.tables import setting
from notworking.store.upsert import insert_new

EXPIRES = timedelta(hours=1)
"""A request that nobody carried out by then is dropped: its asker has long gone."""
_ASKED = "undo.asked."
_ANSWERED = "undo.answered."


@dataclass(frozen=True, slots=True)
class Request:
    """Moves to be taken back, and whether that is the user's word on them too."""

    id: str
    account: str
    moves: tuple[int, ...]
    """Ids of intents, in the order in which they are to be taken back."""
    is_teaching: bool
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request."""

    troubles: Mapping[int, str] = field(default_factory=dict)
    """Id of each intent → why it was not taken back, "" when it was."""


class Requests:
    """The counter between a command and the daemon: asked here, answered here, then gone.

    Kept among the settings of the account; a request and its answer are one row each.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(
        self, account: str, moves: Sequence[int], *, is_teaching: bool, at: datetime
    ) -> Request:
        """Write a request down for the daemon and return it."""
        number = f"{at.timestamp():017.6f}-{secrets.token_hex(4)}"
        request = Request(number, account, tuple(moves), is_teaching, at)
        told = {"moves": request.moves, "teach": is_teaching, "at": at.isoformat()}
        row = {"account": account, "name": _ASKED + number, "value": json.dumps(told)}
        with self._database.begin() as connection:
            insert_new(connection, setting, [row])
        return request

    def is_asked(self, account: str) -> bool:
        """True when something waits for the account's daemon; one cheap query."""
        query = select(setting.c.name).where(*_named(account, _ASKED)).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def waiting(self, account: str, *, at: datetime) -> list[Request]:
        """Return what waits, oldest first; what is older than `EXPIRES` is dropped instead."""
        query = select(setting.c.name, setting.c.value).where(*_named(account, _ASKED))
        answers = select(setting.c.name).where(*_named(account, _ANSWERED))
        with self._database.begin(durable=False) as connection:
            rows = connection.execute(query).all()
            found = sorted((_request(account, *row) for row in rows), key=lambda one: one.id)
            unread = [name for name in connection.scalars(answers) if _is_late(name, at)]
            late = [_ASKED + one.id for one in found if _is_late(_ASKED + one.id, at)]
            for name in (*late, *unread):
                connection.execute(delete(setting).where(*_is(account, name)))
        return [one for one in found if _ASKED + one.id not in late]

    def answer(self, request: Request, answer: Answer) -> None:
        """Close a request with what came of it; nothing is kept when it was withdrawn meanwhile."""
        told = {str(number): why for number, why in answer.troubles.items()}
        row = {"account": request.account, "name": _ANSWERED + request.id}
        with self._database.begin() as connection:
            asked = delete(setting).where(*_is(request.account, _ASKED + request.id))
            if connection.execute(asked).rowcount:
                insert_new(connection, setting, [row | {"value": json.dumps(told)}])

    def take_answer(self, request: Request) -> Answer | None:
        """Return what came of a request and forget it; None while there is no answer."""
        same = _is(request.account, _ANSWERED + request.id)
        with self._database.reading() as connection:
            told = connection.scalar(select(setting.c.value).where(*same))
        if told is None:
            return None
        with self._database.begin(durable=False) as connection:
            connection.execute(delete(setting).where(*same))
        return Answer({int(number): why for number, why in json.loads(told).items()})

    def withdraw(self, request: Request) -> bool:
        """Take a request back; False when it was answered before."""
        with self._database.begin(durable=False) as connection:
            asked = delete(setting).where(*_is(request.account, _ASKED + request.id))
            return bool(connection.execute(asked).rowcount)


def _named(account: str, beginning: str) -> tuple[ColumnElement[bool], ...]:
    """The condition of the account's rows whose names begin so."""
    return setting.c.account == account, setting.c.name.startswith(beginning, autoescape=True)


def _is_late(name: str, at: datetime) -> bool:
    """True when the request of that name was asked longer than `EXPIRES` ago."""
    asked_at = float(name.rpartition("-")[0].removeprefix(_ASKED).removeprefix(_ANSWERED))
    return at.timestamp() - asked_at > EXPIRES.total_seconds()


def _is(account: str, name: str) -> tuple[ColumnElement[bool], ...]:
    return setting.c.account == account, setting.c.name == name


def _request(account: str, name: str, value: str) -> Request:
    told = json.loads(value)
    return Request(
        id=name.removeprefix(_ASKED),
        account=account,
        moves=tuple(told["moves"]),
        is_teaching=bool(told["teach"]),
        asked_at=datetime.fromisoformat(told["at"]),
    )
