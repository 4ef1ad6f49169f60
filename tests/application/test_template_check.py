# ruff: noqa: E501  a planted fault a line
"""`check` and templates: 40 with a planted fault each are named with the place, and sound ones are let alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from documents.conftest import purchase  # noqa: F401  the contract type of the documents' tests
from documents.packages import DOCUMENT, OFFICE, TYPES, W, package, zipped

from daemon.application.template_check import sheet_mistakes, template_mistakes, unused_fields
from daemon.documents.render import Renderer
from daemon.workflow.contract_type import ContractType

ROOT = Path(__file__).parents[2]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATED = f'<Relationship Id="rId{{n}}" Type="{OFFICE}{{kind}}" Target="{{to}}"/>'
RUN = "<w:p><w:r>{}</w:r></w:p>"
GOOD = (
    "Договор {{ number }} с {{ counterparty }} (ИНН {{ inn }}), {{ subject }}, {{ fund }}, {{ vat }}, {{ fee1 }}",
    "{{ amount }} ({{ amount_words }}), {{ start_long }} – {{ end }}, {{ initiator.name }}, {{ initiator.post }}",
    "{%p for item in items %}",
    "{{ item.n }}. {{ item.title }}: {{ item.quantity }} по {{ item.price }} {{ item.note }} {{ loop.index }}",
    "{%p endfor %}",
)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()


def one_more(*paragraphs: str, parts: Mapping[str, str] = {}) -> bytes:
    """A sound template with further paragraphs."""
    return package(*GOOD, *paragraphs, parts=parts)


def with_part(kind: str, inside: str, *, name: str = "", relation: str = "") -> bytes:
    """A sound template with one more part of text in it."""
    root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
    file = name or f"{kind}1.xml"
    types = TYPES.replace("</Types>", f'<Override PartName="/word/{file}" ContentType="{WORD}.{kind}+xml"/></Types>')
    content = f"<w:{root} {W}>{inside}</w:{root}>"
    relations = RELATIONS.format(RELATED.format(n=7, kind=relation or kind, to=file))
    parts = {f"word/{file}": content, "word/_rels/document.xml.rels": relations, "[Content_Types].xml": types}
    return one_more(parts=parts)


def note(kind: str, words: str) -> str:
    return f'<w:{kind} w:id="2">{RUN.format(f"<w:t>{words}</w:t>")}</w:{kind}>'


def with_properties(properties: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">{properties}</cp:coreProperties>'
    )
    types = TYPES.replace(
        "</Types>",
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    )
    relations = f'{DOCUMENT}<Relationship Id="rId2" Type="{kind}" Target="docProps/core.xml"/>'
    return package(*GOOD, parts={"docProps/core.xml": core, "[Content_Types].xml": types}, relations=relations)


def shape(words: str) -> str:
    box = f"<w:txbxContent>{RUN.format(f'<w:t>{words}</w:t>')}</w:txbxContent>"
    return f'<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{box}</v:textbox></v:shape></w:pict>'


INSERTED = '<w:p><w:ins w:id="1"><w:r><w:t>пени</w:t></w:r></w:ins></w:p>'
HIDDEN = "<w:rPr><w:vanish/></w:rPr><w:t>тайно {{ amount }}</w:t>"
LOOP = ("{%p for item in items %}", "{{ item.titel }}", "{%p endfor %}")
ATTACHED = f'<Relationship Id="r1" Type="{OFFICE}attachedTemplate" Target="file:///C:/a.dotx" TargetMode="External"/>'

LINK = f'<Relationship Id="r1" Type="{OFFICE}hyperlink" Target="http://a.example/%7B%7B number }}}}" TargetMode="External"/>'
STRICT = zipped(
    {"[Content_Types].xml": TYPES}
    | {
        "_rels/.rels": RELATIONS.format(
            DOCUMENT.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships/")
        ),
        "word/document.xml": '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/></w:document>',
    }
)

FAULTY: dict[str, tuple[bytes, str]] = {
    "inserted words": (one_more(INSERTED), 'tracked changes: paragraph 6 ("пени")'),
    "deleted words": (one_more('<w:p><w:del w:id="1"><w:r><w:delText>пени</w:delText></w:r></w:del></w:p>'), "tracked changes: paragraph 6"),
    "moved words": (one_more('<w:p><w:moveTo w:id="1"><w:r><w:t>пени</w:t></w:r></w:moveTo></w:p>'), "tracked changes"),
    "changed formatting": (one_more(RUN.format('<w:rPr><w:rPrChange w:id="1"/></w:rPr><w:t>х</w:t>')), "tracked changes"),
    "inserted row": (one_more('<w:tbl><w:tr><w:trPr><w:ins w:id="1"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>'), "tracked changes"),
    "comment": (one_more(RUN.format('<w:t>цена</w:t><w:commentReference w:id="0"/>')), 'comments: paragraph 6 ("цена")'),
    "comment on a range": (one_more('<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>цена</w:t></w:r></w:p>'), "comments"),
    "hidden words": (one_more(RUN.format(HIDDEN)), "hidden text: paragraph 6"),
    "hidden value": (one_more(RUN.format("<w:rPr><w:vanish/></w:rPr><w:t>{{ amount }}</w:t>")), "hidden text"),
    "white words": (one_more(RUN.format('<w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>тайно</w:t>')), "hidden text"),
    "hidden by a style": (
        package(
            *GOOD, '<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>тайно</w:t></w:r></w:p>',
            parts={"word/styles.xml": f'<w:styles {W}><w:style w:type="paragraph" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'},
        ), "hidden text",
    ),
    "field that fetches": (one_more('<w:p><w:fldSimple w:instr=" INCLUDETEXT a "/></w:p>'), "takes its content from elsewhere"),
    "attached template": (one_more(parts={"word/_rels/settings.xml.rels": RELATIONS.format(ATTACHED)}), "a template is attached"),
    "changes in a footer": (with_part("footer", '<w:p><w:ins w:id="1"><w:r><w:t>х</w:t></w:r></w:ins></w:p>'), "tracked changes: a page footer"),
    "changes in an oddly named footer": (
        with_part("footer", '<w:p><w:ins w:id="1"><w:r><w:t>х</w:t></w:r></w:ins></w:p>', name="kolontitul.xml"), "tracked changes: a page footer",
    ),
    "unknown name": (one_more("{{ amuont }}"), '"{{ amuont }}" is no field of purchase; did you mean "amount"?; at "{{ amuont }}"'),
    "unknown name in a sentence": (one_more("Цена {{ amuont }} рублей"), 'at "Цена {{ amuont }} рублей"'),
    "unknown name in Cyrillic": (one_more("{{ аmount }}"), "is no field of purchase"),
    "unknown name in a condition": (one_more("{% if advance %}аванс{% endif %}"), '"{{ advance }}"'),
    "unknown name in a loop": (one_more("{%p for x in goods %}", "{{ x.title }}", "{%p endfor %}"), '"{{ goods }}"'),
    "unknown part of a name": (one_more("{{ initiator.phone }}"), '"{{ initiator.phone }}"'),
    "unknown column": (one_more(*LOOP), '"{{ items[].titel }}"'),
    "unknown column of a filter": (one_more("{{ items|map(attribute='cost')|join(', ') }}"), '"{{ items[].cost }}"'),
    "row after its loop": (one_more("{{ item.title }}"), '"{{ item.title }}"'),
    "unknown name in a header": (with_part("header", RUN.format("<w:t>{{ numbr }}</w:t>")), '"{{ numbr }}"'),
    "unknown name in a footnote": (with_part("footnotes", note("footnote", "всего {{ amuont }}")), '"{{ amuont }}"'),
    "unknown name in an endnote": (with_part("endnotes", note("endnote", "всего {{ amuont }}")), '"{{ amuont }}"'),
    "unknown name in a text box": (one_more(RUN.format(shape("{{ amuont }}"))), '"{{ amuont }}"'),
    "unknown name in a header's text box": (with_part("header", RUN.format(shape("{{ amuont }}"))), '"{{ amuont }}"'),
    "unknown name in the title": (with_properties("<dc:title>{{ amuont }}</dc:title>"), '"{{ amuont }}"'),
    "unknown name in the keywords": (with_properties("<cp:keywords>{{ amuont }}</cp:keywords>"), '"{{ amuont }}"'),
    "table as a value": (one_more("Спецификация: {{ items }}"), '"{{ items }}" is printed as it is'),
    "table joined": (one_more("{{ items|join(', ') }}"), '"{{ items }}" is printed as it is'),
    "row as a value": (one_more("{%p for x in items %}", "{{ x }}", "{%p endfor %}"), '"{{ items[] }}" is printed as it is'),
    "person as a value": (one_more("Исполнитель: {{ initiator }}"), '"{{ initiator }}" is printed as it is'),
    "person in capitals": (one_more("{{ initiator|upper }}"), '"{{ initiator }}" is printed as it is'),
    "person in a footnote": (with_part("footnotes", note("footnote", "{{ initiator }}")), '"{{ initiator }}" is printed as it is'),
    "broken tag": (one_more("Цена {{ amount"), "unexpected"),
    "tag of one brace": (one_more("Цена { amount }}"), 'a tag was not understood: is it split, or misspelt?; at "Цена { amount }}"'),
    "unclosed condition": (one_more("{% if amount %}да"), "endif"),
    "unknown name with a method": (one_more("{{ strat.split('.') }}"), '"{{ strat }}"'),
    "method that is none": (one_more("{{ subject.uper() }}"), "with a full form: UndefinedError"),
    "sum of texts": (one_more("{{ amount / 2 }}"), "with a full form: TypeError"),
    "first row of an empty table": (one_more("{{ items[0].title }}"), "with a form with only the required fields"),
    "tag in a diagram": (
        one_more(parts={
            "[Content_Types].xml": TYPES.replace("</Types>", '<Override PartName="/word/d.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"/></Types>'),
            "word/d.xml": '<a:t xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{{ amount }}</a:t>',
            "word/_rels/document.xml.rels": RELATIONS.format(RELATED.format(n=8, kind="diagramData", to="d.xml")),
        }), 'nothing is filled in here: /word/d.xml ("{{ amount }}")',
    ),
    "tag in a link": (
        one_more(parts={"word/_rels/document.xml.rels": RELATIONS.format(LINK)}),
        'nothing is filled in here: /word/document.xml ("http://a.example/{{ number }}")',
    ),
    "lost picture": (
        one_more(RUN.format('<w:drawing r:embed="rId8" xmlns:r="x"/>'), parts={
            "word/_rels/document.xml.rels": RELATIONS.format(RELATED.format(n=8, kind="image", to="media/a.png")),
        }), "word/media/a.png, which was not saved with it",
    ),
    "strict format": (STRICT, "strict format"),
    "no document": (zipped({"readme.txt": "x"}), "not a Word document"),
    "macros": (one_more(parts={"word/vbaProject.bin": b"x"}), "macros"),
}  # fmt: skip

SOUND = {
    "plain": package(*GOOD),
    "as a Word template": package(
        *GOOD, parts={"[Content_Types].xml": TYPES.replace("document.main", "template.main")}
    ),
    "lines of a loop in white": package(
        *GOOD,
        RUN.format('<w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{%p if amount %}</w:t>'),
        "{{ amount }}",
        "{%p endif %}",
    ),
    "columns by filters": one_more("{{ items|map(attribute='title')|join(', ') }} {{ items|length }}"),
    "sorted rows": one_more("{%p for x in items|sort(attribute='title') %}", "{{ x.title }}", "{%p endfor %}"),
    "names of its own": package(
        *GOOD, "{% set who = initiator %}{{ who.name }}{% set n = 3 %}{{ n }}{{ range(3)|sum }}"
    ),
    "value in an endnote": with_part("endnotes", note("endnote", "всего {{ amount }}")),
    "value in the keywords": with_properties("<cp:keywords>{{ number }}</cp:keywords>"),
    "parts of a date and of a sum": package(
        *GOOD, "{{ start.split('.')[2] }} {{ amount[:3] }} {{ inn[0] }} {{ subject.upper() }}"
    ),
    "attribute by its key": one_more("{{ initiator['name'] }}"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_planted_fault_is_named(renderer: Renderer, purchase: ContractType, tmp_path: Path, name: str) -> None:  # noqa: F811
    content, said = FAULTY[name]
    path = tmp_path / "purchase.docx"
    path.write_bytes(content)
    found = [str(each) for each in template_mistakes(renderer, path, purchase)]
    assert any(said in each for each in found), found
    assert all(each.startswith(f"{path}: ") for each in found)
    assert len(found) == 1


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_template_is_let_alone(renderer: Renderer, purchase: ContractType, tmp_path: Path, name: str) -> None:  # noqa: F811
    path = tmp_path / "purchase.docx"
    path.write_bytes(SOUND[name])
    assert list(template_mistakes(renderer, path, purchase)) == []
    assert list(unused_fields(renderer, path, purchase)) == []


def test_every_mistake_is_told_at_once(renderer: Renderer, purchase: ContractType, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "purchase.docx"
    path.write_bytes(package("{{ amuont }}", "{{ items }}", INSERTED, RUN.format(HIDDEN), "{{ initiator }}"))
    assert len(list(template_mistakes(renderer, path, purchase))) == 5


def test_a_field_that_stands_nowhere_is_a_warning(renderer: Renderer, purchase: ContractType, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "purchase.docx"
    path.write_bytes(package("{{ amount_words }} {{ counterparty }}", "{% if inn %}ИНН{% endif %}", *GOOD[2:]))
    said = list(unused_fields(renderer, path, purchase))
    assert [each.split(": ")[1].rpartition(".")[2] for each in said] == [
        "subject", "fund", "vat", "fee1", "start", "end",
    ]  # fmt: skip
    assert said[0].startswith(f"{path}: contract_types.purchase.fields.subject: ")


def test_the_approval_sheet_is_looked_at_too(renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "approval_sheet.docx"
    path.write_bytes(package("{{ number }} {{ nubmer }}", '<w:p><w:ins w:id="1"/></w:p>'))
    found = [each.message for each in sheet_mistakes(renderer, path)]
    assert len(found) == 2
    assert "tracked changes" in found[0]
    assert '"{{ nubmer }}"' in found[1]
    assert list(sheet_mistakes(renderer, ROOT / "templates/docx/approval_sheet.docx")) == []
