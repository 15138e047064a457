"""Answering: one word of the user's on one message is taught at once, and the message follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notworking.corrections.bench import Bench, RoomKind
from notworking.corrections.teaching import Lesson, teach, unteach
from notworking.errors import UserError
from notworking.judge.verdict import Category
from notworking.planning import Mode, Wishes, unsure_keyword
from notworking.reviewing.finding import Found, find
from notworking.settle import KEEP, MOVED, carry_out
from notworking.store.values import Intent, IntentMode, IntentState, NewIntent
from notworking.undo import undo

TAUGHT_BY = "review"


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer changed, so that it can be taken back."""

    found: Found
    """The message as it lay before."""
    label: str
    place: str
    """The mailbox in which it lies now."""
    done: tuple[Intent, ...] = ()
    """What was done with it: moved, or marked."""
    brought_home: tuple[Intent, ...] = ()
    """Earlier moves of ours that were taken back."""
    unmarked: tuple[Intent, ...] = ()
    """Keywords of ours that were taken off."""


def answer(bench: Bench, wishes: Wishes, found: Found, label: str) -> Answered:
    """Teach that a message is `label`, and take it where that belongs, as the mode allows.

    "move" moves it, "flag" only marks it, "shadow" only learns; what was filed wrongly comes
    home in any mode but "shadow". Every move is on record, and can be undone.
    """
    if wishes.mode is Mode.SHADOW:
        _teach(bench, found, label, found.ref.mailbox)
        return Answered(found, label, found.ref.mailbox)
    if label == Category.GENUINE:
        return _keep(bench, wishes, found)
    return _file(bench, wishes, found, label)


def take_back(bench: Bench, answered: Answered) -> None:
    """Undo an answer: unlearn it, and put the message where and as it was."""
    unteach(bench.books, bench.court(), answered.found.prepared)
    if answered.done:
        undo(bench.hands, answered.done)
    lying = find(bench, answered.found.judged)
    if lying is None:
        return
    bore_it = KEEP.lower() in {flag.lower() for flag in answered.found.flags}
    if not bore_it:
        _unmark(bench, lying, KEEP)
    again = [
        _intent(bench, lying, one.target, one.mode)
        for one in (*answered.unmarked, *answered.brought_home)
    ]
    carry_out(bench.hands, bench.hands.journal.commit_batch(intents=again))


def _keep(bench: Bench, wishes: Wishes, found: Found) -> Answered:
    """It is none of ours: it comes home if we had moved it, and bears no mark of ours."""
    standing = _standing(bench, found)
    marks = [one for one in standing if _is_mark(one, wishes)]
    moves = [one for one in standing if one.mode is IntentMode.MOVE]
    label = Category.GENUINE.value
    if moves and found.room.kind in (RoomKind.CATEGORY, RoomKind.UNSURE):
        move = moves[-1]
        home = bench.mailbox.ensure_mailbox(move.source.mailbox)
        homeward = _intent(bench, found, home, IntentMode.UNDO, undoes=move.id)
        with bench.books.database.begin():
            _teach(bench, found, label, home)
            written = bench.hands.journal.commit_batch(intents=[homeward])
        carry_out(bench.hands, written)
        _bring_companions(bench, found)
        return Answered(found, label, home, brought_home=(move,))
    _undo(bench, marks)
    _bring_companions(bench, found)
    _mark(bench, found, KEEP)
    _teach(bench, found, label, found.ref.mailbox)
    return Answered(found, label, found.ref.mailbox, unmarked=tuple(marks))


