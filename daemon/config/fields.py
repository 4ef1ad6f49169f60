"""The fields of a contract type, and the patterns that are filled from them."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from daemon import conditions
from daemon.config.key_shapes import Choice, ValueKind
from daemon.config.problems import Mistake, hint, listed, quoted
from daemon.config.staff import Staff
from daemon.config.value_kinds import DAY, FLAG, NUMBER
from daemon.config.values import day, flag, number, text, whole, word
from daemon.config.yaml_node import Block, Item
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import LABELLED, NUMERIC, FactType

TAKEN = ("number", "title", "year", "seq", "initiator", "contract")  # what drafts and patterns say already

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SEQ = re.compile(r"0[1-9]")


_YES_NO = {"ru": (("yes", "да"), ("no", "нет")), "en": (("yes", "yes"), ("no", "no"))}


def read_fields(type_: Block, staff: Staff, language: str) -> tuple[FieldRule, ...]:
    """Return the fields in the order of the form; what is wrong with one leaves it out.

    A field that holds a person has the `staff` to choose from, and "yes" and "no" are said in the `language`.
    """
    reader = _FieldReader(tuple((key, person.name) for key, person in staff.people.items()), _YES_NO[language])
    fields = reader.rules(type_.need_inner("fields"), TAKEN)
    return tuple(_with_bank(each, fields, type_) for each in fields)


@dataclass(frozen=True, slots=True)
class _FieldReader:
    people: tuple[tuple[str, str], ...]
    yes_no: tuple[tuple[str, str], ...]

    def rules(self, block: Block, taken: Iterable[str]) -> tuple[FieldRule, ...]:
        entries = list(block.each())
        if not entries and not block.silent:
            block.item.wrong("the block is empty; expected at least one")
        found = (item.read(lambda each: self.rule(each, taken), None) for _, item in entries)
        return tuple(each for each in found if each)

    def rule(self, item: Item, taken: Iterable[str]) -> FieldRule | None:
        name = item.name
        if not _NAME.fullmatch(name) or name in conditions.RESERVED:
            raise Mistake(f"{quoted(name)} cannot be a name here; expected small Latin letters, digits and _")
        if name in taken:
            raise Mistake(f"{quoted(name)} means something else already; choose another name, such as {name}_text")
        with item.block() as block:
            label = block.read("label", text, name)
            type_ = block.choose(_type, None)
            if type_ is None:
                return FieldRule(name, label, FactType.TEXT)  # so that rules about it are not wrong, too
            rule = FieldRule(
                name,
                label,
                type_,
                required=block.option("required", flag),
                max_length=block.read("max_length", whole, None),
                min=block.read("min", number, None),
                max=block.read("max", number, None),
                currency=block.read("currency", _currency, ""),
                choices=self._choices(type_, block),
                pattern=block.read("pattern", _regular_expression, ""),
                hint=block.read("hint", text, ""),
                foreign=block.option("foreign", flag),
                columns=self.rules(block.need_inner("columns"), ()) if type_ is FactType.TABLE else (),
            )
            if taken:  # a field, and no column
                default = block.read("default", lambda each: canonical(rule, each), "")
                rule = replace(rule, bik=block.read("bik", text, ""), default=default)
        if rule.min is not None and rule.max is not None and rule.min > rule.max:
            raise Mistake(f"min {rule.min} is above max {rule.max}")
        return rule

    def _choices(self, type_: FactType, block: Block) -> tuple[tuple[str, str], ...]:
        match type_:
            case FactType.CHOICE:
                return _choices(block)
            case FactType.PERSON:
                return self.people
            case FactType.YES_NO:
                return self.yes_no
        return ()


def _with_bank(rule: FieldRule, fields: tuple[FieldRule, ...], type_: Block) -> FieldRule:
    """Return an account's field with the one that holds the BIK of its bank; without one where there is none."""
    if rule.type is not FactType.ACCOUNT:
        return rule
    known = [each.name for each in fields if each.type is FactType.BIK]
    if rule.bik and rule.bik not in known:
        type_.item.wrong(
            f"fields.{rule.name}.bik: {quoted(rule.bik)} is no field of the type bik{hint(rule.bik, known)}"
        )
    return replace(rule, bik=rule.bik or (known[0] if len(known) == 1 else ""))


