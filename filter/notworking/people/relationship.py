"""What the ledger knows between you and one person, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from notworking.people.event import Direction


@dataclass(frozen=True, slots=True)
class Connection:
    """The event "linked on a network". Proves nothing; starts the clock."""

    network: str
    at: datetime
    asked_by: Direction | None
    """Who had asked; None when it is not known."""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Relationship:
    """Everything between you and one person, folded from the ledger's events.

    The default value is a stranger.
    """

    label: str = ""
    """The name to show."""
    i_wrote: int = 0
    """Messages I sent to them, alone or among few (at most 10 recipients)."""
    they_wrote: int = 0
    """Messages they sent me directly (relayed ones not counted)."""
    relayed: int = 0
    """Messages of theirs that came through a network."""
    i_replied: int = 0
    """Messages of mine that answer one of theirs."""
    they_replied: int = 0
    """Messages of theirs that answer one of mine."""
    two_voice_threads: int = 0
    """Threads in which both of us wrote."""
    i_was_one_of_many: int = 0
    """Messages of theirs that went to more than 10 recipients."""
    began: Direction | None = None
    """Who wrote first."""
    first_at: datetime | None = None
    last_mine_at: datetime | None = None
    last_theirs_at: datetime | None = None
    their_mail_since_mine: int = 0
    """Messages of theirs (direct or relayed) since I last wrote to them, or ever."""
    my_reply_hours: float | None = None
    """Median hours from their message to my answer; None when I never answered."""
    known_by: str = ""
    """"address book", "config" or "moved back"; "" when the user said nothing."""
    is_blocked: bool = False
    vouched_by: str = ""
    """The voucher's name, "" when nobody vouched."""
    voucher_thread: str = ""
    opted_out_at: datetime | None = None
    """When I asked them to stop."""
    connections: tuple[Connection, ...] = ()
    """Oldest first."""
    invitations: int = 0
    """Invitations received from them."""
    their_asks: int = 0
    their_offers: int = 0
    my_asks: int = 0
    my_offers: int = 0
    reciprocity: float = 0.0
    """-1 (they only take) … 0 (balanced or nothing) … 1 (they only give), decayed over years."""
    strength: float = 0.0
    """0 (nothing I did) … 1 (much two-way mail lately): what I did only, decayed over years."""
    hints: tuple[str, ...] = ()
    """Sentences about people who may be the same by name alone. Never raise trust."""

    @property
    def is_known(self) -> bool:
        """True when something *you* did makes them known (DESIGN section 6)."""
        return bool(self.known_by) or self.i_wrote > 0


STRANGER = Relationship()
