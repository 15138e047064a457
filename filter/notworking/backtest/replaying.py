"""The replay: mail in the order of its time, judged by what the ledger held at each moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notworking.assess import Assessed, Court, Prepared, assess, prepare
from notworking.assess.judging import opinions_of
from notworking.assess.old_mail import OldMail, Reader, learn_received, learn_sent
from notworking.backtest.letters import Archive, Letter, Told, in_time_order
from notworking.judge.model import Opinion
from notworking.judge.personal import OwnCategory
from notworking.judge.verdict import Decision, Verdict
from notworking.mail.message import Message, MessageRef
from notworking.memory import StoreMemory
from notworking.people.event import EventKind, Identity
from notworking.people.person import address_identity
from notworking.store.opening import Store
from notworking.store.values import Confirmation, IntentMode, NewIntent, judged_of

PORTION = 200
"""Letters read together, and judged by one call of the model."""
_ACCOUNT = "backtest"
_FILED = "filed"

_Said = tuple[Opinion, OwnCategory | None]


@dataclass(frozen=True, slots=True)
class Retried:
    """A letter with the verdict it would have had when it came."""

    letter: Letter
    message_id: str
    sender: str
    """The speaker's address, "" when a network did not tell."""
    name: str
    subject: str
    verdict: Verdict
    who: tuple[Identity, ...] = ()


@dataclass(slots=True)
class Replay:
    """What a replay came to."""

    judged: int = 0
    kept: int = 0
    sent: int = 0
    older: int = 0
    """Messages from before, read for whom I knew."""
    unreadable: int = 0
    filed: list[Retried] = field(default_factory=list)
    unsure: list[Retried] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    """Message-IDs that something I wrote answers, other than to ask for an end."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a replay works with; the store is one in memory, made for it."""

    archive: Archive
    store: Store
    court: Court
    since: datetime | None
    """Letters from before only tell whom I knew; None judges all."""
    is_complete: bool = True
    """Whether all mail there is was read, so that "never" means never."""


def replay(bench: Bench, found: Replay) -> Iterator[Told]:
    """Judge all letters in the order of their time and fill `found`, telling how far it is.

    Each is judged by what lay before it: earlier mail of either side, and what would have been
    filed of it. Nothing that came later is in the store by then.
    """
    letters = in_time_order(bench.archive.letters)
    total = len(letters)
    for start in range(0, total, PORTION):
        portion = letters[start : start + PORTION]
        _replay_portion(bench, portion, found)
        yield "Judging", min(start + PORTION, total), total
    found.older += bench.archive.older


def _replay_portion(bench: Bench, portion: Sequence[Letter], found: Replay) -> None:
    """Read a portion, ask the model once, and go through it run by run."""
    readings = bench.archive.fetch(portion)
    messages = {one: reading for one, reading in readings.items() if isinstance(reading, Message)}
    found.unreadable += len(readings) - len(messages)
    prepared = {
        one: prepare(message, one.at, bench.court)
        for one, message in messages.items()
        if _is_to_judge(bench, one)
    }
    opinions = dict(zip(prepared, opinions_of(list(prepared.values()), bench.court), strict=True))
    run: dict[Letter, Prepared] = {}
    for letter in (one for one in portion if one in messages):
        if letter not in prepared:
            _judge_run(bench, run, opinions, found)
            run = {}
            _learn(bench, letter, messages[letter], found)
            continue
        if _is_told_by(prepared[letter], run.values()):
            _judge_run(bench, run, opinions, found)
            run = {}
        run[letter] = prepared[letter]
    _judge_run(bench, run, opinions, found)


def _is_to_judge(bench: Bench, letter: Letter) -> bool:
    """True for mail that was received in the time and the folders asked for."""
    return letter.is_judged and not letter.is_mine and not _is_old(bench, letter)


def _is_old(bench: Bench, letter: Letter) -> bool:
    return bench.since is not None and letter.at < bench.since


