"""What hurt in the theatre, told as it should go: over real mail servers, by mail alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest
from servers.mailserver import MailServer

from daemon.documents.forms import defined_name
from e2e.daemon_process import PEOPLE, DaemonProcess, DeliveredLetter, running_process, wait_for

Open = Callable[..., DaemonProcess]

OFFICE_HOURS = """
  holidays: RU
  monday-thursday: ["09:00-13:00", "13:48-18:00"]
  friday: ["09:00-13:00", "13:48-17:00"]
  before_holiday: 1 hour shorter
"""

BY_FUND = """
route:
  - {stage: legal, title: Правовая экспертиза, approvers: [lawyer], deadline: 2 days}
  - stage: fund
    title: Согласование фонда
    approvers:
      - {person: commercial, when: fund == "commercial"}
      - {person: artistic, when: fund == "artistic"}
      - {person: procurement, when: amount > 600000}
    deadline: 2 days
  - {stage: finance, title: Финансовый контроль, approvers: [accountant, economist], need: any, deadline: 2 days}
"""

EVERYBODY = [key for key in PEOPLE if key not in ("clerk", "deputy")]

FOUR_TOGETHER = """
after_rework: objectors
on_return: together
route:
  - {stage: all, title: Согласование, approvers: [lawyer, commercial, accountant, economist], deadline: 2 days}
"""


@pytest.fixture
def opened(tmp_path: Path, mail_server: MailServer) -> Iterator[Open]:
    """A running daemon with the configuration of a story; `now` is the time on its wall."""
    with ExitStack() as processes:

        def opened(*, now: str = "", **configuration: str) -> DaemonProcess:
            contractd = DaemonProcess(tmp_path, mail_server, **configuration)
            if now:
                contractd.it_is(now)
            return processes.enter_context(running_process(contractd))

        yield opened


def waiting_for(contractd: DaemonProcess, number: str) -> list[str]:
    [found] = [each for each in contractd.listed() if each["number"] == number]
    return sorted(found["waiting_for"])


def form_of(letter: DeliveredLetter) -> tuple[str, bytes]:
    [found] = [(name, content) for name, content in letter.attachments().items() if name.endswith(".xlsx")]
    return found


def filled(form: bytes, **values: object) -> bytes:
    """The form as the clerk fills it in: some cells with other values."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    for field, value in values.items():
        sheet, cell = next(iter(book.defined_names[defined_name(field)].destinations))
        book[sheet][cell.replace("$", "")] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_who_is_asked_depends_on_the_fund_and_the_amount(opened: Open) -> None:
    contractd = opened(route=BY_FUND)
    contractd.drop_form(1, amount="700000.00", fund="commercial")
    contractd.letter("orlova", "З-2026-0001")
    contractd.drop_form(2, amount="500000.00", fund="artistic")
    contractd.letter("orlova", "З-2026-0002")
    contractd.drop_form(3, amount="1000.00", fund="budget")
    for number in ("0001", "0002", "0003"):
        request = contractd.letter("orlova", number)
        assert "Правовая экспертиза" in request.text
        contractd.reply("orlova", request, "Согласовано")

    assert "фонд" in contractd.letter("belova", "0001").text.lower()
    contractd.letter("pavlova", "0001")
    contractd.letter("gromov", "0002")
    contractd.letter("krylova", "0003")
    contractd.letter("mishin", "0003")

    assert waiting_for(contractd, "З-2026-0001") == ["commercial", "procurement"]
    assert waiting_for(contractd, "З-2026-0002") == ["artistic"]
    assert waiting_for(contractd, "З-2026-0003") == ["accountant", "economist"]
    passed_over = [each for each in contractd.history("З-2026-0003") if each["kind"] == "StagePassedOver"]
    assert [each["data"]["stage"] for each in passed_over] == ["fund"]
    contractd.reply("mishin", contractd.letter("mishin", "0003"), "да")
    assert "не нужен" in contractd.letter("krylova", "Ответ больше не нужен").subject
    contractd.letter("titova", "Согласован: ")


