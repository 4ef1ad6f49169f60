"""Who is meant by a name in a mail: surnames in every case that Russian has for them, and nobody else's."""

from __future__ import annotations

import pytest

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.application.name_match import called
from daemon.workflow.model import Person


def _found(written: str, *names: str) -> list[str]:
    return [each.name for each in called(written, [Person(name, name, "") for name in names])]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Цой Виктор Робертович", "Цой Цоя Цою Цоем Цое цою ЦОЮ"),
        ("Цой Анна Игоревна", "Цой"),
        ("Ли Сергей Иванович", "Ли"),
        ("Ли Анна Петровна", "Ли"),
        ("Заяц Иван Петрович", "Заяц Зайца Зайцу Зайцем Зайце Заяцу"),
        ("Боец Иван Петрович", "Боец Бойца Бойцу Бойцом Бойце"),
        ("Лев Иван Петрович", "Лев Льва Льву Львом Льве Леву"),
        ("Павел Иван Петрович", "Павел Павла Павлу Павлом Павле"),
        ("Воробей Иван Петрович", "Воробей Воробья Воробью Воробьём Воробьем Воробье"),
        ("Соловей Иван Петрович", "Соловья Соловью"),
        ("Орёл Иван Петрович", "Орёл Орел Орла Орлу"),
        ("Кравец Олег Ильич", "Кравец Кравца Кравцу Кравцом"),
        ("Римский-Корсаков Николай Андреевич", "Римского-Корсакова Римскому-Корсакову Римским–Корсаковым"),
        ("Римская-Корсакова Анна Андреевна", "Римской-Корсаковой Римскую-Корсакову"),
        ("Гоголь-Моголь Иван Петрович", "Гоголь-Моголя Гоголю-Моголю Гоголь-Моголю"),
        ("Ковальчук Иван Петрович", "Ковальчук Ковальчука Ковальчуку Ковальчуком"),
        ("Ковальчук Анна Петровна", "Ковальчук"),
        ("Белых Иван Петрович", "Белых"),
        ("Вайс Пауль", "Вайс Вайса Вайсу"),
        ("Шевченко Тарас Григорьевич", "Шевченко"),
        ("Гёте Иван Петрович", "Гёте Гете"),
        ("Ткачёв Пётр Ильич", "Ткачева Ткачёву Ткачевым"),
        ("Толстой Лев Николаевич", "Толстого Толстому Толстым"),
        ("Крупская Надежда Константиновна", "Крупской Крупскую"),
        ("Чайка Нина Львовна", "Чайке Чайку Чайкой"),
        ("Алиев Рашид Мамед оглы", "Алиеву"),
    ],
)
def test_a_surname_is_known_in_every_case(name: str, forms: str) -> None:
    assert [form for form in forms.split() if _found(form, name) != [name]] == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ли", "Липин Иван Петрович"),
        ("Липину", "Ли Сергей Иванович"),
        ("Лиру", "Ли Сергей Иванович"),
        ("Цою", "Цоев Иван Петрович"),
        ("Цоеву", "Цой Виктор Робертович"),
        ("Цою", "Цой Анна Игоревна"),
        ("Ковальчуку", "Ковальчук Анна Петровна"),
        ("Павлу", "Павлов Иван Петрович"),
        ("Павлову", "Павел Иван Петрович"),
        ("Зайцеву", "Заяц Иван Петрович"),
        ("Зайцу", "Зайцев Иван Петрович"),
        ("Белову", "Белых Иван Петрович"),
        ("Ивановой", "Иванов Иван Иванович"),
        ("Иванову Петру", "Иванов Иван Иванович"),
        ("Иванову О.", "Иванов Иван Иванович"),
        ("Корсакову", "Римский-Корсаков Николай Андреевич"),
        ("Ивану", "Иванов Иван Иванович"),
        ("Римскому", "Римский-Корсаков Николай Андреевич"),
        ("Иванову Ивану Ивановичу Младшему", "Иванов Иван Иванович"),
        ("", "Иванов Иван Иванович"),
        (" . , ", "Иванов Иван Иванович"),
        ("И. И.", "Иванов Иван Иванович"),
        ("Li", "Липин Иван Петрович"),
    ],
)
def test_another_surname_is_not_taken_for_it(written: str, name: str) -> None:
    assert _found(written, name) == []


@pytest.mark.parametrize(
    "written",
    ["Толстому", "Толстому Льву", "Льву Толстому", "Толстому Льву Николаевичу", "Льву Николаевичу Толстому",
     "Л. Н. Толстому", "Л.Н. Толстому", "Толстому Л.Н.", "Толстому Л.", "Льву Николаевичу", "толстому льву", "Tolstoi",
     "Tolstoy", "Lev Tolstoy", "Tolstomu"],
)  # fmt: skip
def test_a_name_may_stand_in_any_order_and_with_initials(written: str) -> None:
    assert _found(written, "Толстой Лев Николаевич", "Толстых Лев Ильич") == ["Толстой Лев Николаевич"]


def test_whoever_may_be_meant_is_named_when_it_is_more_than_one() -> None:
    both = ("Ковальчук Иван Петрович", "Ковальчук Анна Петровна")
    assert _found("Ковальчук", *both) == list(both)
    assert _found("Ковальчуку", *both) == ["Ковальчук Иван Петрович"]
    assert _found("Иванову", "Иванов Пётр Ильич", "Иванова Анна Ильинична") == [
        "Иванов Пётр Ильич",
        "Иванова Анна Ильинична",
    ]
    assert _found("Иванову Петру", "Иванов Пётр Ильич", "Иванова Анна Ильинична") == ["Иванов Пётр Ильич"]


def test_who_has_initials_only_in_the_directory_is_known_by_the_name() -> None:
    assert _found("Цою Виктору", "Цой В. Р.", "Цой А. И.") == ["Цой В. Р."]


@pytest.mark.parametrize(
    ("name", "dative"),
    [
        ("Цой Виктор Робертович", "Цою"),
        ("Ли Сергей Иванович", "Ли"),
        ("Заяц Иван Петрович", "Зайцу"),
        ("Боец Иван Петрович", "Бойцу"),
        ("Лев Иван Петрович", "Льву"),
        ("Павел Иван Петрович", "Павлу"),
        ("Воробей Иван Петрович", "Воробью"),
        ("Павленко Лев Ильич", "Льву Ильичу"),
    ],
)
def test_a_request_is_handed_over_to_whoever_is_named_in_the_dative(edited: Edited, name: str, dative: str) -> None:
    contractd = edited(lambda text: text.replace("Громов Пётр Ильич", name))
    contract = contractd.drop()
    contractd.mail("orlova", f"Передать {dative}", answers=contractd.letter("orlova", "request"))
    assert "artistic" in contractd.waiting(contract)
    assert "lawyer" not in contractd.waiting(contract)


def test_two_of_one_surname_are_asked_about(edited: Edited) -> None:
    def both(text: str) -> str:
        return text.replace("Громов Пётр Ильич", "Цой Пётр Ильич").replace(
            "Мишин Денис Андреевич", "Цой Денис Андреевич"
        )

    contractd: InProcessDaemon = edited(both)
    contract = contractd.drop()
    contractd.mail("orlova", "Передать Цою", answers=contractd.letter("orlova", "request"))
    assert "lawyer" in contractd.waiting(contract)
    asked = contractd.letter("orlova", "ask_back").text
    assert "Цой Пётр Ильич" in asked
    assert "Цой Денис Андреевич" in asked
