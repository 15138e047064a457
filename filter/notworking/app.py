"""The only place that builds things: from configuration to a house with accounts at work."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from notworking.account import AccountWorker, Listener, Setting
from notworking.assess import Court
from notworking.config.loading import load_with_report
from notworking.config.options import Account, Config
from notworking.config.secrets import resolve
from notworking.errors import UserError
from notworking.imap.server import Credentials, Server
from notworking.imap.session import Session, connect
from notworking.judge.catalogue import CATALOGUE
from notworking.judge.rules import Rules, parse_rules
from notworking.judge.verdict import NETWORKING, Policy
from notworking.people.person import Me
from notworking.store.database import Database, open_database
from notworking.triage import Mode

log = logging.getLogger("notworking.app")

DATABASE_FILE = "notworking.db"


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass(slots=True)
class House:
    """A configuration with its rules and its open database."""

    config: Config
    rules: Rules
    database: Database
    env: Mapping[str, str]
    path: Path | None = None
    warnings: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    """Where the configuration came from, secrets hidden."""

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_house(path: Path | None, env: Mapping[str, str] | None = None) -> House:
    """Load configuration and rules and open the database.

    Raises `UserError` with all problems of the file at fault.
    """
    env = os.environ if env is None else env
    loaded = load_with_report(path, env)
    rules = load_rules(loaded.config)
    directory = Path(loaded.config.store.data_dir)
    database = open_database(directory / DATABASE_FILE)
    return House(loaded.config, rules, database, env, loaded.path, loaded.warnings, loaded.report())


def refresh(house: House, path: Path | None) -> None:
    """Read configuration and rules again into the house; all or nothing.

    Raises `UserError` and changes nothing when they are wrong. The database stays: another
    `data_dir` needs a restart.
    """
    loaded = load_with_report(path, house.env)
    rules = load_rules(loaded.config)
    house.config, house.rules = loaded.config, rules
    house.warnings, house.report = loaded.warnings, loaded.report()


def load_rules(config: Config) -> Rules:
    """Return the user's rules; without a file, those of the configuration's [people] alone."""
    file = Path(config.rules.file)
    try:
        text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
    except (OSError, UnicodeDecodeError) as exc:
        raise UserError(f"{file}: cannot be read: {exc}") from exc
    return parse_rules(
        text,
        str(file),
        clue_names=CATALOGUE,
        account_names=[account.name for account in config.accounts],
        known=config.people.known,
        never=config.people.never,
    )


def me_of(config: Config) -> Me:
    """Return who the user is; an account's login counts when it is an address."""
    addresses = {address.lower() for address in config.me.addresses}
    addresses |= {account.user.lower() for account in config.accounts if "@" in account.user}
    return Me(
        addresses=frozenset(addresses),
        names=tuple(config.me.names),
        employers=tuple(config.me.employers),
        schools=tuple(config.me.schools),
    )


def default_policy() -> Policy:
    """Return the policy of someone without a configuration."""
    from notworking.learn.base import base_model

    model = base_model()
    return Policy(cutoffs=dict(model.cutoffs), unsure_from=model.unsure_from)


def court_of(house: House, account: str) -> Court:
    """Return everything that stays the same from message to message of one account."""
    from notworking.learn.base import base_model

    return Court(
        model=base_model(),
        policy=house.config.cutoffs.policy(),
        me=me_of(house.config),
        rules=house.rules,
        account=account,
    )


def server_of(account: Account) -> Server:
    """Return where an account lives and how to speak with it."""
    return Server(
        host=account.host,
        port=account.port_number,
        security=account.security,
        ca_file=str(account.ca_file) if account.ca_file else None,
        connect_timeout_seconds=account.connect_timeout_seconds,
        read_timeout_seconds=account.read_timeout_seconds,
    )


def open_session(account: Account, env: Mapping[str, str]) -> Session:
    """Connect and log in. Raises `UserError` or `TemporaryError`."""
    secret = resolve(account, env)
    return connect(
        server_of(account),
        Credentials(account.user, secret.reveal()),
        without=frozenset(account.ignore_capabilities),
    )


def account_named(config: Config, name: str) -> Account:
    """Return an account by its name. Raises `UserError` that lists the names there are."""
    for account in config.accounts:
        if account.name == name:
            return account
    names = ", ".join(account.name for account in config.accounts)
    raise UserError(f"There is no account “{name}”; your accounts are: {names}")


def worker_of(house: House, account: Account, listener: Listener | None = None) -> AccountWorker:
    """Return the worker of one account, not yet connected."""
    config = house.config
    setting = Setting(
        name=account.name,
        mode=Mode(account.mode),
        inboxes=tuple(account.inbox),
        folders={category: config.folders.folder(category) for category in NETWORKING},
        category_root=config.folders.parent,
        keyword=account.keyword,
        look_back=config.schedule.look_back,
        sent=account.sent,
        authserv_ids=tuple(account.authserv_ids),
        lock_directory=Path(config.store.data_dir),
        keep_days=config.store.keep_days,
    )
    return AccountWorker(
        setting,
        house.database,
        court=lambda: court_of(house, account.name),
        open_session=lambda: open_session(account, house.env),
        clock=utc_now,
        listener=listener,
    )


def workers_of(house: House) -> list[AccountWorker]:
    """Return a worker for each account."""
    return [worker_of(house, account) for account in house.config.accounts]
