"""Figures look at rows: what everybody had to do, how it ended and how long it took."""

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0009"
down_revision = "0008"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("contract_id", KEY, sa.ForeignKey("contracts.id"), primary_key=True),
        sa.Column("task", sa.Integer(), primary_key=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("paused_at", UtcDateTime()),
        sa.Column("done_at", UtcDateTime()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("working_minutes", sa.Integer()),
        sa.Column("on_time", sa.Boolean()),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("taken_over", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_tasks_done_at", "tasks", ["done_at"])
    op.create_index("ix_tasks_kind_asked_at", "tasks", ["kind", "asked_at"])
    op.create_index("ix_contracts_opened_at", "contracts", ["opened_at"])
