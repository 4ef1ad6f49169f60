"""Why an order cannot be carried out, for who gave it at the command line: what, why, what to do, in one line."""

from __future__ import annotations

from datetime import datetime

from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.letter_context import About, LetterContext, LetterSettings, Matter
from daemon.mail.compose.sections import next_line
from daemon.workflow.model import Contract, Participant, Status
from daemon.workflow.refusal import Reason, Refused


def why(reason: Reason, detail: str) -> str:
    """Return the key of the text that says why the core refused; for an order that does not fit the status its own."""
    return "in_status" if reason is Reason.NOT_ALLOWED and detail in set(Status) else reason.value


def order_refused(settings: LetterSettings, contract: Contract, now: datetime, refused: Refused) -> str:
    """Return what the core's refusal means for an operator, in the language of the house."""
    on_hold = contract.status is Status.ON_HOLD and refused.detail == Status.ON_HOLD
    key = Reason.ON_HOLD.value if on_hold else why(refused.reason, refused.detail)
    detail = _detail(settings.wording(settings.language), refused)
    return unfit_order(settings, contract, now, key, detail=detail)


def unfit_order(settings: LetterSettings, contract: Contract, now: datetime, key: str, **values: object) -> str:
    """Return a text of the catalogue's `order_refused` in the language of the house, and where the contract stands."""
    operator = Participant("", "", language=settings.language)
    letter = LetterContext(settings, operator, Matter(contract, 0, "", now), About())
    said = f"{contract.number}: {letter.say(f'order_refused.{key}', **values)} {next_line(letter)}"
    return " ".join(said.split())  # a terminal breaks its lines itself


def _detail(words: Wording, refused: Refused) -> str:
    """Return the value with which an order was refused as a person reads it."""
    if refused.reason is Reason.IN_THE_PAST:
        return f"{datetime.fromisoformat(refused.detail).astimezone(words.zone):%d.%m.%Y %H:%M}"
    return refused.detail
