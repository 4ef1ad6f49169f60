"""Who is meant by a name in a mail, and whether they can be asked."""

from __future__ import annotations

from functools import partial

from daemon.application.inbound.mail_context import MailContext, reply
from daemon.mail.compose import reply_letters
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Person, Request
from daemon.workflow.policies import OwnContracts
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.route import participant


def meant(context: MailContext, written: str) -> Person | None:
    """Return the one person who is meant; else the writer is asked which, and there is None."""
    found = context.app.find_by_surname(written)
    if len(found) == 1:
        return found[0]
    candidates = [participant(each) for each in found]
    what = "several" if found else "nobody"
    ask = partial(reply_letters.ask_back, what=what, values={"who": written}, people=candidates)
    reply(context, LetterKind.ASK_BACK, None, ask)
    return None


def check_may_take(context: MailContext, request: Request, person: Person) -> None:
    """Raise Refused when somebody cannot be asked in the place of another."""
    if person.key == request.assignee.key:
        raise Refused(Reason.NOT_ALLOWED, why_not(context, "self"))
    stage = context.contract.in_round(request.round, request.stage)
    who = context.app.letters.letter_settings.wording(context.me.language).name(participant(person))
    if any(each.assignee.key == person.key and each.is_open for each in stage):
        raise Refused(Reason.NOT_ALLOWED, why_not(context, "asked_already", who=who))
    refused = context.contract.route.policies.own_contracts is OwnContracts.REFUSED
    if refused and person.key == context.contract.initiator.key:
        raise Refused(Reason.NOT_ALLOWED, why_not(context, "own_contract", who=who))


def check_proved(context: MailContext) -> None:
    """Raise Refused when the contract needs a proof of who orders something, and there is none."""
    if not context.may_order:
        raise Refused(Reason.NOT_ALLOWED, why_not(context, "unproved"))


def why_not(context: MailContext, key: str, **values: object) -> str:
    """Return a reason for a refusal, in the writer's language."""
    return context.app.letters.letter_settings.wording(context.me.language).say(f"why_not.{key}", **values)
