"""`init`, `doctor` and `version`: before the daemon runs, and when something seems wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from notworking import app
from notworking.cli import show
from notworking.cli.budget import budget_sentence
from notworking.config.examples import Answers, render_minimal
from notworking.config.loading import load_with_report, search_path
from notworking.config.options import Account, Config, Security
from notworking.errors import TemporaryError, UserError
from notworking.house import DATABASE_FILE, House, load_lists, load_rules, open_house
from notworking.imap.port import Mailbox, MailboxInfo, Role
from notworking.imap.server import Credentials, Server
from notworking.imap.session import connect
from notworking.judge.verdict import NETWORKING
from notworking.planning import Mode, unsure_folder, unsure_keyword

_HOSTS = {
    "gmail.com": "imap.gmail.com",
    "googlemail.com": "imap.gmail.com",
    "yahoo.com": "imap.mail.yahoo.com",
    "icloud.com": "imap.mail.me.com",
    "me.com": "imap.mail.me.com",
    "fastmail.com": "imap.fastmail.com",
    "outlook.com": "outlook.office365.com",
    "hotmail.com": "outlook.office365.com",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing the doctor looked at."""

    what: str
    is_well: bool
    told: str


def init(config: Path | None, *, force: bool) -> None:
    """Ask, try the login, find the folders, write the file, and say what will happen."""
    path = config or search_path(os.environ)[0]
    if path.exists() and not force:
        raise UserError(f"{path} exists already. Use --force to write a new one over it.")
    say = show.console.print
    say("A few questions; everything can be changed in the file later.\n")
    name = typer.prompt("Your name, as people write it")
    address = typer.prompt("Your mail address").strip()
    employer = typer.prompt("Your employer (may stay empty)", default="", show_default=False)
    guess = _HOSTS.get(address.rpartition("@")[2].lower(), f"imap.{address.rpartition('@')[2]}")
    host = typer.prompt("IMAP server", default=guess)
    security, port = _security(typer.prompt("Security: tls, starttls or plain", default="tls"))
    user = typer.prompt("Login name", default=address)
    password = typer.prompt(
        "Password (an app password where the provider has them)", hide_input=True
    )
    secret = path.parent / "home.password"
    answers = Answers(
        host=host,
        user=user,
        password_way="password_file",
        password_value=str(secret),
        names=(name,),
        addresses=(address,),
        employers=tuple(filter(None, [employer])),
        security=security,
        port=port,
    )
    say(f"\nTrying to log in to {host} …")
    server = Server(host, port=port or (993 if security == "tls" else 143), security=security)
    with connect(server, Credentials(user, password)) as session:
        say(f"It works. {_folders_sentence(session.mailboxes())}", markup=False)
    _write(path, secret, answers, password)
    say(f"\nWrote {path} and, readable only by you, the password beside it.", markup=False)
    for sentence in what_will_happen(load_with_report(path, os.environ).config):
        say(f"- {sentence}", markup=False)
    say(
        "\nNext: `notworking backtest` to see what it would have filed of the mail you have, "
        "`notworking once` for new mail, `notworking run` to stay."
    )


def _security(text: str) -> tuple[Security, int | None]:
    """Return the kind of connection and the port of "tls", "plain:1143" and the like."""
    kind, _, number = text.strip().lower().partition(":")
    if kind not in ("tls", "starttls", "plain") or (number and not number.isdigit()):
        raise UserError(
            f"“{text}”: write tls, starttls or plain, with a port if it is unusual: tls:1993"
        )
    chosen: dict[str, Security] = {"tls": "tls", "starttls": "starttls", "plain": "plain"}
    return chosen[kind], int(number) if number else None


