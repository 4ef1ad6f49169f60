"""The summary: one line that stands for a contract in subjects, lists and on tiles."""

from __future__ import annotations

import pytest

from daemon.workflow.model import Fact, FactType
from daemon.workflow.summary import default_summary, make_summary

SIDE, LIGHTS = "ООО «Ромашка»", "световое оборудование"
SUM = "700\u00a0000,00\u00a0₽"

WORDS = {
    "counterparty": Fact("counterparty", "Контрагент", FactType.TEXT, "ООО «Ромашка»"),
    "subject": Fact("subject", "Предмет", FactType.TEXT, "световое оборудование"),
    "amount": Fact("amount", "Сумма", FactType.MONEY, "700000.00", currency="RUB"),
    "inn": Fact("inn", "ИНН", FactType.INN, "5902293308"),
    "fund": Fact("fund", "Фонд", FactType.CHOICE, "budget", "Субсидия"),
    "start": Fact("start", "Начало", FactType.DATE, "2026-12-01"),
    "term": Fact("term", "Срок", FactType.NUMBER, "10.5"),
}


def facts(*names: str) -> tuple[Fact, ...]:
    return tuple(WORDS[name] for name in names)


def summary(pattern: str, *names: str) -> str:
    return make_summary(pattern, "З-2026-0042", "Договор закупки", facts(*names))


@pytest.mark.parametrize(
    ("pattern", "names", "said"),
    [
        ("{counterparty}, {subject}, {amount}", "counterparty subject amount", f"{SIDE}, {LIGHTS}, {SUM}"),
        ("{counterparty}, {subject}, {amount}", "counterparty amount", f"{SIDE}, {SUM}"),
        ("{counterparty}, {subject}, {amount}", "subject", LIGHTS),
        ("{counterparty}, {subject}, {amount}", "subject amount", f"{LIGHTS}, {SUM}"),
        ("{counterparty}, {subject}, {amount}", "", ""),
        ("{counterparty} ({inn}), {subject}", "counterparty subject", f"{SIDE}, {LIGHTS}"),
        ("{counterparty} ({inn}), {subject}", "counterparty inn subject", f"{SIDE} (5902293308), {LIGHTS}"),
        ("{counterparty} ({inn})", "counterparty", SIDE),
        ("{counterparty}, ИНН {inn}, {subject}", "counterparty subject", f"{SIDE}, {LIGHTS}"),
        ("ИНН {inn}, {subject}", "subject", LIGHTS),
        ("{counterparty} на {term} дней, {subject}", "counterparty subject", f"{SIDE}, {LIGHTS}"),
        ("{counterparty} на {term} дней, {subject}", "counterparty term subject", f"{SIDE} на 10,5 дней, {LIGHTS}"),
        ("{subject}, {term} дней", "subject", LIGHTS),
        ("{subject}, {term} дней", "subject term", f"{LIGHTS}, 10,5 дней"),
        ("{counterparty} – {subject}: {amount}", "counterparty amount", f"{SIDE}: {SUM}"),
        ("{title} {counterparty} с {start}", "counterparty start", f"Договор закупки {SIDE} с 01.12.2026"),
        ("{number} {fund}", "fund", "З-2026-0042 Субсидия"),
        ("«{subject}», {amount}", "amount", SUM),
    ],
)
def test_what_a_field_without_a_value_leaves_behind_is_nothing(pattern: str, names: str, said: str) -> None:
    assert summary(pattern, *names.split()) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("inn", "counterparty", "subject", "amount"), f"ООО «Ромашка», световое оборудование, {SUM}"),
        (("amount",), SUM),
        (("subject",), "световое оборудование"),
        (("fund", "inn", "start"), "Договор закупки"),
        ((), "Договор закупки"),
    ],
)
def test_without_a_pattern_the_types_of_the_fields_decide(names: tuple[str, ...], said: str) -> None:
    assert default_summary("Договор закупки", facts(*names)) == said


def test_fields_of_any_name_stand_for_a_contract() -> None:
    own = (
        Fact("artist", "Артист", FactType.TEXT, "Иванова А. П."),
        Fact("play", "Спектакль", FactType.TEXT, "«Чайка»"),
        Fact("hall", "Зал", FactType.TEXT, "Большой"),
        Fact("fee", "Гонорар", FactType.MONEY, "50000", currency="RUB"),
    )
    assert default_summary("Договор", own) == "Иванова А. П., «Чайка», 50\u00a0000,00\u00a0₽"


def test_a_long_name_does_not_push_the_sum_out_of_sight() -> None:
    long = Fact("counterparty", "", FactType.TEXT, "Федеральное государственное бюджетное учреждение " * 7)
    one_word = Fact("counterparty", "", FactType.TEXT, "ы" * 300)
    for fact in (long, one_word):
        for said in (
            make_summary("{counterparty}, {amount}", "", "", (fact, WORDS["amount"])),
            default_summary("", (fact, WORDS["amount"])),
        ):
            assert said.endswith(f"…, {SUM}")
            assert len(said) < 100


@pytest.mark.parametrize("evil", ["а\r\nBcc: x@y.example", "а\u202eб", "а\u200bб", "а\x00б", "а\u2028б", "{amount}"])
def test_whatever_a_value_holds_the_summary_is_one_line_that_can_be_seen(evil: str) -> None:
    fact = Fact("subject", "", FactType.TEXT, evil)
    for said in (make_summary("{subject}", "", "", (fact, WORDS["amount"])), default_summary("", (fact,))):
        assert said.isprintable()
        assert SUM not in said
