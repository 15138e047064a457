"""The only place that builds things: judges, sessions and workers from a house."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notworking.account import AccountWorker
from notworking.assess import Court
from notworking.budget.watching import Budget
from notworking.config.options import Account, Config
from notworking.config.secrets import resolve
from notworking.corrections.bench import Habits
from notworking.history import Historian, learn_servers, read_so_far
from notworking.house import House, load_lists, load_rules
from notworking.imap.port import Mailbox
from notworking.imap.server import Credentials, Server
from notworking.imap.session import Session, connect
from notworking.judge.personal import Personal
from notworking.judge.verdict import NETWORKING, Policy
from notworking.memory import StoreMemory
from notworking.people.person import Me
from notworking.planning import Mode
from notworking.setting import Listener, Setting
from notworking.store.database import open_in_memory
from notworking.store.examples import Examples
from notworking.store.filings import Filings
from notworking.store.ledger import Ledger
from notworking.store.notes import Notes
from notworking.store.opening import Store
from notworking.store.pins import Pins
from notworking.store.review import Review

if TYPE_CHECKING:
    from notworking.learn.personal.fitting import Ground
    from notworking.learn.personal.keeping import Keeper


log = logging.getLogger("notworking.app")


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def me_of(config: Config) -> Me:
    """Return who the user is; an account's login counts when it is an address."""
    addresses = {address.lower() for address in config.me.addresses}
    addresses |= {account.user.lower() for account in config.accounts if "@" in account.user}
    return Me(
        addresses=frozenset(addresses),
        names=tuple(config.me.names),
        employers=tuple(config.me.employers),
        schools=tuple(config.me.schools),
        events=tuple(config.me.events),
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
        personal=keeper_for(house, account).current(),
        policy=policy_of(house.config),
        me=me_of(house.config),
        rules=house.rules,
        networks=house.lists.networks,
        book=house.lists.book,
        account=account,
    )


def replay_of(
    config: Config, account: Account, mailbox: Mailbox, store: Store
) -> tuple[Historian, Court]:
    """Return who reads old mail into a store, and who judges, for a backtest of an account.

    The rules and cutoffs are those of now. Corrections are left out: they came later.
    """
    from notworking.learn.base import base_model
    from notworking.learn.personal.keeping import keeper_of

    has_own = any(one.examples for one in config.categories)
    keeper = keeper_of(store.database, account.name, lambda: ground_of(config), has_own=has_own)
    lists = load_lists(config)
    historian = Historian(
        account=account.name,
        mailbox=mailbox,
        database=store.database,
        ledger=store.ledger,
        notes=store.notes,
        me=me_of(config),
        clock=utc_now,
        sent=account.sent,
        category_root=config.folders.parent,
        networks=lists.networks,
    )
    servers = tuple(account.authserv_ids) or learn_servers(historian, account.inbox[0])
    court = Court(
        model=base_model(),
        personal=keeper.current(),
        policy=policy_of(config),
        me=historian.me,
        rules=load_rules(config),
        networks=lists.networks,
        book=lists.book,
        account=account.name,
        authserv_ids=servers,
    )
    return replace(historian, authserv_ids=servers), court


def keeper_for(house: House, account: str) -> Keeper:
    """Return the keeper of what the user of an account taught."""
    from notworking.learn.personal.keeping import keeper_of

    has_own = any(one.examples for one in house.config.categories)
    return keeper_of(house.database, account, lambda: ground_of(house.config), has_own=has_own)


def untaught(config: Config) -> Personal:
    """Return the user's own categories as they are configured, with nothing taught."""
    from notworking.learn.personal.keeping import keeper_of

    has_own = any(one.examples for one in config.categories)
    with closing(open_in_memory()) as database:
        return keeper_of(database, "", lambda: ground_of(config), has_own=has_own).current()


