"""How the tables came to be, step by step; `upgrade` takes a database from any step to the latest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine


def upgrade(engine: Engine) -> None:
    """Bring the database's tables up to this release; a fresh database gets all of them."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this release."""
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    head = ScriptDirectory.from_config(config).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head
