"""A configuration with its open database: what a command needs before anything is built."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from notworking.config.loading import load_with_report
from notworking.config.options import Account, Config
from notworking.errors import UserError
from notworking.store.database import Database, open_database

if TYPE_CHECKING:
    from notworking.judge.rules import Rules

DATABASE_FILE = "notworking.db"


@dataclass(slots=True)
class House:
    """A configuration and its open database. The user's rules are read when first needed."""

    config: Config
    database: Database
    env: Mapping[str, str]
    path: Path | None = None
    warnings: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    """Where the configuration came from, secrets hidden."""
    _rules: Rules | None = None

    @property
    def rules(self) -> Rules:
        """The user's rules. Raises `UserError` with all their mistakes."""
        if self._rules is None:
            self._rules = load_rules(self.config)
        return self._rules

    def refresh(self) -> None:
        """Read configuration and rules again; all or nothing.

        Raises `UserError` and changes nothing when they are wrong. The database stays: another
        `data_dir` needs a restart.
        """
        loaded = load_with_report(self.path, self.env)
        rules = load_rules(loaded.config)
        self.config, self._rules = loaded.config, rules
        self.warnings, self.report = loaded.warnings, loaded.report()

    def account(self, name: str) -> Account:
        """Return an account by its name. Raises `UserError` that lists the names there are."""
        for account in self.config.accounts:
            if account.name == name:
                return account
        names = ", ".join(account.name for account in self.config.accounts)
        raise UserError(f"There is no account “{name}”; your accounts are: {names}")

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_house(path: Path | None, env: Mapping[str, str] | None = None) -> House:
    """Load the configuration and open the database.

    Raises `UserError` with all problems of the file at fault.
    """
    env = os.environ if env is None else env
    loaded = load_with_report(path, env)
    database = open_database(Path(loaded.config.store.data_dir) / DATABASE_FILE)
    return House(loaded.config, database, env, loaded.path, loaded.warnings, loaded.report())


def load_rules(config: Config) -> Rules:
    """Return the user's rules; without a file, those of the configuration's [people] alone."""
    from notworking.judge.catalogue import CATALOGUE
    from notworking.judge.rules import parse_rules

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
