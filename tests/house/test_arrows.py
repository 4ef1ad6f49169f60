"""Who may import whom in the house, read from the sources themselves.

The core knows only values; mail and documents never meet; what is put together is put together above them.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "daemon"

# Modules of the standard library that hold values: no clock, file, mailbox, process, chance or log among them.
VALUES = {
    "__future__", "abc", "bisect", "calendar", "collections", "copy", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "graphlib", "hashlib", "heapq", "itertools", "json", "math", "operator", "re", "string",
    "textwrap", "types", "typing", "unicodedata", "zoneinfo",
}  # fmt: skip

# Each part of the house, and the other parts that it may import. What is not here is not allowed.
BELOW = {"config", "conditions", "documents", "engine", "logs", "mail", "notify", "only_one", "store", "workflow"}
ARROWS: dict[str, set[str]] = {
    "workflow": set(),
    "config": {"conditions", "workflow"},  # rules are compiled when they are read, so that a mistake has its line
    "conditions": {"workflow"},
    "documents": {"workflow"},
    "mail": {"workflow"},
    "store": {"workflow"},
    "engine": set(),
    "logs": set(),
    "notify": set(),
    "only_one": {"store"},
    "desk": BELOW,
    "app": BELOW | {"desk"},
    "cli": BELOW | {"desk", "app"},
    "__main__": {"cli"},
    "__init__": set(),
}

HEAVY = {"alembic", "cel", "docx", "docxtpl", "exchangelib", "holidays", "openpyxl", "sqlalchemy"}


@dataclass(frozen=True)
class Import:
    """What a file imports, and where."""

    file: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def sources() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The part of the house that a file belongs to: a folder, or a module right below daemon/."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(source: str, file: str, package: str) -> Iterator[Import]:
    """Every import of a source, also inside functions; relative ones by their whole name in `package`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                module = ".".join([*above, module]).rstrip(".")
            if module == "daemon":  # from daemon import conditions
                yield from (Import(file, node.lineno, f"daemon.{each.name}") for each in node.names)
            else:
                yield Import(file, node.lineno, module)


def imports_of(path: Path) -> list[Import]:
    package = ".".join(path.relative_to(HOUSE.parent).parent.parts)
    return list(imports(path.read_text(encoding="utf-8"), str(path.relative_to(HOUSE.parent)), package))


def against_the_arrows(part: str, found: list[Import]) -> list[str]:
    """Imports of other parts of the house that `part` may not have."""
    ours = [each for each in found if each.module.split(".")[0] == "daemon"]
    return [str(each) for each in ours if _target(each) not in ARROWS[part] | {part}]


def impure(found: list[Import]) -> list[str]:
    """Imports beyond the value modules and the core itself."""
    return [
        str(each)
        for each in found
        if each.module.split(".")[0] not in VALUES and not f"{each.module}.".startswith("daemon.workflow.")
    ]


def _target(found: Import) -> str:
    return [*found.module.split("."), "__init__"][1]


def test_every_part_of_the_house_has_its_arrows() -> None:
    assert {part_of(path) for path in sources()} <= set(ARROWS), "say in ARROWS what the new part may import"


@pytest.mark.parametrize("part", sorted(ARROWS))
def test_a_part_imports_only_what_its_arrows_allow(part: str) -> None:
    found = [each for path in sources() if part_of(path) == part for each in imports_of(path)]
    assert against_the_arrows(part, found) == []


def test_the_core_imports_values_and_itself_only() -> None:
    found = [each for path in (HOUSE / "workflow").rglob("*.py") for each in imports_of(path)]
    assert found
    assert impure(found) == []


def test_the_arrows_have_no_circle() -> None:
    left = dict(ARROWS)
    while left:
        free = [part for part, allowed in left.items() if not allowed & set(left)]
        assert free, f"each of these may import another of them: {sorted(left)}"
        for part in free:
            del left[part]


@pytest.mark.parametrize("module", ["daemon.cli", "daemon.notify", "daemon.engine", "daemon.workflow.decide"])
def test_importing_it_does_not_bring_in_the_heavy_libraries(module: str) -> None:
    """Asked of a fresh interpreter, so that what is imported by the imported counts, too."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HOUSE.parent)
    assert HEAVY & set(done.stdout.split()) == set()


# -- that these tests would notice -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("mail", "from daemon.documents import archive"),
        ("documents", "import daemon.mail.compose"),
        ("mail", "from ..documents.archive import Archive"),
        ("mail", "from .. import documents"),
        ("store", "from daemon.config import Settings"),
        ("config", "from daemon import store"),
        ("app", "def f():\n    from daemon.cli import main"),
        ("desk", "from daemon import app"),
    ],
)
def test_an_import_against_the_arrows_is_noticed(part: str, source: str) -> None:
    assert len(against_the_arrows(part, list(imports(source, "x.py", f"daemon.{part}")))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from time import time",
        "import logging",
        "import random",
        "from pathlib import Path",
        "import cel",
        "def f():\n    import socket",
        "from daemon.store import tables",
        "import collections, os.path",
    ],
)
def test_an_import_that_makes_the_core_impure_is_noticed(source: str) -> None:
    assert len(impure(list(imports(source, "x.py", "daemon.workflow")))) == 1


@pytest.mark.parametrize("source", ["from collections.abc import Mapping", "from .model import Verdict", "import re"])
def test_an_import_of_values_or_of_the_core_itself_is_fine(source: str) -> None:
    assert impure(list(imports(source, "x.py", "daemon.workflow"))) == []
