"""A Word document as stories to compare: body, headers and footers by section, notes.

What is tracked in it counts as accepted.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

from daemon.documents.docx_tokens import Tokenizer, W, digest_of
from daemon.documents.office_package import BrokenPackage, OfficePackage, target

_KEPT = (f"{W}ins", f"{W}moveTo")
_GONE = (f"{W}del", f"{W}moveFrom")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Margins = dict[tuple[int, str, str], "Story"]


@dataclass(frozen=True, slots=True)
class Story:
    """A text of its own in a part. `place`: body, header, footer, footnote, endnote."""

    place: str
    part: str
    root: Any
    tokenizer: Tokenizer


class WordPackage:
    """The parts of a DOCX that are compared; those whose stories were marked are written anew.

    What is tracked counts as accepted, unless `accept` is False.
    """

    def __init__(self, archive: zipfile.ZipFile, *, accept: bool = True) -> None:
        self._archive, self._accept = archive, accept
        self._package = OfficePackage(archive)
        main = self._package.main()
        if main is None:
            raise BrokenPackage("no main part")
        self._main = main
        self._roots: dict[str, tuple[bytes, Any]] = {}
        self._body = self._root(main).find(f"{W}body")
        if self._body is None:
            raise BrokenPackage("no body")

    def body(self) -> Story:
        return Story("body", self._main, self._body, self._tokenizer(self._main))

    def margins(self) -> Margins:
        """Return the headers and footers, by the number of their section, what they are and their type."""
        found: Margins = {}
        for number, section in enumerate(self._root(self._main).iter(f"{W}sectPr")):
            for place in ("header", "footer"):
                for each in section.findall(f"{W}{place}Reference"):
                    part = self._targets(self._main).get(each.get(_ID, ""))
                    if part:
                        key = (number, place, each.get(f"{W}type", "default"))
                        found[key] = Story(place, part, self._root(part), self._tokenizer(part))
        return found

    def note(self, reference: Any) -> Story | None:
        """Return the note that a reference leads to; None if there is none, or no reference."""
        if reference is None:
            return None
        place = reference.tag.removeprefix(W).removesuffix("Reference")
        part = self._related(f"{place}s")
        for each in self._root(part) if part else ():
            if each.tag == f"{W}{place}" and each.get(f"{W}id") == reference.get(f"{W}id"):
                return Story(place, part, each, self._tokenizer(part))
        return None

    def comments(self) -> dict[str, tuple[str, str]]:
        """Return the author and text of each comment by its id."""
        part = self._related("comments")
        found = {}
        for each in self._root(part).iter(f"{W}comment") if part else ():
            text = " ".join("".join(one.text or "" for one in p.iter(f"{W}t")) for p in each.iter(f"{W}p"))
            found[each.get(f"{W}id", "")] = each.get(f"{W}author", ""), " ".join(text.split())
        return found

    def written(self) -> bytes:
        """Return the package with the parts as they are now."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for info in self._archive.infolist():
                fixed = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
                fixed.compress_type = zipfile.ZIP_DEFLATED
                before, root = self._roots.get(info.filename, (b"", None))
                changed = root is not None and etree.tostring(root) != before
                new.writestr(fixed, _xml(root) if changed else self._archive.read(info))
        return out.getvalue()

    def _root(self, part: str) -> Any:
        if part not in self._roots:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
            root = etree.fromstring(self._package.read(part), parser)
            before = etree.tostring(root)
            if self._accept:
                _accept(root)
            self._roots[part] = before, root
        return self._roots[part][1]

    def _tokenizer(self, part: str) -> Tokenizer:
        targets = self._targets(part)

        def digest(link: str) -> str:
            name = targets.get(link)
            return digest_of(self._package.read(name)) if name else ""

        return Tokenizer(digest)

    def _targets(self, part: str) -> dict[str, str]:
        """Return the parts that a part's relationships lead to, by their ids; not those that are missing."""
        found = {}
        for each in self._package.relationships(part):
            name = self._package.named(target(part, each.get("Target", "")))
            if name and each.get("TargetMode") != "External":
                found[each.get("Id", "")] = name
        return found

    def _related(self, kind: str) -> str:
        """Return the part that the main one is related to in this way; empty if there is none."""
        for each in self._package.relationships(self._main):
            if each.get("Type", "").endswith(f"/{kind}"):
                return self._package.named(target(self._main, each.get("Target", ""))) or ""
        return ""


def _xml(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _accept(root: Any) -> None:
    """Accept what was tracked: an edit that is only proposed would be marked as if it stood in the text already."""
    for each in reversed([mark.getparent() for mark in root.iter(*_GONE)]):
        if each.tag == f"{W}rPr" and each.getparent().tag == f"{W}pPr":
            _join(each.getparent().getparent())
    for each in list(root.iter(*_GONE)):
        _remove(each.getparent().getparent() if _marks_row(each) else each)
    for each in list(root.iter(*_KEPT)):
        for inner in list(each):
            each.addprevious(inner)
        _remove(each)
    for each in [one for one in root.iter(f"{W}*") if one.tag.endswith("Change")]:
        _remove(each)


def _join(paragraph: Any) -> None:
    """Put what is in a paragraph whose mark is deleted before what follows it, as Word does when that is accepted."""
    following = paragraph.getnext()
    if following is None or following.tag != paragraph.tag:
        return
    at = 1 if following.find(f"{W}pPr") is not None else 0
    for each in reversed([one for one in paragraph if one.tag != f"{W}pPr"]):
        following.insert(at, each)
    _remove(paragraph)


def _marks_row(mark: Any) -> bool:
    return mark.getparent() is not None and mark.getparent().tag == f"{W}trPr"


def _remove(element: Any) -> None:
    if element is not None and element.getparent() is not None:
        element.getparent().remove(element)
