"""The block `contract_types`, with its tests of routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from daemon import conditions
from daemon.config.fields import canonical, name_pattern, number_pattern, numbers_alike, read_fields, summary_pattern
from daemon.config.organisation import NOWHERE
from daemon.config.problems import Mistake, hint, quoted
from daemon.config.route_shortage import look_for_shortages
from daemon.config.routes import condition, note_no_manager_of_initiator, note_unguarded, read_route
from daemon.config.settings import IdentityRule, RouteTest
from daemon.config.staff import Staff
from daemon.config.value_kinds import TEMPLATE
from daemon.config.values import is_file, key, member, path, text, word
from daemon.config.yaml_node import Block, Item
from daemon.workflow.contract_type import CheckRule, ContractType, FieldRule
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import Fact, Person
from daemon.workflow.route import Directory, NoRoute, NoSuchPerson, resolve
from daemon.workflow.route_rules import RouteRule

TAKEN = ("accepted", "rejected")  # folders beside the types' in `drafts`


@dataclass(frozen=True, slots=True)
class Types:
    """The contract types by key, and what is said of each besides."""

    types: dict[str, ContractType] = field(default_factory=dict)
    identity: dict[str, IdentityRule] = field(default_factory=dict)
    tests: dict[str, tuple[RouteTest, ...]] = field(default_factory=dict)


def read_types(
    top: Block, staff: Staff, directory: Directory, templates: Path, general: RouteRule, language: str
) -> Types:
    """Return every contract type; `general` is what all routes have in common.

    Its route tests run when nothing else in it, and among the people, is wrong."""
    found = Types()
    numbers: dict[str, str] = {}
    block = top.need_inner("contract_types")
    entries = dict(block.each())
    if not entries and not block.silent:
        block.item.wrong("there is none; add a contract type")
    for name, item in entries.items():
        with item.read(_named, item.no_block()) as inner:
            if not inner.silent:
                _read_type(name, inner, _TypeReader(staff, directory, templates, numbers, general, language), found)
    return found


def _named(item: Item) -> Block:
    name = item.name
    key(name, "contract type")
    if name in TAKEN:
        raise Mistake(f"{quoted(name)} is the folder for {name} drafts; choose another key")
    return item.block()


@dataclass(frozen=True, slots=True)
class _TypeReader:
    """What a contract type is checked against. `numbers` has the patterns of the types before."""

    staff: Staff
    directory: Directory
    templates: Path
    numbers: dict[str, str]
    general: RouteRule
    language: str

    def number(self, name: str) -> Callable[[Item], str]:
        def read(item: Item) -> str:
            pattern = number_pattern(item)
            other = self.numbers.setdefault(numbers_alike(pattern), name)
            if other != name:
                raise Mistake(f"{quoted(pattern)} numbers {quoted(other)} already; give each type a letter of its own")
            return pattern

        return read

    def template(self, item: Item) -> str:
        name = path(item)
        if "/" in name or "\\" in name or not name.endswith(".docx"):
            raise Mistake(f"found {quoted(name)}, expected {TEMPLATE.expected}")
        if self.templates != NOWHERE and not is_file(self.templates / name):
            there = sorted(each.name for each in self.templates.glob("*.docx"))
            raise Mistake(f"no such template {quoted(name)} in the folder {self.templates.name}{hint(name, there)}")
        return name


def _read_type(name: str, block: Block, reading: _TypeReader, into: Types) -> None:
    before = len(block.item.problems.found)
    fields = read_fields(block, reading.staff, reading.language)
    into.types[name] = type_ = ContractType(
        key=name,
        title=block.read("title", text, name),
        kind=block.read("kind", word, ""),
        template=block.read("template", reading.template, ""),
        number=block.read("number", reading.number(name), ""),
        name=block.read("name", name_pattern(fields), ""),
        fields=fields,
        route=read_route(block, fields, reading.staff, reading.general),
        initiator=block.read("initiator", reading.staff.person, None),
        summary=block.read("summary", summary_pattern(fields), ""),
        checks=block.many("check", lambda item: _check_rule(item, fields)),
    )
    type_item = block.get("initiator") or block.get("route") or block.item
    note_no_manager_of_initiator(type_item, type_.route, type_.initiator, reading.staff)
    if identity := block.read("identity", lambda item: _identity(item, fields), None):
        into.identity[name] = identity
    tests = block.many("route_tests", lambda item: _test(item, type_, reading.staff))
    into.tests[name] = tuple(test for _, test in tests)
    if len(block.item.problems.found) == before and reading.staff.sound:
        look_for_shortages(block, type_, reading.directory)
        for item, test in tests:
            item.read(partial(_run, test=test, type_=type_, directory=reading.directory), None)


def _check_rule(item: Item, fields: tuple[FieldRule, ...]) -> CheckRule:
    with item.block() as block:
        rule = block.read("rule", condition(fields), "")
        read = conditions.fields_read(rule) if rule else ()
        named = tuple(each.name for each in fields if each.name in read)
        return CheckRule(rule, block.read("message", text, ""), named)


def _identity(item: Item, fields: tuple[FieldRule, ...]) -> IdentityRule:
    return item.either(
        lambda each: IdentityRule(member(IdentityPolicy)(each)), lambda each: _identity_block(each, fields)
    )


def _identity_block(item: Item, fields: tuple[FieldRule, ...]) -> IdentityRule:
    with item.block() as block:
        policy = block.read("policy", member(IdentityPolicy), IdentityPolicy.CONFIRM)
        when = block.read("when", condition(fields), None)
    note_unguarded(block.get("when"), when, fields)
    return IdentityRule(policy, when)


def _test(item: Item, type_: ContractType, staff: Staff) -> tuple[Item, RouteTest]:
    with item.block() as block:
        given, expected = block.need_inner("fields"), block.need_inner("expect")
        fields = {name: each.read(partial(_value, type_=type_), "") for name, each in given.each()}
        stages = [stage.key for stage in type_.route.stages]
        expect: dict[str, tuple[str, ...]] = {}
        for name, each in expected.each():
            if name not in stages:
                each.wrong(f"no such stage {quoted(name)}{hint(name, stages)}")
            expect[name] = tuple(each.read(staff.person, "") for each in each.items_or_none())
        return item, RouteTest(fields, expect, block.read("initiator", staff.person, None))


def _value(item: Item, type_: ContractType) -> str:
    rule = type_.field_rule(item.name)
    if not rule:
        known = [each.name for each in type_.fields]
        raise Mistake(f"no such field {quoted(item.name)}{hint(item.name, known)}")
    return canonical(rule, item)


def _run(item: Item, test: RouteTest, type_: ContractType, directory: Directory) -> None:
    """Raise Mistake if the route asks others than the test expects."""
    facts = tuple(
        Fact(rule.name, rule.label, rule.type, test.fields[rule.name])
        for rule in type_.fields
        if rule.name in test.fields
    )
    initiator = directory.people.get(test.initiator or type_.initiator or "", Person("initiator", "", ""))
    try:
        route, _ = resolve(
            type_.route, facts, initiator, directory, lambda expression: conditions.holds(expression, facts)
        )
        asked = {stage.key: tuple(each.person.key for each in stage.approvers) for stage in route.stages}
    except NoRoute:
        asked = {}
    except NoSuchPerson as error:
        raise Mistake(f"the route leads to nobody: {error.rule}; add `initiator:` or a manager in `people`") from None
    expect = item.block().entries["expect"].block()
    for stage in type_.route.stages:
        wanted, found = test.expect.get(stage.key, ()), asked.get(stage.key, ())
        if sorted(wanted) != sorted(found):
            place = expect.entries.get(stage.key) or expect.item
            place.wrong(f"{stage.key}: expected {_people(wanted)}, found {_people(found)}; mend the route or the test")


def _people(keys: tuple[str, ...]) -> str:
    return f"[{', '.join(keys)}]" if keys else "nobody"
