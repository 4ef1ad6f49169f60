"""Which configuration a command reads when several lie about, and how it says so."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.conftest import CommandLine
from daemon.cli import contractd
from daemon.cli.common import Invocation, NoConfiguration


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the service's configuration would be; the current folder is another one, and empty."""
    monkeypatch.delenv("CONTRACTD_CONFIG", raising=False)
    (tmp_path / "etc").mkdir()
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    return tmp_path / "etc" / "config.yaml"


def test_the_service_s_goes_before_the_sample_of_a_checkout_and_stderr_says_so(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.touch()
    Path("config.yaml").touch()
    invocation = Invocation(None, installed)
    assert (invocation.path(), invocation.path()) == (installed, installed)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{installed} is read, not config.yaml of this folder: that takes --config config.yaml\n"


def test_nothing_is_said_when_they_are_the_same_file(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed.touch()
    Path("config.yaml").symlink_to(installed)
    assert Invocation(None, installed).path() == installed
    assert capsys.readouterr().err == ""


def test_the_one_of_this_folder_is_read_where_no_service_is_installed(installed: Path) -> None:
    Path("config.yaml").touch()
    assert Invocation(None, installed).path() == Path.cwd() / "config.yaml"


def test_what_is_named_goes_before_both(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed.touch()
    Path("named.yaml").touch()
    monkeypatch.setenv("CONTRACTD_CONFIG", "named.yaml")
    assert Invocation(None, installed).path() == Path("named.yaml")
    assert Invocation(Path("other.yaml"), installed).path() == Path("other.yaml")


def test_none_at_all_is_told_with_what_to_do(installed: Path) -> None:
    with pytest.raises(NoConfiguration, match="give --config FILE"):
        Invocation(None, installed).path()


def test_a_variable_that_names_no_file_is_told_and_nothing_else_is_read(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.touch()
    monkeypatch.setenv("CONTRACTD_CONFIG", "/nowhere/config.yaml")
    with pytest.raises(click.UsageError, match=r"\$CONTRACTD_CONFIG names /nowhere/config.yaml"):
        Invocation(None, installed).path()


def test_explain_does_not_go_without_a_configuration_that_a_variable_names(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("reply.eml").write_bytes(b"From: a@scena.example\n\napproved\n")
    monkeypatch.setenv("CONTRACTD_CONFIG", "/nowhere/config.yaml")
    result = CliRunner().invoke(contractd, ["explain", "reply.eml"])
    assert result.exit_code == 2
    assert "$CONTRACTD_CONFIG" in result.stderr


def test_check_says_the_whole_path_of_what_it_checked(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(cli.folder)
    result = CliRunner().invoke(contractd, ["--config", "config.yaml", "check"])
    assert result.stdout.splitlines()[-1].startswith(f"{cli.folder}/config.yaml is right")
    cli.edit("undo: 30 minutes", "undo: 30 mins")
    result = CliRunner().invoke(contractd, ["--config", "config.yaml", "check"])
    assert result.stderr.splitlines()[-1] == f"checked: {cli.folder}/config.yaml, mistakes: 1"
