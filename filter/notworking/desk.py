"""What a pass over one account works with, and what it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from notworking.assess import Court, Memory
from notworking.imap.port import Mailbox
from notworking.judge.verdict import Category
from notworking.planning import LEAVE, Mode, Wishes
from notworking.predecessors.taking import Guide
from notworking.settle import Clock, Hands
from notworking.store.opening import Store
from notworking.store.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Desk:
    """What a pass works with. One per account; used on one thread at a time."""

    account: str
    mailbox: Mailbox
    court: Court
    memory: Memory
    store: Store
    clock: Clock
    mode: Mode = Mode.SHADOW
    inboxes: tuple[str, ...] = ("INBOX",)
    folders: Mapping[Category, str] = field(default_factory=dict)
    keyword: str = "$Networking"
    unsure: str = LEAVE
    """Where unsure mail goes: "leave", a keyword, or a folder."""
    unsure_follows: bool = True
    """Whether unread unsure mail is filed with a later mail of the same person."""
    catches_up: bool = False
    """Whether a pass also files what earlier passes only showed or flagged."""
    look_back: timedelta = timedelta(days=30)
    before_looking: Callable[[], int] = lambda: 0
    """Called in each pass before new mail is looked for: reads what the user moved, and returns
    how many corrections were learned."""
    may_move: Callable[[], bool] = lambda: True
    """Called in each pass of mode "move", once corrections are read: False drops to "flag"."""
    before_judging: Callable[[], Court | None] = lambda: None
    """Called once in a pass that finds new mail: reads what was sent, so that it is known, and
    may return another court to judge by."""
    is_stopping: Callable[[], bool] = lambda: False
    on_progress: Callable[[int, int], None] = lambda _done, _total: None
    """Called with messages done and messages to do in the mailbox at hand."""

    @property
    def hands(self) -> Hands:
        """What it takes to move mail and have it on record."""
        return Hands(self.mailbox, self.store.journal, self.store.review, self.clock)

    @property
    def guide(self) -> Guide:
        """What it takes to find the mail before a follow-up."""
        waiting = Waiting(self.store.database)
        return Guide(self.account, self.hands, self.store.ledger, waiting, self.wishes)

    @property
    def wishes(self) -> Wishes:
        """What is to be done with verdicts."""
        return Wishes(self.mode, self.folders, self.keyword, self.unsure)


@dataclass(slots=True)
class Tally:
    """What a pass did; the counts of its row in the journal."""

    seen: int = 0
    filed: int = 0
    """Verdicts that want a message filed."""
    moved: int = 0
    """Messages moved or flagged."""
    unsure: int = 0
    unreadable: int = 0
    failed: int = 0
    settled: int = 0
    corrections: int = 0
    """Moves of the user's that taught something."""
    from_before: int = 0
    """Of the filed: unsure mail of earlier passes that goes with its follow-up."""
    caught_up: int = 0
    """Of the filed: what earlier passes only showed or flagged."""

    def counts(self) -> dict[str, int]:
        """Return the counts by name."""
        return {name: getattr(self, name) for name in Tally.__slots__}
