"""Every option of Notworking: its type, default, help and example, in one model.

The example file, the reference page and all checks are made from these declarations.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from notworking.config.account import PASSWORD_WAYS, Account, Mode, Section, Security
from notworking.config.kinds import (
    Cutoff,
    Duration,
    FilePath,
    FolderName,
    MailAddresses,
    Texts,
    option,
)
from notworking.config.own_word import (
    Learning,
    Networks,
    OwnCategory,
    PeopleLists,
    Phrases,
    RulesFile,
)
from notworking.judge.verdict import NETWORKING, Category, Policy

__all__ = [
    "PASSWORD_WAYS",
    "Account",
    "Config",
    "Cutoffs",
    "Folders",
    "Learning",
    "Log",
    "Me",
    "Mode",
    "Networks",
    "OwnCategory",
    "PeopleLists",
    "Phrases",
    "RulesFile",
    "Schedule",
    "Section",
    "Security",
    "Store",
]


class Me(Section):
    """Who you are: mail that knows you by more than your address is less likely a mass mail."""

    names: Texts = option(
        (),
        says="Your names, as people write them.",
        example=("Ada Lovelace",),
        also=("name", "full_name"),
    )
    addresses: MailAddresses = option(
        (),
        says="Your own mail addresses; an account's user counts by itself when it is an address.",
        example=("ada@example.com", "ada@example.org"),
        also=("address", "email", "emails", "mail"),
    )
    employers: Texts = option(
        (),
        says="Where you work or worked.",
        example=("Analytical Engines",),
        also=("employer", "company"),
    )
    schools: Texts = option(
        (),
        says="Where you studied.",
        example=("University of London",),
        also=("school", "university"),
    )
    events: Texts = option(
        (),
        says="Conferences and meetings you were at: who says that you met there may be right.",
        example=("PyCon Lowlands 2026",),
        also=("event", "conferences"),
    )


class Schedule(Section):
    """When to look."""

    poll_seconds: int = option(
        300,
        says="Seconds between two looks at an inbox; the safety net under IDLE.",
        example=300,
        also=("interval", "poll", "poll_interval", "refresh"),
        ge=10,
        le=86_400,
    )
    idle: bool = option(
        True,
        says="Be told of new mail at once (IMAP IDLE), where the server can.",
        example=True,
        also=("push",),
    )
    look_back: Duration = option(
        timedelta(days=30),
        says="On the first start, how old mail in the inbox may be to be judged.",
        example="30d",
        also=("since", "days", "max_age"),
    )
    history: bool = option(
        True,
        says="Read your Sent mail to learn whom you know.",
        example=True,
        also=("read_sent", "sent"),
    )
    housekeeping: Duration = option(
        timedelta(days=1),
        says="Time between two clean-ups of the store.",
        example="1d",
        also=("cleanup",),
    )


class Folders(Section):
    """Where mail is filed: one folder for each category, below a common parent."""

    parent: FolderName = option(
        "Networking",
        says='The folder above the others; "" puts them at the top.',
        example="Networking",
        also=("root", "prefix"),
    )
    recruiting: FolderName = option(
        "Recruiting", says="Openings, candidates, job seekers.", example="Recruiting", min_length=1
    )
    pitch: FolderName = option(
        "Pitches",
        says='Products, services, demos, "15 minutes of your time".',
        example="Pitches",
        min_length=1,
    )
    ask: FolderName = option(
        "Asks", says="Favours asked by someone who has given nothing.", example="Asks", min_length=1
    )
    scheme: FolderName = option(
        "Schemes",
        says="Easy money, multi-level marketing, miracle products.",
        example="Schemes",
        min_length=1,
    )
    invitation: FolderName = option(
        "Invitations",
        says="Requests to connect, and the networks' own noise.",
        example="Invitations",
        min_length=1,
    )
    event: FolderName = option(
        "Events",
        says="Webinars, conferences, podcasts, pay to speak.",
        example="Events",
        min_length=1,
    )

    def folder(self, category: Category) -> str:
        """Return the full folder name of a category, "/" between levels.

        Raises KeyError for `GENUINE`, which is never moved.
        """
        names: dict[Category, str] = {each: getattr(self, each.value) for each in NETWORKING}
        return f"{self.parent}/{names[category]}" if self.parent else names[category]


class Cutoffs(Section):
    """From which score (a probability) mail is filed. Higher means less is filed, with fewer mistakes."""

    recruiting: Cutoff = option(
        None,
        says='For recruiting; "never" leaves it in the inbox. Left out: as the model recommends.',
        example=0.9,
    )
    pitch: Cutoff = option(None, says="For pitches. Left out: likewise.", example=0.9)
    ask: Cutoff = option(None, says="For asks. Left out: likewise.", example=0.95)
    scheme: Cutoff = option(None, says="For schemes. Left out: likewise.", example=0.9)
    invitation: Cutoff = option(None, says="For invitations. Left out: likewise.", example=0.8)
    event: Cutoff = option(None, says="For events. Left out: likewise.", example="never")
    unsure_from: float | None = option(
        None,
        says="From this score up to the cutoff mail is called unsure, and stays in the inbox unless the account's `unsure` says else. "
        "Left out: as the model recommends.",
        example=0.5,
        also=("unsure",),
        ge=0.0,
        le=1.0,
    )
    file_opted_out: bool = option(
        False,
        says="File mail of people whom you asked to stop, although you wrote to them (that is when you asked).",
        example=True,
        also=("opted_out",),
    )

    def policy(self, recommended: Policy) -> Policy:
        """Return the cutoffs as the judgement takes them: the user's, else those recommended.

        "never" is a missing one.
        """
        chosen: dict[Category, float | None] = {
            each: getattr(self, each.value) if each.value in self.model_fields_set else cutoff
            for each, cutoff in ((each, recommended.cutoffs.get(each)) for each in NETWORKING)
        }
        return Policy(
            cutoffs={category: cutoff for category, cutoff in chosen.items() if cutoff is not None},
            unsure_from=recommended.unsure_from if self.unsure_from is None else self.unsure_from,
            file_opted_out=self.file_opted_out,
        )


class Store(Section):
    """What is remembered: people, verdicts and moves; never the text of a mail."""

    data_dir: FilePath = option(
        Path("~/.local/share/notworking"),
        says="Where the database lives. Left out: $STATE_DIRECTORY, $XDG_DATA_HOME/notworking "
        "or ~/.local/share/notworking.",
        example="~/.local/share/notworking",
        also=("data", "dir", "directory", "path", "database"),
    )
    keep_days: int = option(
        365,
        says="Days for which verdicts and moves are kept; what you corrected is kept for ever.",
        example=365,
        also=("retention", "days", "keep"),
        ge=1,
        le=36_500,
    )


class Log(Section):
    """What the daemon writes to standard error."""

    level: Literal["debug", "info", "warning", "error"] = option(
        "info",
        says='From "debug" (everything) to "error" (only what you must look at).',
        example="info",
        also=("verbosity",),
    )
    format: Literal["text", "json"] = option(
        "text",
        says='One event a line: "text" is key=value, "json" one object.',
        example="text",
        also=("style",),
    )


class Config(Section):
    """Everything the user can set. Made by `loading.load`; tests may build it directly."""

    me: Me = Field(default_factory=Me)
    accounts: tuple[Account, ...] = Field(alias="account", min_length=1)
    schedule: Schedule = Field(default_factory=Schedule)
    folders: Folders = Field(default_factory=Folders)
    cutoffs: Cutoffs = Field(default_factory=Cutoffs)
    categories: tuple[OwnCategory, ...] = Field(alias="category", default=())
    people: PeopleLists = Field(default_factory=PeopleLists)
    rules: RulesFile = Field(default_factory=RulesFile)
    phrases: Phrases = Field(default_factory=Phrases)
    networks: Networks = Field(default_factory=Networks)
    learning: Learning = Field(default_factory=Learning)
    store: Store = Field(default_factory=Store)
    log: Log = Field(default_factory=Log)

    @property
    def my_addresses(self) -> frozenset[str]:
        """All addresses that are mine, lower case: those of [me], and users that are addresses."""
        users = (account.user.lower() for account in self.accounts if "@" in account.user)
        return frozenset((*self.me.addresses, *users))

    def account(self, name: str) -> Account | None:
        """Return the account of that name, or None."""
        return next((account for account in self.accounts if account.name == name), None)
