"""Unsure mail that waits: found by its sender, unless anything else was ever said or done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from notworking.judge.verdict import DecidedBy, Decision
from notworking.store.opening import Store
from notworking.store.values import Confirmation, IntentMode
from notworking.store.waiting import Waiting, Waits
from store.made import DAY, NOW, address, digest, judged, move
from store.test_examples import example

ADA, BEN = address("ada"), address("ben")
UNSURE: dict[str, Any] = {
    "who": ADA,
    "decision": Decision.UNSURE,
    "decided_by": DecidedBy.SCORE,
    "score": 0.7,
    "sender": "ada@example.org",
    "thread": "t1",
}


def waiting(store: Store, **fields: Any) -> list[Waits]:
    """Return what waits of Ada's."""
    asked = {"account": "home", "mailbox": "INBOX", "uidvalidity": 7} | fields
    return Waiting(store.database).of_people(
        asked["account"], asked["mailbox"], asked["uidvalidity"], [ADA], since=NOW - 30 * DAY
    )


def test_unsure_mail_of_the_person_is_found_oldest_first(store: Store) -> None:
    """All of it, and nobody else's."""
    store.journal.commit_batch(
        judged=[
            judged(1, **UNSURE),
            judged(2, **UNSURE | {"who": BEN}),
            judged(3, **UNSURE | {"who": None}),
            judged(4, **UNSURE),
        ]
    )
    assert [one.ref.uid for one in waiting(store)] == [1, 4]


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": Decision.KEEP},
        {"decision": Decision.FILE},
        {"decided_by": DecidedBy.RULE},
        {"decided_by": DecidedBy.PINNED},
        {"rule": "lower it"},
        {"error": "it could not be read"},
        {"judged_at": NOW - 31 * DAY},
        {"account": "work"},
        {"digest": ""},
    ],
)
def test_anything_else_does_not_wait(store: Store, fields: dict[str, Any]) -> None:
    """Each condition by itself keeps a message where it is."""
    store.journal.commit_batch(judged=[judged(1, **UNSURE | fields)])
    assert waiting(store) == []


@pytest.mark.parametrize("fields", [{"mailbox": "Work"}, {"uidvalidity": 8}])
def test_only_in_the_inbox_at_hand(store: Store, fields: dict[str, Any]) -> None:
    """A UID means nothing elsewhere, or once UIDVALIDITY has changed."""
    store.journal.commit_batch(judged=[judged(1, **UNSURE)])
    assert waiting(store, **fields) == []


@pytest.mark.parametrize("decision", [Decision.KEEP, Decision.FILE])
def test_the_last_verdict_counts(store: Store, decision: Decision) -> None:
    """What was judged again is no longer what it was."""
    again = judged(9, **UNSURE | {"decision": decision, "digest": digest(1)})
    store.journal.commit_batch(judged=[judged(1, **UNSURE), again])
    assert waiting(store) == []


def test_what_the_user_taught_does_not_wait(store: Store) -> None:
    """Their word stands, whichever it was."""
    store.journal.commit_batch(judged=[judged(1, **UNSURE), judged(2, **UNSURE)])
    store.examples.learn([replace(example(1), digest=digest(1))])
    assert [one.ref.uid for one in waiting(store)] == [2]


@pytest.mark.parametrize(
    "pinned",
    [
        {"digest": digest(1)},
        {"thread": "t1"},
        {"sender": "ada@example.org"},
        {"domain": "example.org"},
    ],
)
def test_what_is_pinned_does_not_wait(store: Store, pinned: dict[str, str]) -> None:
    """By itself, its thread, its sender or their domain: promise 4."""
    store.journal.commit_batch(judged=[judged(1, **UNSURE)])
    store.pins.pin("home", at=NOW, why="put back", **pinned)
    assert waiting(store) == []


def test_what_was_marked_waits_with_its_mark(store: Store) -> None:
    """The mark has to come off when it goes."""
    mark = move(1, mode=IntentMode.KEYWORD, target="$NetworkingUnsure")
    [written] = store.journal.commit_batch(judged=[judged(1, **UNSURE)], intents=[mark])
    assert waiting(store) == []  # it may be under way
    store.journal.confirm({written.id: Confirmation(None, None, "keyword")}, at=NOW)
    [found] = waiting(store)
    assert (found.ref.mailbox, found.mark and found.mark.id) == ("INBOX", written.id)


