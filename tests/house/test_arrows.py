"""Who may import whom in the house, read from the sources themselves.

The core knows only values; mail and documents never meet; what is put together is put together above them.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
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

# Each room of the house, and the other rooms that it may import. A room is a folder, or a module beside them; what is
# not here is not allowed. In `mail` the arrows are a straight line; `compose` and `transport` stand apart.
BELOW = {
    "addresses",
    "name_cases",
    "workflow",
    "workflow.decide",
    "conditions",
    "config",
    "documents",
    "store",
    "runtime",
}
MAIL = {"mail.parsing", "mail.classify", "mail.extract", "mail.interpret", "mail.compose", "mail.transport"}
INSIDE = {"application", "application.inbound", "application.submissions", "application.delivery", "application.admin"}
ARROWS: dict[str, set[str]] = {
    "addresses": set(),  # of e-mail: one form for who reads, sends and compares them
    "name_cases": set(),  # of Russian: for letters, for contracts, and for who is meant
    "workflow": set(),
    "workflow.decide": {"workflow"},
    "conditions": {"workflow"},
    # Rules are compiled, and routes tried out, when they are read: a mistake has its line.
    "config": {"addresses", "conditions", "workflow", "workflow.decide"},
    "documents": {"addresses", "name_cases", "workflow"},
    "mail": set(),
    "mail.parsing": {"addresses"},
    "mail.classify": {"addresses", "mail.parsing"},
    "mail.extract": {"mail.classify", "mail.parsing"},
    "mail.interpret": {"mail.extract", "mail.classify", "mail.parsing", "workflow"},
    "mail.compose": {"addresses", "name_cases", "workflow"},
    "mail.transport": {"addresses"},
    "store": {"workflow"},
    "runtime": {"store"},  # the lock of the one daemon is a session of its database
    "application": BELOW | MAIL,
    "application.submissions": BELOW | MAIL | {"application"},
    "application.delivery": BELOW | MAIL | {"application"},
    "application.admin": BELOW | MAIL | {"application"},
    "application.inbound": BELOW | MAIL | INSIDE - {"application.inbound"},
    "board": BELOW | MAIL | INSIDE,
    "app": BELOW | MAIL | INSIDE | {"board"},
    "cli": BELOW | MAIL | INSIDE | {"app", "board"},
    "__main__": {"cli"},
    "__init__": set(),
}
HEAVY = {"alembic", "cel", "docx", "docxtpl", "exchangelib", "holidays", "openpyxl", "pymorphy3", "pytrovich"}
HEAVY |= {"sqlalchemy"}


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


def module_of(path: Path) -> str:
    """The name under which a file is imported."""
    parts = path.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The room that a module of ours belongs to: the longest name of a room that its own begins with."""
    inside = module.removeprefix("daemon").removeprefix(".") or "__init__"
    rooms = [room for room in ARROWS if f"{inside}.".startswith(f"{room}.")]
    return max(rooms, key=len, default=inside.split(".")[0])


