"""Parse a draft, an XLSX form or YAML that says the same, into facts; or report every mistake at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from daemon.documents.field_parser import canonical, is_empty, shown
from daemon.documents.forms import MOST_ROWS, CellMark, FilledForm, make_form
from daemon.documents.invalid_value import InvalidValue, brief
from daemon.documents.raw_form import COMMENT, Flaw, RawForm, Row
from daemon.documents.requisites import account_fits
from daemon.documents.safety import LARGEST_FILE, Unsafe, is_workbook
from daemon.documents.spreadsheet import Reads, read_spreadsheet
from daemon.documents.table_totals import is_total
from daemon.documents.texts import say
from daemon.documents.workbook import read_workbook, type_of_workbook
from daemon.documents.yaml_draft import SUFFIXES, read_yaml
from daemon.workflow.contract_type import CheckRule, ContractType, FieldRule
from daemon.workflow.doubt import NotComputable
from daemon.workflow.model import TEXTUAL, Column, Fact, FactType

Holds = Callable[[str, tuple[Fact, ...]], bool]  # raises NotComputable
_MOST_MISTAKES = 100  # a letter with more would not be read either


@dataclass(frozen=True, slots=True)
class Draft:
    """A parsed draft. `initiator` is as written, a key or a name; `contract` is the number, for a new version."""

    facts: tuple[Fact, ...]
    initiator: str = ""
    contract: str = ""
    type: str = ""
    comment: str = ""  # to the approvers


@dataclass(frozen=True, slots=True)
class FormMistake:
    """One thing to mend; its text says at which field, what is wrong and what to write.

    `where` names the cell or the line; `row` (from 1) and `column` the cell of a table. `also` are further fields that
    it concerns.
    """

    field: str
    label: str
    message: str
    where: str = ""
    row: int = 0
    column: str = ""
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.label} ({self.where}): {self.message}" if self.where else f"{self.label}: {self.message}"


class DraftProblems(ValueError):
    """A draft that cannot be taken, with every mistake; `written` is what was read, for a marked copy."""

    def __init__(self, mistakes: Sequence[FormMistake], written: FilledForm | None = None) -> None:
        super().__init__("; ".join(str(each) for each in mistakes))
        self.mistakes = tuple(mistakes)
        self.written = written


def read_draft(
    name: str, content: bytes, type_: ContractType, language: str, holds: Holds, reads: Reads = read_spreadsheet
) -> Draft:
    """Return what a draft of this type says. Raises DraftProblems with every mistake, in the language given.

    `reads` opens a workbook: in this process, or where a hostile one can do no harm.
    """
    judge = _Judge(language)
    try:
        written = _with_comment(_read(name, content, type_, language, reads), type_)
    except Unsafe as error:
        why = say(language, error.key, **error.values)
        raise DraftProblems([judge.whole(say(language, "not_readable", name=brief(name), why=why))]) from error
    if written.type and written.type != type_.key:
        text = say(language, "form_of_other_type", found=brief(written.type), expected=type_.key)
        raise DraftProblems([judge.whole(text)])
    facts = judge.facts(type_, written)
    judge.check(type_, facts, holds, written)
    if judge.mistakes:
        can_be_made_anew = not any(flaw.unread for flaw in written.flaws)
        raise DraftProblems(judge.mistakes[:_MOST_MISTAKES], _filled(written, type_) if can_be_made_anew else None)
    return Draft(facts, written.initiator, written.contract, written.type, written.comment)


def marked_copy(
    type_: ContractType, people: tuple[tuple[str, str], ...], language: str, problems: DraftProblems
) -> bytes | None:
    """Return the clerk's form with every mistake marked; None if something in it could not be read.

    It is made anew from what was read, so that nothing else of the clerk's file is passed on, nor anything lost.
    """
    if problems.written is None:
        return None
    marks = []
    for each in problems.mistakes:
        marks.append(CellMark(each.field, each.message, each.row, each.column))
        marks += [CellMark(name, each.message) for name in each.also]
    return make_form(type_, people, language, problems.written, marks)


def type_of_form(name: str, content: bytes) -> str:
    """Return the key of the contract type that a form names; "" if it names none or cannot be read."""
    try:
        if name.lower().endswith(SUFFIXES):
            return read_yaml(content, name).type
        return type_of_workbook(content) if len(content) <= LARGEST_FILE else ""
    except Unsafe:
        return ""


def why_no_form(name: str, content: bytes) -> str:
    """Return the key of the catalogue's text that says why a file is none of our forms."""
    suffix = name.lower().rpartition(".")[2]
    if not is_workbook(content):
        return _INSTEAD.get(suffix, "wrong_suffix") if content else "empty"
    try:
        type_of_workbook(content)
    except Unsafe as error:
        return error.key if not error.values else "not_our_form"
    return "not_our_form"


