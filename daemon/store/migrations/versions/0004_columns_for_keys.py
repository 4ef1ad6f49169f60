"""What was found out by taking keys apart gets columns; text has no length; what must be there once is unique."""

import re
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_MAIL = re.compile(r"mail:(\d+)")
_ABSENCE = re.compile(r"absence:(\d+)")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite never looks at a length
        _texts_of_any_length()
    _letters_and_mails()
    _drafts()
    _quarantine()
    _absences()


def _texts_of_any_length() -> None:
    found = sa.inspect(op.get_bind())
    for table in found.get_table_names():
        if table == "alembic_version":
            continue
        for column in found.get_columns(table):
            if isinstance(column["type"], sa.VARCHAR):
                op.alter_column(table, column["name"], type_=sa.Text())


def _letters_and_mails() -> None:
    op.execute("ALTER TABLE letters RENAME COLUMN key TO dedup_key")
    op.execute("ALTER TABLE mails RENAME COLUMN fingerprint TO dedup_key")
    _add_mail_id("letters")
    op.add_column("letters", sa.Column("absence_id", KEY))
    letters = sa.table("letters", *_columns("id", "dedup_key", "kind", "mail_id", "absence_id"))
    op.execute(letters.update().where(letters.c.kind == "aside").values(kind="quarantine"))
    about = sa.or_(*(letters.c.dedup_key.like(f"{each}%") for each in ("mail:", "absence:")))
    rows = op.get_bind().execute(sa.select(letters.c.id, letters.c.dedup_key).where(about)).all()
    known = _mails()
    for row in rows:
        mail, absence = _MAIL.match(row.dedup_key), _ABSENCE.search(row.dedup_key)
        mail_id = int(mail[1]) if mail and int(mail[1]) in known else None
        values = {"mail_id": mail_id, "absence_id": int(absence[1]) if absence else None}
        op.execute(letters.update().where(letters.c.id == row.id).values(**values))


def _drafts() -> None:
    _add_mail_id("drafts")
    op.create_index("ix_drafts_mail_id", "drafts", ["mail_id"])
    drafts = sa.table("drafts", *_columns("id", "source", "state", "mail_id"))
    op.execute(drafts.update().where(drafts.c.state == "aside").values(state="quarantined"))
    known = _mails()
    rows = op.get_bind().execute(sa.select(drafts.c.id, drafts.c.source).where(drafts.c.source.like("mail:%"))).all()
    for row in rows:
        mail = _MAIL.fullmatch(row.source)
        if mail and int(mail[1]) in known:
            op.execute(drafts.update().where(drafts.c.id == row.id).values(mail_id=int(mail[1])))


def _quarantine() -> None:
    mails = sa.table("mails", *_columns("id", "state"))
    op.execute(mails.update().where(mails.c.state == "aside").values(state="quarantined"))
    quarantine = op.create_table(
        "quarantine",
        sa.Column("id", KEY, nullable=False),
        sa.Column("job_kind", sa.Text(), nullable=False),
        sa.Column("row_id", KEY, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("traceback", sa.Text(), nullable=False),
        sa.Column("retried_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    times = (sa.column(each, UtcDateTime()) for each in ("at", "replayed_at"))
    aside = sa.table("aside", *_columns("id", "key", "reason", "traceback"), *times)
    waiting: set[str] = set()
    for row in op.get_bind().execute(sa.select(aside).order_by(aside.c.id)).all():
        kind, _, number = row.key.partition(":")
        retried_at = row.replayed_at or (row.at if row.key in waiting else None)  # two that came at once are one
        waiting |= {row.key} if retried_at is None else set()
        values = {"at": row.at, "reason": row.reason, "traceback": row.traceback, "retried_at": retried_at}
        op.execute(quarantine.insert().values(job_kind=kind, row_id=int(number), **values))
    op.drop_table("aside")
    in_quarantine = sa.text("retried_at IS NULL")
    op.create_index(
        "uq_quarantine_job_kind_row_id",
        "quarantine",
        ["job_kind", "row_id"],
        unique=True,
        sqlite_where=in_quarantine,
        postgresql_where=in_quarantine,
    )


def _absences() -> None:
    """The same absence twice is one, and counts when either does; letters about the other are about it."""
    days = (sa.column(each, sa.Date()) for each in ("first", "last"))
    absences = sa.table("absences", *_columns("id", "person", "substitute", "state"), *days)
    letters = sa.table("letters", *_columns("id", "absence_id"))
    op.execute(absences.update().where(absences.c.substitute.is_(None)).values(substitute=""))
    same = defaultdict(list)
    for row in op.get_bind().execute(sa.select(absences).order_by(absences.c.state, absences.c.id)).all():
        same[row.person, row.first, row.last, row.substitute].append(row.id)
    for kept, *others in same.values():  # "agreed" comes before "proposed"
        op.execute(letters.update().where(letters.c.absence_id.in_(others)).values(absence_id=kept))
        op.execute(absences.delete().where(absences.c.id.in_(others)))
    with op.batch_alter_table("absences") as batch:
        batch.alter_column("substitute", existing_type=sa.Text(), nullable=False)
        batch.create_unique_constraint(
            op.f("uq_absences_person_first_last_substitute"), ["person", "first", "last", "substitute"]
        )


def _add_mail_id(table: str) -> None:
    """SQLite takes a foreign key only together with its column, which alembic would write after it."""
    type_ = KEY.dialect_impl(op.get_bind().dialect).compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE {table} ADD COLUMN mail_id {type_} CONSTRAINT fk_{table}_mail_id REFERENCES mails (id)")


def _mails() -> set[int]:
    """Return the ids of the mails that are there: one that somebody deleted by hand must not stop the upgrade."""
    return set(op.get_bind().execute(sa.text("SELECT id FROM mails")).scalars())


def _columns(*names: str) -> list[sa.ColumnClause[object]]:
    return [sa.column(each) for each in names]
