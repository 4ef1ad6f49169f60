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
from e2e.theatre import PEOPLE, Letter, Theatre, open_house, wait_for

Open = Callable[..., Theatre]

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

EVERYBODY = [key for key in PEOPLE if key != "clerk"]

FOUR_TOGETHER = """
after_rework: objectors
on_return: together
route:
  - {stage: all, title: Согласование, approvers: [lawyer, commercial, accountant, economist], deadline: 2 days}
"""


@pytest.fixture
def opened(tmp_path: Path, mail_server: MailServer) -> Iterator[Open]:
    """A theatre with the configuration of a story, its daemon at work; `now` is the time on its wall."""
    with ExitStack() as houses:

        def opened(*, now: str = "", **configuration: str) -> Theatre:
            theatre = Theatre(tmp_path, mail_server, **configuration)
            if now:
                theatre.it_is(now)
            return houses.enter_context(open_house(theatre))

        yield opened


def waiting_for(theatre: Theatre, number: str) -> list[str]:
    [found] = [each for each in theatre.listed() if each["number"] == number]
    return sorted(found["waiting_for"])


def form_of(letter: Letter) -> tuple[str, bytes]:
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
    theatre = opened(route=BY_FUND)
    theatre.drop_form(1, amount="700000.00", fund="commercial")
    theatre.letter("orlova", "З-2026-0001")
    theatre.drop_form(2, amount="500000.00", fund="artistic")
    theatre.letter("orlova", "З-2026-0002")
    theatre.drop_form(3, amount="1000.00", fund="budget")
    for number in ("0001", "0002", "0003"):
        request = theatre.letter("orlova", number)
        assert "Правовая экспертиза" in request.text
        theatre.reply("orlova", request, "Согласовано")

    assert "фонд" in theatre.letter("belova", "0001").text.lower()
    theatre.letter("pavlova", "0001")
    theatre.letter("gromov", "0002")
    theatre.letter("krylova", "0003")
    theatre.letter("mishin", "0003")

    assert waiting_for(theatre, "З-2026-0001") == ["commercial", "procurement"]
    assert waiting_for(theatre, "З-2026-0002") == ["artistic"]
    assert waiting_for(theatre, "З-2026-0003") == ["accountant", "economist"]
    passed_over = [each for each in theatre.history("З-2026-0003") if each["kind"] == "StagePassedOver"]
    assert [each["data"]["stage"] for each in passed_over] == ["fund"]
    theatre.reply("mishin", theatre.letter("mishin", "0003"), "да")
    assert "не нужен" in theatre.letter("krylova", "Ответ больше не нужен").subject
    theatre.letter("titova", "Согласован: ")


def test_fifteen_people_are_asked_at_once_and_each_answer_counts_once(opened: Open) -> None:
    theatre = opened(
        route=f"route:\n  - {{stage: all, title: Все, approvers: [{', '.join(EVERYBODY)}], deadline: 2 days}}"
    )
    names = {PEOPLE[key][0]: PEOPLE[key][1] for key in EVERYBODY}
    assert len(names) == 15
    theatre.drop_form(1)
    requests = {name: theatre.letter(name, "На согласование") for name in names}
    for full_name in names.values():
        surname = full_name.split()[0]
        assert surname in requests["orlova"].text, "everybody sees who is asked"
    words = ["Согласовано", "согласен", "Не возражаю", "ок", "+", "Согласовано.", "approved"]
    for n, (name, request) in enumerate(requests.items()):
        theatre.reply(name, request, words[n % len(words)])
        if n % 3 == 0:
            theatre.reply(name, request, "Согласовано")  # pressed twice
    finished = theatre.letter("titova", "Согласован: ")
    assert all(full_name.split()[0] in finished.text for full_name in names.values())
    verdicts = [
        each["data"]["given_by"]["key"] for each in theatre.history("З-2026-0001") if each["kind"] == "VerdictGiven"
    ]
    assert set(verdicts) == set(EVERYBODY)
    [contract] = theatre.listed()
    assert contract["status"] == "approved"


def test_three_people_return_a_contract_and_only_they_look_at_the_second_version(opened: Open) -> None:
    theatre = opened(route=FOUR_TOGETHER)
    theatre.drop_form(1)
    answers = {
        "orlova": "Вернуть: в п. 4.2 срок оплаты 30 дней, у нас 10",
        "belova": "На доработку: сумма выше сметы",
        "krylova": "Согласовано",
        "mishin": "Не согласовано, нет расчёта цены",
    }
    for name, words in answers.items():
        theatre.reply(name, theatre.letter(name, "На согласование"), words)

    returned = theatre.letter("titova", "На доработку")
    for remark in ("срок оплаты 30 дней", "сумма выше сметы", "нет расчёта цены"):
        assert remark in returned.text
    name, form = form_of(returned)
    theatre.reply("titova", returned, "Исправила", (name, filled(form, amount=650_000)))

    for name in ("orlova", "belova", "mishin"):
        request = theatre.letter(name, "версия 2")
        assert "700 000,00" in request.text
        assert "650 000,00" in request.text
        theatre.reply(name, request, "Согласовано")
    finished = theatre.letter("titova", "Согласован: ")
    assert "Крылова" in finished.text
    assert not [each for each in theatre.letters("krylova") if "версия 2" in each.subject]
    events = theatre.history("З-2026-0001")
    kept = [each["data"]["asked"]["key"] for each in events if each["kind"] == "ApprovalKept"]
    assert kept == ["accountant"]
    [contract] = theatre.listed()
    assert (contract["status"], contract["round"], contract["version"]) == ("approved", 2, 2)


