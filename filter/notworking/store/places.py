"""Where mail lies: how each mailbox was last seen, and messages seen where we did not put them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping, delete, func, select, update

from notworking.mail.message import MessageRef
from notworking.store.database import Database
from notworking.store.tables import place, sighting
from notworking.store.upsert import insert_new, portions, put


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox as it was when it was last looked at."""

    account: str
    mailbox: str
    uidvalidity: int
    uidnext: int
    looked_at: datetime
    messages: int = 0
    modseq: int = 0
    """HIGHESTMODSEQ (RFC 7162); 0 where the server keeps none."""


class SightingState(StrEnum):
    """How far a sighting has come."""

    RESTING = "resting"
    """It may move on: what it means is not known before the grace window is over."""
    SETTLED = "settled"
    ASKS = "asks"
    """One of so many at once that the user is asked first."""
    REFUSED = "refused"
    """The user said that it means nothing."""


@dataclass(frozen=True, slots=True)
class NewSighting:
    """A message, seen where it had not been, and where we did not put it."""

    ref: MessageRef
    digest: str
    message_id: str | None
    size_bytes: int
    internaldate: datetime
    seen_at: datetime
    state: SightingState = SightingState.RESTING
    meaning: str = ""
    """What it came to, as a word or two; while it rests, what is known already."""


@dataclass(frozen=True, slots=True)
class Sighting(NewSighting):
    """A message that was seen, and what that came to mean."""

    settled_at: datetime | None = None
    id: int = 0


class Places:
    """Remembers how mailboxes looked, and what was seen in them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def places(self, account: str) -> dict[str, Place]:
        """Return mailbox → how it was last seen."""
        query = select(place).where(place.c.account == account)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            return {row["mailbox"]: Place(**row) for row in rows}

    def note(self, seen: Place) -> None:
        """Write down how a mailbox looks now."""
        row = {name: getattr(seen, name) for name in Place.__slots__}
        with self._database.begin(durable=False) as connection:
            put(connection, place, row)

    def forget(self, account: str, mailboxes: Collection[str]) -> None:
        """Forget mailboxes that are no longer there."""
        with self._database.begin(durable=False) as connection:
            for some in portions(list(mailboxes)):
                same = (place.c.account == account, place.c.mailbox.in_(some))
                connection.execute(delete(place).where(*same))

    def saw(self, sightings: Sequence[NewSighting]) -> int:
        """Write down what was seen; the same message in the same place counts once.

        Return how many were new.
        """
        rows = [_row(one) for one in sightings]
        with self._database.begin(durable=False) as connection:
            return insert_new(connection, sighting, rows)

    def in_state(self, account: str, state: SightingState) -> list[Sighting]:
        """Return the account's sightings in that state, oldest first."""
        return self._read(sighting.c.account == account, sighting.c.state == state)

    def of_messages(self, account: str, digests: Collection[str]) -> dict[str, list[Sighting]]:
        """Return digest → all sightings of it, oldest first; absent without any."""
        found: dict[str, list[Sighting]] = {}
        for some in portions(list(digests)):
            for one in self._read(sighting.c.account == account, sighting.c.digest.in_(some)):
                found.setdefault(one.digest, []).append(one)
        return found

    def known_ids(self, account: str, message_ids: Collection[str]) -> frozenset[str]:
        """Return those Message-IDs that were seen anywhere before: a hint, never a proof."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for some in portions(list(message_ids)):
                query = select(sighting.c.message_id).where(
                    sighting.c.account == account, sighting.c.message_id.in_(some)
                )
                found.update(one for one in connection.scalars(query) if one)
        return frozenset(found)

    def settle(
        self,
        ids: Iterable[int],
        *,
        at: datetime,
        meaning: str,
        state: SightingState = SightingState.SETTLED,
    ) -> int:
        """Say what sightings came to mean; return how many there were."""
        values = {"state": state.value, "meaning": meaning, "settled_at": at}
        changed = 0
        with self._database.begin(durable=False) as connection:
            for some in portions(list(ids)):
                statement = update(sighting).where(sighting.c.id.in_(some)).values(**values)
                changed += connection.execute(statement).rowcount
        return changed

    def answer(self, account: str, *, state: SightingState, meaning: str, at: datetime) -> int:
        """Give the user's answer to all sightings that ask; return how many did."""
        with self._database.begin() as connection:
            statement = update(sighting).where(
                sighting.c.account == account, sighting.c.state == SightingState.ASKS
            )
            values = {"state": state.value, "meaning": meaning, "settled_at": at}
            return connection.execute(statement.values(**values)).rowcount

    def count(self, account: str, state: SightingState) -> int:
        """Return how many sightings of the account are in that state."""
        query = select(func.count()).where(sighting.c.account == account, sighting.c.state == state)
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)

    def prune(self, before: datetime) -> int:
        """Drop what was settled or refused before that instant; return how many went."""
        over = sighting.c.state.in_((SightingState.SETTLED, SightingState.REFUSED))
        with self._database.begin(durable=False) as connection:
            statement = delete(sighting).where(over, sighting.c.settled_at < before)
            return connection.execute(statement).rowcount

    def _read(self, *wanted: ColumnElement[bool]) -> list[Sighting]:
        query = select(sighting).where(*wanted).order_by(sighting.c.id)
        with self._database.reading() as connection:
            return [_sighting(row) for row in connection.execute(query).mappings()]


_SAME = ("digest", "message_id", "size_bytes", "internaldate", "seen_at", "meaning")


def _row(one: NewSighting) -> dict[str, object]:
    here = {name: getattr(one.ref, name) for name in MessageRef.__slots__}
    is_over = one.state in (SightingState.SETTLED, SightingState.REFUSED)
    told = {"state": one.state.value, "settled_at": one.seen_at if is_over else None}
    return here | {name: getattr(one, name) for name in _SAME} | told


def _sighting(row: RowMapping) -> Sighting:
    return Sighting(
        **{name: row[name] for name in _SAME},
        ref=MessageRef(row["account"], row["mailbox"], row["uidvalidity"], row["uid"]),
        state=SightingState(row["state"]),
        settled_at=row["settled_at"],
        id=row["id"],
    )
