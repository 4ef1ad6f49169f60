# ruff: noqa: E501  a package a line
"""Packages that Word opens are opened here: parts by their types, names in any case, relationships that lead nowhere."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from daemon.documents.redline import redline
from daemon.documents.render import DocumentProperties, Renderer, TemplateProblem
from daemon.documents.safety import Unsafe, inspect_document, is_document
from daemon.documents.texts import say
from documents.packages import CORE, CORE_TYPE, DOCUMENT, OFFICE, RELATIONS, TYPES, W, package, paragraph, zipped

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STRICT_W = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
STRICT_MAIN = DOCUMENT.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships/")
PARTS = "word/_rels/document.xml.rels"


def renamed(content: bytes, **names: str) -> bytes:
    """A package with names and texts replaced, in the names of its parts and in its lists."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for old, new in names.items():
        old = {"document": "word/document.xml", "types": "[Content_Types].xml", "rels": "_rels/.rels"}[old]
        parts = {(new if name == old else name): text.replace(old, new) for name, text in parts.items()}
    return zipped(parts)


def related(kind: str, to: str, mode: str = "") -> str:
    more = f' TargetMode="{mode}"' if mode else ""
    return RELATIONS.format(f'<Relationship Id="rId88" Type="{OFFICE}{kind}" Target="{to}"{more}/>')


