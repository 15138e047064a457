"""The journal: verdicts, intents and watermark together, and intents that settle once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from notworking.judge.verdict import (
    Category,
    Clue,
    ClueGroup,
    DecidedBy,
    Decision,
    Evidence,
    Verdict,
)
from notworking.mail.message import Address, Message
from notworking.store import journal
from notworking.store.opening import Store, open_store
from notworking.store.values import (
    Confirmation,
    IntentMode,
    IntentState,
    judged_of,
)
from store.made import DAY, NOW, address, digest, judged, mark, move, ref

FILTER = str(Path(journal.__file__).parents[2])


def test_a_judgement_comes_back_as_it_was(store: Store) -> None:
    """`why` shows what was decided then, not what would be decided now."""
    clue = Clue("asks_meeting", ClueGroup.CONTENT, 1.25, "They asked for a call", "a quick call")
    verdict = Verdict(
        category=Category.PITCH,
        score=0.97,
        scores={Category.PITCH: 0.9, Category.GENUINE: 0.1},
        evidence=Evidence((clue,)),
        decision=Decision.FILE,
        decided_by=DecidedBy.SCORE,
        because="The score is above the cutoff",
        model="base-1",
        rule="no pitches",
    )
    message = Message(
        digest=digest(5),
        message_id="one@example.org",
        sender=Address("zoë@example.org", "Zoë “Z” Ångström"),
        subject="Schöne Grüße 🎉",
        date=NOW - DAY,
    )
    value = judged_of(
        message,
        verdict,
        ref=ref(5),
        judged_at=NOW,
        thread="t",
        internaldate=NOW,
        person="Zoë",
        who=address("zoë"),
    )

    store.journal.commit_batch(judged=[value])

    found = store.review.recent()[0]
    assert found.id > 0
    assert replace(found, id=0) == value


def test_a_phrase_is_kept_short(store: Store) -> None:
    """Bodies are never stored; a clue quotes a few words."""
    clue = Clue("n", ClueGroup.WORDS, 1.0, "s", "w" * 500)

    store.journal.commit_batch(judged=[judged(1, clues=(clue,))])

    assert store.review.recent()[0].clues[0].phrase == "w" * 120


def test_intents_get_the_judgement_of_their_message(store: Store) -> None:
    """`log` shows verdict and move side by side."""
    intents = store.journal.commit_batch(
        judged=[judged(1), judged(2), judged(3)],
        intents=[move(3, flags_before=frozenset({"\\Seen", "$Work"})), move(1)],
    )

    by_uid = {one.ref.uid: one.id for one in store.review.recent()}
    assert [one.judged_id for one in intents] == [by_uid[3], by_uid[1]]
    assert intents[0].flags_before == {"\\Seen", "$Work"}
    assert store.journal.pending("home") == intents
    assert store.journal.pending("work") == []


def test_a_batch_that_breaks_in_the_middle_leaves_nothing(store: Store) -> None:
    """A watermark without its verdicts would skip mail; an intent without one is no reason."""
    store.journal.commit_batch(judged=[judged(1)], watermark=mark(1))

    with pytest.raises(IntegrityError):
        store.journal.commit_batch(
            judged=[judged(2)], intents=[move(2), move(9, judged_id=999)], watermark=mark(9)
        )

    assert [one.ref.uid for one in store.review.recent()] == [1]
    assert store.journal.pending("home") == []
    assert store.progress.watermark("home", "INBOX") == mark(1)


_KILLED = """
import sys
sys.path[:0] = sys.argv[1:3]
import os
from pathlib import Path
from sqlalchemy import event
from notworking.store.opening import open_store
from store.made import judged, mark, move

store = open_store(Path(sys.argv[3]))
statements = 0

@event.listens_for(store.database._engine, "before_cursor_execute")
def count(*_):
    global statements
    statements += 1
    if statements == int(sys.argv[4]):
        os.kill(os.getpid(), 9)

store.journal.commit_batch(judged=[judged(1), judged(2)], intents=[move(1), move(2)], watermark=mark(2))
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("at_statement", [*range(3, 10), 99])
def test_a_killed_process_leaves_all_or_nothing(store: Store, at_statement: int) -> None:
    """SIGKILL before any statement of the batch, and right after it returned."""
    assert store.database.path is not None
    store.database.close()
    tests = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", _KILLED, FILTER, tests, str(store.database.path)]

    killed = subprocess.run([*command, str(at_statement)], check=False, capture_output=True)

    with open_store(store.database.path) as after:
        found = (
            len(after.review.recent()),
            len(after.journal.pending("home")),
            after.progress.watermark("home", "INBOX"),
        )
    assert killed.returncode == -9, killed.stderr
    assert found == ((2, 2, mark(2)) if at_statement == 99 else (0, 0, None))


