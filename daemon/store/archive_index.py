"""Where in the archive the bytes of a SHA-256 lie."""

from __future__ import annotations

from sqlalchemy import Connection, select

from daemon.store.database import Transaction
from daemon.store.tables import files


def remember(tx: Transaction, sha256: str, path: str, size: int) -> None:
    """`path` is relative to the archive."""
    tx.upsert(files, {"sha256": sha256, "path": path, "size": size}, ("sha256",), ("path", "size"))


def path_of(connection: Connection, sha256: str) -> str | None:
    path: str | None = connection.execute(select(files.c.path).where(files.c.sha256 == sha256)).scalar()
    return path


def everything(connection: Connection) -> list[tuple[str, str]]:
    """Return the SHA-256 and the path of every file, by path."""
    rows = connection.execute(select(files.c.sha256, files.c.path).order_by(files.c.path))
    return [(row.sha256, row.path) for row in rows]
