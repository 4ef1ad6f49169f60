"""Review a DOCX that a person has edited, for what a version must not have. Runs in the child: the file is untrusted.

A version is the text that will be signed. So tracked changes, comments, hidden text and fields that fetch something
are found here, each with its place: in every part that holds text, whatever it is called.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from daemon.documents.docx_visibility import Visibility
from daemon.documents.office_package import TEMPLATE_OF_WORD, BrokenPackage, OfficePackage
from daemon.documents.word_elements import STRICT, around, attribute, local, name_of, texts

_TEXT_ROOTS = {"document": "body", "hdr": "header", "ftr": "footer", "footnotes": "footnote", "endnotes": "endnote"}
_TRACKED = frozenset(  # ECMA-376 part 1, 17.13.5
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange"}
    | {"tcPrChange", "trPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge"}
)
_FETCHING = re.compile(r"\s*(DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|INCLUDE|DATABASE)\b", re.IGNORECASE)
_NO_WORDS = " \t\n\xa0._…"  # characters that say nothing, wherever they are: white dots hold columns apart
_EXCERPT = 60
Fault = dict[str, Any]


def look(content: bytes) -> list[Fault]:
    """Return what a version must not have, in the order of the document: a `kind` and its place.

    Kinds are `tracked`, `comment`, `hidden` (with its `why`), `active`, `empty`, `strict` and `template`. A place is a
    `part` of the document, the number of its `paragraph`, the `words` that this begins with. Raises what a damaged
    document makes the libraries raise.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        package = OfficePackage(archive)
        main = package.main()
        if main is None:
            raise BrokenPackage("no main part")
        if package.content_type(main) == TEMPLATE_OF_WORD:
            return [{"kind": "template"}]
        document = _tree(package, main)
        if document.tag == f"{STRICT}document":
            return [{"kind": "strict"}]
        return _faults(package, document)


def _faults(package: OfficePackage, document: Any) -> list[Fault]:
    roots = dict(_roots(package))
    seen = Visibility(_first(package, roots, "styles"), _first(package, roots, "theme"), document)
    found: list[Fault] = []
    has_text = False
    for name, root in roots.items():
        if root in _TEXT_ROOTS:
            tree = _tree(package, name)
            found += _of_part(tree, _TEXT_ROOTS[root], seen)
            has_text = has_text or any(text.strip() for text in texts(tree))
    return found if has_text else [*found, {"kind": "empty"}]


def _roots(package: OfficePackage) -> Iterator[tuple[str, str]]:
    """Yield the parts of XML and the local names of their first elements."""
    for name in package.names():
        try:
            events = etree.iterparse(io.BytesIO(package.read(name)), events=("start",), resolve_entities=False)
            yield name, local(next(iter(events))[1])
        except (etree.XMLSyntaxError, StopIteration):
            continue  # no XML: what should be some has been parsed before this


def _first(package: OfficePackage, roots: dict[str, str], wanted: str) -> Any:
    name = next((name for name, root in roots.items() if root == wanted), None)
    return _tree(package, name) if name else None


def _tree(package: OfficePackage, name: str) -> Any:
    return etree.fromstring(
        package.read(name), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    )


def _of_part(tree: Any, part: str, seen: Visibility) -> Iterator[Fault]:
    paragraph = 0
    told: set[tuple[str, Any]] = set()
    for element in tree.iter(etree.Element):
        paragraph += name_of(element) == "p"
        kind, why = _kind(element, seen)
        if not kind:
            continue
        around_it = element if name_of(element) == "p" else around(element, "p")
        if (kind, around_it) not in told:
            told.add((kind, around_it))
            where = "text_box" if around(element, "txbxContent") is not None else part
            yield {"kind": kind, "why": why, "part": where, "paragraph": paragraph, "words": _words(around_it)}


def _kind(element: Any, seen: Visibility) -> tuple[str, str]:
    name = name_of(element)
    if name in _TRACKED:
        return "tracked", ""
    if name in ("commentReference", "commentRangeStart"):
        return "comment", ""
    if name == "r" or local(element) == "r":
        why = seen.why_hidden(element) if _says_something(element) else ""
        return ("hidden", why) if why else ("", "")
    if local(element) == "AlternateContent":
        return ("hidden", "branch") if _branches_differ(element) else ("", "")
    fetches = name == "instrText" and _FETCHING.match(element.text or "")
    fetches = fetches or (name == "fldSimple" and _FETCHING.match(attribute(element, "instr")))
    return ("active", "") if fetches or name == "altChunk" else ("", "")


def _branches_differ(alternatives: Any) -> bool:
    """Return whether one program shows another text than the next: what one shows by itself, another may lack."""
    said = ("".join(_shown(branch)).split() for branch in alternatives)
    return len({" ".join(words) for words in said if words}) > 1


def _shown(branch: Any) -> Iterator[str]:
    """Yield the texts of a branch, of the alternatives in it only those of who understands them."""
    for each in branch:
        if local(each) == "Fallback":
            continue
        if local(each) == "t":
            yield each.text or ""
        yield from _shown(each)


def _says_something(run: Any) -> bool:
    """Return whether a run has words of its own; a hidden index entry is no text."""
    return any(
        name_of(each) == "sym" or (local(each) == "t" and bool((each.text or "").strip(_NO_WORDS))) for each in run
    )


def _words(paragraph: Any) -> str:
    """Return the beginning of a paragraph, with deleted text."""
    text = " ".join("".join(texts(paragraph, deleted=True)).split()) if paragraph is not None else ""
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…"
