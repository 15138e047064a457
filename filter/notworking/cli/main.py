"""The command line: one Typer app; every command imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from notworking.errors import MessageError, TemporaryError, UserError

EXIT_USER_ERROR = 2
EXIT_TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h."""

app = typer.Typer(
    name="notworking",
    help="Files networking spam out of your mail, judged by what it says and by what its sender is to you.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The configuration file.", envvar="NOTWORKING_CONFIG"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AccountOption = Annotated[
    str | None, typer.Option("--account", "-a", help="Only this account, by its name.")
]


@app.command()
def init(
    config: ConfigOption = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Ask a few questions, try the login, and write the configuration."""
    from notworking.cli import setup

    setup.init(config, force=force)


@app.command()
def doctor(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Check configuration, login, folders and server, and say what will happen."""
    from notworking.cli import setup

    raise typer.Exit(setup.doctor(config, as_json=json))


@app.command()
def once(
    config: ConfigOption = None,
    account: AccountOption = None,
    catch_up: Annotated[
        bool, typer.Option("--catch-up", help="Also file what earlier passes only showed.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make one pass over new mail and say what was done."""
    from notworking.cli import passes

    passes.once(config, account=account, catches_up=catch_up, as_json=json)


@app.command()
def run(config: ConfigOption = None) -> None:
    """Run as a daemon until stopped (SIGTERM), reloading on SIGHUP."""
    from notworking.cli import passes

    if not passes.run(config):
        sys.stdout.flush()
        os._exit(0)  # a thread still waits for a dead server; the journal settles what it held


@app.command()
def health(
    config: ConfigOption = None,
    max_age: Annotated[int, typer.Option(help="Seconds since the last heartbeat.")] = 900,
) -> None:
    """Exit 0 when the daemon's heartbeat is fresh, 1 when not (for HEALTHCHECK)."""
    from notworking.cli import passes

    raise typer.Exit(passes.health(config, max_age_seconds=max_age))


@app.command()
def check(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, mbox, Maildir, JSONL, or - .")
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
    why: Annotated[bool, typer.Option("--why", help="All reasons of each message.")] = False,
) -> None:
    """Judge messages in files, as from strangers; touches no mailbox."""
    from notworking.cli import checking

    checking.check(paths, config, as_json=json, all_reasons=why)


@app.command()
def backtest(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]…", help="Maildir, mbox or folder; without: your accounts."),
    ] = None,
    config: ConfigOption = None,
    since: Annotated[
        str, typer.Option("--since", help="Judge what came this recently; accounts: 90d.")
    ] = "",
    mailbox: Annotated[
        list[str] | None, typer.Option("--mailbox", help="Judge only mail in this one; repeatable.")
    ] = None,
    account: AccountOption = None,
    me: Annotated[
        list[str] | None, typer.Option("--me", help="Of mail in files: your address; repeatable.")
    ] = None,
    sent: Annotated[
        list[str] | None, typer.Option("--sent", help="Of mail in files: where yours lies apart.")
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", help="How many to look at.")] = 20,
    json: JsonOption = False,
) -> None:
    """Say what would have been filed of the mail there is; touches nothing."""
    from notworking.cli import backtest as backtesting

    wanted = backtesting.Wanted(
        tuple(paths or ()), tuple(me or ()), tuple(sent or ()), since, tuple(mailbox or ()),
        account, most, as_json=json,
    )  # fmt: skip
    backtesting.backtest(config, wanted)


@app.command("eval")
def evaluate(
    corpora: Annotated[
        list[str], typer.Argument(metavar="CORPUS…", help="JSONL, folders, mbox, Maildir, or - .")
    ],
    label: Annotated[
        str, typer.Option("--as", help="What messages without a category are, as genuine.")
    ] = "",
    charts: Annotated[
        Path | None, typer.Option(help="Write reliability and cost charts (SVG) there.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Compare with this stored baseline, fold by fold.")
    ] = None,
    save_baseline: Annotated[
        Path | None, typer.Option(help="Store these figures as a baseline.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure the shipped judge on labelled mail, as from strangers; touches no mailbox."""
    from notworking.cli import evaluation

    wanted = evaluation.Wanted(tuple(corpora), label, charts, baseline, save_baseline, as_json=json)
    evaluation.evaluate(wanted)


@app.command()
def why(
    message: Annotated[
        str, typer.Argument(metavar="ID", help="An ID from `log`, or a Message-ID.")
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Explain one verdict."""
    from notworking.cli import journal

    journal.why(message, config, as_json=json)


@app.command()
def log(
    config: ConfigOption = None,
    account: AccountOption = None,
    most: Annotated[int, typer.Option("--most", "-n", help="How many, newest first.")] = 20,
    filed: Annotated[bool, typer.Option("--filed", help="Only what was filed.")] = False,
    since: Annotated[str, typer.Option("--since", help="Only this recent, as 7d or 12h.")] = "",
    json: JsonOption = False,
) -> None:
    """List the latest verdicts."""
    from notworking.cli import journal

    journal.log(config, account=account, most=most, only_filed=filed, since=since, as_json=json)


@app.command()
def undo(
    message: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One message, by its ID.")
    ] = None,
    config: ConfigOption = None,
    last_pass: Annotated[
        bool, typer.Option("--pass", help="Everything the last pass did.")
    ] = False,
    since: Annotated[
        str, typer.Option("--since", help="Everything done this recently, as 2d.")
    ] = "",
    rule: Annotated[
        str, typer.Option("--rule", help="Everything this rule did; with --since, lately.")
    ] = "",
    model: Annotated[
        str, typer.Option("--model", help="Everything this model decided; with --since, lately.")
    ] = "",
    account: AccountOption = None,
    teach: Annotated[
        bool, typer.Option("--teach", help="Learn too that it is none of ours.")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", help="Seconds to wait for a running daemon.")
    ] = 60.0,
    json: JsonOption = False,
) -> None:
    """Put filed mail back where and as it was, also while the daemon runs."""
    from notworking.cli import taking_back

    wanted = taking_back.Wanted(
        message, last_pass, since, rule, model, account, teach, wait_seconds=wait, as_json=json
    )
    taking_back.undo(config, wanted)


@app.command()
def review(
    account: Annotated[
        str | None, typer.Argument(metavar="[ACCOUNT]", help="Only this account, by its name.")
    ] = None,
    config: ConfigOption = None,
    most: Annotated[int, typer.Option("--most", "-n", help="How many messages at most.")] = 20,
    since: Annotated[str, typer.Option("--since", help="Only mail this recent, as 7d.")] = "30d",
    json: JsonOption = False,
) -> None:
    """Go through unsure and telling messages, one key each; what you answer is learned."""
    from notworking.cli import review as reviews

    reviews.review(config, account=account, most=most, since=since, as_json=json)


@app.command()
def budget(
    config: ConfigOption = None, account: AccountOption = None, json: JsonOption = False
) -> None:
    """Show how much genuine mail was filed wrongly, against the budget."""
    from notworking.cli import budget as budgets

    budgets.budget(config, account=account, as_json=json)


@app.command()
def resume(
    account: Annotated[
        str | None,
        typer.Argument(metavar="[ACCOUNT]", help="The account, by its name, if there are several."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """File mail again after the false-positive budget was exceeded."""
    from notworking.cli import budget as budgets

    budgets.resume(config, account)


@app.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Keep the server running.")] = False,
    json: JsonOption = False,
) -> None:
    """File an invented mailbox with the real daemon, on a server of its own."""
    from notworking.cli import demo as demonstration

    demonstration.demo(serve=serve, as_json=json)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def people(context: typer.Context) -> None:
    """Everything known about people: list, show, takers, merge, split, know, forget, export, import."""
    from notworking.cli import people as people_commands

    people_commands.app(context.args, standalone_mode=False, prog_name="notworking people")


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def learn(context: typer.Context) -> None:
    """What your moves taught: status, now, forget, rollback, from, accept, refuse."""
    from notworking.cli import learning

    learning.app(context.args, standalone_mode=False, prog_name="notworking learn")


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def rules(context: typer.Context) -> None:
    """Your own rules: check, list, test, try, add, export."""
    from notworking.cli import rules as rules_commands

    rules_commands.app(context.args, standalone_mode=False, prog_name="notworking rules")


@app.command()
def version(json: JsonOption = False) -> None:
    """Print the versions of the program and of its model."""
    from notworking.cli import setup

    setup.version(as_json=json)


def main() -> None:
    """Run the app; every foreseen trouble ends in a sentence and an exit code, no traceback."""
    try:
        app()
    except (UserError, MessageError) as exc:
        print(f"notworking: {exc}", file=sys.stderr)  # noqa: T201
        sys.exit(EXIT_USER_ERROR)
    except TemporaryError as exc:
        print(f"notworking: {exc}\nThis may pass: try again later.", file=sys.stderr)  # noqa: T201
        sys.exit(EXIT_TRY_LATER)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
