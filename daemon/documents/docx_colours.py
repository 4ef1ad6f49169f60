"""Colours of text and of what lies behind it, and whether the one can be told from the other."""

from __future__ import annotations

from typing import Any

from daemon.documents.word_elements import attribute, local

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
_CLOSE = 32  # of 255 in every channel: nearer than that nobody reads a letter on its ground
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_OF_THEME = {"background1": "lt1", "bg1": "lt1", "light1": "lt1", "text1": "dk1", "tx1": "dk1", "dark1": "dk1"}
_OF_THEME |= {"background2": "lt2", "bg2": "lt2", "light2": "lt2", "text2": "dk2", "tx2": "dk2", "dark2": "dk2"}
_OF_THEME |= {"hyperlink": "hlink", "followedHyperlink": "folHlink"}


class Theme:
    """The colours of a document's theme; `part` is its root, None if the document has none."""

    def __init__(self, part: Any) -> None:
        self._colours: dict[str, Colour] = {"lt1": WHITE, "dk1": BLACK}
        for scheme in part.iter("{*}clrScheme") if part is not None else ():
            for each in scheme:
                for found in each:
                    written = found.get("lastClr") if local(found) == "sysClr" else found.get("val")
                    if colour := rgb(written or ""):
                        self._colours[local(each)] = colour

    def named(self, name: str) -> Colour | None:
        return self._colours.get(_OF_THEME.get(name, name))

    def written(self, element: Any, plain: str, themed: str) -> Colour | None:
        """Return the colour that an element gives, as itself or by the theme; None for "auto" and none at all."""
        base = self.named(attribute(element, themed)) if attribute(element, themed) else None
        if base is None:
            return rgb(attribute(element, plain))
        prefix = "themeFill" if themed == "themeFill" else "theme"
        return _toned(base, attribute(element, f"{prefix}Tint"), attribute(element, f"{prefix}Shade"))

    def shading(self, element: Any) -> Colour | None:
        """Return the colour of a `w:shd`; None if what lies behind it shows through."""
        pattern = attribute(element, "val")
        fill = self.written(element, "fill", "themeFill")
        if pattern == "nil" or (pattern in ("clear", "") and fill is None):
            return None
        ink = self.written(element, "color", "themeColor") or BLACK
        share = 1.0 if pattern == "solid" else _share(pattern)
        return _mixed(ink, fill or WHITE, share)


def rgb(written: str) -> Colour | None:
    """Return a colour written as six hexadecimal digits; None if it is "auto" or anything else."""
    try:
        return (int(written[0:2], 16), int(written[2:4], 16), int(written[4:6], 16)) if len(written) == 6 else None
    except ValueError:
        return None


def highlight(name: str) -> Colour | None:
    return rgb(_HIGHLIGHTS.get(name, ""))


def is_lost(ink: Colour, ground: Colour) -> bool:
    """Return whether text of one colour cannot be read on the other."""
    return all(abs(a - b) < _CLOSE for a, b in zip(ink, ground, strict=True))


def _toned(base: Colour, tint: str, shade: str) -> Colour:
    for written, other in ((tint, WHITE), (shade, BLACK)):
        try:
            base = _mixed(base, other, int(written, 16) / 255) if written else base
        except ValueError:
            continue
    return base


def _share(pattern: str) -> float:
    digits = pattern.removeprefix("pct")
    return int(digits) / 100 if digits.isdigit() else 0.0


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    r, g, b = (round(a * share + c * (1 - share)) for a, c in zip(one, other, strict=True))
    return r, g, b
