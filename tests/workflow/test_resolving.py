"""From the rules of a contract type to the route of one contract."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.workflow.doubt import Doubt, NotComputable, NotComputed
from daemon.workflow.model import (
    AfterRework,
    Escalate,
    Fact,
    FactType,
    OnReturn,
    Participant,
    Reminder,
    Route,
    StageKind,
)
from daemon.workflow.route import Directory, NoRoute, NoSuchPerson, Slot, describe, resolve
from daemon.workflow.route_rules import ApproverRule, EscalationRule, PersonRule, RouteRule, StageRule
from daemon.workflow.working_time import parse_duration
from workflow.people import PEOPLE, facts, house, someone, stage_calendar, theatre_calendar

TWO_DAYS = parse_duration("2 working days")
CLERK = replace(PEOPLE["clerk"], manager="commercial")


def person(key: str, **more: object) -> ApproverRule:
    return ApproverRule(PersonRule(person=key), **more)  # type: ignore[arg-type]


def rule(*approvers: ApproverRule, key: str = "fund", **more: object) -> StageRule:
    return StageRule(key, key.title(), approvers, TWO_DAYS, **more)  # type: ignore[arg-type]


def resolved(*stages: StageRule, true: tuple[str, ...] = (), known: tuple[Fact, ...] = (), **policy: object) -> Route:
    return both(*stages, true=true, known=known, **policy)[0]


def both(
    *stages: StageRule, true: tuple[str, ...] = (), known: tuple[Fact, ...] = (), **policy: object
) -> tuple[Route, tuple[Slot, ...]]:
    wanted = RouteRule(stages, **policy)  # type: ignore[arg-type]
    return resolve(wanted, known or facts(), CLERK, house(), lambda condition: condition in true)


def keys(route: Route) -> list[list[str]]:
    return [[each.person.key for each in stage.approvers] for stage in route.stages]


def test_conditions_choose_stages_and_approvers_and_the_route_says_why() -> None:
    stages = (
        rule(person("lawyer"), key="legal", when="amount > 5"),
        rule(person("commercial", when="a"), person("artistic", when="b"), person("procurement", why="всегда")),
    )
    route, places = both(*stages, true=("amount > 5", "a"))
    assert keys(route) == [["lawyer"], ["commercial", "procurement"]]
    assert [each.why for stage in route.stages for each in stage.approvers] == ["amount > 5", "a", "всегда"]
    assert places == (
        Slot("legal", "lawyer", True, "amount > 5"),
        Slot("fund", "commercial", True, "a"),
        Slot("fund", "artistic", False, "b"),
        Slot("fund", "procurement", True, "всегда"),
    )


def test_the_words_of_the_stage_stand_in_for_those_of_the_approver() -> None:
    stages = (rule(person("lawyer"), when="c", why="по закону"), rule(person("director"), key="end"))
    route = resolved(*stages, true=("c",))
    assert [stage.approvers[0].why for stage in route.stages] == ["по закону", ""]


def test_a_stage_that_selects_nobody_says_why() -> None:
    stages = (
        rule(person("lawyer"), key="a", when="x"),
        rule(person("commercial", when="y"), person("artistic", when="z"), person("director", when="y"), key="b"),
        rule(person("director"), key="end"),
    )
    route = resolved(*stages)
    assert keys(route) == [[], [], ["director"]]
    assert [stage.passed_over for stage in route.stages] == ["x", "y; z", ""]


def test_a_route_that_asks_nobody_is_refused_with_the_reason_of_each_stage() -> None:
    with pytest.raises(NoRoute) as info:
        resolved(rule(person("lawyer"), key="a", when="x"), rule(person("lawyer", when="y"), key="b"))
    assert info.value.reasons == ("A: x", "B: y")
    assert str(info.value) == "A: x; B: y"


def _without_answer(condition: str) -> bool:
    if condition == "no":
        return False
    raise NotComputable(condition, NotComputed.DIVISION_BY_ZERO)


def test_whoever_a_condition_without_an_answer_is_about_is_asked_and_the_route_says_why() -> None:
    stages = (
        rule(person("lawyer", when="a / b > 1", why="дорого"), person("artistic", when="no"), key="legal"),
        rule(person("commercial"), person("procurement", when="no"), when="c / d > 1"),
        rule(person("director", when="e / f > 1"), key="closed", when="no"),
    )
    route, places = resolve(RouteRule(stages), facts(), CLERK, house(), _without_answer)
    assert keys(route) == [["lawyer"], ["commercial"], []]
    own = Doubt("a / b > 1", NotComputed.DIVISION_BY_ZERO)
    of_stage = Doubt("c / d > 1", NotComputed.DIVISION_BY_ZERO)
    assert [(each.why, each.doubt) for stage in route.stages for each in stage.approvers] == [
        ("дорого", own),
        ("c / d > 1", of_stage),
    ]
    assert [(each.person, each.doubt) for each in places] == [
        ("lawyer", own),
        ("artistic", None),
        ("commercial", of_stage),
        ("procurement", None),
        ("director", None),
    ]


def test_nobody_sits_twice_in_a_stage() -> None:
    route = resolved(
        rule(person("lawyer"), person("lawyer", when="x"), person("director", when="y"), need=1), true=("x",)
    )
    assert keys(route) == [["lawyer"]]


@pytest.mark.parametrize(("need", "or_all", "needed"), [(2, False, 2), (2, True, 1), (1, True, 1), (0, False, 1)])
def test_what_a_stage_needs_is_lowered_only_where_the_rule_says_or_all(need: int, or_all: bool, needed: int) -> None:
    [stage] = resolved(rule(person("lawyer"), person("director", when="y"), need=need, or_all=or_all)).stages
    assert (stage.need, stage.or_all, stage.needed) == (need, or_all, needed)


def test_two_rules_that_lead_to_one_person_are_one_place_with_the_stronger_of_each() -> None:
    stages = (
        rule(
            person("lawyer", when="a", why="по закону", watches=("amount",)),
            person("director"),
            ApproverRule(PersonRule(manager_of="initiator"), when="b"),
            person("lawyer", when="c", veto=True, watches=("counterparty", "amount")),
            person("lawyer", when="a", why="по закону"),
            person("commercial", when="d", veto=True),
            person("lawyer", when="no", why="не спрошен"),
        ),
    )
    route, places = both(*stages, true=("a", "b", "c", "d"))
    lawyer, director, commercial = route.stages[0].approvers
    assert (lawyer.veto, lawyer.watches) == (True, ("amount", "counterparty"))
    assert lawyer.reasons == ("по закону", "c")
    assert (director.reasons, director.veto) == ((), False)
    assert (commercial.reasons, commercial.veto) == (("b", "d"), True)
    assert [(each.person, each.asked, each.why, each.also, each.veto) for each in places] == [
        ("lawyer", True, "по закону", ("c",), True),
        ("director", True, "", (), False),
        ("commercial", True, "b", ("d",), True),
        ("lawyer", False, "не спрошен", (), False),
    ]


def test_a_second_rule_that_cannot_be_computed_leaves_its_doubt() -> None:
    stages = (rule(person("lawyer"), person("lawyer", when="a / b > 1")),)
    route, _ = resolve(RouteRule(stages), facts(), CLERK, house(), _without_answer)
    [lawyer] = route.stages[0].approvers
    assert lawyer.doubt == Doubt("a / b > 1", NotComputed.DIVISION_BY_ZERO)
    assert lawyer.reasons == ("a / b > 1",)


def test_approvers_are_found_by_role_and_by_a_field_of_the_form() -> None:
    known = (*facts(), Fact("head", "Руководитель", FactType.TEXT, "economist"))
    stages = (
        rule(ApproverRule(PersonRule(manager_of="initiator")), key="a"),
        rule(ApproverRule(PersonRule(manager_of="economist")), key="b"),
        rule(ApproverRule(PersonRule(field="head")), key="c"),
    )
    assert keys(resolved(*stages, known=known)) == [["commercial"], ["accountant"], ["economist"]]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (PersonRule(manager_of="director"), "manager of director"),
        (PersonRule(manager_of="nobody"), "manager of nobody"),
        (PersonRule(field="head"), "field head"),
        (PersonRule(person="stranger"), "stranger"),
        (PersonRule(), ""),
    ],
)
def test_a_rule_that_leads_to_nobody_is_told_where_somebody_is_needed(who: PersonRule, words: str) -> None:
    with pytest.raises(NoSuchPerson) as info:
        resolved(rule(ApproverRule(who), person("director")))
    assert (info.value.rule, str(info.value), describe(who)) == (words, words, words)
    route, places = both(rule(ApproverRule(who, when="x"), person("director")))
    assert keys(route) == [["director"]]
    assert places[0] == Slot("fund", words, False, "x")


def test_the_ladder_is_resolved_for_each_approver() -> None:
    ladder = (
        EscalationRule(parse_duration("1 working hour")),
        EscalationRule(parse_duration("1 working day"), PersonRule(person="director"), Escalate.REASSIGN),
        EscalationRule(TWO_DAYS, PersonRule(manager_of="initiator")),
        EscalationRule(TWO_DAYS, PersonRule(manager_of="director"), Escalate.RETURN),
    )
    route = resolved(rule(person("economist"), person("director"), escalate=ladder))
    told = [[step.to.key if step.to else None for step in each.escalation] for each in route.stages[0].approvers]
    assert told == [["accountant", "director", "commercial", None], [None, "director", "commercial", None]]
    assert [step.action for step in route.stages[0].approvers[0].escalation] == [
        Escalate.NOTIFY,
        Escalate.REASSIGN,
        Escalate.NOTIFY,
        Escalate.RETURN,
    ]


def test_all_that_the_rules_say_is_in_the_route() -> None:
    reminders = (Reminder(before=TWO_DAYS),)
    stages = (
        rule(
            person("director", veto=True, watches=("amount",)), kind=StageKind.SIGNATURE, need=1, remind=reminders
        ),
    )  # fmt: skip
    undo = parse_duration("30 minutes")
    policy = {"after_rework": AfterRework.STAGE, "on_return": OnReturn.AT_ONCE, "ask_once": True, "undo": undo}
    route = resolved(*stages, **policy)
    [stage] = route.stages
    assert (stage.key, stage.title, stage.deadline, stage.kind, stage.remind) == (
        "fund", "Fund", TWO_DAYS, StageKind.SIGNATURE, reminders,
    )  # fmt: skip
    assert (stage.approvers[0].veto, stage.approvers[0].watches) == (True, ("amount",))
    assert (route.after_rework, route.on_return, route.ask_once, route.undo) == (
        AfterRework.STAGE,
        OnReturn.AT_ONCE,
        True,
        undo,
    )
    assert stage.approvers[0].person == someone("director")


def test_the_directory_knows_people_by_any_of_their_addresses_and_their_calendars() -> None:
    orlova = replace(PEOPLE["lawyer"], aliases=("M.Orlova@scena.example",), calendar="stage")
    lost = replace(PEOPLE["artistic"], calendar="no-such")
    people = Directory({"lawyer": orlova, "artistic": lost}, theatre_calendar(), {"stage": stage_calendar()})
    assert people.by_address("m.orlova@SCENA.example") is orlova
    assert people.by_address("lawyer@scena.example") is orlova
    assert people.by_address("stranger@scena.example") is None
    assert people.calendar_of("lawyer") is stage_calendar()
    assert people.calendar_of("artistic") is people.calendar_of("stranger") is theatre_calendar()
    assert isinstance(someone("lawyer"), Participant)