def test_an_intent_goes_through_its_states_and_settles_once(store: Store) -> None:
    """A late answer must not overwrite what the recovery found out."""
    [one] = store.journal.commit_batch(judged=[judged(1)], intents=[move(1)])

    steps = [
        store.journal.mark_copied([one.id]),
        store.journal.mark_copied([one.id]),
        store.journal.confirm({one.id: Confirmation(41, 8, "copy-expunge")}, at=NOW),
        store.journal.confirm({one.id: Confirmation(99, 8, "move")}, at=NOW),
        store.journal.fail(one.id, "no", at=NOW),
        store.journal.void(one.id, at=NOW),
        store.journal.mark_copied([one.id]),
    ]

    assert steps == [1, 0, 1, 0, 0, 0, 0]
    [settled] = store.review.moves_of("home", [digest(1)])
    assert (settled.state, settled.new_uid, settled.new_uidvalidity, settled.method) == (
        IntentState.DONE,
        41,
        8,
        "copy-expunge",
    )
    assert settled.settled_at == NOW
    assert not settled.is_open


@pytest.mark.parametrize("end", ["fail", "void"])
def test_a_failed_or_void_intent_is_no_longer_pending(store: Store, end: str) -> None:
    """The recovery would otherwise try it for ever."""
    [one] = store.journal.commit_batch(intents=[move(1)])

    if end == "fail":
        store.journal.fail(one.id, "the server said NO", at=NOW)
    else:
        store.journal.void(one.id, at=NOW, why="still in the inbox")

    assert store.journal.pending("home") == []
    assert store.review.moves_of("home", [digest(1)])[0].why != ""
    assert store.review.moves_to_undo(since=NOW) == []


def test_an_undo_that_is_done_takes_its_move_off_the_list(store: Store) -> None:
    """Undoing twice would move a message that the user has put elsewhere since."""
    [one] = store.journal.commit_batch(judged=[judged(1)], intents=[move(1)])
    store.journal.confirm({one.id: Confirmation(41, 8, "move")}, at=NOW)
    [back] = store.journal.commit_batch(
        intents=[move(1, mode=IntentMode.UNDO, undoes=one.id, judged_id=one.judged_id)]
    )
    before = [each.id for each in store.review.moves_to_undo(judged_id=one.judged_id)]

    store.journal.confirm({back.id: Confirmation(77, 7, "move")}, at=NOW + DAY)

    assert before == [one.id]
    assert store.review.moves_to_undo(judged_id=one.judged_id) == []
    assert store.review.moves_of("home", [digest(1)])[0].undone_at == NOW + DAY


def test_a_failed_undo_leaves_its_move_undoable(store: Store) -> None:
    """The user asks again when the server is back."""
    [one] = store.journal.commit_batch(judged=[judged(1)], intents=[move(1)])
    store.journal.confirm({one.id: Confirmation(41, 8, "move")}, at=NOW)
    [back] = store.journal.commit_batch(intents=[move(1, mode=IntentMode.UNDO, undoes=one.id)])

    store.journal.fail(back.id, "no connection", at=NOW)

    assert [each.id for each in store.review.moves_to_undo(since=NOW)] == [one.id]


def test_mark_undone_counts_each_move_once(store: Store) -> None:
    """The user may have moved it back by hand: no undo of ours, but undone."""
    [one] = store.journal.commit_batch(judged=[judged(1)], intents=[move(1)])
    store.journal.confirm({one.id: Confirmation(41, 8, "move")}, at=NOW)

    assert store.journal.mark_undone([one.id], at=NOW) == 1
    assert store.journal.mark_undone([one.id], at=NOW + DAY) == 0


def test_prune_drops_old_judgements_but_none_that_led_to_a_move(store: Store) -> None:
    """The log must not grow for ever; undo and the follow-up rule need the moves."""
    old = store.progress.begin_pass("home", at=NOW - 100 * DAY, mode="move")
    used = store.progress.begin_pass("home", at=NOW - 90 * DAY, mode="move")
    long_ago = NOW - 90 * DAY
    store.journal.commit_batch(
        judged=[
            judged(1, judged_at=long_ago, pass_id=old),
            judged(2, judged_at=long_ago, pass_id=used),
            judged(3),
        ],
        intents=[move(2, pass_id=used)],
    )

    gone = store.journal.prune(NOW - 30 * DAY)

    assert gone == 1
    assert [one.ref.uid for one in store.review.recent()] == [3, 2]
    assert [one.id for one in store.progress.passes()] == [used]


def test_ids_of_pruned_judgements_are_not_given_again(store: Store) -> None:
    """`undo 412` typed from an old report must not hit another message."""
    store.journal.commit_batch(judged=[judged(1, judged_at=NOW - DAY)])
    first = store.review.recent()[0].id
    store.journal.prune(NOW)

    store.journal.commit_batch(judged=[judged(2)])

    assert store.review.recent()[0].id > first
