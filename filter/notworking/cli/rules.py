"""`rules …`: check, list, test, try, add and export the user's rules."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from notworking.cli import show
from notworking.config.loading import find_file, load
from notworking.errors import UserError
from notworking.house import load_rules, open_house
from notworking.judge.rules import Rule, parse_rules
from notworking.rulebook.live import read_text
from notworking.store.firings import Fired, Firings
from notworking.written.units import DURATION_HELP, read_duration

app = typer.Typer(
    help="Your own rules.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file.", envvar="NOTWORKING_CONFIG"),
]
AccountOption = Annotated[
    str | None, typer.Option("--account", "-a", help="Only this account, by its name.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", help="Another rules file, as a draft that is not in use yet."),
]


@app.command()
def check(config: ConfigOption = None, rules: RulesOption = None, json: JsonOption = False) -> None:
    """Read the rules file and tell every mistake at once, with its line."""
    _must_be_there(rules)
    if rules is not None and not _is_configured(config):
        file, found = rules, parse_rules(read_text(rules), str(rules))
    else:
        loaded = load(config, os.environ)
        file = rules or Path(loaded.rules.file)
        found = load_rules(loaded, file)
    if json:
        show.print_json({"file": str(file), "rules": [_as_object(one) for one in found.rules]})
        return
    if not file.is_file():
        show.console.print(f"{file}: there is no such file, so there are no rules of yours in it.")
    told = f"{show.count(len(found.rules), 'rule')}, no mistake; asked in this order:"
    show.console.print(f"{file}: {told}" if found.rules else f"{file}: no rules.", markup=False)
    for number, one in enumerate(found.rules, 1):
        line = f"  {number}. {_called(one)}: {does(one)}"
        show.console.print(line, markup=False, highlight=False)


@app.command("list")
def list_rules(
    config: ConfigOption = None,
    account: AccountOption = None,
    since: Annotated[str, typer.Option("--since", help="Count only this recent, as 30d.")] = "",
    json: JsonOption = False,
) -> None:
    """List the rules, how often each fired, and which never did."""
    house = open_house(config)
    firings = Firings(house.database)
    moment = moment_of(since)
    fired = firings.by_rule(account=account, since=moment)
    began = firings.begins_at()
    rules = house.rules
    house.close()
    if json:
        for one in rules.rules:
            show.print_json(_as_object(one) | _fired_object(fired.get(one.name)))
        return
    rows = [_row(one, fired.get(one.name)) for one in rules.rules]
    if rows:
        show.console.print(show.table(("rule", "line", "does", "fired", "last"), rows))
    else:
        show.console.print(
            f"{house.config.rules.file}: no rules yet. `notworking rules add ID` writes one from a "
            "message of `notworking log`.",
            markup=False,
            soft_wrap=True,
        )
    gone = sorted(set(fired) - {one.name for one in rules.rules} - {"never"})
    for name in gone:
        told = f"No longer in the file: {name}, fired {show.count(fired[name].times, 'time')}"
        show.console.print(told, markup=False)
    start = max(filter(None, (moment, began)), default=None)
    never = [one for one in rules.rules if one.name not in fired]
    if start is None and rows:
        show.console.print("\nNothing has been judged yet, so no rule can have fired.")
    elif never:
        names = ", ".join(f"“{one.name}”" for one in never)
        show.console.print(f"\nNever since {show.when(start)}: {names}", markup=False)


@app.command("test")
def which(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, mbox, Maildir, or - .")],
    config: ConfigOption = None,
    account: AccountOption = None,
    rules: RulesOption = None,
    all_rules: Annotated[
        bool, typer.Option("--all", help="Every rule that was asked, and where it stopped.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Tell which rule applies to each message, and why."""
    from notworking.cli import rules_test

    _must_be_there(rules)
    if rules is not None and not _is_configured(config):
        bench = rules_test.bench_without_config(rules)
        rules_test.show_all(rules_test.tested(bench, paths), all_rules=all_rules, as_json=json)
        return
    house = open_house(config)
    bench = rules_test.bench_of(house, account, rules)
    rules_test.show_all(rules_test.tested(bench, paths), all_rules=all_rules, as_json=json)
    house.close()


