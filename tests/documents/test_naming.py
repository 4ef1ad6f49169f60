"""Names and numbers: whatever a clerk writes, the archive gets names that every file system takes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.documents.archive import contract_folder
from daemon.documents.naming import NAME_LENGTH, clean, file_name, format_number, make_name, number_in, series
from daemon.workflow.model import Fact, FactType

ANY = st.text(st.characters(), max_size=300)
NASTY = st.text(st.sampled_from("./\\ ~$-\u202e\u200b\u0301а№«»:*?\x00\n\ud800CON1\u00a0\ufeff\u3164"), max_size=40)
RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}


def _is_good(name: str) -> bool:
    unseen = any(unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp") for c in name)
    odd = any(c in '<>:"|?*/\\\x00' for c in name) or name.startswith((" ", ".", "-", "~", "$")) or name != name.strip()
    reserved = name.partition(".")[0].strip().lower() in RESERVED
    return bool(name) and not (unseen or odd or reserved or name.endswith(".")) and len(name.encode()) <= 255


def _letters(text: str) -> list[str]:
    """Return the letters and digits that can be seen, as they come."""
    return [c for c in unicodedata.normalize("NFD", text) if c.isalnum() and c not in "\u115f\u1160\u3164\uffa0"]


@given(ANY | NASTY, st.sampled_from(["", ".docx", " v12.docx", " (2).xlsx"]))
def test_any_text_gives_a_file_name_that_every_system_takes(text: str, suffix: str) -> None:
    name = file_name(text, suffix)
    assert _is_good(name)
    assert name.endswith(suffix)
    assert unicodedata.is_normalized("NFC", name)


@given(ANY | NASTY)
def test_a_file_name_stays_as_it_is_when_it_is_made_again(text: str) -> None:
    assert file_name(file_name(text)) == file_name(text)


@given(ANY | NASTY)
def test_no_name_leaves_the_archive(text: str) -> None:
    folder = contract_folder(Path("/archive"), 2026, text)
    assert folder.parent == Path("/archive/2026")
    assert folder.resolve() == folder


@given(st.text("абвгдежзийклмн ", min_size=200, max_size=400))
def test_a_long_name_is_cut_within_255_bytes_and_keeps_its_suffix(text: str) -> None:
    name = file_name(f"З-2026-0001 {text}", ".docx")
    assert len(name.encode()) <= 255
    assert name.startswith("З-2026-0001")
    assert name.endswith(".docx")


@given(NASTY | ANY)
def test_cleaned_text_shows_everything_that_it_has(text: str) -> None:
    assert all(unicodedata.category(c)[0] != "C" for c in clean(text))
    assert _letters(clean(text)) == _letters(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("№5/2026 ООО «Ромашка»", "№5-2026 ООО Ромашка"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "_"),
        ("", "_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("~$Договор", "Договор"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("Договор.", "Договор"),
        ("и\u0306", "й"),
    ],
)
def test_names_that_went_wrong_elsewhere(text: str, name: str) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize(
    ("pattern", "number", "counted_in"),
    [
        ("З-{year}-{seq:04}", "З-2026-0042", "З-2026-#"),
        ("{seq}/{year}", "42/2026", "#/2026"),
        ("Д{seq:2}", "Д42", "Д#"),
        ("{seq:04}", "0042", "#"),
    ],
)
def test_numbers_follow_their_pattern(pattern: str, number: str, counted_in: str) -> None:
    assert format_number(pattern, 2026, 42) == number
    assert series(pattern, 2026) == counted_in


def test_more_contracts_than_the_pattern_has_digits_for_go_on() -> None:
    assert format_number("З-{year}-{seq:04}", 2026, 12345) == "З-2026-12345"


@given(
    st.sampled_from(["З-{year}-{seq:04}", "{seq}/{year}", "Б {year}.{seq:03}", "Д{seq:2}"]),
    st.integers(1990, 2200),
    st.integers(1, 99999),
    st.sampled_from(["", " Договор закупки ООО Ромашка", " v2 (правка)", "_копия 7"]),
)
def test_a_number_is_found_again_in_the_name_of_its_file(pattern: str, year: int, seq: int, more: str) -> None:
    number = format_number(pattern, year, seq)
    assert number_in(pattern, file_name(f"{number}{more}", ".docx")) == number


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("З-2026-0042 Договор.docx", "З-2026-0042"),
        ("Договор з_2026_42 правка.docx", "З-2026-0042"),
        ("З-2026-00421 Договор.docx", "З-2026-0421"),
        ("АЗ-2026-0042.docx", ""),
        ("Договор 2026-0042.docx", ""),
        ("Договор.docx", ""),
    ],
)
def test_which_contract_a_file_names(name: str, number: str) -> None:
    assert number_in("З-{year}-{seq:04}", name) == number


@pytest.mark.parametrize(
    ("numbering", "number", "name"),
    [
        ("З-{year}-{seq:04}", "З-2026-0042", "З-2026-0042 за 2026 год, 42-й (042)"),
        ("Д{seq}", "Д7", "Д7 за год, 7-й (007)"),
    ],
)
def test_a_name_has_the_year_and_the_counter_of_its_number(numbering: str, number: str, name: str) -> None:
    assert make_name("{number} за {year} год, {seq}-й ({seq:03})", number, "", (), numbering) == name


def test_the_standard_name_shows_values_as_people_write_them() -> None:
    facts = (
        Fact("counterparty", "Контрагент", FactType.TEXT, "ООО  «Ромашка»"),
        Fact("amount", "Сумма", FactType.MONEY, "700000.00", currency="RUB"),
        Fact("fund", "Источник", FactType.CHOICE, "commercial", "Фонд"),
    )
    name = make_name("{number} {title} {counterparty} {subject} {fund} {amount}", "З-1", "Договор", facts)
    assert name == "З-1 Договор ООО «Ромашка» Фонд 700 000,00 ₽"


@given(ANY, ANY, st.sampled_from(["{number} {title} {a} {b}", "{title} {a} {b} {number}", "{a} ({number}) {b}"]))
def test_a_name_leaves_room_for_a_path_that_windows_opens_and_keeps_its_number(a: str, b: str, pattern: str) -> None:
    facts = (Fact("a", "A", FactType.TEXT, a), Fact("b", "B", FactType.TEXT, b))
    name = make_name(pattern, "З-2026-0042", "Договор закупки", facts)
    assert "З-2026-0042" in name
    assert len(name.encode("utf-16-le")) <= 2 * NAME_LENGTH
    path = f"2026/{file_name(name)}/{file_name(f'{name} v12 изменения', ' (12).docx')}"
    assert "З-2026-0042" in path.split("/")[1]
    assert "З-2026-0042" in path.split("/")[2]
    assert len(path.encode("utf-16-le")) <= 2 * 240
    assert path.endswith(" v12 изменения (12).docx")


def test_a_long_name_loses_the_last_words_of_its_longest_value_and_no_quote_stays_open() -> None:
    maker = "ООО «Производственно-коммерческая компания сценического оборудования и технологий имени Иванова»"
    facts = (Fact("who", "Кто", FactType.TEXT, maker), Fact("what", "Что", FactType.TEXT, "световое оборудование"))
    assert make_name("{number} {title} {who} {what}", "З-2026-0001", "Договор закупки", facts) == (
        "З-2026-0001 Договор закупки ООО «Производственно-коммерческая компания» световое оборудование"
    )
