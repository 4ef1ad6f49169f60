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

BigIntId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only an INTEGER key


def storable(text: str) -> str:
    """Return what both databases keep of a text: PostgreSQL takes no NUL, and neither takes half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "\ufffd")


class StorableText(types.TypeDecorator[str]):
    """Text of any length and from anybody, the same on both databases: see `storable`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(value)


class UtcDateTime(types.TypeDecorator[datetime]):
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
    Column("id", BigIntId, primary_key=True),
    Column("number", StorableText, nullable=False, unique=True),
    Column("name", StorableText, nullable=False),
    Column("type", StorableText, nullable=False),
    Column("kind", StorableText, nullable=False),
    Column("title", StorableText, nullable=False),
    Column("status", StorableText, nullable=False, index=True),
    Column("stage", StorableText, nullable=False),
    Column("round", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", StorableText, nullable=False),
    Column("initiator", StorableText, nullable=False),
    Column("waiting_for", StorableText, nullable=False),  # JSON: keys of people
    Column("shortage", StorableText, nullable=False),  # "1/2": that many can approve the open stage of those it needs
    Column("due_at", UtcDateTime),  # the earliest deadline that somebody has
    Column("next_due_at", UtcDateTime),  # when the clock has something to do
    Column("documents_to_make", Boolean, nullable=False, index=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("search", StorableText, nullable=False),  # what a search looks through, case-folded
    Column("summary", StorableText, nullable=False),  # what stands for it in lists
    Column("amount", StorableText, nullable=False),  # as people read it; empty: it has none
    Column("stage_title", StorableText, nullable=False),
    Column("status_since", UtcDateTime, nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),  # its deadline for a list by deadline; far away without one
    Column("projected", Integer, nullable=False),  # the shape in which this row and what hangs on it were derived
    Column("changed_at", UtcDateTime, nullable=False),  # by the clock of whoever changed it: open pages ask for it
    Column("last_seq", Integer, nullable=False),
    Column("last_hash", StorableText, nullable=False),
    Index("ix_contracts_next_due_at", "next_due_at"),
    Index("ix_contracts_opened_at", "opened_at"),
    Index("ix_contracts_closed_at", "closed_at"),
    Index("ix_contracts_status_stage_title_ordered_at", "status", "stage_title", "ordered_at"),
    Index("ix_contracts_projected", "projected"),
    Index("ix_contracts_changed_at", "changed_at"),
)

# Who is waited for now, since when and until when.
waits = Table(
    "waits",
    metadata,
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), primary_key=True),
    Column("person", StorableText, primary_key=True),
    Column("name", StorableText, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Index("ix_waits_person_due_at", "person", "due_at"),
)

# Who takes part in a contract or will: they may look at it.
participants = Table(
    "participants",
    metadata,
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), primary_key=True),
    Column("person", StorableText, primary_key=True),
    Index("ix_participants_person", "person"),
)

# The choices of a contract's form, by which lists are filtered: a fund, say.
choices = Table(
    "choices",
    metadata,
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), primary_key=True),
    Column("field", StorableText, primary_key=True),
    Column("value", StorableText, nullable=False),
    Column("label", StorableText, nullable=False),
    Index("ix_choices_field_value", "field", "value"),
)

# What somebody had to do, how it ended and how long it took; `task` counts within its contract.
tasks = Table(
    "tasks",
    metadata,
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), primary_key=True),
    Column("task", Integer, primary_key=True),
    Column("person", StorableText, nullable=False),
    Column("name", StorableText, nullable=False),
    Column("stage", StorableText, nullable=False),  # its title; empty: of the initiator
    Column("kind", StorableText, nullable=False),
    Column("round", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("paused_at", UtcDateTime),  # since when the clock of a waiting one stands still
    Column("done_at", UtcDateTime),  # when it ended, however that was; none while it waits
    Column("outcome", StorableText, nullable=False),
    Column("working_minutes", Integer),
    Column("on_time", Boolean),
    Column("counted", Boolean, nullable=False),
    Column("taken_over", Boolean, nullable=False),
    Index("ix_tasks_done_at", "done_at"),
    Index("ix_tasks_kind_asked_at", "kind", "asked_at"),
)

