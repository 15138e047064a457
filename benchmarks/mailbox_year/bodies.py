"""Words for the year: bodies of the held-out seed corpus, each used a few times, names replaced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.mailbox_year.cast import Persona, Player
from benchmarks.mailbox_year.heldout import SeedMessage

MOST_USES = 4
"""How often one body is used in one persona's year, before new ones run out."""
_NOT_OURS = (
    "not ours",
    "bulk",
    "newsletter",
    "security mail machine",
    "renewal notice",
    "phishing",
)


def is_not_ours(message: SeedMessage) -> bool:
    """True for bulk mail, receipts, machines and ordinary spam among the genuine."""
    return message.category == "genuine" and any(word in message.kind for word in _NOT_OURS)


def is_first_contact(message: SeedMessage) -> bool:
    """True for a genuine mail by somebody the reader had never heard of."""
    return (
        message.category == "genuine"
        and message.relationship == "stranger"
        and message.channel == "email"
        and not is_not_ours(message)
    )


def is_of_known(message: SeedMessage) -> bool:
    """True for a genuine mail by somebody the reader knows."""
    return (
        message.category == "genuine"
        and message.relationship == "known"
        and message.channel == "email"
        and not is_not_ours(message)
    )


def is_pitch(message: SeedMessage, *, channel: str = "email", late: bool = False) -> bool:
    """True for networking mail that asks or sells, on a channel; `late` for follow-ups."""
    return (
        message.category not in ("genuine", "invitation")
        and message.channel == channel
        and (message.step > 1) == late
    )


@dataclass(slots=True)
class Bodies:
    """Deals bodies out to one persona, the least used first."""

    persona: Persona
    dice: Random
    messages: list[SeedMessage]
    uses: Counter[str] = field(default_factory=Counter)

    def take(
        self, wanted: Callable[[SeedMessage], bool], player: Player, lang: str
    ) -> SeedMessage | None:
        """Return a body in the player's words, None when all that fit are used up."""
        fits = [one for one in self.messages if wanted(one) and one.lang == lang]
        fits = [one for one in fits if self.uses[one.id] < MOST_USES]
        if not fits:
            return None
        least = min(self.uses[one.id] for one in fits)
        chosen = self.dice.choice([one for one in fits if self.uses[one.id] == least])
        self.uses[chosen.id] += 1
        return renamed(chosen, self.persona, player)


def renamed(message: SeedMessage, persona: Persona, player: Player) -> SeedMessage:
    """Return the message with its people and its sender's domain replaced."""
    pairs = [*_names(message.to_name, persona.name), *_names(message.from_name, player.name)]
    domain = message.from_email.partition("@")[2]
    if domain and "linkedin" not in domain:
        pairs = [(message.from_email, player.email), (domain, player.domain), *pairs]
    return replace(
        message, subject=_replaced(message.subject, pairs), body=_replaced(message.body, pairs)
    )


def _names(old: str, new: str) -> Iterable[tuple[str, str]]:
    """Yield what to replace: the whole name, the first, the last."""
    parts, fresh = [part for part in old.split() if part[-1:] != "."], new.split()
    if len(parts) < 2:
        return
    yield old, new
    yield parts[0], fresh[0]
    yield parts[-1], fresh[-1]


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    table = dict(reversed([pair for pair in pairs if len(pair[0]) > 1]))
    if not table:
        return text
    longest = sorted(table, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    return pattern.sub(lambda found: table[found[0]], text)
