"""What is packed: a wheel holds every file that the program reads from its own folders."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_file_of_the_program_that_is_no_code_is_package_data() -> None:
    folder = ROOT / "daemon"
    packed = {
        path for pattern in PROJECT["tool"]["setuptools"]["package-data"]["daemon"] for path in folder.glob(pattern)
    }
    there = {path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert there - packed == set()
    assert {"machines.toml", "approval.yaml", "ru.yaml", "explain_page.html", "py.typed"} <= {
        path.name for path in packed
    }


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "daemon").rglob("*.py")} - {ROOT / "daemon/store/migrations/versions"}
    assert [each for each in folders if not (each / "__init__.py").is_file()] == []


def test_the_licence_that_is_named_is_there() -> None:
    [name] = PROJECT["project"]["license-files"]
    assert (ROOT / name).read_text(encoding="utf-8").startswith(f"{PROJECT['project']['license']} License")
