#!/usr/bin/env python3
"""Makes the sample templates: `python scripts/contract_templates/make.py [FOLDER]`, else into templates/docx.

An admin edits the DOCX files themselves in a word processor. This is how the samples came to be, so that they can be
read and changed as text; the contracts' words stand beside this file. WordprocessingML is written by hand: a few
styles, numbering that renumbers itself when a lawyer puts a clause in between, table heads that repeat, rows that do
not break over a page. ECMA-376 part 1, 17.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MM = 56.6929  # twentieths of a point in a millimetre
NB = "\u00a0"

# -- pieces of WordprocessingML ----------------------------------------------------------------------------------------


def run(text: str, *, bold: bool = False, size: float = 0, grey: bool = False, mono: bool = False) -> str:
    properties = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>' if mono else ""
    properties += "<w:b/>" if bold else ""
    properties += '<w:color w:val="5F6B7A"/>' if grey else ""
    properties += f'<w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/>' if size else ""
    lines = "</w:t><w:br/><w:t>".join(escape(each) for each in typeset(text).split("\n"))
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r>'


def typeset(words: str) -> str:
    """Signs, initials and dashes stay where they belong. Short words do not: a held space does not stretch."""
    parts = re.split(r"(\{[{%].*?[%}]\})", words)  # tags of the template are left alone
    return "".join(each if each.startswith(("{{", "{%")) else _held(each) for each in parts)


def _held(words: str) -> str:
    words = re.sub(r"(?<![^\s(«])(№|ИНН|статье|раздела|г\.|[А-ЯЁ]\.) (?=\S|$)", rf"\1{NB}", words)
    words = re.sub(rf"(?<={NB})([А-ЯЁ]\.) (?=\S)", rf"\1{NB}", words)  # the second initial
    return re.sub(r" ([–%])", rf"{NB}\1", words)


def paragraph(*runs: str, style: str = "", align: str = "", more: str = "", tabs: str = "") -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += more + tabs
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def tag(words: str) -> str:
    """A paragraph that is only a tag of the template; docxtpl takes it away."""
    return paragraph(run(words))


def field(instruction: str, size: float) -> str:
    properties = f'<w:rPr><w:color w:val="5F6B7A"/><w:sz w:val="{int(size * 2)}"/></w:rPr>'
    parts = ('<w:fldChar w:fldCharType="begin"/>', f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>')
    parts += ('<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>')
    return "".join(f"<w:r>{properties}{part}</w:r>" for part in parts)


def cell(content: str, width: float, *, span: int = 1, shade: str = "") -> str:
    properties = f'<w:tcW w:w="{int(width * MM)}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, head: bool = False) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: Sequence[float], *rows: str, lines: bool = True) -> str:
    border = 'w:val="single" w:sz="4" w:space="0" w:color="9AA3AE"' if lines else 'w:val="nil"'
    sides = "".join(f"<w:{side} {border}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{int(width * MM)}"/>' for width in widths)
    margins = "".join(f'<w:{side} w:w="85" w:type="dxa"/>' for side in ("left", "right"))
    properties = f'<w:tblW w:w="{int(sum(widths) * MM)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
    properties += f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def small(words: str, *, align: str = "left", bold: bool = False, size: float = 10, mono: bool = False) -> str:
    """A paragraph in a table."""
    return paragraph(run(words, bold=bold, size=size, mono=mono), style="Cell", align=align)


# -- the package -------------------------------------------------------------------------------------------------------

STYLES = f"""{HEAD}<w:styles {W}>
<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>
<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="ru-RU"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="60" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>
<w:pPr><w:ind w:firstLine="709"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:next w:val="Normal"/>
<w:pPr><w:keepNext/><w:spacing w:after="40"/><w:ind w:firstLine="0"/><w:jc w:val="center"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:next w:val="Clause"/>
<w:pPr><w:keepNext/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:before="200" w:after="80"/>
<w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/>
<w:pPr><w:widowControl/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Plain"><w:name w:val="Plain"/>
<w:pPr><w:ind w:firstLine="0"/><w:jc w:val="left"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/>
<w:pPr><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/>
<w:jc w:val="left"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:next w:val="Normal"/>
<w:pPr><w:keepNext/><w:spacing w:before="200" w:after="80"/><w:ind w:firstLine="0"/><w:jc w:val="left"/></w:pPr>
<w:rPr><w:b/></w:rPr></w:style>
</w:styles>"""

NUMBERING = f"""{HEAD}<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/><w:suff w:val="space"/>
<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Clause"/><w:suff w:val="space"/>
<w:lvlText w:val="%1.%2."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="709"/></w:pPr></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""

TYPES = f"""{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
{{}}</Types>"""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OVERRIDE = f'<Override PartName="/word/{{0}}.xml" ContentType="{WORD}.{{1}}+xml"/>\n'
PARTS = (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))
PARTS += (("settings", "settings"), ("footer1", "footer"))

RELATIONS = f"""{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
{{}}</Relationships>"""
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
SETTINGS = f"""{HEAD}<w:settings {W}><w:defaultTabStop w:val="709"/><w:autoHyphenation w:val="false"/>
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
</w:compat></w:settings>"""


