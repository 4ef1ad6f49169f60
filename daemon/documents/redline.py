"""The redline: a DOCX in which what differs between two versions stands as tracked changes (ECMA-376 part 1, 17.13.5).

Runs in the child. Paragraphs, table rows and words of the body are compared, not formatting. Every redline is verified:
with all changes accepted it must read as the new text, with all rejected as the old one; otherwise there is none.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from daemon.documents.office_package import BrokenPackage, OfficePackage

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_SPACE}}}"
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_FOR_CARE = 2000  # tokens; beyond, difflib may take frequent ones for noise, or it would take minutes
Token = tuple[str, Any, Any]  # its text; the run's properties; what is no text, as an element


def redline(old: bytes, new: bytes, author: str, at: str) -> bytes | None:
    """Return `new` with its changes since `old` tracked, in `author`'s name at `at` (ISO 8601, UTC).

    None if there are none, or if the result cannot be verified.
    """
    before, after = _body(old), _body(new)
    if before is None or after is None:
        return None
    wanted = list(_texts(after, "")), list(_texts(before, ""))
    if wanted[0] == wanted[1]:
        return None
    mark = _Mark(author, at)
    blocks = mark.blocks(_blocks(before), _blocks(after))
    section = after.find(f"{_W}sectPr")
    for each in list(after):
        after.remove(each)
    after.extend(blocks)
    if section is not None:
        after.append(section)
    if (list(_texts(after, "ins")), list(_texts(after, "del"))) != wanted:
        return None
    return _with_document(
        new, etree.tostring(after.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    )


class _Mark:
    """Merges old and new into tracked changes; every change gets a number of its own."""

    def __init__(self, author: str, at: str) -> None:
        self._author, self._at, self._last = author, at, 0

    def change(self, kind: str) -> Any:
        self._last += 1
        attributes = {f"{_W}id": str(self._last), f"{_W}author": self._author, f"{_W}date": self._at}
        return etree.Element(f"{_W}{kind}", attributes)

    def blocks(self, old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
        """Return the merged paragraphs and tables of the body or of a cell."""
        made: list[Any] = []
        for kind, a, b, c, d in _opcodes([_key(each) for each in old], [_key(each) for each in new]):
            if kind == "equal":
                made += [deepcopy(each) for each in new[c:d]]
                continue
            pairs = min(b - a, d - c)
            for left, right in zip(old[a : a + pairs], new[c : c + pairs], strict=True):
                made += self.pair(left, right)
            made += [self.whole(each, "del") for each in old[a + pairs : b]]
            made += [self.whole(each, "ins") for each in new[c + pairs : d]]
        return made

    def pair(self, old: Any, new: Any) -> list[Any]:
        if old.tag != new.tag:
            return [self.whole(old, "del"), self.whole(new, "ins")]
        return [self.paragraph(old, new) if new.tag == f"{_W}p" else self.table(old, new)]

    def whole(self, block: Any, kind: str) -> Any:
        """Return a paragraph or table that is only in one of the two, marked as a whole ("ins" or "del")."""
        if block.tag == f"{_W}tbl":
            table = deepcopy(block)
            for row in table.iter(f"{_W}tr"):
                self.row(row, kind)
            return table
        made = etree.Element(block.tag)
        properties = _own_properties(block, "pPr")
        for each in properties.findall(f"{_W}sectPr") + properties.findall(f"{_W}rPr"):
            properties.remove(each)
        etree.SubElement(properties, f"{_W}rPr").append(self.change(kind))  # the paragraph's mark
        made.append(properties)
        made.extend(self.run(each, kind) for each in _tokens(block))
        return made

    def paragraph(self, old: Any, new: Any) -> Any:
        made = etree.Element(new.tag, new.attrib)
        if new.find(f"{_W}pPr") is not None:
            made.append(_own_properties(new, "pPr"))
        before, after = list(_tokens(old)), list(_tokens(new))
        for kind, a, b, c, d in _opcodes([_token_key(each) for each in before], [_token_key(each) for each in after]):
            if kind == "equal":
                made.extend(self.run(each, "") for each in after[c:d])
            else:
                made.extend(self.run(each, "del") for each in before[a:b])
                made.extend(self.run(each, "ins") for each in after[c:d])
        return made

    def run(self, token: Token, kind: str) -> Any:
        text, properties, other = token
        run = etree.Element(f"{_W}r")
        if properties is not None:
            run.append(deepcopy(properties))
        if other is not None:
            run.append(deepcopy(other))
        elif text in ("\t", "\n"):
            etree.SubElement(run, f"{_W}{'tab' if text == chr(9) else 'br'}")
        else:
            content = etree.SubElement(run, f"{_W}{'delText' if kind == 'del' else 't'}")
            content.text = text
            content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if not kind:
            return run
        change = self.change(kind)
        change.append(run)
        return change

    def table(self, old: Any, new: Any) -> Any:
        made = etree.Element(new.tag)
        made.extend(deepcopy(each) for each in new if each.tag != f"{_W}tr")
        before, after = old.findall(f"{_W}tr"), new.findall(f"{_W}tr")
        for kind, a, b, c, d in _opcodes([_key(each) for each in before], [_key(each) for each in after]):
            if kind == "equal":
                made.extend(deepcopy(each) for each in after[c:d])
                continue
            pairs = min(b - a, d - c)
            for left, right in zip(before[a : a + pairs], after[c : c + pairs], strict=True):
                made.extend(self.rows(left, right))
            made.extend(self.row(deepcopy(each), "del") for each in before[a + pairs : b])
            made.extend(self.row(deepcopy(each), "ins") for each in after[c + pairs : d])
        return made

    def rows(self, old: Any, new: Any) -> list[Any]:
        before, after = old.findall(f"{_W}tc"), new.findall(f"{_W}tc")
        if len(before) != len(after):
            return [self.row(deepcopy(old), "del"), self.row(deepcopy(new), "ins")]
        made = deepcopy(new)
        for cell, left, right in zip(made.findall(f"{_W}tc"), before, after, strict=True):
            for each in _blocks(cell):
                cell.remove(each)
            cell.extend(self.blocks(_blocks(left), _blocks(right)))
        return [made]

    def row(self, row: Any, kind: str) -> Any:
        """Mark a row that is only in one of the two, itself and every paragraph in it, and return it."""
        properties = row.find(f"{_W}trPr")
        if properties is None:
            properties = etree.Element(f"{_W}trPr")
            row.insert(1 if row.find(f"{_W}tblPrEx") is not None else 0, properties)
        properties.append(self.change(kind))
        for paragraph in list(row.iter(f"{_W}p")):
            paragraph.getparent().replace(paragraph, self.whole(paragraph, kind))
        return row


# -- looking at a document ---------------------------------------------------------------------------------------------


def _body(document: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
        return etree.fromstring(archive.read(_main(archive)), parser).find(f"{_W}body")


def _main(archive: zipfile.ZipFile) -> str:
    """Return the name of the part with the body, which other programs call otherwise than Word does."""
    found = OfficePackage(archive).main()
    if found is None:
        raise BrokenPackage("no main part")
    return found


def _blocks(parent: Any) -> list[Any]:
    return [each for each in parent if each.tag in (f"{_W}p", f"{_W}tbl")]


def _key(block: Any) -> tuple[str, str]:
    texts = ("".join(text for text, _, _ in _tokens(each)) for each in block.iter(f"{_W}p"))
    return block.tag, "\x1f".join(texts) if block.tag != f"{_W}p" else "".join(text for text, _, _ in _tokens(block))


def _tokens(paragraph: Any) -> Iterator[Token]:
    """Yield words, spaces and signs with their run's properties; what is no text (a picture, a field) by itself."""
    for run in paragraph.iter(f"{_W}r"):
        properties = run.find(f"{_W}rPr")
        for each in run:
            if each.tag in (f"{_W}t", f"{_W}delText"):
                for word in _WORDS.findall(each.text or ""):
                    yield word, properties, None
            elif each.tag == f"{_W}tab":
                yield "\t", properties, None
            elif each.tag == f"{_W}br" and not each.attrib:
                yield "\n", properties, None
            elif each.tag != f"{_W}rPr":
                yield "", properties, each


