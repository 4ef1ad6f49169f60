"""Servers for the tests. One that is not installed skips its tests; CI (CONTRACTD_REQUIRE_SERVERS=1) fails them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest
from e2e.daemon_process import MAILBOXES
from servers.empty_database import DATABASES, empty_database
from servers.mailserver import MailServer
from servers.postgresql import PostgreSQL

from daemon.store import migrations
from daemon.store.database import Database

# What a run says depends on the commit alone: properties draw the same examples each time. `make fuzz` draws others,
# and what it finds becomes an @example.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)  # workers share the cores
hypothesis.settings.register_profile("exploring", print_blob=True)
hypothesis.settings.load_profile("exploring" if "FUZZ_EXAMPLES" in os.environ else "steady")


def _do_without(what: str) -> NoReturn:
    if os.environ.get("CONTRACTD_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{what} (CONTRACTD_REQUIRE_SERVERS=1)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    """One Dovecot and Postfix for all tests that share it; a test that stops one starts it again."""
    if why := MailServer.missing():
        _do_without(why)
    with MailServer(["contracts", *MAILBOXES], spare=100) as server:
        yield server


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[PostgreSQL]:
    if why := PostgreSQL.missing():
        _do_without(why)
    with PostgreSQL() as server:
        yield server


@pytest.fixture
def postgresql_url(_postgresql: PostgreSQL) -> Iterator[str]:
    """A fresh database on a server of our own."""
    with _postgresql.database() as url:
        yield url


@pytest.fixture(scope="session")
def _postgresql_template(_postgresql: PostgreSQL) -> Iterator[str]:
    with _postgresql.database() as url:
        _make_tables(url)
        yield url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "contractd.db"
    _make_tables(f"sqlite:///{path}")
    return path


def _make_tables(url: str) -> None:
    database = Database(url)
    migrations.upgrade(database.engine)
    database.close()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the tables of this release and nothing in them; a test that asks for it runs on both kinds."""
    with empty_database(request, tmp_path, request.param) as url:
        yield url


@pytest.fixture(autouse=True)
def _needs_mail_server(request: pytest.FixtureRequest) -> None:
    """For tests that start a mail server of their own: the marker `mail_server`."""
    if request.node.get_closest_marker("mail_server") and (why := MailServer.missing()):
        _do_without(why)
