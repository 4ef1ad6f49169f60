"""Resolve the route rule of a contract type into the route of one contract.

Conditions are not evaluated here: `holds` does it, given the condition's text, so that the core needs no language
for them. Where it raises NotComputable the person is asked: a rule that fails must not spare anybody a question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.workflow.doubt import Doubt, NotComputable
from daemon.workflow.model import (
    Absence,
    Approver,
    EscalationStep,
    Fact,
    Participant,
    Person,
    PersonKey,
    Route,
    Stage,
)
from daemon.workflow.route_rules import ApproverRule, EscalationRule, PersonRule, RouteRule, StageRule
from daemon.workflow.working_time import Calendar


@dataclass(frozen=True, slots=True)
class Directory:
    """The people of the house, when they work and when they are away, and which of them are administrators."""

    people: Mapping[PersonKey, Person]
    calendar: Calendar
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()
    administrators: tuple[PersonKey, ...] = ()

    def knows(self, key: PersonKey) -> bool:
        """Return True unless nobody has this key; who is asked no more has left, or was renamed."""
        return key in self.people

    def holder(self, person: Participant) -> Participant:
        """Return who has the key of a person now: themself, or somebody else to whom it has passed."""
        known = self.people.get(person.key)
        return participant(known) if known and not known.is_human(person) else person

    def has_passed(self, person: Participant) -> bool:
        """Return True if somebody else has the key of a person now."""
        return self.holder(person) is not person

    def calendar_of(self, key: PersonKey) -> Calendar:
        person = self.people.get(key)
        return self.calendars.get(person.calendar or "", self.calendar) if person else self.calendar

    def absence(self, key: PersonKey, moment: datetime) -> Absence | None:
        """Return the absence that somebody has at this moment, by days of their calendar's zone; None if none."""
        if not any(each.person == key for each in self.absences):
            return None
        day = moment.astimezone(self.calendar_of(key).timezone).date()
        return next((a for a in self.absences if a.person == key and a.first <= day <= a.last), None)

    def present(self, key: PersonKey, moment: datetime) -> PersonKey:
        """Return who is asked in place of a person: themself, or while they are away the first substitute present.

        Where the chain of substitutes ends with nobody, in a circle, or with somebody away, it is the person themself.
        """
        met = {key}
        present = key
        while absence := self.absence(present, moment):
            person = self.people.get(present)
            follows = absence.substitute or (person.substitute if person else None)
            if follows is None or follows in met or follows not in self.people:
                return key
            met.add(follows)
            present = follows
        return present

    def by_address(self, address: str) -> Person | None:
        """Return the person with this address, in any case; None if nobody has it.

        `address` is normalised as in daemon/addresses.py.
        """
        return next((p for p in self.people.values() if address.lower() in p.addresses), None)


Holds = Callable[[str], bool]  # raises NotComputable


class NoRoute(ValueError):
    """A route that asks nobody about a contract; `reasons` has one for each stage."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class NoSuchPerson(ValueError):
    """A rule that leads to nobody; `rule` is that rule in words, `who` the rule itself.

    `stage` has it as the approver with this `place`, from 0.
    """

    def __init__(self, who: PersonRule, stage: StageRule, place: int) -> None:
        self.who, self.stage, self.place = who, stage, place
        self.rule = describe(who)
        super().__init__(self.rule)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that the rules of the route considered, and whether its person is asked; for `explain-route`.

    Several rules that lead to the same person of a stage are one slot with all their reasons.
    """

    stage: str
    person: PersonKey
    asked: bool
    why: str
    doubt: Doubt | None = None  # asked because a condition could not be computed
    also: tuple[str, ...] = ()
    veto: bool = False
    watches: tuple[str, ...] = ()


def resolve(
    rule: RouteRule, facts: tuple[Fact, ...], initiator: Person, directory: Directory, holds: Holds
) -> tuple[Route, tuple[Slot, ...]]:
    """Return the route of a contract with these facts, and every place that was considered with the reason.

    Raises NoRoute when nobody is asked, NoSuchPerson when a manager is missing or a field names no known person.
    """
    stages: list[Stage] = []
    places: list[Slot] = []
    for each in rule.stages:
        stage, considered = _resolve_stage(each, facts, initiator, directory, holds)
        stages.append(stage)
        places.extend(considered)
    if not any(stage.approvers for stage in stages):
        raise NoRoute(tuple(f"{stage.title}: {stage.passed_over}" for stage in stages))
    route = Route(
        tuple(stages),
        after_rework=rule.after_rework,
        on_return=rule.on_return,
        ask_once=rule.ask_once,
        undo=rule.undo,
        policies=rule.policies,
    )
    return route, tuple(places)


