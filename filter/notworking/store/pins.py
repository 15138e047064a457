"""Pins: what the user put back stays back, for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, tuple_

from notworking.store.database import Database
from notworking.store.hashes import name_key
from notworking.store.tables import pin
from notworking.store.upsert import insert_new, portions
from notworking.store.values import PinKind


@dataclass(frozen=True, slots=True)
class Pinned:
    """Which of those asked for are pinned, as they were asked for."""

    digests: frozenset[str] = frozenset()
    threads: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def holds(self, *, digest: str = "", thread: str = "", sender: str = "") -> bool:
        """Return whether a message is pinned by itself, its thread or its sender."""
        return digest in self.digests or thread in self.threads or sender in self.senders


class Pins:
    """Messages, threads, senders and domains that are never moved again.

    Keyed by digest, thread and address, never by UID, so that they outlive a change of
    UIDVALIDITY. Addresses and domains are kept as hashes: a pin has to survive that its sender
    is forgotten.
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
        domain: str = "",
    ) -> int:
        """Pin each of those that are given. `why` names no person. Return how many were new."""
        keys = _keys(digest=[digest], thread=[thread], sender=[sender], domain=[domain])
        rows = [
            {"account": account, "kind": kind, "value": value, "at": at, "why": why}
            for kind, value in keys
        ]
        with self._database.begin() as connection:
            return insert_new(connection, pin, rows)

    def unpin(
        self,
        account: str,
        *,
        digest: str = "",
        thread: str = "",
        sender: str = "",
        domain: str = "",
    ) -> int:
        """Take pins away, as the user's later move into a category folder asks. Return how many."""
        keys = _keys(digest=[digest], thread=[thread], sender=[sender], domain=[domain])
        return self._take(account, keys)

    def release(
        self, account: str, *, digest: str = "", thread: str = "", sender_key: str = ""
    ) -> int:
        """Take pins away by what an example still knows: of its sender only the hash."""
        keys = _keys(digest=[digest], thread=[thread], sender=[])
        if sender_key:
            keys.append((PinKind.SENDER.value, sender_key))
        return self._take(account, keys)

    def _take(self, account: str, keys: Collection[tuple[str, str]]) -> int:
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
        domains: Collection[str] = (),
    ) -> Pinned:
        """Return which of these are pinned in the account; one query for some hundreds."""
        keys = _keys(digest=digests, thread=threads, sender=senders, domain=domains)
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
                one for one in senders if one and (PinKind.SENDER, name_key(one)) in found
            ),
            domains=frozenset(
                one for one in domains if one and (PinKind.DOMAIN, name_key(one)) in found
            ),
        )


def _keys(
    *,
    digest: Iterable[str],
    thread: Iterable[str],
    sender: Iterable[str],
    domain: Iterable[str] = (),
) -> list[tuple[str, str]]:
    """Return (kind, value) for everything that is not empty, each once."""
    keys = [(PinKind.DIGEST.value, one) for one in digest if one]
    keys += [(PinKind.THREAD.value, one) for one in thread if one]
    keys += [(PinKind.SENDER.value, name_key(one)) for one in sender if one]
    keys += [(PinKind.DOMAIN.value, name_key(one)) for one in domain if one]
    return list(dict.fromkeys(keys))
