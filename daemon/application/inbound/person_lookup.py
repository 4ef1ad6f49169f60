"""Who is meant by a name in a mail, and whether they can be asked."""

from __future__ import annotations

from daemon.application import sender_policy
from daemon.application.inbound.mail_context import Case, reply
from daemon.mail.compose import reply_letters
from daemon.workflow.model import Person, Request
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.route import participant


def meant(case: Case, written: str) -> Person | None:
    """The one person who is meant; else the writer is asked which, and there is None."""
    found = case.office.find_by_surname(written)
    if len(found) == 1:
        return found[0]
    candidates = [participant(each) for each in found]
    what = "several" if found else "nobody"
    reply(case, "ask_back", 0, lambda letter: reply_letters.ask_back(letter, what, {"who": written}, candidates))
    return None


def check_may_take(case: Case, request: Request, person: Person) -> None:
    """Raises Refused when somebody cannot be asked in the place of another."""
    if person.key == request.asked.key:
        raise Refused(Reason.NOT_ALLOWED, why_not(case, "self"))
    stage = case.contract.in_round(request.round, request.stage)
    if any(each.asked.key == person.key and each.is_open for each in stage):
        who = case.office.correspondence.house.wording(case.me.language).name(participant(person))
        raise Refused(Reason.NOT_ALLOWED, why_not(case, "asked_already", who=who))


def check_proved(case: Case) -> None:
    """Raises Refused when the contract needs a proof of who orders something, and there is none."""
    if not sender_policy.may_order(sender_policy.needed(case.office.settings, case.contract), case.proof):
        raise Refused(Reason.NOT_ALLOWED, why_not(case, "unproved"))


def why_not(case: Case, key: str, **values: object) -> str:
    """A reason for a refusal, in the writer's language."""
    return case.office.correspondence.house.wording(case.me.language).say(f"why_not.{key}", **values)