def relations(*targets: tuple[str, str]) -> str:
    lines = (f'<Relationship Id="rId{n}" Type="{KIND}{t}" Target="{to}"/>\n' for n, (t, to) in enumerate(targets, 1))
    return RELATIONS.format("".join(lines))


def page(body: str, margins: tuple[float, float]) -> str:
    left, right = (int(each * MM) for each in margins)
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    edge = f'<w:pgMar w:top="1134" w:right="{right}" w:bottom="1134" w:left="{left}"'
    edge += ' w:header="567" w:footer="567" w:gutter="0"/>'
    last = f'<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>{size}{edge}</w:sectPr>'
    return f"{HEAD}<w:document {W} {R}><w:body>{body}{last}</w:body></w:document>"


def footer(words: str) -> str:
    parts = run(f"{words}, страница ", size=9, grey=True), field("PAGE", 9)
    parts += run(" из ", size=9, grey=True), field("NUMPAGES", 9)
    return f"{HEAD}<w:ftr {W}>{paragraph(*parts, style='Plain', align='center')}</w:ftr>"


def save(path: Path, body: str, foot: str, margins: tuple[float, float] = (30, 15)) -> None:
    styles = ("styles", "styles.xml"), ("numbering", "numbering.xml"), ("settings", "settings.xml")
    parts = {
        "[Content_Types].xml": TYPES.format("".join(OVERRIDE.format(*each) for each in PARTS)),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(*styles, ("footer", "footer1.xml")),
        "word/document.xml": page(body, margins),
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/settings.xml": SETTINGS,
        "word/footer1.xml": footer(foot),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


# -- what contracts have in common -------------------------------------------------------------------------------------

WIDTH = 165.0  # millimetres between the margins


def opening(title: str) -> str:
    right = f'<w:tabs><w:tab w:val="right" w:pos="{int(WIDTH * MM)}"/></w:tabs>'
    gap = '<w:spacing w:after="200"/>'
    place = run("г. Пермь") + "<w:r><w:tab/></w:r>" + run("{{ today_long }}")
    head = paragraph(run("ДОГОВОР № {{ number }}"), style="Title")
    return (
        head
        + paragraph(run(title), style="Plain", align="center")
        + paragraph(place, style="Plain", tabs=f"{right}{gap}")
    )


def signatures(ours: str, theirs: str) -> str:
    """Two columns that stay together; blanks are for what the form does not ask."""
    keep = "<w:keepNext/><w:keepLines/>"

    def line(words: str, *, bold: bool = False) -> str:
        return paragraph(run(words, bold=bold, size=11), style="Cell", more=keep)

    blanks = [f"{label}: __________________________" for label in ("Адрес", "КПП", "Р/с", "Банк", "БИК")]
    left = [line(f"{ours}:", bold=True), line("{{ organisation }}"), line("ИНН: __________________________")]
    right = [line(f"{theirs}:", bold=True), line("{{ counterparty }}"), line("ИНН: {{ inn }}")]
    both = [line(each) for each in blanks]
    sign = "___________________ / "
    left += [*both, line(""), line("Директор"), line(""), line(f"{sign}А. В. Соколов"), line("М. П.")]
    right += [*both, line(""), line("______________________"), line(""), line(f"{sign}_______________"), line("М. П.")]
    half = WIDTH / 2
    return table((half, half), row(cell("".join(left), half), cell("".join(right), half)), lines=False)


# -- the contracts -----------------------------------------------------------------------------------------------------


def contract(name: str) -> str:
    """The body of a contract whose text stands beside this file, a paragraph after each empty line."""
    source = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    return "".join(_paragraph(" ".join(each.split())) for each in source.split("\n\n") if each.strip())


def _paragraph(words: str) -> str:
    """`!` the title, `>` unnumbered, `#` a section, `@` the signatures, `=` the specification, `{%` a tag."""
    mark, rest = words[0], words[1:].strip()
    match mark:
        case "!":
            return opening(rest)
        case ">":
            return paragraph(run(rest))
        case "#":
            return paragraph(run(rest), style="Heading1")
        case "@":
            return signatures(*(each.strip() for each in rest.split("|")))
        case "=":
            return specification()
        case "{" if words.startswith("{%"):
            return tag(words)
        case _:
            return paragraph(run(words), style="Clause")


def specification() -> str:
    widths = (12.0, 83.0, 30.0, 40.0)
    heads = ("№", "Наименование", "Количество", "Цена за единицу")
    aligns = ("center", "left", "right", "right")
    head = [cell(small(h, bold=True, align="center"), w, shade="E8ECF1") for h, w in zip(heads, widths, strict=True)]
    values = ("{{ item.n }}", "{{ item.title }}", "{{ item.quantity }}", "{{ item.price }}")
    line = [cell(small(v, align=a), w) for v, w, a in zip(values, widths, aligns, strict=True)]
    total = cell(small("Цена Договора", bold=True, align="right"), sum(widths[:3]), span=3)
    total += cell(small("{{ amount }}", bold=True, align="right"), widths[3])
    whole = sum(widths)
    break_before = "<w:pageBreakBefore/>"
    right = {"style": "Plain", "align": "right"}
    return "".join(
        (
            paragraph(run("Приложение № 1"), more=break_before, **right),
            paragraph(run("к договору № {{ number }} от {{ today_long }}"), **right),
            paragraph(run("СПЕЦИФИКАЦИЯ"), style="Title"),
            table(
                widths,
                row(*head, head=True),
                row(cell(small("{%tr for item in items %}"), whole, span=4)),
                row(*line),
                row(cell(small("{%tr endfor %}"), whole, span=4)),
                row(total),
            ),
            paragraph(
                run("Цена Договора: {{ amount }} ({{ amount_words }})."),
                more='<w:spacing w:before="160" w:after="240"/>',
            ),
            signing_line("Заказчик", "Поставщик"),
        )
    )


def signing_line(ours: str, theirs: str) -> str:
    half = WIDTH / 2
    left = small(f"{ours}:\n\n___________________ / А. В. Соколов", size=11)
    right = small(f"{theirs}:\n\n___________________ / _______________", size=11)
    return table((half, half), row(cell(left, half), cell(right, half)), lines=False)


# -- the approval sheet ------------------------------------------------------------------------------------------------


def tagged(of: str, name: str) -> str:
    return f"{{{{ {of}.{name} }}}}"


def heads(words: Sequence[str], widths: Sequence[float]) -> str:
    cells = (cell(small(h, bold=True, size=9), w, shade="E8ECF1") for h, w in zip(words, widths, strict=True))
    return row(*cells, head=True)


def loop(words: str, width: float, span: int) -> str:
    """A row that is only a tag; docxtpl takes it away."""
    return row(cell(small(words), width, span=span))


def values(words: Sequence[str], widths: Sequence[float]) -> str:
    return row(*(cell(small(v, size=9), w) for v, w in zip(words, widths, strict=True)))


def sheet() -> str:
    return "".join(
        (
            paragraph(run("{{ sheet_title }}"), style="Title"),
            paragraph(run("{{ name }}"), style="Plain", align="center"),
            sheet_facts(),
            paragraph(run("{{ heads.versions }}"), style="Caption"),
            sheet_versions(),
            paragraph(run("{{ heads.decisions }}"), style="Caption"),
            sheet_rounds(),
            tag("{%p if signed %}"),
            paragraph(run("{{ heads.signed }}"), style="Caption"),
            sheet_signed(),
            tag("{%p endif %}"),
            paragraph(
                run("{{ proof }}", size=8.5, grey=True), style="Plain", more='<w:spacing w:before="200" w:after="40"/>'
            ),
            paragraph(run("{{ hash }}", size=7.5, mono=True), style="Plain"),
        )
    )


def sheet_facts() -> str:
    widths = (50.0, 125.0)
    line = cell(small("{{ fact.label }}", size=9), 50, shade="F5F7F9") + cell(small("{{ fact.value }}", size=9), 125)
    return table(widths, loop("{%tr for fact in facts %}", 175, 2), row(line), loop("{%tr endfor %}", 175, 2))


def sheet_versions() -> str:
    widths = (10.0, 28.0, 35.0, 102.0)
    line = [
        cell(small(tagged("version", v), size=9), w) for v, w in zip(("number", "at", "made"), widths, strict=False)
    ]
    line.append(cell(small("{{ version.sha256 }}", size=7, mono=True), 102))
    return table(
        widths,
        heads([tagged("heads", each) for each in ("number", "accepted", "made", "sha256")], widths),
        loop("{%tr for version in versions %}", 175, 4),
        row(*line),
        loop("{%tr endfor %}", 175, 4),
    )


def sheet_rounds() -> str:
    widths = (34.0, 43.0, 45.0, 53.0)
    band = small("{{ round.title }}", bold=True, size=9)
    return table(
        widths,
        heads([tagged("heads", each) for each in ("stage", "person", "verdict", "remarks")], widths),
        loop("{%tr for round in rounds %}", 175, 4),
        row(cell(band, 175, span=4, shade="F5F7F9")),
        loop("{%tr for place in round.places %}", 175, 4),
        values([tagged("place", each) for each in ("stage", "person", "verdict", "remarks")], widths),
        loop("{%tr endfor %}", 175, 4),
        loop("{%tr endfor %}", 175, 4),
    )


def sheet_signed() -> str:
    widths = (73.0, 102.0)
    line = cell(small("{{ file.name }}", size=9), 73) + cell(small("{{ file.sha256 }}", size=7, mono=True), 102)
    return table(
        widths,
        heads(["{{ heads.file }}", "{{ heads.sha256 }}"], widths),
        loop("{%tr for file in signed %}", 175, 2),
        row(line),
        loop("{%tr endfor %}", 175, 2),
    )


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "templates/docx"
    for text in sorted(Path(__file__).parent.glob("*.txt")):
        save(folder / f"{text.stem}.docx", contract(text.stem), "Договор № {{ number }}")
    save(folder / "approval_sheet.docx", sheet(), "{{ footer }}", margins=(20, 15))


if __name__ == "__main__":
    main()
