"""Digests: one letter a day with all that waits for a person, and what is held for it."""

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0011"
down_revision = "0010"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("letters", sa.Column("digest_id", KEY))
    op.create_table(
        "digests",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False, unique=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime()),
        sa.UniqueConstraint("person", "day"),
    )
    op.create_index("ix_digests_state", "digests", ["state"])
    op.create_table(
        "digest_lines",
        sa.Column("digest_id", KEY, sa.ForeignKey("digests.id"), primary_key=True),
        sa.Column("line", sa.Integer(), primary_key=True),
        sa.Column("contract_id", KEY, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "held_letters",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("contract_id", KEY, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.UniqueConstraint("contract_id", "request"),
    )
