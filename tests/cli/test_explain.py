"""`contractd explain`: how replies are read, and why; without a configuration, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from mail.post import all_letters, letter, mail, marked

from daemon.cli import contractd

FIELDS = [
    "file", "kind", "words", "verdict", "comment", "delegate_to", "guess", "second_reader", "evidence", "sender",
    "request",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONTRACTD_CONFIG", raising=False)
    (tmp_path / "request.eml").write_bytes(all_letters()["lawyer-request"])
    replies = tmp_path / "replies"
    replies.mkdir()
    token = {"subject": "Re: [З-2026-0042/pesrq4e82r] На согласование"}
    (replies / "1.eml").write_bytes(mail(f"Согласовано\n\n{marked(letter())}", **token))
    (replies / "2.eml").write_bytes(mail("Вернуть: нет сметы", **token))
    (replies / "3.eml").write_bytes(mail("Согласовано", headers=(("Auto-Submitted", "auto-replied"),), **token))
    (replies / "4.eml").write_bytes(mail("Согласовано", sender="contracts@scena.example", **token))
    return tmp_path


def rows(*arguments: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(contractd, ["explain", *arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def test_a_folder_gives_a_line_for_each_mail(folder: Path) -> None:
    found = rows("replies", "--request", "request.eml")
    assert [list(row)[: len(FIELDS)] for row in found] == [FIELDS] * 4
    assert [(row["kind"], row["verdict"], row["comment"]) for row in found] == [
        ("person", "approve", ""),
        ("person", "return", "нет сметы"),
        ("auto_reply", None, ""),
        ("own", None, ""),
    ]
    assert {row["request"] for row in found} == {"З-2026-0042/pesrq4e82r"}
    assert found[0]["sender"] == "orlova@scena.example"
    assert found[0]["evidence"]
    assert [str(row["second_reader"]).partition(",")[0] for row in found] == ["approve", "return", "None", "None"]


def test_without_the_request_mails_are_explained_as_well(folder: Path) -> None:
    found = rows("replies/1.eml", "replies/2.eml")
    assert [(row["file"], row["verdict"]) for row in found] == [
        ("replies/1.eml", "approve"),
        ("replies/2.eml", "return"),
    ]


def test_this_houses_own_words_count_when_its_configuration_is_there(folder: Path) -> None:
    (folder / "replies" / "1.eml").write_bytes(mail("Завернуть: нет сметы"))
    root = Path(__file__).parents[2]
    result = CliRunner().invoke(
        contractd, ["--config", str(root / "config.yaml"), "explain", "replies/1.eml", "--json"], catch_exceptions=False
    )
    assert json.loads(result.output)["verdict"] == "return"


def test_what_the_writer_is_in_the_house_counts_as_it_does_for_the_daemon(folder: Path) -> None:
    (folder / "replies" / "1.eml").write_bytes(mail("Согласовано бухгалтерией"))
    assert rows("replies/1.eml")[0]["verdict"] == "approve"
    root = Path(__file__).parents[2]
    result = CliRunner().invoke(
        contractd, ["--config", str(root / "config.yaml"), "explain", "replies/1.eml", "--json"], catch_exceptions=False
    )
    assert json.loads(result.output)["verdict"] == "unclear"  # a lawyer wrote it


def test_for_people_it_says_the_words_the_verdict_and_why(folder: Path) -> None:
    result = CliRunner().invoke(contractd, ["explain", "replies/2.eml"], catch_exceptions=False)
    for each in ("replies/2.eml", "person", "Вернуть: нет сметы", "return", "remark", "because"):
        assert each in result.output


def test_bytes_that_are_no_mail_are_explained_too(folder: Path) -> None:
    (folder / "noise.eml").write_bytes(bytes(range(256)) * 10)
    assert rows("noise.eml")[0]["verdict"] in (None, "unclear")
