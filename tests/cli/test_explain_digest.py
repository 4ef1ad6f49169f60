"""`contractd explain` on an answer to a digest: which contract, which verdict and why, line by line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from application.digests.test_one_letter_a_day import MONDAY, TUESDAY, with_digest
from board.conftest import make_contractd
from click.testing import CliRunner

from daemon.cli import contractd as command

WORDS = "1 согласовано\n2 вернуть: нет сметы\n3 надо подумать\n7 да"


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest of three lines, an answer to it, the receipt for that, and an answer to the receipt."""
    folder = tmp_path_factory.mktemp("digest")
    contractd = make_contractd(folder, with_digest("orlova"))
    contractd.at(f"{MONDAY} 10:00")
    for each in range(3):
        contractd.drop(500_000 + each)
    contractd.at(f"{TUESDAY} 09:00")
    digest = contractd.letter("orlova", "digest")
    answer = contractd.written("orlova", WORDS, digest)
    contractd.raw(answer)
    receipt = contractd.letter("orlova", "digest_receipt")
    again = contractd.written("orlova", "3 согласовано", receipt)
    for name, raw in (("digest", digest.raw), ("answer", answer), ("receipt", receipt.raw), ("again", again)):
        (folder / f"{name}.eml").write_bytes(raw)
    contractd.close()
    shutil.move(folder / "board.db", folder / "contractd.db")  # where its configuration says
    return folder


def _explained(mails: Path, *arguments: str) -> str:
    paths = [str(mails / each) if each.endswith(".eml") else each for each in arguments]
    result = CliRunner().invoke(command, ["explain", *paths], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_each_line_is_shown_with_its_contract_its_verdict_and_why(mails: Path) -> None:
    shown = _explained(mails, "answer.eml", "--request", "digest.eml")
    blocks = shown.split("\n  line ")
    assert [each.split()[:3] for each in blocks[1:]] == [
        ["1", "З-2026-0001:", "approve"],
        ["2", "З-2026-0002:", "return"],
        ["3", "З-2026-0003:", "unclear"],
    ]
    assert "нет сметы" in blocks[2]
    assert all("because" in each for each in blocks[1:3])
    assert "no such line 7" in " ".join(blocks[3].split())
    assert "\n  verdict" not in shown


def test_the_database_knows_the_digest_as_well(mails: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", "korrekt-pferd-batterie")
    monkeypatch.setenv("CONTRACTD_CONFIG", str(mails / "config.yaml"))
    row = json.loads(_explained(mails, "answer.eml", "--json"))
    assert [(each["contract"], each["verdict"]) for each in row["lines"]] == [
        ("З-2026-0001", "approve"),
        ("З-2026-0002", "return"),
        ("З-2026-0003", "unclear"),
    ]


def test_programs_get_the_same(mails: Path) -> None:
    row = json.loads(_explained(mails, "answer.eml", "--request", "digest.eml", "--json"))
    assert [(each["line"], each["contract"], each["verdict"], each["comment"]) for each in row["lines"]] == [
        (1, "З-2026-0001", "approve", ""),
        (2, "З-2026-0002", "return", "нет сметы"),
        (3, "З-2026-0003", "unclear", row["lines"][2]["comment"]),
    ]
    assert all(each["evidence"] for each in row["lines"])


def test_an_answer_to_the_receipt_is_of_its_lines_too(mails: Path) -> None:
    row = json.loads(_explained(mails, "again.eml", "--request", "receipt.eml", "--json"))
    assert [(each["line"], each["contract"], each["verdict"]) for each in row["lines"]] == [
        (3, "З-2026-0003", "approve")
    ]


def test_the_page_has_the_lines(mails: Path) -> None:
    page = _explained(mails, "answer.eml", "--request", "digest.eml", "--html", "-")
    assert "line by line" in page
    assert "З-2026-0002: return" in page


def test_a_mail_that_answers_no_digest_has_no_lines(mails: Path) -> None:
    row = json.loads(_explained(mails, "answer.eml", "--json"))
    assert row["lines"] == []
