"""Reading drafts: an XLSX form or YAML that says the same, into facts; or every mistake at once."""

from __future__ import annotations

import difflib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from daemon.documents.fields import Wrong, canonical, is_empty, percent, shown
from daemon.documents.forms import CONTRACT_NAME, INITIATOR_NAME, TYPE_NAME, Filled, Mark, make_form
from daemon.documents.safety import Unsafe, inspect_workbook
from daemon.documents.texts import say
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import Column, Fact, FactType

Holds = Callable[[str, tuple[Fact, ...]], bool]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft says. `initiator` as written: a key or a name; `contract`: the number, for a new version."""

    facts: tuple[Fact, ...]
    initiator: str = ""
    contract: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend; its text says at which field, what is wrong and what to write."""

    field: str
    label: str
    message: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.label} ({self.where}): {self.message}" if self.where else f"{self.label}: {self.message}"


class DraftProblems(ValueError):
    """A draft that cannot be taken, with every mistake; `written` is what could be read, for a marked copy."""

    def __init__(self, mistakes: Sequence[Mistake], written: Filled | None = None) -> None:
        super().__init__("; ".join(str(each) for each in mistakes))
        self.mistakes = tuple(mistakes)
        self.written = written


@dataclass(frozen=True, slots=True)
class _Written:
    """What stands in a draft, not judged yet."""

    values: Mapping[str, object]
    where: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, object] = field(default_factory=dict)
    initiator: str = ""
    contract: str = ""
    type: str = ""


def read_draft(name: str, content: bytes, type_: ContractType, language: str, holds: Holds) -> Draft:
    """The facts of a draft of this type. Raises DraftProblems with every mistake, in the reader's language."""
    try:
        written = _read(name, content, type_)
    except (Unsafe, Wrong) as error:
        message = say(language, error.key, **error.values)
        whole = Mistake("", say(language, "whole_form"), say(language, "not_readable", name=name, why=message))
        raise DraftProblems([whole]) from error
    if written.type and written.type != type_.key:
        wrong = say(language, "form_of_other_type", found=written.type, expected=type_.key)
        raise DraftProblems([Mistake("", say(language, "whole_form"), wrong)])
    mistakes: list[Mistake] = _unknown_fields(written, type_, language)
    facts = tuple(fact for rule in type_.fields if (fact := _fact(rule, written, mistakes, language)))
    if not mistakes:
        whole_form = say(language, "whole_form")
        broken = (each for each in type_.checks if not holds(each.rule, facts))
        mistakes += [Mistake("", whole_form, each.message) for each in broken]
    if mistakes:
        raise DraftProblems(mistakes, _filled(written, type_))
    return Draft(facts, written.initiator, written.contract, written.type)


def marked_copy(
    type_: ContractType, people: tuple[tuple[str, str], ...], language: str, problems: DraftProblems
) -> bytes | None:
    """The clerk's form with every mistake marked; None when nothing could be read of it."""
    if problems.written is None:
        return None
    marks = [Mark(each.field, each.message) for each in problems.mistakes]
    return make_form(type_, people, language, problems.written, marks)


def type_of_form(content: bytes) -> str:
    """Which contract type a form is for, as it says itself; empty when it does not, or cannot be read."""
    try:
        inspect_workbook(content)
        return _open(content).type
    except (Unsafe, Wrong):
        return ""


def facts_from(type_: ContractType, values: Mapping[str, str], language: str) -> tuple[Fact, ...]:
    """The facts of some values, as an example for the route: nothing is required. Raises DraftProblems."""
    written = _Written(values)
    mistakes = _unknown_fields(written, type_, language)
    rules = [replace(rule, required=False) for rule in type_.fields]
    facts = tuple(fact for rule in rules if (fact := _fact(rule, written, mistakes, language)))
    if mistakes:
        raise DraftProblems(mistakes)
    return facts


# -- one value after the other ----------------------------------------------------------------------------------------


def _fact(rule: FieldRule, written: _Written, mistakes: list[Mistake], language: str) -> Fact | None:
    def mistake(wrong: Wrong) -> None:
        where = written.where.get(rule.name, "")
        mistakes.append(Mistake(rule.name, rule.label, say(language, wrong.key, **wrong.values), where))

    if rule.type is FactType.TABLE:
        return _table(rule, written, mistakes, language)
    found = written.values.get(rule.name)
    if is_empty(found):
        if rule.required:
            mistake(Wrong("missing"))
        return None
    try:
        value = canonical(rule, found)
    except Wrong as wrong:
        mistake(wrong)
        return None
    return Fact(rule.name, rule.label, rule.type, value, shown(rule, value), rule.currency)


def _table(rule: FieldRule, written: _Written, mistakes: list[Mistake], language: str) -> Fact | None:
    found = written.tables.get(rule.name, written.values.get(rule.name))
    if found is not None and not isinstance(found, list):
        mistakes.append(Mistake(rule.name, rule.label, say(language, "not_table")))
        return None
    rows = []
    for number, row in enumerate(found or [], 1):
        if isinstance(row, dict) and any(not is_empty(value) for value in row.values()):
            rows.append(_row(rule, row, number, mistakes, language))
    if not rows and rule.required:
        mistakes.append(Mistake(rule.name, rule.label, say(language, "missing")))
        return None
    columns = tuple(Column(each.name, each.label, each.type, each.currency) for each in rule.columns)
    return Fact(rule.name, rule.label, rule.type, columns=columns, rows=tuple(rows))