def test_fifteen_people_are_asked_at_once_and_each_answer_counts_once(opened: Open) -> None:
    contractd = opened(
        route=f"route:\n  - {{stage: all, title: Все, approvers: [{', '.join(EVERYBODY)}], deadline: 2 days}}"
    )
    names = {PEOPLE[key][0]: PEOPLE[key][1] for key in EVERYBODY}
    assert len(names) == 15
    contractd.drop_form(1)
    requests = {name: contractd.letter(name, "На согласование") for name in names}
    for full_name in names.values():
        surname = full_name.split()[0]
        assert surname in requests["orlova"].text, "everybody sees who is asked"
    words = ["Согласовано", "согласен", "Не возражаю", "ок", "+", "Согласовано.", "approved"]
    for n, (name, request) in enumerate(requests.items()):
        contractd.reply(name, request, words[n % len(words)])
        if n % 3 == 0:
            contractd.reply(name, request, "Согласовано")  # pressed twice
    finished = contractd.letter("titova", "Согласован: ")
    assert all(full_name.split()[0] in finished.text for full_name in names.values())
    verdicts = [
        each["data"]["given_by"]["key"] for each in contractd.history("З-2026-0001") if each["kind"] == "VerdictGiven"
    ]
    assert set(verdicts) == set(EVERYBODY)
    [contract] = contractd.listed()
    assert contract["status"] == "approved"


def test_three_people_return_a_contract_and_only_they_look_at_the_second_version(opened: Open) -> None:
    contractd = opened(route=FOUR_TOGETHER)
    contractd.drop_form(1)
    answers = {
        "orlova": "Вернуть: в п. 4.2 срок оплаты 30 дней, у нас 10",
        "belova": "На доработку: сумма выше сметы",
        "krylova": "Согласовано",
        "mishin": "Не согласовано, нет расчёта цены",
    }
    for name, words in answers.items():
        contractd.reply(name, contractd.letter(name, "На согласование"), words)

    returned = contractd.letter("titova", "На доработку")
    for remark in ("срок оплаты 30 дней", "сумма выше сметы", "нет расчёта цены"):
        assert remark in returned.text
    name, form = form_of(returned)
    contractd.reply("titova", returned, "Исправила", (name, filled(form, amount=650_000)))

    for name in ("orlova", "belova", "mishin"):
        request = contractd.letter(name, "версия 2")
        assert "700 000,00" in request.text
        assert "650 000,00" in request.text
        contractd.reply(name, request, "Согласовано")
    finished = contractd.letter("titova", "Согласован: ")
    assert "Крылова" in finished.text
    assert not [each for each in contractd.letters("krylova") if "версия 2" in each.subject]
    events = contractd.history("З-2026-0001")
    kept = [each["data"]["asked"]["key"] for each in events if each["kind"] == "ApprovalKept"]
    assert kept == ["accountant"]
    [contract] = contractd.listed()
    assert (contract["status"], contract["round"], contract["version"]) == ("approved", 2, 2)


def test_while_the_lawyer_is_on_holiday_her_substitute_is_asked_in_her_place(opened: Open) -> None:
    absent = "absences: [{person: lawyer, from: 2026-12-01, to: 2026-12-14}]"
    contractd = opened(more=absent, now="2026-12-02 10:00")
    contractd.drop_form(1)
    request = contractd.letter("zaitsev", "На согласование")
    assert "за Орлову М. П." in request.text
    assert "за Орлову М. П." in contractd.letter("titova", "З-2026-0001").text
    assert contractd.letters("orlova") == []
    contractd.reply("zaitsev", request, "Согласовано")
    assert "Зайцев О. Ю." in contractd.letter("belova", "На согласование").text
    [verdict] = [each["data"] for each in contractd.history("З-2026-0001") if each["kind"] == "VerdictGiven"]
    assert verdict["given_by"]["key"] == "lawyer_deputy"


