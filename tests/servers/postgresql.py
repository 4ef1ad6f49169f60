"""A PostgreSQL server of our own: a cluster in a temporary directory, on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString, Self

import psycopg
import psycopg.sql

from servers.ports import free_ports

USER = "contractd"
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # it need not survive a power cut


class PostgreSQL:
    """The newest PostgreSQL that is installed the Debian way. As root it runs as the user `postgres`."""

    def __init__(self) -> None:
        """Raises RuntimeError where it is not installed."""
        if why := self.missing():
            raise RuntimeError(why)
        self._bin = _installed()[-1].parent
        self._root = Path(tempfile.mkdtemp(prefix="postgresql-"))
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self._root, "postgres")
        self._port = free_ports(["postgresql"])["postgresql"]

    @staticmethod
    def missing() -> str:
        """What is missing on this machine; empty when the server can run."""
        return "" if _installed() else "a real PostgreSQL needs: apt-get install postgresql"

    def __enter__(self) -> Self:
        settings = ("listen_addresses=127.0.0.1", f"port={self._port}", f"unix_socket_directories={self._root}")
        options = " ".join(f"-c {each}" for each in (*settings, *FAST_AND_FORGETFUL))
        try:
            self._run("initdb", "-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
            self._run("pg_ctl", "-D", "data", "-w", "-o", options, "-l", "log", "start")
        except BaseException:
            shutil.rmtree(self._root, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._root, ignore_errors=True)

    @contextlib.contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The URL of a new database, gone afterwards whoever is still connected.

        It is empty, or a copy of the database of another URL, to which nobody is connected.
        """
        name = f"t{secrets.token_hex(6)}"
        self._say("CREATE DATABASE {} TEMPLATE {}", name, template.rpartition("/")[2])
        try:
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{self._port}/{name}"
        finally:
            self._say("DROP DATABASE {} WITH (FORCE)", name)

    def _say(self, statement: LiteralString, *names: str) -> None:
        where = f"postgresql://{USER}@127.0.0.1:{self._port}/postgres"
        with psycopg.connect(where, autocommit=True) as server:
            server.execute(psycopg.sql.SQL(statement).format(*map(psycopg.sql.Identifier, names)))

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd=self._root, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def _installed() -> list[Path]:
    """Each version's initdb, the newest last."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: float(found.parts[-3]))