SOUND = {
    "as Word writes it": package("{{ x }}"),
    "as Word Online names it": renamed(package("{{ x }}"), document="word/document2.xml"),
    "in another folder": renamed(package("{{ x }}"), document="Contract/text.xml"),
    "at the root": renamed(package("{{ x }}"), document="document.xml"),
    "with capitals": zipped(
        {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format(DOCUMENT)}
        | {"Word/Document.XML": f"<w:document {W}><w:body>{paragraph('{{ x }}')}</w:body></w:document>"}
    ),
    "with a small list of types": renamed(package("{{ x }}"), types="[content_types].xml"),
    "with capital relationships": renamed(package("{{ x }}"), rels="_Rels/.RELS"),
    "related absolutely": package("{{ x }}", relations=DOCUMENT.replace('"word/', '"/word/')),
    "related with a dot": package("{{ x }}", relations=DOCUMENT.replace('"word/', '"./word/')),
    "related by a detour": package("{{ x }}", relations=DOCUMENT.replace('"word/', '"word/../word/')),
    "thumbnail missing": package(
        "{{ x }}",
        relations=DOCUMENT + f'<Relationship Id="rId9" Type="{PACKAGE}metadata/thumbnail" Target="docProps/t.jpeg"/>',
    ),
    "properties missing": package(
        "{{ x }}", relations=DOCUMENT + f'<Relationship Id="rId9" Type="{OFFICE}extended-properties" Target="a.xml"/>'
    ),
    "core properties missing": package("{{ x }}", relations=DOCUMENT + CORE.format("rId5")),
    "to NULL": package("{{ x }}", parts={PARTS: related("image", "../NULL")}),
    "to NULL outside": package("{{ x }}", parts={PARTS: related("image", "NULL", "External")}),
    "to an anchor": package("{{ x }}", parts={PARTS: related("hyperlink", "#_Toc1")}),
    "to an anchor outside": package("{{ x }}", parts={PARTS: related("hyperlink", "#_Toc1", "External")}),
    "to a site": package("{{ x }}", parts={PARTS: related("hyperlink", "http://a.example/?b=%20c", "External")}),
    "to a mailbox": package("{{ x }}", parts={PARTS: related("hyperlink", "mailto:a@b.example", "External")}),
    "to a missing style sheet": package("{{ x }}", parts={PARTS: related("styles", "styles.xml")}),
    "to a missing printer's settings": package("{{ x }}", parts={PARTS: related("printerSettings", "p.bin")}),
    "to a missing custom part": package("{{ x }}", parts={PARTS: related("customXml", "../customXml/item1.xml")}),
    "to nothing at all": package("{{ x }}", parts={PARTS: related("image", "")}),
    "styles in another case": package(
        "{{ x }}", parts={PARTS: related("styles", "Styles.xml"), "word/styles.xml": f"<w:styles {W}/>"}
    ),
    "folders as entries": zipped(
        {"word/": ""}
        | {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format(DOCUMENT)}
        | {"word/document.xml": f"<w:document {W}><w:body>{paragraph('{{ x }}')}</w:body></w:document>"}
    ),
    "properties damaged": package(
        "{{ x }}",
        parts={"docProps/core.xml": "<cp:core", "docProps/app.xml": ""},
        relations=DOCUMENT + CORE.format("rId5"),
    ),
    "a form's data damaged": package("{{ x }}", parts={"customXml/item1.xml": "no markup"}),
    "a part that nobody knows": package("{{ x }}", parts={"word/stray.dat": b"\x00\x01", "readme.txt": "x"}),
    "in UTF-16": zipped(
        {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format(DOCUMENT)}
        | {
            "word/document.xml": (
                '<?xml version="1.0" encoding="UTF-16"?>'
                f"<w:document {W}><w:body>{paragraph('{{ x }}')}</w:body></w:document>"
            ).encode("utf-16")
        }
    ),
    "with a byte order mark": zipped(
        {"[Content_Types].xml": "\ufeff" + TYPES, "_rels/.rels": "\ufeff" + RELATIONS.format(DOCUMENT)}
        | {"word/document.xml": f"\ufeff<w:document {W}><w:body>{paragraph('{{ x }}')}</w:body></w:document>"}
    ),
    "properties twice, as LibreOffice writes them": package(
        "{{ x }}",
        parts={
            "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
            'core-properties"/>',
            "[Content_Types].xml": TYPES.replace(
                "</Types>", f'<Override PartName="/docProps/core.xml" ContentType="{CORE_TYPE}"/></Types>'
            ),
        },
        relations=DOCUMENT + CORE.format("rId2") + CORE.format("rId3"),
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_word_opens_is_taken_as_a_text_edited_by_hand(renderer: Renderer, name: str) -> None:
    assert is_document(SOUND[name])
    assert renderer.examine(SOUND[name]) is None


@pytest.mark.parametrize("name", SOUND)
def test_what_word_opens_is_compared(name: str) -> None:
    made = redline(package("{{ y }}"), SOUND[name], "Дом", "2026-11-29T00:00:00Z")
    assert made.proven
    assert made.document is not None
    with zipfile.ZipFile(io.BytesIO(made.document)) as archive:
        assert any(b"w:ins" in archive.read(part) for part in archive.namelist())


@pytest.mark.parametrize("name", SOUND)
def test_what_word_opens_is_good_as_a_template(renderer: Renderer, tmp_path: Path, name: str) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(SOUND[name])
    made = docx.Document(io.BytesIO(renderer.render(path, {"x": "Срок"})))
    assert [each.text for each in made.paragraphs] == ["Срок"]


UNSOUND = {
    "strict": (
        zipped(
            {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format(STRICT_MAIN)}
            | {"word/document.xml": f"<w:document {STRICT_W}><w:body>{paragraph('x')}</w:body></w:document>"}
        ),
        "Strict Open XML",
    ),
    "template": (package("x", parts={"[Content_Types].xml": TYPES.replace("document.main", "template.main")}), "шаблон Word"),
    "macros by type": (
        package("x", parts={"[Content_Types].xml": TYPES.replace(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml")}),
        "макросы",
    ),
    "macros by relationship": (package("x", parts={PARTS: related("vbaProject", "code.dat"), "word/code.dat": b"x"}), "макросы"),
    "object by relationship": (package("x", parts={PARTS: related("oleObject", "a.dat"), "word/a.dat": b"x"}), "вставлен другой файл"),
    "sheet by relationship": (package("x", parts={PARTS: related("package", "a.xlsx"), "word/a.xlsx": b"x"}), "вставлен другой файл"),
    "embedded sheet": (package("x", parts={"word/embeddings/Book.xlsx": b"x"}), "вставлен другой файл"),
    "chunk by relationship": (package("x", parts={PARTS: related("aFChunk", "a.html"), "word/a.html": "x"}), "в другом формате"),
    "control by relationship": (package("x", parts={PARTS: related("control", "a.xml"), "word/a.xml": "<x/>"}), "кнопки"),
    "attached template": (
        package("x", parts={"word/_rels/settings.xml.rels": related("attachedTemplate", "file:///C:/a.dotx", "External")}),
        "Normal.dotm",
    ),
    "linked picture": (package("x", parts={PARTS: related("image", "http://a.example/a.png", "External")}), "рисунок"),
    "frame from elsewhere": (package("x", parts={PARTS: related("frame", "http://a.example/", "External")}), "из другого места"),
    "a DTD": (package("x", parts={"word/settings.xml": "<!DOCTYPE a><a/>"}), "не пишут"),
    "no main part": (zipped({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS.format(DOCUMENT)}), "не документ Word"),
    "related to nothing": (package("x", relations=""), "повреждён"),
    "list of types broken": (package("x", parts={"[Content_Types].xml": "<Types"}), "повреждён"),
    "relationships broken": (package("x", parts={PARTS: "<Relationships"}), "повреждён"),
    "text broken": (package("<w:p><w:r>"), "повреждён"),
    "an enormous list of types": (package("x", parts={"[Content_Types].xml": TYPES + " " * 2**21}), "недопустимо велик"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_not_taken_is_told_in_the_clerks_words_with_the_cure(renderer: Renderer, name: str) -> None:
    content, said = UNSOUND[name]
    with pytest.raises(Unsafe) as caught:
        renderer.examine(content)
    for language in ("ru", "en"):
        told = say(language, caught.value.key, **caught.value.values)
        assert "{" not in told
    assert said in say("ru", caught.value.key, **caught.value.values)


def test_a_strict_document_of_a_colleague_is_safe_to_pass_on() -> None:
    assert inspect_document(UNSOUND["strict"][0]) is None


def test_a_word_template_is_good_as_a_template_and_gives_a_document(renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(package("{{ x }}", parts={"[Content_Types].xml": TYPES.replace("document.main", "template.main")}))
    made = renderer.render(path, {"x": "Срок"})
    assert docx.Document(io.BytesIO(made)).paragraphs[0].text == "Срок"
    assert renderer.examine(made) is None


def test_a_template_whose_picture_was_lost_says_so(renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    picture = '<w:p><w:r><w:drawing xmlns:r="x" r:embed="rId88"/></w:r></w:p>'
    path.write_bytes(package(picture, parts={PARTS: related("image", "media/a.png")}))
    with pytest.raises(TemplateProblem, match=r"it shows word/media/a\.png, which was not saved with it"):
        renderer.render(path, {})


# -- what goes out -----------------------------------------------------------------------------------------------------

PROPERTIES = DocumentProperties("З-2026-0001 Договор", "Театр & Ко", datetime(2026, 11, 29, 12, 30, tzinfo=UTC))


def with_their_own_properties() -> bytes:
    made = docx.Document()
    made.add_paragraph("{{ x }}")
    core = made.core_properties
    core.title, core.author, core.last_modified_by, core.comments = "Шаблон 3", "Секретарь", "Секретарь", "черновик"
    core.subject, core.keywords, core.revision, core.version = "{{ x }} & {{ x }}", "договор", 77, "9"
    core.last_printed = datetime(2020, 1, 1)  # noqa: DTZ001  python-docx takes it so
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("template", [package("{{ x }}"), with_their_own_properties()])
def test_a_document_says_whose_it_is_and_of_when_and_nothing_of_its_template(
    renderer: Renderer, tmp_path: Path, template: bytes
) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(template)
    core = docx.Document(io.BytesIO(renderer.render(path, {"x": "<Свет>"}, PROPERTIES))).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("З-2026-0001 Договор", "Театр & Ко", "Театр & Ко")
    assert core.created == core.modified == PROPERTIES.at
    assert (core.revision, core.version, core.last_printed, core.identifier) == (1, "", None, "")
    assert core.subject in ("", "<Свет> & <Свет>")


@pytest.mark.parametrize("template", [package("{{ x }}"), with_their_own_properties()])
def test_the_same_values_give_the_same_bytes_at_any_time_in_any_process(tmp_path: Path, template: bytes) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(template)
    made = set()
    for _ in range(2):
        renderer = Renderer()
        made.add(renderer.render(path, {"x": "Срок"}, PROPERTIES))
        renderer.close()
        path.touch()
    assert len(made) == 1


def test_a_title_that_is_too_long_for_a_property_is_cut(renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(package("{{ x }}"))
    made = renderer.render(path, {"x": "1"}, DocumentProperties("я" * 400, "Театр", PROPERTIES.at))
    assert docx.Document(io.BytesIO(made)).core_properties.title == "я" * 255
