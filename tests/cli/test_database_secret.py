"""`database: !secret NAME`: every command finds the secret when it opens the database, and none prints a password."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.conftest import CommandLine
from daemon.config import ConfigurationError

PASSWORD = "korrekt-pferd-batterie"
READING = [("list", "--all"), ("search", "nothing such"), ("absence", "list"), ("verify",)]
CHANGING = [("upgrade",), ("absence", "add", "lawyer", "--from", "2027-01-11", "--to", "2027-01-15")]
WITHOUT_DATABASE = [("forms",), ("explain-route", "purchase", "fund=commercial", "amount=700000"), ("schema",)]


@pytest.fixture
def secretive(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line of an installation whose database stands in a secret."""
    monkeypatch.chdir(cli.folder)  # where `forms` writes to
    cli.edit("database: sqlite:///contractd.db", "database: !secret database_url")
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE_URL", "sqlite:///contractd.db")
    return cli


def ended(cli: CommandLine, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as a shell runs it."""
    command = [sys.executable, "-m", "daemon", "--config", str(cli.config), *words]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, encoding="utf-8", cwd=cli.folder)


@pytest.mark.parametrize("words", [*READING, *CHANGING, *WITHOUT_DATABASE], ids=" ".join)
def test_a_command_works_on_the_database_of_a_secret(secretive: CommandLine, words: tuple[str, ...]) -> None:
    result = secretive.type(*words)
    assert not isinstance(result.exception, Exception), result.exception
    assert result.exit_code == int(words[0] == "search")


def test_a_draft_is_handed_in_and_shown(secretive: CommandLine) -> None:
    number = secretive.submit()
    assert number in secretive.says("status", number)


def test_a_mail_is_explained(secretive: CommandLine) -> None:
    mail = secretive.folder / "reply.eml"
    mail.write_text("From: orlova@scena.example\nSubject: Re: x\n\nApproved.\n", encoding="utf-8")
    assert "approve" in secretive.says("explain", str(mail))


@pytest.mark.parametrize("words", [("list",), ("upgrade",), ("absence", "list")], ids=" ".join)
def test_a_secret_that_is_missing_is_told_with_its_place(
    secretive: CommandLine, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTRACTD_SECRET_DATABASE_URL")
    done = ended(secretive, *words)
    assert done.returncode == 78
    [said] = done.stderr.splitlines()
    assert ": database: no secret database_url; put it into " in said


@pytest.mark.parametrize("words", WITHOUT_DATABASE, ids=" ".join)
def test_a_command_that_needs_no_database_does_not_look_for_its_secret(
    secretive: CommandLine, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTRACTD_SECRET_DATABASE_URL")
    assert secretive.says(*words)


def test_a_mail_is_explained_without_the_database_whose_secret_is_missing(
    secretive: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTRACTD_SECRET_DATABASE_URL")
    test_a_mail_is_explained(secretive)


NOWHERE = [
    f"postgresql+psycopg://contractd:{PASSWORD}@127.0.0.1:1/contractd?connect_timeout=2",
    f"postgresql+psycopg://contractd@127.0.0.1:1/contractd?connect_timeout=2&password={PASSWORD}",
]
MALFORMED = [
    f"postgresql+psycopg://contractd:{PASSWORD}@more@127.0.0.1:1/contractd",
    f"postgresql+psycopg://contractd:1/{PASSWORD}@127.0.0.1:1/contractd",
    f"postgresql+psycopg://contractd@127.0.0.1:{PASSWORD}/contractd",
]
EVERY_KIND = [("run",), ("list",), ("doctor", "--no-mail"), ("check",), ("upgrade",)]


@pytest.mark.parametrize(
    ("words", "url"),
    [*((words, url) for words in EVERY_KIND for url in NOWHERE), *((("list",), url) for url in MALFORMED)],
)
def test_no_command_prints_the_password_of_a_database(
    secretive: CommandLine, words: tuple[str, ...], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE_URL", url)
    done = ended(secretive, *words)
    assert PASSWORD not in done.stdout + done.stderr
    assert done.returncode or words == ("check",)


def test_a_database_url_that_cannot_be_read_says_how_to_write_one(
    secretive: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE_URL", f"postgresql+psycopg://contractd:{PASSWORD}@x@db/contractd")
    with pytest.raises(ConfigurationError) as caught:
        raise secretive.type("list").exception or AssertionError
    assert "%40 for @" in str(caught.value)
    assert PASSWORD not in str(caught.value)
