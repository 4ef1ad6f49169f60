"""The tables. Their history is in `migrations/`; a test holds the two against each other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    types,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only an INTEGER key


class Moment(types.TypeDecorator[datetime]):
    """An aware datetime; in SQLite as UTC text of one width, so that it sorts as it should."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not reach the database")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return moment.astimezone(UTC)


contracts = Table(
    "contracts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("type", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("stage", String(100), nullable=False),
    Column("round", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("initiator", String(100), nullable=False),
    Column("waiting_for", Text, nullable=False),  # JSON: keys of people
    Column("due_at", Moment),  # the earliest deadline that somebody has
    Column("next_due_at", Moment),  # when the clock has something to do
    Column("documents_to_make", Boolean, nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("search", Text, nullable=False),  # what `contractd search` looks through, case-folded
    Column("last_seq", Integer, nullable=False),
    Column("last_hash", String(64), nullable=False),
    Index("ix_contracts_next_due_at", "next_due_at"),
)

events = Table(
    "events",
    metadata,
    Column("contract_id", Key, ForeignKey("contracts.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(50), nullable=False),
    Column("cause", String(200), nullable=False),  # mail:17, draft:3, clock, cli:NAME
    Column("data", Text, nullable=False),  # canonical JSON
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("contract_id", Key, ForeignKey("contracts.id"), primary_key=True),
    Column("request", Integer, primary_key=True),
    Column("token", String(32), nullable=False, unique=True),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),  # what caused it: the same cause makes no second letter
    Column("message_id", String(255), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contracts.id"), index=True),
    Column("request", Integer, nullable=False),  # 0: about no single request
    Column("kind", String(30), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, sent, refused
    Column("created_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Moment),
    Column("sent_at", Moment),
    Column("error", Text, nullable=False),
    Index("ix_letters_state_next_try_at", "state", "next_try_at"),
    Index("ix_letters_recipient_created_at", "recipient", "created_at"),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Key, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("message_id", String(998), nullable=False),
    Column("sender", String(320), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),  # of the raw bytes, as history cites it
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, done, aside
    Column("outcome", Text, nullable=False),  # JSON: how it was read, and why
    Column("truncated", Boolean, nullable=False, server_default=false()),  # too large: only its header is here
    Column("contract_id", Key, ForeignKey("contracts.id"), index=True),
    Index("ix_mails_state", "state"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("type", String(100), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("source", String(400), nullable=False),  # folder:NAME, mail:17, cli:NAME
    Column("sender", String(100), nullable=False),  # who handed it in, when that is known
    Column("about", String(100), nullable=False),  # the contract whose letter it answered: a new version of it
    Column("content", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, accepted, rejected, aside
    Column("outcome", Text, nullable=False),  # the contract's number, or every mistake as the clerk reads it
    Column("marked", LargeBinary),  # the clerk's form with every mistake marked
    Column("contract_id", Key, ForeignKey("contracts.id"), index=True),
    UniqueConstraint("type", "sha256", "source"),
    Index("ix_drafts_state", "state"),
)

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("path", Text, nullable=False),  # relative to the archive
    Column("size", BigInteger, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("series", String(200), primary_key=True),
    Column("last", Integer, nullable=False),
)

aside = Table(
    "aside",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", String(100), nullable=False, index=True),  # what could not be digested: mail:17, letter:4
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("traceback", Text, nullable=False),
    Column("replayed_at", Moment),
)

cursors = Table(
    "cursors",
    metadata,
    Column("mailbox", String(400), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
)

absences = Table(
    "absences",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person", String(100), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("substitute", String(100)),  # who stands in; else the configuration's
    Column("state", String(10), nullable=False),  # proposed, agreed
    Column("source", String(200), nullable=False),  # mail:17, cli:NAME
    Column("recorded_at", Moment, nullable=False),
)

# Who is away as the contracts know it: what differs from the absences of today is still to be told to them.
away = Table(
    "away",
    metadata,
    Column("person", String(100), primary_key=True),
    Column("substitutes", Text, nullable=False),  # JSON: who stands in, one for another
)

undelivered = Table(
    "undelivered",
    metadata,
    Column("address", String(320), primary_key=True),  # in small letters
    Column("since", Moment, nullable=False),
    Column("why", Text, nullable=False),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("contract_id", Key, ForeignKey("contracts.id"), primary_key=True),
    Column("request", Integer, primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
)
