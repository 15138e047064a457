"""Questions to the journal: found by what users type, and followed to where mail went."""

from __future__ import annotations

import pytest

from notworking.errors import UserError
from notworking.judge.verdict import Category, Decision
from notworking.store.opening import Store
from notworking.store.values import Confirmation, IntentMode
from store.made import DAY, NOW, address, digest, judged, move


def file(store: Store, uid: int, **fields: object) -> int:
    """Judge, file and confirm one message of thread "t"; return the intent's id."""
    value = judged(uid, thread="t", category=Category.PITCH, **fields)
    [one] = store.journal.commit_batch(
        judged=[value], intents=[move(uid, digest=value.digest, account=value.ref.account)]
    )
    store.journal.confirm({one.id: Confirmation(uid, 8, "move")}, at=NOW)
    return one.id


def test_recent_shows_the_newest_first_and_only_what_was_asked_for(store: Store) -> None:
    """`log --account home --since yesterday --decision file`."""
    store.journal.commit_batch(
        judged=[
            judged(1, judged_at=NOW - 2 * DAY, decision=Decision.FILE),
            judged(2, decision=Decision.KEEP),
            judged(3, decision=Decision.FILE, account="work"),
            judged(4, decision=Decision.FILE, category=Category.EVENT),
            judged(5, error="no header ends"),
        ]
    )

    def uids(**wanted: object) -> list[int]:
        return [one.ref.uid for one in store.review.recent(**wanted)]  # type: ignore[arg-type]

    assert uids() == [5, 4, 3, 2, 1]
    assert uids(limit=2) == [5, 4]
    assert uids(account="home", since=NOW - DAY, decision=Decision.FILE) == [4]
    assert uids(category=Category.EVENT) == [4]
    assert uids(errors_only=True) == [5]


def test_find_takes_whatever_a_user_has_at_hand(store: Store) -> None:
    """The number from `log`, the short id from a report, the Message-ID from the mail client."""
    store.journal.commit_batch(judged=[judged(1), judged(2, message_id="a-2@example.org")])
    one = store.review.recent()[0]

    texts = [str(one.id), one.short_id, "<a-2@example.org>", "a-2@example.org", digest(2)[:8]]

    assert [store.review.find(text) for text in texts] == [one] * 5
    assert store.review.find(digest(2).upper()) == one


@pytest.mark.parametrize("text", ["", "77", "1-ffff", "nobody@example.org", "zzzzzzzz", "9" * 40])
def test_find_returns_nothing_for_what_is_not_there(store: Store, text: str) -> None:
    """An id with another digest is a typing mistake, or comes from another machine."""
    store.journal.commit_batch(judged=[judged(1)])

    assert store.review.find(text) is None


@pytest.mark.parametrize("text", ["%", "1-%", "______", "1-____"])
def test_find_takes_no_wildcards(store: Store, text: str) -> None:
    """LIKE's own characters would find the wrong message for `undo`."""
    store.journal.commit_batch(judged=[judged(1)])

    assert store.review.find(text) is None


def test_find_asks_for_more_when_a_beginning_fits_several(store: Store) -> None:
    """Guessing would undo the wrong move."""
    same = "abcdef01"
    store.journal.commit_batch(
        judged=[judged(1, digest=same + "0" * 24), judged(2, digest=same + "1" * 24)]
    )

    with pytest.raises(UserError, match="fits 2 messages"):
        store.review.find(same)
    found = store.review.find(same + "1")
    assert found is not None
    assert found.ref.uid == 2


def test_find_gives_the_latest_of_several_judgements(store: Store) -> None:
    """A message judged again under a new model has two rows and one story."""
    store.journal.commit_batch(judged=[judged(1, message_id="m@example.org")])
    store.journal.commit_batch(judged=[judged(1, message_id="m@example.org", model="new")])

    found = store.review.find("m@example.org")

    assert found is not None
    assert found.model == "new"


def test_known_messages_are_known_again_by_digest(store: Store) -> None:
    """After a change of UIDVALIDITY every message has a new UID, and must not be judged anew."""
    store.journal.commit_batch(judged=[judged(1), judged(2)])
    store.journal.commit_batch(judged=[judged(1, model="new")])

    found = store.review.by_digest("home", [digest(1), digest(2), digest(3)])

    assert {key: one.model for key, one in found.items()} == {digest(1): "new", digest(2): ""}
    assert store.review.by_digest("work", [digest(1)]) == {}


def test_judged_uids_tell_what_to_skip_above_the_watermark(store: Store) -> None:
    """A message that failed holds the watermark back; those after it are not judged twice."""
    store.journal.commit_batch(judged=[judged(1), judged(5), judged(6)])

    assert store.review.judged_uids("home", "INBOX", 7, above=1) == {5, 6}
    assert store.review.judged_uids("home", "INBOX", 8) == frozenset()


