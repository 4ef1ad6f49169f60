"""Servers for the tests. One that is not installed skips its tests; in CI it fails them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from servers.mailserver import MailServer
from servers.postgresql import PostgreSQL, ServerMissing


def _missing(what: str) -> None:
    if os.environ.get("CONTRACTD_REQUIRE_SERVERS"):
        pytest.fail(f"{what} (CONTRACTD_REQUIRE_SERVERS is set)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[PostgreSQL]:
    try:
        server = PostgreSQL()
    except ServerMissing as error:
        _missing(str(error))
        return
    with server:
        yield server


@pytest.fixture
def postgresql_url(_postgresql: PostgreSQL) -> Iterator[str]:
    """A fresh database on a server of our own."""
    with _postgresql.database() as url:
        yield url


@pytest.fixture(autouse=True)
def _needs_mail_server(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("mail_server") and (why := MailServer.missing()):
        _missing(why)
