"""Every finding by name: its group, what it tells a reader, and how it is found."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from notworking.judge.verdict import ClueGroup, Finding


@dataclass(frozen=True, slots=True)
class FindingHelp:
    """One row of the catalogue."""

    name: str
    group: ClueGroup
    sentence: str
    """What a reader is told when it is found, without a full stop."""
    help: str
    """One line for the documentation: how it is found, or what it is worth."""


_GROUPS = {"content": ClueGroup.CONTENT, "shape": ClueGroup.SHAPE}


def _catalogue() -> dict[str, FindingHelp]:
    path = resources.files(__package__) / "data" / "findings.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: FindingHelp(name, group, sentence, about)
        for table, group in _GROUPS.items()
        for name, (sentence, about) in tables[table].items()
    }


CATALOGUE: Mapping[str, FindingHelp] = MappingProxyType(_catalogue())
"""Name → help, of every finding `clues.findings` can give, content first."""


def finding(name: str, phrase: str = "") -> Finding:
    """Return the finding of that name. Raise KeyError when it is not in the catalogue."""
    row = CATALOGUE[name]
    return Finding(name=name, group=row.group, sentence=row.sentence, phrase=phrase)
