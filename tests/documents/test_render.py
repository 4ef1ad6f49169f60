"""Templates: what they show, what they cannot do, and how their mistakes are told to whoever wrote them."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.documents.render import Renderer, TemplateProblem
from daemon.documents.safety import Unsafe
from documents.packages import CORE, CORE_TYPE, DOCUMENT, TYPES, package, zipped

Render = Callable[..., str]
GIVEN = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


def text_of(document: bytes) -> str:
    return "\n".join(each.text for each in docx.Document(io.BytesIO(document)).paragraphs)


@pytest.fixture
def render(renderer: Renderer, tmp_path: Path) -> Render:
    def made(*paragraphs: str, **values: Any) -> str:
        path = tmp_path / "template.docx"
        path.write_bytes(package(*paragraphs))
        return text_of(renderer.render(path, values))

    return made


def problem(render: Render, *paragraphs: str, **values: Any) -> TemplateProblem:
    with pytest.raises(TemplateProblem) as caught:
        render(*paragraphs, **values)
    return caught.value


# -- values are data ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["ООО «Ро&Ко»", "<b>x</b>", "a < b > c", "&amp;", "]]>", "\"quoted\" & 'so'"])
def test_markup_in_a_value_is_text_and_nothing_after_it_is_lost(render: Render, value: str) -> None:
    assert render("До {{ x }} после", "Второй абзац", x=value) == f"До {value} после\nВторой абзац"


@pytest.mark.parametrize("value", ["{{ secret }}", "{% for x in y %}", "{# c #}", "}}", "{%p if a %}", "{{r x }}"])
def test_a_value_that_looks_like_a_tag_is_shown_as_it_is(render: Render, value: str) -> None:
    assert render("{{ x }}!", x=value, secret="тайна") == f"{value}!"


@GIVEN
@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=60))
def test_any_text_comes_out_as_it_went_in(render: Render, value: str) -> None:
    assert render("До {{ x }} после", x=value) == f"До {value} после"


@GIVEN
@given(st.text(st.characters(), max_size=40))
def test_no_text_at_all_takes_away_what_stands_after_it(render: Render, value: str) -> None:
    assert render("{{ x }}", "Конец", x=value).endswith("Конец")


def test_characters_that_no_document_can_hold_go(render: Render) -> None:
    assert render("{{ x }}", "Конец", x="a\x00b\x0bc\ud800d\ufffee") == "abcde\nКонец"


def test_line_breaks_stay_single(render: Render) -> None:
    assert render("{{ x }}", x="раз\r\nдва\rтри") == "раз\nдва\nтри"


def test_a_signer_stands_in_the_genitive_and_the_form_has_the_last_word(render: Render) -> None:
    line = "в лице {{ post|genitive_post }} {{ of_signer or signer|genitive }}"
    said = {"post": "генеральный директор", "signer": "Заяц Пётр Ильич"}
    assert render(line, of_signer="", **said) == "в лице генерального директора Зайца Петра Ильича"
    assert render(line, of_signer="Заяца Петра Ильича", **said) == "в лице генерального директора Заяца Петра Ильича"


def test_the_same_values_give_the_same_bytes(renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(package("{{ x }}"))
    assert renderer.render(path, {"x": "1"}) == renderer.render(path, {"x": "1"})
    assert renderer.render(path, {"x": "1"}) != renderer.render(path, {"x": "2"})


def test_rows_and_paragraphs_of_a_loop(render: Render) -> None:
    said = render("{%p for item in items %}", "{{ item.n }}. {{ item.title }}", "{%p endfor %}", items=[
        {"n": 1, "title": "Пульт"}, {"n": 2, "title": "<Свет>"},
    ])  # fmt: skip
    assert said == "1. Пульт\n2. <Свет>"


def test_what_was_rendered_is_never_rendered_again(renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(package("{{ x }}"))
    once = renderer.render(path, {"x": "{{ y }}"})
    renderer.examine(once)  # as a text edited by hand it is looked at, not executed
    assert text_of(once) == "{{ y }}"


# -- mistakes ----------------------------------------------------------------------------------------------------------


def test_an_unknown_name_is_told_with_its_paragraph(render: Render) -> None:
    found = problem(render, "Первый", "ИНН {{ inn }} и {{ amunt }}", "Третий", inn="1")
    assert "'amunt' is undefined" in found.what
    assert "ИНН" in found.where
    assert str(found).startswith("template.docx, at ")


def test_an_unknown_part_of_a_name_is_told(render: Render) -> None:
    assert "no attribute 'phone'" in problem(render, "{{ initiator.phone }}", initiator={"name": "Т"}).what


def test_a_value_that_is_nothing_is_refused_not_printed(render: Render) -> None:
    assert "a value is empty" in problem(render, "{{ x }}", x=None).what


def test_rich_text_used_as_text_does_not_swallow_the_paragraph(render: Render) -> None:
    assert render("До {{ x }} после", x="<w:r><w:t>жирный</w:t></w:r>") == "До <w:r><w:t>жирный</w:t></w:r> после"


@pytest.mark.parametrize("wrong", ["{{ x + 1 }}", "{{ 1 / 0 }}", "{{ x.items() }}", "{{ [][3] }}", "{{ x() }}"])
def test_an_expression_that_fails_is_told_with_its_paragraph(render: Render, wrong: str) -> None:
    found = problem(render, "Первый", f"Сумма {wrong}", x="1")
    assert "Сумма" in found.where
    assert "is there a loop" not in found.what


@pytest.mark.parametrize("broken", ["{{ x", "{% if x %}да", "{{ x + }}", "{% for in x %}", "{{ «x» }}", "{{ x }"])
def test_a_broken_tag_is_a_mistake_of_the_template(render: Render, broken: str) -> None:
    assert problem(render, "Первый", broken, x="1").what


def test_a_tag_that_word_has_split_is_found(render: Render) -> None:
    split = "<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{ x }}</w:t></w:r></w:p>"
    try:
        assert render(split, x="да") == "да"
    except TemplateProblem as found:
        assert "split" in found.what  # noqa: PT017  either is right, silence is not


def test_a_file_that_is_no_docx_is_told(renderer: Renderer, tmp_path: Path) -> None:
    for name, content in (("a.docx", b"no zip"), ("b.docx", zipped({"x": "y"})), ("c.docx", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(TemplateProblem, match="it cannot be read as DOCX"):
            renderer.render(tmp_path / name, {})
    with pytest.raises(TemplateProblem, match=r"gone\.docx"):
        renderer.render(tmp_path / "gone.docx", {})


def test_a_template_saved_by_libreoffice_has_its_properties_twice(renderer: Renderer, tmp_path: Path) -> None:
    twice = DOCUMENT + CORE.format("rId2") + CORE.format("rId3")
    core = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    path = tmp_path / "template.docx"
    types = TYPES.replace("</Types>", f'<Override PartName="/docProps/core.xml" ContentType="{CORE_TYPE}"/></Types>')
    parts = {"docProps/core.xml": core, "[Content_Types].xml": types}
    path.write_bytes(package("{{ x }}", parts=parts, relations=twice))
    assert text_of(renderer.render(path, {"x": "да"})) == "да"


def test_the_names_that_a_template_uses(renderer: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    loop = ("{%p for item in items %}", "{{ item.title }} {{ loop.index }}", "{%p endfor %}")
    path.write_bytes(package("{{ amount }} {{ initiator.name }}", "{% if fund == 'a' %}{{ fund }}{% endif %}", *loop))
    assert renderer.names(path) == {"amount", "initiator.name", "fund", "items"}


# -- what a template cannot do -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trick",
    [
        "{{ x.__class__ }}",
        "{{ x.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ x|attr('__class__') }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ items.append(1) }}",
    ],
)
def test_the_sandbox_lets_nobody_out(render: Render, trick: str) -> None:
    try:
        said = render(f"[{trick}]", x="1", items=[])
    except TemplateProblem:
        return
    assert not any(each in said for each in ("class", "uid=", "root:", "<module", "built-in"))


@pytest.fixture
def hurried(tmp_path: Path) -> Any:
    made = Renderer(seconds=2, memory=400 * 2**20)
    yield made
    made.close()


@pytest.mark.parametrize(
    "bomb", ["{{ 'a' * 999999999 }}", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"]
)
def test_a_template_that_eats_time_or_memory_ends_and_the_next_one_is_rendered(
    hurried: Renderer, tmp_path: Path, bomb: str
) -> None:
    path, good = tmp_path / "bomb.docx", tmp_path / "good.docx"
    path.write_bytes(package(bomb))
    good.write_bytes(package("{{ x }}"))
    with pytest.raises(TemplateProblem):
        hurried.render(path, {})
    assert text_of(hurried.render(good, {"x": "жив"})) == "жив"


def test_a_child_that_was_killed_is_made_anew(hurried: Renderer, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes(package("{{ x }}"))
    hurried.render(path, {"x": "1"})
    child = hurried.child_id
    assert child is not None
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # it is dead, and still the renderer's to notice
    assert text_of(hurried.render(path, {"x": "2"})) == "2"


# -- a text that a person has edited -----------------------------------------------------------------------------------

RUN = '<w:p><w:r><w:t xml:space="preserve">Срок </w:t></w:r>{}</w:p>'


def fault(renderer: Renderer, content: bytes) -> Unsafe:
    with pytest.raises(Unsafe) as caught:
        renderer.examine(content)
    return caught.value


def test_a_plain_text_is_taken(renderer: Renderer) -> None:
    assert renderer.examine(package("Договор", "1. Срок оплаты 10 дней")) is None


@pytest.mark.parametrize(
    ("markup", "key"),
    [
        ('<w:ins w:id="1"><w:r><w:t>10 дней</w:t></w:r></w:ins>', "document_tracked"),
        ('<w:del w:id="1"><w:r><w:delText>30 дней</w:delText></w:r></w:del>', "document_tracked"),
        ('<w:moveFrom w:id="1"><w:r><w:t>x</w:t></w:r></w:moveFrom>', "document_tracked"),
        ('<w:r><w:commentReference w:id="0"/></w:r>', "document_comment"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>тайно</w:t></w:r>", "document_hidden"),
        ("<w:r><w:instrText> INCLUDEPICTURE http://x/ </w:instrText></w:r>", "active"),
        ('<w:fldSimple w:instr=" DDE a b "/>', "active"),
    ],
)
def test_what_is_not_plain_text_is_told_with_its_place(renderer: Renderer, markup: str, key: str) -> None:
    found = fault(renderer, package("Договор", RUN.format(markup)))
    assert found.key == key
    assert "Срок" in str(found.values)


@pytest.mark.parametrize(
    "markup",
    [
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>видно</w:t></w:r>',
        "<w:r><w:rPr><w:vanish/></w:rPr><w:instrText> XE указатель </w:instrText></w:r>",
        "<w:r><w:instrText> PAGE </w:instrText></w:r>",
    ],
)
def test_what_word_processors_leave_in_any_document_does_no_harm(renderer: Renderer, markup: str) -> None:
    assert renderer.examine(package(RUN.format(markup))) is None


def test_a_change_in_a_header_is_found_too(renderer: Renderer) -> None:
    header = package("x", parts={})
    tree = zipfile.ZipFile(io.BytesIO(header)).read("word/document.xml").decode()
    tracked = (
        tree.replace("w:document", "w:hdr")
        .replace("<w:r>", '<w:ins w:id="1"><w:r>')
        .replace("</w:r>", "</w:r></w:ins>")
    )
    assert fault(renderer, package("Договор", parts={"word/header1.xml": tracked})).key == "document_tracked"


def test_a_document_without_text_is_told(renderer: Renderer) -> None:
    assert fault(renderer, package(" ")).key == "document_empty"


def test_a_document_that_the_child_cannot_open_is_told(renderer: Renderer) -> None:
    assert fault(renderer, package("x", relations="")).key == "broken_zip"


def test_a_document_that_is_too_complex_does_not_take_the_daemon_with_it(tmp_path: Path) -> None:
    small = Renderer(seconds=5, memory=160 * 2**20)
    rows = "".join(f'<w:tr><w:tc><w:p><w:r><w:t a="{n}">x</w:t></w:r></w:p></w:tc></w:tr>' for n in range(90000))
    try:
        assert fault(small, package(f"<w:tbl>{rows}</w:tbl>")).key in ("too_complex", "broken_zip")
        small.examine(package("жив"))
    finally:
        small.close()
