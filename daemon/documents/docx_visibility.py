"""Whether a run of text in a Word document can be seen by who reads it on paper or on a screen, and if not, why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from daemon.documents.docx_colours import BLACK, WHITE, Colour, Theme, highlight, is_lost, rgb
from daemon.documents.docx_placement import Page, is_clipped, is_off_page
from daemon.documents.docx_styles import Styles
from daemon.documents.word_elements import around, attribute, child, is_on, local, name_of, number

_RELIEF = ("emboss", "imprint", "outline", "shadow")
_TINY = 6  # half-points: less than three points is a line of dots
_SHAPES_OF_VML = ("shape", "rect", "roundrect", "oval")
_NARROW = 10  # per cent of a letter's width
_FIELD_OF_CONTENTS = re.compile(r"\s*PAGEREF\b", re.IGNORECASE)


class Visibility:
    """Judges the runs of one document."""

    def __init__(self, styles: Any, theme: Any, document: Any) -> None:
        """`styles`, `theme`: the roots of those parts, None where there is none; `document`: that of the main part."""
        self._styles, self._theme = Styles(styles), Theme(theme)
        self._page = Page(document)
        self._judged: dict[Any, str] = {}  # by where a run stands and what its paragraph and itself say: most are alike
        background = next((each for each in document if name_of(each) == "background"), None)
        painted = self._theme.written(background, "color", "themeColor") if background is not None else None
        self._paper = painted or WHITE

    def why_hidden(self, run: Any) -> str:
        """Return why a run cannot be seen: "font", "mark", "row", "colour", "tiny", "off_page"; empty if it can."""
        paragraph, own = around(run, "p"), child(run, "rPr")
        whole = child(paragraph, "pPr") if own is None or child(own, "webHidden") is None else paragraph
        written = tuple("" if each is None else etree.tostring(each, with_tail=False) for each in (own, whole))
        key = (around(run, "tc", "txbxContent"), *written)
        found = self._judged.get(key)
        if found is None:
            found = self._judged[key] = self._judge(run)
        return found

    def _judge(self, run: Any) -> str:
        if self._has_hidden_font(run):
            return "font"
        if self._has_hidden_mark(around(run, "p")):
            return "mark"
        row = child(around(run, "tr"), "trPr")
        if any(name_of(each) == "hidden" and is_on(each) for each in (row if row is not None else ())):
            return "row"
        if self._is_tiny(run) or is_clipped(run):
            return "tiny"
        if is_off_page(run, self._page, self._styles):
            return "off_page"
        return "colour" if self._is_lost(run) else ""

    def _has_hidden_font(self, run: Any) -> bool:
        """Word lets two styles that both hide cancel each other, other programs do not: any of them is enough here."""
        for name in ("vanish", "specVanish", "webHidden"):
            if name == "webHidden" and _is_of_contents(around(run, "p")):
                continue  # Word's own tables of contents hide their page numbers where there are no pages
            own = child(run, "rPr", name)
            if own is not None:
                if is_on(own):
                    return True
            elif any(is_on(each) for each in self._styles.of_run(run, name)):
                return True
        return False

    def _has_hidden_mark(self, paragraph: Any) -> bool:
        """A paragraph with its mark hidden runs into the next one where it is shown, and stands alone elsewhere."""
        mark = child(paragraph, "pPr", "rPr") if paragraph is not None else None
        hiding = (child(mark, name) for name in ("vanish", "specVanish"))
        return mark is not None and any(each is not None and is_on(each) for each in hiding)

    def _is_tiny(self, run: Any) -> bool:
        size = next((number(each, "val") for each in self._styles.of_run(run, "sz")), None)
        width = next((number(each, "val") for each in self._styles.of_run(run, "w")), None)
        return (size is not None and size < _TINY) or (width is not None and width < _NARROW)

    # -- colours -------------------------------------------------------------------------------------------------------

    def _is_lost(self, run: Any) -> bool:
        effect = next((each for each in child(run, "rPr") if local(each) == "textFill"), None) if _has(run) else None
        if effect is not None and (lost := self._is_effect_lost(run, effect)) is not None:
            return lost
        written = next(self._styles.of_run(run, "color"), None)
        ink = self._theme.written(written, "val", "themeColor") if written is not None else None
        marked = next((highlight(attribute(each, "val")) for each in self._styles.of_run(run, "highlight")), None)
        if ink is None:  # automatic: black, or white where the shading is dark; a highlighter changes nothing
            return marked is not None and is_lost(BLACK, marked)
        if any(is_on(each) for name in _RELIEF for each in islice(self._styles.of_run(run, name), 1)):
            return False  # such letters have an edge or a shadow
        ground = marked or self._ground(run)
        return ground is not None and is_lost(ink, ground)

    def _is_effect_lost(self, run: Any, effect: Any) -> bool | None:
        """Judge a fill of Word 2010's text effects, which wins over the colour; None: it says nothing."""
        for each in effect.iter():
            if local(each) == "noFill":
                return not any(local(e) == "textOutline" and len(e) for e in child(run, "rPr"))
            if local(each) == "alpha" and _per_mille(each) > 900:  # how far the fill is see-through
                return True
            if local(each) in ("srgbClr", "schemeClr"):
                ink = self._drawn(each)
                if ink is not None and not len(each) and (ground := self._ground(run)) is not None:
                    return is_lost(ink, ground)
        return None

    def _ground(self, run: Any) -> Colour | None:
        """Return the colour behind a run; None if it is a picture or otherwise unknown."""
        for shading in self._shadings(run):
            if (found := self._theme.shading(shading)) is not None:
                return found
        shape = around(run, "txbxContent")
        found = self._paper if shape is None else self._fill(shape)
        return None if found == self._paper and _is_on_banner(run) else found

    def _shadings(self, run: Any) -> Iterator[Any]:
        """Yield what may shade the ground of a run, from the letters outwards."""
        yield from self._styles.of_run(run, "shd")
        yield from self._styles.of_paragraph(around(run, "p"), "pPr", "shd")
        cell = around(run, "tc", "txbxContent")
        while cell is not None and name_of(cell) == "tc":
            own, table = child(cell, "tcPr", "shd"), child(around(cell, "tbl"), "tblPr", "shd")
            parts = list(self._styles.table_parts(cell))
            found = [own, *(child(part, "tcPr", "shd") for part in parts)]
            found += [table, *(child(part, "tblPr", "shd") for part in parts)]
            yield from (each for each in found if each is not None)
            cell = around(cell, "tc", "txbxContent")

    def _fill(self, content: Any) -> Colour | None:
        """Return the colour of a text box; None if it is unknown, or the box stands on another drawing."""
        for shape in content.iterancestors():
            if local(shape) in _SHAPES_OF_VML and _is_filled(shape):
                return rgb(shape.get("fillcolor", "#FFFFFF").lstrip("#")[:6])
            if local(shape) == "wsp":
                return self._fill_of_shape(shape)
            if local(shape) == "group" and any(_is_filled(each) for each in shape.iter()):
                return None
            if name_of(shape) == "p":
                break
        return self._paper

    def _fill_of_shape(self, shape: Any) -> Colour | None:
        properties = next((each for each in shape if local(each) == "spPr"), None)
        for each in properties if properties is not None else ():
            if local(each) == "solidFill":
                return self._drawn(each[0]) if len(each) and not len(each[0]) else None
            if local(each) in ("gradFill", "blipFill", "pattFill", "grpFill"):
                return None
            if local(each) == "noFill":
                return None if _is_on_drawing(shape) else self._paper
        style = next((each for each in shape.iter() if local(each) == "fillRef"), None)
        return None if style is not None and style.get("idx", "0") != "0" else self._paper

    def _drawn(self, colour: Any) -> Colour | None:
        return self._theme.named(_value(colour)) if local(colour) == "schemeClr" else rgb(_value(colour))


