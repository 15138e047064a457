"""Pins: what the user put back stays back, for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, tuple_

from notworking.store.database import Database
from notworking.store.hashes import hash_of
from notworking.store.tables import pin
from notworking.store.upsert import insert_new, portions
from notworking.store.values import PinKind


@dataclass(frozen=True, slots=True)
class Pinned:
    """Which of those asked for are pinned, as they were asked for."""

    digests: frozenset[str] = frozenset()
    threads: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()

    def holds(self, *, digest: str = "", thread: str = "", sender: str = "") -> bool:
        """Return whether a message is pinned in any of the three ways."""
        return digest in self.digests or thread in self.threads or sender in self.senders


class Pins:
    """Messages, threads and senders that are never moved again.

    Keyed by digest, thread and address, never by UID, so that they outlive a change of
    UIDVALIDITY. An address is kept as a hash: a pin has to survive that its sender is forgotten.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def pin(
        self,
        account: str,
        *,
        at: datetime,
        why: str,
        digest: str = "",
        thread: str = "",
        sender: str = "",
    ) -> int:
        """Pin each of the three that is given. `why` names no person. Return how many were new."""
        rows = [
            {"account": account, "kind": kind, "value": value, "at": at, "why": why}
            for kind, value in _keys(digest=[digest], thread=[thread], sender=[sender])
        ]
        with self._database.begin() as connection:
            return insert_new(connection, pin, rows)

    def unpin(self, account: str, *, digest: str = "", thread: str = "", sender: str = "") -> int:
        """Take pins away, as the user's later move into a category folder asks. Return how many."""
        keys = _keys(digest=[digest], thread=[thread], sender=[sender])
        if not keys:
            return 0
        with self._database.begin() as connection:
            statement = delete(pin).where(
                pin.c.account == account, tuple_(pin.c.kind, pin.c.value).in_(keys)
            )
            return connection.execute(statement).rowcount

    def pinned(
        self,
        account: str,
        *,
        digests: Collection[str] = (),
        threads: Collection[str] = (),
        senders: Collection[str] = (),
    ) -> Pinned:
        """Return which of these are pinned in the account; one query for some hundreds."""
        keys = _keys(digest=digests, thread=threads, sender=senders)
        found: set[tuple[str, str]] = set()
        with self._database.reading() as connection:
            for some in portions([value for _, value in keys]):
                query = select(pin.c.kind, pin.c.value).where(
                    pin.c.account == account,
                    pin.c.kind.in_(list(PinKind)),  # so that the primary key is used whole
                    pin.c.value.in_(some),
                )
                found.update((kind, value) for kind, value in connection.execute(query))
        return Pinned(
            digests=frozenset(one for one in digests if (PinKind.DIGEST, one) in found),
            threads=frozenset(one for one in threads if (PinKind.THREAD, one) in found),
            senders=frozenset(
                one for one in senders if one and (PinKind.SENDER, _sender_key(one)) in found
            ),
        )


def _keys(
    *, digest: Iterable[str], thread: Iterable[str], sender: Iterable[str]
) -> list[tuple[str, str]]:
    """Return (kind, value) for everything that is not empty, each once."""
    keys = [(PinKind.DIGEST.value, one) for one in digest if one]
    keys += [(PinKind.THREAD.value, one) for one in thread if one]
    keys += [(PinKind.SENDER.value, _sender_key(one)) for one in sender if one]
    return list(dict.fromkeys(keys))


def _sender_key(address: str) -> str:
    return hash_of(address.strip().lower())
