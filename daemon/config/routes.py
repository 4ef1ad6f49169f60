"""The route of a contract type: stages, approvers, reminders, the ladder of escalation."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from daemon import conditions
from daemon.config.policy_reader import read_policies
from daemon.config.problems import Mistake, hint, quoted
from daemon.config.staff import Staff
from daemon.config.value_kinds import PERSON_FIELD, ROLE
from daemon.config.values import duration, flag, key, member, text
from daemon.config.yaml_node import Block, Item
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import AfterRework, Escalate, FactType, OnReturn, Reminder, StageKind
from daemon.workflow.route_rules import ApproverRule, EscalationRule, PersonRule, RouteRule, StageRule
from daemon.workflow.working_time import Duration, Unit, parse_duration

_A_DAY = Duration(1, Unit.DAY, working=True)
_NOBODY = PersonRule()


def condition(fields: tuple[FieldRule, ...]) -> Callable[[Item], str]:
    """Return a reader of conditions over these fields."""

    def read(item: Item) -> str:
        expression = text(item)
        if mistakes := conditions.check(expression, fields):
            raise Mistake("; ".join(mistakes))
        if not conditions.can_hold(expression, fields):
            raise Mistake(f"can never hold with the choices and limits of its fields: {quoted(expression)}")
        return expression

    return read


def read_route(type_: Block, fields: tuple[FieldRule, ...], staff: Staff, general: RouteRule) -> RouteRule:
    """Return the route; `general` has what the organisation says for all of them, and no stages."""
    reading = _StageReader(fields, staff)
    stages = type_.many("route", reading.stage)
    seen: set[str] = set()
    item = type_.get("route")
    for each in item.items_or_none() if item else ():
        stage = each.look("stage")
        if stage and stage.scalar in seen:
            stage.wrong(f"a second stage {quoted(stage.scalar)}; give each its own key")
        seen.add((stage.scalar if stage else None) or "")
    return RouteRule(
        stages,
        after_rework=type_.option("after_rework", member(AfterRework)),
        on_return=type_.option("on_return", member(OnReturn)),
        ask_once=type_.option("ask_once", flag),
        undo=general.undo,
        policies=read_policies(type_, general.policies),
    )


@dataclass(frozen=True, slots=True)
class _StageReader:
    """What a route is checked against."""

    fields: tuple[FieldRule, ...]
    staff: Staff

    def stage(self, item: Item) -> StageRule:
        with item.block() as block:
            name = block.read("stage", lambda each: key(text(each), "stage"), "")
            approvers = block.many("approvers", self.approver)
            need, or_all = block.option("need", lambda each: _need(each, len(approvers)))
            stage = StageRule(
                key=name,
                title=block.read("title", text, name),
                approvers=approvers,
                deadline=block.read("deadline", duration, _A_DAY),
                kind=block.option("kind", member(StageKind)),
                need=need,
                when=block.read("when", condition(self.fields), None),
                why=block.read("why", text, ""),
                remind=block.many("remind", reminder),
                escalate=block.many("escalate", self.escalation),
                or_all=or_all,
            )
        self._refuse_repeated(block, approvers)
        self._refuse_excluded(block, stage)
        self._note_no_manager(block, stage)
        self._note_empty_fields(block, stage)
        _refuse_vain_steps(block, stage)
        return stage

    def approver(self, item: Item) -> ApproverRule:
        return item.either(lambda each: ApproverRule(self._person(each)), self._approver)

    def _approver(self, item: Item) -> ApproverRule:
        with item.block() as block:
            who = {"person": self._person, "role": self.role, "approver_field": self._approver_field}
            return ApproverRule(
                who=block.exactly_one(who, _NOBODY),
                when=block.read("when", condition(self.fields), None),
                why=block.read("why", text, ""),
                veto=block.option("veto", flag),
                watches=block.many("watches", self.field),
            )

    def _person(self, item: Item) -> PersonRule:
        return PersonRule(person=self.staff.person(item))

    def role(self, item: Item) -> PersonRule:
        """Return who is meant by "manager of initiator" or "manager of lawyer"."""
        words = text(item)
        subordinate = words.removeprefix("manager of ")
        if subordinate == words:
            raise Mistake(f"found {quoted(words)}, expected {ROLE.expected}")
        if subordinate != "initiator":
            self.staff.find(subordinate)
            if self.staff.known and not self.staff.people[subordinate].manager:
                raise Mistake(f"{quoted(subordinate)} has no manager; add one in `people` or name somebody else")
        return PersonRule(manager_of=subordinate)

    def _approver_field(self, item: Item) -> PersonRule:
        rule = self._rule(item)
        if rule.type not in (FactType.TEXT, FactType.CHOICE, FactType.PERSON):
            raise Mistake(f"{rule.name} is a {rule.type}; expected {PERSON_FIELD.expected}")
        for name, _ in rule.choices:
            try:
                self.staff.find(name)
            except Mistake as mistake:
                raise Mistake(f"the choices of {rule.name} must be people: {mistake}") from None
        return PersonRule(field=rule.name)

    def field(self, item: Item) -> str:
        return self._rule(item).name

    def _rule(self, item: Item) -> FieldRule:
        name = text(item)
        for each in self.fields:
            if each.name == name:
                return each
        names = [each.name for each in self.fields]
        raise Mistake(f"no such field {quoted(name)}{hint(name, names)}")

    def escalation(self, item: Item) -> EscalationRule:
        with item.block() as block:
            action = block.choose(member(Escalate), Escalate.NOTIFY)
            after = block.read("after", duration, _A_DAY)
            return EscalationRule(after, block.read("to", self._escalate_to, None), action)

    def _escalate_to(self, item: Item) -> PersonRule | None:
        words = text(item)
        if words == "manager":
            return None
        return self.role(item) if " " in words else PersonRule(person=self.staff.person(item))

    def _refuse_repeated(self, block: Block, approvers: tuple[ApproverRule, ...]) -> None:
        item = block.get("approvers")
        always = [each.who for each in approvers if each.when is None and each.who != _NOBODY]
        for who in dict.fromkeys(each for each in always if always.count(each) > 1):
            if item:
                item.wrong(f"{quoted(who.person or who.field or '')} is here twice; a person is asked once")

    def _refuse_excluded(self, block: Block, stage: StageRule) -> None:
        """Report an approver whose condition never holds when the stage's does."""
        item = block.get("approvers")
        for each in item.items_or_none() if item and stage.when else ():
            when = each.look("when")
            said = when.scalar if when else None
            if when and said and not conditions.check(said, self.fields):
                both = f"({stage.when}) && ({said})"
                if conditions.can_hold(said, self.fields) and not conditions.can_hold(both, self.fields):
                    when.wrong(
                        f"never holds when the stage's condition does ({quoted(stage.when or '')}): nobody is asked"
                    )

    def _note_no_manager(self, block: Block, stage: StageRule) -> None:
        """Say so when a step of the ladder goes to the manager of somebody who has none."""
        item = block.get("escalate")
        people = [self.staff.people.get(each.who.person or "") for each in stage.approvers]
        alone = [each.key for each in people if each and not each.manager]
        for each in item.items_or_none() if item and alone and self.staff.sound else ():
            to = each.look("to")
            if to and to.scalar == "manager":
                to.note(f"{', '.join(alone)} has no manager: the contract's initiator is told instead")

    def _note_empty_fields(self, block: Block, stage: StageRule) -> None:
        """Say which conditions read a field that may be empty, and whom such a field should name."""
        note_unguarded(block.get("when"), stage.when, self.fields)
        item = block.get("approvers")
        items = item.items_or_none() if item else []
        if len(items) != len(stage.approvers):
            return  # some are wrong already
        for each, rule in zip(items, stage.approvers, strict=True):
            if not each.is_block:
                continue
            before = f"({stage.when}) && " if stage.when and rule.when else ""
            own = f"{before}({rule.when})" if rule.when else None
            said = set(conditions.unguarded(stage.when, self.fields)) if stage.when else set()
            note_unguarded(each.look("when"), own, self.fields, told=said)
            self._note_nobody_named(each, rule, own or stage.when)

    def _note_nobody_named(self, item: Item, rule: ApproverRule, when: str | None) -> None:
        field = next((each for each in self.fields if each.name == rule.who.field), None)
        place = item.look("approver_field")
        if field is None or field.required or place is None:
            return
        guarded = when and field.name in conditions.fields_read(when) and not conditions.unguarded(when, (field,))
        if not guarded:
            place.note(
                f"{field.name} may be empty, and then it names nobody and the draft is refused; give the field "
                f"`required: true`, or ask only `when: {field.name} != null`"
            )