def facts_from(type_: ContractType, values: Mapping[str, str], language: str) -> tuple[Fact, ...]:
    """Return the facts of some values, to try out a route with: no field is required. Raises DraftProblems."""
    judge = _Judge(language)
    optional = tuple(replace(rule, required=False) for rule in type_.fields)
    facts = judge.facts(replace(type_, fields=optional), RawForm(values))
    if judge.mistakes:
        raise DraftProblems(judge.mistakes)
    return facts


def _read(name: str, content: bytes, type_: ContractType, language: str, reads: Reads) -> RawForm:
    """Return what a file says, read by what it is, not by its name, which only tells YAML. Raises Unsafe."""
    suffix = name.lower().rpartition(".")[2]
    if not content.strip():
        raise Unsafe("empty")
    if len(content) > LARGEST_FILE:
        raise Unsafe("too_big", size=len(content) // 2**20, max=LARGEST_FILE // 2**20)
    if suffix == "xlsx" or is_workbook(content):
        return read_workbook(content, type_, language, reads)
    if name.lower().endswith(SUFFIXES):
        return read_yaml(content, name)
    raise Unsafe(_INSTEAD.get(suffix, "wrong_suffix"))


def _with_comment(written: RawForm, type_: ContractType) -> RawForm:
    """Return the form with what YAML says under `comment` as its comment, unless the type has a field of that name."""
    if COMMENT not in written.values or any(rule.name == COMMENT for rule in type_.fields):
        return written
    values = {name: value for name, value in written.values.items() if name != COMMENT}
    return replace(written, values=values, comment=str(written.values[COMMENT] or "").strip())


_INSTEAD = {
    "xls": "old_xls",
    "xlsb": "xlsb",
    "ods": "old_ods",
    "pdf": "pdf",
}  # what is often handed in, and what to do with it


@dataclass(slots=True)
class _Judge:
    """Turns values into facts and collects what is wrong with each."""

    language: str
    mistakes: list[FormMistake] = field(default_factory=list)

    def facts(self, type_: ContractType, written: RawForm) -> tuple[Fact, ...]:
        for flaw in written.flaws:
            self._flaw(type_, flaw)
        self._unknown(written, [rule.name for rule in type_.fields])
        facts = tuple(fact for rule in type_.fields if (fact := self._fact(rule, written)))
        self._check_accounts(type_, facts, written)
        return facts

    def _check_accounts(self, type_: ContractType, facts: tuple[Fact, ...], written: RawForm) -> None:
        """Check each account against the BIK of its bank."""
        values = {fact.name: fact.value for fact in facts}
        for rule in type_.fields:
            account, bik = values.get(rule.name, ""), values.get(rule.bik, "")
            if rule.type is FactType.ACCOUNT and account and bik and not account_fits(account, bik):
                self._wrong(rule, InvalidValue("account_check", found=account, bik=bik), written)

    def check(self, type_: ContractType, facts: tuple[Fact, ...], holds: Holds, written: RawForm) -> None:
        """Check the rules over fields that are right; one that cannot be computed is a mistake, too."""
        wrong = {mistake.field for mistake in self.mistakes}
        for each in type_.checks:
            if wrong.intersection(each.fields) or (wrong and not each.fields):
                continue
            try:
                if not holds(each.rule, facts):
                    self._broken(type_, each, each.message, written)
            except NotComputable as error:
                why = say(self.language, f"not_computed_{error.why}")
                text = say(self.language, "check_not_computed", message=each.message, why=why)
                self._broken(type_, each, text, written)

    def _broken(self, type_: ContractType, check: CheckRule, message: str, written: RawForm) -> None:
        """Tell a rule that does not hold, at the cells of the fields that it is about."""
        rules = [rule for name in check.fields if (rule := type_.field_rule(name))]
        if not rules:
            self.mistakes.append(self.whole(message))
            return
        first, *others = (rule.name for rule in rules)
        places = filter(None, (self._at(written.places.get(rule.name, "")) for rule in rules))
        label = ", ".join(rule.label for rule in rules)
        self.mistakes.append(FormMistake(first, label, message, ", ".join(places), also=tuple(others)))

    def whole(self, message: str) -> FormMistake:
        """Return a mistake of the draft as a whole."""
        return FormMistake("", say(self.language, "whole_form"), message)

    def _fact(self, rule: FieldRule, written: RawForm) -> Fact | None:
        if rule.type is FactType.TABLE:
            return self._table(rule, written)
        if any(flaw.field == rule.name and flaw.spoils for flaw in written.flaws):
            return None
        found = [] if rule.name in written.tables else written.values.get(rule.name, rule.default)
        if is_empty(found):
            if rule.required:
                self._wrong(rule, InvalidValue("missing"), written)
            return None
        try:
            value = canonical(rule, found)
        except InvalidValue as wrong:
            self._wrong(rule, wrong, written)
            return None
        return Fact(rule.name, rule.label, rule.type, value, shown(rule, value), rule.currency)

    def _flaw(self, type_: ContractType, flaw: Flaw) -> None:
        """Tell what is wrong with a place; of a table with the row and column that it concerns."""
        rule, text = type_.field_rule(flaw.field), self._text(flaw.wrong)
        mistake = FormMistake(flaw.field, rule.label, text, "", flaw.row, flaw.column) if rule else self.whole(text)
        self.mistakes.append(self._at_line(mistake, flaw.place))

    def _table(self, rule: FieldRule, written: RawForm) -> Fact | None:
        found = written.values.get(rule.name)
        if not is_empty(found):
            self._wrong(rule, InvalidValue("not_table"), written)
            return None
        spoilt = {flaw.row for flaw in written.flaws if flaw.field == rule.name and flaw.spoils}
        if 0 in spoilt:
            return None
        filled = [
            (position, row)
            for position, row in enumerate(written.tables.get(rule.name, ()), 1)
            if position not in spoilt and not all(is_empty(value) for value in row.values.values())
        ]
        totals = [(position, row) for position, row in filled if is_total(rule, row.values)]
        for position, row in totals:
            self._total(rule, position, row)
        rows = tuple(self._row(rule, position, row) for position, row in filled if (position, row) not in totals)
        if not rows:
            if rule.required and not spoilt and not totals:
                self._wrong(rule, InvalidValue("missing"), written)
            return None
        columns = tuple(Column(each.name, each.label, each.type, each.currency) for each in rule.columns)
        return Fact(rule.name, rule.label, rule.type, columns=columns, rows=rows)

    def _total(self, rule: FieldRule, position: int, row: Row) -> None:
        text = say(self.language, "totals_row")
        column = next(each.name for each in rule.columns if each.type in TEXTUAL)
        mistake = FormMistake(rule.name, rule.label, text, "", position, column)
        self.mistakes.append(self._at_line(mistake, row.places.get(column, "")))

    def _row(self, rule: FieldRule, position: int, row: Row) -> tuple[str, ...]:
        for name in row.values:
            if name not in {column.name for column in rule.columns}:
                self._no_such(name, [column.name for column in rule.columns], row.places.get(name, ""))
        return tuple(self._cell(rule, column, position, row) for column in rule.columns)

    def _cell(self, rule: FieldRule, column: FieldRule, position: int, row: Row) -> str:
        value = row.values.get(column.name)
        if is_empty(value):
            if not column.required:
                return ""
            value = InvalidValue("missing")
        try:
            return canonical(column, value)
        except InvalidValue as wrong:
            why = self._text(wrong)
            message = say(self.language, "row_value", row=row.number, column=column.label, message=why)
            mistake = FormMistake(rule.name, rule.label, message, "", position, column.name)
            self.mistakes.append(self._at_line(mistake, row.places.get(column.name, "")))
            return ""

    def _unknown(self, written: RawForm, known: list[str]) -> None:
        for name in (*written.values, *written.tables):
            if name not in known:
                self._no_such(name, known, written.places.get(name, ""))

    def _no_such(self, name: str, known: list[str], place: str) -> None:
        near = difflib.get_close_matches(name.lower(), known, 1)
        hint = say(self.language, "did_you_mean", name=near[0]) if near else ""
        text = say(self.language, "unknown_field", hint=hint)
        self.mistakes.append(self._at_line(FormMistake("", brief(name), text), place))

    def _wrong(self, rule: FieldRule, wrong: InvalidValue, written: RawForm) -> None:
        mistake = FormMistake(rule.name, rule.label, self._text(wrong))
        self.mistakes.append(self._at_line(mistake, written.places.get(rule.name, "")))

    def _at_line(self, mistake: FormMistake, place: str) -> FormMistake:
        """Return the mistake with its place: the name of a cell, or "line N" of a text file."""
        return replace(mistake, where=self._at(place))

    def _at(self, place: str) -> str:
        return say(self.language, "at_line", line=place) if place.isdecimal() else place

    def _text(self, wrong: InvalidValue) -> str:
        return say(self.language, wrong.key, **wrong.values)


def _filled(written: RawForm, type_: ContractType) -> FilledForm:
    """Return what was read, as the clerk wrote it, to fill a marked copy with."""
    tables = {}
    for rule in type_.fields:
        if rule.name in written.tables:
            names = [column.name for column in rule.columns]
            rows = written.tables[rule.name][:MOST_ROWS]
            tables[rule.name] = [[row.values.get(name) for name in names] for row in rows]
    return FilledForm(written.values, tables, written.contract, written.initiator, written.comment)
