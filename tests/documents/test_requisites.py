"""Requisites, addresses, people and texts with a pattern: what is taken as what, and what each mistake is told."""

from __future__ import annotations

from datetime import date

import pytest

from daemon.documents.field_parser import canonical, shown
from daemon.documents.form_parser import DraftProblems, read_draft
from daemon.documents.forms import make_form
from daemon.documents.invalid_value import InvalidValue
from daemon.documents.requisites import account_fits
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import FactType
from daemon.workflow.route_rules import RouteRule

PEOPLE = (("clerk", "Белова Ирина Олеговна"), ("head", "Белов Иван Олегович"), ("lawyer", "Орлова Мария Петровна"))
RULES = {
    FactType.PERSON: FieldRule("x", "Кто", FactType.PERSON, choices=PEOPLE),
    FactType.YES_NO: FieldRule("x", "Аванс", FactType.YES_NO, choices=(("yes", "да"), ("no", "нет"))),
}


def rule(type_: FactType) -> FieldRule:
    return RULES.get(type_, FieldRule("x", "Поле", type_))


@pytest.mark.parametrize(
    ("type_", "found", "kept"),
    [
        (FactType.KPP, "590201001", "590201001"),
        (FactType.KPP, " 5902 01 001 ", "590201001"),
        (FactType.KPP, "5902ab001", "5902AB001"),
        (FactType.KPP, 10101001, "010101001"),  # a sheet lost the zero
        (FactType.OGRN, "1025900000015", "1025900000015"),
        (FactType.OGRN, "304590000000011", "304590000000011"),
        (FactType.BIK, "044525225", "044525225"),
        (FactType.BIK, 44525225, "044525225"),
        (FactType.ACCOUNT, "4070 2810 9000 0000 0123", "40702810900000000123"),
        (FactType.ACCOUNT, "40702-810-9-00000000123", "40702810900000000123"),
        (FactType.EMAIL, " info@luch.example ", "info@luch.example"),
        (FactType.PHONE, "+7 (342) 212-34-56 доб. 12", "+7 (342) 212-34-56 доб. 12"),
        (FactType.PHONE, "89124567890", "89124567890"),
        (FactType.YES_NO, "Да", "yes"),
        (FactType.YES_NO, False, "no"),
        (FactType.PERSON, "lawyer", "lawyer"),
        (FactType.PERSON, "орлова мария петровна", "lawyer"),
        (FactType.PERSON, "Орлова", "lawyer"),
        (FactType.LONG_TEXT, "первая строка\nвторая", "первая строка\nвторая"),
    ],
)
def test_it_is_kept(type_: FactType, found: object, kept: str) -> None:
    assert canonical(rule(type_), found) == kept


@pytest.mark.parametrize(
    ("type_", "found", "why"),
    [
        (FactType.KPP, "59020100", "kpp_form"),
        (FactType.KPP, "5902О1001", "kpp_form"),  # a letter in place of a zero
        (FactType.OGRN, "1025900000016", "ogrn_check"),
        (FactType.OGRN, "304590000000012", "ogrn_check"),
        (FactType.OGRN, "10259000000", "ogrn_length"),
        (FactType.BIK, "445252251", "bik_form"),
        (FactType.ACCOUNT, "4070281090000000012", "account_length"),
        (FactType.ACCOUNT, 40702810900000000123, "digits_lost"),
        (FactType.EMAIL, "info@", "not_email"),
        (FactType.EMAIL, "info@luch.example, director@luch.example", "not_email"),
        (FactType.PHONE, "12-34", "phone_form"),
        (FactType.PHONE, "звоните после обеда", "phone_form"),
        (FactType.PHONE, date(2026, 12, 1), "not_text"),
        (FactType.YES_NO, "наверное", "not_choice"),
        (FactType.PERSON, "Белов И", "not_person"),
        (FactType.PERSON, True, "not_person"),
    ],
)
def test_it_is_told_what_is_wrong(type_: FactType, found: object, why: str) -> None:
    with pytest.raises(InvalidValue) as wrong:
        canonical(rule(type_), found)
    assert wrong.value.key == why


