"""How much the tests of the core notice: change it in one place at a time, and see whether a test fails.

    python tests/mutation/mutate.py [MODULE …] [--minutes 20] [--sample 200] [--seed 1]

Each change (a mutant) is made in memory and tried in a child process; the files stay as they are. What lives is
printed with its place. Without MODULE it takes all modules of daemon/workflow.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import inspect
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import hypothesis
import pytest
from _pytest import runner

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "daemon" / "workflow"
TESTS = ROOT / "tests" / "workflow"
MODULES = sorted(
    ".".join(path.relative_to(WORKFLOW).with_suffix("").parts).removesuffix(".__init__")
    for path in WORKFLOW.rglob("*.py")
    if path != WORKFLOW / "__init__.py"
)
SECONDS_EACH = 60  # of the processor: a mutant that never ends is noticed, too
OPTIONS = ["-o", "addopts=", "--noconftest", "-p", "no:cacheprovider", "-p", "no:terminal"]
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
    function: str  # its qualified name
    line: int
    what: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{source(self.module).relative_to(ROOT)}:{self.line}: {self.what}"


# -- making them ------------------------------------------------------------------------------------------------------


def mutants(module: str) -> Iterator[Mutant]:
    """Every change of one place within the functions of a module."""
    tree = ast.parse(source(module).read_text("utf-8"))
    for function, path in _places(tree):
        node = _at(tree, path)
        for what, changed in _changes(node):
            mutated = copy.deepcopy(tree)
            _put(mutated, path, changed)
            yield Mutant(module, function, getattr(node, "lineno", 0), what, ast.fix_missing_locations(mutated))


Path_ = tuple[tuple[str, int | None], ...]


def _places(tree: ast.Module) -> Iterator[tuple[str, Path_]]:
    """Yield every place within the functions of a module, with the qualified name of the outermost function there."""

    def walk(node: ast.AST, path: Path_, within: str, function: str) -> Iterator[tuple[str, Path_]]:
        if function:
            yield function, path
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            within = f"{within}.{node.name}" if within else node.name
            function = within if isinstance(node, ast.FunctionDef) else ""
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "args", "pattern"):
                continue
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST):
                    yield from walk(child, (*path, (name, index)), within, function)

    return walk(tree, (), "", "")


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
        case ast.Return(value=ast.AST() as value) if not _is_nothing(value):
            yield f"return {_short(value)} -> return None", ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() as call):
            yield f"{_short(call)} left out", ast.Pass()
        case ast.Raise():
            yield f"{_short(node)} left out", ast.Pass()
        case ast.Continue():
            yield "continue -> pass", ast.Pass()
        case ast.If(test=test) | ast.IfExp(test=test):
            for always in (True, False):
                yield f"if {_short(test)} -> if {always}", _with(node, "test", ast.Constant(always))


def _swap(node: ast.AST, name: str, value: object) -> tuple[str, ast.AST]:
    changed = _with(node, name, value)
    return f"{_short(node)} -> {_short(changed)}", changed


def _with(node: ast.AST, name: str, value: object) -> ast.AST:
    changed = copy.deepcopy(node)
    setattr(changed, name, value)
    return changed


def _is_nothing(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and value.value in (None, False)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:88] + "…"


# -- trying them ------------------------------------------------------------------------------------------------------


class Trial:
    """Plugin of pytest that runs the tests of the core once as they are, and then, for each mutant, those it concerns.

    A mutant is tried in a child process, in which the mutated function has taken the place of the real one.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.touching: dict[CodeType, list[pytest.Item]] = {}
        self.failed: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        functions = [each for module in self.options.modules for each in _functions(loaded(module))]
        took: dict[pytest.Item, float] = {}
        for item in session.items:
            began, touched = time.monotonic(), self._touched(item, {each.__code__ for each in functions})
            took[item] = time.monotonic() - began
            for code in touched:
                self.touching.setdefault(code, []).append(item)
        for items in self.touching.values():
            items.sort(key=took.__getitem__)  # histories, which touch nearly everything, come last
        if not self.failed:
            self._try_all()
        return True

    def _touched(self, item: pytest.Item, watched: set[CodeType]) -> set[CodeType]:
        """Run a test and return which of these functions it calls."""
        touched: set[CodeType] = set()

        def called(frame: FrameType, event: str, _argument: object) -> None:
            if event == "call" and frame.f_code in watched:
                touched.add(frame.f_code)

        sys.setprofile(called)
        try:
            if not _passes(item):
                self.failed.append(item.nodeid)
        finally:
            sys.setprofile(None)
        return touched

    def _try_all(self) -> None:
        found = [each for module in self.options.modules for each in mutants(module)]
        random.Random(self.options.seed).shuffle(found)
        end = time.monotonic() + self.options.minutes * 60
        tried: Counter[str] = Counter()
        living: list[Mutant] = []
        for each in found[: self.options.sample or None]:
            if time.monotonic() > end:
                break
            tried[each.module] += 1
            if not self._is_noticed(each):
                living.append(each)
                print(f"lives: {each}", flush=True)
        _report(found, tried, living)

    def _is_noticed(self, mutant: Mutant) -> bool:
        """Return True if a test fails, in a child process, when this mutant stands in for its function."""
        function = next(each for each in _functions(loaded(mutant.module)) if _is_of(each.__code__, mutant))
        child = os.fork()
        if child == 0:
            os._exit(0 if self._lives(mutant, function) else 1)
        _, status = os.waitpid(child, 0)
        return status != 0

    def _lives(self, mutant: Mutant, function: FunctionType) -> bool:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_EACH, SECONDS_EACH))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        tests = self.touching.get(function.__code__, [])
        for each in vars(loaded(mutant.module)).values():
            getattr(each, "cache_clear", bool)()  # what the real function had returned
        try:
            function.__code__ = _mutated(mutant)
        except ValueError:  # without its super() the code does not fit the function: nobody has noticed
            return True
        return all(map(_passes, tests))


