"""Teaching: what one word of the user's changes, at once: example, pins, who is known."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp

import numpy as np

from notworking.assess import Court, Prepared
from notworking.assess.users_word import is_forged, sender_keys
from notworking.corrections.bench import Books
from notworking.judge.verdict import Category
from notworking.judge.wording import read_wording
from notworking.memory import is_agreed
from notworking.people.address import is_machine_address
from notworking.people.event import Direction, Event, EventKind, Identity, IdentityKind
from notworking.store.examples import NewExample
from notworking.store.values import Judged

log = logging.getLogger("notworking.corrections")

_MOVED_BACK = "moved back"
_WHY = "you put mail back"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One message, and what the user says it is."""

    prepared: Prepared
    label: str
    """A `Category` value, or the name of a category of the user's own."""
    taught_by: str
    """"move", "undo", "review", "command" or "import"."""
    was: str = ""
    """What it had been filed as, "" when it was left alone."""
    place: str = ""
    """The mailbox where it rests."""
    judged: Judged | None = None
    """The verdict on it, if there was one."""

    @property
    def is_genuine(self) -> bool:
        """True when the user says that it is none of ours."""
        return self.label == Category.GENUINE


def teach(books: Books, court: Court, lessons: Sequence[Lesson], *, at: datetime) -> None:
    """Take the user's word on messages in, all of it or nothing.

    The message, its thread and its sender follow at once; a domain only when several of its
    senders agree; other participants never. Mail that the receiving server calls forged binds
    nobody but itself.
    """
    if not lessons:
        return
    with books.database.begin():
        books.examples.learn([example_of(one, court, at=at) for one in lessons])
        for lesson in lessons:
            if lesson.is_genuine:
                _keep(books, court, lesson, at)
            else:
                _let_go(books, court, lesson)
    for lesson in lessons:
        log.info(
            'correction.learned account=%s label="%s" was="%s" by=%s forged=%s',
            court.account, lesson.label, lesson.was, lesson.taught_by,
            str(is_forged(lesson.prepared)).lower(),
        )  # fmt: skip


def keep(books: Books, court: Court, prepared: Prepared, *, at: datetime) -> None:
    """Pin a message and its thread, where there is nothing to learn about what it is."""
    thread = "" if is_forged(prepared) else prepared.thread
    digest = prepared.message.digest
    books.pins.pin(court.account, at=at, why=_WHY, digest=digest, thread=thread)


def unteach(books: Books, court: Court, prepared: Prepared) -> None:
    """Take the user's word on a message back, as if it had never been given.

    What other messages taught about its sender or thread stands.
    """
    digest = prepared.message.digest
    with books.database.begin():
        books.examples.unlearn(court.account, [digest])
        email = _email(prepared)
        others = {
            *books.examples.by_sender(court.account, [email]),
            *books.examples.by_thread(court.account, [prepared.thread]),
        }
        books.pins.unpin(
            court.account,
            digest=digest,
            thread="" if prepared.thread in others else prepared.thread,
            sender="" if email in others else email,
        )
        if email not in others:
            _unknow(books, _bound(prepared, court))
        _weigh_domain(books, court, prepared, None)


def example_of(lesson: Lesson, court: Court, *, at: datetime) -> NewExample:
    """Return a lesson as the store keeps it: hashed features, and no text of the mail."""
    one = lesson.prepared
    sender, domain = sender_keys(one)
    wording = read_wording(one.words.subject, one.words.sentences, court.model.plan)
    if lesson.judged is not None and not lesson.judged.error:
        score, model = lesson.judged.score, lesson.judged.model
    else:
        log_odds = court.model.opinion(one.words, one.findings).log_odds
        score, model = 1.0 / (1.0 + exp(-max(-40.0, min(40.0, log_odds)))), court.model.name
    return NewExample(
        account=court.account,
        digest=one.message.digest,
        label=lesson.label,
        taught_by=lesson.taught_by,
        at=at,
        was=lesson.was,
        place=lesson.place,
        sender=sender,
        domain=domain,
        thread=one.thread,
        judged_id=lesson.judged.id if lesson.judged is not None else None,
        score=score,
        model=model,
        is_forged=is_forged(one),
        lang=one.words.language,
        buckets=wording.buckets.astype(np.uint32),
        findings=tuple(dict.fromkeys(finding.name for finding in one.findings)),
        plan=court.model.plan,
    )


def _keep(books: Books, court: Court, lesson: Lesson, at: datetime) -> None:
    """It is none of ours: pin it, its thread and its sender, who is known from now on."""
    one = lesson.prepared
    keep(books, court, one, at=at)
    if is_forged(one):
        return
    email = _email(one)
    if email and not court.me.is_mine(email):
        books.pins.pin(court.account, at=at, why=_WHY, sender=email)
    label = one.sender.name if one.sender is not None else ""
    books.ledger.record(
        Event(
            kind=EventKind.KNOWN,
            direction=Direction.MINE,
            who=who,
            at=at,
            key=f"moved:{one.message.digest}",
            detail=_MOVED_BACK,
            label=label,
        )
        for who in _bound(one, court)
    )
    _weigh_domain(books, court, one, at)


def _let_go(books: Books, court: Court, lesson: Lesson) -> None:
    """It is ours: whatever kept it, its thread and its sender before no longer does."""
    one = lesson.prepared
    books.pins.unpin(court.account, digest=one.message.digest)
    if is_forged(one):
        return
    books.pins.unpin(court.account, thread=one.thread, sender=_email(one))
    _unknow(books, _bound(one, court))
    _weigh_domain(books, court, one, None)


def _weigh_domain(books: Books, court: Court, one: Prepared, at: datetime | None) -> None:
    """Pin the speaker's domain when several of its senders were put back and none filed."""
    if not sender_keys(one)[1] or one.sender is None:
        return
    domain = one.sender.domain
    told = books.examples.of_domain(court.account, domain)
    if at is not None and is_agreed(told) and told[-1].is_genuine:
        books.pins.pin(court.account, at=at, why=_WHY, domain=domain)
    elif not (is_agreed(told) and told[-1].is_genuine):
        books.pins.unpin(court.account, domain=domain)


def _email(one: Prepared) -> str:
    """Return the speaker's address, "" when there is none."""
    return one.sender.email if one.sender is not None else ""


def _bound(one: Prepared, court: Court) -> list[Identity]:
    """Return the identities the word is about: never a bare name, a machine, or myself."""
    if one.notice is not None and not one.notice.people:
        return []
    return [
        who
        for who in one.who
        if who.kind is IdentityKind.PROFILE
        or (
            who.kind is IdentityKind.ADDRESS
            and not is_machine_address(who.value)
            and not court.me.is_mine(who.value)
        )
    ]


def _unknow(books: Books, identities: Iterable[Identity]) -> None:
    """Nobody is known any longer for mail that was put back."""
    books.ledger.take_back(list(identities), kind=EventKind.KNOWN, detail=_MOVED_BACK)
