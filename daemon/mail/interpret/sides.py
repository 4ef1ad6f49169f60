"""The sides of a house that approve for themselves: law, money, procurement, personnel, security."""

from __future__ import annotations

from collections.abc import Sequence

from daemon.mail.interpret.lexicon import Lexicon

_SIDES = ("side_legal", "side_finance", "side_procurement", "side_personnel", "side_security")


def sides(words: Sequence[str], lexicon: Lexicon) -> frozenset[str]:
    """Return the sides that words name."""
    return frozenset(each for each in _SIDES if lexicon.marks_any(each, words))
