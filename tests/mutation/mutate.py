"""How much the tests of the core notice: change it in one place at a time, and see whether a test fails.

    python tests/mutation/mutate.py [MODULE …] [--minutes 20] [--sample 200] [--seed 1]

Each change (a mutant) is made in memory and tried in a child process; the files stay as they are. What lives is
printed with its place. Without MODULE it takes the modules of daemon/workflow that decide something.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "daemon" / "workflow"
TESTS = ROOT / "tests" / "workflow"
MODULES = [
    "decide",
    "decide.administration",
    "decide.comments",
    "decide.condition_word",
    "decide.decision_context",
    "decide.duties",
    "decide.late_answers",
    "decide.request_lookup",
    "decide.reroute",
    "decide.taking_back",
    "decide.timers",
    "decide.verdicts",
    "evolve",
    "evolve_condition",
    "evolve_duty",
    "evolve_request",
    "follow_facts",
    "leavers",
    "quorum",
    "request_schedule",
    "rework",
    "route",
    "route_shift",
    "stand_ins",
    "transitions",
    "working_time",
]
SLOW = ("test_histories", "test_tables")
SECONDS_EACH = 60  # of the processor: a mutant that never ends is noticed, too
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def source(module: str) -> Path:
    """Return the file of a module of daemon/workflow; of a package, its `__init__.py`."""
    path = WORKFLOW.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@dataclass(frozen=True)
class Mutant:
    module: str
    line: int
    what: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{source(self.module).relative_to(ROOT)}:{self.line}: {self.what}"


# -- making them ------------------------------------------------------------------------------------------------------


def mutants(module: str) -> Iterator[Mutant]:
    """Every change of one place within the functions of a module."""
    tree = ast.parse(source(module).read_text("utf-8"))
    for path in _places(tree):
        node = _at(tree, path)
        for what, changed in _changes(node):
            mutated = copy.deepcopy(tree)
            _put(mutated, path, changed)
            yield Mutant(module, getattr(node, "lineno", 0), what, ast.fix_missing_locations(mutated))


Path_ = tuple[tuple[str, int | None], ...]


def _places(tree: ast.Module) -> Iterator[Path_]:
    def walk(node: ast.AST, path: Path_, inside: bool) -> Iterator[Path_]:
        inside = inside or isinstance(node, ast.FunctionDef)
        if inside:
            yield path
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "args", "pattern"):
                continue
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST):
                    yield from walk(child, (*path, (name, index)), inside)

    yield from walk(tree, (), inside=False)


def _at(tree: ast.AST, path: Path_) -> ast.AST:
    for name, index in path:
        value = getattr(tree, name)
        tree = value if index is None else value[index]
    return tree


def _put(tree: ast.AST, path: Path_, changed: ast.AST) -> None:
    *before, (name, index) = path
    parent = _at(tree, tuple(before))
    if index is None:
        setattr(parent, name, changed)
    else:
        getattr(parent, name)[index] = changed


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in SWAPPED:
            yield _swap(node, "ops", [SWAPPED[type(op)]()])
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in SWAPPED:
            yield _swap(node, "op", SWAPPED[type(op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield f"{ast.unparse(node)} -> without not", node.operand
        case ast.Constant(value=bool() as value):
            yield f"{value} -> {not value}", ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield f"{value} -> {value + 1}", ast.Constant(value + 1)
        case _:
            yield from _left_out(node)


def _left_out(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Return(value=ast.AST() as value) if not _is_none(value):
            yield f"return {_short(value)} -> return None", ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() as call):
            yield f"{_short(call)} left out", ast.Pass()
        case ast.Raise():
            yield f"{_short(node)} left out", ast.Pass()
        case ast.Continue():
            yield "continue -> pass", ast.Pass()
        case ast.If(test=test) | ast.IfExp(test=test):
            for value in (True, False):
                yield f"if {_short(test)} -> if {value}", _with(node, "test", ast.Constant(value))


def _swap(node: ast.AST, name: str, value: object) -> tuple[str, ast.AST]:
    changed = _with(node, name, value)
    return f"{_short(node)} -> {_short(changed)}", changed


def _with(node: ast.AST, name: str, value: object) -> ast.AST:
    changed = copy.deepcopy(node)
    setattr(changed, name, value)
    return changed


def _is_none(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:88] + "…"


# -- trying them ------------------------------------------------------------------------------------------------------


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads a mutant where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = f"daemon.workflow.{mutant.module}"

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        file = source(self.mutant.module)
        spec = importlib.util.spec_from_loader(fullname, self, is_package=file.name == "__init__.py")
        if spec and spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(str(file.parent))  # the package's other modules stay as they are
        return spec

    def exec_module(self, module: ModuleType) -> None:
        code = compile(self.mutant.tree, str(source(self.mutant.module)), "exec")
        exec(code, module.__dict__)  # noqa: S102 - that is what this program is for


def is_noticed(mutant: Mutant | None) -> bool:
    """Whether a test fails, in a child process, when this mutant stands in for its module."""
    child = os.fork()
    if child == 0:
        os._exit(_run_tests(mutant))
    _, status = os.waitpid(child, 0)
    return status != 0


def _run_tests(mutant: Mutant | None) -> int:
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_EACH, SECONDS_EACH))
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        if mutant:
            sys.meta_path.insert(0, Instead(mutant))
        slow_last = sorted(TESTS.glob("test_*.py"), key=lambda path: (path.stem in SLOW, path.name))
        options = ["-x", "-q", "--noconftest", "-p", "no:cacheprovider"]
        return int(pytest.main([*options, *map(str, slow_last)]))


def prepare() -> None:
    """What every child needs is loaded once; a failure need not be made small."""
    import holidays
    import hypothesis
    import hypothesis.stateful

    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    os.chdir(ROOT)
    os.environ.setdefault("HISTORIES", "40")
    holidays.country_holidays("RU", years=range(2026, 2028))
    hypothesis.settings.register_profile("mutation", phases=[hypothesis.Phase.generate], database=None)
    hypothesis.settings.load_profile("mutation")


def main() -> int:
    options = _options()
    prepare()
    if is_noticed(None):
        print("the tests fail without any change: mend them first")
        return 1
    found = [each for module in options.modules for each in mutants(module)]
    random.Random(options.seed).shuffle(found)
    end = time.monotonic() + options.minutes * 60
    tried: Counter[str] = Counter()
    living: list[Mutant] = []
    for each in found[: options.sample or None]:
        if time.monotonic() > end:
            break
        tried[each.module] += 1
        if not is_noticed(each):
            living.append(each)
            print(f"lives: {each}", flush=True)
    _report(found, tried, living)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=MODULES, help="of daemon/workflow, without .py")
    parser.add_argument("--minutes", type=float, default=20.0, help="stop after so long")
    parser.add_argument("--sample", type=int, default=0, help="try only so many, chosen at random")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _report(found: list[Mutant], tried: Counter[str], living: list[Mutant]) -> None:
    live = Counter(each.module for each in living)
    print(f"\n{'module':<26}{'mutants':>8}{'tried':>8}{'live':>8}{'score':>8}")
    for module, number in sorted(Counter(each.module for each in found).items()):
        if tried[module]:
            score = 100 * (1 - live[module] / tried[module])
            print(f"{module:<26}{number:>8}{tried[module]:>8}{live[module]:>8}{score:>7.1f}%")
    total = sum(tried.values())
    score = 100 * (1 - len(living) / total) if total else 0.0
    print(f"{'all':<26}{len(found):>8}{total:>8}{len(living):>8}{score:>7.1f}%\n")
    for each in sorted(living, key=lambda each: (each.module, each.line)):
        print(each)


if __name__ == "__main__":
    sys.exit(main())
