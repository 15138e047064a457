"""`rules try`: what rules would have done differently, as a list of differences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from notworking import app
from notworking.cli import show
from notworking.config.options import Account
from notworking.house import House, load_rules
from notworking.judge.rules import Rules
from notworking.judge.verdict import NETWORKING, Category
from notworking.mail.message import MessageRef
from notworking.rulebook.outcome import Change, Trial
from notworking.rulebook.places import OnDisk, OnServer, place_of
from notworking.rulebook.trial import Bench, try_judged, try_unjudged
from notworking.sources import messages_from
from notworking.store.firings import Firings
from notworking.store.ledger import Ledger
from notworking.store.pins import Pins
from notworking.store.review import Review
from notworking.store.values import Judged

_EVERYTHING = 10_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be tried, on what."""

    account: str | None
    since: datetime | None
    rules: Path | None
    """A draft; None for the rules file itself."""
    paths: tuple[str, ...] = ()
    """Files instead of the mailbox."""


def tried(house: House, wanted: Wanted) -> Trial:
    """Try the rules on the mail asked for; nothing is written."""
    trial = Trial()
    accounts = [house.account(wanted.account)] if wanted.account else list(house.config.accounts)
    if wanted.paths:
        accounts = accounts[:1]
    with show.errors.status("Trying the rules") as status:
        for account in accounts:
            bench = _bench(house, account, wanted.rules)

            def told(done: int) -> None:
                status.update(f"Trying the rules: {trial.seen + done} messages")

            bench = replace(bench, on_progress=told)
            if wanted.paths:
                _on_disk(house, bench, wanted.paths, trial)
            else:
                _on_server(house, bench, account, wanted.since, trial)
    trial.changes.sort(key=lambda one: (one.at is None, one.at), reverse=True)
    return trial


def _bench(house: House, account: Account, draft: Path | None) -> Bench:
    tried_rules = load_rules(house.config, draft)
    folders: dict[Category, str] = {
        category: house.config.folders.folder(category) for category in NETWORKING
    }
    return Bench(
        account=account.name,
        tried=tried_rules,
        present=load_rules(house.config) if draft else Rules(),
        court=replace(
            app.court_of(house, account.name),
            rules=tried_rules,
            authserv_ids=app.servers_of(house, account),
        ),
        memory=app.memory_of(house, account),
        ledger=Ledger(house.database),
        pins=Pins(house.database),
        folders=folders,
        kinds={one.name: one.folder for one in house.config.categories},
    )


def _on_server(
    house: House, bench: Bench, account: Account, since: datetime | None, trial: Trial
) -> None:
    """Try on what was judged since then, and on what lies unjudged in the inboxes."""
    rows = _rows(house, account.name, since)
    server = OnServer(lambda: app.open_session(account, house.env))
    try:
        try_judged(bench, rows, server, trial)
        if since is not None:
            for inbox in account.inbox:
                status = server.mailbox.select(inbox, readonly=True)
                known = Review(house.database).judged_uids(
                    account.name, status.name, status.uidvalidity
                )
                uids = [uid for uid in server.mailbox.uids_since(since) if uid not in known]
                places = [
                    MessageRef(account.name, status.name, status.uidvalidity, uid) for uid in uids
                ]
                try_unjudged(bench, places, server, trial)
    finally:
        server.close()


def _rows(house: House, account: str, since: datetime | None) -> dict[MessageRef, Judged]:
    """Return the latest judgement of each message, by where the message lies now."""
    review = Review(house.database)
    newest: dict[str, Judged] = {}
    for row in review.recent(_EVERYTHING, account=account, since=since):
        if not row.error:
            newest.setdefault(row.digest, row)
    done = review.intents_of([row.id for row in newest.values()])
    return {place_of(row, done.get(row.id, ())): row for row in newest.values()}


def _on_disk(house: House, bench: Bench, paths: tuple[str, ...], trial: Trial) -> None:
    """Try on messages of files; what the journal knows of them need not be judged again."""
    lying = OnDisk(bench.account, messages_from(paths))
    ids = {
        ref: looked.message.message_id
        for ref, looked in lying.headers(lying.places, is_whole=False)
    }
    known = Firings(house.database).by_message_id(
        bench.account, {one for one in ids.values() if one}
    )
    rows = {ref: known[name] for ref, name in ids.items() if name in known}
    try_judged(bench, rows, lying, trial)
    try_unjudged(bench, [ref for ref in lying.places if ref not in rows], lying, trial)


def show_trial(trial: Trial, rules: Rules, *, most: int, as_json: bool) -> None:
    """Print the differences, newest first, and how often each of the tried rules fired."""
    if as_json:
        for one in trial.changes:
            show.print_json(_as_object(one))
        return
    if trial.changes:
        rows = [_row(one) for one in trial.changes[:most]]
        columns = ("message", "when", "from", "subject", "was", "would be", "by")
        show.console.print(show.table(columns, rows, short={"from": 24, "subject": 36}))
        show.console.print()
    if len(trial.changes) > most:
        show.console.print(f"… and {len(trial.changes) - most} more; --most lists them.")
    filed = sum(bool(one.after.folder) and not one.before.folder for one in trial.changes)
    kept = sum(bool(one.before.folder) and not one.after.folder for one in trial.changes)
    other = len(trial.changes) - filed - kept
    counted = (
        f"Of {show.count(trial.seen, 'message')}, {len(trial.changes)} would be treated differently"
    )
    parts = (
        f"{filed} filed that stayed",
        f"{kept} kept that were filed",
        f"{other} otherwise",
    )
    show.console.print(f"{counted}: {', '.join(parts)}." if trial.changes else f"{counted}.")
    for rule in rules.rules:
        times = trial.fired.get(rule.name, 0)
        told = f"fires {show.count(times, 'time')}" if times else "never fires"
        show.console.print(f"  {rule.name}: {told}", markup=False, highlight=False)
    if trial.unseen:
        told = f"{show.count(trial.unseen, 'message')} could not be looked at: gone since, or unreadable."
        show.console.print(told)


def _row(one: Change) -> tuple[str, ...]:
    return (
        one.name, show.when(one.at), one.sender, one.subject, one.before.told(),
        one.after.told(), one.after.by,
    )  # fmt: skip


def _as_object(one: Change) -> dict[str, Any]:
    return {
        "message": one.name,
        "at": one.at.isoformat() if one.at else None,
        "from": one.sender,
        "subject": one.subject,
        "was": one.before.told(),
        "would_be": one.after.told(),
        "by": one.after.by,
    }
