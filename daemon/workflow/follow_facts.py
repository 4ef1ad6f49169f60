"""Route a new version: by the rules that the contract was registered with, when facts changed that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from daemon.workflow.model import Contract, Fact, Participant, Person
from daemon.workflow.rework import changed
from daemon.workflow.route import Directory, resolve
from daemon.workflow.route_rules import PersonRule, RouteRule
from daemon.workflow.route_shift import ResolvedAnew


@dataclass(frozen=True, slots=True)
class ConditionLanguage:
    """What the core is given to understand conditions: whether one holds for facts, and which fields it reads.

    `holds` raises NotComputable as `route.resolve` expects it.
    """

    holds: Callable[[str, tuple[Fact, ...]], bool]
    reads: Callable[[str], tuple[str, ...]]


def resolve_anew(
    contract: Contract, rules: RouteRule, facts: tuple[Fact, ...], directory: Directory, language: ConditionLanguage
) -> ResolvedAnew | None:
    """Return the route of a contract with these facts; None if nothing changed that its rules rest on.

    Then the route stays as it was resolved, whatever has changed in the directory. Raises NoRoute and NoSuchPerson as
    `route.resolve` does.
    """
    resolved_by = contract.versions[contract.routed_by - 1].facts
    rest = rests_on(rules, language)
    because = tuple(name for name in changed(resolved_by, facts) if name in rest)
    other_initiator = _asks_by_initiator(rules) and contract.routed_for != contract.initiator.key
    if not because and not other_initiator:
        return None
    initiator = directory.people.get(contract.initiator.key) or as_person(contract.initiator)
    route, _ = resolve(rules, facts, initiator, directory, partial(_holds, language, facts))
    return ResolvedAnew(route, rules, because)


def rests_on(rules: RouteRule, language: ConditionLanguage) -> frozenset[str]:
    """Return the names of the fields that the rules look at: in conditions, and where a field names an approver."""
    named = {each.field for each in _people(rules) if each.field}
    return frozenset(named.union(*(language.reads(each) for each in _conditions(rules))))


def as_person(known: Participant) -> Person:
    """Return somebody who is not in the directory any more, as the history has them."""
    return Person(known.key, known.name, known.email, known.post, known.language)


def _holds(language: ConditionLanguage, facts: tuple[Fact, ...], condition: str) -> bool:
    return language.holds(condition, facts)


def _conditions(rules: RouteRule) -> Iterator[str]:
    for stage in rules.stages:
        yield from (each for each in (stage.when, *(rule.when for rule in stage.approvers)) if each)


def _people(rules: RouteRule) -> Iterator[PersonRule]:
    for stage in rules.stages:
        yield from (each.who for each in stage.approvers)
        yield from (each.to for each in stage.escalate if each.to)


def _asks_by_initiator(rules: RouteRule) -> bool:
    return any(each.manager_of == "initiator" for each in _people(rules))
