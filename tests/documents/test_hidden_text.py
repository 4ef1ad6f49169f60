"""Text that one reader of a contract sees and another does not: found however it was hidden; what is clear is taken."""

from __future__ import annotations

import re

import pytest

from daemon.documents.render import Renderer
from daemon.documents.safety import Unsafe
from daemon.documents.texts import say
from documents.packages import W, package

SECRET = "<w:r>{}<w:t>тайно</w:t></w:r>"
DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def run(properties: str = "", text: str = "тайно") -> str:
    return f"<w:p><w:r><w:t>Срок </w:t></w:r><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def styled(styles: str, body: str) -> dict[str, str]:
    return {"word/styles.xml": f"<w:styles {W}>{styles}</w:styles>", "": body}


def style(kind: str, key: str, properties: str, more: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{key}"{more}>{properties}</w:style>'


def of_style(key: str, text: str = "тайно") -> str:
    return f'<w:p><w:r><w:rPr><w:rStyle w:val="{key}"/></w:rPr><w:t>Срок {text}</w:t></w:r></w:p>'


def of_paragraph_style(key: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{key}"/></w:pPr><w:r><w:t>Срок тайно</w:t></w:r></w:p>'


def paragraph(properties: str) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>Срок тайно</w:t></w:r></w:p>"


def table(cell: str, *, properties: str = "", row: str = "", of_cell: str = "") -> str:
    cells = f"<w:tc><w:tcPr>{of_cell}</w:tcPr>{cell}</w:tc>"
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tr><w:trPr>{row}</w:trPr>{cells}</w:tr></w:tbl>"


def anchored(words: str, *, x: int = 0, cx: int = 1_000_000, fill: str = "", of_anchor: str = "", doc: str = "") -> str:
    box = f"<wps:wsp><wps:spPr>{fill}</wps:spPr><wps:txbx><w:txbxContent>{words}</w:txbxContent></wps:txbx></wps:wsp>"
    place = f'<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
    place += f'<wp:extent cx="{cx}" cy="{cx}"/><wp:docPr id="1" name="a"{doc}/>'
    graphic = f"<a:graphic><a:graphicData>{box}</a:graphicData></a:graphic>"
    return (
        f"<w:p><w:r><w:t>Рядом</w:t></w:r><w:r><mc:AlternateContent {DRAWING}><mc:Choice Requires='wps'><w:drawing>"
        f"<wp:anchor{of_anchor}>{place}{graphic}</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )


def vml(words: str, css: str, more: str = "") -> str:
    shape = f'<v:shape style="{css}"{more}><v:textbox><w:txbxContent>{words}</w:txbxContent></v:textbox></v:shape>'
    inside = f"<mc:AlternateContent {DRAWING}><mc:Choice/><mc:Fallback><w:pict>{shape}</w:pict></mc:Fallback>"
    return f"<w:p><w:r><w:t>Рядом</w:t></w:r><w:r>{inside}</mc:AlternateContent></w:r></w:p>"


WHITE = '<w:color w:val="FFFFFF"/>'
BLUE = '<w:shd w:val="clear" w:color="auto" w:fill="4472C4"/>'
VANISH = "<w:rPr><w:vanish/></w:rPr>"
SOLID = '<a:solidFill><a:srgbClr val="{}"/></a:solidFill>'
GRID_DARK = style(
    "table",
    "Dark",
    f'<w:tblStylePr w:type="firstRow"><w:rPr>{WHITE}</w:rPr><w:tcPr>{BLUE}</w:tcPr></w:tblStylePr>',
)
CONTENTS = (
    '<w:p><w:hyperlink w:anchor="_Toc1"><w:r><w:t>Предмет</w:t></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:tab/></w:r>'
    '<w:r><w:rPr><w:webHidden/></w:rPr><w:instrText xml:space="preserve"> PAGEREF _Toc1 \\h </w:instrText></w:r>'
    "<w:r><w:rPr><w:webHidden/></w:rPr><w:t>3</w:t></w:r></w:hyperlink></w:p>"
)

ON_PAPER = '<w:background w:color="102030"/><w:body>' + run('<w:color w:val="102030"/>')
BRANCH = "<mc:{0}><w:pict><w:txbxContent><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:txbxContent></w:pict></mc:{0}>"
BRANCHES = (
    f"<w:p><w:r><w:t>Цена</w:t></w:r><w:r><mc:AlternateContent {DRAWING}>{BRANCH.format('Choice')}"
    f"{BRANCH.format('Fallback')}</mc:AlternateContent></w:r></w:p>"
)
OUTLINED = f"<w14:textOutline {DRAWING}><w14:solidFill/></w14:textOutline>"
FILLED = f"<w14:textFill {DRAWING}><w14:solidFill>{{}}</w14:solidFill></w14:textFill>"

HIDDEN: dict[str, str | dict[str, str]] = {
    "font": run("<w:vanish/>"),
    "font of the web": run("<w:webHidden/>"),
    "font that is always hidden": run("<w:specVanish/>"),
    "hidden symbol": "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:sym/></w:r><w:r><w:t>x</w:t></w:r></w:p>",
    "in a link": f'<w:p><w:hyperlink w:anchor="a">{SECRET.format(VANISH)}</w:hyperlink></w:p>',
    "in a content control": f"<w:sdt><w:sdtContent><w:p>{SECRET.format(VANISH)}</w:p></w:sdtContent></w:sdt>",
    "in a smart tag": f'<w:p><w:smartTag w:element="a">{SECRET.format(VANISH)}</w:smartTag></w:p>',
    "in a cell": table(f"<w:p>{SECRET.format(VANISH)}</w:p>"),
    "result of a field": f'<w:p><w:fldSimple w:instr=" REF x ">{SECRET.format(VANISH)}</w:fldSimple></w:p>',
    "character style": styled(style("character", "H", VANISH), of_style("H")),
    "character style by another": styled(
        style("character", "A", VANISH) + style("character", "B", '<w:basedOn w:val="A"/>'), of_style("B")
    ),
    "paragraph style": styled(style("paragraph", "H", VANISH), of_paragraph_style("H")),
    "paragraph style by another": styled(
        style("paragraph", "A", VANISH) + style("paragraph", "B", '<w:basedOn w:val="A"/>'), of_paragraph_style("B")
    ),
    "two styles that hide": styled(
        style("paragraph", "P", VANISH) + style("character", "C", VANISH),
        of_paragraph_style("P").replace("<w:r>", '<w:r><w:rPr><w:rStyle w:val="C"/></w:rPr>'),
    ),
    "default paragraph style": styled(style("paragraph", "N", VANISH, ' w:default="1"'), run()),
    "unknown style, so the default one": styled(
        style("paragraph", "N", VANISH, ' w:default="1"'), of_paragraph_style("gone")
    ),
    "defaults of the document": styled(f"<w:docDefaults><w:rPrDefault>{VANISH}</w:rPrDefault></w:docDefaults>", run()),
    "table style": styled(
        style("table", "T", VANISH), table(paragraph(""), properties='<w:tblStyle w:val="T"/>')
    ),
    "first row of a table style": styled(
        style("table", "T", f'<w:tblStylePr w:type="firstRow">{VANISH}</w:tblStylePr>'),
        table(paragraph(""), properties='<w:tblStyle w:val="T"/><w:tblLook w:firstRow="1"/>'),
    ),
    "paragraph mark": paragraph("<w:rPr><w:vanish/></w:rPr>"),
    "paragraph mark, always": paragraph("<w:rPr><w:specVanish/></w:rPr>"),
    "row": table(paragraph(""), row="<w:hidden/>"),
    "white": run(WHITE),
    "white in a style": styled(style("paragraph", "H", f"<w:rPr>{WHITE}</w:rPr>"), of_paragraph_style("H")),
    "nearly white": run('<w:color w:val="FAFAFA"/>'),
    "white by the theme": run('<w:color w:val="000000" w:themeColor="background1"/>'),
    "black by the theme, made white": run('<w:color w:val="000000" w:themeColor="text1" w:themeTint="00"/>'),
    "as its shading": run('<w:color w:val="4472C4"/>' + BLUE),
    "as its solid shading": run('<w:color w:val="4472C4"/><w:shd w:val="solid" w:color="4472C4" w:fill="FFFFFF"/>'),
    "as its highlighter": run('<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>'),
    "black on black": run('<w:highlight w:val="black"/>'),
    "as its paragraph's shading": run('<w:color w:val="4472C4"/>').replace("<w:p>", f"<w:p><w:pPr>{BLUE}</w:pPr>"),
    "as its cell": table(run('<w:color w:val="4472C4"/>'), of_cell=BLUE),
    "white in a dark table's light row": styled(
        GRID_DARK, table(run(WHITE), properties='<w:tblStyle w:val="Dark"/><w:tblLook w:val="0000"/>')
    ),
    "as the paper": ON_PAPER,
    "without a fill": run(f"<w14:textFill {DRAWING}><w14:noFill/></w14:textFill>"),
    "with a white fill": run(FILLED.format('<w14:srgbClr w14:val="FFFFFF"/>')),
    "see-through": run(FILLED.format('<w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr>')),
    "one point": run('<w:sz w:val="2"/>'),
    "half a point by a style": styled(style("character", "H", '<w:rPr><w:sz w:val="1"/></w:rPr>'), of_style("H")),
    "one per cent wide": run('<w:w w:val="1"/>'),
    "line of one point": paragraph('<w:spacing w:line="20" w:lineRule="exact"/>'),
    "row of one point": table(paragraph(""), row='<w:trHeight w:val="20" w:hRule="exact"/>'),
    "left of the page": paragraph('<w:ind w:left="-20000"/>'),
    "right of the page": paragraph('<w:ind w:left="20000"/>'),
    "frame off the page": paragraph('<w:framePr w:w="3000" w:x="-9000" w:y="1" w:hAnchor="page"/>'),
    "frame below the page": paragraph('<w:framePr w:w="3000" w:x="1" w:y="30000" w:vAnchor="page"/>'),
    "table off the page": table(paragraph(""), properties='<w:tblpPr w:tblpX="-15000" w:horzAnchor="page"/>'),
    "indented table": table(paragraph(""), properties='<w:tblInd w:w="20000" w:type="dxa"/>'),
    "text box off the page": anchored(paragraph(""), x=-9_000_000),
    "text box without room": anchored(paragraph(""), cx=1000),
    "hidden text box": anchored(paragraph(""), doc=' hidden="1"'),
    "hidden in a text box": anchored(run("<w:vanish/>")),
    "white in a white text box": anchored(run(WHITE), fill=SOLID.format("FFFFFF")),
    "white in a text box without a fill": anchored(run(WHITE)),
    "hidden in the other branch": vml(run("<w:vanish/>"), "width:100pt"),
    "old text box off the page": vml(paragraph(""), "position:absolute;margin-left:-900pt;width:100pt;height:50pt"),
    "another text for another program": BRANCHES.format("100", "900"),
    "hidden old text box": vml(paragraph(""), "position:absolute;visibility:hidden"),
    "white in an old text box": vml(run(WHITE), "width:100pt"),
}  # fmt: skip

CLEAR: dict[str, str | dict[str, str]] = {
    "plain": run(),
    "switched off": run('<w:vanish w:val="0"/>'),
    "switched off in words": run('<w:vanish w:val="false"/>'),
    "shown against its style": styled(
        style("paragraph", "H", VANISH),
        of_paragraph_style("H").replace("<w:r>", '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr>'),
    ),
    "style that shows again": styled(
        style("paragraph", "A", VANISH)
        + style("paragraph", "B", '<w:basedOn w:val="A"/><w:rPr><w:vanish w:val="0"/></w:rPr>'),
        of_paragraph_style("B"),
    ),
    "hidden style that nobody uses": styled(style("character", "H", VANISH), run()),
    "styles in a circle": styled(
        style("paragraph", "A", '<w:basedOn w:val="B"/>') + style("paragraph", "B", '<w:basedOn w:val="A"/>'),
        of_paragraph_style("A"),
    ),
    "empty hidden paragraph after a table": "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:p>" + run(),
    "hidden spaces": run("<w:vanish/>", " \t "),
    "hidden index entry": run() + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:instrText> XE x </w:instrText></w:r></w:p>",
    "table of contents": CONTENTS,
    "automatic colour": run('<w:color w:val="auto"/>'),
    "grey": run('<w:color w:val="808080"/>'),
    "light grey": run('<w:color w:val="D9D9D9"/>'),
    "red": run('<w:color w:val="FF0000"/>'),
    "dark blue by the theme": run('<w:color w:val="1F3864" w:themeColor="accent1" w:themeShade="80"/>'),
    "white on blue": run(WHITE + BLUE),
    "white in a blue cell": table(run(WHITE), of_cell=BLUE),
    "white in a blue paragraph": f"<w:p><w:pPr>{BLUE}</w:pPr><w:r><w:rPr>{WHITE}</w:rPr><w:t>Срок</w:t></w:r></w:p>",
    "white in the blue head of a table style": styled(
        GRID_DARK, table(run(), properties='<w:tblStyle w:val="Dark"/><w:tblLook w:val="0020"/>')
    ),
    "white in the blue head of a table style, direct": styled(
        GRID_DARK, table(run(WHITE), properties='<w:tblStyle w:val="Dark"/><w:tblLook w:firstRow="1"/>')
    ),
    "white in a nested table of a blue cell": table(table(run(WHITE)) + "<w:p/>", of_cell=BLUE),
    "automatic on black shading": run('<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'),
    "black on a yellow highlighter": run('<w:highlight w:val="yellow"/>'),
    "white on a dark grid": run(WHITE + '<w:shd w:val="pct75" w:color="000000" w:fill="FFFFFF"/>'),
    "white dots that hold columns apart": run(WHITE, "…….___"),
    "white in a blue text box": anchored(run(WHITE), fill=SOLID.format("4472C4")),
    "white in a gradient": anchored(run(WHITE), fill="<a:gradFill/>"),
    "white in an old blue text box": vml(run(WHITE), "width:100pt", ' fillcolor="#4472c4"'),
    "outlined letters": run(OUTLINED + f"<w14:textFill {DRAWING}><w14:noFill/></w14:textFill>"),
    "small print": run('<w:sz w:val="10"/>'),
    "narrow letters": run('<w:w w:val="66"/>'),
    "small paragraphs without words": '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>' + run(),
    "exact lines": paragraph('<w:spacing w:line="240" w:lineRule="exact"/>'),
    "low row without words": table("<w:p/>", row='<w:trHeight w:val="20" w:hRule="exact"/>') + run(),
    "row of at least a point": table(paragraph(""), row='<w:trHeight w:val="20" w:hRule="atLeast"/>'),
    "hanging out of the margin": paragraph('<w:ind w:left="-700"/>'),
    "hanging number": paragraph('<w:ind w:left="720" w:hanging="720"/>'),
    "signature far right": paragraph('<w:ind w:left="6000"/>'),
    "frame in a letterhead": paragraph('<w:framePr w:w="3000" w:x="7000" w:y="600" w:hAnchor="page"/>'),
    "floating table": table(paragraph(""), properties='<w:tblpPr w:tblpX="1000" w:tblpY="400" w:horzAnchor="page"/>'),
    "table out of the margin": table(paragraph(""), properties='<w:tblInd w:w="-108" w:type="dxa"/>'),
    "text box": anchored(paragraph(""), x=2_000_000),
    "stamp over the edge": anchored(paragraph(""), x=-300_000),
    "old text box in a group": vml(paragraph(""), "position:absolute;left:9802;top:24688;width:783;height:784").replace(
        "<w:pict>", '<w:pict><v:group style="position:absolute;margin-left:0">'
    ).replace("</w:pict>", "</v:group></w:pict>"),
    "old text box at the right edge": vml(
        paragraph(""), "position:absolute;margin-left:11313pt;width:50pt;mso-position-horizontal:right"
    ),
    "white in relief": run(WHITE + "<w:imprint/>"),
    "style without a name of its own": styled('<w:style><w:rPr><w:sz w:val="2"/></w:rPr></w:style>', run()),
    "character style that is a paragraph's": styled(style("paragraph", "H", VANISH), of_style("H")),
    "the same text for another program": BRANCHES.format("100", "100"),
    "a picture for another program": BRANCHES.format("100", ""),
    "old text box": vml(paragraph(""), "position:absolute;margin-left:200pt;margin-top:-20pt;width:100pt;height:50pt"),
}  # fmt: skip


def made(source: str | dict[str, str]) -> bytes:
    if isinstance(source, dict):
        return package(source[""], parts={key: each for key, each in source.items() if key})
    if source.startswith("<w:background"):
        document = f"<w:document {W}>{source}</w:body></w:document>"
        return package(parts={"word/document.xml": document})
    return package(source)


@pytest.mark.parametrize("name", HIDDEN)
def test_text_that_cannot_be_seen_is_refused_with_its_place(renderer: Renderer, name: str) -> None:
    with pytest.raises(Unsafe) as caught:
        renderer.examine(made(HIDDEN[name]))
    assert caught.value.key == "document_hidden"
    for language, place in (("ru", "абзац|надпись"), ("en", "paragraph|text box")):
        told = say(language, caught.value.key, **caught.value.values)
        assert re.search(place, told), told


@pytest.mark.parametrize("name", CLEAR)
def test_text_that_everybody_sees_is_taken(renderer: Renderer, name: str) -> None:
    assert renderer.examine(made(CLEAR[name])) is None


@pytest.mark.parametrize(
    ("root", "place"),
    [("hdr", "верхний колонтитул"), ("ftr", "нижний колонтитул"), ("footnotes", "сноска"), ("endnotes", "концевая")],
)
@pytest.mark.parametrize("name", ["word/header1.xml", "word/kolontitul.xml", "word/sub/Part-7.xml"])
def test_it_is_found_in_every_part_whatever_the_part_is_called(
    renderer: Renderer, root: str, place: str, name: str
) -> None:
    inside = run("<w:vanish/>")
    if "notes" in root:
        inside = f'<w:footnote w:id="2">{inside}</w:footnote>'
    with pytest.raises(Unsafe) as caught:
        renderer.examine(package("Договор", parts={name: f"<w:{root} {W}>{inside}</w:{root}>"}))
    told = say("ru", caught.value.key, **caught.value.values)
    assert place in told
    assert "«Срок тайно»" in told
    assert "скрытый шрифт" in told


def test_white_letters_on_the_banner_of_a_letterhead_are_taken(renderer: Renderer) -> None:
    banner = f'<w:p><w:r><w:pict {DRAWING}><v:rect fillcolor="#102030"/></w:pict></w:r></w:p>'
    for root, shown in (("hdr", banner), ("ftr", f"<w:p><w:r><a:blip {DRAWING}/></w:r></w:p>")):
        header = f"<w:{root} {W}>{shown}{run(WHITE)}</w:{root}>"
        assert renderer.examine(package("Договор", parts={"word/header1.xml": header})) is None
        with pytest.raises(Unsafe):
            renderer.examine(package("Договор", parts={"word/header1.xml": header.replace(shown, "")}))


def test_every_fault_is_told_at_once_with_its_paragraph(renderer: Renderer) -> None:
    tracked = '<w:p><w:ins w:id="1"><w:r><w:t>Вставлено</w:t></w:r></w:ins></w:p>'
    remark = '<w:p><w:r><w:t>С примечанием</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    with pytest.raises(Unsafe) as caught:
        renderer.examine(package("Договор", tracked, run(WHITE), remark, *[run("<w:vanish/>")] * 5))
    told = say("ru", caught.value.key, **caught.value.values)
    assert "абзац 2 («Вставлено»)" in told
    assert "абзац 3 («Срок тайно»), цвет букв сливается с фоном" in told
    assert "абзац 4 («С примечанием»)" in told
    assert "и ещё мест: 3" in told
