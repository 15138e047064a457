"""`people …`: everything the ledger knows, who only takes, and the user's own word about people."""

from __future__ import annotations

import csv
import json as json_format
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from notworking.cli import show
from notworking.cli.persons import (
    as_object,
    event_object,
    find,
    identity_named,
    known,
    taker_row,
    taking,
    told,
    which,
)
from notworking.errors import UserError
from notworking.house import open_house
from notworking.people.event import Direction, Event, EventKind
from notworking.people.facts import day, facts
from notworking.people.person import address_identity
from notworking.store.ledger import Ledger
from notworking.store.people import Order, People

app = typer.Typer(
    help="Everything known about people.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file.", envvar="NOTWORKING_CONFIG"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
WhoArgument = Annotated[
    str, typer.Argument(metavar="WHO", help="A name, an address, a profile, or #ID.")
]
_ALL = 1_000_000


@app.command("list")
def list_people(
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Part of a name or address.")] = "",
    config: ConfigOption = None,
    most: Annotated[int, typer.Option("--most", "-n", help="How many.")] = 50,
    order: Annotated[
        Order, typer.Option("--order", help="By latest event, by your mail, by events, by name.")
    ] = Order.RECENT,
    json: JsonOption = False,
) -> None:
    """List people, or search them by name, address or profile."""
    house = open_house(config)
    people = People(house.database)
    rows = people.search(text, most) if text else people.people(most, order)
    found = known(house, rows)
    house.close()
    if json:
        for one in found:
            show.print_json(as_object(one))
        return
    if not found:
        show.console.print("Nobody is known yet." if not text else f"Nobody fits “{text}”.")
        return
    cells = [
        (
            f"#{one.row.id}",
            one.row.label or one.row.identities[0].value,
            one.row.identities[0].value,
            f"{one.relationship.i_wrote}/{one.relationship.they_wrote + one.relationship.relayed}",
            f"{one.relationship.their_asks}/{one.relationship.their_offers}",
            show.when(one.row.last_at),
        )
        for one in found
    ]
    columns = ("id", "name", "known as", "you/they", "asks/offers", "latest")
    show.console.print(show.table(columns, cells, short={"name": 30, "known as": 45}))


@app.command("show")
def show_person(who: WhoArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Tell everything known about one person."""
    house = open_house(config)
    one = known(house, [find(house, who)])[0]
    hints = Ledger(house.database).namesakes(one.row.identities)
    house.close()
    if json:
        show.print_json(as_object(one) | {"events": [event_object(event) for event in one.events]})
        return
    say = show.console.print
    say(
        f"{one.row.label or one.row.identities[0].value}  (#{one.row.id})",
        style="bold",
        markup=False,
    )
    say(", ".join(str(identity) for identity in one.row.identities), markup=False, highlight=False)
    say()
    for sentence in facts(one.relationship, now=datetime.now(UTC)).sentences:
        say(sentence, markup=False, highlight=False)
    for names in hints.values():
        say(f"By name alone this may also be: {', '.join(names)}.", markup=False, highlight=False)
    say()
    rows = [(day(event.at), told(event)) for event in sorted(one.events, key=lambda e: e.at)[-20:]]
    say(show.table(("when", "what"), rows))


@app.command()
def takers(
    config: ConfigOption = None,
    most: Annotated[int, typer.Option("--most", "-n", help="How many.")] = 30,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, to keep or to sort.")] = False,
    json: JsonOption = False,
) -> None:
    """List who only asks: strangers you owe nothing, worst first. The list to cull."""
    house = open_house(config)
    found = taking(known(house, People(house.database).people(_ALL, Order.EVENTS)))[:most]
    house.close()
    if json:
        for one in found:
            show.print_json(as_object(one))
        return
    rows = [taker_row(one) for one in found]
    columns = (
        "name",
        "known as",
        "asks",
        "offers",
        "mails",
        "connected",
        "asked to stop",
        "latest",
    )
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows(rows)
    elif rows:
        show.console.print(show.table(columns, rows))
    else:
        show.console.print("Nobody only takes, as far as the ledger knows.")


@app.command()
def merge(who: WhoArgument, other: WhoArgument, config: ConfigOption = None) -> None:
    """Say that two are one person. No history is lost: `split` takes it back."""
    house = open_house(config)
    one = People(house.database).merge(find(house, who).id, find(house, other).id)
    house.close()
    show.console.print(f"They are one person now: #{one}.", highlight=False)


@app.command()
def split(
    identity: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address or profile to part.")],
    other: Annotated[str, typer.Argument(metavar="FROM", help="Address or profile that stays.")],
    config: ConfigOption = None,
) -> None:
    """Say that two addresses or profiles are two people."""
    house = open_house(config)
    first, second = People(house.database).split(
        identity_named(house, identity), identity_named(house, other)
    )
    house.close()
    show.console.print(f"They are two people now: #{first} and #{second}.", highlight=False)


@app.command()
def know(
    who: Annotated[str, typer.Argument(metavar="WHO", help="A person, or a new address.")],
    config: ConfigOption = None,
    never: Annotated[bool, typer.Option("--never", help="The contrary: always file them.")] = False,
) -> None:
    """Say that you know someone: their mail is never filed by score."""

    house = open_house(config)
    rows = People(house.database).search(who)
    identity = rows[0].identities[0] if len(rows) == 1 else address_identity(who)
    if len(rows) != 1 and "@" not in who:
        house.close()
        raise UserError(which(who, rows))
    event = Event(
        kind=EventKind.BLOCKED if never else EventKind.KNOWN,
        direction=Direction.MINE,
        who=identity,
        at=datetime.now(UTC),
        key=f"said:{identity}",
        detail="config",
    )
    Ledger(house.database).record([event])
    house.close()
    what = "is blocked: their mail is filed" if never else "is known to you: their mail stays"
    show.console.print(f"{identity.value} {what}.", markup=False, highlight=False)


@app.command()
def forget(
    who: WhoArgument,
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove every row about a person from the ledger and the journal."""
    house = open_house(config)
    row = find(house, who)
    label = row.label or row.identities[0].value
    if not yes and not typer.confirm(f"Remove everything known about {label}?"):
        house.close()
        raise typer.Exit(0)
    count = People(house.database).forget(row.id)
    house.close()
    show.console.print(f"Forgotten: {show.count(count, 'row')} removed or blanked.")


@app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write; standard output if left out.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write everything known about everybody, one JSON object a line."""
    house = open_house(config)
    stream = file.open("w", encoding="utf-8") if file else sys.stdout
    try:
        for person in People(house.database).export():
            stream.write(json_format.dumps(person, ensure_ascii=False, default=str) + "\n")
    finally:
        if file:
            stream.close()
        house.close()


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="LinkedIn CSV or zip, vCards, Google CSV.")],
    config: ConfigOption = None,
) -> None:
    """Read what you know of people from exports; repeating it changes nothing."""
    from notworking.app import me_of
    from notworking.people.exports import parse_export

    house = open_house(config)
    ledger, me = Ledger(house.database), me_of(house.config)
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as exc:
            raise UserError(f"{file}: cannot be read: {exc.strerror}") from exc
        parsed = parse_export(file.name, content, me=me)
        new = ledger.record(parsed.events, parsed.links)
        show.console.print(
            f"{file}: {show.count(parsed.rows_read, 'row')} read, {show.count(new, 'new event')}.",
            markup=False,
            highlight=False,
        )
        for problem in parsed.problems:
            show.errors.print(f"{file}, line {problem.line}: {problem.what}", markup=False)
    house.close()
