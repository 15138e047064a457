"""Taking moves back: find each message where it lies now, and bring it home as it was before."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from notworking.assess import Court, prepare
from notworking.corrections.bench import Books
from notworking.corrections.teaching import Lesson, teach
from notworking.errors import UserError
from notworking.imap.port import FetchedMessage, Mailbox
from notworking.judge.verdict import Category, DecidedBy, Decision
from notworking.mail.message import Message, MessageRef
from notworking.mail.reading import read
from notworking.settle import Hands, carry_out
from notworking.store.requests import Answer, Requests
from notworking.store.review import Review
from notworking.store.values import Intent, IntentMode, Judged, NewIntent

log = logging.getLogger("notworking.undo")

_GONE = "it is no longer in {place}: you or another program moved or deleted it"
_NO_FOLDER = "the folder {place} is no longer there"
_NEVER_PUT_BACK = frozenset({"\\recent", "\\deleted"})
"""Flags that are not restored: the one is the server's, the other would delete."""
_SEEN = "\\Seen"


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of taking one move back."""

    intent: Intent
    trouble: str = ""
    """Why it could not be taken back, "" when it was."""


@dataclass(frozen=True, slots=True)
class Teacher:
    """What it takes to learn from an undo, for when the user wants that."""

    books: Books
    court: Court
    labels: Mapping[str, str] = field(default_factory=dict)
    """Mailbox → label of the category whose folder it is."""


@dataclass(frozen=True, slots=True)
class _Case:
    """All that we did with one message and that still stands."""

    source: MessageRef
    move: Intent | None
    keywords: tuple[Intent, ...]

    @property
    def digest(self) -> str:
        """The message's."""
        return (self.move or self.keywords[0]).digest

    @property
    def number(self) -> int:
        """The later it was done, the larger."""
        return (self.move or self.keywords[0]).id


def undo(hands: Hands, moves: Sequence[Intent], teacher: Teacher | None = None) -> list[Undone]:
    """Given moves and keywords, take back what still stands of them and say what came of each.

    A message is recognised by UID where the folder is still the same, else by Message-ID and
    size; what cannot be recognised is left where it is. With a `teacher`, what had been filed
    is learned as genuine; without one nothing is learned.
    """
    standing = {one.id for one in hands.review.standing([move.id for move in moves])}
    moves_left = [move for move in moves if move.id in standing]
    lessons = _lessons(hands, _cases(moves_left), teacher)
    troubles: dict[int, str] = {}
    for stage in _stages(_cases(moves_left)):
        troubles |= _take_back(hands, stage)
    if teacher is not None:
        back = {move.digest for move in moves if not troubles.get(move.id, "")}
        learned = [lesson for digest, lesson in lessons.items() if digest in back]
        teach(teacher.books, teacher.court, learned, at=hands.clock())
    return [Undone(move, troubles.get(move.id, "")) for move in moves]


def bring_companions(hands: Hands, account: str, done: Sequence[Undone]) -> list[Undone]:
    """Given what was taken back, take back too what was filed only because of it.

    Unsure mail that had gone with its follow-up has no reason to be where it is once that is
    home. Nothing is learned of it: the user spoke of the follow-up.
    """
    back = {one.intent.digest for one in done if not one.trouble}
    return undo(hands, hands.review.gone_along(account, back))


