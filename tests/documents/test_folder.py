"""The watched folder: what is taken, when, and that a draft is never lost between two folders."""

from __future__ import annotations

import os
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from daemon.documents.folder import (
    FOLDER_QUIET_SECONDS,
    PATIENCE_SECONDS,
    QUIET_SECONDS,
    TOLD_SECONDS,
    TOLD_WHILE_USED_SECONDS,
    ClaimedFile,
    DraftFolder,
)
from daemon.documents.folder_entries import Hindrance, is_clutter, readable
from daemon.documents.forms import make_form
from daemon.workflow.contract_type import ContractType

TYPES = ("purchase", "tickets")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> DraftFolder:
    return DraftFolder(tmp_path / "drafts", TYPES, clock)


@pytest.fixture
def root(tmp_path: Path, folder: DraftFolder) -> Path:
    return tmp_path / "drafts"


def rounds(folder: DraftFolder, clock: Clock, seconds: float) -> list[ClaimedFile]:
    """Look each half second; what was claimed meanwhile."""
    found = []
    for _ in range(int(seconds * 2) + 1):
        found += list(folder.claim_ready())
        clock.now += 0.5
    return found


def test_a_file_that_stood_still_for_two_seconds_is_claimed(folder: DraftFolder, root: Path, clock: Clock) -> None:
    (root / "purchase/a.yaml").write_text("inn: 1")
    assert list(folder.claim_ready()) == []
    clock.now += QUIET_SECONDS - 0.1
    assert list(folder.claim_ready()) == []
    clock.now += 0.2
    (claimed,) = folder.claim_ready()
    assert (claimed.type, claimed.name, claimed.read()) == ("purchase", "a.yaml", b"inn: 1")
    assert not (root / "purchase/a.yaml").exists()


def test_a_file_that_still_grows_is_left_alone(folder: DraftFolder, root: Path, clock: Clock) -> None:
    with (root / "purchase/a.yaml").open("w") as file:
        for _ in range(20):
            file.write("x: 1\n")
            file.flush()
            assert rounds(folder, clock, 1) == []
    assert len(rounds(folder, clock, 3)) == 1


def test_a_file_that_is_written_anew_waits_again(folder: DraftFolder, root: Path, clock: Clock) -> None:
    path = root / "purchase/a.yaml"
    for n in range(4):
        (root / "purchase/.new").write_text("same size")
        (root / "purchase/.new").replace(path)
        os.utime(path, ns=(n, n))
        assert rounds(folder, clock, 1.5) == []
    assert len(rounds(folder, clock, 3)) == 1


def test_a_preallocated_form_waits_until_it_is_whole(
    folder: DraftFolder, root: Path, clock: Clock, purchase: ContractType
) -> None:
    content, path = make_form(purchase, (), "ru"), root / "purchase/a.xlsx"
    path.write_bytes(bytes(len(content)))
    os.utime(path, ns=(5, 5))
    assert rounds(folder, clock, 10) == []
    path.write_bytes(content)
    os.utime(path, ns=(6, 6))
    assert len(rounds(folder, clock, 3)) == 1


def test_a_form_that_stays_broken_is_taken_in_the_end(folder: DraftFolder, root: Path, clock: Clock) -> None:
    (root / "purchase/a.xlsx").write_bytes(b"PK\x03\x04 half of it")
    assert rounds(folder, clock, PATIENCE_SECONDS - 1) == []
    assert len(rounds(folder, clock, 3)) == 1


def test_a_damaged_form_does_not_hold_up_the_others(
    folder: DraftFolder, root: Path, clock: Clock, purchase: ContractType
) -> None:
    good = make_form(purchase, (), "ru")
    for n, place in enumerate(range(40, len(good), 997)):
        bad = bytearray(good)
        bad[place] ^= 0xFF
        (root / f"purchase/{n}.xlsx").write_bytes(bad)
    (root / "purchase/good.xlsx").write_bytes(good)
    assert "good.xlsx" in {each.name for each in rounds(folder, clock, 3)}


def test_an_empty_file_is_never_taken(folder: DraftFolder, root: Path, clock: Clock) -> None:
    (root / "purchase/a.xlsx").touch()
    assert rounds(folder, clock, 100) == []


@pytest.mark.parametrize("lock", ["~$form.xlsx", "~$rm.xlsx", ".~lock.form.xlsx#"])
def test_a_form_that_somebody_has_open_is_left_alone(
    folder: DraftFolder, root: Path, clock: Clock, purchase: ContractType, lock: str
) -> None:
    (root / "purchase/form.xlsx").write_bytes(make_form(purchase, (), "ru"))
    (root / "purchase" / lock).write_text("Титова")
    assert rounds(folder, clock, 30) == []
    (root / "purchase" / lock).unlink()
    assert len(rounds(folder, clock, 3)) == 1


