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
    from notworking.judge.phrasebook import Phrasebook
    from notworking.judge.rules import Rules
    from notworking.people.networks.data import Networks
    from notworking.rulebook.live import LiveRules

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
    _rules: LiveRules | None = None
    _lists: Lists | None = None

    @property
    def live_rules(self) -> LiveRules:
        """The user's rules as a file that is watched. Raises `UserError` at the first reading."""
        if self._rules is None:
            self._rules = watched_rules(self.config)
        return self._rules

    @property
    def rules(self) -> Rules:
        """The user's rules as the file says now, or said when it was last in order.

        Raises `UserError` with all mistakes when it never was.
        """
        return self.live_rules.current()

    @property
    def lists(self) -> Lists:
        """The user's own phrases and networks beside ours. Raises `UserError`."""
        if self._lists is None:
            self._lists = load_lists(self.config)
        return self._lists

    def refresh(self) -> None:
        """Read configuration and rules again; all or nothing.

        Raises `UserError` and changes nothing when they are wrong. The database stays: another
        `data_dir` needs a restart.
        """
        loaded = load_with_report(self.path, self.env)
        rules, lists = watched_rules(loaded.config), load_lists(loaded.config)
        self.config, self._rules, self._lists = loaded.config, rules, lists
        self.warnings, self.report = loaded.warnings, loaded.report()

    def account(self, name: str) -> Account:
        """Return an account by its name. Raises `UserError` that lists the names there are."""
        for account in self.config.accounts:
            if account.name == name:
                return account
        raise UserError(f"There is no account “{name}”; your accounts are: {self._names}")

    def only_account(self) -> Account:
        """Return the account when there is just one. Raises `UserError` that lists the names."""
        if len(self.config.accounts) > 1:
            raise UserError(f"Say which account: {self._names}")
        return self.config.accounts[0]

    @property
    def _names(self) -> str:
        return ", ".join(account.name for account in self.config.accounts)

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


@dataclass(frozen=True, slots=True)
class Lists:
    """Phrases and networks with those of the user's files; None for the shipped ones alone."""

    book: Phrasebook | None = None
    networks: Networks | None = None


def load_lists(config: Config) -> Lists:
    """Return the user's own phrases and networks beside ours. Raises `UserError`."""
    if not config.phrases.files and not config.networks.files:
        return Lists()
    from notworking.rulebook.lists import networks_of, phrasebook_of

    return Lists(phrasebook_of(config.phrases.files), networks_of(config.networks.files))


def load_rules(config: Config, path: Path | None = None) -> Rules:
    """Return the rules of the user's file, or of another; without a file, those of [people] alone.

    Raises `UserError` with all mistakes.
    """
    from notworking.rulebook.live import read_text

    file = path or Path(config.rules.file)
    return parse_text(config, read_text(file), file)


def watched_rules(config: Config) -> LiveRules:
    """Return the user's rules as a file that is read again when it changes."""
    from notworking.rulebook.live import LiveRules

    file = Path(config.rules.file)
    return LiveRules(file, lambda text: parse_text(config, text, file))


def parse_text(config: Config, text: str, file: Path) -> Rules:
    """Return the rules a text says under this configuration. Raises `UserError`."""
    from notworking.judge.catalogue import CATALOGUE
    from notworking.judge.relationship_clues import CLUE_NAMES
    from notworking.judge.rules import parse_rules

    return parse_rules(
        text,
        str(file),
        clue_names=(*CATALOGUE, *CLUE_NAMES),
        account_names=[account.name for account in config.accounts],
        known=config.people.known,
        never=config.people.never,
        own_folders={one.name: one.folder for one in config.categories},
    )