def _token_key(token: Token) -> object:
    return token[0] or (etree.tostring(token[2]) if token[2] is not None else b"")


def _own_properties(element: Any, name: str) -> Any:
    found = element.find(f"{_W}{name}")
    return deepcopy(found) if found is not None else etree.Element(f"{_W}{name}")


def _opcodes(old: Sequence[Any], new: Sequence[Any]) -> Sequence[tuple[str, int, int, int, int]]:
    loose = len(old) + len(new) > _MOST_FOR_CARE
    return difflib.SequenceMatcher(None, old, new, autojunk=loose).get_opcodes()


# -- the proof ---------------------------------------------------------------------------------------------------------


def _texts(body: Any, taken: str) -> Iterator[str]:
    """Yield the text of each paragraph, with changes accepted (`taken` "ins"), rejected ("del") or absent ("")."""
    dropped = {"ins": "del", "del": "ins"}.get(taken, "")
    for paragraph in body.iter(f"{_W}p"):
        if dropped and _is_marked(paragraph, dropped):
            continue
        runs = (each for each in paragraph.iter(f"{_W}r") if not dropped or each.getparent().tag != f"{_W}{dropped}")
        yield "".join(_text_of(each) for each in runs)


def _is_marked(paragraph: Any, kind: str) -> bool:
    return paragraph.find(f"{_W}pPr/{_W}rPr/{_W}{kind}") is not None


def _text_of(run: Any) -> str:
    parts = {f"{_W}tab": "\t", f"{_W}br": "\n"}
    texts = (f"{_W}t", f"{_W}delText")
    return "".join((each.text or "") if each.tag in texts else parts.get(each.tag, "") for each in run)


def _with_document(package: bytes, document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        main = _main(old)
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, document if info.filename == main else old.read(info))
    return out.getvalue()
