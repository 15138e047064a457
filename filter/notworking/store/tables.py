"""The tables of the store, as SQLAlchemy Core sees them; `migrations/` is what makes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole microseconds since 1970 UTC.

    An integer is exact, sorts alike in every database, and needs no time zone of the server.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Return the microseconds; a datetime without zone is a bug and raises TypeError."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Return the datetime in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    """A text column that is never NULL: what is absent is empty."""
    return Column(name, Text, nullable=False, primary_key=primary_key)


def _number(name: str, *, primary_key: bool = False) -> Column[int]:
    """A whole number that is never NULL; 64 bits, as UIDs fill 32 unsigned ones."""
    return Column(name, BigInteger, nullable=False, primary_key=primary_key)


# The journal: what was judged, what was meant to be done about it, and what came of it.

passes = Table(
    "pass",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("account"),
    _text("mode"),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    _text("counts"),
    Index("ix_pass_account_id", "account", "id"),
    sqlite_autoincrement=True,
)

judged = Table(
    "judged",
    metadata,
    # AUTOINCREMENT: the id is shown to users, so a pruned one must never come back as another.
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("account"),
    _text("mailbox"),
    _number("uidvalidity"),
    _number("uid"),
    Column("message_id", Text),
    _text("digest"),
    _text("thread"),
    _text("sender"),
    _text("sender_name"),
    _text("subject"),
    Column("date", Instant),
    Column("internaldate", Instant),
    _text("category"),
    Column("score", Float, nullable=False),
    _text("scores"),
    _text("decision"),
    _text("decided_by"),
    _text("because"),
    _text("rule"),
    _text("model"),
    _text("clues"),
    _text("person"),
    _text("who"),
    Column("judged_at", Instant, nullable=False),
    Column("pass_id", Integer, ForeignKey("pass.id", ondelete="SET NULL"), index=True),
    _text("error"),
    # The user's own category it was filed under, "" when there is none; added by 0002.
    Column("kind", Text, nullable=False, server_default=""),
    # Digest of the later mail of theirs with which it was filed; added by 0003.
    Column("follow_up", Text, nullable=False, server_default=""),
    Index("ix_judged_ref", "account", "mailbox", "uidvalidity", "uid"),
    Index("ix_judged_account", "account"),
    Index("ix_judged_digest_account", "digest", "account"),
    Index("ix_judged_message_id", "message_id"),
    Index("ix_judged_thread_account", "thread", "account"),
    Index("ix_judged_sender_account", "sender", "account"),
    Index("ix_judged_who_account", "who", "account"),
    Index(
        "ix_judged_follow_up_account",
        "follow_up",
        "account",
        sqlite_where=text("follow_up != ''"),
    ),
    Index("ix_judged_judged_at", "judged_at"),
    sqlite_autoincrement=True,
)

intent = Table(
    "intent",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("judged_id", Integer, ForeignKey("judged.id"), index=True),
    Column("undoes", Integer, ForeignKey("intent.id")),
    _text("account"),
    _text("mailbox"),
    _number("uidvalidity"),
    _number("uid"),
    _text("target"),
    Column("target_uidvalidity", BigInteger),
    Column("target_uidnext", BigInteger),
    Column("message_id", Text),
    _text("digest"),
    _number("size_bytes"),
    _text("mode"),
    _text("state"),
    Column("new_uid", BigInteger),
    Column("new_uidvalidity", BigInteger),
    _text("method"),
    _text("why"),
    _text("flags_before"),
    Column("pass_id", Integer, ForeignKey("pass.id", ondelete="SET NULL"), index=True),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("undone_at", Instant),
    CheckConstraint("state IN ('intended', 'copied', 'done', 'failed', 'void')", name="state"),
    Index("ix_intent_account_state", "account", "state"),
    Index("ix_intent_account_digest", "account", "digest"),
    sqlite_autoincrement=True,
)

watermark = Table(
    "watermark",
    metadata,
    _text("account", primary_key=True),
    _text("mailbox", primary_key=True),
    _number("uidvalidity"),
    _number("uid"),
)

failure = Table(
    "failure",
    metadata,
    _text("account", primary_key=True),
    _text("mailbox", primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True, autoincrement=False),
    Column("uid", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    _text("reason"),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
)

pin = Table(
    "pin",
    metadata,
    _text("account", primary_key=True),
    _text("kind", primary_key=True),
    _text("value", primary_key=True),
    Column("at", Instant, nullable=False),
    _text("why"),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    _text("account", primary_key=True),
    Column("at", Instant, nullable=False),
    _text("last_error"),
    Column("error_at", Instant),
)

# The user's word: what was taught, what became of it, and where mail was seen to lie.

example = Table(
    "example",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("account"),
    _text("digest"),
    _text("label"),
    _text("was"),
    _text("taught_by"),
    _text("place"),
    Column("at", Instant, nullable=False),
    _text("sender"),
    _text("domain"),
    _text("thread"),
    Column("judged_id", Integer, ForeignKey("judged.id", ondelete="SET NULL"), index=True),
    Column("score", Float, nullable=False),
    _text("model"),
    Column("is_forged", Boolean, nullable=False),
    _text("lang"),
    Column("features", LargeBinary, nullable=False),
    _text("findings"),
    _text("plan"),
    UniqueConstraint("account", "digest"),
    Index("ix_example_account_at", "account", "at"),
    Index("ix_example_account_sender", "account", "sender"),
    Index("ix_example_account_domain", "account", "domain"),
    Index("ix_example_account_thread", "account", "thread"),
    sqlite_autoincrement=True,
)

model_version = Table(
    "model_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("account"),
    Column("made_at", Instant, nullable=False),
    _text("state"),
    _text("example_ids"),
    _text("settings"),
    _text("figures"),
    _text("note"),
    CheckConstraint("state IN ('active', 'kept', 'refused')", name="state"),
    Index("ix_model_version_account", "account"),
    sqlite_autoincrement=True,
)

place = Table(
    "place",
    metadata,
    _text("account", primary_key=True),
    _text("mailbox", primary_key=True),
    _number("uidvalidity"),
    _number("uidnext"),
    _number("messages"),
    _number("modseq"),
    Column("looked_at", Instant, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("account"),
    _text("digest"),
    Column("message_id", Text),
    _text("mailbox"),
    _number("uidvalidity"),
    _number("uid"),
    _number("size_bytes"),
    Column("internaldate", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    _text("state"),
    _text("meaning"),
    Column("settled_at", Instant),
    CheckConstraint("state IN ('resting', 'settled', 'asks', 'refused')", name="state"),
    UniqueConstraint("account", "mailbox", "uidvalidity", "uid"),
    Index("ix_sighting_account_state", "account", "state"),
    Index("ix_sighting_account_digest", "account", "digest"),
    Index("ix_sighting_account_message_id", "account", "message_id"),
)

# The ledger: who somebody is, and what happened between them and the user.

identity = Table(
    "identity",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("kind"),
    _text("value"),
    _text("label"),
    Column("label_at", Instant),
    _text("folded"),
    Index("ix_identity_folded", "folded"),
    Column("person_id", Integer, nullable=False, index=True),
    UniqueConstraint("value", "kind"),
    sqlite_autoincrement=True,
)

identity_link = Table(
    "identity_link",
    metadata,
    # Grows with time, so that a split can take back the latest merge first.
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("first_id", Integer, ForeignKey("identity.id", ondelete="CASCADE"), nullable=False),
    Column("second_id", Integer, ForeignKey("identity.id", ondelete="CASCADE"), nullable=False),
    _text("strength"),
    _text("why"),
    UniqueConstraint("first_id", "second_id", "strength"),
    CheckConstraint("first_id < second_id", name="ordered"),
    Index("ix_identity_link_second_id", "second_id"),
    sqlite_autoincrement=True,
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity_id", Integer, ForeignKey("identity.id", ondelete="CASCADE"), nullable=False),
    _text("key"),
    _text("kind"),
    _text("direction"),
    _text("detail"),
    Column("at", Instant, nullable=False),
    _text("thread"),
    Column("recipients", Integer, nullable=False),
    Column("is_reply", Boolean, nullable=False),
    Column("verified", Boolean, nullable=False),
    _text("label"),
    _text("headline"),
    # identity_id first: the same index finds all events of a person.
    UniqueConstraint("identity_id", "key", "kind", "direction", "detail"),
    Index(
        "ix_event_my_thread",
        "thread",
        sqlite_where=text("direction = 'mine'"),
    ),
)

sent = Table(
    "sent",
    metadata,
    Column("hash", String(32), primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

history = Table(
    "history",
    metadata,
    _text("account", primary_key=True),
    _text("mailbox", primary_key=True),
    _number("uidvalidity"),
    _number("uid"),
    _number("total"),
    Column("done_at", Instant),
)

template = Table("template", metadata, _text("name", primary_key=True))

setting = Table(
    "setting",
    metadata,
    _text("account", primary_key=True),
    _text("name", primary_key=True),
    _text("value"),
)
