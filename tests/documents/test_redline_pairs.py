"""Pairs of versions as lawyers and their programs make them: what the redline marks, and what is said in words.

Each is checked by accepting and by rejecting everything: then it reads as the new version, and as the old one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

import docx
import pytest
from lxml import etree

from daemon.documents.redline import Redline, redline
from documents.packages import DOCUMENT, OFFICE, RELATIONS, TYPES, W, zipped

SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NAMES = (
    f'{W} xmlns:r="{OFFICE[:-1]}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc>{each if each.startswith('<') else p(each)}</w:tc>" for each in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{each}</w:tr>' for each in cells)}</w:tbl>"


def sdt(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def sym(char: str) -> str:
    return f'<w:r><w:sym w:font="Wingdings" w:char="{char}"/></w:r>'


def note(number: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def box(*texts: str) -> str:
    """A text box as Word writes it: once for itself, once for older programs."""
    inner = "".join(p(each) for each in texts)
    choice = f"<w:drawing><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:drawing>"
    fallback = f"<w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict>"
    both = f'<mc:Choice Requires="wps">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"


def vml_box(text: str) -> str:
    return f"<w:r><w:pict><v:textbox><w:txbxContent>{p(text)}</w:txbxContent></v:textbox></w:pict></w:r>"


def picture() -> str:
    return '<w:r><w:drawing><a:blip r:embed="rIdPicture"/></w:drawing></w:r>'


def form_box(checked: int) -> str:
    data = f'<w:ffData><w:checkBox><w:default w:val="{checked}"/></w:checkBox></w:ffData>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    return f'{begin}<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


def counter(code: str, shown: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText> {code} </w:instrText></w:r>{marks[1]}{run(shown)}{marks[2]}"


def page(body: str, **margins: str) -> bytes:
    """A DOCX with this body; keywords are its header, footer, footnotes, endnotes and picture."""
    parts: dict[str, str | bytes] = {}
    relations, types, section = "", "", ""
    for kind, content in margins.items():
        relations += f'<Relationship Id="rId{kind.title()}" Type="{OFFICE}{kind}" Target="{kind}.xml"/>'
        if kind == "picture":
            relations = relations.replace(f"{kind}.xml", "picture.png").replace(f"{OFFICE}picture", f"{OFFICE}image")
            parts["word/picture.png"] = content
            continue
        types += f'<Override PartName="/word/{kind}.xml" ContentType="{KIND}{kind}+xml"/>'
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        parts[f"word/{kind}.xml"] = f"<w:{root} {NAMES}>{content}</w:{root}>"
        if kind in ("header", "footer"):
            section += f'<w:{kind}Reference w:type="default" r:id="rId{kind.title()}"/>'
    png = '<Default Extension="png" ContentType="image/png"/>'
    document = f"<w:document {NAMES}><w:body>{body}<w:sectPr>{section}</w:sectPr></w:body></w:document>"
    return zipped(
        {
            "[Content_Types].xml": TYPES.replace("</Types>", f"{png}{types}</Types>"),
            "_rels/.rels": RELATIONS.format(DOCUMENT),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": RELATIONS.format(relations),
            **parts,
        }
    )


def notes(kind: str, **texts: str) -> str:
    return "".join(f'<w:{kind} w:id="{key[1:]}">{p(text)}</w:{kind}>' for key, text in texts.items())


@dataclass(frozen=True)
class Pair:
    old: bytes
    new: bytes
    said: list[tuple[str, str, str]] = field(default_factory=list)  # place, was, became
    unshown: int = 0  # how many of them the redline cannot mark
    marked: bool = True


PRICE_OLD, PRICE_NEW = "Цена 100 рублей.", "Цена 200 рублей."
CHANGED = [("body", PRICE_OLD, PRICE_NEW)]


def in_place(place: str) -> list[tuple[str, str, str]]:
    return [(place, PRICE_OLD, PRICE_NEW)]


PAIRS: Mapping[str, Pair] = {
    "a word": Pair(page(p(PRICE_OLD)), page(p(PRICE_NEW)), CHANGED),
    "a word in a run that is split": Pair(page(p("Цена 1", "00 рублей.")), page(p(PRICE_NEW)), CHANGED),
    "a word in bold": Pair(page(p("Цена ", run("100", "<w:b/>"), " рублей.")), page(p(PRICE_NEW)), CHANGED),
    "one sentence of three": Pair(
        page(p("Первое. " + PRICE_OLD + " Третье.")), page(p("Первое. " + PRICE_NEW + " Третье.")), CHANGED
    ),
    "two sentences": Pair(
        page(p("Срок 5 дней. Текст. " + PRICE_OLD)),
        page(p("Срок 7 дней. Текст. " + PRICE_NEW)),
        [("body", "Срок 5 дней.", "Срок 7 дней."), *CHANGED],
    ),
    "a new sentence": Pair(page(p("Один.")), page(p("Один. Пени 1 %.")), [("body", "", "Пени 1 %.")]),
    "a sentence that is gone": Pair(page(p("Один. Пени 1 %.")), page(p("Один.")), [("body", "Пени 1 %.", "")]),
    "abbreviations end no sentence": Pair(
        page(p("г. Пермь, ул. Ленина, д. 5, тел. 1")),
        page(p("г. Пермь, ул. Ленина, д. 5, тел. 2")),
        [("body", "г. Пермь, ул. Ленина, д. 5, тел. 1", "г. Пермь, ул. Ленина, д. 5, тел. 2")],
    ),
    "a new clause between": Pair(
        page(p("Раздел первый") + p("Раздел второй")),
        page(p("Раздел первый") + p("Новый пункт") + p("Раздел второй")),
        [("body", "", "Новый пункт")],
    ),
    "a clause that is gone": Pair(
        page(p("Раздел первый") + p("Лишний пункт") + p("Конец текста")),
        page(p("Раздел первый") + p("Конец текста")),
        [("body", "Лишний пункт", "")],
    ),
    "a clause before one that changed": Pair(
        page(p("Поставщик передаёт товар за 5 дней")),
        page(p("Совсем новое условие") + p("Поставщик передаёт товар за 9 дней")),
        [
            ("body", "", "Совсем новое условие"),
            ("body", "Поставщик передаёт товар за 5 дней", "Поставщик передаёт товар за 9 дней"),
        ],
    ),
    "clauses that changed places": Pair(
        page(p("Первый пункт") + p("Иное условие")),
        page(p("Иное условие") + p("Первый пункт")),
        [("body", "", "Иное условие"), ("body", "Иное условие", "")],
    ),
    "the first clause of an empty text": Pair(page(""), page(p("Текст")), [("body", "", "Текст")]),
    "a content control around a clause": Pair(page(p(PRICE_OLD)), page(sdt(p(PRICE_NEW))), CHANGED),
    "a word in a content control": Pair(
        page(p("Цена ", sdt(run("100")), " рублей.")), page(p("Цена ", sdt(run("200")), " рублей.")), CHANGED
    ),
    "a content control around a row": Pair(
        page(table(("А", "1"))),
        page(
            table(("А", "2"))
            .replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>")
            .replace("</w:tr>", "</w:tr></w:sdtContent></w:sdt>")
        ),
        [("table", "1", "2")],
    ),
    "a tick of a symbol font": Pair(
        page(p("Доставка ", sym("F0A8"))), page(p("Доставка ", sym("F0FE"))), [("body", "Доставка ☐", "Доставка ☑")]
    ),
    "a tick in a content control": Pair(
        page(p("Доставка ", sdt(run("☐")))), page(p("Доставка ", sdt(run("☒")))), [("body", "Доставка ☐", "Доставка ☒")]
    ),
    "a tick of a form field": Pair(
        page(p("Доставка ", form_box(0))),
        page(p("Доставка ", form_box(1))),
        [("body", "Доставка ☐", "Доставка ☒")],
        unshown=1,
    ),
    "a hyphen that does not break": Pair(
        page(p("10", "<w:r><w:noBreakHyphen/></w:r>", "15")),
        page(p("10", "<w:r><w:noBreakHyphen/></w:r>", "20")),
        [("body", "10\u201115", "10\u201120")],
    ),
    "a cell": Pair(page(table(("Пульт", "100"))), page(table(("Пульт", "200"))), [("table", "100", "200")]),
    "a new row": Pair(
        page(table(("Пульт", "1"))), page(table(("Пульт", "1"), ("Лампа", "2"))), [("table", "", "Лампа | 2")]
    ),
    "a row that is gone": Pair(
        page(table(("Пульт", "1"), ("Лампа", "2"))), page(table(("Пульт", "1"))), [("table", "Лампа | 2", "")]
    ),
    "a new column": Pair(
        page(table(("Пульт", "1"))), page(table(("Пульт", "шт.", "1"))), [("table", "Пульт | 1", "Пульт | шт. | 1")]
    ),
    "a new table": Pair(page(p("Т")), page(p("Т") + table(("А", "1")) + p("")), [("table", "", "А | 1")]),
    "a table that is gone": Pair(page(p("Т") + table(("А", "1"))), page(p("Т")), [("table", "А | 1", "")]),
    "a table in a cell": Pair(
        page(table((table(("А", "1")) + p(""),))), page(table((table(("А", "2")) + p(""),))), [("table", "1", "2")]
    ),
    "a text box": Pair(page(p("Т", box(PRICE_OLD))), page(p("Т", box(PRICE_NEW))), in_place("text_box")),
    "a text box of old programs": Pair(page(p(vml_box(PRICE_OLD))), page(p(vml_box(PRICE_NEW))), in_place("text_box")),
    "a text box that is gone": Pair(
        page(p("Т 1", box(PRICE_OLD))),
        page(p("Т 2")),
        [("body", "Т 1", "Т 2"), ("text_box", PRICE_OLD, "")],
        unshown=2,
    ),
    "a new text box": Pair(page(p("Т")), page(p("Т", box(PRICE_NEW))), [("text_box", "", PRICE_NEW)]),
    "a header": Pair(page(p("Т"), header=p(PRICE_OLD)), page(p("Т"), header=p(PRICE_NEW)), in_place("header")),
    "a footer beside a page number": Pair(
        page(p("Т"), footer=p("Договор, с. ", counter("PAGE", "1"))),
        page(p("Т"), footer=p("Контракт, с. ", counter("PAGE", "1"))),
        [("footer", "Договор, с.", "Контракт, с.")],
    ),
    "a new footer": Pair(page(p("Т")), page(p("Т"), footer=p("Пени 1 %")), [("footer", "", "Пени 1 %")]),
    "a footer that is gone": Pair(
        page(p("Т"), footer=p("Пени 1 %")), page(p("Т")), [("footer", "Пени 1 %", "")], unshown=1, marked=False
    ),
    "a footnote": Pair(
        page(p("Т", note(2)), footnotes=notes("footnote", n2=PRICE_OLD)),
        page(p("Т", note(5)), footnotes=notes("footnote", n5=PRICE_NEW)),
        in_place("footnote"),
    ),
    "an endnote": Pair(
        page(p("Т", note(2, "endnote")), endnotes=notes("endnote", n2=PRICE_OLD)),
        page(p("Т", note(2, "endnote")), endnotes=notes("endnote", n2=PRICE_NEW)),
        in_place("endnote"),
    ),
    "a new footnote before another": Pair(
        page(p("Один. Два", note(1)), footnotes=notes("footnote", n1="Старая")),
        page(p("Один", note(1), ". Два", note(2)), footnotes=notes("footnote", n1="Новая", n2="Старая")),
        [("footnote", "", "Новая")],
    ),
    "a footnote that is gone": Pair(
        page(p("Т", note(1)), footnotes=notes("footnote", n1="Пени")),
        page(p("Т")),
        [("footnote", "Пени", "")],
        unshown=1,
        marked=False,
    ),
    "another picture": Pair(
        page(p("Т", picture()), picture="a"), page(p("Т", picture()), picture="b"), [("picture", "", "")], unshown=1
    ),
    "a link": Pair(
        page(p("См. ", f'<w:hyperlink w:anchor="a">{run("сайт 1")}</w:hyperlink>')),
        page(p("См. ", f'<w:hyperlink w:anchor="a">{run("сайт 2")}</w:hyperlink>')),
        [("body", "См. сайт 1", "См. сайт 2")],
    ),
    "a field with words": Pair(
        page(p("Сумма ", counter("DOCPROPERTY x", "100"))),
        page(p("Сумма ", counter("DOCPROPERTY x", "200"))),
        [("body", "Сумма 100", "Сумма 200")],
    ),
    "a formula": Pair(
        page(p("Пени ", "<m:oMath><m:r><m:t>x/300</m:t></m:r></m:oMath>")),
        page(p("Пени ", "<m:oMath><m:r><m:t>x/150</m:t></m:r></m:oMath>")),
        [("body", "Пени x/300", "Пени x/150")],
        unshown=1,
    ),
    "bookmarks stay": Pair(
        page(p('<w:bookmarkStart w:id="0" w:name="a"/>', PRICE_OLD, '<w:bookmarkEnd w:id="0"/>')),
        page(p('<w:bookmarkStart w:id="0" w:name="a"/>', PRICE_NEW, '<w:bookmarkEnd w:id="0"/>')),
        CHANGED,
    ),
    "an edit that was proposed in the old version counts as made": Pair(
        page(p("Цена ", f'<w:del w:id="1">{run("50")}</w:del>', f'<w:ins w:id="2">{run("100")}</w:ins>', " рублей.")),
        page(p(PRICE_NEW)),
        CHANGED,
    ),
}


def parts(document: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        wanted = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return {name: etree.fromstring(archive.read(name)) for name in wanted}


def settled(document: bytes, gone: str) -> list[str]:
    """Return the texts of the paragraphs of all parts, without what is marked as `gone`, in alphabetical order."""
    texts = []
    for root in parts(document).values():
        for fallback in list(root.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")):
            fallback.getparent().remove(fallback)
        for mark in list(root.iter(f"{SPACE}{gone}")):
            around = mark.getparent()
            whole = {f"{SPACE}trPr": around.getparent(), f"{SPACE}rPr": None}.get(around.tag, mark)
            if whole is not None and whole.getparent() is not None:
                whole.getparent().remove(whole)
        for paragraph in root.iter(f"{SPACE}p"):
            own = list(paragraph.iter(*(f"{SPACE}{name}" for name in ("t", "delText", "sym"))))
            own = [each for each in own if next(each.iterancestors(f"{SPACE}p")) is paragraph]
            texts.append("".join(each.text or each.get(f"{SPACE}char") or "" for each in own))
    return sorted(filter(None, texts))


def compared(pair: Pair) -> Redline:
    return redline(pair.old, pair.new, "contractd", "2026-11-24T05:15:00Z")


@pytest.mark.parametrize("name", PAIRS)
def test_each_change_is_said_in_words(name: str) -> None:
    pair = PAIRS[name]
    made = compared(pair)
    assert [(each.place, each.was, each.became) for each in made.changes] == pair.said
    assert len([each for each in made.changes if not each.shown]) == pair.unshown
    assert (made.document is not None, made.proven) == (pair.marked, True)


@pytest.mark.parametrize("name", [name for name, pair in PAIRS.items() if pair.marked])
def test_a_redline_accepted_reads_as_the_new_version(name: str) -> None:
    made = compared(PAIRS[name]).document
    assert made is not None
    assert settled(made, gone="del") == settled(PAIRS[name].new, gone="del")


@pytest.mark.parametrize("name", [name for name, pair in PAIRS.items() if pair.marked and not pair.unshown])
def test_a_redline_rejected_reads_as_the_old_version(name: str) -> None:
    made = compared(PAIRS[name]).document
    assert made is not None
    old = PAIRS[name].old
    assert settled(made, gone="ins") == settled(old, gone="del")


@pytest.mark.parametrize("name", [name for name, pair in PAIRS.items() if pair.marked])
def test_a_redline_is_a_whole_document(name: str) -> None:
    """It opens, its marks have numbers of their own, and nothing in it leads to what it does not have."""
    made = compared(PAIRS[name]).document
    assert made is not None
    docx.Document(io.BytesIO(made))
    roots = parts(made)
    marks = [each for root in roots.values() for each in root.iter(f"{SPACE}ins", f"{SPACE}del")]
    numbers = [each.get(f"{SPACE}id") for each in marks]
    assert len(set(numbers)) == len(numbers)
    links = set(roots["word/document.xml"].xpath("//@r:embed|//@r:id", namespaces={"r": REL[1:-1]}))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        known = etree.fromstring(archive.read("word/_rels/document.xml.rels")).xpath("//@Id")
    assert links <= set(known)
    for kind in ("footnote", "endnote"):
        used = {each.get(f"{SPACE}id") for each in roots["word/document.xml"].iter(f"{SPACE}{kind}Reference")}
        has = {each.get(f"{SPACE}id") for each in roots.get(f"word/{kind}s.xml", ())}
        assert used <= has


@pytest.mark.parametrize("name", [name for name, pair in PAIRS.items() if pair.marked])
def test_a_redline_that_was_handed_in_again_differs_from_its_version_in_no_word(name: str) -> None:
    """Saved with all changes accepted it is the new version: what is tracked in it counts as accepted."""
    made = compared(PAIRS[name]).document
    assert made is not None
    assert redline(made, PAIRS[name].new, "contractd", "2026-11-24T05:15:00Z").changes == ()
