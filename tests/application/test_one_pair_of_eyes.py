"""One person is one pair of eyes: on two places of a stage, in a quorum, and on a contract of their own."""

from __future__ import annotations

import re

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon

FUND = "- {person: procurement, when: amount > 600000, watches: [amount, items]}"


def _with(edited: Edited, *changes: tuple[str, str]) -> InProcessDaemon:
    """A daemon whose configuration has these changes, and none of the examples that would tell of them."""

    def edit(text: str) -> str:
        text = re.sub(r"    route_tests:.*?\n\n", "\n", text, flags=re.DOTALL)
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        return text

    return edited(edit)


def test_whoever_two_rules_lead_to_is_asked_once_with_both_reasons(edited: Edited) -> None:
    second = "- {person: commercial, when: amount > 100000, why: крупная сумма, veto: true}"
    contractd = _with(edited, (FUND, second))
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    [letter] = contractd.letters("belova", "request")
    assert "источник финансирования – Фонд коммерческого директора; крупная сумма" in letter.text
    assert contractd.request(contract, "commercial").veto