def _row(
    rule: FieldRule, row: Mapping[str, object], number: int, mistakes: list[Mistake], language: str
) -> tuple[str, ...]:
    texts = []
    for column in rule.columns:
        value = row.get(column.name)
        text = ""
        if is_empty(value):
            if column.required:
                message = say(language, "row_incomplete", row=number, column=column.label)
                mistakes.append(Mistake(rule.name, rule.label, message))
        else:
            try:
                text = canonical(column, value)
            except Wrong as wrong:
                why = say(language, wrong.key, **wrong.values)
                message = say(language, "row_value", row=number, column=column.label, message=why)
                mistakes.append(Mistake(rule.name, rule.label, message))
        texts.append(text)
    unknown = [key for key in row if key not in {column.name for column in rule.columns}]
    mistakes += [_unknown(key, [column.name for column in rule.columns], language) for key in unknown]
    return tuple(texts)


def _unknown_fields(written: _Written, type_: ContractType, language: str) -> list[Mistake]:
    known = [rule.name for rule in type_.fields]
    return [_unknown(name, known, language) for name in written.values if name not in known]


def _unknown(name: str, known: list[str], language: str) -> Mistake:
    near = difflib.get_close_matches(name, known, 1)
    hint = say(language, "did_you_mean", name=near[0]) if near else ""
    return Mistake("", str(name)[:80], say(language, "unknown_field", hint=hint))


def _filled(written: _Written, type_: ContractType) -> Filled:
    tables: dict[str, list[list[object]]] = {}
    for rule in type_.fields:
        found = written.tables.get(rule.name, written.values.get(rule.name))
        if rule.type is FactType.TABLE and isinstance(found, list):
            names = [column.name for column in rule.columns]
            tables[rule.name] = [[row.get(name) for name in names] for row in found if isinstance(row, dict)]
    return Filled(written.values, tables, written.contract, written.initiator)


# -- files ------------------------------------------------------------------------------------------------------------


def _read(name: str, content: bytes, type_: ContractType) -> _Written:
    suffix = name.lower().rpartition(".")[2]
    if suffix == "xlsx":
        inspect_workbook(content)
        return _from_workbook(content, type_)
    if suffix in ("yaml", "yml"):
        return _from_yaml(content)
    if suffix == "xls":
        raise Unsafe("old_xls")
    raise Unsafe("wrong_suffix", name=name)


def _from_yaml(content: bytes) -> _Written:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(content) > 1_000_000:
        raise Unsafe("too_big", size=len(content) // 2**20, max=1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unsafe("not_utf8") from None
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        why = str(getattr(error, "problem", None) or error).split("\n")[0]
        mark = getattr(error, "problem_mark", None)
        raise Unsafe("bad_yaml", why=f"{why} ({mark.line + 1})" if mark else why) from error
    if not isinstance(data, dict):
        raise Unsafe("not_mapping")
    values = {str(key): value for key, value in data.items()}
    initiator, contract, kind = (str(values.pop(name, None) or "") for name in ("initiator", "contract", "type"))
    return _Written(values, initiator=initiator, contract=contract, type=kind)


@dataclass(slots=True)
class _Book:
    values: Any
    formulas: Any
    names: dict[str, tuple[str, str]]  # defined name: sheet and cells
    type: str = ""


def _from_workbook(content: bytes, type_: ContractType) -> _Written:
    book = _open(content)
    if not any(rule.name in book.names for rule in type_.fields):
        raise Unsafe("not_our_form")
    values, where, tables = {}, {}, {}
    for rule in type_.fields:
        if rule.name not in book.names:
            continue
        if rule.type is FactType.TABLE:
            tables[rule.name] = _rows(book, rule)
        else:
            values[rule.name], where[rule.name] = _cell(book, rule.name, rule)
    initiator, contract = (_text(book, name) for name in (INITIATOR_NAME, CONTRACT_NAME))
    return _Written(values, where, tables, initiator, contract, book.type)


def _open(content: bytes) -> _Book:
    import openpyxl

    try:
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content))
    except Exception as error:  # whatever a damaged book makes the library raise, it is this file that is damaged
        raise Unsafe("broken_zip") from error
    names = {}
    for name, defined in values.defined_names.items():
        places = list(defined.destinations) if defined.type == "RANGE" else []
        if len(places) == 1 and places[0][0] in values.sheetnames:
            names[name] = (places[0][0], places[0][1].replace("$", ""))
    book = _Book(values, formulas, names)
    book.type = _text(book, TYPE_NAME)
    return book


def _text(book: _Book, name: str) -> str:
    if name not in book.names:
        return ""
    sheet, cell = book.names[name]
    value = book.values[sheet][cell.partition(":")[0]].value
    return "" if value is None else str(value).strip()


def _cell(book: _Book, name: str, rule: FieldRule) -> tuple[object, str]:
    sheet, cell = book.names[name]
    cell = cell.partition(":")[0]
    return _value(book.values[sheet][cell], book.formulas[sheet][cell], rule), f"{sheet}!{cell}"


def _value(cell: Any, formula: Any, rule: FieldRule) -> object:
    """What the clerk saw in a cell; a Wrong where nothing is to be seen: a formula that was never calculated."""
    if formula.data_type == "f" and cell.value is None:
        return Wrong("formula_empty")
    if cell.data_type == "e":
        return Wrong("formula_error", found=cell.value)
    return percent(rule, cell.value, cell.number_format or "")


def _rows(book: _Book, rule: FieldRule) -> list[dict[str, object]]:
    """The rows below the header; columns are found by their place, extra ones are not ours."""
    sheet, cells = book.names[rule.name]
    rows = []
    for line, formulas in zip(book.values[sheet][cells], book.formulas[sheet][cells], strict=True):
        pairs = zip(rule.columns, line, formulas, strict=False)
        rows.append({column.name: _value(cell, formula, column) for column, cell, formula in pairs})
    return rows[1:]