def participant(person: Person) -> Participant:
    return Participant(person.key, person.name, person.post, person.email, person.language)


def _resolve_stage(
    rule: StageRule, facts: tuple[Fact, ...], initiator: Person, directory: Directory, holds: Holds
) -> tuple[Stage, list[Slot]]:
    open_, of_stage = _applies(rule.when, holds)
    approvers: dict[PersonKey, Approver] = {}
    places: list[Slot] = []
    for place, each in enumerate(rule.approvers):
        asked, own = _applies(each.when, holds) if open_ else (False, None)
        doubt = (own or of_stage) if asked else None
        why = each.why or each.when or rule.why or rule.when or ""
        person = _find(each.who, facts, initiator, directory)
        if asked and person is None:
            raise NoSuchPerson(each.who, rule, place)
        if not (asked and person):
            places.append(Slot(rule.key, person.key if person else describe(each.who), asked, why, doubt))
        elif person.key in approvers:
            approvers[person.key] = _stronger(approvers[person.key], why, each, doubt)
        else:
            ladder = tuple(_step(step, person, initiator, facts, directory) for step in rule.escalate)
            approvers[person.key] = Approver(participant(person), why, each.veto, each.watches, ladder, doubt)
            places.append(Slot(rule.key, person.key, asked, why, doubt))
    places = [_with_reasons(each, approvers.get(each.person)) for each in places]
    passed_over = "" if approvers else (rule.when if not open_ else _nobody(rule)) or ""
    stage = Stage(
        rule.key,
        rule.title,
        tuple(approvers.values()),
        rule.deadline,
        rule.kind,
        rule.need,
        rule.remind,
        passed_over,
        rule.or_all,
    )
    return stage, places


def _stronger(place: Approver, why: str, rule: ApproverRule, doubt: Doubt | None) -> Approver:
    """Return a place of somebody to whom another rule leads as well: what either of the two wants."""
    return replace(
        place,
        veto=place.veto or rule.veto,
        watches=tuple(dict.fromkeys((*place.watches, *rule.watches))),
        doubt=place.doubt or doubt,
        also=tuple(each for each in dict.fromkeys((*place.also, why)) if each and each != place.why),
    )


def _with_reasons(slot: Slot, place: Approver | None) -> Slot:
    if not (slot.asked and place):
        return slot
    return replace(slot, why=place.why, doubt=place.doubt, also=place.also, veto=place.veto, watches=place.watches)


def _applies(when: str | None, holds: Holds) -> tuple[bool, Doubt | None]:
    try:
        return when is None or holds(when), None
    except NotComputable as error:
        return True, Doubt(when or "", error.why)


def _nobody(rule: StageRule) -> str:
    return "; ".join(dict.fromkeys(each.when for each in rule.approvers if each.when))


def _step(
    rule: EscalationRule, asked: Person, initiator: Person, facts: tuple[Fact, ...], directory: Directory
) -> EscalationStep:
    manager = directory.people.get(asked.manager or "")
    to = _find(rule.to, facts, initiator, directory) if rule.to else manager
    return EscalationStep(rule.after, rule.action, participant(to) if to else None)


def _find(rule: PersonRule, facts: tuple[Fact, ...], initiator: Person, directory: Directory) -> Person | None:
    key: PersonKey | None = rule.person
    if rule.manager_of:
        subordinate = initiator if rule.manager_of == "initiator" else directory.people.get(rule.manager_of)
        key = subordinate.manager if subordinate else None
    elif rule.field:
        key = next((fact.value for fact in facts if fact.name == rule.field), None)
    return directory.people.get(key or "")


def describe(rule: PersonRule) -> str:
    """Return the rule as the configuration writes it."""
    if rule.manager_of:
        return f"manager of {rule.manager_of}"
    return f"field {rule.field}" if rule.field else rule.person or ""
