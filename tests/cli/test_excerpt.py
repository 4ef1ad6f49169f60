"""What `contractd list` keeps of a configuration: it is the one that is read, whole, private and without secrets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import CommandLine
from daemon.cli.excerpt import excerpt_of, keep_excerpt, kept_excerpt
from daemon.config import load

HEAVY = ("sqlalchemy", "daemon.config.loader", "daemon.workflow.model", "alembic", "pymorphy3", "holidays")


@pytest.fixture
def cache(cli: CommandLine) -> Path:
    """Where the excerpt of the configuration lies after the first list."""
    return cli.folder / "cache" / "contractd"


def test_what_is_kept_is_what_would_be_read(cli: CommandLine) -> None:
    assert kept_excerpt(cli.config) is None
    cli.says("list")
    assert kept_excerpt(cli.config) == excerpt_of(load(cli.config))


def test_a_second_list_says_the_same_and_reads_neither_configuration_nor_sqlalchemy(cli: CommandLine) -> None:
    cli.submit()
    first = cli.says("list")
    told = f"import sys; from daemon.cli import contractd; sys.argv[1:] = ['--config', {str(cli.config)!r}, 'list']"
    program = f"{told}\ntry:\n contractd()\nfinally:\n print([each for each in {HEAVY!r} if each in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == f"{first}[]\n"


def test_an_edit_is_read_and_a_wrong_one_refused_as_ever(cli: CommandLine) -> None:
    number = cli.submit()
    assert "Номер" in cli.says("list")
    cli.edit("\n  language: ru", "\n  language: en")
    assert "Number" in cli.says("list")
    cli.edit("undo: 30 minutes", "undo: 30 mins")
    assert cli.type("list").exception is not None, "the configuration is wrong"
    cli.edit("undo: 30 mins", "undo: 30 minutes")
    assert number in cli.says("list")


def test_an_edit_of_an_included_file_counts(cli: CommandLine) -> None:
    text = cli.config.read_text("utf-8")
    begin, end = text.index("\nabsences:"), text.index("\nreplies:")
    (cli.folder / "absences.yaml").write_text(text[begin:end], "utf-8")
    cli.config.write_text(f"include: [absences.yaml]\n{text[:begin]}{text[end:]}", "utf-8")
    cli.says("list")
    assert kept_excerpt(cli.config) is not None
    (cli.folder / "absences.yaml").write_text("absences: []\n", "utf-8")
    assert kept_excerpt(cli.config) is None
    (cli.folder / "absences.yaml").unlink()
    assert kept_excerpt(cli.config) is None


def test_it_is_private_and_what_others_may_have_written_is_not_believed(cli: CommandLine, cache: Path) -> None:
    cli.says("list")
    [kept] = cache.iterdir()
    assert (cache.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o700, 0o600)
    kept.chmod(0o620)
    assert kept_excerpt(cli.config) is None


def test_a_database_named_by_a_secret_is_kept_nowhere(
    cli: CommandLine, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE_URL", f"sqlite:///{cli.folder}/contractd.db")
    cli.edit("database: sqlite:///contractd.db ", "database: !secret database_url ")
    assert cli.says("list") == "Договоров в работе нет.\n"
    assert not cache.exists()


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"files": 3}', '{"release": null, "files": {}}'])
def test_one_that_is_spoilt_is_made_anew(cli: CommandLine, cache: Path, spoilt: str) -> None:
    cli.says("list")
    [kept] = cache.iterdir()
    kept.write_text(spoilt, "utf-8")
    assert cli.says("list") == "Договоров в работе нет.\n"
    assert kept_excerpt(cli.config) is not None


def test_where_nothing_can_be_kept_the_list_comes_all_the_same(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cli.folder / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cli.folder / "file"))
    assert cli.says("list") == "Договоров в работе нет.\n"
    keep_excerpt(cli.config, load(cli.config))
    assert kept_excerpt(cli.config) is None


def test_a_database_that_is_not_there_or_of_another_release_is_told(cli: CommandLine) -> None:
    cli.says("list")
    database = cli.folder / "contractd.db"
    database.rename(cli.folder / "moved.db")
    assert "there is no database" in cli.refuses("list")
    database.touch()
    assert "does not have the tables of this release" in cli.refuses("list")


def test_who_has_left_is_listed_by_name(cli: CommandLine) -> None:
    cli.says("reassign", cli.submit(), "--from", "lawyer", "--to", "john")
    [person] = [each for each in cli.config.read_text("utf-8").splitlines(keepends=True) if "John Reed" in each]
    cli.edit(person, "")
    assert "John Reed" in cli.says("list")
