"""`undo`: messages put back, by this process or by the daemon that is at work on the account."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from notworking import app
from notworking.cli import show
from notworking.cli.journal import since_when
from notworking.errors import TemporaryError, UserError
from notworking.house import House, open_house
from notworking.store.lock import AccountBusyError
from notworking.store.progress import Progress
from notworking.store.requests import Answer, Requests
from notworking.store.review import Review
from notworking.store.values import Intent

_LOOK_SECONDS = 0.3
"""How often it is looked for the daemon's answer."""
_WHAT = "Say what to undo: an ID from `notworking log`, --pass, --since 2d, --rule NAME or --model NAME."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    message: str | None = None
    last_pass: bool = False
    since: str = ""
    rule: str = ""
    model: str = ""
    account: str | None = None
    is_teaching: bool = False
    wait_seconds: float = 60.0
    as_json: bool = False


def undo(config: Path | None, wanted: Wanted) -> None:
    """Put messages back: one, those of the last pass, of a period, a rule or a model."""
    is_period = bool(wanted.since or wanted.rule or wanted.model)
    if sum((wanted.message is not None, wanted.last_pass, is_period)) != 1:
        raise UserError(_WHAT)
    house = open_house(config)
    try:
        moves = _moves(house, wanted)
        beside = _companions(house, moves)
        troubles: dict[int, str] = {}
        for name in dict.fromkeys(move.account for move in moves):
            troubles |= _take_back(house, name, [m for m in moves if m.account == name], wanted)
    finally:
        house.close()
    _tell(moves, [move for move in beside if move.id in troubles], troubles, wanted)


def _moves(house: House, wanted: Wanted) -> list[Intent]:
    """Return the moves that are to be taken back. Raises `UserError` when there are none."""
    review = Review(house.database)
    account = house.account(wanted.account).name if wanted.account else None
    moves: list[Intent] = []
    if wanted.message is not None:
        found = review.find(wanted.message)
        if found is None:
            raise UserError(
                f"No message “{wanted.message}” was judged. `notworking log` lists the latest IDs."
            )
        moves = [
            move
            for number in review.all_the_way(found)
            for move in review.moves_to_undo(judged_id=number, account=account)
        ]
    elif wanted.last_pass:
        latest = Progress(house.database).latest_pass(account)
        moves = review.moves_to_undo(pass_id=latest.id) if latest else []
    else:
        moves = review.moves_to_undo(
            since=since_when(wanted.since),
            rule=wanted.rule or None,
            model=wanted.model or None,
            account=account,
        )
    if not moves:
        raise UserError(_nothing(review, wanted))
    return moves


def _companions(house: House, moves: Sequence[Intent]) -> list[Intent]:
    """Return what comes home beside: it was filed only because of these."""
    review, asked = Review(house.database), {move.id for move in moves}
    return [
        one
        for account in sorted({move.account for move in moves})
        for one in review.gone_along(account, {m.digest for m in moves if m.account == account})
        if one.id not in asked
    ]


def _nothing(review: Review, wanted: Wanted) -> str:
    """Say that there is nothing to undo, and what there is."""
    told = "There is nothing to undo: no message was moved or flagged there."
    rules, models = review.deciders()
    for asked, names, what in ((wanted.rule, rules, "rules"), (wanted.model, models, "models")):
        if asked and asked not in names:
            known = ", ".join(f"“{name}”" for name in names) or "none"
            told += f"\nOf “{asked}” nothing stands; {what} whose doings stand: {known}."
    return told


def _take_back(
    house: House, account: str, moves: Sequence[Intent], wanted: Wanted
) -> Mapping[int, str]:
    """Take back moves of one account; return intent id → why not, "" when it was."""
    done = _by_ourselves(house, account, moves, wanted)
    return done if done is not None else _by_the_daemon(house, account, moves, wanted)


def _by_ourselves(
    house: House, account: str, moves: Sequence[Intent], wanted: Wanted
) -> Mapping[int, str] | None:
    """Take moves back when nobody else is at work on the account; None when somebody is."""
    worker = app.worker_of(house, house.account(account))
    try:
        outcomes = worker.undo(moves, is_teaching=wanted.is_teaching)
    except AccountBusyError:
        return None
    finally:
        worker.close()
    return {one.intent.id: one.trouble for one in outcomes}


def _by_the_daemon(
    house: House, account: str, moves: Sequence[Intent], wanted: Wanted
) -> Mapping[int, str]:
    """Have the daemon take moves back, and wait for its answer, or for the account to be free."""
    requests, teaching = Requests(house.database), wanted.is_teaching
    asked = requests.ask(
        account, [move.id for move in moves], is_teaching=teaching, at=app.utc_now()
    )

    def look() -> Mapping[int, str] | None:
        answer = requests.take_answer(asked)
        if answer is not None:
            return answer.troubles
        done = _by_ourselves(house, account, moves, wanted)
        if done is not None:
            requests.answer(asked, Answer(done))
            requests.take_answer(asked)
        return done

    try:
        with show.errors.status(f"Asking the daemon that is at work on {account}"):
            done = _wait_for(look, wanted.wait_seconds)
    except BaseException:
        requests.withdraw(asked)
        raise
    if done is None:
        raise TemporaryError(
            f"The daemon has not put the mail of {account} back in {wanted.wait_seconds:.0f} s. It "
            "was asked to and will as soon as it can, within the hour; `notworking health` tells "
            "how it is"
        )
    return done


def _wait_for(look: Callable[[], T | None], seconds: float) -> T | None:
    """Look until there is something, at most for so many seconds; None when there is nothing."""
    deadline = time.monotonic() + seconds
    while (found := look()) is None and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
    return found


def _tell(
    moves: Sequence[Intent],
    beside: Sequence[Intent],
    troubles: Mapping[int, str],
    wanted: Wanted,
) -> None:
    """Say what became of each message, and of those that came home `beside`."""
    if wanted.as_json:
        for move in (*moves, *beside):
            why = troubles.get(move.id, "")
            show.print_json({"message": move.judged_id, "done": not why, "why": why})
        return
    whys = {move.digest: "" for move in moves}
    for move in moves:
        whys[move.digest] = whys[move.digest] or troubles.get(move.id, "")
    back = sum(not why for why in whys.values())
    taught = ", and learned to be none of ours" if wanted.is_teaching and back else ""
    show.console.print(f"{show.count(back, 'message')} put back{taught}.")
    came = len({move.digest for move in beside if not troubles[move.id]})
    if came:
        told = f"{show.count(came, 'message')} of theirs, filed only with it, came back too."
        show.console.print(told)
    for move in moves:
        if why := whys.pop(move.digest, ""):
            name = f"{move.judged_id}-{move.digest[:4]}" if move.judged_id else move.source.mailbox
            show.console.print(f"Not put back: {name}: {why}", markup=False, highlight=False)
