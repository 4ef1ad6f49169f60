"""One bad thing in the drafts' folder never stops the others, and somebody is told what lies there and why, once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from application.submissions.installation import Installation
from daemon.store import untaken_rows


@pytest.fixture
def place(installation: Installation) -> Path:
    return installation.root / "drafts/purchase"


def minutes_pass(installation: Installation, minutes: int = 4) -> None:
    for _ in range(minutes * 6):
        installation.seconds += 10
        installation.watcher.look(installation.folder)
    installation.work()
    installation.watcher.look(installation.folder)


def untidy(installation: Installation, place: Path) -> None:
    """What was found in a folder one day."""
    form = installation.form()
    (place / "пустой.xlsx").write_bytes(b"")  # a copy that failed
    (place / "занят.xlsx").write_bytes(form)
    (place / "~$занят.xlsx").write_bytes(b"\x05Titova".ljust(165, b" "))  # Excel has crashed; nobody has it open
    (place.parent / "договор.pdf").write_bytes(b"%PDF-1.4")  # beside the folders
    (place / "ссылка.xlsx").symlink_to("/etc/hostname")
    os.mkfifo(place / "труба.xlsx")
    (place / "форма.xlsx.filepart").write_bytes(form[:100])
    name = "Форма закупки.xlsx".encode("cp1251")  # unpacked from an old archive, or an old SMB share
    with open(os.path.join(os.fsencode(place), name), "wb") as out:  # noqa: PTH118, PTH123  a name of bytes
        out.write(form)


def test_what_can_be_taken_is_taken_and_the_rest_is_told_once(installation: Installation, place: Path) -> None:
    untidy(installation, place)
    minutes_pass(installation)
    assert [each.number for each in installation.contracts()] == ["З-2026-0001"]
    assert installation.names("accepted") == ["З-2026-0001 Форма закупки.xlsx"]
    to_clerk = " ".join(each.text for each in installation.letters("untaken", "clerk"))
    for name, why in (
        ("purchase/пустой.xlsx", "Файл пуст"),
        ("purchase/занят.xlsx", "удалите файл ~$занят.xlsx (Titova)"),
        ("purchase/ссылка.xlsx", "Это ссылка"),
        ("purchase/форма.xlsx.filepart", "ещё копируется или скачивается"),
    ):
        assert name in to_clerk
        assert why in to_clerk
    to_administrator = " ".join(each.text for each in installation.letters("untaken", "sysadmin"))
    assert "труба.xlsx" in to_administrator
    assert "договор.pdf" in to_administrator
    before = len(installation.letters("untaken"))
    minutes_pass(installation, 30)
    assert len(installation.letters("untaken")) == before


def test_after_a_restart_nothing_is_told_again(installation: Installation, place: Path) -> None:
    untidy(installation, place)
    minutes_pass(installation)
    before = len(installation.letters("untaken"))
    again = Installation.__new__(Installation)
    again.__dict__.update(installation.__dict__)
    again.watcher = type(installation.watcher)(lambda: installation.app)
    again.folder = type(installation.folder)(
        installation.app.settings.folders.drafts, installation.app.settings.contract_types, lambda: installation.seconds
    )
    minutes_pass(again)
    assert len(installation.letters("untaken")) == before


def test_what_is_gone_is_forgotten_and_told_when_it_lies_there_again(installation: Installation, place: Path) -> None:
    for told in (1, 2):
        (place / "пустой.xlsx").touch()
        minutes_pass(installation)
        assert len(installation.letters("untaken")) == told
        (place / "пустой.xlsx").unlink()
        minutes_pass(installation)
        with installation.app.database.read() as connection:
            assert untaken_rows.told(connection) == []
        installation.now = installation.now.replace(minute=installation.now.minute + 5)


def test_a_draft_that_cannot_be_moved_on_is_told_to_the_administrators(installation: Installation, place: Path) -> None:
    accepted = installation.root / "drafts/accepted"
    accepted.rmdir()
    accepted.write_text("a file where the folder was")
    (place / "форма.xlsx").write_bytes(installation.form())
    minutes_pass(installation)
    minutes_pass(installation)
    told = " ".join(each.text for each in installation.letters("untaken", "sysadmin"))
    assert ".claimed/purchase/форма.xlsx" in told
    assert "переложить его дальше не удаётся" in told
    accepted.unlink()
    minutes_pass(installation)
    assert installation.names("accepted") == ["З-2026-0001 форма.xlsx"]


def test_without_a_usual_initiator_the_administrators_are_told(installation: Installation, place: Path) -> None:
    settings = installation.app.settings
    types = {**settings.contract_types, "purchase": replace(settings.contract_types["purchase"], initiator=None)}
    installation.app = replace(installation.app, settings=replace(settings, contract_types=types))
    (place / "пустой.xlsx").touch()
    minutes_pass(installation)
    assert "purchase/пустой.xlsx" in installation.letter("untaken", "sysadmin").text
