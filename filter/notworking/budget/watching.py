"""Watching the budget: an account that files too much genuine mail drops back to flagging."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime

from notworking.budget.arithmetic import LEAST, WINDOW, Count, is_exceeded, told
from notworking.store.filings import Filings
from notworking.store.notes import Notes
from notworking.store.values import Judged

log = logging.getLogger("notworking.budget")

_DEMOTED = "demoted"
_RESUMED = "resumed_at"


@dataclass(frozen=True, slots=True)
class Budget:
    """What keeping an account within its budget works with."""

    account: str
    notes: Notes
    filings: Filings
    rate: float
    """Wrong filings a genuine message, 0…1."""


@dataclass(frozen=True, slots=True)
class Demotion:
    """That an account only flags for now, and why."""

    at: datetime
    count: Count
    rate: float

    def sentence(self, account: str) -> str:
        """Say it to the user, with what to do next."""
        return (
            f"{told(self.count, self.rate)}. So since {self.at:%d %b %Y} mail of account "
            f"{account} is only flagged, not moved. `notworking budget` lists those messages; "
            f"`notworking resume {account}` files again"
        )


def may_move(budget: Budget, now: datetime) -> bool:
    """Return whether mail may be moved; demote the account, and say so, when it no longer may.

    Called once corrections are read, before new mail is judged.
    """
    if demotion_of(budget.notes, budget.account) is not None:
        return False
    wrong = wrong_filings(budget, now)
    if len(wrong) < LEAST:
        return True  # the usual case: nothing else needs to be counted
    count = count_of(budget, now)
    if not is_exceeded(count, budget.rate):
        return True
    demotion = Demotion(now, count, budget.rate)
    budget.notes.put_setting(budget.account, _DEMOTED, _written(demotion))
    log.error(
        'budget.exceeded account=%s wrong=%d genuine=%d mode=flag next="notworking resume %s"',
        budget.account, count.wrong, count.genuine, budget.account,
    )  # fmt: skip
    return False


def wrong_filings(budget: Budget, now: datetime) -> list[Judged]:
    """Return the genuine messages that were filed wrongly in the window, oldest first."""
    return budget.filings.wrong(budget.account, _since(budget, now))


def count_of(budget: Budget, now: datetime) -> Count:
    """Return what happened to genuine mail in the window, or since the user last resumed."""
    since = _since(budget, now)
    wrong = len(budget.filings.wrong(budget.account, since))
    return Count(wrong, wrong + budget.filings.left(budget.account, since))


def demotion_of(notes: Notes, account: str) -> Demotion | None:
    """Return why an account only flags for now, or None."""
    kept = notes.setting(account, _DEMOTED)
    if kept is None:
        return None
    read = json.loads(kept)
    at = datetime.fromisoformat(read["at"])
    return Demotion(at, Count(read["wrong"], read["genuine"]), read["rate"])


def resume(notes: Notes, account: str, *, at: datetime) -> Demotion | None:
    """Let an account file again, counting from now; return what had stopped it, or None."""
    before = demotion_of(notes, account)
    if before is not None:
        notes.put_setting(account, _RESUMED, at.isoformat())
        notes.put_setting(account, _DEMOTED, None)
        log.info("budget.resumed account=%s", account)
    return before


def _since(budget: Budget, now: datetime) -> datetime:
    """Return from when filings count: the window, or the user's "go on" if that was later."""
    kept = budget.notes.setting(budget.account, _RESUMED)
    start = now - WINDOW
    return max(start, datetime.fromisoformat(kept)) if kept else start


def _written(demotion: Demotion) -> str:
    return json.dumps(
        {
            "at": demotion.at.isoformat(),
            "wrong": demotion.count.wrong,
            "genuine": demotion.count.genuine,
            "rate": demotion.rate,
        }
    )
