"""Whatever stands in a form, a name or a remark: subjects, texts and HTML stay harmless, and can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import lxml.html
import pytest
from workflow.people import facts, route, someone, stage
from workflow.story import Story

from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_composer import write
from daemon.mail.compose.letter_context import About, Matter
from daemon.mail.parsing.mailboxes import Address
from daemon.mail.parsing.message import Message
from daemon.mail.parsing.thread_refs import thread_of
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Fact, FactType, Participant
from mail.compose.test_every_letter import HOUSE

SUM = "700 000,00 ₽"
VALUES = {
    "html": '<b>ООО</b> <img src="https://tracker.example/x.png" onerror="alert(1)">',
    "script": "</style></title><script>alert(1)</script>",
    "attribute": "\"'><a href='https://evil.example' onclick=alert(1)>Согласовать</a>",
    "entities": "&lt;b&gt; &amp; &#x202e;",
    "bidi": "ООО \u202eакшамоР\u202c \u2066x\u2069",
    "invisible": "О\u200bО\u2060О\ufeff \u00ad«Ро\u200dмашка»",
    "formula": '=HYPERLINK("https://evil.example","700")',
    "header": "ООО\r\nBcc: all@scena.example\r\n\r\nтело",
    "separators": "ООО\u2028Ромашка\u2029\x0b\x0c\x85конец",
    "control": "ООО\x00\x07\x1b[31m Ромашка",
    "one word": "Ы" * 300,
    "long": "Федеральное государственное бюджетное учреждение культуры " * 5,
    "our tag": "ООО [З-2026-0001/aaaaaaaaaa] [Б-2026-0007]",
    "placeholder": "{number} {0.__class__} %s %(x)s",
    "marks": "О" + "\u0301" * 200,
    "emoji": "👩\u200d⚖️ ООО",
    "markup": "**ООО** [ссылка](https://evil.example) `код`",
}
ELEMENTS = {"html", "head", "meta", "style", "body", "table", "tr", "td", "p", "br", "div", "span", "b", "i", "a"}
ATTRIBUTES = {
    "lang", "charset", "name", "content", "class", "style", "role", "width", "cellpadding", "cellspacing", "align",
    "valign", "href",
}  # fmt: skip
KINDS = (LetterKind.REQUEST, LetterKind.REMINDER, LetterKind.REGISTERED, LetterKind.ESCALATION, LetterKind.RETURNED)


class _Hostile(Story):
    def __init__(self, value: str) -> None:
        self.value = value
        fields = (
            replace(facts()[0], value=value),
            *facts()[1:],
            Fact("hall", value, FactType.CHOICE, "main", value),
        )
        super().__init__(route(stage("fund", "commercial", "accountant")), known=fields)

    def register(self, command):  # type: ignore[no-untyped-def]
        clerk = Participant("clerk", self.value, self.value, "titova@scena.example")
        return replace(command, initiator=clerk)


def letters(value: str) -> Iterator[tuple[str, Composed]]:
    """Every kind of letter about a contract whose form, initiator, remarks and reader hold the value."""
    story = _Hostile(value)
    reader = replace(someone("commercial"), name=value)
    for kind in KINDS:
        if kind is LetterKind.RETURNED:
            story.returns("commercial", value)
        for language in ("ru", "en"):
            matter = Matter(story.contract, 3, "a" * 64, story.now)
            about = About(story.contract.request(1), "k7q2mx9w4t", step=1)
            yield kind.value, write(HOUSE, kind, replace(reader, language=language), matter, about)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_a_subject_is_one_short_line_with_the_sum_and_our_own_tag(value: str) -> None:
    for kind, letter in letters(value):
        assert letter.subject.isprintable(), kind
        assert len(letter.subject) <= 180, kind
        assert letter.subject.count("[") == letter.subject.count("[З-2026-0042]") == 1, kind
        thread = thread_of(Message(Address("x@scena.example"), subject=f"Re: {letter.subject}"))
        assert (thread.number, thread.tokens) == ("З-2026-0042", ()), kind
        assert SUM in letter.subject, kind
        assert letter.subject.endswith(" [З-2026-0042]") is (kind in ("request", "reminder")), kind


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_html_has_our_elements_only_and_links_to_nobody_else(value: str) -> None:
    for kind, letter in letters(value):
        tree = lxml.html.document_fromstring(letter.html)
        assert {each.tag for each in tree.iter()} <= ELEMENTS, kind
        assert {name for each in tree.iter() for name in each.attrib} <= ATTRIBUTES, kind
        assert len(tree.findall(".//style")) == 1
        links = [each.get("href") or "" for each in tree.iter("a")]
        assert all(re.match(r"mailto:contracts\+k7q2mx9w4t@scena\.example\?", each) for each in links), kind


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_nothing_unseen_is_left_and_what_can_be_seen_is(value: str) -> None:
    for kind, letter in letters(value):
        for text in (letter.text, letter.html):
            assert all(line.isprintable() for line in text.replace("\u00a0", " ").split("\n")), kind
        seen = re.findall(r"[^\W_]{2,}", value.replace("&#x202e;", ""))
        missing = [each for each in seen if each.isalpha() and each not in letter.text.replace("\n", " ")]
        assert not missing or value == VALUES["invisible"], kind


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_the_first_lines_of_a_request_say_the_sum_and_the_time(value: str) -> None:
    for kind, letter in letters(value):
        if kind == LetterKind.REQUEST.value:
            first = letter.text.split("\n\n")[0].replace("\u00a0", " ")
            assert SUM in " ".join(first.split())
            assert re.search(r"\d\d:\d\d", first)