events = Table(
    "events",
    metadata,
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", StorableText, nullable=False),
    Column("cause", StorableText, nullable=False),  # mail:17, draft:3, clock, cli:NAME
    Column("data", StorableText, nullable=False),  # canonical JSON
    Column("previous", StorableText, nullable=False),
    Column("hash", StorableText, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), primary_key=True),
    Column("request", Integer, primary_key=True),
    Column("token", StorableText, nullable=False, unique=True),
)

letters = Table(
    "letters",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("dedup_key", StorableText, nullable=False),  # what caused it: the same cause makes no second letter
    Column("message_id", StorableText, nullable=False, unique=True),
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), index=True),
    Column("request", Integer, nullable=False),  # 0: about no single request
    Column("mail_id", BigIntId, ForeignKey("mails.id")),  # the mail that it answers, or tells somebody else of
    Column("absence_id", BigIntId),  # what it is about; the absence itself may be gone
    Column("digest_id", BigIntId),  # a digest, or what answers a reply to it
    Column("kind", StorableText, nullable=False),
    Column("recipient", StorableText, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("state", StorableText, nullable=False),  # waiting, sent, refused
    Column("created_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("error", StorableText, nullable=False),
    UniqueConstraint("dedup_key", name="uq_letters_key"),  # SQLite cannot rename a constraint
    Index("ix_letters_state_next_try_at", "state", "next_try_at"),
    Index("ix_letters_recipient_created_at", "recipient", "created_at"),
)

mails = Table(
    "mails",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("dedup_key", StorableText, nullable=False),  # of its content: the same mail is stored once
    Column("message_id", StorableText, nullable=False),
    Column("sender", StorableText, nullable=False),
    Column("sha256", StorableText, nullable=False, index=True),  # of the raw bytes, as history cites it
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),  # here
    Column("written_at", UtcDateTime),  # by its sender, as far as that can be believed
    Column("state", StorableText, nullable=False),  # waiting, done, quarantined
    Column("outcome", StorableText, nullable=False),  # JSON: how it was read, and why
    Column("truncated", Boolean, nullable=False, server_default=false()),  # too large: only its header is here
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), index=True),
    UniqueConstraint("dedup_key", name="uq_mails_fingerprint"),
    Index("ix_mails_state_written_at", "state", "written_at"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("type", StorableText, nullable=False),
    Column("sha256", StorableText, nullable=False),
    Column("name", StorableText, nullable=False),
    Column("source", StorableText, nullable=False),  # as people read it: folder:NAME, mail:17, cli:NAME
    Column("mail_id", BigIntId, ForeignKey("mails.id"), index=True),  # the mail that it came with
    Column("sender", StorableText, nullable=False),  # who handed it in, when that is known
    Column("about", StorableText, nullable=False),  # the contract whose letter it answered: a new version of it
    Column("words", StorableText, nullable=False),  # what was written beside it in its mail
    Column("content", LargeBinary, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", StorableText, nullable=False),  # waiting, accepted, rejected, quarantined
    Column("outcome", StorableText, nullable=False),  # the contract's number, or every mistake as the clerk reads it
    Column("marked", LargeBinary),  # the clerk's form with every mistake marked
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), index=True),
    Column("meaning", StorableText, nullable=False, server_default=""),  # a hash of what it says; empty: not read yet
    Column("hand_in", StorableText, nullable=False, server_default=""),  # the same for all that was handed in at once
    UniqueConstraint("type", "sha256", "source"),
    Index("ix_drafts_state", "state"),
    Index("ix_drafts_meaning", "meaning"),
    Index("ix_drafts_hand_in", "hand_in"),
)