def _write(path: Path, secret: Path, answers: Answers, password: str) -> None:
    """Write configuration and password file, the latter with mode 0600 from the start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    secret.unlink(missing_ok=True)
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password + "\n")
    path.write_text(render_minimal(answers), encoding="utf-8")


def doctor(config: Path | None, *, as_json: bool) -> int:
    """Look at everything that can be wrong, and return 0 when nothing is, else 2."""
    loaded = load_with_report(config, os.environ)
    signs = [
        Sign("configuration", is_well=True, told=" ".join(loaded.report())),
        *_examine_files(loaded.config),
    ]
    signs += [Sign("configuration", is_well=False, told=warning) for warning in loaded.warnings]
    house = _house(config, loaded.config)
    for account in loaded.config.accounts:
        if house is not None:
            is_kept, told = budget_sentence(house, account)
            signs.append(Sign(f"{account.name}: wrong filings", is_well=is_kept, told=told))
        signs += _examine(account, os.environ, house)
    if house is not None:
        house.close()
    if as_json:
        for sign in signs:
            show.print_json({"what": sign.what, "well": sign.is_well, "told": sign.told})
    else:
        rows = [
            (
                Text("ok" if s.is_well else "!!", style="green" if s.is_well else "red"),
                s.what,
                s.told,
            )
            for s in signs
        ]
        show.console.print(show.table(("", "what", "found"), rows))
        show.console.print("\nWhat will happen:")
        for sentence in what_will_happen(loaded.config):
            show.console.print(f"- {sentence}", markup=False)
    return 0 if all(sign.is_well or sign.what == "configuration" for sign in signs) else 2


def _examine_files(config: Config) -> list[Sign]:
    """Read the rules and the lists as they are now; a running daemon keeps what was in order."""
    try:
        rules = load_rules(config)
        signs = [Sign("rules", is_well=True, told=f"{show.count(len(rules.rules), 'rule')} in use")]
    except UserError as exc:
        kept = "a daemon that runs goes on with the rules it read before"
        signs = [Sign("rules", is_well=False, told=f"{exc}\n{kept}")]
    files = (*config.phrases.files, *config.networks.files)
    try:
        load_lists(config)
        told = f"{show.count(len(files), 'file')} of yours in use"
        signs += [Sign("phrases and networks", is_well=True, told=told)] if files else []
    except UserError as exc:
        signs.append(Sign("phrases and networks", is_well=False, told=str(exc)))
    return signs


def _house(path: Path | None, config: Config) -> House | None:
    """Open the house when the daemon was here before; the doctor makes no database."""
    is_there = (Path(config.store.data_dir) / DATABASE_FILE).exists()
    return open_house(path) if is_there else None


def _examine(account: Account, env: Mapping[str, str], house: House | None) -> list[Sign]:
    """Log in to one account and look at its folders and its server."""
    try:
        with app.open_session(account, env) as session:
            return [
                Sign(
                    f"{account.name}: login", is_well=True, told=f"{account.user} at {account.host}"
                ),
                *_examine_mailbox(account, session),
                Sign(
                    f"{account.name}: old mail",
                    is_well=True,
                    told=_old_mail(account, session, house),
                ),
            ]
    except (UserError, TemporaryError) as exc:
        return [Sign(f"{account.name}: login", is_well=False, told=str(exc))]


def _examine_mailbox(account: Account, session: Mailbox) -> list[Sign]:
    """Say which folders have which role and what the server can do."""
    listed = session.mailboxes()
    has = session.capabilities()
    sent = account.sent or next((info.name for info in listed if info.role is Role.SENT), "")
    keeps = session.select(account.inbox[0], readonly=False).keeps_keywords
    moving = "MOVE" in has, "UIDPLUS" in has
    return [
        Sign(f"{account.name}: folders", is_well=True, told=_folders_sentence(listed)),
        Sign(
            f"{account.name}: sent mail",
            is_well=bool(sent),
            told=f"read from “{sent}” to learn whom you know"
            if sent
            else "no Sent folder found: name it as `sent` in the account, or nobody is known to you",
        ),
        Sign(f"{account.name}: moving", is_well=any(moving), told=_moving_sentence(*moving)),
        Sign(
            f"{account.name}: keywords",
            is_well=keeps or account.mode != "flag",
            told="kept by the server"
            if keeps
            else "not kept by the server: mode “flag” cannot work here",
        ),
        Sign(
            f"{account.name}: new mail",
            is_well=True,
            told="told at once (IDLE)"
            if "IDLE" in has
            else "found by polling; the server has no IDLE",
        ),
    ]


def _old_mail(account: Account, session: Mailbox, house: House | None) -> str:
    """Say how much of it the ledger has seen."""
    if house is None:
        return "not read yet; that begins with `notworking once` or `notworking run`"
    done, total = app.old_mail_read(house, account, session)
    rest = "" if done >= total else "; the rest follows while `notworking run` runs"
    return f"{done:,} of {total:,} messages read{rest}"


def _moving_sentence(has_move: bool, has_uidplus: bool) -> str:
    """Say how a message gets from one folder to another here."""
    if has_move:
        return "in one step (MOVE)"
    if has_uidplus:
        return "by COPY and UID EXPUNGE, as the server lacks MOVE"
    return (
        "by COPY, leaving the original marked as deleted: the server has neither MOVE nor UIDPLUS, "
        "and a bare EXPUNGE could remove what other programs marked"
    )


def _folders_sentence(listed: Any) -> str:
    """Say which folders were found, by role."""
    roles: list[MailboxInfo] = [info for info in listed if info.role is not None]
    told = ", ".join(f"{info.role}: “{info.name}”" for info in roles)
    return (
        f"{show.count(len(listed), 'folder')}; {told}"
        if told
        else show.count(len(listed), "folder")
    )


def what_will_happen(config: Config) -> list[str]:
    """Return what a run with this configuration does, in sentences."""
    sentences = []
    folders = [config.folders.folder(category) for category in NETWORKING]
    folders += [one.folder for one in config.categories]
    names = ", ".join(f"“{folder}”" for folder in folders)
    for account in config.accounts:
        mode = Mode(account.mode)
        where = f"Account {account.name} ({account.user})"
        if mode is Mode.SHADOW:
            sentences.append(
                f"{where}: nothing is moved or marked. `notworking log` shows what would be, "
                "`notworking backtest` what would have been of the last 90 days. Content? Set mode "
                "= “flag” or “move”: it counts for mail that comes then; what was only shown stays."
            )
        elif mode is Mode.FLAG:
            sentences.append(
                f"{where}: networking mail gets the keyword {account.keyword}; nothing is moved."
            )
        else:
            sentences.append(
                f"{where}: networking mail is moved into {names}, made when first needed."
            )
        if mode is not Mode.SHADOW and account.unsure != "leave":
            sentences.append(_unsure_sentence(account.unsure, mode))
    sentences.append(
        "Mail from people you wrote to, and answers to your mail, stay where they are."
    )
    if not config.cutoffs.file_opted_out:
        sentences.append(
            "So does mail of people you asked to stop, as you wrote to them; "
            "file_opted_out = true under [cutoffs] files it."
        )
    sentences.append(
        "Nothing is ever deleted, sent, answered or rewritten; no mail leaves this machine."
    )
    return sentences


def _unsure_sentence(unsure: str, mode: Mode) -> str:
    """Say what becomes of mail that may be networking mail, where it is not just left."""
    if mode is Mode.FLAG or not unsure_folder(unsure):
        return f"What it is unsure about gets the keyword {unsure_keyword(unsure)}."
    return f"What it is unsure about goes to “{unsure}”; `notworking review` goes through it."


def version(*, as_json: bool) -> None:
    """Print the versions of the program and its model."""
    from notworking.learn.base import base_model

    told = {"notworking": package_version("notworking"), "model": base_model().name}
    if as_json:
        show.print_json(told)
    else:
        show.console.print(
            f"notworking {told['notworking']}, model {told['model']}", highlight=False
        )