def note_unguarded(
    item: Item | None, condition: str | None, fields: tuple[FieldRule, ...], told: Collection[str] = ()
) -> None:
    """Say so where a condition reads a field that may be empty and does not decide what that means."""
    if item is None or condition is None or conditions.check(condition, fields):
        return
    open_ = [each for each in conditions.unguarded(condition, fields) if each not in told]
    if open_:
        one = open_[0] if "." not in open_[0] else f"row.{open_[0].partition('.')[2]}"
        item.note(
            f"{quoted(item.scalar or condition)} reads {', '.join(open_)}, which may be empty, and does not hold then; "
            f"give it `required: true`, or say what an empty one means: `{one} != null && …` or `{one} == null || …`"
        )


def note_no_manager_of_initiator(item: Item, route: RouteRule, initiator: str | None, staff: Staff) -> None:
    """Say whose contracts are refused, since the route asks the manager of whoever hands them in.

    Of a type with an initiator of its own it is about them, else about everybody.
    """
    rules = [each.who for stage in route.stages for each in stage.approvers]
    if not staff.sound or all(each.manager_of != "initiator" for each in rules):
        return
    alone = [initiator] if initiator else list(staff.people)
    alone = [each for each in alone if each in staff.people and not staff.people[each].manager]
    if not alone:
        return
    names = ", ".join(alone)
    item.note(
        f"the route asks the manager of initiator, and {names} {'has' if len(alone) == 1 else 'have'} no manager: a "
        "contract that they hand in is refused; add `manager:` in `people`, or name somebody else in the route"
    )


