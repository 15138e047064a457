"""The daemon's memory for the judge: the ledger, the pins and the journal, asked in one go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notworking.assess import Remembered, Wanted, Word
from notworking.judge.verdict import NETWORKING
from notworking.store.examples import Example, Examples
from notworking.store.ledger import Ledger
from notworking.store.pins import Pins
from notworking.store.review import Review
from notworking.store.values import IntentMode, IntentState

_OURS = frozenset(category.value for category in NETWORKING)

SEVERAL = 3
"""How many senders of one domain must have been put to the same place before it counts for all."""
_SEQUENCE = timedelta(days=60)
"""How long after a filed message the next one of its sender counts as its follow-up."""


def is_agreed(examples: Iterable[Example]) -> bool:
    """True when several senders of a domain were put to one and the same place, and none elsewhere."""
    told = list(examples)
    senders = {one.sender for one in told} - {""}
    return len(senders) >= SEVERAL and len({one.label for one in told}) == 1


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """Recalls from the store of one account."""

    account: str
    ledger: Ledger
    pins: Pins
    review: Review
    examples: Examples
    clock: Callable[[], datetime]
    is_complete: Callable[[], bool]
    """Whether all old mail of the account has been read."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """Name → folder of the user's own categories."""

    def recall(self, wanted: Wanted) -> Remembered:
        """Return what is known about all of it, in a handful of queries."""
        candidates = self.ledger.candidates(wanted.names, wanted.profiles)
        acquaintances = self.ledger.acquaintances(wanted.noticed)
        people = (*candidates, *acquaintances)
        identities = sorted({*wanted.identities, *(one.identity for one in people)})
        domains = {sender.rpartition("@")[2] for sender in wanted.senders} - {""}
        lately = self.clock() - _SEQUENCE
        pinned = self.pins.pinned(
            self.account,
            digests=wanted.digests,
            threads=wanted.threads,
            senders=wanted.senders,
            domains=domains,
        )
        return Remembered(
            has_ledger=True,
            is_complete=self.is_complete(),
            events=self.ledger.events_of(identities),
            sent_ids=self.ledger.sent_among(wanted.parents),
            pinned_digests=pinned.digests | self._put_back(wanted.digests),
            pinned_threads=pinned.threads,
            pinned_senders=pinned.senders,
            pinned_domains=pinned.domains,
            taught_senders=self._words(self.examples.by_sender(self.account, wanted.senders)),
            taught_threads=self._words(self.examples.by_thread(self.account, wanted.threads)),
            taught_domains=self._words(self._agreed(domains)),
            filed_senders=self.review.filed_senders(self.account, wanted.senders, since=lately),
            unsure_people=self.review.unsure_people(self.account, identities, since=lately),
            filed_threads=self.review.filed_threads(self.account, wanted.threads),
            hints=self.ledger.namesakes(identities),
            candidates=candidates,
            acquaintances=acquaintances,
        )

    def _words(self, found: Mapping[str, Example]) -> dict[str, Word]:
        """Return what was filed by the user's hand; what was put back is told by the pins."""
        return {
            key: Word(one.label, one.at, self.folders.get(one.label, ""), one.domain)
            for key, one in found.items()
            if not one.is_genuine and (one.label in _OURS or one.label in self.folders)
        }

    def _agreed(self, domains: Iterable[str]) -> dict[str, Example]:
        """Return domain → the newest example, where all that is taught of it agrees."""
        told = {domain: self.examples.of_domain(self.account, domain) for domain in domains}
        return {domain: some[-1] for domain, some in told.items() if is_agreed(some)}

    def _put_back(self, digests: Collection[str]) -> frozenset[str]:
        """Return those messages of the inbox that we had moved away before: somebody put them back.

        Whether by hand or by `undo`, they are never moved again (promise 4).
        """
        return frozenset(
            move.digest
            for move in self.review.moves_of(self.account, digests)
            if move.mode is IntentMode.MOVE and move.state is IntentState.DONE
        )
