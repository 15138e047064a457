"""`why` and `log`: what was decided, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from notworking.cli import show
from notworking.cli.budget import suspensions
from notworking.errors import UserError
from notworking.house import House, open_house
from notworking.judge.verdict import Decision
from notworking.store.examples import Example, Examples
from notworking.store.review import Review
from notworking.store.values import Intent, IntentMode, IntentState, Judged
from notworking.written.units import DURATION_HELP, read_duration


def log(
    config: Path | None,
    *,
    account: str | None,
    most: int,
    only_filed: bool,
    since: str,
    as_json: bool,
) -> None:
    """List the latest verdicts, newest first."""
    house = open_house(config)
    review = Review(house.database)
    found = review.recent(
        most,
        account=account,
        since=since_when(since),
        decision=Decision.FILE if only_filed else None,
    )
    done = _deeds(review, found)
    said = _said(house, found)
    suspended = suspensions(house, house.config.accounts)
    house.close()
    if as_json:
        for one in found:
            show.print_json(_as_object(one, done.get(one.id, ())))
        return
    if not found:
        show.console.print("Nothing has been judged yet. Try: notworking once")
        return
    rows = [_row(one, done.get(one.id, ()), said.get(one.digest)) for one in found]
    for sentence in suspended:
        show.console.print(sentence, style="red", markup=False, highlight=False)
    columns = ("id", "when", "verdict", "score", "from", "subject", "now")
    show.console.print(show.table(columns, rows, short={"from": 24, "subject": 36}))


def why(text: str, config: Path | None, *, as_json: bool) -> None:
    """Explain one verdict: what was decided, the reasons with their weights, what was done."""
    house = open_house(config)
    review = Review(house.database)
    found = review.find(text)
    done = _deeds(review, [found])[found.id] if found else ()
    later = _later(review, [found]).get(found.id) if found else None
    said = _said(house, [found]).get(found.digest) if found else None
    house.close()
    if found is None:
        raise UserError(f"No message “{text}” was judged. `notworking log` lists the latest IDs.")
    if as_json:
        show.print_json(_as_object(found, done))
        return
    _explain(found, done, said, later)


def _explain(
    found: Judged, done: Sequence[Intent], said: Example | None, later: Judged | None
) -> None:
    """Print a verdict the way one would tell it."""
    say = show.console.print
    sender = found.person or found.sender_name or found.sender
    address = f" <{found.sender}>" if found.sender and found.sender != sender else ""
    say(f"{found.subject or '(no subject)'}", style="bold", markup=False)
    say(f"from {sender}{address}, {show.when(found.internaldate)}", markup=False, highlight=False)
    if found.error:
        say(f"It could not be read ({found.error}), so it stays where it is.", markup=False)
        return
    say(f"{found.decision}: {found.because.rstrip('.')}.", markup=False, highlight=False)
    if later is not None:
        now = f"Since then: {later.decision}: {later.because}."
        say(f"{now} More: notworking why {later.short_id}", markup=False, highlight=False)
    kind = f' Your category "{found.kind}".' if found.kind else ""
    say(
        f"Category {found.category}, score {found.score:.2f}. {_whereabouts(done, said)}{kind}",
        markup=False,
    )
    say("\nReasons, in log-odds (above 0: networking mail):")
    for clue in show.reasons(found.clues, all_of_them=True):
        say(f"  {show.reason_line(clue)}", markup=False, highlight=False)
    total = sum(clue.weight for clue in found.clues)
    say(f"  {total:+.1f}  in all, which is a score of {found.score:.2f}", highlight=False)
    undo = f" To take it back: notworking undo {found.short_id}" if _stands(done) else ""
    say(f"\nJudged by {found.model}.{undo}", highlight=False)


def since_when(text: str) -> datetime | None:
    """Return the moment a duration ago; None for ""."""
    if not text:
        return None
    span = read_duration(text)
    if span is None:
        raise UserError(f"--since {text}: write {DURATION_HELP}")
    return datetime.now(UTC) - span


def _later(review: Review, rows: Sequence[Judged]) -> dict[int, Judged]:
    """Return judgement's id → the later one by which the message went with its follow-up."""
    found: dict[int, Judged] = {}
    for account in {one.ref.account for one in rows}:
        mine = [one for one in rows if one.ref.account == account]
        filed = review.with_follow_up(account, {one.digest for one in mine} - {""})
        found |= {
            one.id: filed[one.digest]
            for one in mine
            if one.digest in filed and one.id < filed[one.digest].id
        }
    return found


