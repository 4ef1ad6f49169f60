"""Rules of routes for histories at random, and whom they call for: judged by tables of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from daemon.workflow.follow_facts import ConditionLanguage
from daemon.workflow.model import AfterRework, Fact, OnReturn, StageKind
from daemon.workflow.policies import AfterHandEdit, Policies
from daemon.workflow.route_rules import ApproverRule, PersonRule, RouteRule, StageRule
from daemon.workflow.working_time import parse_duration

Facts = tuple[Fact, ...]


def _value(facts: Facts, name: str) -> str:
    return next(each.value for each in facts if each.name == name)


CONDITIONS: Mapping[str, tuple[tuple[str, ...], Callable[[Facts], bool]]] = {
    "dear": (("amount",), lambda facts: float(_value(facts, "amount")) > 600_000),
    "cheap": (("amount",), lambda facts: float(_value(facts, "amount")) <= 600_000),
    "daisy": (("counterparty",), lambda facts: "Ромашка" in _value(facts, "counterparty")),
    "dear daisy": (
        ("amount", "counterparty"),
        lambda facts: float(_value(facts, "amount")) > 600_000 and "Ромашка" in _value(facts, "counterparty"),
    ),
}
LANGUAGE = ConditionLanguage(lambda when, facts: CONDITIONS[when][1](facts), lambda when: CONDITIONS[when][0])


def needed(stage: StageRule, facts: Facts) -> set[str]:
    """The people whom the facts call for in a stage."""
    if stage.when and not CONDITIONS[stage.when][1](facts):
        return set()
    rules = [each for each in stage.approvers if each.when is None or CONDITIONS[each.when][1](facts)]
    return {each.who.person or "" for each in rules}


_when = st.sampled_from([None, None, *CONDITIONS])


@st.composite
def _stages(draw: st.DrawFn, key: str, people: list[str]) -> StageRule:
    chosen = draw(st.lists(st.sampled_from(people), min_size=1, max_size=4, unique=True))
    watches = st.sampled_from([(), ("amount",)])
    approvers = tuple(ApproverRule(PersonRule(person=each), draw(_when), watches=draw(watches)) for each in chosen)
    kind = draw(st.sampled_from([StageKind.APPROVAL, StageKind.APPROVAL, StageKind.SIGNATURE]))
    deadline = parse_duration("8 working hours")
    return StageRule(key, key.title(), approvers, deadline, kind, draw(st.integers(0, 1)), draw(_when))


@st.composite
def rules(draw: st.DrawFn, people: list[str]) -> RouteRule:
    keys = draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True))
    return RouteRule(
        tuple(draw(_stages(key, people)) for key in keys),
        draw(st.sampled_from(AfterRework)),
        draw(st.sampled_from(OnReturn)),
        draw(st.booleans()),
        policies=Policies(after_hand_edit=draw(st.sampled_from(AfterHandEdit))),
    )
