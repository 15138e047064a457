"""Detectors of the user's own categories: taught with their examples, against everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from notworking.judge.likeness import Seen, Shelf, Traits, shelve, traits_of
from notworking.judge.personal import Detector
from notworking.judge.verdict import Category
from notworking.learn.personal.background import Background
from notworking.learn.personal.dual import Floats, fit_sides, gram

LEAST_EXAMPLES = 3
"""A category of fewer examples finds nothing: one message may be anything."""
_STRENGTH = 20.0
_BIAS_LENGTH = 1.0
_POSITIVE_SHARE = 0.5
"""What the examples weigh together, of what everything else weighs together."""
_ALIKE_WEIGHT = 0.5
"""What networking mail of the background weighs as "something else": the user's own category
may well be a kind of it. Mail the user taught as something else weighs in full."""
_MOST_OF_A_SENDER = 2.0
_FOLDS = 2
_LEAST_GAP = 0.3
"""Log-odds by which all ordinary mail of the background stays below the cutoff, unseen."""
_GAP_OF_FEW = 3.0
"""Log-odds more, divided by the number of examples: of a few it is not known what they share."""
_MOST_ALIKE = 0.06
"""Share of the background's networking mail that may reach the cutoff, unseen: it would not have
stayed in the inbox either, but belongs elsewhere, unless the category is a kind of it."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A category of the user's own, as declared: with what, and what it looks like."""

    name: str
    folder: str
    cutoff: float
    """Score (0…1) from which mail is filed there; above 1 for never."""
    examples: tuple[Seen, ...] = ()
    """Features of the examples written beside its name."""


class Labelled(Protocol):
    """What has to be known of a message that was taught."""

    @property
    def label(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def sender(self) -> str: ...
    @property
    def digest(self) -> str: ...


def detectors_of(
    used: Sequence[Labelled],
    traits: Sequence[Traits],
    own: Sequence[OwnKind],
    background: Background,
    names: Mapping[str, int],
) -> tuple[Detector, ...]:
    """Return a detector for each own category that has examples enough.

    `used` are all examples of the account, in a fixed order, `traits` theirs.
    """
    if not own:
        return ()
    ordinary = [traits_of(one, rarity=background.rarity, names=names) for one in background.seen]
    found = []
    for kind in own:
        mine = [at for at, one in enumerate(used) if one.label == kind.name]
        told = [traits_of(one, rarity=background.rarity, names=names) for one in kind.examples]
        if len(mine) + len(told) < LEAST_EXAMPLES:
            continue
        others = [at for at, one in enumerate(used) if one.label != kind.name]
        lot = _Lot(
            shelve(
                [*told, *(traits[at] for at in mine), *(traits[at] for at in others), *ordinary]
            ),
            _weights([used[at] for at in mine], len(told), len(others), background),
            len(told) + len(mine),
            len(told) + len(mine) + len(others),
        )
        last = max((used[at].at for at in mine), default=None)
        found.append(_detector(kind, lot, background, last))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Lot:
    """All messages one detector is fitted on: its examples, then others taught, then background."""

    shelf: Shelf
    weights: Floats
    positives: int
    taught: int
    """The examples and the others taught; what follows is background."""

    @property
    def is_positive(self) -> Bools:
        """(n,) which are its examples."""
        return np.arange(len(self.weights)) < self.positives


def _weights(mine: Sequence[Labelled], told: int, others: int, background: Background) -> Floats:
    """Return what each message weighs; one sender's examples are bounded together."""
    senders = [one.sender or one.digest for one in mine]
    each = [min(1.0, _MOST_OF_A_SENDER / senders.count(sender)) for sender in senders]
    positives = np.array([1.0] * told + each)
    rest = np.array(
        [1.0] * others
        + [1.0 if one is Category.GENUINE else _ALIKE_WEIGHT for one in background.categories]
    )
    scale = min(8.0, _POSITIVE_SHARE * rest.sum() / positives.sum())
    return np.concatenate([positives * scale, rest])


def _detector(kind: OwnKind, lot: _Lot, background: Background, last: datetime | None) -> Detector:
    """Fit one detector; its bias is such that ordinary mail it has not seen just stays out."""
    likeness = gram(lot.shelf)
    pulls = _fit(likeness, lot.is_positive, lot.weights)
    cutoff = float(np.log(kind.cutoff / (1.0 - kind.cutoff))) if kind.cutoff < 1.0 else 40.0
    gap = _LEAST_GAP + _GAP_OF_FEW / lot.positives
    return Detector(
        name=kind.name,
        folder=kind.folder,
        cutoff=kind.cutoff,
        line=lot.shelf.combined(pulls),
        bias=_bias(pulls) + cutoff - _highest_unseen(likeness, lot, background) - gap,
        examples=lot.positives,
        last_at=last,
    )


def _fit(likeness: Floats, is_positive: Bools, weights: Floats) -> Floats:
    """Return the pulls of a fit in which all messages share something: the bias."""
    with_bias = likeness + _BIAS_LENGTH**2
    return fit_sides(with_bias, is_positive, weights, np.zeros(len(weights)), _STRENGTH)


def _bias(pulls: Floats) -> float:
    return float(pulls.sum()) * _BIAS_LENGTH**2


def _highest_unseen(likeness: Floats, lot: _Lot, background: Background) -> float:
    """Return how high mail of the background comes that the fit has not seen.

    The highest of the genuine mail, or of networking mail what few surpass, if that is higher.
    """
    rows = lot.taught + np.arange(len(background.categories))
    unseen = np.zeros(len(rows))
    for fold in range(_FOLDS):
        held = rows[fold::_FOLDS]
        kept = np.setdiff1d(np.arange(len(lot.weights)), held)
        # What is left of the background weighs as much as all of it: else the fit is another.
        share = np.where(kept >= lot.taught, _FOLDS / (_FOLDS - 1), 1.0)
        pulls = _fit(likeness[np.ix_(kept, kept)], lot.is_positive[kept], lot.weights[kept] * share)
        unseen[fold::_FOLDS] = likeness[np.ix_(held, kept)] @ pulls + _bias(pulls)
    genuine = np.array([one is Category.GENUINE for one in background.categories])
    alike = np.quantile(unseen[~genuine], 1.0 - _MOST_ALIKE) if (~genuine).any() else -np.inf
    return float(max(unseen[genuine].max(), alike))
