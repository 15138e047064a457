"""How alike messages are to the learner: traits as sparse vectors, and many compared at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from notworking.judge.verdict import NETWORKING, Category

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

# Traits of every kind share one space of numbers: words below 2 ** 32, the others above.
_FINDINGS = 1 << 40
_LEANINGS = 1 << 41
_SENDERS = 1 << 50
_DOMAINS = 1 << 51
_HASH_DIGITS = 12
_WORDS = 1.0
"""Length of the part that holds the words; likewise the others."""
_DAMPING = 4.0
"""Added to the sum of squares before the root: a line of five words is like little else."""
_FINDINGS_LENGTH = 1.0
_LEANING_LENGTH = 1.0
_SENDER_LENGTH = 0.4
_DOMAIN_LENGTH = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """One message as a sparse vector; the likeness of two is their product, never negative."""

    ids: Ids
    """Distinct, ascending."""
    values: Floats
    """Each above 0."""

    @property
    def without_findings(self) -> Traits:
        """The same message by its words, kind and sender alone."""
        others = (self.ids < _FINDINGS) | (self.ids >= _LEANINGS)
        return Traits(self.ids[others], self.values[others])

    @property
    def without_kind(self) -> Traits:
        """The same message by its words and sender, whatever the model takes it for."""
        others = (self.ids < _LEANINGS) | (self.ids >= _SENDERS)
        return Traits(self.ids[others], self.values[others])


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the traits of a message are made of, all of it kept with an example."""

    buckets: NDArray[np.integer]
    """Distinct buckets of its wording (`wording.Wording`), ascending."""
    findings: Iterable[str]
    log_odds: float
    """What the model as it ships says: networking against genuine."""
    shares: Mapping[Category, float]
    """Likewise its category, given that it is networking mail."""
    sender: str = ""
    """Hash of the address in hex, "" for none; `domain` likewise, "" for free mail."""
    domain: str = ""


def traits_of(seen: Seen, *, rarity: NDArray[np.float32], names: Mapping[str, int]) -> Traits:
    """Return a message's traits.

    Rare words count more than common ones (`rarity`, (2 ** bits,), 0…1). The kind of mail the
    model takes it for counts as far as the model thinks it networking mail at all: else genuine
    mail would be alike for leaning the same way. `names` numbers the findings that count.
    """
    words = rarity[seen.buckets].astype(np.float64)
    words *= _WORDS / np.sqrt(float(words @ words) + _DAMPING)
    found = sorted({names[name] for name in seen.findings if name in names})
    leaning = _LEANING_LENGTH / (1.0 + np.exp(-max(-30.0, min(30.0, seen.log_odds))))
    ids = [
        seen.buckets.astype(np.int64),
        np.array([_FINDINGS + number for number in found], dtype=np.int64),
        np.arange(_LEANINGS, _LEANINGS + len(NETWORKING), dtype=np.int64),
        np.array([base + _number(text) for base, text in _named(seen) if text], dtype=np.int64),
    ]
    values = [
        words,
        np.full(len(found), _FINDINGS_LENGTH / np.sqrt(max(4, len(found)))),
        leaning * sharpened([seen.shares.get(category, 0.0) for category in NETWORKING]),
        np.array(
            [
                length
                for length, text in zip(_LENGTHS, (seen.sender, seen.domain), strict=True)
                if text
            ]
        ),
    ]
    everything = np.concatenate(values)
    counts = everything > 0
    return Traits(np.concatenate(ids)[counts], everything[counts])


def sharpened(shares: Sequence[float]) -> Floats:
    """Return the categories' shares with the likeliest more alone, summing to 1: a message that might be an
    event and is perhaps recruiting is no kin of a recruiter's."""
    squares = np.square(np.array(shares))
    return np.asarray(squares / max(1e-12, float(squares.sum())))


_LENGTHS = (_SENDER_LENGTH, _DOMAIN_LENGTH)


def _named(seen: Seen) -> tuple[tuple[int, str], tuple[int, str]]:
    return (_SENDERS, seen.sender), (_DOMAINS, seen.domain)


def _number(hexadecimal: str) -> int:
    """Return the first 48 bits of a hash in hex."""
    return int(hexadecimal[:_HASH_DIGITS], 16)


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Many messages' traits side by side, to be compared with one at a glance."""

    vocabulary: Ids
    """All ids that occur, ascending."""
    columns: NDArray[np.int64]
    """For each trait of each message in turn, its place in the vocabulary."""
    values: Floats
    starts: NDArray[np.int64]
    """(n,) where each message's traits begin."""
    of_kind: Floats
    """Like `values`, but 0 for all traits that do not say of what kind the message is."""

    def likeness(self, one: Traits) -> tuple[Floats, Floats]:
        """Return (n,) how near each message on the shelf is to this one, and how much of a kind.

        Near are messages of the same words, sender or domain; of a kind are those that the model
        takes for the same kind of networking mail. Both are 0 for nothing shared.
        """
        if not len(self.starts):
            return np.zeros(0), np.zeros(0)
        spread = np.zeros(len(self.vocabulary))
        places, known = _places(self.vocabulary, one)
        spread[places] = one.values[known]
        shared = spread[self.columns]
        whole = np.add.reduceat(shared * self.values, self.starts)
        kin = np.add.reduceat(shared * self.of_kind, self.starts)
        return np.asarray(whole - kin), np.asarray(kin)

    def combined(self, weights: Floats) -> Line:
        """Return Σ weights × traits as one line: the same sum, whatever the number of messages."""
        counts = np.diff(np.append(self.starts, len(self.columns)))
        each = np.repeat(weights, counts) * self.values
        summed = np.bincount(self.columns, each, minlength=len(self.vocabulary))
        return Line(self.vocabulary, summed.astype(np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A weight for each of some traits."""

    vocabulary: Ids
    weights: Floats

    def of(self, one: Traits) -> float:
        """Return the sum of the weights of a message's traits."""
        places, known = _places(self.vocabulary, one)
        return float(self.weights[places] @ one.values[known])


def shelve(traits: Sequence[Traits]) -> Shelf:
    """Return messages' traits side by side, in the order given. Each has at least one trait."""
    if not traits:
        nothing = np.zeros(0, dtype=np.int64)
        return Shelf(nothing, nothing, np.zeros(0), nothing, np.zeros(0))
    ids = np.concatenate([one.ids for one in traits])
    values = np.concatenate([one.values for one in traits])
    vocabulary, columns = np.unique(ids, return_inverse=True)
    ends = np.cumsum([len(one.ids) for one in traits])
    starts = np.concatenate([[0], ends[:-1]])
    of_kind = np.where((ids >= _LEANINGS) & (ids < _SENDERS), values, 0.0)
    return Shelf(vocabulary, columns, values, starts, of_kind)


def _places(vocabulary: Ids, one: Traits) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where those of a message's traits stand that the vocabulary has, and which they are."""
    if not len(vocabulary):
        return np.zeros(0, dtype=np.int64), np.zeros(len(one.ids), dtype=bool)
    places = np.minimum(np.searchsorted(vocabulary, one.ids), len(vocabulary) - 1)
    known = vocabulary[places] == one.ids
    return places[known], known
