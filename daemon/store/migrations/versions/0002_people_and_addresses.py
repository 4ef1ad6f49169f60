"""Absences, addresses that cannot be reached, codes that confirm who wrote."""

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("substitute", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_person"), ["person"], unique=False)

    op.create_table(
        "away",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("substitutes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_away")),
    )
    op.create_table(
        "undelivered",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_undelivered")),
    )
    op.create_table(
        "confirmations",
        sa.Column("contract_id", KEY, nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_confirmations_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", "request", name=op.f("pk_confirmations")),
    )
