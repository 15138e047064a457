"""What the user set for one account, and whom to tell how far its work has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from notworking.corrections.bench import Habits
from notworking.judge.verdict import Category
from notworking.planning import LEAVE, Mode


@dataclass(frozen=True, slots=True)
class Setting:
    """What the user set for one account."""

    name: str
    mode: Mode
    inboxes: tuple[str, ...]
    folders: Mapping[Category, str]
    category_root: str
    keyword: str
    look_back: timedelta
    sent: str
    authserv_ids: tuple[str, ...]
    lock_directory: Path
    keep_days: int
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Name → folder of the user's own categories."""
    habits: Habits = field(default_factory=Habits)
    unsure: str = LEAVE
    """What becomes of unsure mail: "leave", a keyword, or a folder."""
    unsure_follows: bool = True
    """Whether unread unsure mail is filed with a later mail of the same person."""
    false_positive_budget: float = 0.001
    """Wrong filings a genuine message (0…1) before the account only flags."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom to tell how far the work has come: (what, done, total)."""

    on_history: Callable[[int, int], None] = field(default=lambda _done, _total: None)
    on_progress: Callable[[int, int], None] = field(default=lambda _done, _total: None)