@pytest.mark.parametrize("uid", [12, None])
def test_what_was_taken_to_the_folder_of_the_unsure_waits_there(
    store: Store, uid: int | None
) -> None:
    """Where the server told its new UID; otherwise it would have to be searched for, and stays."""
    [written] = store.journal.commit_batch(
        judged=[judged(1, **UNSURE)], intents=[move(1, target="Unsure")]
    )
    store.journal.confirm({written.id: Confirmation(uid, uid and 5, "move")}, at=NOW)
    found = waiting(store)
    places = [(one.ref.mailbox, one.ref.uidvalidity, one.ref.uid, one.is_moved) for one in found]
    assert places == ([("Unsure", 5, 12, True)] if uid else [])


def test_what_was_undone_does_not_wait(store: Store) -> None:
    """We moved it once, and the user took that back."""
    [written] = store.journal.commit_batch(
        judged=[judged(1, **UNSURE)], intents=[move(1, target="Unsure")]
    )
    store.journal.confirm({written.id: Confirmation(12, 5, "move")}, at=NOW)
    store.journal.mark_undone([written.id], at=NOW)
    assert waiting(store) == []


def test_a_mark_that_was_replaced_stands_no_longer(store: Store) -> None:
    """Whatever took its place says so (`undoes`), and only then; what lies beside it stands."""
    mark = move(1, mode=IntentMode.KEYWORD, target="$NetworkingUnsure")
    [old] = store.journal.commit_batch(judged=[judged(1, **UNSURE)], intents=[mark])
    store.journal.confirm({old.id: Confirmation(None, None, "keyword")}, at=NOW)
    new = move(1, mode=IntentMode.KEYWORD, target="$Networking", undoes=old.id)
    filed = judged(1, **UNSURE | {"decision": Decision.FILE, "follow_up": digest(2)})
    [written] = store.journal.commit_batch(judged=[filed], intents=[new])
    assert [one.id for one in store.review.standing_moves("home")] == [old.id]

    store.journal.confirm({written.id: Confirmation(None, None, "keyword")}, at=NOW)

    assert [one.id for one in store.review.standing_moves("home")] == [written.id]
    assert [one.id for one in store.review.gone_along("home", [digest(2)])] == [written.id]
    assert store.review.gone_along("home", [digest(3), ""]) == []
    assert store.review.gone_along("work", [digest(2)]) == []


def shown(store: Store, *, but_flagged: bool = False) -> list[int]:
    """Return the UIDs of what was only shown."""
    return Waiting(store.database).only_shown("home", "INBOX", 7, but_flagged=but_flagged)


FILED: dict[str, Any] = {"decision": Decision.FILE, "decided_by": DecidedBy.SCORE}


def test_mail_that_nothing_was_done_about_was_only_shown(store: Store) -> None:
    """Of the verdicts to file, not of the others, and in this mailbox of this account only."""
    store.journal.commit_batch(
        judged=[
            judged(2, **FILED),
            judged(1, **FILED),
            judged(3, **UNSURE),
        ]
    )
    waiting = Waiting(store.database)
    assert shown(store) == [1, 2]
    assert waiting.only_shown("home", "Work", 7, but_flagged=True) == []
    assert waiting.only_shown("home", "INBOX", 8, but_flagged=True) == []
    assert waiting.only_shown("work", "INBOX", 7, but_flagged=True) == []


def test_a_flag_may_still_become_a_move_but_a_move_is_the_end(store: Store) -> None:
    """A message that was moved is not where it was; one that is being moved soon will be."""
    flag, gone = move(1, mode=IntentMode.KEYWORD, target="$Networking"), move(2)
    [flagged, moved] = store.journal.commit_batch(
        judged=[judged(1, **FILED), judged(2, **FILED)], intents=[flag, gone]
    )
    store.journal.confirm({flagged.id: Confirmation(None, None, "keyword")}, at=NOW)
    assert shown(store) == []
    assert shown(store, but_flagged=True) == [1]
    store.journal.confirm({moved.id: Confirmation(12, 5, "move")}, at=NOW)
    assert shown(store, but_flagged=True) == [1]
    store.journal.mark_undone([flagged.id], at=NOW)
    assert shown(store, but_flagged=True) == []


def test_a_move_that_never_happened_leaves_it_shown(store: Store) -> None:
    """The folder could not be made, say: nothing was ever done with the message."""
    [written] = store.journal.commit_batch(judged=[judged(1, **FILED)], intents=[move(1)])
    store.journal.void(written.id, at=NOW, why="it never left")
    assert shown(store) == [1]


def test_what_was_judged_or_taught_since_was_not_only_shown(store: Store) -> None:
    """The last word counts, the program's and the user's."""
    store.journal.commit_batch(
        judged=[
            judged(1, **FILED),
            judged(9, **FILED | {"decision": Decision.KEEP, "digest": digest(1)}),
            judged(2, **FILED),
        ]
    )
    store.examples.learn([replace(example(1), digest=digest(2))])
    assert shown(store) == []
