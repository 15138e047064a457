"""An empty store for every test, made once and copied: migrating takes longer than a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from notworking.store.opening import Store, open_store


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest schema and nothing in it."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(path).database.close()
    return path


@pytest.fixture
def new_store(empty_file: Path, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens as many empty stores as a test asks for, and closes them."""
    opened: list[Store] = []
    numbers = count()

    def make() -> Store:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copyfile(empty_file, path)
        opened.append(open_store(path))
        return opened[-1]

    yield make
    for one in opened:
        one.database.close()


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """One empty store."""
    return new_store()
