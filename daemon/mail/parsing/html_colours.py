"""Colours of text and of the ground that it stands on, as HTML and CSS write them: text in its ground's is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_NEAR = 0x20  # in each channel: text that differs less from its ground is not seen
_FAINT = 0.2  # opacity of a colour, below which it is not seen
_NAMED = {
    "white": 0xFFFFFF, "snow": 0xFFFAFA, "ivory": 0xFFFFF0, "ghostwhite": 0xF8F8FF, "whitesmoke": 0xF5F5F5,
    "floralwhite": 0xFFFAF0, "black": 0x000000, "windowtext": 0x000000, "window": 0xFFFFFF, "silver": 0xC0C0C0,
    "gray": 0x808080, "grey": 0x808080, "red": 0xFF0000, "maroon": 0x800000, "green": 0x008000, "lime": 0x00FF00,
    "blue": 0x0000FF, "navy": 0x000080, "yellow": 0xFFFF00, "orange": 0xFFA500, "purple": 0x800080, "teal": 0x008080,
}  # fmt: skip
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{2})?\Z")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)")
_KEPT = frozenset({"inherit", "transparent", "none", "initial", "unset", "currentcolor", "auto", ""})
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|[;\s])background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Paint:
    """The colour of text and of its ground; None for one that is not known, such as a picture's."""

    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = (255, 255, 255)
    faint: bool = False  # the colour itself is transparent
    hides: bool = field(init=False)  # text in this colour is not seen on this ground

    def __post_init__(self) -> None:
        object.__setattr__(self, "hides", self.faint or _is_near(self.colour, self.ground))


def _is_near(colour: Colour | None, ground: Colour | None) -> bool:
    if colour is None or ground is None:
        return False
    return all(abs(one - other) < _NEAR for one, other in zip(colour, ground, strict=True))


@dataclass(frozen=True, slots=True)
class Coat:
    """What an element's own attributes change in the paint around it; each None where they change nothing."""

    text: tuple[Colour | None, bool] | None = None  # the colour, and whether it is faint
    ground: tuple[Colour | None] | None = None

    def over(self, before: Paint) -> Paint:
        """Return the paint inside the element, where `before` is the paint around it."""
        colour, faint = self.text or (before.colour, before.faint)
        return Paint(colour, self.ground[0] if self.ground else before.ground, faint)


def coat_of(attributes: Mapping[str, str]) -> Coat | None:
    """Return what these attributes of an element change in the paint; None if nothing."""
    style = attributes.get("style", "")
    text: tuple[Colour | None, bool] | None = None
    ground: tuple[Colour | None] | None = (None,) if attributes.get("background") else None
    for written in (attributes.get("text"), attributes.get("color"), *_COLOUR.findall(style)):
        if written and (_is_faint(written) or written.strip().lower() not in _KEPT):
            text = _colour(written), _is_faint(written)
    for written in (attributes.get("bgcolor"), *_GROUND.findall(style)):
        if written and not _is_kept(written):
            ground = (_colour(written),)
    return Coat(text, ground) if text or ground else None


def _is_kept(written: str) -> bool:
    """Return True for a ground that lets the one below it be seen."""
    return _is_faint(written) or all(word in _KEPT for word in written.strip().lower().split())


@lru_cache(maxsize=1024)
def _colour(written: str) -> Colour | None:
    """Return a colour; of several words, as `background` has, the first that is one; None if there is none."""
    text = written.strip().lower()
    if found := _RGB.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if "url(" in text or "gradient" in text:
        return None
    return next((known for word in text.split() if (known := _of_word(word))), None)


def _of_word(word: str) -> Colour | None:
    if word in _NAMED:
        return _channels(_NAMED[word])
    if found := _HEX.match(word):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * each for each in found[1])
        return _channels(int(digits, 16))
    return None


def _channels(number: int) -> Colour:
    return number >> 16, number >> 8 & 0xFF, number & 0xFF


def _is_faint(written: str) -> bool:
    found = _RGB.search(written.lower())
    if not found or not found[4]:
        return written.strip().lower() == "transparent"
    share = float(found[4].rstrip("%").rstrip(".") or 0) / (100 if found[4].endswith("%") else 1)
    return share < _FAINT