def _is_told_by(one: Prepared, run: Iterable[Prepared]) -> bool:
    """True when what becomes of an earlier message of the run bears on this one: a follow-up."""
    sender = one.sender.email if one.sender is not None else ""
    return any(
        (one.thread and one.thread == before.thread)
        or (sender and before.sender is not None and before.sender.email == sender)
        for before in run
    )


def _judge_run(
    bench: Bench, run: Mapping[Letter, Prepared], opinions: Mapping[Letter, _Said], found: Replay
) -> None:
    """Judge letters between which nothing happened that bears on them, and remember them."""
    if not run:
        return
    now = next(iter(run)).at
    assessed = assess(
        list(run.values()),
        _memory(bench, now),
        bench.court,
        now,
        opinions=[opinions[letter] for letter in run],
    )
    told = dict(zip(run, assessed, strict=True))
    with bench.store.database.begin():
        bench.store.ledger.record(
            [event for one in assessed for event in one.events],
            [link for one in assessed for link in one.links],
        )
        for letter, one in told.items():
            if one.verdict.is_filed:
                _file(bench, letter, one)
    for letter, one in told.items():
        _count(letter, one, found)


def _memory(bench: Bench, now: datetime) -> StoreMemory:
    """Return the memory as it is at that time: the daemon's own, over the store in memory."""
    store = bench.store
    return StoreMemory(
        _ACCOUNT,
        store.ledger,
        store.pins,
        store.review,
        store.examples,
        clock=lambda: now,
        is_complete=lambda: bench.is_complete,
    )


def _file(bench: Bench, letter: Letter, one: Assessed) -> None:
    """Write down that it would have been filed, so that its follow-up finds it."""
    ref = MessageRef(_ACCOUNT, letter.mailbox, 1, letter.number)
    message, journal = one.prepared.message, bench.store.journal
    row = judged_of(
        message,
        one.verdict,
        ref=ref,
        judged_at=letter.at,
        thread=one.prepared.thread,
        internaldate=letter.at,
    )
    intent = NewIntent(ref, _FILED, IntentMode.MOVE, message.digest, letter.at)
    [written] = journal.commit_batch(judged=[row], intents=[intent])
    journal.confirm({written.id: Confirmation(None, None, _FILED)}, at=letter.at)


def _count(letter: Letter, one: Assessed, found: Replay) -> None:
    """Put a verdict to the others; only what would be filed, or nearly, is kept whole."""
    found.judged += 1
    if one.verdict.decision is Decision.KEEP:
        found.kept += 1
        return
    sender = one.prepared.sender
    retried = Retried(
        letter=letter,
        message_id=one.prepared.message.message_id or "",
        sender=sender.email if sender is not None else "",
        name=one.label,
        subject=one.prepared.message.subject,
        verdict=one.verdict,
        who=one.prepared.who,
    )
    (found.filed if one.verdict.is_filed else found.unsure).append(retried)


def _learn(bench: Bench, letter: Letter, message: Message, found: Replay) -> None:
    """Take into the ledger what a message that is not judged tells: mine above all."""
    court, ledger = bench.court, bench.store.ledger
    reader = Reader(court.me, court.authserv_ids, court.networks)
    own = ledger.sent_among(message.parents)
    mail = OldMail(message, letter.at)
    found.older += _is_old(bench, letter)
    found.sent += letter.is_mine and not _is_old(bench, letter)
    if letter.is_mine:
        learned = learn_sent([mail], reader, is_my_message=own.__contains__)
        if not any(event.kind is EventKind.OPTED_OUT for event in learned.events):
            found.answered.update(message.in_reply_to)
    else:
        met = {
            address_identity(one.email) for one in (message.sender, *message.to, *message.cc) if one
        }
        known = ledger.known_among(met)
        learned = learn_received([mail], reader, known=known, is_my_message=own.__contains__)
    with bench.store.database.begin():
        ledger.note_sent(learned.sent)
        ledger.record(learned.events, learned.links)
