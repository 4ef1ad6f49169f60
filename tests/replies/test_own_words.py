"""Own words come out as they were typed, whatever program wrote them below whatever signature."""

from __future__ import annotations

from replies.own_words import ENOUGH, rereads


def test_own_words_are_what_was_typed() -> None:
    found = list(rereads(step=3))
    wrong = [each for each in found if not each.is_right]
    assert len(found) > 200
    assert len(wrong) <= (1 - ENOUGH) * len(found), wrong[:5]
