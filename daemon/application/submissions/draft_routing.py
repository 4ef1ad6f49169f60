"""The route of what was handed in: of a new contract by the configuration, of a new version by its contract's rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from daemon import conditions
from daemon.application.app_context import AppContext
from daemon.application.submissions.submission import Rejection, Submission
from daemon.documents.texts import say
from daemon.workflow.follow_facts import ConditionLanguage, resolve_anew
from daemon.workflow.leavers import Concern, ConcernKind
from daemon.workflow.model import Contract, Fact, Participant, Person, Route
from daemon.workflow.route import NoRoute, NoSuchPerson, resolve
from daemon.workflow.route_shift import ResolvedAnew

LANGUAGE = ConditionLanguage(conditions.holds, conditions.fields_read)


def route_of_new(app: AppContext, submission: Submission, initiator: Person, facts: tuple[Fact, ...]) -> Route:
    """Return the route of a new contract. Raises Rejection when it asks nobody, or somebody whom there is not."""
    with _told(submission, facts, initiator.name):
        holds = partial(conditions.holds, facts=facts)
        return resolve(submission.type.route, facts, initiator, app.directory, holds)[0]


def route_of_version(
    app: AppContext, submission: Submission, contract: Contract, facts: tuple[Fact, ...]
) -> ResolvedAnew | None:
    """Return the route of a version where its facts call for one; None where the contract's own stays.

    A contract that was registered when rules were not kept goes by its type's present ones. Raises Rejection as
    `route_of_new` does.
    """
    with _told(submission, facts, contract.initiator.name, contract):
        return resolve_anew(contract, contract.rules or submission.type.route, facts, app.directory, LANGUAGE)


@contextmanager
def _told(
    submission: Submission, facts: tuple[Fact, ...], initiator: str, contract: Contract | None = None
) -> Iterator[None]:
    try:
        yield
    except NoRoute as error:
        raise submission.say("nobody_asked", reasons="; ".join(error.reasons)) from error
    except NoSuchPerson as error:
        if contract and not error.who.field and error.who.manager_of != "initiator":
            raise _gone(submission, error, contract) from error
        raise _nobody(submission, error, facts, initiator) from error


def _gone(submission: Submission, error: NoSuchPerson, contract: Contract) -> Rejection:
    """Return the refusal of a version whose contract's rules name somebody who is gone: for the administrators."""
    key, stage = error.who.person or error.who.manager_of or "", error.stage
    places = [each.person for part in contract.route.stages for each in part.approvers]
    known = next((each for each in (*contract.participants(), *places) if each.key == key), Participant(key, key))
    rule = f"approvers[{error.place}]: {error.rule}"
    concern = Concern(ConcernKind.RULE, known, contract.number, stage.key, stage.title, rule)
    line = say(submission.language, "gone_approver", rule=error.rule, stage=stage.title)
    return Rejection((line,), number=contract.number, concern=concern)


def _nobody(submission: Submission, error: NoSuchPerson, facts: tuple[Fact, ...], initiator: str) -> Rejection:
    """Return the refusal that says which rule leads to nobody, and who can mend it: the form, or the administrator."""
    if error.who.manager_of == "initiator":
        return submission.say("no_manager", initiator=initiator)
    if name := error.who.field:
        rule = submission.type.field_rule(name)
        label = rule.label if rule else name
        found = next((each.value for each in facts if each.name == name), "")
        return submission.say("nobody_in_field" if found else "nobody_named", field=label, found=found)
    return submission.say("no_such_approver", rule=error.rule)
