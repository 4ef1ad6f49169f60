"""The HTML is read whole: behind its end, as deep as programs nest it, beside pictures, or what is lacking is told."""

from __future__ import annotations

import time

import pytest

from daemon.mail.parsing.account import Fate
from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.message import parse


def said(html: str) -> list[str]:
    return [line.text for line in html_lines(html).lines if line.text]


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>A</p></body></html><p>B</p>",
        "<HTML><BODY><P>A</P></BODY ></HTML\n>B",
        "<html><body><p>A</p></body></html>\n<!DOCTYPE html><html><head><title>x</title></head><body>B</body></html>",
        "<p>A</p></html></html></body>B",
        "<body><p>A</p></body><body bgcolor=white><p>B</p></body>",
        "<p>A</p>" + "<div>" * 300 + "B" + "</div>" * 300,
        "<p>A</p>" + "<div>" * 2000 + "B" + "</div>" * 2000,
        "<p>A</p>" + "<blockquote><div>" * 100 + "x" + "</div></blockquote>" * 100 + "<p>B</p>",
        "<p>A</p>" + "<table><tr><td>" * 150 + "B",
        "<p>A</p><img " + " ".join(f"a{at}='>'" for at in range(30_000)) + "><p>B</p>",
    ],
)
def test_what_stands_deep_or_behind_the_end_is_read(html: str) -> None:
    read = html_lines(html)
    texts = [line.text for line in read.lines if line.text]
    assert (texts[0], texts[-1]) == ("A", "B")
    assert not read.unread


@pytest.mark.parametrize(
    "html",
    [
        "<p>A</p>" + "<div>" * 2100 + "B" + "</div>" * 2100,
        "<p>A</p>" + "<div>" * 100_000 + "B",
        '<p>A</p><div title="x>B</div><p>x</p>',
    ],
)
def test_what_the_tree_lacks_is_told(html: str) -> None:
    read = html_lines(html)
    assert [each.fate for each in read.unread] == [Fate.UNREADABLE]
    assert "B" in read.unread[0].text


@pytest.mark.parametrize("html", ["<p>A</p><!-- B", "<p>A</p><script>B", '<p>A</p><div style="fo', "<p>A</p><title>B"])
def test_html_that_breaks_off_is_told(html: str) -> None:
    read = html_lines(html)
    assert [line.text for line in read.lines if line.text] == ["A"]
    assert [each.fate for each in read.unread] == [Fate.UNREADABLE]


@pytest.mark.parametrize(
    "html", ["", " ", "<p></p>", "<!-- x -->", "<p>A</p>", "3 < 5 & x", "<p>A</p><!--[if mso]>x<![endif]-->"]
)
def test_a_whole_text_lacks_nothing(html: str) -> None:
    assert not html_lines(html).unread


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_picture_in_the_text_hides_no_words_behind_it(quote: str) -> None:
    picture = f"<img src={quote}data:image/png;base64,{'A' * 3_000_000}{quote}>"
    message = parse(b"Content-Type: text/html\r\n\r\n" + f"<p>A</p>{picture}<p>B</p>".encode())
    assert said(message.html_parts[0]) == ["A", "B"]
    assert not message.unread


@pytest.mark.parametrize(
    "html",
    [
        "<p>x</p>" * 5000 + "<p>B</p>",
        "<b>x</b> " * 50_000 + "<p>B</p>",
        "<p>" + "x " * 130_000 + "</p><p>B</p>",
        "<p>x</p>" + " " * 1_600_000 + "B",
    ],
)
def test_what_lies_beyond_a_limit_is_told(html: str) -> None:
    assert [each.fate for each in html_lines(html).unread] == [Fate.LIMIT]


@pytest.mark.parametrize(
    "html",
    [
        "<" * 300_000,
        "<!--" * 300_000,
        "<a " * 300_000,
        '<a b="' * 200_000,
        "<p " + "a " * 500_000 + ">x",
        "</html>" * 200_000,
    ],
)
def test_no_html_takes_long(html: str) -> None:
    begun = time.process_time()
    html_lines(html)
    assert time.process_time() - begun < 5