def imports(source: str, file: str, package: str) -> Iterator[Import]:
    """Every import of a source, also inside functions; relative ones by their whole name in `package`.

    What is imported from a part of ours is named to its end, since it may be a module: daemon.store.history.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                module = ".".join([*above, module]).rstrip(".")
            if module.split(".")[0] == "daemon":
                yield from (Import(file, node.lineno, f"{module}.{each.name}") for each in node.names)
            else:
                yield Import(file, node.lineno, module)


def imports_of(path: Path) -> list[Import]:
    package = ".".join(path.relative_to(HOUSE.parent).parent.parts)
    return list(imports(path.read_text(encoding="utf-8"), str(path.relative_to(HOUSE.parent)), package))


def against_the_arrows(room: str, found: list[Import]) -> list[str]:
    """Imports of other rooms of the house that `room` may not have."""
    ours = [each for each in found if each.module.split(".")[0] == "daemon"]
    return [str(each) for each in ours if room_of(each.module) not in ARROWS[room] | {room}]


def circles(imported: Mapping[str, set[str]]) -> list[str]:
    """Every module that imports itself by way of others; in the order of their names."""
    left = dict(imported)
    while free := [module for module, others in left.items() if not others & set(left) - {module}]:
        for module in free:
            del left[module]
    while wanted := [module for module in left if not any(module in others for others in left.values())]:
        for module in wanted:  # it leads to a circle and is in none
            del left[module]
    return sorted(left)


def modules_imported() -> dict[str, set[str]]:
    """Each module of the house, and those of the house that it imports by name."""
    known = {module_of(path) for path in sources()}
    imported = {}
    for path in sources():
        names = {each.module for each in imports_of(path)}
        imported[module_of(path)] = (names | {name.rpartition(".")[0] for name in names - known}) & known
    return imported


def impure(found: list[Import]) -> list[str]:
    """Imports beyond the value modules and the core itself."""
    return [
        str(each)
        for each in found
        if each.module.split(".")[0] not in VALUES and not f"{each.module}.".startswith("daemon.workflow.")
    ]


def test_every_room_of_the_house_has_its_arrows() -> None:
    assert {room_of(module_of(path)) for path in sources()} <= set(ARROWS), "say in ARROWS what the new room may import"


@pytest.mark.parametrize("room", sorted(ARROWS))
def test_a_room_imports_only_what_its_arrows_allow(room: str) -> None:
    found = [each for path in sources() if room_of(module_of(path)) == room for each in imports_of(path)]
    assert against_the_arrows(room, found) == []


def test_the_core_imports_values_and_itself_only() -> None:
    found = [each for path in (HOUSE / "workflow").rglob("*.py") for each in imports_of(path)]
    assert found
    assert impure(found) == []


def test_the_arrows_have_no_circle() -> None:
    assert circles(ARROWS) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(modules_imported()) == []


def test_no_two_modules_have_the_same_name() -> None:
    names = Counter(path.stem for path in sources() if not path.stem.startswith("__"))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_two_classes_have_the_same_name() -> None:
    names: dict[str, list[str]] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names.setdefault(node.name, []).append(module_of(path))
    assert {name: places for name, places in names.items() if len(places) > 1} == {}


@pytest.mark.parametrize(
    "module", ["daemon.cli", "daemon.runtime.systemd_notify", "daemon.runtime.job_queue", "daemon.workflow.decide"]
)
def test_importing_it_does_not_bring_in_the_heavy_libraries(module: str) -> None:
    """Asked of a fresh interpreter, so that what is imported by the imported counts, too."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HOUSE.parent)
    assert HEAVY & set(done.stdout.split()) == set()


def test_the_drawing_of_the_house_is_as_its_imports_are() -> None:
    script = HOUSE.parent / "scripts" / "house_map"
    checked = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


# -- that these tests would notice -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("mail.parsing", "from daemon.documents import archive"),
        ("documents", "import daemon.mail.compose.event_letters"),
        ("mail.parsing", "from ...documents.archive import Archive"),
        ("mail.parsing", "from ... import documents"),
        ("mail.classify", "from daemon.mail.extract.reply_text import own_words"),
        ("mail.extract", "from daemon.mail import interpret"),
        ("mail.interpret", "from daemon.mail.compose import catalogue"),
        ("mail.compose", "from ..parsing import message"),
        ("store", "from daemon.config import Settings"),
        ("config", "from daemon import store"),
        ("workflow", "from daemon.workflow.decide import decide"),
        ("application", "from daemon.application.inbound import dispatch"),
        ("application.delivery", "from daemon.application import inbound"),
        ("app", "def f():\n    from daemon.cli import main"),
        ("application", "from daemon import app"),
    ],
)
def test_an_import_against_the_arrows_is_noticed(room: str, source: str) -> None:
    assert len(against_the_arrows(room, list(imports(source, "x.py", f"daemon.{room}")))) == 1


@pytest.mark.parametrize(
    ("imported", "found"),
    [
        ({"a": {"b"}, "b": {"a"}}, ["a", "b"]),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}, ["a", "b", "c"]),
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, []),
    ],
)
def test_a_circle_is_noticed(imported: dict[str, set[str]], found: list[str]) -> None:
    assert circles(imported) == found


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
