"""The story that the whole began with: the people whom a contract needs follow its fund, also after rework."""

from __future__ import annotations

from pathlib import Path

from servers.mailserver import MailServer

from demo.script import signed_pdf
from e2e.daemon_process import DaemonProcess, running_process
from e2e.test_stories import filled, form_of, waiting_for

NUMBER = "З-2026-0001"

BY_FUND_AND_SIGNED = """
route:
  - {stage: legal, title: Правовая экспертиза, approvers: [lawyer], deadline: 2 days}
  - stage: fund
    title: Согласование фонда
    approvers:
      - {person: commercial, when: fund == "commercial", why: платит фонд коммерческого директора}
      - {person: artistic, when: fund == "artistic", why: платит фонд художественного руководителя}
      - {person: procurement, when: amount > 800000, why: сумма больше 800 тысяч}
    deadline: 2 days
  - {stage: deputy, title: Заместитель директора, approvers: [deputy], deadline: 2 days}
  - {stage: signing, title: Подписание, kind: signature, approvers: [director], deadline: 3 days}
"""


def test_another_fund_and_a_larger_sum_call_for_other_people_and_a_condition_is_met_before_the_signature(
    tmp_path: Path, mail_server: MailServer
) -> None:
    with running_process(DaemonProcess(tmp_path, mail_server, route=BY_FUND_AND_SIGNED)) as contractd:
        _commercial_returns_it(contractd)
        _the_artistic_fund_pays_now(contractd)
        _the_deputy_sets_a_condition(contractd)
        _the_director_signs(contractd)


def _commercial_returns_it(contractd: DaemonProcess) -> None:
    contractd.drop_form(1, amount="700000.00", fund="commercial")
    contractd.reply("orlova", contractd.letter("orlova", "На согласование"), "Согласовано")
    request = contractd.letter("belova", "На согласование")
    assert waiting_for(contractd, NUMBER) == ["commercial"]
    contractd.reply("belova", request, "Вернуть: это не мой фонд, пусть платит худрук")


def _the_artistic_fund_pays_now(contractd: DaemonProcess) -> None:
    returned = contractd.letter("titova", "На доработку")
    assert "это не мой фонд" in returned.text
    name, form = form_of(returned)
    reworked = filled(form, amount=900_000, fund="Фонд художественного руководителя")
    contractd.reply("titova", returned, "Сумма выросла, фонд теперь художественный", (name, reworked))

    artistic = contractd.letter("gromov", "На согласование")
    assert "фонд художественного руководителя" in artistic.text.lower()
    procurement = contractd.letter("pavlova", "На согласование")
    assert "сумма больше 800 тысяч" in procurement.text
    for letter in (artistic, procurement):
        assert "Сумма выросла, фонд теперь художественный" in letter.text, "the clerk's words travel"
    assert waiting_for(contractd, NUMBER) == ["artistic", "procurement"]
    released = contractd.letter("belova", NUMBER, after=2)
    assert "версии 2" in released.text, "who is released is told"
    assert not [each for each in contractd.letters("lugin") if NUMBER in each.subject]

    contractd.reply("gromov", artistic, "Согласовано")
    contractd.reply("pavlova", procurement, "Согласовано")


def _the_deputy_sets_a_condition(contractd: DaemonProcess) -> None:
    request = contractd.letter("lugin", "На согласование")
    contractd.reply("lugin", request, "Согласовано при условии, что срок оплаты будет 10 дней")
    asked = contractd.letter("titova", "Подтвердите условия")
    assert "срок оплаты будет 10 дней" in asked.text
    assert waiting_for(contractd, NUMBER) == ["clerk"]
    assert not [each for each in contractd.letters("sokolov") if NUMBER in each.subject], "nothing to sign yet"
    contractd.reply("titova", asked, "Выполнено: в п. 4.2 срок 10 дней")


def _the_director_signs(contractd: DaemonProcess) -> None:
    request = contractd.letter("sokolov", "На подпись")
    assert "в п. 4.2 срок 10 дней" in request.text
    contractd.reply("sokolov", request, "Подписано", ("Договор, подписанный экземпляр.pdf", signed_pdf()))
    contractd.letter("titova", "Подписан")
    [contract] = contractd.listed()
    assert contract["status"] == "approved"
    events = contractd.history(NUMBER)
    last_round = [each for each in events if each["kind"] == "RoundOpened"][-1]["seq"]
    approved = {
        each["data"]["given_by"]["key"]
        for each in events
        if each["kind"] == "VerdictGiven" and each["data"]["verdict"].startswith("approve")
    }
    assert {"artistic", "procurement", "deputy", "director"} <= approved
    kept = {each["data"]["asked"]["key"] for each in events if each["kind"] == "ApprovalKept"}
    assert kept == {"lawyer"}
    assert last_round < next(each["seq"] for each in events if each["kind"] == "SheetFiled")