def _deeds(review: Review, rows: Sequence[Judged]) -> dict[int, Sequence[Intent]]:
    """Return judgement's id → what was done with the message, with its follow-up at last."""
    later = _later(review, rows)
    acting = {one.id: later[one.id].id if one.id in later else one.id for one in rows}
    done = review.intents_of(set(acting.values()))
    return {number: done.get(acting[number], ()) for number in acting}


def _said(house: House, rows: Sequence[Judged]) -> dict[str, Example]:
    """Return digest → what the user said of these messages since."""
    accounts = {one.ref.account for one in rows}
    examples, digests = Examples(house.database), {one.digest for one in rows}
    return {
        digest: example
        for account in accounts
        for digest, example in examples.by_digest(account, digests).items()
    }


def _row(one: Judged, done: Sequence[Intent], said: Example | None) -> tuple[str | Text, ...]:
    """Return a judgement as a row of the table."""
    if one.error:
        verdict: str | Text = Text("unreadable", style="red")
    else:
        verdict = show.decision_text(one.decision, one.kind or str(one.category))
    sender = one.person or one.sender_name or one.sender
    score = "" if one.error else f"{one.score:.2f}"
    subject = one.subject or one.error
    place = f"you: {said.label}" if said is not None else _place(done)
    return one.short_id, show.when(one.judged_at), verdict, score, sender, subject, place


def _place(done: Sequence[Intent]) -> str:
    """Return where a message was put, "" when it was left."""
    standing = _stands(done)
    return standing[-1].target if standing else ("put back" if done else "")


def _stands(done: Sequence[Intent]) -> list[Intent]:
    """Return what was done and not taken back."""
    return [
        one
        for one in done
        if one.state is IntentState.DONE
        and one.undone_at is None
        and one.mode is not IntentMode.UNDO
    ]


def _whereabouts(done: Sequence[Intent], said: Example | None) -> str:
    """Return in one sentence what was done about a message, and what the user said of it since."""
    place = _place(done)
    if said is not None:
        was = f"It was put into {place}. " if place not in ("", "put back", said.place) else ""
        where = f", in {said.place}" if said.place else ""
        return f"{was}You said on {show.when(said.at)} what it is: {said.label}{where}."
    if place == "put back":
        return "It was put back."
    return f"It is in {place}." if place else "It was left where it is."


def _as_object(one: Judged, done: Sequence[Intent]) -> dict[str, Any]:
    """Return a judgement as the JSON object that --json prints."""
    return {
        "id": one.short_id,
        "account": one.ref.account,
        "mailbox": one.ref.mailbox,
        "uid": one.ref.uid,
        "message_id": one.message_id,
        "from": one.sender,
        "name": one.person or one.sender_name,
        "subject": one.subject,
        "judged_at": one.judged_at.isoformat(),
        "category": str(one.category),
        "kind": one.kind or None,
        "score": round(one.score, 4),
        "scores": {str(name): round(score, 4) for name, score in one.scores.items()},
        "decision": str(one.decision),
        "decided_by": str(one.decided_by),
        "because": one.because,
        "rule": one.rule,
        "model": one.model,
        "error": one.error or None,
        "place": _place(done),
        "reasons": [show.clue_json(clue) for clue in one.clues],
    }
