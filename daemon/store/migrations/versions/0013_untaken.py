"""What lies in the drafts' folder and becomes no draft is told once: that it was is a row."""

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0013"
down_revision = "0012"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "untaken",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("path", "why"),
    )
