"""Look for contracts whose route would wait in a stage: with which values it has fewer approvers than it needs.

A stage that no values give enough approvers is a mistake; one that some values leave with too few is worth a note, and
so is a type whose own initiator would have to approve what they hand in, with nobody to stand in for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from daemon import conditions
from daemon.config.yaml_node import Block, Item
from daemon.workflow.contract_type import ContractType
from daemon.workflow.decide.outlook import StageOutlook, outlook_of_new
from daemon.workflow.doubt import NotComputable
from daemon.workflow.model import Fact, FactType, Person, PersonKey
from daemon.workflow.route import Directory, NoRoute, NoSuchPerson, participant, resolve
from daemon.workflow.route_rules import StageRule

_ANYBODY = Person("initiator", "", "", manager="manager")  # both words are reserved: nobody has them as a key
_THEIR_MANAGER = Person("manager", "", "")


def look_for_shortages(type_block: Block, type_: ContractType, directory: Directory) -> None:
    """Report stages of a type that would wait, each at its key; the type and the people must be right."""
    route = type_block.get("route")
    items = route.items_or_none() if route else []
    for item, stage in zip(items, type_.route.stages, strict=True):
        _Search(type_, stage, directory).report(item.look("need") or item.look("approvers") or item)


@dataclass(frozen=True, slots=True)
class _Search:
    """One stage of a type, and the people who may be asked."""

    type_: ContractType
    stage: StageRule
    directory: Directory

    def report(self, item: Item) -> None:
        if self.stage.need > 1 and not self.stage.or_all:
            seen = [each for each in self._seen_by(_ANYBODY) if each[1]]
            short = [each for each in seen if each[1].short]
            if short:
                say = item.wrong if len(short) == len(seen) else item.note
                say(self._too_few(*short[0], always=len(short) == len(seen)))
                return
        initiator = self.directory.people.get(self.type_.initiator or "")
        if initiator and self.type_.route.policies.refuse_own:
            self._report_own(item, initiator)

    def _report_own(self, item: Item, initiator: Person) -> None:
        """Say so when the type's own initiator is an approver and nobody stands in, or makes the stage too small."""
        for facts, seen in self._seen_by(initiator):
            if any(each.key == initiator.key for each in seen.vacant):
                item.note(_own(self.stage, initiator.key, facts, seen))
                return
            if seen.short:
                item.note(f"of what {initiator.key} hands in: {self._too_few(facts, seen, always=False)}")
                return

    def _seen_by(self, initiator: Person) -> Iterator[tuple[tuple[Fact, ...], StageOutlook]]:
        """Yield the stage as it opens for a contract of the initiator, with every kind of values that lead to it."""
        people = {**self.directory.people, **{each.key: each for each in (_ANYBODY, _THEIR_MANAGER)}}
        people |= {key: Person(key, "", "") for keys in self._named().values() for key in keys if key not in people}
        directory = replace(self.directory, people=people, absences=())
        rule = replace(self.type_.route, stages=(self.stage,))
        for facts in self._examples():
            try:
                route, _ = resolve(rule, facts, initiator, directory, partial(conditions.holds, facts=facts))
            except (NoRoute, NoSuchPerson):
                continue  # the stage is passed over, or the draft is refused
            for each in outlook_of_new(route, facts, participant(initiator), datetime.now(UTC), directory):
                yield facts, each

    def _examples(self) -> Iterator[tuple[Fact, ...]]:
        """Yield values for each way in which the stage's conditions hold, as far as the form's rules allow them."""
        rules = (self.stage.when, *(each.when for each in self.stage.approvers))
        expressions = tuple(dict.fromkeys(each for each in rules if each))
        for facts in conditions.examples(expressions, self.type_.fields, self._named()):
            if all(self._allows(each.rule, facts) for each in self.type_.checks):
                yield facts

    def _allows(self, rule: str, facts: tuple[Fact, ...]) -> bool:
        """Return False if a rule of the form refuses the values; one that reads other fields may hold with theirs."""
        if not set(conditions.fields_read(rule)) <= {each.name for each in facts}:
            return True
        try:
            return conditions.holds_if_filled_in(rule, facts)
        except NotComputable:
            return False

    def _named(self) -> dict[str, tuple[PersonKey, ...]]:
        """Return whom fields may name as approvers; a field for free text names somebody who is nobody else."""
        named = {}
        for each in self.stage.approvers:
            field = self.type_.field_rule(each.who.field or "")
            if field:
                named[field.name] = tuple(key for key, _ in field.choices) or (f"whom {field.name} names",)
        return named

    def _too_few(self, facts: tuple[Fact, ...], seen: StageOutlook, *, always: bool) -> str:
        """Return which values leave the stage with how many approvers, what happens then, and the cure."""
        asked = list(dict.fromkeys(each.assignee.key for each in seen.requests))
        needs = seen.short.needed if seen.short else self.stage.need
        there = f"{len(asked)} ({', '.join(asked)})" if asked else "nobody"
        before = "no values give it the approvers that it needs: " if always else ""
        return (
            f"{before}{_in_words(facts)} stage {self.stage.key} needs {needs} approvers and has {there}, and the "
            f"contract waits there; say `need: {needs} or all` if those are enough, or add another approver"
        )


def _own(stage: StageRule, initiator: PersonKey, facts: tuple[Fact, ...], seen: StageOutlook) -> str:
    happens = "the contract waits there" if seen.short else "nobody is asked in their place"
    return (
        f"{initiator} hands these contracts in and is an approver of stage {stage.key}; nobody approves their own, and "
        f"there is no substitute or manager to stand in: {_in_words(facts)} {happens}. Give {initiator} a "
        "`substitute:` or a `manager:` in `people`, name another approver, or say `own_contracts: allowed`"
    )


def _in_words(facts: tuple[Fact, ...]) -> str:
    """Return values as one would type them: with amount = 1000, fund = budget."""
    said = [f"{each.name} {'= ' + _shown(each) if each.value else 'empty'}" for each in facts]
    return f"with {', '.join(said)}" if said else "whatever the values,"


def _shown(fact: Fact) -> str:
    return fact.value if fact.type is not FactType.TEXT else f'"{fact.value}"'
