"""A PostgreSQL server of our own: a cluster in a temporary directory, on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self


class ServerMissing(RuntimeError):
    """PostgreSQL is not installed."""


class PostgreSQL:
    """Fast and forgetful: it need not survive a power cut."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise ServerMissing("needs PostgreSQL: apt-get install postgresql")
        self._bin = found[-1].parent
        self._root = Path(tempfile.mkdtemp(prefix="postgresql-"))
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self._root, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]

    def __enter__(self) -> Self:
        self._run("initdb", "-D", f"{self._root}/data", "-U", "contractd", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories={self._root} -c fsync=off"
        self._run("pg_ctl", "-D", f"{self._root}/data", "-w", "-o", options, "-l", f"{self._root}/log", "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", f"{self._root}/data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._root, ignore_errors=True)

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new, empty database."""
        name = f"t{secrets.token_hex(6)}"
        where = ["-h", "127.0.0.1", "-p", str(self._port), "-U", "contractd"]
        self._run("createdb", *where, name)
        try:
            yield f"postgresql+psycopg://contractd@127.0.0.1:{self._port}/{name}"
        finally:
            self._run("dropdb", *where, "--force", name)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd=self._root, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
