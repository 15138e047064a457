"""The data files that ship with this wing: the one place that reads them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def bundled_text(*path: str) -> str:
    """Return the text of a data file below `people/`: `bundled_text("data", "phrases.toml")`."""
    return files("notworking.people").joinpath(*path).read_text(encoding="utf-8")


@cache
def bundled_names(*path: str) -> tuple[str, ...]:
    """Return the names of the `.toml` files in a folder below `people/`, sorted."""
    folder = files("notworking.people").joinpath(*path)
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def bundled_words(*lists: str) -> frozenset[str]:
    """Return the words of one or more lists of `data/words.toml`."""
    table = tomllib.loads(bundled_text("data", "words.toml"))
    return frozenset(word for name in lists for word in table[name])