def _file(bench: Bench, wishes: Wishes, found: Found, label: str) -> Answered:
    """It is of a category: it goes into that folder, or bears the keyword where nothing is moved."""
    standing = [one for one in _standing(bench, found) if one.mode is IntentMode.KEYWORD]
    marks = [one for one in standing if _is_mark(one, wishes)]
    if wishes.mode is Mode.MOVE:
        target = bench.mailbox.ensure_mailbox(bench.folders[label])
        intents = [_intent(bench, found, target, IntentMode.MOVE)]
        if found.ref.mailbox == target:
            target, intents = found.ref.mailbox, []
        gone = marks if intents else []
    else:
        target = found.ref.mailbox
        has_it = any(one.target == wishes.keyword for one in marks)
        is_filed = has_it or found.room.kind is RoomKind.CATEGORY
        keeps = bench.mailbox.select(found.ref.mailbox, readonly=False).keeps_keywords
        wanted = keeps and not is_filed
        intents = [_intent(bench, found, wishes.keyword, IntentMode.KEYWORD)] if wanted else []
        gone = [one for one in marks if one.target != wishes.keyword]
    _undo(bench, gone)
    with bench.books.database.begin():
        _teach(bench, found, label, target)
        written = bench.hands.journal.commit_batch(intents=intents)
    done = carry_out(bench.hands, written)
    _disown(bench, found, done)
    return Answered(found, label, target, tuple(done), unmarked=tuple(gone))


def _teach(bench: Bench, found: Found, label: str, place: str) -> None:
    """Take the user's word in, as if they had moved the message."""
    lesson = Lesson(
        prepared=found.prepared,
        label=label,
        taught_by=TAUGHT_BY,
        was=found.record.past.stands_as,
        place=place,
        judged=found.judged,
    )
    teach(bench.books, bench.court(), [lesson], at=bench.now())


def _standing(bench: Bench, found: Found) -> list[Intent]:
    """Return what we did with the message that still stands, oldest first."""
    return [
        one
        for one in bench.hands.review.moves_of(bench.account, [found.message.digest])
        if one.state is IntentState.DONE
        and one.undone_at is None
        and one.mode is not IntentMode.UNDO
    ]


def _is_mark(one: Intent, wishes: Wishes) -> bool:
    """True for a keyword that says what we thought of the message, not one of a rule's."""
    ours = {wishes.keyword, unsure_keyword(wishes.unsure)} - {""}
    return one.mode is IntentMode.KEYWORD and one.target in ours


def _undo(bench: Bench, moves: Sequence[Intent]) -> None:
    """Take moves back; `UserError` when one cannot be, before anything is learned."""
    for one in undo(bench.hands, moves):
        if one.trouble:
            raise UserError(f"It was left as it is: {one.trouble}.")


def _bring_companions(bench: Bench, found: Found) -> None:
    """Bring home what was filed only because this message was; what cannot be found stays."""
    undo(bench.hands, bench.hands.review.gone_along(bench.account, [found.message.digest]))


def _intent(
    bench: Bench, found: Found, target: str, mode: IntentMode, *, undoes: int | None = None
) -> NewIntent:
    """Return the intent to move or mark a message, as the journal needs it."""
    uidvalidity, uidnext = None, None
    if mode is not IntentMode.KEYWORD:
        uidvalidity, uidnext = bench.mailbox.status_uidnext(target)
    return NewIntent(
        source=found.ref,
        target=target,
        mode=mode,
        digest=found.message.digest,
        created_at=bench.now(),
        size_bytes=found.message.size_bytes,
        message_id=found.message.message_id,
        target_uidvalidity=uidvalidity,
        target_uidnext=uidnext,
        flags_before=found.flags,
        judged_id=found.judged.id,
        undoes=undoes,
    )


def _mark(bench: Bench, found: Found, keyword: str) -> None:
    """Set a keyword where the server keeps them."""
    if bench.mailbox.select(found.ref.mailbox, readonly=False).keeps_keywords:
        bench.mailbox.add_keyword([found.ref.uid], keyword)


def _unmark(bench: Bench, found: Found, keyword: str) -> None:
    """Take a keyword off where the server keeps them."""
    if bench.mailbox.select(found.ref.mailbox, readonly=False).keeps_keywords:
        bench.mailbox.remove_keyword([found.ref.uid], keyword)


def _disown(bench: Bench, found: Found, done: Sequence[Intent]) -> None:
    """Take the mark of our moves off: the user filed it, and a new database is to see that."""
    if not any(one.mode is IntentMode.MOVE for one in done):
        return
    move = next(one for one in reversed(_standing(bench, found)) if one.mode is IntentMode.MOVE)
    if move.new_uid is not None:
        status = bench.mailbox.select(move.target, readonly=False)
        if status.keeps_keywords and status.uidvalidity == move.new_uidvalidity:
            bench.mailbox.remove_keyword([move.new_uid], MOVED)