@pytest.mark.parametrize("name", [".a.yaml", "~$a.yaml", "a.yaml.part", "a.tmp", "a.yaml~", "Thumbs.db", "desktop.ini"])
def test_what_programs_leave_there_is_no_draft(folder: DraftFolder, root: Path, clock: Clock, name: str) -> None:
    (root / "purchase" / name).write_text("x")
    assert rounds(folder, clock, 30) == []


def test_links_pipes_and_folders_are_left_alone(folder: DraftFolder, root: Path, clock: Clock, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("inn: 1")
    (root / "purchase/link.yaml").symlink_to(secret)
    (root / "linked").symlink_to(tmp_path)
    os.mkfifo(root / "purchase/pipe.yaml")
    (root / "purchase/folder.yaml").mkdir()
    assert rounds(folder, clock, 30) == []
    assert secret.exists()
    assert {each.path: each.why for each in folder.untaken()} == {
        "purchase/link.yaml": Hindrance.LINK,
        "linked": Hindrance.LINK,
        "purchase/pipe.yaml": Hindrance.SPECIAL,
        "purchase/folder.yaml": Hindrance.FOLDER,
    }


@pytest.mark.parametrize("charset", ["cp1251", "cp866", "utf-8"])
@pytest.mark.parametrize("name", ["Форма закупки.xlsx", "ДОГОВОР №5.xlsx", "ёлка.xlsx"])
def test_a_name_from_an_old_archive_is_read_as_its_author_wrote_it(
    folder: DraftFolder, root: Path, clock: Clock, purchase: ContractType, name: str, charset: str
) -> None:
    form = make_form(purchase, (), "ru")
    with open(os.path.join(os.fsencode(root / "purchase"), name.encode(charset)), "wb") as file:  # noqa: PTH118, PTH123
        file.write(form)
    (root / "purchase/a.xlsx").write_bytes(form)
    found = rounds(folder, clock, 3)
    assert sorted(each.name for each in found) == sorted(["a.xlsx", name])
    assert [each.name for each in folder.claimed()] == [each.name for each in sorted(found, key=lambda each: each.path)]
    assert all(each.read() == form for each in found)


def test_a_folder_whose_name_is_no_utf_8_is_read_too(folder: DraftFolder, root: Path, clock: Clock) -> None:
    raw = os.fsencode(root) + b"/" + "закупка".encode("cp1251")
    os.mkdir(raw)  # noqa: PTH102
    with open(raw + b"/a.yaml", "wb") as file:  # noqa: PTH123
        file.write(b"inn: 1")
    assert [each.type for each in rounds(folder, clock, 3)] == ["закупка"]


def test_any_bytes_make_a_readable_name() -> None:
    for number in range(1, 256):
        readable(os.fsdecode(bytes([number, 0x41]))).encode()


def test_what_stays_is_told_when_it_has_lain_for_minutes(folder: DraftFolder, root: Path, clock: Clock) -> None:
    (root / "purchase/пустой.xlsx").touch()
    (root / "purchase/a.xlsx.filepart").write_text("x")
    (root / "purchase/занят.yaml").write_text("x")
    (root / "purchase/~$занят.yaml").write_bytes(b"\x05Titova".ljust(165, b" "))
    (root / "договор.pdf").write_bytes(b"%PDF-1.4")
    (root / "purchase/Thumbs.db").write_text("x")
    rounds(folder, clock, TOLD_SECONDS - 1)
    assert not any(each.is_due for each in folder.untaken())
    rounds(folder, clock, 2)
    assert {each.path for each in folder.untaken() if each.is_due} == {"purchase/пустой.xlsx", "договор.pdf"}
    rounds(folder, clock, TOLD_WHILE_USED_SECONDS)
    assert {(each.path, each.why, each.detail) for each in folder.untaken() if each.is_due} == {
        ("purchase/пустой.xlsx", Hindrance.EMPTY, ""),
        ("purchase/a.xlsx.filepart", Hindrance.UNFINISHED, ""),
        ("purchase/занят.yaml", Hindrance.OPEN, "~$занят.yaml (Titova)"),
        ("договор.pdf", Hindrance.NO_PLACE, ""),
    }


def test_a_file_that_grows_for_minutes_is_told(folder: DraftFolder, root: Path, clock: Clock) -> None:
    for _ in range(int(TOLD_WHILE_USED_SECONDS * 2) + 10):
        with (root / "purchase/a.yaml").open("a") as file:
            file.write("x: 1\n")
        assert rounds(folder, clock, 1) == []
    (told,) = folder.untaken()
    assert told.why is Hindrance.GROWING


def test_a_folder_that_cannot_be_made_stops_nobody(tmp_path: Path, clock: Clock) -> None:
    root = tmp_path / "drafts"
    root.mkdir()
    (root / "purchase").symlink_to(tmp_path / "nowhere")
    (root / "accepted").write_text("a file")
    folder = DraftFolder(root, TYPES, clock)
    (root / "tickets/a.yaml").write_text("inn: 1")
    assert [each.name for each in rounds(folder, clock, 3)] == ["a.yaml"]
    assert ("purchase", Hindrance.LINK) in {(each.path, each.why) for each in folder.untaken()}


def test_a_folder_that_somebody_has_deleted_is_made_again(folder: DraftFolder, root: Path, clock: Clock) -> None:
    for name in ("purchase", "accepted", ".claimed"):
        (root / name).rmdir()
    rounds(folder, clock, 1)
    (root / "purchase/a.yaml").write_text("inn: 1")
    (claimed,) = rounds(folder, clock, 3)
    assert folder.accept(claimed, "З-2026-0001").exists()


def test_a_form_waits_for_the_text_that_lies_beside_it(
    folder: DraftFolder, root: Path, clock: Clock, purchase: ContractType
) -> None:
    (root / "purchase/Ромашка.xlsx").write_bytes(make_form(purchase, (), "ru"))
    (root / "purchase/ромашка v2.docx").touch()  # being copied
    assert rounds(folder, clock, 30) == []
    (root / "purchase/ромашка v2.docx").write_bytes(make_form(purchase, (), "en"))  # any ZIP that is whole
    (claimed,) = rounds(folder, clock, 5)
    assert [each.name for each in claimed.files] == ["Ромашка.xlsx", "ромашка v2.docx"]
    assert folder.claimed() == [claimed]


def test_a_pair_that_was_being_claimed_when_the_daemon_was_killed_is_put_back(
    folder: DraftFolder, root: Path, clock: Clock
) -> None:
    (root / ".claimed/purchase/.123").mkdir(parents=True)
    (root / ".claimed/purchase/.123/a.docx").write_text("text")
    (root / "purchase/a.yaml").write_text("inn: 1")
    again = DraftFolder(root, TYPES, clock)
    assert (root / "purchase/a.docx").read_text() == "text"
    (claimed,) = rounds(again, clock, 25)
    assert len(claimed.files) == 2


def test_a_dropped_folder_is_taken_when_all_in_it_is_complete(folder: DraftFolder, root: Path, clock: Clock) -> None:
    dropped = root / "purchase/Договор с Василёк"
    dropped.mkdir()
    (dropped / "a.yaml").write_text("inn: 1")
    assert rounds(folder, clock, FOLDER_QUIET_SECONDS - 3) == []
    (dropped / "b.pdf").write_text("the next file is copied")
    assert rounds(folder, clock, FOLDER_QUIET_SECONDS - 1) == []
    (dropped / "c.pdf.part").write_text("x")
    assert rounds(folder, clock, 30) == []
    (dropped / "c.pdf.part").rename(dropped / "c.pdf")
    (claimed,) = rounds(folder, clock, FOLDER_QUIET_SECONDS + 2)
    assert [each.name for each in claimed.files] == ["a.yaml", "b.pdf", "c.pdf"]
    assert folder.accept(claimed, "З-2026-0001").name == "З-2026-0001 Договор с Василёк"


def test_folders_in_a_dropped_folder_are_told(folder: DraftFolder, root: Path, clock: Clock) -> None:
    (root / "purchase/a/b").mkdir(parents=True)
    (root / "purchase/a/form.yaml").write_text("inn: 1")
    assert rounds(folder, clock, TOLD_WHILE_USED_SECONDS + 5) == []
    assert [(each.path, each.why, each.is_due) for each in folder.untaken()] == [
        ("purchase/a/b", Hindrance.FOLDER, True)
    ]


def test_what_others_put_among_the_claimed_drafts_is_told(folder: DraftFolder, root: Path, clock: Clock) -> None:
    (root / ".claimed/form.xlsx").write_text("x")
    (root / ".claimed/purchase").mkdir()
    (root / ".claimed/purchase/form.xlsx").write_text("x")
    (root / ".claimed/purchase/123_link.xlsx").symlink_to("/etc/hostname")
    rounds(folder, clock, 3)
    assert folder.claimed() == []
    assert {each.path for each in folder.untaken()} == {
        ".claimed/form.xlsx", ".claimed/purchase/form.xlsx", ".claimed/purchase/123_link.xlsx",
    }  # fmt: skip


def test_a_link_put_in_the_place_of_a_claimed_file_is_not_followed(
    folder: DraftFolder, root: Path, clock: Clock, tmp_path: Path
) -> None:
    (root / "purchase/a.yaml").write_text("inn: 1")
    (claimed,) = rounds(folder, clock, 3)
    claimed.path.unlink()
    claimed.path.symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic link"):
        claimed.read()
    assert folder.claimed() == []


def test_a_form_dropped_beside_the_folders_finds_its_type(
    folder: DraftFolder, root: Path, clock: Clock, purchase: ContractType
) -> None:
    (root / "form.xlsx").write_bytes(make_form(purchase, (), "ru"))
    (root / "draft.yaml").write_text("type: tickets\ninn: 1\n")
    (root / "readme.txt").write_text("not a draft")
    assert sorted((each.type, each.name) for each in rounds(folder, clock, 3)) == [
        ("purchase", "form.xlsx"),
        ("tickets", "draft.yaml"),
    ]


NAMES = st.text(st.characters(exclude_characters="/\x00", exclude_categories=("Cs",)), min_size=1, max_size=60)

UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".opdownload", ".download", "~")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(NAMES)
def test_any_name_is_claimed_and_moved_on_whole(tmp_path: Path, name: str) -> None:
    clock = Clock()
    root = tmp_path / str(time.monotonic_ns())
    folder = DraftFolder(root, TYPES, clock)
    assume(name not in (".", "..") and len(name.encode()) <= 240)
    path = root / "purchase" / name
    path.write_bytes(b"content")
    found = rounds(folder, clock, 25)
    if name.startswith((".", "~")) or name.lower().endswith(UNFINISHED) or is_clutter(name):
        assert found == []
        assert path.read_bytes() == b"content"
        return
    (claimed,) = found
    assert unicodedata.is_normalized("NFC", claimed.name)
    assert folder.accept(claimed, "З-2026-0001").read_bytes() == b"content"


