"""A reader sees white on dark as well as dark on white; only text in its ground's colour is hidden, and not lost."""

from __future__ import annotations

import pytest

from daemon.mail.interpret.pipeline import interpret
from daemon.mail.interpret.rules import Intent
from daemon.mail.parsing.html_colours import Paint, coat_of
from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.text_lines import Zone
from mail.post import LEXICON, OWN, letter, mail

SEEN = [
    '<div style="background-color:#1e1e1e"><span style="color:#ffffff">{}</span></div>',
    '<table bgcolor="#202020"><tr><td><font color="#ffffff">{}</font></td></tr></table>',
    '<body text="#ffffff" bgcolor="#000000"><p><font color="#ffffff">{}</font></p></body>',
    '<table><tr><td bgcolor="#c00000"><span style="color:white">{}</span></td></tr></table>',
    '<div style="background-color:rgb(0,0,0)"><div style="font-family:Aptos;color:rgb(255,255,255)">{}</div></div>',
    '<div style="background:navy url(x.png)"><p style="color:#fff">{}</p></div>',
    '<td background="x.png"><p style="color:#fff">{}</p></td>',
    '<div style="background:linear-gradient(red, blue)"><b style="color: white !important">{}</b></div>',
    '<div style="background:#000"><div style="background-color:transparent"><i style="color:#FFF">{}</i></div></div>',
    '<div style="color:#fff"><span style="color:black">{}</span></div>',
    '<div style="color:white"><span style="background:#333">{}</span></div>',
    '<p style="color:#ccc">{}</p>',
    '<p style="color:windowtext;background:white">{}</p>',
    '<p style="color:inherit">{}</p>',
    '<p style="background:rgba(0,0,0,0)">{}</p>',
    '<font color="mistyped">{}</font>',
]
HIDDEN = [
    '<p style="color:#ffffff">{}</p>',
    '<font color="white">{}</font>',
    '<p style="color:rgb(250, 250, 250)">{}</p>',
    '<p style="color:#eee;background-color:white">{}</p>',
    '<div style="background:#1e1e1e"><div style="background:#fff"><p style="color:white">{}</p></div></div>',
    '<div style="background:#000;color:white"><p style="color:#010101">{}</p></div>',
    '<table bgcolor="#202020"><tr><td><font color="#222222">{}</font></td></tr></table>',
    '<p style="color:transparent">{}</p>',
    '<p style="color:rgba(0,0,0,0)">{}</p>',
    '<div style="color:white"><b><i>{}</i></b></div>',
    "<p><s>{}</s></p>",
    '<p style="display:none">{}</p>',
    '<img src="cid:1" alt="{}">',
]


def zone_of(html: str, text: str) -> Zone:
    return next(line.zone for line in html_lines(html).lines if line.text == text)


@pytest.mark.parametrize("html", SEEN)
def test_text_that_differs_from_its_ground_is_seen(html: str) -> None:
    assert zone_of(html.format("пункт 5"), "пункт 5") is Zone.OPEN


@pytest.mark.parametrize("html", HIDDEN)
def test_text_in_its_grounds_colour_is_hidden_and_kept(html: str) -> None:
    assert zone_of(html.format("пункт 5"), "пункт 5") is Zone.HIDDEN


@pytest.mark.parametrize("html", [*SEEN, *HIDDEN])
@pytest.mark.parametrize("said", ["Кроме пункта 5: неустойку убрать.", "если уберёте пункт 5", "Вернуть: сумма не та"])
def test_words_in_any_colour_count_beside_an_approval(html: str, said: str) -> None:
    raw = mail("", f"<div>Согласовано</div>{html.format(said)}")
    reading = interpret(raw, own_addresses=OWN, sent=letter(), lexicon=LEXICON).reading
    assert reading.intent is not Intent.APPROVE
    assert reading.intent is not Intent.APPROVE_WITH_REMARKS or said in reading.remarks


def test_a_hidden_word_inside_a_line_does_not_part_it() -> None:
    lines = html_lines('<p>Договор <font color="white">не</font> согласован</p>').lines
    assert [(line.text, line.zone) for line in lines if line.text] == [
        ("Договор согласован", Zone.OPEN),
        ("не", Zone.HIDDEN),
    ]


def test_paint_of_an_unknown_ground_hides_nothing() -> None:
    pictured, white = coat_of({"style": "color:white;background:url(x.png)"}), coat_of({"color": "#FFF"})
    assert pictured
    assert not pictured.over(Paint()).hides
    assert white
    assert white.over(Paint()).hides
