"""The redline: whatever is changed, accepted it is the new text and rejected the old one."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

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


SPACE = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def xml(document: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()


def paragraphs(document: bytes) -> list[str]:
    return ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", each)) for each in xml(document).split("</w:p>")[:-1]]


def without(document: bytes, gone: str) -> list[str]:
    """Return the paragraphs' texts without what is marked as `gone`: "del" has all changes accepted, "ins" rejected.

    A row, or a paragraph's mark, that is gone takes the whole of it away (ECMA-376 part 1, 17.13.5).
    """
    body = etree.fromstring(xml(document).encode())
    whole = f"not(w:pPr/w:rPr/w:{gone}) and not(ancestor::w:tr/w:trPr/w:{gone})"
    texts = f".//w:r[not(ancestor::w:{gone})]/*[self::w:t or self::w:delText]/text()"
    return ["".join(each.xpath(texts, namespaces=SPACE)) for each in body.xpath(f"//w:p[{whole}]", namespaces=SPACE)]


def redlined(old: bytes, new: bytes, author: str, at: str) -> bytes | None:
    return redline(old, new, author, at).document


def compared(old: bytes, new: bytes) -> str:
    made = redlined(old, new, "contractd", "2026-11-24T05:15:00Z")
    assert made is not None
    return xml(made)


def inserted(text: str) -> list[str]:
    return re.findall(r"<w:ins [^>]*><w:r>.*?<w:t[^>]*>([^<]*)</w:t>", text)


def deleted(text: str) -> list[str]:
    return re.findall(r"<w:delText[^>]*>([^<]*)</w:delText>", text)


@settings(deadline=None, max_examples=60)
@given(BODY, BODY)
def test_any_two_texts_have_a_redline_that_is_the_new_one_accepted_and_the_old_one_rejected(
    old: bytes, new: bytes
) -> None:
    """What the product cannot prove is None: here that may only be because nothing has changed."""
    made = redlined(old, new, "contractd", "2026-11-24T05:15:00Z")
    if paragraphs(old) == paragraphs(new):
        assert made is None
    else:
        assert made is not None
        assert without(made, gone="del") == paragraphs(new)
        assert without(made, gone="ins") == paragraphs(old)


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
    assert redlined(package("Один", "Два"), package("Один", "Два"), "contractd", "2026-11-24T05:15:00Z") is None


def test_a_redline_is_no_version(renderer: Renderer) -> None:
    made = redlined(package("30 дней"), package("10 дней"), "contractd", "2026-11-24T05:15:00Z")
    assert made is not None
    with pytest.raises(Unsafe, match="document_tracked"):
        renderer.examine(made)
