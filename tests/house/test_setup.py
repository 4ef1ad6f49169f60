"""What `scripts/setup` decides: when a .venv is made anew, and with which interpreter. Nothing is downloaded.

The interpreters are shell scripts that answer what setup asks and write down what they are told to make.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INTERPRETER = """\
#!/bin/sh
case "$*" in
  *_base_executable*) {answer} ;;
  *ensurepip*) exit 0 ;;
  --version) echo "Python 3.12.0" ;;
  "-m venv --clear .venv") rm -rf .venv; mkdir -p .venv/bin; ln -s "$(readlink -f "$0")" .venv/bin/python
    echo "venv $(readlink -f "$0")" >> made ;;
  "-m pip"*) echo "pip" >> made ;;
esac
"""


@dataclass
class Ground:
    """A folder that everybody can enter, below /var: a place for a service, with checkouts and interpreters in it."""

    folder: Path

    def checkout(self, name: str) -> Path:
        place = self.folder / name
        (place / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "setup", place / "scripts")
        for each in ("Makefile", "requirements.lock", "pyproject.toml"):
            shutil.copy(ROOT / each, place)
        return place

    def interpreter(self, name: str, *, mode: int = 0o755, too_old: bool = False) -> Path:
        """An interpreter in a folder of its own with a mode."""
        path = self.folder / name / "python3"
        path.parent.mkdir()
        path.write_text(INTERPRETER.format(answer="exit 1" if too_old else 'readlink -f "$0"'))
        path.chmod(0o755)
        path.parent.chmod(mode)
        return path

    def set_up(self, place: Path, *path: Path, home: Path | None = None, **variables: str) -> str:
        """What setup says, with only these interpreters in reach."""
        done = self.run(["scripts/setup"], place, *path, home=home, **variables)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def run(
        self, command: list[str], place: Path, *path: Path, home: Path | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        tools = self._tools()
        environment = {
            "PATH": os.pathsep.join([*(str(each.parent) for each in path), str(tools)]),
            "HOME": str(home or self.folder / "home"),
        }
        return subprocess.run(
            command, cwd=place, env=environment | variables, capture_output=True, text=True, check=False
        )

    def _tools(self) -> Path:
        """What setup may call; neither the machine's own interpreters nor its package manager are among it."""
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        for name in ("bash", "sh", "env", "cat", "sha256sum", "dirname", "find", "sed", "mv", "rm", "mkdir", "ln",
                     "readlink", "id", "make"):  # fmt: skip
            where = shutil.which(name)
            if where and not (tools / name).exists():
                (tools / name).symlink_to(where)
        return tools


def made(place: Path) -> list[str]:
    """What was made in a place since the last look."""
    notes = place / "made"
    lines = notes.read_text().splitlines() if notes.exists() else []
    notes.unlink(missing_ok=True)
    return lines


@pytest.fixture
def ground() -> Iterator[Ground]:
    folder = Path(tempfile.mkdtemp(prefix="contractd-setup-", dir="/var/tmp")).resolve()
    folder.chmod(0o755)
    yield Ground(folder)
    shutil.rmtree(folder)


def test_what_is_set_up_is_left_alone(ground: Ground) -> None:
    place, python = ground.checkout("contractd"), ground.interpreter("bin")
    ground.set_up(place, python)
    assert made(place) == [f"venv {python}", "pip", "pip"]
    assert ground.set_up(place, python) == ""
    assert made(place) == []


def test_a_copied_checkout_makes_its_own_venv(ground: Ground) -> None:
    place, python = ground.checkout("checkout"), ground.interpreter("bin")
    ground.set_up(place, python)
    made(place)
    copy = ground.folder / "copy"
    shutil.copytree(place, copy, symlinks=True)
    assert "making .venv" in ground.set_up(copy, python)
    assert made(copy) == [f"venv {python}", "pip", "pip"]


def test_other_locked_packages_are_installed_into_the_venv_that_is_there(ground: Ground) -> None:
    place, python = ground.checkout("contractd"), ground.interpreter("bin")
    ground.set_up(place, python)
    made(place)
    with (place / "requirements.lock").open("a") as lock:
        lock.write("# another\n")
    ground.set_up(place, python)
    assert made(place) == ["pip", "pip"]


@pytest.mark.parametrize("by", ["argument", "environment"])
def test_make_setup_takes_the_interpreter_that_it_is_told(ground: Ground, by: str) -> None:
    place, first, second = ground.checkout("contractd"), ground.interpreter("bin"), ground.interpreter("other")
    ground.set_up(place, first)
    made(place)
    argument = [f"PYTHON={second}"] if by == "argument" else []
    variables = {"PYTHON": str(second)} if by == "environment" else {}
    done = ground.run(["make", "setup", *argument], place, first, **variables)
    assert done.returncode == 0, done.stderr
    assert made(place) == [f"venv {second}", "pip", "pip"]
    ground.set_up(place, first)
    assert made(place) == []  # without PYTHON it stays as it is


def test_an_interpreter_that_will_not_do_is_refused_when_it_is_named(ground: Ground) -> None:
    place, good, old = ground.checkout("contractd"), ground.interpreter("bin"), ground.interpreter("old", too_old=True)
    done = ground.run(["scripts/setup"], place, good, PYTHON=str(old))
    assert done.returncode == 1
    assert f"PYTHON={old} is no Python 3.11 or newer" in done.stderr
    assert made(place) == []


def test_a_service_gets_an_interpreter_that_every_user_can_run(ground: Ground) -> None:
    place, own, shared = ground.checkout("contractd"), ground.interpreter("own", mode=0o700), ground.interpreter("bin")
    ground.set_up(place, own, shared)
    assert made(place) == [f"venv {shared}", "pip", "pip"]


def test_a_service_without_such_an_interpreter_is_refused(ground: Ground) -> None:
    place, own = ground.checkout("contractd"), ground.interpreter("own", mode=0o700)
    done = ground.run(["scripts/setup"], place, own)
    assert done.returncode == 1
    assert "that every user can run" in done.stderr
    assert made(place) == []


def test_one_that_is_named_all_the_same_is_taken_and_told_of(ground: Ground) -> None:
    place, own = ground.checkout("contractd"), ground.interpreter("own", mode=0o700)
    assert f"other users cannot run {own}" in ground.set_up(place, own, PYTHON=str(own))
    assert made(place) == [f"venv {own}", "pip", "pip"]


def test_in_a_home_one_s_own_interpreter_will_do(ground: Ground) -> None:
    place, own = ground.checkout("contractd"), ground.interpreter("own", mode=0o700)
    assert "other users" not in ground.set_up(place, own, home=ground.folder)
    assert made(place) == [f"venv {own}", "pip", "pip"]


def test_a_place_that_others_cannot_enter_is_told(ground: Ground) -> None:
    place, python = ground.checkout("contractd"), ground.interpreter("bin")
    place.chmod(0o700)
    assert f"other users cannot enter {place}" in ground.set_up(place, python)