def _refuse_vain_steps(block: Block, stage: StageRule) -> None:
    """Report steps that can do nothing: silence signs nothing, and after an answer nobody is waited for."""
    item = block.get("escalate")
    items = item.items_or_none() if item else []
    if len(items) != len(stage.escalate):
        return  # some are wrong already
    decided: EscalationRule | None = None
    for each, step in zip(items, stage.escalate, strict=True):
        if stage.kind is StageKind.SIGNATURE and step.action is Escalate.APPROVE:
            each.wrong("silence does not sign; expected notify, reassign or return")
        if decided and _is_later(step.after, decided.after):
            each.wrong(
                f"never comes: after {decided.after} the step `{decided.action}` has answered; delete one of them"
            )
        if step.action in (Escalate.APPROVE, Escalate.RETURN) and decided is None:
            decided = step


def _is_later(one: Duration, other: Duration) -> bool:
    return (one.unit, one.working) == (other.unit, other.working) and one.amount >= other.amount


def reminder(item: Item) -> Reminder:
    """Return when to remind: "8 working hours before", "at deadline", "every 1 working day"."""
    words = item.scalar or ""
    if words == "at deadline":
        return Reminder()
    try:
        if words.endswith(" before"):
            return Reminder(before=parse_duration(words.removesuffix(" before")))
        if words.startswith("every "):
            return Reminder(every=parse_duration(words.removeprefix("every ")))
    except ValueError:
        pass
    raise item.unexpected()


def _need(item: Item, approvers: int) -> tuple[int, bool]:
    """Return how many approvals a stage needs (0: all), and whether all are enough where there are fewer."""
    words = item.scalar or ""
    if words in ("all", "any"):
        return (0 if words == "all" else 1), False
    number, or_all = words.removesuffix(" or all"), words.endswith(" or all")
    if not number.isdecimal() or int(number) < 1 or (item.kind != "int" and not or_all):
        raise item.unexpected()
    if approvers and int(number) > approvers:
        raise Mistake(
            f"needs {number} approvals, but the stage has {approvers} approvers; expected at most {approvers}"
        )
    return int(number), or_all
