"""A new version is routed anew by the contract's own rules when facts changed on which they rest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from daemon import conditions
from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.doubt import NotComputable, NotComputed
from daemon.workflow.follow_facts import ConditionLanguage, resolve_anew, rests_on
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import AfterRework, Fact, FactType, StageKind, Status, Verdict
from daemon.workflow.policies import AfterHandEdit, OwnContracts, Policies
from daemon.workflow.route import Directory, NoRoute, resolve
from daemon.workflow.route_rules import ApproverRule, EscalationRule, PersonRule, RouteRule, StageRule
from daemon.workflow.working_time import parse_duration
from workflow.ledger import Ledger
from workflow.people import PEOPLE, docx, draft, facts, house, money, someone
from workflow.ruled import LANGUAGE as TABLE
from workflow.ruled import needed, rules
from workflow.story import Story

LANGUAGE = ConditionLanguage(conditions.holds, conditions.fields_read)
TWO_DAYS = parse_duration("2 working days")


def asked(key: str, when: str | None = None, watches: tuple[str, ...] = (), **more: object) -> ApproverRule:
    return ApproverRule(PersonRule(person=key), when, watches=watches, **more)  # type: ignore[arg-type]


def stage(key: str, *approvers: ApproverRule, **more: object) -> StageRule:
    return StageRule(key, key.capitalize(), approvers, TWO_DAYS, **more)  # type: ignore[arg-type]


THEATRE = RouteRule(
    (
        stage("legal", asked("lawyer", veto=True)),
        stage(
            "fund",
            asked("commercial", 'fund == "commercial"'),
            asked("artistic", 'fund == "artistic"'),
            asked("procurement", "amount > 600000", ("amount",)),
        ),
        stage("signing", asked("director"), kind=StageKind.SIGNATURE),
    )
)


def form(amount: int, fund: str) -> tuple[Fact, ...]:
    return (*facts(amount), Fact("fund", "Источник финансирования", FactType.CHOICE, fund, fund.capitalize()))


class Routed(Story):
    """A story whose versions are routed as the daemon does it: by the rules that the contract was registered with."""

    def __init__(
        self,
        rules: RouteRule,
        known: tuple[Fact, ...],
        people: Directory | None = None,
        language: ConditionLanguage = LANGUAGE,
    ) -> None:
        directory = people or house()
        route, _ = resolve(rules, known, directory.people["clerk"], directory, lambda w: language.holds(w, known))
        self.rules, self.language = rules, language
        super().__init__(route, known=known, people=directory)

    def register(self, command: c.RegisterContract) -> c.RegisterContract:
        return replace(command, rules=self.rules)

    def handed_in(self, changed: tuple[Fact, ...], **more: object) -> list[e.Event]:
        """The next version, with its documents."""
        number = self.contract.version.number + 1
        anew = resolve_anew(self.contract, self.contract.rules or self.rules, changed, self.people, self.language)
        command = c.SubmitVersion(changed, draft(number), self.contract.name, route=anew, **more)  # type: ignore[arg-type]
        return [*self.do(command), *self.documents()]

    def shift(self) -> e.RouteFollowed:
        event = self.of(e.RouteFollowed)[-1]
        assert isinstance(event, e.RouteFollowed)
        return event


def returned_from_the_commercial_fund(rules: RouteRule = THEATRE) -> Routed:
    story = Routed(rules, form(700_000, "commercial"))
    story.approves("lawyer", "commercial")
    story.returns("procurement", "Нет закупки в плане")
    return story


def test_another_fund_asks_its_head_and_lets_go_the_one_before() -> None:
    story = returned_from_the_commercial_fund()
    story.handed_in(form(900_000, "artistic"))
    assert story.waiting() == ["artistic", "procurement"]
    assert story.told(LetterKind.RELEASED) == ["commercial"]
    shift = story.shift().shift
    assert (shift.version, shift.because) == (2, ("amount", "fund"))
    assert [(each.stage, each.person.key) for each in shift.came] == [("fund", "artistic")]
    assert [(each.stage, each.person.key) for each in shift.went] == [("fund", "commercial")]
    story.approves("artistic", "procurement", "director")
    assert story.contract.status is Status.APPROVED
    approved = {each.assignee.key for each in story.contract.in_round(2) if each.answer}
    assert approved == {"lawyer", "artistic", "procurement", "director"}


def test_who_becomes_needed_is_asked_though_their_stage_had_closed() -> None:
    story = Routed(THEATRE, form(500_000, "commercial"))
    story.approves("lawyer", "commercial")
    story.returns("director", "Мало прожекторов")
    story.handed_in(form(900_000, "commercial"))
    assert (story.waiting(), story.states()) == (["procurement"], ["approved", "open", "ahead"])


ANY = RouteRule((stage("fund", asked("commercial"), asked("procurement", "amount > 600000"), need=1),))


def any_of_two(rules: RouteRule = ANY) -> Routed:
    """The commercial director has approved 500 000; the director returned it, and it comes back with 900 000."""
    signing = stage("signing", asked("director"), kind=StageKind.SIGNATURE)
    story = Routed(replace(rules, stages=(*rules.stages, signing)), form(500_000, "commercial"))
    story.approves("commercial")
    story.returns("director")
    story.handed_in(form(900_000, "commercial"))
    return story


def test_where_any_is_enough_an_older_approval_does_not_stand_for_whom_the_facts_have_brought_since() -> None:
    story = any_of_two()
    assert (story.waiting(), story.states()) == (["procurement"], ["open", "ahead"])
    assert story.contract.request(3).kept_from == 1, "what the commercial director said stays"
    story.approves("procurement")
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_what_a_newcomer_returns_is_not_outweighed_by_an_approval_of_before_nor_in_the_next_round() -> None:
    story = any_of_two()
    story.returns("procurement", "Нет закупки в плане")
    assert story.contract.status is Status.IN_REWORK
    story.handed_in(form(950_000, "commercial"))
    assert story.waiting() == ["procurement"]


def test_once_somebody_has_approved_with_the_facts_that_brought_the_newcomer_any_is_enough_again() -> None:
    story = any_of_two()
    story.approves("procurement")
    story.returns("director")
    story.handed_in(form(950_000, "commercial"))
    assert story.waiting() == ["director"]


def test_a_newcomer_for_whom_nobody_can_be_asked_is_a_shortage_though_older_approvals_are_enough() -> None:
    rules = replace(ANY, policies=Policies(own_contracts=OwnContracts.REFUSED))
    of_clerk = stage("fund", asked("commercial"), asked("clerk", "amount > 600000"), need=1)
    story = any_of_two(replace(rules, stages=(of_clerk,)))
    [short] = story.of(e.QuorumShort)
    assert isinstance(short, e.QuorumShort)
    assert (short.needed, short.possible, short.vacant) == (2, 1, (someone("clerk"),))
    assert story.contract.status is Status.IN_APPROVAL


@pytest.mark.parametrize("policy", AfterRework)
def test_the_newcomer_is_asked_by_every_policy_of_rework(policy: AfterRework) -> None:
    story = Routed(replace(THEATRE, after_rework=policy), form(500_000, "commercial"))
    story.approves("lawyer", "commercial")
    story.returns("director")
    story.handed_in(form(900_000, "commercial"))
    if policy is AfterRework.EVERYONE:
        story.approves("lawyer", "commercial")
    assert story.waiting() == ["procurement"]


def test_the_stages_that_were_approved_are_still_known_when_somebody_joins_them() -> None:
    story = Routed(replace(THEATRE, after_rework=AfterRework.STAGE), form(500_000, "commercial"))
    story.approves("lawyer", "commercial")
    story.returns("director")
    story.handed_in(form(900_000, "commercial"))
    story.returns("procurement")
    story.handed_in(form(400_000, "commercial"))
    assert story.waiting() == ["commercial"], "the stage had been returned: all of it is asked again"


def test_facts_on_which_no_rule_rests_leave_the_route_alone_whatever_the_directory_says_now() -> None:
    story = returned_from_the_commercial_fund()
    story.people = Directory({**PEOPLE, "commercial": replace(PEOPLE["commercial"], name="Иная")}, house().calendar)
    before = story.contract.route
    story.handed_in((*facts(700_000, "ООО «Василёк»"), form(700_000, "commercial")[-1]))
    assert story.contract.route is before
    assert story.of(e.RouteFollowed) == []


def test_the_rules_of_the_registration_count_and_not_those_of_today() -> None:
    story = returned_from_the_commercial_fund()
    story.rules = RouteRule((stage("other", asked("economist")),))
    story.handed_in(form(900_000, "artistic"))
    assert [each.key for each in story.contract.route.stages] == ["legal", "fund", "signing"]


def test_a_contract_of_before_is_routed_by_the_rules_that_it_is_given_and_keeps_them() -> None:
    story = returned_from_the_commercial_fund()
    old = replace(story.contract, rules=None)
    anew = resolve_anew(old, THEATRE, form(900_000, "artistic"), house(), LANGUAGE)
    assert anew is not None
    story._contract = old
    story.do(c.SubmitVersion(form(900_000, "artistic"), draft(2), "Договор", route=anew))
    assert story.contract.rules == THEATRE


def test_a_change_back_to_the_facts_of_the_route_changes_nothing() -> None:
    story = returned_from_the_commercial_fund()
    assert resolve_anew(story.contract, THEATRE, form(700_000, "commercial"), house(), LANGUAGE) is None


def test_who_was_let_go_and_is_needed_again_is_asked_again() -> None:
    """They were told that their approval does not count any more."""
    rules = RouteRule((stage("fund", asked("accountant", "amount > 600000"), asked("commercial")),))
    story = Routed(rules, form(700_000, "commercial"))
    story.approves("accountant")
    story.returns("commercial")
    story.handed_in(form(500_000, "commercial"))
    assert story.told(LetterKind.RELEASED) == ["accountant"]
    story.returns("commercial")
    story.handed_in(form(700_000, "commercial"))
    assert story.waiting() == ["accountant", "commercial"]
    assert story.told(LetterKind.RELEASED) == []


def test_who_was_never_asked_is_not_told_that_they_are_not_needed() -> None:
    story = Routed(THEATRE, form(700_000, "commercial"))
    story.returns("lawyer")
    story.handed_in(form(500_000, "artistic"))
    assert story.told(LetterKind.RELEASED) == []
    assert [each.person.key for each in story.shift().shift.went] == ["commercial", "procurement"]


def test_a_substitute_who_had_answered_is_told_that_the_place_is_gone() -> None:
    story = Routed(THEATRE, form(700_000, "commercial"))
    story.approves("lawyer")
    story.hands_over("commercial", "deputy")
    story.approves("deputy")
    story.returns("procurement")
    story.handed_in(form(700_000, "artistic"))
    assert story.told(LetterKind.RELEASED) == ["deputy"]


def test_a_manager_follows_the_initiator_and_a_field_that_names_the_approver_its_value() -> None:
    rules = RouteRule(
        (stage("head", ApproverRule(PersonRule(manager_of="initiator")), ApproverRule(PersonRule(field="owner"))),)
    )
    people = {**PEOPLE, "clerk": replace(PEOPLE["clerk"], manager="commercial")}
    directory = Directory(people, house().calendar)
    owner = Fact("owner", "Куратор", FactType.TEXT, "economist")
    story = Routed(rules, (money(1), owner), directory)
    story.returns("commercial")
    story.returns("economist")
    story.handed_in((money(1), replace(owner, value="accountant")))
    assert story.waiting() == ["commercial", "accountant"]
    story.returns("commercial")
    story.approves("accountant")
    story._contract = replace(story.contract, initiator=someone("lawyer"))  # another initiator
    story.handed_in(story.contract.facts)
    assert story.waiting() == ["director"]
    assert story.shift().shift.because == ()


def test_a_version_that_asks_nobody_is_no_version() -> None:
    rules = RouteRule((stage("fund", asked("procurement", "amount > 600000")),))
    story = Routed(rules, form(700_000, "commercial"))
    story.returns("procurement")
    with pytest.raises(NoRoute):
        story.handed_in(form(1, "commercial"))
    assert story.contract.version.number == 1


def test_the_fields_on_which_rules_rest_are_those_of_conditions_and_of_approvers() -> None:
    ladder = (EscalationRule(TWO_DAYS, PersonRule(field="deputy")),)
    rules = RouteRule(
        (
            stage("a", asked("lawyer", "amount > 1 && fund == 'x'"), when="start < end"),
            stage("b", ApproverRule(PersonRule(field="owner")), escalate=ladder),
        )
    )
    assert rests_on(rules, LANGUAGE) == {"amount", "fund", "start", "end", "owner", "deputy"}


def test_a_condition_that_cannot_be_computed_any_more_asks_and_says_so() -> None:
    def holds(_: str, known: tuple[Fact, ...]) -> bool:
        if known[1].value == "900000.00":
            raise NotComputable("amount > 600000", NotComputed.DIVISION_BY_ZERO)
        return False

    rules = RouteRule((stage("fund", asked("commercial"), asked("procurement", "amount > 600000")),))
    story = Routed(rules, form(500_000, "commercial"))
    story.returns("commercial")
    anew = resolve_anew(
        story.contract, rules, form(900_000, "commercial"), house(), ConditionLanguage(holds, conditions.fields_read)
    )
    assert anew is not None
    assert [each.doubt is not None for each in anew.route.stages[0].approvers] == [False, True]


# -- proofs ------------------------------------------------------------------------------------------------------------


def test_an_approval_under_a_weaker_proof_than_the_new_facts_want_is_asked_for_again() -> None:
    story = Routed(THEATRE, form(500_000, "commercial"))
    story.do(replace(story.answer("lawyer", Verdict.APPROVE), verified="dmarc"))
    story.returns("commercial")
    story.handed_in(form(500_001, "commercial"), identity=IdentityPolicy.AUTHENTICATED)
    assert story.waiting() == ["commercial"]
    story.returns("commercial")
    story.handed_in(form(500_002, "commercial"), identity=IdentityPolicy.CONFIRM)
    assert story.waiting() == ["lawyer"]


@pytest.mark.parametrize(
    ("verified", "accepted"),
    [("", 1), ("address", 1), ("owner", 1), ("dmarc", 2), ("dkim", 2), ("code", 3)],
)
def test_each_proof_is_enough_for_the_policies_up_to_its_own(verified: str, accepted: int) -> None:
    assert [each.accepts(verified) for each in IdentityPolicy] == [True] * accepted + [False] * (3 - accepted)


# -- a text edited by hand ---------------------------------------------------------------------------------------------


def edited_by_hand(policy: AfterHandEdit) -> Routed:
    story = Routed(replace(THEATRE, policies=Policies(after_hand_edit=policy)), form(700_000, "commercial"))
    story.approves("lawyer", "procurement")
    story.returns("commercial")
    story.handed_in(form(700_000, "commercial"), document=docx(2))
    return story


def test_after_an_edit_by_hand_everybody_who_had_approved_is_asked_again() -> None:
    story = edited_by_hand(AfterHandEdit.EVERYONE)
    assert story.waiting() == ["lawyer"]
    story.approves("lawyer")
    assert story.waiting() == ["commercial", "procurement"]


def test_where_only_watchers_are_asked_the_others_are_told_that_their_approval_stays() -> None:
    story = edited_by_hand(AfterHandEdit.WATCHERS)
    assert story.waiting() == ["commercial", "procurement"]
    assert story.told(LetterKind.TEXT_EDITED) == ["lawyer"]


def test_a_text_made_by_the_template_again_is_another_than_the_one_edited_by_hand() -> None:
    story = edited_by_hand(AfterHandEdit.EVERYONE)
    story.approves("lawyer")
    story.returns("commercial")
    story.approves("procurement")
    story.handed_in(form(700_000, "commercial"))
    assert story.waiting() == ["lawyer"], "what she read had been edited, and is gone"


def test_the_same_text_in_a_new_round_asks_nobody_again() -> None:
    story = edited_by_hand(AfterHandEdit.EVERYONE)
    story.approves("lawyer", "procurement")
    story.declines("commercial")
    story.do(c.Reopen("Титова"))
    assert story.waiting() == ["commercial"]
    assert story.told(LetterKind.TEXT_EDITED) == []


# -- whatever the rules and the versions -------------------------------------------------------------------------------

VERSIONS = st.tuples(
    st.sampled_from([5, 700_000]), st.sampled_from(["ООО «Ромашка»", "ООО «Василёк»"]), st.booleans(), st.integers(0, 4)
)


@settings(max_examples=150, deadline=None)
@given(rules(["lawyer", "commercial", "accountant", "economist"]), st.lists(VERSIONS, min_size=2, max_size=4))
def test_nobody_whom_the_facts_of_the_approved_version_call_for_is_missing_among_its_approvals(
    rule: RouteRule, versions: list[tuple[int, str, bool, int]]
) -> None:
    """Each version but the last is approved by some and then returned; the ledger judges the end by its own table."""
    known = [facts(amount, name) for amount, name, _, _ in versions]
    assume(all(any(needed(stage, each) for stage in rule.stages) for each in known))
    begun, *later = versions
    story = Routed(rule, known[0], language=TABLE)
    for number, (_, _, by_hand, approvals) in enumerate([*later], 1):
        for _ in range(begun[3] if number == 1 else approvals):
            if len(story.waiting()) > 1:
                story.approves(story.waiting()[0])
        while story.contract.status is Status.IN_APPROVAL:
            story.returns(story.waiting()[0])
        if story.contract.status is Status.IN_REWORK:
            story.handed_in(known[number], **({"document": docx(number + 1)} if by_hand else {}))
    while story.contract.status is Status.IN_APPROVAL:
        story.approves(story.waiting()[0])
    ledger = Ledger(story.people)
    for at, event in story.history:
        ledger.read(event, at)
    assert ledger.closed