def _regular_expression(item: Item) -> str:
    found = text(item)
    try:
        re.compile(found)
    except re.error as error:
        raise Mistake(f"{quoted(found)} is no regular expression: {error}") from None
    return found


def _type(item: Item) -> FactType:
    types = item.described_as(Choice)
    found = word(item)
    if found in types.refused:
        raise Mistake(f"a column cannot be a {found}; expected {listed(types.words)}")
    return FactType(found)


def _currency(item: Item) -> str:
    kind = item.described_as(ValueKind)
    found = text(item)
    if not kind.matches(found):
        raise Mistake(f"found {quoted(found)}, expected {kind.expected}")
    return found


def _choices(block: Block) -> tuple[tuple[str, str], ...]:
    choices = block.need_inner("choices")
    entries = tuple((key, item.read(text, key)) for key, item in choices.each())
    if not entries and not choices.silent:
        choices.item.wrong("there is nothing to choose from; add choices as `key: Label`")
    return entries


def numbers_alike(pattern: str) -> str:
    """Return the pattern without its zeros: types whose patterns differ in these only would give the same numbers."""
    return re.sub(r"\{seq:0[1-9]\}", "{seq}", pattern)


def number_pattern(item: Item) -> str:
    """Return how a type's contracts are numbered: "З-{year}-{seq:04}"."""
    pattern = text(item)
    names = _placeholders(pattern, ("year", "seq"))
    if "seq" not in names:
        raise Mistake(f"{quoted(pattern)} has no {{seq}}, so all numbers would be the same; add {{seq}} or {{seq:04}}")
    return pattern


def name_pattern(fields: tuple[FieldRule, ...]) -> Callable[[Item], str]:
    """Return a reader of how a type's contracts are called: "{number} {title} {counterparty}"."""
    known = ("number", "title", "year", "seq", *(each.name for each in fields if each.type is not FactType.TABLE))

    def read(item: Item) -> str:
        pattern = text(item)
        if "number" not in _placeholders(pattern, known):
            raise Mistake(f"{quoted(pattern)} has no {{number}}, so two contracts could have one name; add {{number}}")
        return pattern

    return read


def summary_pattern(fields: tuple[FieldRule, ...]) -> Callable[[Item], str]:
    """Return a reader of what stands for a type's contracts in lists: "{counterparty}, {subject}, {amount}"."""
    names = tuple(each.name for each in fields if each.type is not FactType.TABLE)

    def read(item: Item) -> str:
        pattern = text(item)
        if not set(_placeholders(pattern, ("number", "title", *names))) & {"number", *names}:
            add = f"{{{names[0]}}}" if names else "{number}"
            raise Mistake(f"{quoted(pattern)} has no field, so all contracts would look alike; add {add}")
        return pattern

    return read


def _placeholders(pattern: str, known: Iterable[str]) -> list[str]:
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise Mistake(f"{quoted(pattern)} has a brace without its other half; expected {{name}}") from None
    found = []
    for _, name, width, conversion in parts:
        if name is None:
            continue
        if name not in known:
            raise Mistake(f"{quoted(pattern)} has an unknown {{{name}}}{hint(name, known)}")
        if conversion or (width and not (name == "seq" and _SEQ.fullmatch(width))):
            raise Mistake(f"{quoted(pattern)} has an unknown form of {{{name}}}; expected {{{name}}} or {{seq:04}}")
        found.append(name)
    return found


def canonical(rule: FieldRule, item: Item) -> str:
    """Return a value of a field in a test as the canonical text of a fact. Raises Mistake when it is none."""
    match rule.type:
        case numeric if numeric in NUMERIC:
            found = number(item.of(NUMBER))
            return f"{found:.2f}" if rule.type is FactType.MONEY else f"{found:f}"
        case FactType.DATE:
            return day(item.of(DAY)).isoformat()
        case FactType.YES_NO if item.kind == "bool":
            return "yes" if flag(item.of(FLAG)) else "no"
        case labelled if labelled in LABELLED:
            keys = [key for key, _ in rule.choices]
            word = text(item)
            if keys and word not in keys:
                raise Mistake(f"{rule.name} has no choice {quoted(word)}{hint(word, keys)}")
            return word
        case FactType.TABLE:
            raise Mistake("a table cannot be given in a test; leave it out")
    return text(item)