def test_a_question_goes_to_the_initiator_and_its_answer_comes_back(opened: Open) -> None:
    contractd = opened()
    contractd.drop_form(1)
    contractd.reply("orlova", contractd.letter("orlova", "На согласование"), "Вопрос: какой срок оплаты?")
    question = contractd.letter("titova", "Вопрос")
    assert "какой срок оплаты" in question.text
    contractd.reply("titova", question, "10 рабочих дней с даты акта")
    answer = contractd.letter("orlova", "Ответ на ваш вопрос")
    assert "10 рабочих дней с даты акта" in answer.text
    contractd.reply("orlova", answer, "Согласовано")
    assert "На согласование" in contractd.letter("belova", "На согласование").subject
    kinds = [each["kind"] for each in contractd.history("З-2026-0001")]
    assert kinds.index("QuestionAsked") < kinds.index("QuestionAnswered") < kinds.index("VerdictGiven")


def test_a_deadline_runs_out_over_the_new_year_holidays_and_escalates_twice(opened: Open) -> None:
    route = """
route:
  - stage: fund
    title: Согласование фонда
    approvers: [procurement]
    deadline: 2 working days
    remind: [8 working hours before, at deadline]
    escalate:
      - {after: 1 working hour, to: manager}
      - {after: 1 working day, to: director, action: reassign}
"""
    contractd = opened(route=route, working_time=OFFICE_HOURS, now="2026-12-29 16:00")
    contractd.drop_form(1)
    # The 30th is a working day, the next one is Monday the 11th.
    request = contractd.letter("pavlova", "На согласование")
    assert "до пн 11.01 18:00" in request.subject
    contractd.it_is("2027-01-05 12:00")
    assert quiet(contractd, "pavlova", letters=1), "nobody is reminded on a holiday"
    contractd.it_is("2027-01-11 09:30")
    contractd.letter("pavlova", "Осталось 8 рабочих часов")
    contractd.it_is("2027-01-12 10:05")
    first = contractd.letter("belova", "Нет ответа")
    assert "Павлова" in first.subject
    assert quiet(contractd, "sokolov", letters=0)
    contractd.it_is("2027-01-13 09:05")
    taken_over = contractd.letter("sokolov", "На согласование")
    assert waiting_for(contractd, "З-2026-0001") == ["director"]
    contractd.reply("pavlova", request, "Согласовано")  # too late: it is the director's now
    contractd.letter("pavlova", "Не засчитано")
    contractd.reply("sokolov", taken_over, "Согласовано")
    contractd.letter("titova", "Согласован: ")


def test_an_edit_of_the_rules_in_the_middle_of_it_all_changes_new_contracts_only(opened: Open) -> None:
    contractd = opened(route=BY_FUND)
    contractd.drop_form(1)
    request = contractd.letter("orlova", "0001")
    contractd.configure("route:\n  - {stage: fund, title: Новый порядок, approvers: [nobody], deadline: 2 days}")
    refused = contractd.letter("admin", "Настройки не приняты")
    assert "nobody" in refused.text
    assert "config.yaml:" in refused.text

    contractd.configure("route:\n  - {stage: only, title: Новый порядок, approvers: [artistic], deadline: 2 days}")
    contractd.letter("admin", "Настройки", after=1)
    contractd.drop_form(2)
    assert "Новый порядок" in contractd.letter("gromov", "0002").text
    contractd.reply("orlova", request, "Согласовано")
    assert "Согласование фонда" in contractd.letter("belova", "0001").text
    assert waiting_for(contractd, "З-2026-0001") == ["commercial", "procurement"]
    assert waiting_for(contractd, "З-2026-0002") == ["artistic"]


def quiet(contractd: DaemonProcess, name: str, letters: int) -> bool:
    """Whether somebody has so many letters and no more, when the daemon has looked at the clock and done what was due.

    What is due to contracts and the mails that come are worked on one after the other: when a mail that was sent
    after such a look is answered, nothing of it is left to do.
    """
    looked = contractd.looks()
    wait_for("a look at what is due", lambda: contractd.looks() > looked + 1)
    answered = len(contractd.letters("titova"))
    contractd.reply("titova", contractd.letters("titova")[0], "помощь")
    wait_for("an answer", lambda: len(contractd.letters("titova")) > answered)
    return len(contractd.letters(name)) == letters