def test_two_drafts_of_one_name_are_both_kept(folder: DraftFolder, root: Path, clock: Clock) -> None:
    for n in range(2):
        (root / "purchase/a.yaml").write_text(f"n: {n}")
        (claimed,) = rounds(folder, clock, 3)
        folder.reject(claimed, "нет", None)
    assert sorted(each.name for each in (root / "rejected").iterdir()) == [
        "a (2).yaml", "a (2).yaml.txt", "a.yaml", "a.yaml.txt",
    ]  # fmt: skip


def test_a_rejection_done_again_after_a_crash_makes_nothing_twice(
    folder: DraftFolder, root: Path, clock: Clock
) -> None:
    (root / "purchase/a.xlsx").write_bytes(b"PK broken")
    (claimed,) = rounds(folder, clock, PATIENCE_SECONDS + 3)
    content = claimed.read()
    folder.reject(claimed, "нет", b"marked")
    claimed.path.write_bytes(content)  # as if the crash had come before the claimed file was taken away
    folder.reject(claimed, "нет", b"marked")
    assert sorted(each.name for each in (root / "rejected").iterdir()) == ["a.xlsx", "a.xlsx.txt"]


def test_what_was_claimed_before_a_crash_is_found_again(
    folder: DraftFolder, root: Path, clock: Clock, tmp_path: Path
) -> None:
    (root / "purchase/a.yaml").write_text("inn: 1")
    (claimed,) = rounds(folder, clock, 3)
    assert DraftFolder(root, TYPES, clock).claimed() == [claimed]


def test_a_clerk_may_read_what_was_made_for_them(tmp_path: Path, clock: Clock) -> None:
    root = tmp_path / "shared"
    root.mkdir(mode=0o770)
    root.chmod(0o770)
    folder = DraftFolder(root, TYPES, clock)
    (root / "purchase/a.yaml").write_text("x")
    (claimed,) = rounds(folder, clock, 3)
    folder.reject(claimed, "нет", None)
    assert (root / "rejected/a.yaml.txt").stat().st_mode & 0o777 == 0o660
    assert (root / "rejected").stat().st_mode & 0o777 == 0o770
