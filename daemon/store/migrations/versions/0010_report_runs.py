"""Reports are sent once for each of their times: when that was last, is a row."""

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0010"
down_revision = "0009"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_runs",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("schedule"),
    )
