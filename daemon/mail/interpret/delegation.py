"""Who is to be asked instead of whom: "передать Павловой вместо Беловой"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.mail.interpret.intent import Intent, Reading

_NAME = r"[A-ZА-ЯЁ][\w.'’-]*(?: [A-ZА-ЯЁ][\w.'’-]*){0,2}"
_INSTEAD = re.compile(
    r"(?i:передать|передай(?:те)?|переназначить|переназначьте|переадресовать|назначить|спросить|спросите"
    r"|reassign|hand over|pass on|forward|ask)(?i: it)?(?i: to| запрос)?"
    rf" (?P<to>{_NAME}),? (?i:вместо|instead of) (?P<instead>{_NAME})\.?"
)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Both as written, in any case; `instead_of` is empty where it was not said."""

    to: str
    instead_of: str = ""


def hand_over_of(words: str, reading: Reading) -> HandOver | None:
    """Return the order to ask somebody else, when the words are nothing but that."""
    if reading.intent is Intent.DELEGATE:
        return HandOver(reading.delegate_to)
    if reading.intent is not Intent.UNCLEAR:
        return None
    found = _INSTEAD.fullmatch(" ".join(words.split()))
    return HandOver(found["to"].rstrip("."), found["instead"].rstrip(".")) if found else None
