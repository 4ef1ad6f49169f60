"""A ZIP that proves how a contract was decided, and that tells whatever was changed in it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import CommandLine


def evidence(cli: CommandLine) -> Path:
    number = cli.submit()
    cli.verdict(number, "lawyer")
    target = cli.folder / "evidence.zip"
    cli.says("evidence", number, "--out", str(target))
    return target


def test_everything_is_in_it_and_holds(cli: CommandLine) -> None:
    target = evidence(cli)
    with zipfile.ZipFile(target) as packed:
        names = packed.namelist()
        history = [json.loads(line) for line in packed.read("HISTORY.jsonl").splitlines()]
        readme = packed.read("README.txt").decode()
    assert {name.partition("/")[0] for name in names} == {
        "HISTORY.jsonl",
        "letters",
        "documents",
        "SHA256SUMS",
        "README.txt",
    }
    assert any(name.endswith(".docx") for name in names)
    assert history[-1]["hash"] in readme
    assert "every file is as it was packed" in cli.says("verify", str(target))


def test_it_is_checked_without_the_house(cli: CommandLine) -> None:
    target = evidence(cli)
    cli.config.unlink()
    (cli.folder / "contractd.db").unlink()
    assert cli.says("verify", str(target)).startswith("З-")


def test_nothing_is_replaced(cli: CommandLine) -> None:
    target = evidence(cli)
    before = target.read_bytes()
    number = json.loads(_history(target)[0])["contract"]
    assert "move it away" in cli.refuses("evidence", number, "--out", str(target))
    assert target.read_bytes() == before


Change = Callable[[dict[str, bytes]], None]


def _history(target: Path) -> list[bytes]:
    with zipfile.ZipFile(target) as packed:
        return packed.read("HISTORY.jsonl").splitlines()


def _another_verdict(files: dict[str, bytes]) -> None:
    files["HISTORY.jsonl"] = files["HISTORY.jsonl"].replace(b'"approve"', b'"return"')


def _no_last_entry(files: dict[str, bytes]) -> None:
    files["HISTORY.jsonl"] = b"\n".join(files["HISTORY.jsonl"].splitlines()[1:])


def _another_document(files: dict[str, bytes]) -> None:
    name = next(each for each in files if each.startswith("documents/"))
    files[name] += b" "


def _no_document(files: dict[str, bytes]) -> None:
    del files[next(each for each in files if each.startswith("documents/"))]


def _one_more(files: dict[str, bytes]) -> None:
    files["letters/forged.eml"] = b"From: nobody"


def _no_history(files: dict[str, bytes]) -> None:
    files["HISTORY.jsonl"] = b"[]"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_another_verdict, "its content was changed after it was recorded"),
        (_no_last_entry, "entry 1 is missing"),
        (_another_document, "was changed"),
        (_no_document, "a document that the history cites is not here"),
        (_one_more, "letters/forged.eml is not one of the files that were packed"),
        (_no_history, "HISTORY.jsonl cannot be read"),
    ],
)
def test_whatever_was_changed_is_named(change: Change, says: str, cli: CommandLine) -> None:
    target = evidence(cli)
    with zipfile.ZipFile(target) as packed:
        files = {each: packed.read(each) for each in packed.namelist()}
    change(files)
    forged = cli.folder / "forged.zip"
    with zipfile.ZipFile(forged, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    result = cli.type("verify", str(forged))
    assert result.exit_code == 1
    assert says in result.stdout


def test_a_file_that_is_no_evidence_is_told(cli: CommandLine) -> None:
    other = cli.folder / "other.zip"
    other.write_bytes(b"nothing")
    assert "cannot be read" in cli.refuses("verify", str(other))
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("a.txt", "a")
    assert "is no evidence of contractd" in cli.refuses("verify", str(other))
    assert "cannot be read" in cli.refuses("verify", str(cli.folder / "none.zip"))


def test_what_is_gone_is_told_and_the_rest_is_packed(cli: CommandLine) -> None:
    number = cli.submit()
    for path in (cli.folder / "contracts").rglob("*.docx"):
        path.unlink()
    target = cli.folder / "evidence.zip"
    result = cli.type("evidence", number, "--out", str(target))
    assert result.exit_code == 1
    assert "not found any more: the document" in result.stderr
    assert "is not here" in cli.type("verify", str(target)).stdout
