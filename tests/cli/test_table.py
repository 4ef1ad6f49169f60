"""Tables fit the terminal: no line is too wide, no number is broken, nothing is left out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.cli.table import TableColumn, TableRow, shown_width, table_lines, wrapped

COLUMNS = (
    TableColumn("number", "Номер", whole=True),
    TableColumn("what", "Договор"),
    TableColumn("who", "Ждём"),
    TableColumn("due", "Срок", whole=True),
)
WORDS = st.text(st.sampled_from("абвгдежзиклмнop -«»№0123456789\u0301漢"), max_size=90)
NUMBERS = st.from_regex(r"\A[A-ZА-Я]{1,3}-20\d\d-\d{1,6}\Z")
ROWS = st.lists(st.tuples(NUMBERS, WORDS, WORDS, st.sampled_from(["вт 01.12 18:00", ""])), min_size=1, max_size=6)


def printed(rows: list[tuple[str, ...]], width: int = 80) -> list[str]:
    keys = [each.key for each in COLUMNS]
    told = [TableRow(dict(zip(keys, row, strict=True))) for row in rows]
    return [each.text for each in table_lines(COLUMNS, told, width)]


@given(ROWS, st.integers(40, 200))
def test_no_line_is_wider_than_the_terminal_and_no_number_is_broken(rows: list[tuple[str, ...]], width: int) -> None:
    lines = printed(rows, width)
    assert max(map(shown_width, lines)) <= width
    for number, *_, due in rows:
        assert any(number in line for line in lines)
        assert not due or any(due in line.replace("\u00a0", " ") for line in lines)


@given(ROWS, st.integers(40, 200))
def test_nothing_is_left_out(rows: list[tuple[str, ...]], width: int) -> None:
    shown = sorted("".join(printed(rows, width)))
    for row in rows:
        for letter in "".join(row).replace(" ", ""):
            assert letter in shown


def test_a_column_without_values_is_left_out() -> None:
    assert printed([("З-1", "Свет", "", "")])[0].split() == ["Номер", "Договор"]


def test_a_surname_with_a_hyphen_is_broken_at_it_and_a_number_with_one_is_not() -> None:
    assert wrapped("Константинопольская-Задунайская", 22) == ["Константинопольская-", "Задунайская"]
    assert wrapped("по договору З-2026-0001", 14) == ["по договору", "З-2026-0001"]


@pytest.mark.parametrize("text", ["700 000,00", "№ 5", "вт 01.12 18:00"])
def test_what_belongs_together_stays_on_one_line(text: str) -> None:
    lines = wrapped(f"оплата {text} и всё", 14)
    assert any(text in line.replace("\u00a0", " ") for line in lines)


def test_where_there_is_no_room_each_row_is_a_few_lines() -> None:
    lines = printed([("З-2026-0001", "Освещение сцены", "Белова И. О.", "вт 01.12 18:00")] * 2, 30)
    assert lines[:4] == [
        "Номер: З-2026-0001",
        "Договор: Освещение сцены",
        "Ждём: Белова И. О.",
        "Срок: вт\u00a001.12\u00a018:00",
    ]
    assert lines[4] == ""


def test_what_would_steer_a_terminal_is_taken_out() -> None:
    [line] = [each for each in printed([("З-1", "Свет\x1b[31m\u202eсцены\x07", "", "")]) if "З-1" in each]
    assert re.fullmatch(r"З-1 +Свет\[31mсцены", line)