@app.command("try")
def try_rules(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Mail in files instead of the mailbox: files, folders, mbox, Maildir."),
    ] = None,
    config: ConfigOption = None,
    account: AccountOption = None,
    since: Annotated[str, typer.Option("--since", help="How far back, as 30d or 12h.")] = "30d",
    rules: RulesOption = None,
    most: Annotated[int, typer.Option("--most", "-n", help="How many differences to list.")] = 50,
    json: JsonOption = False,
) -> None:
    """Tell what the rules would have done differently on the mail of the last days.

    Mail that was judged is compared with what was decided then; other mail with the rules file
    in use, when --rules names a draft. Nothing is moved or written.
    """
    from notworking.cli import rules_try

    _must_be_there(rules)
    house = open_house(config)
    wanted = rules_try.Wanted(account, moment_of(since), rules, tuple(paths or ()))
    trial = rules_try.tried(house, wanted)
    rules_try.show_trial(trial, load_rules(house.config, rules), most=most, as_json=json)
    house.close()


@app.command()
def add(
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="An ID from `log`, a Message-ID, or a file.")
    ],
    config: ConfigOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep mail like this.")] = False,
    file: Annotated[
        str, typer.Option("--file", help="File mail like this: a category or a folder.")
    ] = "",
    like: Annotated[str, typer.Option("--like", help="How alike: person, domain or kind.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write it without asking.")] = False,
) -> None:
    """Make a rule from a message: keep (or file) mail of this person, this domain, this kind."""
    from notworking.cli import rules_add

    house = open_house(config)
    rules_add.add(house, message, rules_add.Said(keep=keep, file=file, like=like, yes=yes))
    house.close()


@app.command()
def export(
    config: ConfigOption = None,
    account: AccountOption = None,
    rules: RulesOption = None,
    sieve: Annotated[bool, typer.Option("--sieve", help="As a Sieve script (RFC 5228).")] = False,
) -> None:
    """Print the rules that need no judgement as a Sieve script; the rest stands in comments."""
    from notworking.judge.verdict import NETWORKING, Category
    from notworking.rulebook.sieve import Setting, sieve_script

    if not sieve:
        raise UserError("Say as what: notworking rules export --sieve")
    loaded = load(config, os.environ)
    names = [one.name for one in loaded.accounts]
    if account is not None and account not in names:
        raise UserError(f"There is no account “{account}”; your accounts are: {', '.join(names)}")
    folders: dict[Category, str] = {each: loaded.folders.folder(each) for each in NETWORKING}
    setting = Setting(account or names[0], folders, datetime.now(UTC).date())
    sys.stdout.write(sieve_script(load_rules(loaded, rules), setting))


def _is_configured(config: Path | None) -> bool:
    """True when there is a configuration; without one a rules file can still be looked at."""
    return find_file(config, os.environ) is not None


def _must_be_there(rules: Path | None) -> None:
    if rules is not None and not rules.is_file():
        raise UserError(f"{rules}: there is no such file")


def moment_of(text: str) -> datetime | None:
    """Return the moment a duration ago, None for "". Raises `UserError`."""
    if not text:
        return None
    span = read_duration(text)
    if span is None:
        raise UserError(f"--since {text}: write {DURATION_HELP}")
    return datetime.now(UTC) - span


def does(rule: Rule) -> str:
    """Return in words what a rule does: "files as event", "keeps, and flags"."""
    then = rule.then
    what = []
    if then.decision is not None and then.decision.value == "keep":
        what.append("keeps")
    elif then.decision is not None:
        where = f"as {then.category}" if then.category else f"into {then.folder}"
        what.append(f"files {where}" if then.category or then.folder else "files by its kind")
    if then.log_odds or then.points:
        verb = "raises" if then.log_odds + then.points > 0 else "lowers"
        amount = f"{abs(then.points):.0%}" if then.points else f"{abs(then.log_odds):g}"
        what.append(f"{verb} the score by {amount}")
    if then.flag:
        what.append("stars" if then.flag == "\\Flagged" else f"flags with {then.flag}")
    if then.mark_read:
        what.append("marks as read")
    if then.stops and then.decision is None:
        what.append("ends the rules")
    asleep = "" if rule.is_enabled else " (not enabled)"
    until = f" (until {rule.until})" if rule.until else ""
    return ", ".join(what) + asleep + until


def _called(rule: Rule) -> str:
    return f"{rule.name} (line {rule.line})" if rule.line else rule.name


def _row(rule: Rule, fired: Fired | None) -> tuple[str | Text, ...]:
    times = str(fired.times) if fired else Text("never", style="yellow")
    last = show.when(fired.last_at) if fired else ""
    return rule.name, str(rule.line or ""), does(rule), times, last


def _as_object(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "line": rule.line,
        "does": does(rule),
        "enabled": rule.is_enabled,
        "until": rule.until,
        "note": rule.note,
    }


def _fired_object(fired: Fired | None) -> dict[str, Any]:
    return {
        "fired": fired.times if fired else 0,
        "first": fired.first_at.isoformat() if fired else None,
        "last": fired.last_at.isoformat() if fired else None,
    }
