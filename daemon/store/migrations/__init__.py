"""How the tables came to be, step by step; `upgrade` takes a database from any step to the latest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, step: str = "head") -> None:
    """Bring the database's tables up to this release, or to an earlier step; a fresh database gets all of them."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this release. Every command asks, so without alembic's quarter of a second."""
    from sqlalchemy import inspect

    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == latest()


def latest() -> str:
    """Return the last step: its file's name begins with its number."""
    return max(path.name.partition("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*_*.py"))
