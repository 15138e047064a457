"""`learn …`: what was taught, by which move and with what effect; measuring, forgetting, going back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from notworking.cli import show
from notworking.config.options import Account
from notworking.errors import UserError
from notworking.house import House, open_house
from notworking.learn.personal.keeping import is_aside
from notworking.learn.personal.measuring import Figures, figures_from
from notworking.store.examples import Example, Examples
from notworking.store.pins import Pins
from notworking.store.places import Places
from notworking.store.review import Review
from notworking.store.versions import Version, Versions, VersionState

app = typer.Typer(
    help="What your moves taught.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file.", envvar="NOTWORKING_CONFIG"),
]
AccountOption = Annotated[
    str | None, typer.Option("--account", "-a", help="Only this account, by its name.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
_BY = {
    "move": "you moved it",
    "undo": "undo --teach",
    "review": "review",
    "command": "learn from",
    "import": "learn from",
}


@app.command()
def status(
    config: ConfigOption = None,
    account: AccountOption = None,
    most: Annotated[int, typer.Option("--most", "-n", help="How many, newest first.")] = 20,
    json: JsonOption = False,
) -> None:
    """Tell what was learned from what, when, by which move, and what it changed."""
    house = open_house(config)
    for one in _chosen(house, account):
        told = _Told(house, one.name)
        if json:
            show.print_json(told.as_object())
        else:
            told.print(most)
    house.close()


@app.command()
def now(
    config: ConfigOption = None, account: AccountOption = None, json: JsonOption = False
) -> None:
    """Measure everything taught, and use it in full if it files no more wrongly than before."""
    from notworking.app import keeper_for, policy_of, utc_now

    house = open_house(config)
    for one in _chosen(house, account):
        keeper = keeper_for(house, one.name)
        version = None
        if keeper.examples.count(one.name)[0] or keeper.versions.active(one.name):
            version = keeper.retrain(policy_of(house.config), utc_now(), everything=True)
        if json:
            show.print_json({"account": one.name, "version": _version_object(version)})
        elif version is None:
            _say(f"{one.name}: nothing was taught yet. Move a message, or: notworking learn from …")
        else:
            _say(f"{one.name}: version {version.id}, {_made_of(version)}. {version.note}.")
    house.close()


@app.command()
def forget(
    what: Annotated[
        str,
        typer.Argument(metavar="ID", help="Of `learn status` or `log`, a Message-ID, or all."),
    ],
    config: ConfigOption = None,
    account: AccountOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Unlearn a message exactly, and unpin it; where it lies, it stays, and who is known, too."""
    house = open_house(config)
    gone = pins = 0
    chosen = _chosen(house, account)
    if what == "all" and not yes and not typer.confirm("Forget everything you taught?"):
        house.close()
        raise typer.Exit(0)
    for one in chosen:
        forgotten, unpinned = _forget(house, one.name, _digests(house, one.name, what))
        gone, pins = gone + forgotten, pins + unpinned
    house.close()
    if not gone:
        raise UserError(f"“{what}” taught nothing. `notworking learn status` lists what did.")
    _say(f"Forgotten: {show.count(gone, 'example')}. The next verdict is given without.")
    if pins:
        _say(
            f"Taken back with it: {show.count(pins, 'pin')}. People you put back stay known, and "
            "mail marked $NotworkingKeep on the server stays where it is."
        )


@app.command()
def rollback(
    version: Annotated[
        int | None, typer.Argument(metavar="[VERSION]", help="Of `learn status`; else the last.")
    ] = None,
    config: ConfigOption = None,
    account: AccountOption = None,
) -> None:
    """Go back to an earlier version; what was taught since is set aside until `learn now`."""
    from notworking.app import keeper_for, utc_now

    house = open_house(config)
    one = _one(house, account)
    made = keeper_for(house, one.name).rollback(version, utc_now())
    house.close()
    _say(f"{one.name}: {made.note}. To take it all in again: notworking learn now")