def ground_of(config: Config) -> Ground:
    """Return what every fit of the user stands on; its background is kept beside the database."""
    from notworking.learn.base import base_model
    from notworking.learn.personal.background import shipped_background
    from notworking.learn.personal.fitting import Ground
    from notworking.learn.personal.own import own_kind

    model = base_model()
    own = tuple(
        own_kind(model, name=one.name, folder=one.folder, cutoff=one.cutoff, texts=one.examples)
        for one in config.categories
    )
    return Ground(model, shipped_background(model, Path(config.store.data_dir)), own)


def memory_of(house: House, account: Account) -> StoreMemory:
    """Return what is remembered of an account, for commands that judge beside the daemon."""
    database = house.database
    notes = Notes(database)
    read = notes.histories(account.name)
    return StoreMemory(
        account.name,
        Ledger(database),
        Pins(database),
        Review(database),
        Examples(database),
        clock=utc_now,
        is_complete=lambda: bool(read) and all(one.done_at is not None for one in read),
        folders={own.name: own.folder for own in house.config.categories},
    )


def servers_of(house: House, account: Account) -> tuple[str, ...]:
    """Return whose word on forged senders counts: as configured, else as the daemon learned."""
    kept = Notes(house.database).setting(account.name, "authserv_ids")
    return tuple(account.authserv_ids) or tuple((kept or "").split())


def retrain_when_due(house: House, account: str) -> None:
    """Measure what the user taught, once in `learning.retrain`; used in full if it is no worse."""
    keeper, now = keeper_for(house, account), utc_now()
    if not keeper.is_due(now, house.config.learning.retrain):
        return
    version = keeper.retrain(policy_of(house.config), now)
    if version is not None:
        log.info(
            'learning.measured account=%s version=%d state=%s examples=%d why="%s"',
            account, version.id, version.state, len(version.example_ids), version.note,
        )  # fmt: skip


def policy_of(config: Config) -> Policy:
    """Return the user's cutoffs, and where they set none, those the model recommends."""
    return config.cutoffs.policy(default_policy())


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


def budget_of(house: House, account: Account) -> Budget:
    """Return what keeping an account within its false-positive budget works with."""
    notes, filings = Notes(house.database), Filings(house.database)
    return Budget(account.name, notes, filings, account.false_positive_budget)


def old_mail_read(house: House, account: Account, session: Mailbox) -> tuple[int, int]:
    """Return how many messages of an account were read into the ledger, and how many there are."""
    historian = Historian(
        account=account.name,
        mailbox=session,
        database=house.database,
        ledger=Ledger(house.database),
        notes=Notes(house.database),
        me=me_of(house.config),
        clock=utc_now,
        sent=account.sent,
        category_root=house.config.folders.parent,
    )
    return read_so_far(historian, session.mailboxes())


def worker_of(
    house: House,
    account: Account,
    listener: Listener | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> AccountWorker:
    """Return the worker of one account, not yet connected."""
    config = house.config
    setting = Setting(
        name=account.name,
        mode=Mode(account.mode),
        inboxes=tuple(account.inbox),
        folders={category: config.folders.folder(category) for category in NETWORKING},
        kinds={own.name: own.folder for own in config.categories},
        category_root=config.folders.parent,
        keyword=account.keyword,
        look_back=config.schedule.look_back,
        sent=account.sent,
        unsure=account.unsure,
        unsure_follows=account.unsure_follows,
        false_positive_budget=account.false_positive_budget,
        authserv_ids=tuple(account.authserv_ids),
        lock_directory=Path(config.store.data_dir),
        keep_days=config.store.keep_days,
        habits=Habits(
            is_enabled=config.learning.enabled,
            grace=config.learning.grace,
            mass=config.learning.mass,
            bring_back=config.learning.bring_back,
        ),
    )
    return AccountWorker(
        setting,
        house.database,
        court=lambda: court_of(house, account.name),
        rules=lambda: house.rules,
        open_session=lambda: open_session(account, house.env),
        clock=clock,
        listener=listener,
        retrain=lambda: retrain_when_due(house, account.name),
    )


def workers_of(house: House) -> list[AccountWorker]:
    """Return a worker for each account."""
    return [worker_of(house, account) for account in house.config.accounts]