def _stages(cases: Sequence[_Case]) -> list[list[_Case]]:
    """Return the cases in stages: of a message that was moved on, the last move is taken back first.

    Nearly all mail was moved once, so there is nearly always one stage.
    """
    of_each: dict[str, list[_Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda one: one.number, reverse=True):
        of_each[case.digest].append(case)
    longest = max((len(some) for some in of_each.values()), default=0)
    return [
        [some[stage] for some in of_each.values() if stage < len(some)] for stage in range(longest)
    ]


def _take_back(hands: Hands, cases: Iterable[_Case]) -> dict[int, str]:
    """Take back what was done with messages, one case for each; return what went wrong with what."""
    troubles: dict[int, str] = {}
    found: list[tuple[_Case, NewIntent]] = []
    for case in cases:
        homeward = _homeward(hands, case.move, case.keywords) if case.move is not None else None
        if isinstance(homeward, NewIntent):
            found.append((case, homeward))
        elif case.move is not None:
            troubles |= _about(case, homeward or "")
        else:
            troubles |= {one.id: _take_off(hands, one) for one in case.keywords}
    return troubles | _bring_home(hands, found)


class Taker(Protocol):
    """Whatever has the account's lock and can take moves back."""

    def __call__(self, moves: Sequence[Intent], *, is_teaching: bool) -> Sequence[Undone]:
        """Take them back."""
        ...


def attend(
    requests: Requests, review: Review, account: str, take_back: Taker, now: datetime
) -> None:
    """Carry out what commands asked for, and answer each; what stands no longer is left alone."""
    for request in requests.waiting(account, at=now):
        standing = {one.id: one for one in review.standing(request.moves)}
        moves = [standing[number] for number in request.moves if number in standing]
        outcomes = take_back(moves, is_teaching=request.is_teaching) if moves else ()
        requests.answer(request, Answer({one.intent.id: one.trouble for one in outcomes}))
        back = sum(not one.trouble for one in outcomes)
        log.info("undo.done account=%s moves=%d back=%d", account, len(request.moves), back)


def _cases(moves: Iterable[Intent]) -> list[_Case]:
    """Group moves by message, in their order."""
    found: dict[MessageRef, list[Intent]] = defaultdict(list)
    for move in moves:
        found[move.source].append(move)
    return [
        _Case(
            source,
            next((one for one in some if one.mode is IntentMode.MOVE), None),
            tuple(one for one in some if one.mode is IntentMode.KEYWORD),
        )
        for source, some in found.items()
    ]


def _about(case: _Case, trouble: str) -> dict[int, str]:
    """Return the same trouble for everything that was done with the message."""
    done = (*((case.move,) if case.move is not None else ()), *case.keywords)
    return {one.id: trouble for one in done}


def _bring_home(hands: Hands, found: Sequence[tuple[_Case, NewIntent]]) -> dict[int, str]:
    """Write the intents, move, and return what went wrong with each."""
    if not found:
        return {}
    written = hands.journal.commit_batch(intents=[homeward for _, homeward in found])
    done = {intent.id for intent in carry_out(hands, written)}
    troubles: dict[int, str] = {}
    for (case, homeward), intent in zip(found, written, strict=True):
        if intent.id not in done:
            troubles |= _about(case, _GONE.format(place=homeward.source.mailbox))
    return troubles


def _homeward(hands: Hands, move: Intent, keywords: Sequence[Intent]) -> NewIntent | str:
    """Return the intent that brings a message home, or why there is none."""
    try:
        status = hands.mailbox.select(move.target, readonly=True)
    except UserError:
        return _NO_FOLDER.format(place=move.target)
    lying = _where(hands, move, status.uidvalidity)
    if lying is None:
        return _GONE.format(place=move.target)
    home = hands.mailbox.ensure_mailbox(move.source.mailbox)
    uidvalidity, uidnext = hands.mailbox.status_uidnext(home)
    ours = {one.target for one in keywords}
    return NewIntent(
        source=MessageRef(move.account, move.target, status.uidvalidity, lying.uid),
        target=home,
        mode=IntentMode.UNDO,
        digest=move.digest,
        created_at=hands.clock(),
        size_bytes=move.size_bytes,
        message_id=move.message_id,
        target_uidvalidity=uidvalidity,
        target_uidnext=uidnext,
        flags_before=flags_at_home(lying.flags, move.flags_before, ours),
        judged_id=move.judged_id,
        undoes=move.id,
    )


def flags_at_home(
    now: frozenset[str], before: frozenset[str], ours: Iterable[str]
) -> frozenset[str]:
    """Return the flags a message is to have when it comes home.

    Those it had before our move come back, read or unread too; what we set on it goes. What the
    user set since, a star or a keyword of theirs, is theirs and stays.
    """
    had = {flag.lower() for flag in before}
    goes = {flag.lower() for flag in (*ours, _SEEN)} - had
    kept = {flag for flag in now if flag.lower() not in goes}
    has = {flag.lower() for flag in kept}
    return frozenset(kept | {flag for flag in before if flag.lower() not in has | _NEVER_PUT_BACK})


def _where(hands: Hands, move: Intent, uidvalidity: int) -> FetchedMessage | None:
    """Return the moved message in the selected mailbox, or None when it is not there."""
    if move.new_uid is not None and move.new_uidvalidity == uidvalidity:
        lying = _one_of(hands.mailbox, move, [move.new_uid])
        return lying or _one_of(hands.mailbox, move, _brought_since(hands, move))
    first = move.target_uidnext if move.target_uidvalidity == uidvalidity else None
    return _search(hands.mailbox, move, first or 1)


def _brought_since(hands: Hands, move: Intent) -> list[int]:
    """Return the UIDs under which we brought the message to where a move had put it, later."""
    return [
        one.new_uid
        for one in hands.review.moves_of(move.account, [move.digest])
        if one.id > move.id and one.target == move.target and one.new_uid is not None
        and one.new_uidvalidity == move.new_uidvalidity
    ]  # fmt: skip


def _one_of(mailbox: Mailbox, move: Intent, uids: Sequence[int]) -> FetchedMessage | None:
    """Return the message under one of these UIDs."""
    candidates = mailbox.fetch_headers(uids) if uids else ()
    return next((one for one in candidates if _is_same(one, move)), None)


def _search(mailbox: Mailbox, move: Intent, first: int) -> FetchedMessage | None:
    """Return the message among those from a UID on, by Message-ID and size; None without it."""
    candidates = mailbox.fetch_headers(mailbox.uids_from(first))
    return next((one for one in candidates if _is_same(one, move)), None)


def _is_same(fetched: FetchedMessage, move: Intent) -> bool:
    """True when a message is the one that was moved."""
    if fetched.size_bytes != move.size_bytes or "\\Deleted" in fetched.flags:
        return False
    reading = read(fetched.raw)
    return isinstance(reading, Message) and reading.message_id == move.message_id


def _take_off(hands: Hands, move: Intent) -> str:
    """Take a keyword off again and return "", or why not; doing so twice is doing so once."""
    place = move.source.mailbox
    try:
        status = hands.mailbox.select(place, readonly=False)
    except UserError:
        return _NO_FOLDER.format(place=place)
    uid = move.source.uid
    if status.uidvalidity != move.source.uidvalidity:
        again = _search(hands.mailbox, move, 1)
        uid = again.uid if again is not None else 0
    if not uid or uid not in hands.mailbox.flags([uid]):
        return _GONE.format(place=place)
    if move.target.lower() not in {flag.lower() for flag in move.flags_before}:
        hands.mailbox.remove_keyword([uid], move.target)
    hands.journal.mark_undone([move.id], at=hands.clock())
    return ""


def _lessons(hands: Hands, cases: Sequence[_Case], teacher: Teacher | None) -> dict[str, Lesson]:
    """Return digest → what is to be learned when the message is back: that it is genuine.

    Read before anything is moved, where it lies now. A flag that a rule set beside says
    nothing about what the message is.
    """
    if teacher is None:
        return {}
    judged = hands.review.by_digest(teacher.court.account, {case.digest for case in cases})
    found: dict[str, Lesson] = {}
    for case in cases:
        verdict = judged.get(case.digest)
        is_filed = verdict is not None and verdict.decision is Decision.FILE
        fetched = _fetch(hands, case) if case.move is not None or is_filed else None
        reading = read(fetched.raw, size_bytes=fetched.size_bytes) if fetched is not None else None
        if fetched is None or not isinstance(reading, Message) or reading.digest != case.digest:
            continue
        found[case.digest] = Lesson(
            prepared=prepare(reading, fetched.internaldate, teacher.court),
            label=Category.GENUINE,
            taught_by="undo",
            was=_was(case, verdict, teacher),
            place=case.source.mailbox,
            judged=verdict,
        )
    return found


def _fetch(hands: Hands, case: _Case) -> FetchedMessage | None:
    """Return the message with its text, as it lies now; None when it is not found."""
    place = case.move.target if case.move is not None else case.source.mailbox
    try:
        status = hands.mailbox.select(place, readonly=True)
    except UserError:
        return None
    uid: int | None = case.source.uid
    if case.move is not None:
        lying = _where(hands, case.move, status.uidvalidity)
        uid = lying.uid if lying is not None else None
    return next(iter(hands.mailbox.fetch([uid])), None) if uid is not None else None


def _was(case: _Case, verdict: Judged | None, teacher: Teacher) -> str:
    """Return the label a message had been filed under, "" when into no category's folder."""
    if case.move is not None and case.move.target in teacher.labels:
        return teacher.labels[case.move.target]
    if verdict is None or verdict.decided_by is DecidedBy.RULE:
        return ""
    label = verdict.kind or verdict.category.value
    return "" if label == Category.GENUINE else label