@app.command("from")
def learn_from(
    names: Annotated[
        list[str], typer.Argument(metavar="FROM…", help="A folder on the server, or mail in files.")
    ],
    label: Annotated[
        str, typer.Option("--as", help="What it is: a category, one of yours, or genuine.")
    ],
    config: ConfigOption = None,
    account: AccountOption = None,
    json: JsonOption = False,
) -> None:
    """Teach all mail of a folder on the server, or of files: eml, mbox, Maildir."""
    from notworking.cli.lessons import label_of
    from notworking.cli.lessons import learn_from as teach_all

    house = open_house(config)
    one = _one(house, account)
    word = label_of(house, label)
    taken = teach_all(house, one, names, word)
    house.close()
    if json:
        show.print_json({name: getattr(taken, name) for name in type(taken).__slots__})
        return
    _say(f"Learned from {show.count(taken.learned, 'message')} as {word}.")
    if taken.unreadable:
        _say(f"{show.count(taken.unreadable, 'message')} could not be read.")
    if taken.forged:
        _say(f"{show.count(taken.forged, 'message')} with a forged sender taught nothing.")
    if taken.learned:
        _say("That counts a little from now on, and in full after: notworking learn now")


@app.command()
def accept(config: ConfigOption = None, account: AccountOption = None) -> None:
    """Learn from many moves at once, which wait for your word."""
    from notworking.corrections.answers import accept_mass

    _answer(config, account, accept_mass, "will be learned at the next pass")


@app.command()
def refuse(config: ConfigOption = None, account: AccountOption = None) -> None:
    """Learn nothing from many moves at once, which wait for your word."""
    from notworking.corrections.answers import refuse_mass

    _answer(config, account, refuse_mass, "mean nothing")


def _answer(config: Path | None, account: str | None, answer: Any, what: str) -> None:
    """Give the user's answer to mass moves."""
    house = open_house(config)
    places = Places(house.database)
    number = sum(answer(places, one.name, at=datetime.now(UTC)) for one in _chosen(house, account))
    house.close()
    if number:
        _say(f"{show.count(number, 'correction')} {what}.")
    else:
        _say("No moves wait for your word.")


class _Told:
    """What one account was taught, looked up once."""

    def __init__(self, house: House, account: str) -> None:
        from notworking.corrections.answers import asking

        versions = Versions(house.database)
        self.account = account
        self.examples = Examples(house.database).all(account)
        self.active = versions.active(account)
        self.versions = versions.list(account)
        self.waiting = asking(Places(house.database), account)
        digests = [one.digest for one in self.examples]
        self.judged = Review(house.database).by_digest(account, digests)

    def state_of(self, one: Example) -> str:
        """Return how far an example counts."""
        if one.is_forged:
            return "no: forged"
        if self.active is not None and one.id in self.active.settings.get("aside", ()):
            return "set aside"
        return "in full" if self.active and one.id in self.active.example_ids else "a little"

    def print(self, most: int) -> None:
        """Print it: the examples, the versions, and what can be done next."""
        if not self.examples and not self.versions:
            _say(f"{self.account}: nothing was taught yet. Moving a message teaches.")
        if self.examples:
            rows = [self._row(one) for one in reversed(self.examples[-most:])]
            columns = ("id", "taught", "is", "was filed as", "by", "counts", "subject")
            _say(f"{self.account}: {show.count(len(self.examples), 'message')} taught.")
            show.console.print(show.table(columns, rows, short={"subject": 36}))
        if self.versions:
            versions = [_version_row(one) for one in self.versions]
            columns = ("version", "made", "state", "examples", "genuine filed", "cost", "why")
            show.console.print(show.table(columns, versions, short={"why": 60}))
        if is_aside(self.active):
            _say("What was taught since is set aside; to take it in again: notworking learn now")
        if self.waiting:
            _say(
                f"{show.count(self.waiting, 'move')} at once wait for your word: "
                "notworking learn accept, or notworking learn refuse"
            )

        for sentence in self._next():
            _say(sentence)

    def _next(self) -> list[str]:
        """Return what the user can do next about what was taught."""
        if not self.examples:
            return ["To teach from mail you have: notworking learn from FOLDER --as CATEGORY"]
        little = sum(self.state_of(one) == "a little" for one in self.examples)
        newest = self.examples[-1].id
        told = [f"To take one back: notworking learn forget '#{newest}'"]
        if little:
            told.insert(
                0,
                f"{show.count(little, 'message')} will be measured at night and then count in "
                "full; to measure now: notworking learn now",
            )
        if self.active is not None and not is_aside(self.active):
            told.append("To go back to the version before: notworking learn rollback")
        return told

    def _row(self, one: Example) -> tuple[str, ...]:
        judged = self.judged.get(one.digest)
        subject = judged.subject if judged is not None else ""
        by = _BY.get(one.taught_by, one.taught_by)
        return (
            f"#{one.id}", show.when(one.at), one.label, one.was or "left", by,
            self.state_of(one), subject,
        )  # fmt: skip

    def as_object(self) -> dict[str, Any]:
        """Return it as the JSON object that --json prints."""
        return {
            "account": self.account,
            "examples": [
                {
                    "id": one.id,
                    "digest": one.digest,
                    "at": one.at.isoformat(),
                    "label": one.label,
                    "was": one.was,
                    "taught_by": one.taught_by,
                    "place": one.place,
                    "score": round(one.score, 4),
                    "counts": self.state_of(one),
                    "message": self.judged[one.digest].short_id
                    if one.digest in self.judged
                    else None,
                }
                for one in self.examples
            ],
            "versions": [_version_object(one) for one in self.versions],
            "waiting": self.waiting,
        }


