"""Evidence, policy and verdict: the values in which a judgement is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp


class Category(StrEnum):
    """What a message is. `GENUINE` is everything that is not ours to move."""

    RECRUITING = "recruiting"
    PITCH = "pitch"
    ASK = "ask"
    SCHEME = "scheme"
    INVITATION = "invitation"
    EVENT = "event"
    GENUINE = "genuine"


NETWORKING = tuple(category for category in Category if category is not Category.GENUINE)


class ClueGroup(StrEnum):
    """Clues of one group say much the same; a group's sum is capped."""

    WORDS = "words"
    """What the model makes of the wording; not capped, it is calibrated."""
    CONTENT = "content"
    """Asks, offers, claims, who the text is about."""
    SHAPE = "shape"
    """Links, tracking, bulk headers, length, merge fields, position in a sequence."""
    RELATIONSHIP = "relationship"
    """What the ledger knows."""
    NETWORK = "network"
    """What kind of network notice it is."""
    PRIOR = "prior"
    """How common networking spam is before anything is read."""
    LEARNED = "learned"
    """What the user's own corrections say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed in a message, before anybody has said how much it weighs."""

    name: str
    """A stable name, as "asks_meeting"; the model's weights and the rules file use it."""
    group: ClueGroup
    sentence: str
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Clue:
    """One named reason. `weight` is in log-odds, above 0 for networking mail."""

    name: str
    group: ClueGroup
    weight: float
    sentence: str
    """For a reader: "They asked for 15 minutes of your time"."""
    phrase: str = ""
    """The words of the message that show it, "" when no words do."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All clues of one message. Their weights add up to the log-odds, exactly."""

    clues: tuple[Clue, ...]

    @property
    def log_odds(self) -> float:
        """The sum of the weights: log-odds that this is networking mail."""
        return sum(clue.weight for clue in self.clues)

    @property
    def score(self) -> float:
        """The log-odds as a probability in 0…1."""
        return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, self.log_odds))))

    def strongest(self, most: int = 6) -> tuple[Clue, ...]:
        """Return up to `most` clues a reader should see, strongest first, the prior left out."""
        told = [clue for clue in self.clues if clue.group is not ClueGroup.PRIOR]
        return tuple(sorted(told, key=lambda clue: -abs(clue.weight))[:most])


class Decision(StrEnum):
    """What follows from a judgement."""

    FILE = "file"
    KEEP = "keep"
    UNSURE = "unsure"


class DecidedBy(StrEnum):
    """Which step of the order of judgement (DESIGN section 5) decided."""

    NOT_OURS = "not ours"
    PINNED = "pinned"
    RULE = "rule"
    TAUGHT = "taught"
    """The user put earlier mail of this sender or thread there by hand."""
    GUARD = "guard"
    OWN_CATEGORY = "own category"
    FOLLOW_UP = "follow-up"
    ITS_FOLLOW_UP = "its follow-up"
    """It was unsure by itself; a later mail of the same person was filed, and it with that."""
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the user wants done with scores."""

    cutoffs: Mapping[Category, float] = field(default_factory=dict)
    """Category → score (0…1) from which it is filed; a missing one is never filed."""
    unsure_from: float = 0.5
    """Score from which a message below its cutoff is called unsure."""
    file_opted_out: bool = False
    """File mail of people you asked to stop even if you wrote to them (that is when you asked)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement: what the message is, how sure that is, why, and what follows."""

    category: Category
    """The likeliest category; `GENUINE` when the score is below one half."""
    score: float
    """Calibrated probability (0…1) that this is networking mail of any category."""
    scores: Mapping[Category, float]
    """Calibrated probability of each of the seven categories; they sum to 1."""
    evidence: Evidence
    decision: Decision
    decided_by: DecidedBy
    because: str
    """One sentence for the reader: why this decision."""
    model: str
    rule: str = ""
    """The rule that applied, "" when none did."""
    filed_as: Category | None = None
    """The category into whose folder it goes; None unless it is filed, and into one of ours."""
    folder: str = ""
    """The folder a rule names, when it is none of a category."""
    flags: tuple[str, ...] = ()
    """Flags and keywords a rule sets beside."""
    mark_read: bool = False
    """A rule wants it marked as read."""
    kind: str = ""
    """The user's own category into whose folder it goes, "" when it is none of those."""
    follow_up: str = ""
    """Digest of the later mail of theirs with which it is filed, "" when it is filed by itself."""

    @property
    def is_filed(self) -> bool:
        """True when the message is to be moved (or flagged, in flag mode)."""
        return self.decision is Decision.FILE
