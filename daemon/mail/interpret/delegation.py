"""Read an order to ask one person instead of another: "передать Павловой вместо Беловой"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.mail.interpret.intent import Intent, Reading

_NAME = r"[A-ZА-ЯЁ][\w.'’-]*(?: [A-ZА-ЯЁ][\w.'’-]*){0,2}"
# The verbs in any case, the names only with capitals: so the flag stands at the groups, not at the whole.
_INSTEAD = re.compile(
    r"(?i:передать|передай(?:те)?|переназначить|переназначьте|переадресовать|назначить|спросить|спросите"
    r"|reassign|hand over|pass on|forward|ask)(?i: it)?(?i: to| запрос)?"
    rf" (?P<to>{_NAME}),? (?i:вместо|instead of) (?P<instead>{_NAME})\.?"
)


_ANY_NAME = r"[\w.'’@+-]+(?: [\w.'’-]+){0,2}"
# An order about the initiator names the word: "передать Титовой" alone hands a request over.
_INITIATOR = re.compile(
    r"(?:прошу |please )?(?:"
    r"(?:передать|передай(?:те)?|сменить|смени(?:те)?|поменять|назначить|назначьте|сделать|сделай(?:те)?)"
    r" (?:роль )?(?:нов\w+ )?инициатор(?:а|ом|ство)?(?: договора)?(?: на)?"
    r"|(?:нов\w+ )?инициатор(?:ом)?(?: договора)?(?: теперь| будет)?"
    r"|(?:change|set|hand over|pass) the (?:initiator|role of (?:the )?initiator)(?: to)?"
    r"|(?:the )?new initiator(?: is)?"
    r")(?:(?::|\s[–—-])? (?P<to>" + _ANY_NAME + r"))?[.]?",
    re.IGNORECASE,
)


def new_initiator_of(words: str) -> str | None:
    """Return who is to be the initiator, as written, if the words are nothing but that order; "" if they do not say."""
    found = _INITIATOR.fullmatch(" ".join(words.split()))
    return (found["to"] or "").rstrip(".") if found else None


@dataclass(frozen=True, slots=True)
class Replacement:
    """An order to ask `to` instead of `instead_of`: names as written, inflected; `instead_of` empty if not said."""

    to: str
    instead_of: str = ""


def hand_over_of(words: str, reading: Reading) -> Replacement | None:
    """Return the order to ask somebody else if the words are nothing but that, else None."""
    if reading.intent is Intent.DELEGATE:
        return Replacement(reading.delegate_to)
    if reading.intent is not Intent.UNCLEAR:
        return None
    found = _INSTEAD.fullmatch(" ".join(words.split()))
    return Replacement(found["to"].rstrip("."), found["instead"].rstrip(".")) if found else None
