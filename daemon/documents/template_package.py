"""A template as python-docx can open it: what Word forgives in a package is mended in a copy before loading."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from daemon.documents.office_package import TEMPLATE_OF_WORD, WORD, BrokenPackage, OfficePackage, target

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NOT_OURS = (
    "thumbnail",
    "extended-properties",
)  # the template's picture, company and working time are not the contract's
_ONCE = "core-properties"  # LibreOffice writes it twice, and python-docx fails on that (docxtpl #558)


class LostPart(ValueError):
    """A template shows something that is not in it: a picture that was not saved along."""


def opened(template: str) -> io.BytesIO:
    """Return a copy of a template without what python-docx fails on. Raises LostPart, and what damaged files raise.

    Names are spelt as the relationships spell them, those that lead nowhere are left out, and a Word template (.dotx)
    is an ordinary document.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(template) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        package = OfficePackage(archive)
        if package.main() is None:
            raise BrokenPackage("it has no document")
        copy.writestr("[Content_Types].xml", _types(package))
        spelt: dict[str, str] = {}
        waiting = [""]
        for part in waiting:  # grows while it is walked: part by part along the relationships
            kept = _kept(package, part, spelt, waiting)
            if kept:
                folder, _, name = spelt.get(part, "").rpartition("/")
                copy.writestr(f"{folder}/_rels/{name}.rels".lstrip("/"), _written(kept))
            if part:
                copy.writestr(spelt[part], package.read(part))
    out.seek(0)
    return out


def _types(package: OfficePackage) -> bytes:
    name = package.named("[Content_Types].xml")
    if name is None:
        raise BrokenPackage("it has no list of content types")
    return package.read(name).replace(TEMPLATE_OF_WORD.encode(), f"{WORD}document.main+xml".encode())


def _kept(package: OfficePackage, part: str, spelt: dict[str, str], waiting: list[str]) -> list[Any]:
    """Return a part's relationships as far as they lead somewhere; the parts that they lead to are waiting then."""
    kept: list[Any] = []
    for each in package.relationships(part):
        kind = each.get("Type", "").rpartition("/")[2]
        if kind in _NOT_OURS or (kind == _ONCE and any(e.get("Type") == each.get("Type") for e in kept)):
            continue
        if each.get("Target", "").startswith("#"):
            each.set("TargetMode", "External")  # a place in the document itself, which is no part
        if each.get("TargetMode") != "External":
            spelling = target(part, each.get("Target", ""))
            found = package.named(spelling)
            if found is None or (kind == _ONCE and not _is_sound(package.read(found))):
                _refuse_if_shown(package, part, each, spelling)
                continue
            if found not in spelt:
                spelt[found] = spelling
                waiting.append(found)
            each.set("Target", f"/{spelt[found]}")
        kept.append(each)
    return kept


def _refuse_if_shown(package: OfficePackage, part: str, relationship: Any, spelling: str) -> None:
    if part and f'"{relationship.get("Id")}"'.encode() in package.read(part):
        raise LostPart(f"it shows {spelling}, which was not saved with it: delete that picture and insert it again")


def _is_sound(markup: bytes) -> bool:
    try:
        etree.fromstring(markup, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return True


def _written(relationships: list[Any]) -> bytes:
    root = etree.Element(f"{_RELATIONSHIPS}Relationships", nsmap={None: _RELATIONSHIPS[1:-1]})  # type: ignore[dict-item]
    root.extend(relationships)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
