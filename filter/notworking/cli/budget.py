"""`budget` and `resume`: how much genuine mail was filed wrongly, and filing again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from notworking import app
from notworking.budget.arithmetic import Count, chance_of, rate_told, room_left
from notworking.budget.watching import Demotion, count_of, demotion_of, wrong_filings
from notworking.budget.watching import resume as let_file
from notworking.cli import show
from notworking.config.options import Account
from notworking.house import House, open_house
from notworking.store.notes import Notes
from notworking.store.values import Judged


def budget(config: Path | None, *, account: str | None, as_json: bool) -> None:
    """Say of each account how much genuine mail was filed wrongly, and what that led to."""
    house = open_house(config)
    chosen = [house.account(account)] if account else house.config.accounts
    for one in chosen:
        kept = app.budget_of(house, one)
        now = app.utc_now()
        count, wrong = count_of(kept, now), wrong_filings(kept, now)
        demotion = demotion_of(kept.notes, one.name)
        if as_json:
            show.print_json(_as_object(one, count, wrong, demotion))
        else:
            _tell(one, count, wrong, demotion)
    house.close()


def resume(config: Path | None, account: str | None) -> None:
    """Let an account, or the only one, file again; counting begins anew."""
    house = open_house(config)
    one = house.account(account) if account else house.only_account()
    before = let_file(Notes(house.database), one.name, at=app.utc_now())
    house.close()
    if before is None:
        show.console.print(f"{one.name}: nothing was suspended; its mode is “{one.mode}”.")
        return
    show.console.print(
        f"{one.name}: mail is filed again (mode “{one.mode}”), from the next pass on. "
        "Wrong filings are counted from now."
    )


def suspensions(house: House, accounts: Iterable[Account]) -> list[str]:
    """Return a sentence for each of these accounts that would move mail but only flags for now."""
    notes = Notes(house.database)
    found = ((one.name, demotion_of(notes, one.name)) for one in accounts if one.mode == "move")
    return [f"{name}: {why.sentence(name)}." for name, why in found if why is not None]


def budget_sentence(house: House, account: Account) -> tuple[bool, str]:
    """Return whether an account keeps to its budget, and how it stands, for the doctor."""
    kept = app.budget_of(house, account)
    demotion = demotion_of(kept.notes, account.name)
    if demotion is not None and account.mode == "move":
        return False, demotion.sentence(account.name)
    return True, _standing(count_of(kept, app.utc_now()), account)


def _tell(account: Account, count: Count, wrong: list[Judged], demotion: Demotion | None) -> None:
    """Print how an account stands."""
    say = show.console.print
    if demotion is not None:
        say(f"{account.name}: {demotion.sentence(account.name)}.", markup=False, highlight=False)
        if account.mode != "move":
            say(f"(Its mode is “{account.mode}” anyway.)")
    else:
        say(f"{account.name}: {_standing(count, account)}.", markup=False, highlight=False)
    if wrong:
        rows = [
            (one.short_id, show.when(one.judged_at), str(one.category), f"{one.score:.2f}",
             one.person or one.sender_name or one.sender, one.subject)
            for one in wrong
        ]  # fmt: skip
        columns = ("id", "filed", "as", "score", "from", "subject")
        say(show.table(columns, rows, short={"from": 24, "subject": 40}))


def _standing(count: Count, account: Account) -> str:
    """Return in one sentence how an account stands that keeps to its budget."""
    rate = account.false_positive_budget
    if rate >= 1:
        return f"{count.wrong} wrong filings; no budget is set"
    if account.mode != "move" and not count.wrong:
        return f"none filed wrongly, as nothing is moved in mode “{account.mode}”"
    what = f"{count.wrong} of {count.genuine:,} genuine messages filed wrongly (90 days)"
    more = room_left(count, rate) + 1
    return (
        f"{what}, within the budget of {rate_told(rate)}; "
        f"{show.count(more, 'more wrong filing')} now would switch to flagging"
    )


def _as_object(
    account: Account, count: Count, wrong: list[Judged], demotion: Demotion | None
) -> dict[str, Any]:
    """Return how an account stands as the JSON object that --json prints."""
    rate = account.false_positive_budget
    return {
        "account": account.name,
        "mode": account.mode,
        "wrong": count.wrong,
        "genuine": count.genuine,
        "budget": rate,
        "chance": round(chance_of(count, rate), 6),
        "demoted_at": demotion.at.isoformat() if demotion else None,
        "why": demotion.sentence(account.name) if demotion else None,
        "messages": [one.short_id for one in wrong],
    }
