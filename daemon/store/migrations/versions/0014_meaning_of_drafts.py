"""Drafts are the same by what they say, and several files are one draft: both are columns."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for name in ("meaning", "hand_in"):
        op.add_column("drafts", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.create_index(f"ix_drafts_{name}", "drafts", [name])
