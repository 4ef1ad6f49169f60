"""Office files looked at before they are opened: what is refused, and that looking at them costs little."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.documents.forms import make_form
from daemon.documents.safety import (
    LARGEST_FILE,
    Unsafe,
    inspect_document,
    inspect_workbook,
    is_document,
    is_workbook,
)
from daemon.workflow.contract_type import ContractType
from documents.packages import OFFICE, package, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LINK = f'<Relationship Id="r9" Type="{OFFICE}{{}}" Target="http://elsewhere.example/x" TargetMode="External"/>'
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def why(content: bytes, inspect: Callable[[bytes], None] = inspect_document) -> str:
    with pytest.raises(Unsafe) as caught:
        inspect(content)
    return caught.value.key


def book(**parts: str | bytes) -> bytes:
    """A workbook as openpyxl writes it, with further parts (a "/" in a name is written as "__")."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


def test_our_own_forms_and_documents_pass(purchase: ContractType) -> None:
    assert inspect_workbook(make_form(purchase, (), "ru")) is None
    assert inspect_document(package("Договор")) is None


def test_a_link_that_somebody_clicks_is_harmless() -> None:
    linked = package("x", parts={"word/_rels/document.xml.rels": RELS.format(LINK.format("hyperlink"))})
    assert inspect_document(linked) is None


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"\x00" * (LARGEST_FILE + 1), "too_big"),
        (OLE + bytes(600), "old_doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), "encrypted"),
        (b"%PDF-1.7", "not_docx"),
        (b"PK\x03\x04 and then nothing", "broken_zip"),
        (package("x")[:-40], "broken_zip"),
        (zipped({"readme.txt": "x"}), "not_docx"),
        (book(), "not_docx"),
        (package("x", parts={"word/vbaProject.bin": b"x"}), "macros"),
        (package("x", parts={"word/embeddings/oleObject1.bin": b"x"}), "active"),
        (package("x", parts={"word/activeX/activeX1.xml": "<x/>"}), "active"),
        (package("x", parts={"word/afchunk1.mht": "x"}), "active"),
        (package("x", parts={"word/settings.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "active"),
        (package("x", parts={"word/settings.xml": '<!DOCTYPE x SYSTEM "http://x/"><x/>'.encode("utf-16")}), "active"),
        (package("x", parts={"word/settings.xml": "<broken"}), "broken_zip"),
        (package("x", parts={"word/_rels/document.xml.rels": RELS.format(LINK.format("attachedTemplate"))}), "active"),
        (package("x", parts={"word/_rels/document.xml.rels": RELS.format(LINK.format("image"))}), "active"),
        (package("x", parts={"word/_rels/document.xml.rels": RELS.format(LINK.format("frame"))}), "active"),
        (package("x", parts={"word/document2.xml": b"<a>" + b" " * 30_000_000}), "bomb"),
        (package("x", parts={"word/media/a.png": bytes(60_000_000)}), "bomb"),
        (package("x", parts={f"word/x{n}.xml": "<x/>" for n in range(2100)}), "bomb"),
    ],
)
def test_what_is_not_opened_and_why(content: bytes, key: str) -> None:
    assert why(content) == key


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (package("x"), "not_xlsx"),
        (OLE + bytes(600), "old_xls"),
        (book(xl__vbaProject_DOT_bin=b"x"), "macros"),
        (book(xl__externalLinks__externalLink1_DOT_xml="<x/>"), "active"),
    ],
)
def test_what_is_no_form_and_why(content: bytes, key: str) -> None:
    assert why(content, inspect_workbook) == key


def test_a_part_that_declares_less_than_it_holds_is_not_unpacked() -> None:
    """Only what a part declares is ever read of it: a liar is a damaged file."""
    content = bytearray(package("x", parts={"word/settings.xml": b"<x>" + b"a" * 5_000_000 + b"</x>"}))
    name = content.rfind(b"word/settings.xml")
    struct.pack_into("<I", content, name - 46 + 24, 40)  # the central directory's uncompressed size
    assert why(bytes(content)) == "broken_zip"


def test_looking_at_a_bomb_takes_little_memory() -> None:
    bomb = package("x", parts={"word/media/a.png": bytes(150_000_000)})
    tracemalloc.start()
    assert why(bomb) == "bomb"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_judged_and_nothing_else_is_raised(content: bytes, as_zip: bool) -> None:
    for each in (content, package("x")[: len(content)] + content) if as_zip else (content,):
        for inspect in (inspect_document, inspect_workbook):
            with pytest.raises(Unsafe):
                inspect(each)
        assert not is_workbook(each)
        assert not is_document(each)


@given(st.integers(0, 3000), st.integers(0, 255))
def test_a_flipped_byte_gives_a_document_or_a_reason(place: int, byte: int) -> None:
    content = bytearray(package("Договор"))
    content[place % len(content)] = byte
    refused = None
    try:
        inspect_document(bytes(content))
    except Unsafe as unsafe:
        refused = unsafe.key
    assert refused != ""