def _version_row(one: Version) -> tuple[str, ...]:
    before, after = _figures(one)
    state = {
        VersionState.ACTIVE: "in use",
        VersionState.KEPT: "kept",
        VersionState.REFUSED: "refused",
    }[one.state]
    return (
        str(one.id), show.when(one.made_at), state, str(len(one.example_ids)),
        f"{before.wrongly_filed} → {after.wrongly_filed}", f"{before.cost:.1f} → {after.cost:.1f}",
        one.note,
    )  # fmt: skip


def _figures(one: Version) -> tuple[Figures, Figures]:
    """Return a version's figures: of what was in use before, and its own."""
    return figures_from(one.figures.get("before", {})), figures_from(one.figures.get("after", {}))


def _version_object(one: Version | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "id": one.id,
        "made_at": one.made_at.isoformat(),
        "state": str(one.state),
        "examples": len(one.example_ids),
        "figures": dict(one.figures),
        "note": one.note,
    }


def _made_of(version: Version) -> str:
    return f"of {show.count(len(version.example_ids), 'example')}"


def _forget(house: House, account: str, digests: Sequence[str]) -> tuple[int, int]:
    """Unlearn examples and take their pins back; return how many of each.

    What other messages taught about the same thread or sender stands.
    """
    examples, pins = Examples(house.database), Pins(house.database)
    with house.database.begin():
        those = examples.by_digest(account, digests)
        gone = examples.unlearn(account, digests)
        left = examples.all(account)
        threads, senders = {one.thread for one in left}, {one.sender for one in left}
        taken = 0
        for one in those.values():
            taken += pins.release(
                account,
                digest=one.digest,
                thread="" if one.thread in threads else one.thread,
                sender_key="" if one.sender in senders else one.sender,
            )
    return gone, taken


def _digests(house: House, account: str, what: str) -> list[str]:
    """Return the digests of the examples a word means."""
    taught = Examples(house.database).all(account)
    if what == "all":
        return [one.digest for one in taught]
    number = what.removeprefix("#")
    if number.isascii() and number.isdigit():
        return [one.digest for one in taught if one.id == int(number)]
    judged = Review(house.database).find(what)
    return [judged.digest] if judged is not None else []


def _chosen(house: House, account: str | None) -> Sequence[Account]:
    return [house.account(account)] if account else house.config.accounts


def _one(house: House, account: str | None) -> Account:
    """Return the account meant. Raises `UserError` when there are several and none is named."""
    chosen = _chosen(house, account)
    if len(chosen) > 1:
        names = ", ".join(one.name for one in chosen)
        raise UserError(f"Which account? Say --account with one of: {names}")
    return chosen[0]


def _say(text: str) -> None:
    show.console.print(text, markup=False, highlight=False)
