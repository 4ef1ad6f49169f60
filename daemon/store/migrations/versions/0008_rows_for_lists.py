"""Lists, search and the board look at rows: who is waited for, who takes part, and what stands on a tile.

The rows themselves are derived from the histories after the next start: `projections.SHAPE`.
"""

import sqlalchemy as sa
from alembic import op

from daemon.store.tables import UtcDateTime

revision = "0008"
down_revision = "0007"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LONG_AGO = "1970-01-01T00:00:00.000000+00:00"


def upgrade() -> None:
    for name in ("summary", "amount", "stage_title"):
        op.add_column("contracts", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("status_since", "ordered_at", "changed_at"):
        op.add_column("contracts", sa.Column(name, UtcDateTime(), nullable=False, server_default=LONG_AGO))
    op.add_column("contracts", sa.Column("projected", sa.Integer(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":  # SQLite does not drop a default, and loses nothing by it
        for name in ("summary", "amount", "stage_title", "status_since", "ordered_at", "changed_at", "projected"):
            op.alter_column("contracts", name, server_default=None)
    op.create_index("ix_contracts_closed_at", "contracts", ["closed_at"])
    op.create_index("ix_contracts_status_stage_title_ordered_at", "contracts", ["status", "stage_title", "ordered_at"])
    op.create_index("ix_contracts_projected", "contracts", ["projected"])
    op.create_index("ix_contracts_changed_at", "contracts", ["changed_at"])
    _tables()


def _tables() -> None:
    op.create_table(
        "waits",
        _contract_id(),
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
    )
    op.create_index("ix_waits_person_due_at", "waits", ["person", "due_at"])
    op.create_table("participants", _contract_id(), sa.Column("person", sa.Text(), primary_key=True))
    op.create_index("ix_participants_person", "participants", ["person"])
    op.create_table(
        "choices",
        _contract_id(),
        sa.Column("field", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
    )
    op.create_index("ix_choices_field_value", "choices", ["field", "value"])
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text(), primary_key=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _contract_id() -> sa.Column[int]:
    return sa.Column("contract_id", KEY, sa.ForeignKey("contracts.id"), primary_key=True)
