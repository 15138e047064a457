"""What a rule asks of a message: conditions as values, and whether they hold."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from notworking.judge.rules.patterns import AddressPatterns, Pattern
from notworking.judge.rules.subject import RuleSubject


@dataclass(frozen=True, slots=True)
class Always:
    """Holds for every message."""

    def holds(self, _subject: RuleSubject) -> bool:
        """Return True."""
        return True


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every one does; also when there is none."""

    conditions: tuple[Condition, ...]

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether every condition holds."""
        return all(condition.holds(subject) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one does."""

    conditions: tuple[Condition, ...]

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether one condition holds."""
        return any(condition.holds(subject) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Holds when not one does."""

    conditions: tuple[Condition, ...]

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether no condition holds."""
        return not any(condition.holds(subject) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class TextTest:
    """One of the patterns is in one of the texts of this word (`header` for "header.X")."""

    word: str
    patterns: tuple[Pattern, ...]
    header: str = ""

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether a pattern matches; never, where the message has no such text."""
        texts = texts_of(subject, self.word, self.header)
        return any(pattern.matches(text) for text in texts if text for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class PresenceTest:
    """The message has such a text, or has none ("list = false", "header.X-Y = true")."""

    word: str
    is_wanted: bool
    header: str = ""

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether its presence is as wanted."""
        return any(texts_of(subject, self.word, self.header)) is self.is_wanted


@dataclass(frozen=True, slots=True)
class AddressTest:
    """One of the addresses of "from", "to" or "cc" is among those wanted."""

    word: str
    wanted: AddressPatterns

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether an address matches."""
        return any(map(self.wanted.matches, texts_of(subject, self.word)))


COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number's bound: `sign` is a key of COMPARISONS."""

    sign: str
    bound: float


@dataclass(frozen=True, slots=True)
class NumberTest:
    """One of the comparisons is true of the number."""

    word: str
    comparisons: tuple[Comparison, ...]

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether a comparison is true; a score that is not there satisfies none."""
        number = NUMBERS[self.word](subject)
        if number is None:
            return False
        return any(COMPARISONS[each.sign](number, each.bound) for each in self.comparisons)


@dataclass(frozen=True, slots=True)
class TruthTest:
    """The fact is as wanted."""

    word: str
    is_wanted: bool

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether the fact is as wanted."""
        return TRUTHS[self.word](subject) is self.is_wanted


@dataclass(frozen=True, slots=True)
class ConnectedTest:
    """There is one connection that is young enough and on one of the networks."""

    within: timedelta | None = None
    """None: however long ago."""
    networks: tuple[Pattern, ...] = ()
    """Empty: on any network."""

    def holds(self, subject: RuleSubject) -> bool:
        """Return whether such a connection exists."""
        return any(
            (self.within is None or subject.now - connection.at <= self.within)
            and (
                not self.networks or any(each.matches(connection.network) for each in self.networks)
            )
            for connection in subject.connections
        )


Condition = (
    Always
    | AllOf
    | AnyOf
    | NoneOf
    | TextTest
    | PresenceTest
    | AddressTest
    | NumberTest
    | TruthTest
    | ConnectedTest
)

TEXTS: Mapping[str, Callable[[RuleSubject], tuple[str, ...]]] = {
    "from": lambda subject: (subject.from_address,),
    "from_domain": lambda subject: (subject.from_domain,),
    "from_name": lambda subject: (subject.from_name,),
    "to": lambda subject: subject.to,
    "cc": lambda subject: subject.cc,
    "subject": lambda subject: (subject.subject,),
    "text": lambda subject: (subject.text,),
    "list": lambda subject: (subject.list_id,),
    "language": lambda subject: (subject.language,),
    "links_to": lambda subject: subject.link_hosts,
    "account": lambda subject: (subject.account,),
    "category": lambda subject: (subject.category.value if subject.category else "", subject.kind),
    "clue": lambda subject: tuple(sorted(subject.clues)),
}
"""Words that stand for texts. An empty text is no text."""

NUMBERS: Mapping[str, Callable[[RuleSubject], float | None]] = {
    "score": lambda subject: subject.score,
    "size": lambda subject: subject.size_bytes,
    "i_wrote": lambda subject: subject.i_wrote,
    "they_wrote": lambda subject: subject.they_wrote,
    "asks": lambda subject: subject.asks,
    "offers": lambda subject: subject.offers,
    "reciprocity": lambda subject: subject.reciprocity,
    "follow_up_number": lambda subject: subject.follow_up_number,
}
"""Words that stand for numbers."""

TRUTHS: Mapping[str, Callable[[RuleSubject], bool]] = {
    "has_attachment": lambda subject: subject.has_attachment,
    "authentic": lambda subject: subject.is_authentic,
    "unsure": lambda subject: subject.is_unsure,
    "vouched": lambda subject: subject.is_vouched,
    "opted_out": lambda subject: subject.has_opted_out,
    "known": lambda subject: subject.is_known,
    "first_mail": lambda subject: subject.is_first_mail,
}
"""Words that stand for facts."""

MODEL_WORDS = frozenset({"category", "score", "unsure", "clue"})
"""Words that only a judged message can answer."""


def texts_of(subject: RuleSubject, word: str, header: str = "") -> tuple[str, ...]:
    """Return the texts a word stands for."""
    return subject.headers.get_all(header) if word == "header" else TEXTS[word](subject)


def cost(condition: Condition) -> int:
    """Return how dear a condition is to ask, 0 … 3: cheap ones go first and spare the others."""
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        return max(map(cost, condition.conditions), default=0)
    if isinstance(condition, TextTest):
        return {"text": 3, "header": 2}.get(condition.word, 1)
    return 0


def looks_at_model(condition: Condition) -> bool:
    """True when the condition looks at what the model says, anywhere inside."""
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        return any(map(looks_at_model, condition.conditions))
    if isinstance(condition, Always | ConnectedTest):
        return False
    return condition.word in MODEL_WORDS