def test_of_people_the_nearest_are_named_and_not_all() -> None:
    with pytest.raises(InvalidValue) as wrong:
        canonical(rule(FactType.PERSON), "Орлава Мария")
    assert wrong.value.values["choices"].startswith("Орлова Мария Петровна")


def test_what_people_see_of_a_person_is_the_name() -> None:
    assert shown(rule(FactType.PERSON), "lawyer") == "Орлова Мария Петровна"


def test_a_pattern_is_said_in_the_administrators_words() -> None:
    lot = FieldRule("lot", "Лот", FactType.TEXT, pattern="[A-Z]{2}-[0-9]{4}", hint="две буквы, дефис, четыре цифры")
    assert canonical(lot, "AB-0012") == "AB-0012"
    with pytest.raises(InvalidValue) as wrong:
        canonical(lot, "AB-0012 и ещё")
    assert (wrong.value.key, wrong.value.values["expected"]) == ("not_pattern", "две буквы, дефис, четыре цифры")


@pytest.mark.parametrize(("found", "kept"), [("BY 190270123", "BY 190270123"), ("5902293308", "5902293308")])
def test_a_number_of_another_country_is_taken_where_the_field_says_so(found: str, kept: str) -> None:
    assert canonical(FieldRule("x", "ИНН", FactType.INN, foreign=True), found) == kept


def test_a_mistyped_russian_number_is_not_a_foreign_one() -> None:
    with pytest.raises(InvalidValue) as wrong:
        canonical(FieldRule("x", "ИНН", FactType.INN, foreign=True), "5902293309")
    assert wrong.value.key == "inn_check"


@pytest.mark.parametrize(
    ("account", "bik", "fits"),
    [
        ("30101810400000000225", "044525225", True),  # a bank's own account at the Bank of Russia
        ("30101810400000000226", "044525225", False),
        ("40702810900000000123", "044525225", True),
        ("40702810900000000132", "044525225", False),  # two digits have changed places
        ("40702810900000000123", "044525999", False),  # another bank
        ("03214643000000015600", "015773997", True),  # the Treasury's have keys of their own
    ],
)
def test_an_account_is_held_against_the_bik(account: str, bik: str, fits: bool) -> None:
    assert account_fits(account, bik) is fits


TYPE = ContractType(
    key="services",
    title="Договор",
    kind="expense",
    template="x.docx",
    number="У-{seq}",
    name="{number}",
    route=RouteRule(()),
    fields=(
        FieldRule("bik", "БИК", FactType.BIK),
        FieldRule("account", "Счёт", FactType.ACCOUNT, bik="bik"),
        FieldRule("prepaid", "Аванс", FactType.YES_NO, choices=(("yes", "да"), ("no", "нет")), default="no"),
        FieldRule("city", "Город", FactType.TEXT, required=False, default="Пермь"),
    ),
)


def facts(content: bytes, name: str = "draft.yaml") -> dict[str, str]:
    return {fact.name: fact.value for fact in read_draft(name, content, TYPE, "ru", lambda *_: True).facts}


def test_both_the_account_and_the_bik_are_named_when_they_do_not_go_together() -> None:
    with pytest.raises(DraftProblems, match="счёт не подходит к БИК 044525999"):
        facts(b"bik: '044525999'\naccount: '40702810900000000123'\n")


def test_a_draft_that_does_not_name_a_field_has_its_default_and_one_that_empties_it_does_not() -> None:
    said = b"bik: '044525225'\naccount: '40702810900000000123'\n"
    assert (facts(said)["city"], facts(said)["prepaid"]) == ("Пермь", "no")
    assert "city" not in facts(said + b"city: ''\n")
    assert facts(said + b"prepaid: true\n")["prepaid"] == "yes"


def test_a_blank_form_says_the_defaults() -> None:
    with pytest.raises(DraftProblems) as problems:
        facts(make_form(TYPE, (), "ru"), "form.xlsx")
    assert [each.field for each in problems.value.mistakes] == ["bik", "account"]
    assert problems.value.written is not None
    assert {name: problems.value.written.values[name] for name in ("prepaid", "city")} == {
        "prepaid": "нет",
        "city": "Пермь",
    }
