"""What corrections say of whole kinds of mail: which are welcome, and which are surely not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from notworking.judge.likeness import Seen
from notworking.judge.verdict import NETWORKING, Category
from notworking.learn.personal.dual import Floats

LEAST_AGREEING = 5
"""From so many senders must mail of one kind have been moved to its folder, and none put back."""
_LIFT = 0.25
"""Log-odds each of them lifts unsure mail of that kind by; `_MOST_LIFT` all of them together:
what is just unsure just reaches a cutoff of 0.92."""
_MOST_LIFT = 2.5
_LEAST_WELCOME = 3
"""How often one kind must have been put back to be the one that is welcome."""
_THOUGHT_OF = 0.02
"""Share from which the model thought of a kind at all."""


class Moved(Protocol):
    """What has to be known of a message that was moved."""

    @property
    def label(self) -> str: ...
    @property
    def was(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def digest(self) -> str: ...


def lifts_of(used: Sequence[Moved], seen: Sequence[Seen]) -> Floats:
    """Return (n, 6) the log-odds by which each example lifts unsure mail of each kind.

    Above 0 only for a kind that users moved to its folder from several senders and never called
    genuine; `seen` is what the model as shipped sees in the examples. No order matters.
    """
    lifts = np.zeros((len(used), len(NETWORKING)))
    contrary = {_kind(one, saw) for one, saw in zip(used, seen, strict=True) if _is_genuine(one)}
    for column, category in enumerate(NETWORKING):
        rows = [at for at, one in enumerate(used) if one.label == category]
        senders = [used[at].sender or used[at].digest for at in rows]
        if category in contrary or len(set(senders)) < LEAST_AGREEING:
            continue
        # One sender's mail says it once, however often it was moved.
        each = np.array([1.0 / senders.count(sender) for sender in senders])
        lifts[rows, column] = each * min(_LIFT, _MOST_LIFT / len(set(senders)))
    return lifts


def taken_for(used: Sequence[Moved], seen: Sequence[Seen]) -> list[Seen]:
    """Return the examples as of the kind the user's moves say they are.

    What was moved from Recruiting to Invitations is an invitation, and says nothing about
    recruiting. Who puts recruiters back puts those back too that the model took for pitches: they
    count as recruiting where the model thought of it at all, and so say nothing about pitches.
    """
    welcome = _welcome(used)
    found = []
    for one, saw in zip(used, seen, strict=True):
        kind = welcome if _is_genuine(one) else Category(one.label)
        if kind is None or (_is_genuine(one) and saw.shares.get(kind, 0.0) < _THOUGHT_OF):
            found.append(saw)
        else:
            found.append(replace(saw, shares={kind: 1.0}))
    return found


def _welcome(used: Sequence[Moved]) -> Category | None:
    """Return the kind that was put back most, several times and more than any other, or None."""
    counts = {
        category: sum(_is_genuine(one) and one.was == category for one in used)
        for category in NETWORKING
    }
    most = max(counts.values())
    first = [category for category, count in counts.items() if count == most]
    return first[0] if most >= _LEAST_WELCOME and len(first) == 1 else None


def _is_genuine(one: Moved) -> bool:
    return one.label == Category.GENUINE


def _kind(one: Moved, seen: Seen) -> Category:
    """Return what a message was taken for: where it lay, else what the model leans to."""
    if one.was in set(NETWORKING):
        return Category(one.was)
    return max(NETWORKING, key=lambda category: seen.shares.get(category, 0.0))
