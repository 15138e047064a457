"""What the journal keeps, as values: judgements, intents, watermarks, passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from notworking.judge.verdict import Category, Clue, DecidedBy, Decision, Verdict
from notworking.mail.links import without_tokens
from notworking.mail.message import Message, MessageRef
from notworking.people.event import Identity


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement, as the journal keeps it. Never the body: `clues` quote short phrases only."""

    ref: MessageRef
    digest: str
    judged_at: datetime
    message_id: str | None = None
    thread: str = ""
    """The hash of the thread's root Message-ID (`sent.hash_of`), "" when unknown."""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    date: datetime | None = None
    internaldate: datetime | None = None
    category: Category = Category.GENUINE
    score: float = 0.0
    scores: Mapping[Category, float] = field(default_factory=dict)
    decision: Decision = Decision.KEEP
    decided_by: DecidedBy = DecidedBy.NOT_OURS
    because: str = ""
    rule: str = ""
    model: str = ""
    clues: tuple[Clue, ...] = ()
    """Their phrases come back cut to `PHRASE_CHARACTERS`."""
    person: str = ""
    """The name to show for whoever wrote it: the relayed person, not the network."""
    who: Identity | None = None
    """That person's identity in the ledger, so that forgetting them finds this row."""
    pass_id: int | None = None
    error: str = ""
    """Why the message could not be read or judged, "" when it was."""
    kind: str = ""
    """The user's own category it was filed under, "" when there is none."""
    follow_up: str = ""
    """Digest of the later mail of theirs with which it was filed, "" when it was judged by itself."""
    id: int = 0
    """Given by the journal; 0 before that."""

    @property
    def short_id(self) -> str:
        """What users see and type: the row's number and the first of the digest, as "412-3fa9"."""
        return f"{self.id}-{self.digest[:4]}" if self.digest else str(self.id)


PHRASE_CHARACTERS = 120
"""How much of a clue's phrase is kept."""


def judged_of(
    message: Message,
    verdict: Verdict,
    *,
    ref: MessageRef,
    judged_at: datetime,
    thread: str = "",
    internaldate: datetime | None = None,
    person: str = "",
    who: Identity | None = None,
    pass_id: int | None = None,
) -> Judged:
    """Given a message and the verdict on it, return the row for the journal."""
    return Judged(
        ref=ref,
        digest=message.digest,
        judged_at=judged_at,
        message_id=message.message_id,
        thread=thread,
        sender=message.sender.email if message.sender else "",
        sender_name=message.sender.name if message.sender else "",
        subject=without_tokens(message.subject),
        date=message.date,
        internaldate=internaldate,
        category=verdict.category,
        score=verdict.score,
        scores=verdict.scores,
        decision=verdict.decision,
        decided_by=verdict.decided_by,
        because=verdict.because,
        rule=verdict.rule,
        model=verdict.model,
        clues=tuple(_without_tokens(clue) for clue in verdict.evidence.clues),
        person=person,
        who=who,
        pass_id=pass_id,
        kind=verdict.kind,
        follow_up=verdict.follow_up,
    )


def _without_tokens(clue: Clue) -> Clue:
    """Return a clue whose quotes hold no sign-in token: a link in a network's mail carries one."""
    sentence, phrase = without_tokens(clue.sentence), without_tokens(clue.phrase)
    return replace(clue, sentence=sentence, phrase=phrase)


class IntentMode(StrEnum):
    """What is to be done with a message."""

    MOVE = "move"
    KEYWORD = "keyword"
    """`target` is the keyword to set."""
    UNDO = "undo"
    """Take back the intent `undoes`: move home, or remove the keyword."""


class IntentState(StrEnum):
    """How far it came. Only the first two are open; a settled intent never changes again."""

    INTENDED = "intended"
    """Written down; whether the server did it is not known."""
    COPIED = "copied"
    """The copy was seen in the target; the original has yet to go."""
    DONE = "done"
    FAILED = "failed"
    """The server refused, or the message was nowhere to be found; `why` tells."""
    VOID = "void"
    """Never happened: the message is still where it was."""


OPEN_STATES = (IntentState.INTENDED, IntentState.COPIED)


@dataclass(frozen=True, slots=True)
class NewIntent:
    """An intent before the journal has it. `commit_batch` finds its judgement by `source`."""

    source: MessageRef
    target: str
    """The mailbox's name on the server, or the keyword."""
    mode: IntentMode
    digest: str
    created_at: datetime
    size_bytes: int = 0
    message_id: str | None = None
    target_uidvalidity: int | None = None
    target_uidnext: int | None = None
    """UIDVALIDITY and UIDNEXT of the target before the move: what arrived lies from there on."""
    flags_before: frozenset[str] = frozenset()
    """The flags before we touched it; of an undo, those it is to have at home again."""
    pass_id: int | None = None
    judged_id: int | None = None
    """For an intent whose judgement is already in the journal (as an undo's)."""
    undoes: int | None = None
    """The intent that an undo takes back; of a move or keyword, the mark of unsure mail that it
    takes the place of."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What was to be done with a message, and what came of it."""

    id: int
    account: str
    source: MessageRef
    target: str
    mode: IntentMode
    state: IntentState
    digest: str
    created_at: datetime
    size_bytes: int = 0
    message_id: str | None = None
    target_uidvalidity: int | None = None
    target_uidnext: int | None = None
    flags_before: frozenset[str] = frozenset()
    pass_id: int | None = None
    judged_id: int | None = None
    undoes: int | None = None
    new_uid: int | None = None
    new_uidvalidity: int | None = None
    method: str = ""
    """A `MoveMethod`'s value, "" before it is done."""
    why: str = ""
    settled_at: datetime | None = None
    undone_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True while it is not known what came of it."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Where a message arrived. None where the server did not tell."""

    new_uid: int | None
    new_uidvalidity: int | None
    method: str
    """A `MoveMethod`'s value, or "keyword"."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """Up to which UID a mailbox has been dealt with."""

    account: str
    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that could not be fetched or read, so far."""

    ref: MessageRef
    count: int
    """How often it was tried."""
    reason: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Pass:
    """One look at new mail of one account."""

    id: int
    account: str
    mode: str
    began_at: datetime
    ended_at: datetime | None = None
    """None while it runs, or when it was killed."""
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The daemon's last sign of life for one account."""

    account: str
    at: datetime
    last_error: str = ""
    error_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryProgress:
    """How far the reading of a mailbox's old mail has come."""

    account: str
    mailbox: str
    uidvalidity: int
    uid: int
    """The last UID read; the next one to read lies above (or below) it, as the reader goes."""
    total: int
    done_at: datetime | None = None


class PinKind(StrEnum):
    """What is pinned. None of them is a UID, so pins outlive a change of UIDVALIDITY."""

    DIGEST = "digest"
    THREAD = "thread"
    SENDER = "sender"
    """A mail address, kept as a hash."""
    DOMAIN = "domain"
    """A domain, kept as a hash: several of its senders were put back."""
