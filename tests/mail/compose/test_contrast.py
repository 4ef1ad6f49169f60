"""Whatever a letter shows can be read: every text has a contrast of 4.5:1 to its ground, in both views.

The letters' own HTML is looked at: styles of elements, and for the dark view the style sheet over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import lxml.html
import pytest
from workflow.people import someone

from daemon.mail.compose.reply_letters import help_letter
from mail.compose.test_every_letter import HOUSE
from mail.compose.test_letters import composed

ENOUGH = 4.5  # WCAG 2.2, 1.4.3
_DARK = re.compile(r"@media \(prefers-color-scheme:dark\)\{((?:[^{}]*\{[^{}]*\})*)\}")
_RULE = re.compile(r"\.([\w-]+)\{([^{}]*)\}")


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def declared(style: str, name: str) -> str:
    found = re.search(rf"(?:^|;)\s*{name}\s*:\s*(#[0-9a-f]{{6}})", style)
    return found[1] if found else ""


def painted(node: lxml.html.HtmlElement, sheet: dict[str, str], name: str) -> str:
    """Return a colour of an element as a mail program shows it: the style sheet is over the element's own style."""
    for each in (node, *node.iterancestors()):
        by_sheet = next((found for role in each.classes if (found := declared(sheet.get(role, ""), name))), "")
        if found := by_sheet or declared(each.get("style", ""), name):
            return found
    raise AssertionError(f"<{node.tag}> has no {name} that is known")


def colours(html: str, *, dark: bool) -> Iterator[tuple[str, str, str]]:
    """Yield each text with its colour and its ground's."""
    tree = lxml.html.fromstring(html)
    found = _DARK.search(html)
    sheet = dict(_RULE.findall(found[1])) if dark and found else {}
    for node in tree.find("body").iter():
        for text, holder in ((node.text, node), (node.tail, node.getparent())):
            if text and text.strip() and holder is not None:
                yield text.strip(), painted(holder, sheet, "color"), painted(holder, sheet, "background")


@cache
def pages() -> frozenset[str]:
    return frozenset({help_letter(HOUSE, someone("lawyer")).html, *(each.html for _, _, each in composed())})


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_of_every_letter_can_be_read(dark: bool) -> None:
    seen: dict[tuple[str, str], str] = {}
    for page in pages():
        for text, colour, ground in colours(page, dark=dark):
            seen.setdefault((colour, ground), text)
    faint = {text: (pair, contrast(*pair)) for pair, text in seen.items() if contrast(*pair) < ENOUGH}
    assert len(seen) >= 7  # text, explanations, three marks, buttons
    assert not faint


def test_the_dark_view_has_light_text_on_a_dark_ground() -> None:
    first = {dark: next(colours(next(iter(pages())), dark=dark)) for dark in (False, True)}
    assert luminance(first[False][1]) < luminance(first[False][2])
    assert luminance(first[True][1]) > luminance(first[True][2])


def test_the_contrast_is_that_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