def _passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runner.runtestprotocol(item, log=False))


def loaded(module: str) -> ModuleType:
    """Return a module of daemon/workflow."""
    return importlib.import_module(f"daemon.workflow.{module}")


def _functions(within: ModuleType | type) -> Iterator[FunctionType]:
    """Yield the functions and methods that a module or a class defines, without what is wrapped around them."""
    name = within.__module__ if isinstance(within, type) else within.__name__
    for each in vars(within).values():
        if isinstance(each, type) and each.__module__ == name:
            yield from _functions(each)
            continue
        function = each.fget if isinstance(each, property) else getattr(each, "__func__", each)
        function = inspect.unwrap(function) if callable(function) else function
        generated = isinstance(function, FunctionType) and function.__code__.co_filename == "<string>"
        if isinstance(function, FunctionType) and function.__module__ == name and not generated:
            yield function


def _is_of(code: CodeType, mutant: Mutant) -> bool:
    return (code.co_filename, code.co_qualname) == (str(source(mutant.module)), mutant.function)


def _mutated(mutant: Mutant) -> CodeType:
    """Return the code of the function that the mutant has changed."""
    queue = [compile(mutant.tree, str(source(mutant.module)), "exec")]
    for code in queue:
        if _is_of(code, mutant):
            return code
        queue.extend(each for each in code.co_consts if isinstance(each, CodeType))
    raise LookupError(mutant.function)


def main() -> int:
    options = _options()
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    os.chdir(ROOT)
    os.environ.setdefault("HISTORIES", "120")
    hypothesis.settings.register_profile("mutation", phases=[hypothesis.Phase.generate], database=None)
    hypothesis.settings.load_profile("mutation")
    trial = Trial(options)
    pytest.main([*OPTIONS, str(TESTS)], plugins=[trial])
    if trial.failed:
        print("mend first what fails without any change:", *trial.failed, sep="\n")
    return int(bool(trial.failed))


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
