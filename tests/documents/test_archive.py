"""The archive: files are whole or absent, nothing that was filed is replaced, and a change of one is noticed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from daemon.documents import archive


def test_a_file_is_written_whole_and_only_for_us(tmp_path: Path) -> None:
    path = tmp_path / "2026" / "З-1" / "договор.docx"
    archive.write(path, b"text")
    assert path.read_bytes() == b"text"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["договор.docx"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").touch()
    with pytest.raises(OSError, match="directory"):
        archive.write(tmp_path / "taken", b"text")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_the_same_bytes_again_change_nothing_and_others_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    assert archive.keep(path, b"one") == path
    assert archive.keep(path, b"one") == path
    assert archive.keep(path, b"two").name == "scan (2).pdf"
    assert archive.keep(path, b"two").name == "scan (2).pdf"
    assert path.read_bytes() == b"one"


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"theirs")
    (tmp_path / "scan.pdf").symlink_to(target)
    assert archive.keep(tmp_path / "scan.pdf", b"theirs").name == "scan (2).pdf"
    assert target.read_bytes() == b"theirs"


def test_a_file_that_was_changed_is_noticed(tmp_path: Path) -> None:
    archive.write(tmp_path / "a.docx", b"text")
    sha256 = hashlib.sha256(b"text").hexdigest()
    assert archive.read(tmp_path, "a.docx", sha256) == b"text"
    (tmp_path / "a.docx").write_bytes(b"other")
    with pytest.raises(ValueError, match="was changed"):
        archive.read(tmp_path, "a.docx", sha256)
