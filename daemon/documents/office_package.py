"""What an office file consists of: its parts by their content types, in whatever case or folder they are named.

ECMA-376 part 2: a package's root relationships lead to its main part, `[Content_Types].xml` says what each part is, and
names are equal in any case. `word/document.xml` is only what one program calls it.
"""

from __future__ import annotations

import posixpath
import zipfile
from typing import Any
from urllib.parse import unquote

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml."
TEMPLATE_OF_WORD = f"{WORD}template.main+xml"
DOCUMENTS = (  # what the main part of a Word file may be
    f"{WORD}document.main+xml",
    TEMPLATE_OF_WORD,
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
WORKBOOKS = (  # and of an Excel file
    f"{EXCEL}sheet.main+xml",
    f"{EXCEL}template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "application/vnd.ms-excel.addin.macroEnabled.main+xml",
)
_TYPES = "[content_types].xml"
_LARGEST_LIST = 2**20  # bytes of a list of content types or relationships: real ones have some thousand


class BrokenPackage(ValueError):
    """A package whose lists of content types or relationships cannot be read."""


class OfficePackage:
    """A ZIP looked at as a package. Methods raise BrokenPackage and what `zipfile` raises for damaged parts."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist() if not name.endswith("/")}
        self._overrides: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        for each in self._list(_TYPES):
            kind = each.get("ContentType", "")
            if each.get("PartName"):
                self._overrides[each.get("PartName").lstrip("/").lower()] = kind
            else:
                self._defaults[each.get("Extension", "").lower()] = kind

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, as the ZIP has them."""
        return tuple(self._names.values())

    def named(self, name: str) -> str | None:
        """Return how the ZIP spells a part's name; None if it has no such part."""
        return self._names.get(name.lower())

    def content_type(self, name: str) -> str:
        """Return a part's content type; empty if the package does not say."""
        by_extension = self._defaults.get(name.lower().rpartition(".")[2], "")
        return self._overrides.get(name.lower(), by_extension)

    def of_types(self, kinds: tuple[str, ...]) -> str | None:
        """Return the first part of one of these content types."""
        return next((name for name in self.names() if self.content_type(name) in kinds), None)

    def main(self) -> str | None:
        """Return the part that the package is about: what its root relationships call the office document."""
        for each in self._list("_rels/.rels"):
            if each.get("Type", "").endswith("/officeDocument"):
                return self.named(target("", each.get("Target", "")))
        return None

    def relationships(self, part: str) -> list[Any]:
        """Return the relationships of a part as elements; none if it has none."""
        folder, _, name = part.rpartition("/")
        return self._list(f"{folder}/_rels/{name}.rels".lstrip("/"))

    def read(self, name: str) -> bytes:
        return self._archive.read(name)

    def _list(self, name: str) -> list[Any]:
        from lxml import etree

        found = self.named(name)
        if found is None:
            return []
        if self._archive.getinfo(found).file_size > _LARGEST_LIST:
            raise BrokenPackage(name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return list(etree.fromstring(self._archive.read(found), parser))
        except etree.XMLSyntaxError as error:
            raise BrokenPackage(name) from error


def target(part: str, written: str) -> str:
    """Return the name of the part that a relationship of `part` leads to (empty: of the package)."""
    path = unquote(written.partition("#")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path)).lstrip("/")
