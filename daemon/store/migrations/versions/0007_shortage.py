"""Lists show, and the clock finds, the contracts for which too few people can approve the open stage."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("contracts", sa.Column("shortage", sa.Text(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":  # SQLite does not drop a default, and loses nothing by it
        op.alter_column("contracts", "shortage", server_default=None)