def test_undo_covers_a_message_a_pass_or_a_time_newest_first(store: Store) -> None:
    """The last move goes back first, as it may stand on an earlier one."""
    run = store.progress.begin_pass("home", at=NOW, mode="move")
    intents = store.journal.commit_batch(
        judged=[judged(1), judged(2), judged(3)],
        intents=[
            move(1, created_at=NOW - DAY),
            move(2, pass_id=run),
            move(3, pass_id=run, mode=IntentMode.KEYWORD, target="$Networking"),
        ],
    )
    store.journal.confirm({one.id: Confirmation(None, None, "move") for one in intents}, at=NOW)
    ids = [one.id for one in intents]

    assert [one.id for one in store.review.moves_to_undo(pass_id=run)] == [ids[2], ids[1]]
    assert [one.id for one in store.review.moves_to_undo(since=NOW - 2 * DAY)] == ids[::-1]
    by_message = store.review.moves_to_undo(judged_id=intents[0].judged_id)
    assert [one.id for one in by_message] == [ids[0]]
    assert store.review.moves_to_undo(since=NOW - 2 * DAY, account="work") == []
    with pytest.raises(ValueError, match="needs"):
        store.review.moves_to_undo(account="home")


def test_intents_of_and_standing_moves_show_what_was_done(store: Store) -> None:
    """`log` shows each message's fate; corrections look for what was moved."""
    first, second = file(store, 1), file(store, 2)
    store.journal.mark_undone([first], at=NOW)
    [later, earlier] = store.review.recent()

    shown = store.review.intents_of([earlier.id, later.id, 999])

    assert {key: [one.id for one in value] for key, value in shown.items()} == {
        earlier.id: [first],
        later.id: [second],
    }
    standing = store.review.standing_moves("home", target="Networking/Pitches", since=NOW)
    assert [one.id for one in standing] == [second]
    assert store.review.standing_moves("home", target="Networking/Events") == []


def test_a_follow_up_finds_where_its_thread_was_filed(store: Store) -> None:
    """ "Just bumping this up" says nothing by itself."""
    file(store, 1)

    assert store.review.filed_threads("home", ["t", "other", ""]) == {"t": Category.PITCH}
    assert store.review.filed_threads("work", ["t"]) == {}


def test_a_move_that_never_happened_files_no_thread(store: Store) -> None:
    """Intended is not done."""
    store.journal.commit_batch(
        judged=[judged(1, thread="t", category=Category.PITCH)], intents=[move(1)]
    )

    assert store.review.filed_threads("home", ["t"]) == {}


@pytest.mark.parametrize("how", ["undone", "thread", "digest"])
def test_a_correction_lies_between_a_thread_and_its_follow_up(store: Store, how: str) -> None:
    """What the user put back must not drag the next message away again."""
    number = file(store, 1)
    if how == "undone":
        store.journal.mark_undone([number], at=NOW)
    else:
        store.pins.pin(
            "home", at=NOW, why="moved back", **{how: "t" if how == "thread" else digest(1)}
        )

    assert store.review.filed_threads("home", ["t"]) == {}


def test_a_thread_filed_again_after_an_undo_is_filed(store: Store) -> None:
    """The latest move that stands tells."""
    store.journal.mark_undone([file(store, 1)], at=NOW)
    file(store, 2)

    assert store.review.filed_threads("home", ["t"]) == {"t": Category.PITCH}


def test_unsure_is_whoever_s_latest_message_was_unsure(store: Store) -> None:
    """What was close to the line once counts until their next mail says otherwise."""
    unsure = Decision.UNSURE
    people = {name: address(name) for name in "abcd"}
    store.journal.commit_batch(
        judged=[
            judged(1, who=people["a"], decision=unsure, score=0.7),
            judged(2, who=people["a"], decision=unsure, score=0.8),
            judged(3, who=people["b"], decision=unsure, score=0.8),
            judged(4, who=people["b"], decision=Decision.KEEP, score=0.2),
            judged(5, who=people["c"], decision=unsure, judged_at=NOW - 90 * DAY),
            judged(6, who=people["d"], decision=unsure, score=0.8, account="work"),
        ]
    )

    found = store.review.unsure_people("home", people.values(), since=NOW - 60 * DAY)

    assert found == {people["a"]: 0.8}


def test_counts_leave_unreadable_messages_out(store: Store) -> None:
    """They were not judged genuine; they were not judged."""
    store.journal.commit_batch(
        judged=[judged(1), judged(2, judged_at=NOW - 2 * DAY), judged(3, error="unreadable")]
    )

    assert store.review.counts(since=NOW - DAY, account="home") == {
        (Category.GENUINE, Decision.KEEP): 1
    }
