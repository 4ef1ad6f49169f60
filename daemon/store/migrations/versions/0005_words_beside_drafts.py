"""What was written beside a draft is kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":  # SQLite does not drop a default, and loses nothing by it
        op.alter_column("drafts", "words", server_default=None)
