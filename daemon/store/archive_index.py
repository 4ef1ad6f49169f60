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
