"""The redline: whatever is changed, accepted it is the new text and rejected the old one."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.documents.redline import redline
from daemon.documents.render import Renderer
from daemon.documents.safety import Unsafe
from documents.packages import package

WORDS = st.lists(
    st.sampled_from(["срок", "оплаты", "10", "30", "дней", "рабочих", "договор", "не", "и", "пени"]), max_size=8
).map(" ".join)
CELL = WORDS.map(lambda text: f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
ROW = st.lists(CELL, min_size=1, max_size=3).map(lambda cells: f"<w:tr>{''.join(cells)}</w:tr>")
TABLE = st.lists(ROW, min_size=1, max_size=4).map(lambda rows: f"<w:tbl>{''.join(rows)}</w:tbl>")
BODY = st.lists(WORDS | TABLE, min_size=1, max_size=8).map(lambda blocks: package(*blocks))


def xml(document: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()


def paragraphs(document: bytes) -> list[str]:
    return ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", each)) for each in xml(document).split("</w:p>")[:-1]]


def compared(old: bytes, new: bytes) -> str:
    made = redline(old, new, "contractd", "2026-11-24T05:15:00Z")
    assert made is not None
    return xml(made)


def inserted(text: str) -> list[str]:
    return re.findall(r"<w:ins [^>]*><w:r>.*?<w:t[^>]*>([^<]*)</w:t>", text)


def deleted(text: str) -> list[str]:
    return re.findall(r"<w:delText[^>]*>([^<]*)</w:delText>", text)


@settings(deadline=None, max_examples=60)
@given(BODY, BODY)
def test_any_two_texts_have_a_redline_that_was_proved(old: bytes, new: bytes) -> None:
    """What cannot be proved is None: here that may only be because nothing has changed."""
    made = redline(old, new, "contractd", "2026-11-24T05:15:00Z")
    assert made is not None or paragraphs(old) == paragraphs(new)


def test_one_word_is_one_change() -> None:
    said = compared(package("Срок оплаты 30 дней.", "Конец"), package("Срок оплаты 10 дней.", "Конец"))
    assert (deleted(said), inserted(said)) == (["30"], ["10"])


def test_a_new_clause_is_inserted_and_the_others_are_not_touched() -> None:
    said = compared(package("Один", "Три"), package("Один", "Два два", "Три"))
    assert ("".join(inserted(said)), deleted(said)) == ("Два два", [])


def test_a_changed_cell_does_not_replace_the_table() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cell.format('Пульт')}{cell}</w:tr></w:tbl>"
    said = compared(package(table.format("100")), package(table.format("200")))
    assert (deleted(said), inserted(said)) == (["100"], ["200"])


def test_equal_texts_have_no_redline() -> None:
    assert redline(package("Один", "Два"), package("Один", "Два"), "contractd", "2026-11-24T05:15:00Z") is None


def test_a_redline_is_no_version(renderer: Renderer) -> None:
    made = redline(package("30 дней"), package("10 дней"), "contractd", "2026-11-24T05:15:00Z")
    assert made is not None
    with pytest.raises(Unsafe, match="document_tracked"):
        renderer.examine(made)
