"""A folder with the sample configuration, its templates and its secret."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "korrekt-pferd-batterie"

Write = Callable[[str], Path]


@pytest.fixture(scope="session")
def sample() -> str:
    return (ROOT / "config.yaml").read_text(encoding="utf-8")


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a text as config.yaml into a folder of its own, which becomes the current one."""
    templates = tmp_path / "templates" / "docx"
    templates.mkdir(parents=True)
    for each in (ROOT / "templates" / "docx").glob("*.docx"):
        (templates / each.name).touch()
    for name in [each for each in os.environ if each.startswith("CONTRACTD_SECRET_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", PASSWORD)
    monkeypatch.chdir(tmp_path)

    def written(text: str) -> Path:
        path = Path("config.yaml")
        path.write_text(text, encoding="utf-8")
        return path

    return written
