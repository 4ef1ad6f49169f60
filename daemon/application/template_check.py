"""Whether a contract type's template makes sound contracts: what it uses, what must not be in it, two trials."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from daemon.config import Problem
from daemon.config.problems import hint, quoted
from daemon.documents.approval_sheet import SHEET_NAMES
from daemon.documents.render import Renderer, TemplateProblem
from daemon.documents.template_uses import ROWS
from daemon.documents.template_values import sample_values, template_names, unprintable
from daemon.documents.texts import say
from daemon.workflow.contract_type import ContractType


def template_mistakes(renderer: Renderer, path: Path, type_: ContractType) -> Iterator[Problem]:
    """Yield every mistake of a type's template."""
    try:
        found = [_problem(path, say("en", fault.key, **fault.values)) for fault in renderer.faults(path)]
    except TemplateProblem as problem:
        yield _problem(path, problem.what)
        return
    found += _wrong_names(renderer, path, type_)
    yield from found or _tried(renderer, path, type_)


def sheet_mistakes(renderer: Renderer, path: Path) -> Iterator[Problem]:
    """Yield every mistake of the approval sheet's template."""
    if not path.is_file():
        yield Problem(str(path), 0, "", "missing; it is the approval sheet's template")
        return
    try:
        yield from (_problem(path, say("en", fault.key, **fault.values)) for fault in renderer.faults(path))
        used = renderer.uses(path).names
    except TemplateProblem as problem:
        yield _problem(path, problem.what, problem.where)
        return
    for name, place in sorted(used.items()):
        head = name.partition(".")[0].partition(ROWS)[0]
        if head not in SHEET_NAMES:
            yield _problem(path, f'"{{{{ {name} }}}}" is nothing that an approval sheet has', place)


def unused_fields(renderer: Renderer, path: Path, type_: ContractType) -> Iterator[str]:
    """Yield a warning for each field that is asked for and does not stand in the contract."""
    try:
        used = {name.partition(".")[0] for name in renderer.names(path)}
    except TemplateProblem:
        return
    for rule in type_.fields:
        if not used & {rule.name, f"{rule.name}_words", f"{rule.name}_long"}:
            place = f"contract_types.{type_.key}.fields.{rule.name}"
            yield str(Problem(str(path), 0, place, "asked for in the form, and it stands nowhere in the template"))


def _wrong_names(renderer: Renderer, path: Path, type_: ContractType) -> Iterator[Problem]:
    try:
        uses = renderer.uses(path)
    except TemplateProblem as problem:
        yield _problem(path, problem.what, problem.where)
        return
    known = template_names(type_)
    unknown = {name for name in uses.names if name not in known and name.removesuffix(ROWS) not in known}
    for name, place in sorted(uses.names.items()):
        if name in unknown and name.partition(ROWS)[0] not in unknown - {name}:  # no columns of an unknown table
            expected = hint(name, sorted(known))
            yield _problem(path, f'"{{{{ {name} }}}}" is no field of {type_.key}{expected}', place)
    for name, instead in unprintable(type_).items():
        if name in uses.printed:
            said = f'"{{{{ {name} }}}}" is printed as it is, and it is no text; write {instead}'
            yield _problem(path, said, uses.names[name])


def _tried(renderer: Renderer, path: Path, type_: ContractType) -> Iterator[Problem]:
    """Yield what is wrong when documents are made: of a full form, and of one with what is required and no more."""
    for filled_in, form in ((True, "a full form"), (False, "a form with only the required fields")):
        try:
            renderer.render(path, sample_values(type_, filled_in=filled_in))
        except TemplateProblem as problem:
            yield _problem(path, f"with {form}: {problem.what}", problem.where)
            return


def _problem(path: Path, what: str, where: str = "") -> Problem:
    return Problem(str(path), 0, "", f"{what}; at {quoted(where)}" if where else what)
