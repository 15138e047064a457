"""The store as a whole: one database and the desks that work on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from notworking.store.database import Database, open_database
from notworking.store.examples import Examples
from notworking.store.filings import Filings
from notworking.store.hints import Hints
from notworking.store.journal import Journal
from notworking.store.ledger import Ledger
from notworking.store.notes import Notes
from notworking.store.people import People
from notworking.store.pins import Pins
from notworking.store.places import Places
from notworking.store.progress import Progress
from notworking.store.requests import Requests
from notworking.store.review import Review
from notworking.store.versions import Versions


@dataclass(frozen=True, slots=True)
class Store:
    """Everything remembered. `with open_store(path) as store: …`"""

    database: Database
    journal: Journal
    review: Review
    pins: Pins
    progress: Progress
    ledger: Ledger
    people: People
    notes: Notes
    examples: Examples
    versions: Versions
    places: Places
    filings: Filings
    hints: Hints
    requests: Requests

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.database.close()


def open_store(where: Path | str) -> Store:
    """Open the database at a path or URL (`open_database`) with all that works on it."""
    return store_of(open_database(where))


def store_of(database: Database) -> Store:
    """Return all that works on an open database."""
    return Store(
        database=database,
        journal=Journal(database),
        review=Review(database),
        pins=Pins(database),
        progress=Progress(database),
        ledger=Ledger(database),
        people=People(database),
        notes=Notes(database),
        examples=Examples(database),
        versions=Versions(database),
        places=Places(database),
        filings=Filings(database),
        hints=Hints(database),
        requests=Requests(database),
    )
