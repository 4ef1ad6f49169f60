"""A mail counts from when it was written; of those that are here, that was when they were stored."""

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("mails", sa.Column("written_at", UtcDateTime(), nullable=True))
    op.drop_index("ix_mails_state", "mails")
    op.create_index("ix_mails_state_written_at", "mails", ["state", "written_at"])
    op.execute("UPDATE mails SET written_at = received_at")
