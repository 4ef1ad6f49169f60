"""A new version asks whom its own facts call for, however it came in; everybody concerned is told who came and went."""

from __future__ import annotations

import pytest

from application.submissions.installation import Installation, Sent, changed, edited, text_of
from daemon.workflow import events as e
from daemon.workflow.model import Status
from daemon.workflow.route_rules import ApproverRule, PersonRule, RouteRule, StageRule
from daemon.workflow.working_time import parse_duration

ARTISTIC = "Фонд художественного руководителя"


def returned_by_procurement(installation: Installation) -> Sent:
    """700 000 from the commercial fund, which procurement sends back."""
    installation.drop("form.xlsx", installation.form())
    installation.approve("lawyer", "commercial")
    installation.write("procurement", "Вернуть: нет в плане закупок", to=installation.letter("request", "procurement"))
    return installation.letter("returned", "clerk")


def by_mail(installation: Installation, returned: Sent) -> None:
    form = changed(returned.file(".xlsx"), amount=900000, fund=ARTISTIC)
    installation.write("clerk", "Исправила", [("форма.xlsx", form)], to=returned)


def into_the_folder(installation: Installation, returned: Sent) -> None:
    installation.drop("ещё раз.xlsx", changed(returned.file(".xlsx"), amount=900000, fund=ARTISTIC))


def with_a_text_of_its_own(installation: Installation, returned: Sent) -> None:
    form = changed(returned.file(".xlsx"), amount=900000, fund=ARTISTIC)
    text = edited(returned.file(".docx"))
    installation.write("clerk", "Исправила", [("форма.xlsx", form), ("договор.docx", text)], to=returned)


@pytest.mark.parametrize("hand_in", [by_mail, into_the_folder, with_a_text_of_its_own])
def test_the_theatre_asks_the_artistic_director_and_procurement_before_anybody_signs(
    installation: Installation, hand_in: object
) -> None:
    hand_in(installation, returned_by_procurement(installation))  # type: ignore[operator]
    if hand_in is with_a_text_of_its_own:
        assert waiting(installation) == ["lawyer"]  # she had approved another text
        installation.approve("lawyer")
    assert waiting(installation) == ["artistic", "procurement"]
    installation.approve("artistic")
    assert waiting(installation) == ["procurement"], "nobody signs before procurement has said yes"
    installation.approve("procurement", "accountant")
    assert waiting(installation) == ["director"]
    signed = [("скан.pdf", b"%PDF-1.7 signed")]
    installation.write("director", "Подписано", signed, to=installation.letter("request", "director"))
    contract = installation.contract()
    assert contract.status is Status.APPROVED
    approved = {each.assignee.key for each in contract.in_round(2) if each.answer and each.answer.verdict.approves}
    assert approved == {"lawyer", "artistic", "procurement", "accountant", "director"}


def test_everybody_is_told_who_came_who_went_and_why(installation: Installation) -> None:
    by_mail(installation, returned_by_procurement(installation))
    released = installation.letter("released", "commercial")
    assert "в версии 2 договора З-2026-0001 ваше согласование больше не требуется" in released.text
    assert "Фонд коммерческого директора → Фонд художественного руководителя" in released.text
    assert "Ваш ответ по версии 1 сохранён" in released.text
    begun = installation.letter("registered", "clerk")
    assert "согласующие изменились, потому что изменилось: сумма договора, источник финансирования" in begun.text
    for letter in (begun, installation.letter("request", "procurement")):
        assert "Громов П. И. теперь согласует, этап «Согласование фонда»: источник финансирования" in letter.text
        assert "Белова И. О. больше не требуется, этап «Согласование фонда»" in letter.text
    asked = installation.letter("request", "artistic")
    assert f"Почему вы: источник финансирования – {ARTISTIC}." in asked.text
    assert "Вас спрашивают с версии 2" in asked.text
    assert "Вы уже согласовали" not in installation.letter("request", "procurement").text


def test_the_sheet_says_who_came_and_who_went(installation: Installation) -> None:
    by_mail(installation, returned_by_procurement(installation))
    installation.write("clerk", "Отозвать", to=installation.letter("registered", "clerk"))
    (sheet,) = (content for name, content in installation.archived().items() if "Лист согласования" in name)
    text = text_of(sheet)
    assert "Громов Пётр Ильич, Художественный руководитель\nсогласует с версии 2\nизменилось: Сумма договора" in text
    assert "Белова Ирина Олеговна, Коммерческий директор\nне требуется с версии 2\nизменилось: Сумма договора" in text


def test_the_rules_of_the_registration_count_though_the_configuration_says_otherwise_by_now(
    installation: Installation,
) -> None:
    returned = returned_by_procurement(installation)
    installation.with_route("purchase", installation.app.settings.contract_types["ticket_sales"].route)
    by_mail(installation, returned)
    assert waiting(installation) == ["artistic", "procurement"]


def test_other_facts_leave_the_route_as_it_is(installation: Installation) -> None:
    returned = returned_by_procurement(installation)
    installation.write(
        "clerk", "", [("a.xlsx", changed(returned.file(".xlsx"), subject="звуковое оборудование"))], to=returned
    )
    assert installation.events(e.RouteFollowed) == []
    assert waiting(installation) == ["procurement"]


def waiting(installation: Installation) -> list[str]:
    return [each.key for each in installation.contract().waiting_for()]


# -- rules that lead to nobody ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        (PersonRule(manager_of="initiator"), "", "у инициатора (Соколов"),
        (PersonRule(field="subject"), "свет", "а сотрудника «свет» в настройках нет"),
        (PersonRule(field="curator"), "", "Поле «curator» не заполнено, а в нём указывают, кто согласует договор"),
    ],
)
def test_a_draft_whose_route_leads_to_nobody_is_refused_with_what_to_do(
    installation: Installation, rule: PersonRule, value: str, said: str
) -> None:
    stage = StageRule("head", "Руководитель", (ApproverRule(rule),), parse_duration("1 working day"))
    installation.with_route("purchase", RouteRule((stage,)))
    installation.drop("form.xlsx", installation.form(initiator="director", **({"subject": value} if value else {})))
    assert installation.contracts() == []
    assert said in installation.letters("draft_rejected")[-1].text
