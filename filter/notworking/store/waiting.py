"""Mail that waits in an inbox: unsure until more is known of its sender, or only shown as filed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from notworking.judge.verdict import DecidedBy, Decision
from notworking.mail.message import MessageRef
from notworking.people.event import Identity
from notworking.store.database import Database
from notworking.store.pins import Pins
from notworking.store.rows import intent_from, judged_from
from notworking.store.tables import example, intent, judged
from notworking.store.upsert import portions
from notworking.store.values import Intent, IntentMode, IntentState, Judged

_NEVER_HAPPENED = frozenset({IntentState.VOID, IntentState.FAILED})
_LATER = judged.alias("later")
_IS_LAST_WORD = (
    ~exists().where(
        _LATER.c.digest == judged.c.digest,
        _LATER.c.account == judged.c.account,
        _LATER.c.id > judged.c.id,
    ),
    ~exists().where(example.c.digest == judged.c.digest, example.c.account == judged.c.account),
)
"""The message was not judged again since, and the user has taught nothing by it."""


@dataclass(frozen=True, slots=True)
class Waits:
    """An unsure message, and where and how we left it."""

    judged: Judged
    ref: MessageRef
    """Where it lies unless somebody moved it: in the inbox, or in the folder of unsure mail."""
    mark: Intent | None = None
    """The keyword of unsure mail that we set on it, if it still stands."""
    is_moved: bool = False
    """We took it to the folder of unsure mail."""


class Waiting:
    """Asks the journal for mail that we left in an inbox; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pins = Pins(database)

    def of_people(
        self,
        account: str,
        mailbox: str,
        uidvalidity: int,
        identities: Collection[Identity],
        *,
        since: datetime,
    ) -> list[Waits]:
        """Return the unsure mail of these identities that came into the mailbox, oldest first.

        Judged since then, and last judged so by the model alone; never corrected, put back or
        pinned, and never moved but to the folder of unsure mail.
        """
        rows = [
            row
            for some in portions([str(one) for one in identities])
            for row in self._unsure(account, mailbox, uidvalidity, some, since)
        ]
        if not rows:
            return []
        done = self._done_with(account, [row.digest for row in rows])
        waits = [_lying(row, done[row.digest]) for row in rows]
        return self._unpinned(account, [one for one in waits if one is not None])

    def only_shown(
        self, account: str, mailbox: str, uidvalidity: int, *, but_flagged: bool
    ) -> list[int]:
        """Return the UIDs of mail that was last judged to be filed, and was not, ascending.

        As in mode "shadow". With `but_flagged` also mail that got the keyword and nothing else,
        as in mode "flag". Never what was moved, put back, undone or corrected.
        """
        rows = self._last_judged_to_file(account, mailbox, uidvalidity)
        done = self._done_with(account, [row.digest for row in rows])
        return sorted(
            {
                row.ref.uid
                for row in rows
                if all(
                    one.state in _NEVER_HAPPENED
                    or (but_flagged and one.mode is IntentMode.KEYWORD and one.undone_at is None)
                    for one in done[row.digest]
                )
            }
        )

    def _last_judged_to_file(self, account: str, mailbox: str, uidvalidity: int) -> list[Judged]:
        query = select(judged).where(
            judged.c.account == account,
            judged.c.mailbox == mailbox,
            judged.c.uidvalidity == uidvalidity,
            judged.c.decision == Decision.FILE,
            judged.c.error == "",
            judged.c.digest != "",
            *_IS_LAST_WORD,
        )
        with self._database.reading() as connection:
            return [judged_from(row) for row in connection.execute(query).mappings()]

    def _unsure(
        self, account: str, mailbox: str, uidvalidity: int, who: Sequence[str], since: datetime
    ) -> list[Judged]:
        query = (
            select(judged)
            .where(
                judged.c.account == account,
                judged.c.who.in_(who),
                judged.c.mailbox == mailbox,
                judged.c.uidvalidity == uidvalidity,
                judged.c.judged_at >= since,
                judged.c.decision == Decision.UNSURE,
                judged.c.decided_by == DecidedBy.SCORE,
                judged.c.rule == "",
                judged.c.error == "",
                judged.c.digest != "",
                *_IS_LAST_WORD,
            )
            .order_by(judged.c.id)
        )
        with self._database.reading() as connection:
            return [judged_from(row) for row in connection.execute(query).mappings()]

    def _done_with(self, account: str, digests: Sequence[str]) -> dict[str, list[Intent]]:
        """Return digest → all that was ever to be done with the message, oldest first."""
        found: dict[str, list[Intent]] = defaultdict(list)
        for some in portions(digests):
            query = select(intent).where(intent.c.account == account, intent.c.digest.in_(some))
            with self._database.reading() as connection:
                for row in connection.execute(query.order_by(intent.c.id)).mappings():
                    found[row["digest"]].append(intent_from(row))
        return found

    def _unpinned(self, account: str, waits: Sequence[Waits]) -> list[Waits]:
        senders = {one.judged.sender for one in waits} - {""}
        pinned = self._pins.pinned(
            account,
            digests={one.judged.digest for one in waits},
            threads={one.judged.thread for one in waits} - {""},
            senders=senders,
            domains={sender.rpartition("@")[2] for sender in senders},
        )
        return [
            one
            for one in waits
            if not pinned.holds(
                digest=one.judged.digest, thread=one.judged.thread, sender=one.judged.sender
            )
            and one.judged.sender.rpartition("@")[2] not in pinned.domains
        ]


def _lying(row: Judged, done: Sequence[Intent]) -> Waits | None:
    """Return where an unsure message waits; None when anything else was ever done with it."""
    happened = [one for one in done if one.state not in _NEVER_HAPPENED]
    standing = [
        one
        for one in happened
        if one.judged_id == row.id
        and one.state is IntentState.DONE
        and one.mode is not IntentMode.UNDO
        and one.undone_at is None
    ]
    if len(happened) > 1 or happened != standing:
        return None
    if not standing:
        return Waits(row, row.ref)
    [lane] = standing
    if lane.mode is IntentMode.KEYWORD:
        return Waits(row, row.ref, mark=lane)
    if lane.new_uid is None or lane.new_uidvalidity is None:
        return None  # the server did not tell where it went
    ref = MessageRef(row.ref.account, lane.target, lane.new_uidvalidity, lane.new_uid)
    return Waits(row, ref, is_moved=True)