def _has(run: Any) -> bool:
    return child(run, "rPr") is not None


def _per_mille(alpha: Any) -> float:
    written = _value(alpha)
    return float(written) / 100 if written.isdigit() else 0.0


def _value(drawn: Any) -> str:
    """Return the `val` of an element of a drawing or an effect, with or without its namespace."""
    return next((str(value) for key, value in drawn.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _is_on_banner(run: Any) -> bool:
    """Return whether a run in a page header or footer may stand on a picture or a filled shape, as in letterheads."""
    root = run.getroottree().getroot()
    return name_of(root) in ("hdr", "ftr") and any(
        local(each) in ("blip", "solidFill", "gradFill") or _is_filled(each) for each in root.iter()
    )


def _is_filled(shape: Any) -> bool:
    """Return whether an element is a picture or a filled shape of VML."""
    filled = local(shape) in _SHAPES_OF_VML and shape.get("filled", "t") not in ("f", "false")
    return filled or local(shape) == "imagedata"


def _is_on_drawing(shape: Any) -> bool:
    """Return whether a shape is one of a group in which another one is filled."""
    group = next((each for each in shape.iterancestors() if local(each) in ("wgp", "grpSp", "wpc")), None)
    return group is not None and any(local(e) in ("solidFill", "blip", "gradFill") for e in group.iter())


def _is_of_contents(paragraph: Any) -> bool:
    return paragraph is not None and any(
        name_of(each) == "instrText" and _FIELD_OF_CONTENTS.match(each.text or "") for each in paragraph.iter()
    )
