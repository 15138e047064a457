"""What taking along asks of the server: nothing unless something waits, and then one FETCH."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, MailboxStatus
from notworking.judge.verdict import Category, DecidedBy, Decision
from notworking.people.event import Direction
from notworking.planning import Wishes
from notworking.predecessors.proof import FollowUp
from notworking.predecessors.taking import Guide, Taken, mail_before, take_along
from notworking.settle import Hands
from notworking.store.opening import Store, open_store
from notworking.store.values import Confirmation, IntentMode
from notworking.store.waiting import Waiting
from store.made import DAY, NOW, address, digest, judged, linked, move, profile, wrote

ADA, BEN, ADA_AT_WORK = address("ada"), address("ben"), profile("ada-vale")
LEAD = FollowUp(digest(50), Category.PITCH, NOW, frozenset({ADA}))
INBOX = MailboxStatus("INBOX", 7, 60, 9, True, frozenset())


@dataclass(slots=True)
class Box:
    """A mailbox that can only be read, and remembers what it was asked."""

    lying: dict[tuple[str, int], frozenset[str]]
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    name: str = ""

    def select(self, name: str, *, readonly: bool) -> MailboxStatus:
        """EXAMINE; a mailbox in which nothing was ever put is not there."""
        assert readonly
        self.asked.append(("select", name))
        self.name = name
        if not any(mailbox == name for mailbox, _ in self.lying):
            raise UserError(f"There is no mailbox {name}")
        return MailboxStatus(name, 7, 60, 9, readonly, frozenset())

    def fetch_headers(self, uids: Sequence[int]) -> Iterator[FetchedMessage]:
        """One FETCH."""
        self.asked.append(("fetch", *uids))
        for uid in uids:
            if (self.name, uid) in self.lying:
                yield FetchedMessage(uid, b"", 1234, NOW, self.lying[self.name, uid])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with unsure mail: 1 and 2 of Ada's, 3 of Ben's, 4 by Ada on a network."""
    with open_store(tmp_path / "store.db") as made:
        fields: dict[str, Any] = {
            "decision": Decision.UNSURE,
            "decided_by": DecidedBy.SCORE,
            "judged_at": NOW - 3 * DAY,
            "internaldate": NOW - 3 * DAY,
        }
        people = {1: ADA, 2: ADA, 3: BEN, 4: ADA_AT_WORK}
        rows = [judged(uid, who=who, **fields) for uid, who in people.items()]
        made.journal.commit_batch(judged=rows)
        yield made


def guide(store: Store, box: Box) -> Guide:
    """What it takes to find mail."""
    hands = Hands(box, store.journal, store.review, lambda: NOW)  # type: ignore[arg-type]
    return Guide("home", hands, store.ledger, Waiting(store.database), Wishes())


def taken(store: Store, box: Box, lead: FollowUp = LEAD) -> Taken:
    """Return what goes with a follow-up that is moved to the pitches."""
    doing = move(50, target="Networking/Pitches", flags_before=frozenset({"\\Seen"}))
    return mail_before(guide(store, box), INBOX, {lead: doing}, 1, NOW)


def lying(*uids: int, flags: Sequence[str] = ()) -> dict[tuple[str, int], frozenset[str]]:
    """Mail in the inbox."""
    return {("INBOX", uid): frozenset(flags) for uid in uids}


def test_nothing_filed_asks_nothing(store: Store) -> None:
    """The mail of every day costs no round trip."""
    box = Box(lying(1, 2))
    assert take_along(guide(store, box), INBOX, [], [move(9)], 1, NOW) == Taken()
    assert box.asked == []


def test_nothing_waiting_asks_nothing(store: Store) -> None:
    """Most of what is filed has nothing before it: the journal knows that."""
    box = Box(lying(1, 2))
    lead = FollowUp(digest(50), Category.PITCH, NOW, frozenset({address("cleo")}))
    assert taken(store, box, lead) == Taken()
    assert box.asked == []


def test_all_that_waits_is_fetched_at_once(store: Store) -> None:
    """One EXAMINE, one FETCH, whatever the number."""
    box = Box(lying(1, 2, 3))
    found = taken(store, box)
    assert box.asked == [("select", "INBOX"), ("fetch", 1, 2)]
    assert [one.ref.uid for one in found.judged] == [1, 2]
    assert [one.follow_up for one in found.judged] == [LEAD.digest] * 2
    assert [(one.source.uid, one.target, one.digest) for one in found.intents] == [
        (1, "Networking/Pitches", digest(1)),
        (2, "Networking/Pitches", digest(2)),
    ]


def test_size_and_flags_are_its_own(store: Store) -> None:
    """A crash and an undo recognise it by the size, and bring back the flags."""
    [first, _] = taken(store, Box(lying(1, 2, flags=["NonJunk"]))).intents
    assert (first.size_bytes, first.flags_before) == (1234, frozenset({"NonJunk"}))


def test_what_is_gone_or_read_is_left_out(store: Store) -> None:
    """The row and the intent always come together."""
    found = taken(store, Box(lying(1, flags=["\\Seen"]) | lying(3)))
    assert found == Taken()


def test_a_new_uidvalidity_of_the_folder_of_the_unsure(store: Store) -> None:
    """Whatever bears the number there now is another message; a folder that is gone is empty."""
    rows = [row for row in store.review.recent() if row.ref.uid in (1, 2)]
    ids = {row.ref.uid: row.id for row in rows}
    written = store.journal.commit_batch(
        intents=[
            move(uid, target=place, judged_id=ids[uid])
            for uid, place in zip((1, 2), ("Unsure", "Gone"), strict=True)
        ]
    )
    store.journal.confirm({one.id: Confirmation(20, 6, "move") for one in written}, at=NOW)
    box = Box({("Unsure", 20): frozenset()})
    assert taken(store, box) == Taken()
    assert box.asked == [("select", "Unsure"), ("select", "Gone")]


def test_the_same_person_on_another_way(store: Store) -> None:
    """A message on a network, then a mail: the ledger knows that both are Ada."""
    store.ledger.record(
        [wrote(ADA, "a"), wrote(ADA_AT_WORK, "b", direction=Direction.THEIRS)],
        [linked(ADA, ADA_AT_WORK)],
    )
    found = taken(store, Box(lying(1, 2, 3, 4)))
    assert [one.ref.uid for one in found.judged] == [1, 2, 4]


def test_in_shadow_there_are_verdicts_and_nothing_to_do(store: Store) -> None:
    """What it would do is on record, as of all other mail."""
    found = mail_before(guide(store, Box(lying(1))), INBOX, {LEAD: None}, 1, NOW)
    assert ([one.ref.uid for one in found.judged], found.intents) == ([1], ())
    assert found.judged[0].decided_by is DecidedBy.ITS_FOLLOW_UP


def test_a_lane_that_is_the_category_s_own_folder(store: Store) -> None:
    """It is there already: nothing moves a message to where it lies."""
    [row] = [row for row in store.review.recent() if row.ref.uid == 1]
    [written] = store.journal.commit_batch(
        intents=[move(1, target="Networking/Pitches", judged_id=row.id, mode=IntentMode.MOVE)]
    )
    store.journal.confirm({written.id: Confirmation(20, 7, "move")}, at=NOW)
    found = taken(store, Box({("Networking/Pitches", 20): frozenset()}))
    assert ([one.ref.uid for one in found.judged], found.intents) == ([20], ())