files = Table(
    "files",
    metadata,
    Column("sha256", StorableText, primary_key=True),
    Column("path", StorableText, nullable=False),  # relative to the archive
    Column("size", BigInteger, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("series", StorableText, primary_key=True),
    Column("last", Integer, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("job_kind", StorableText, nullable=False),  # what could not be digested: mail, letter …
    Column("row_id", BigIntId, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", StorableText, nullable=False),
    Column("traceback", StorableText, nullable=False),
    Column("retried_at", UtcDateTime),
)
# Quarantined once at a time; what was retried may fail again.
IN_QUARANTINE = quarantine.c.retried_at.is_(None)
Index(
    "uq_quarantine_job_kind_row_id",
    quarantine.c.job_kind,
    quarantine.c.row_id,
    unique=True,
    sqlite_where=IN_QUARANTINE,
    postgresql_where=IN_QUARANTINE,
)

cursors = Table(
    "cursors",
    metadata,
    Column("mailbox", StorableText, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
)

absences = Table(
    "absences",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("person", StorableText, nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("substitute", StorableText, nullable=False),  # who stands in; empty: the configuration's
    Column("state", StorableText, nullable=False),  # proposed, agreed
    Column("source", StorableText, nullable=False),  # mail:17, cli:NAME
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("person", "first", "last", "substitute"),
)

# Who is away as the contracts know it: what differs from the absences of today is still to be told to them.
away = Table(
    "away",
    metadata,
    Column("person", StorableText, primary_key=True),
    Column("substitutes", StorableText, nullable=False),  # JSON: who stands in, one for another
)

# When reports were sent last: a time that has come since is a report to send, once.
report_runs = Table(
    "report_runs",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("schedule", StorableText, nullable=False, unique=True),  # weekly monday 09:00
    Column("last_at", UtcDateTime, nullable=False),
)

undelivered = Table(
    "undelivered",
    metadata,
    Column("address", StorableText, primary_key=True),  # in small letters
    Column("since", UtcDateTime, nullable=False),
    Column("why", StorableText, nullable=False),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), primary_key=True),
    Column("request", Integer, primary_key=True),
    Column("code_hash", StorableText, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
)

# Who is signed in to the board; of what the browser keeps, only the hash is here.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", StorableText, primary_key=True),
    Column("person", StorableText, nullable=False),
    Column("name", StorableText, nullable=False),  # a key may pass to another person, who has signed in nowhere
    Column("email", StorableText, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("renewed_at", UtcDateTime, nullable=False),  # when this secret was made
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

digests = Table(
    "digests",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("person", StorableText, nullable=False),
    Column("day", Date, nullable=False),  # in the organisation's zone
    Column("token", StorableText, nullable=False, unique=True),
    Column("state", StorableText, nullable=False, index=True),  # waiting, sent, empty: nothing waited for them
    Column("made_at", UtcDateTime),
    UniqueConstraint("person", "day"),
)

digest_lines = Table(
    "digest_lines",
    metadata,
    Column("digest_id", BigIntId, ForeignKey("digests.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), nullable=False),
    Column("request", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)

# Requests that wait for their assignee's next digest, or to be sent singly before their deadline.
held_letters = Table(
    "held_letters",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("contract_id", BigIntId, ForeignKey("contracts.id"), nullable=False),
    Column("request", Integer, nullable=False),
    Column("person", StorableText, nullable=False),
    Column("kind", StorableText, nullable=False),  # of the first letter that was held: a request, or a reminder
    Column("seq", Integer, nullable=False),  # the history entry that wanted it
    Column("due_at", UtcDateTime),  # None: nobody waits for the answer now
    UniqueConstraint("contract_id", "request"),
)

# Who asked to be let in to the board, known or not: what was typed is here as a hash, and so is the link's secret.
untaken = Table(
    "untaken",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("path", StorableText, nullable=False),  # below the drafts' folder, as people see it
    Column("why", String(20), nullable=False),
    Column("detail", StorableText, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    UniqueConstraint("path", "why"),
)
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", BigIntId, primary_key=True),
    Column("address_hash", StorableText, nullable=False),
    Column("client", StorableText, nullable=False),  # the network address that asked; empty: by mail
    Column("asked_at", UtcDateTime, nullable=False, index=True),
    Column("person", StorableText, nullable=False),  # empty: nobody has this address
    Column("wanted", StorableText, nullable=False),  # the page to go on to
    Column("state", String(20), nullable=False, index=True),  # waiting (for its letter), done
    Column("link_hash", StorableText, unique=True),  # until it was used
    Column("name", StorableText, nullable=False),
    Column("email", StorableText, nullable=False),
    Column("expires_at", UtcDateTime),
    Index(None, "address_hash", "asked_at"),
    Index(None, "client", "asked_at"),
)
