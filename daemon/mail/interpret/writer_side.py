"""Whose word an approval is: a department's that is not the writer's may be a report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from daemon.mail.interpret.lexicon import APPROVING, Lexicon, plain
from daemon.mail.interpret.rules import parsed_reply

_WORD = re.compile(r"[\w-]+")
_SIDES = ("side_legal", "side_finance", "side_procurement", "side_personnel", "side_security")


def another_side(text: str, post: str, lexicon: Lexicon) -> str:
    """Return the clause that approves for another side of the house than that of the writer's post; "" if none does.

    "Согласовано бухгалтерией" is the accountant's own word; in a lawyer's answer it may tell of hers. Where the post
    names no side, nothing is known.
    """
    own = _sides(_WORD.findall(plain(post)), lexicon)
    if not own or not _sides(_WORD.findall(plain(text)), lexicon) - own:
        return ""
    approving = [each for each in parsed_reply(text, lexicon).matches if each.meaning in APPROVING]
    named = ((each.text, _sides(each.clause.said, lexicon)) for each in approving)
    return next((said for said, sides in named if sides and sides.isdisjoint(own)), "")


def _sides(words: Sequence[str], lexicon: Lexicon) -> frozenset[str]:
    return frozenset(each for each in _SIDES if lexicon.marks_any(each, words))
