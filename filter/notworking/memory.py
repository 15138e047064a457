"""The daemon's memory for the judge: the ledger, the pins and the journal, asked in one go."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from notworking.assess import Remembered, Wanted
from notworking.store.ledger import Ledger
from notworking.store.pins import Pins
from notworking.store.review import Review
from notworking.store.values import IntentMode, IntentState

_SEQUENCE = timedelta(days=60)
"""How long after a filed message the next one of its sender counts as its follow-up."""


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """Recalls from the store of one account."""

    account: str
    ledger: Ledger
    pins: Pins
    review: Review
    clock: Callable[[], datetime]
    is_complete: Callable[[], bool]
    """Whether all old mail of the account has been read."""

    def recall(self, wanted: Wanted) -> Remembered:
        """Return what is known about all of it, in a handful of queries."""
        candidates = self.ledger.candidates(wanted.names, wanted.profiles)
        acquaintances = self.ledger.acquaintances(wanted.noticed)
        people = (*candidates, *acquaintances)
        identities = sorted({*wanted.identities, *(one.identity for one in people)})
        pinned = self.pins.pinned(
            self.account,
            digests=wanted.digests,
            threads=wanted.threads,
            senders=wanted.senders,
        )
        return Remembered(
            has_ledger=True,
            is_complete=self.is_complete(),
            events=self.ledger.events_of(identities),
            sent_ids=self.ledger.sent_among(wanted.parents),
            pinned_digests=pinned.digests | self._put_back(wanted.digests),
            pinned_threads=pinned.threads,
            pinned_senders=pinned.senders,
            filed_senders=self.review.filed_senders(
                self.account, wanted.senders, since=self.clock() - _SEQUENCE
            ),
            filed_threads=self.review.filed_threads(self.account, wanted.threads),
            hints=self.ledger.namesakes(identities),
            candidates=candidates,
            acquaintances=acquaintances,
        )

    def _put_back(self, digests: Collection[str]) -> frozenset[str]:
        """Return those messages of the inbox that we had moved away before: somebody put them back.

        Whether by hand or by `undo`, they are never moved again (promise 4).
        """
        return frozenset(
            move.digest
            for move in self.review.moves_of(self.account, digests)
            if move.mode is IntentMode.MOVE and move.state is IntentState.DONE
        )