def test_while_the_lawyer_is_on_holiday_her_substitute_is_asked_in_her_place(opened: Open) -> None:
    absent = "absences: [{person: lawyer, from: 2026-12-01, to: 2026-12-14}]"
    theatre = opened(more=absent, now="2026-12-02 10:00")
    theatre.drop_form(1)
    request = theatre.letter("zaitsev", "На согласование")
    assert "за Орлову М. П." in request.text
    assert "за Орлову М. П." in theatre.letter("titova", "З-2026-0001").text
    assert theatre.letters("orlova") == []
    theatre.reply("zaitsev", request, "Согласовано")
    assert "Зайцев О. Ю." in theatre.letter("belova", "На согласование").text
    [verdict] = [each["data"] for each in theatre.history("З-2026-0001") if each["kind"] == "VerdictGiven"]
    assert verdict["given_by"]["key"] == "lawyer_deputy"


def test_a_question_goes_to_the_initiator_and_its_answer_comes_back(opened: Open) -> None:
    theatre = opened()
    theatre.drop_form(1)
    theatre.reply("orlova", theatre.letter("orlova", "На согласование"), "Вопрос: какой срок оплаты?")
    question = theatre.letter("titova", "Вопрос")
    assert "какой срок оплаты" in question.text
    theatre.reply("titova", question, "10 рабочих дней с даты акта")
    answer = theatre.letter("orlova", "Ответ на ваш вопрос")
    assert "10 рабочих дней с даты акта" in answer.text
    theatre.reply("orlova", answer, "Согласовано")
    assert "На согласование" in theatre.letter("belova", "На согласование").subject
    kinds = [each["kind"] for each in theatre.history("З-2026-0001")]
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
    theatre = opened(route=route, working_time=OFFICE_HOURS, now="2026-12-29 16:00")
    theatre.drop_form(1)
    # The 30th is a working day, the next one is Monday the 11th.
    request = theatre.letter("pavlova", "На согласование")
    assert "до пн 11.01 18:00" in request.subject
    theatre.it_is("2027-01-05 12:00")
    assert quiet(theatre, "pavlova", letters=1), "nobody is reminded on a holiday"
    theatre.it_is("2027-01-11 09:30")
    theatre.letter("pavlova", "Осталось 8 рабочих часов")
    theatre.it_is("2027-01-12 10:05")
    first = theatre.letter("belova", "Нет ответа")
    assert "Павлова" in first.subject
    assert quiet(theatre, "sokolov", letters=0)
    theatre.it_is("2027-01-13 09:05")
    taken_over = theatre.letter("sokolov", "На согласование")
    assert waiting_for(theatre, "З-2026-0001") == ["director"]
    theatre.reply("pavlova", request, "Согласовано")  # too late: it is the director's now
    theatre.letter("pavlova", "Не засчитано")
    theatre.reply("sokolov", taken_over, "Согласовано")
    theatre.letter("titova", "Согласован: ")


def test_an_edit_of_the_rules_in_the_middle_of_it_all_changes_new_contracts_only(opened: Open) -> None:
    theatre = opened(route=BY_FUND)
    theatre.drop_form(1)
    request = theatre.letter("orlova", "0001")
    theatre.configure("route:\n  - {stage: fund, title: Новый порядок, approvers: [nobody], deadline: 2 days}")
    refused = theatre.letter("admin", "Настройки не приняты")
    assert "nobody" in refused.text
    assert "config.yaml:" in refused.text

    theatre.configure("route:\n  - {stage: only, title: Новый порядок, approvers: [artistic], deadline: 2 days}")
    theatre.letter("admin", "Настройки", after=1)
    theatre.drop_form(2)
    assert "Новый порядок" in theatre.letter("gromov", "0002").text
    theatre.reply("orlova", request, "Согласовано")
    assert "Согласование фонда" in theatre.letter("belova", "0001").text
    assert waiting_for(theatre, "З-2026-0001") == ["commercial", "procurement"]
    assert waiting_for(theatre, "З-2026-0002") == ["artistic"]


def quiet(theatre: Theatre, name: str, letters: int) -> bool:
    """Whether somebody has so many letters and no more, when the daemon has looked at the clock and done what was due.

    What is due to contracts and the mails that come are worked on one after the other: when a mail that was sent
    after such a look is answered, nothing of it is left to do.
    """
    looked = theatre.looks()
    wait_for("a look at what is due", lambda: theatre.looks() > looked + 1)
    answered = len(theatre.letters("titova"))
    theatre.reply("titova", theatre.letters("titova")[0], "помощь")
    wait_for("an answer", lambda: len(theatre.letters("titova")) > answered)
    return len(theatre.letters(name)) == letters
