"""Whose word an approval is: a department's that is not the writer's may be a report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from daemon.mail.interpret.lexicon import APPROVING, Lexicon, Meaning, plain
from daemon.mail.interpret.phrase_matcher import PhraseMatch
from daemon.mail.interpret.rules import parsed_reply
from daemon.mail.interpret.sides import sides

_WORD = re.compile(r"[\w-]+")


def another_side(text: str, post: str, lexicon: Lexicon) -> str:
    """Return the clause that approves for another side of the house than that of the writer's post; "" if none does.

    "Согласовано бухгалтерией" is the accountant's own word; in a lawyer's answer it may tell of hers. Where the post
    names no side, nothing is known.
    """
    own = sides(_WORD.findall(plain(post)), lexicon)
    if not own or not sides(_WORD.findall(plain(text)), lexicon) - own:
        return ""
    said_first = _said_before_a_condition(parsed_reply(text, lexicon).matches)
    named = ((each.text, sides(each.clause.said, lexicon)) for each in said_first if each.meaning in APPROVING)
    return next((said for said, of in named if of and of.isdisjoint(own)), "")


def _said_before_a_condition(matches: Sequence[PhraseMatch]) -> Sequence[PhraseMatch]:
    """Return the matches without the condition of an approval: whose word that awaits, it says itself."""
    approved = next((at for at, each in enumerate(matches) if each.meaning in APPROVING), len(matches))
    provided = (at for at in range(approved, len(matches)) if matches[at].meaning is Meaning.PROVIDED)
    return matches[: next(provided, len(matches))]
