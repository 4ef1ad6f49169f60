"""A version that somebody has gone over: what they wrote beside it and proposed in it, and the text that follows.

Runs in the child. The text has every tracked change accepted and no comments: it can be the next version.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from daemon.documents.docx_tokens import P, W
from daemon.documents.word_package import WordPackage
from daemon.workflow.text_comparison import ReviewMark

_SHOWN = 80  # characters of the paragraph that a remark stands in
_COMMENTS = (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference", f"{W}annotationRef")


def review_marks(document: bytes) -> list[ReviewMark]:
    """Return the comments and tracked changes of a DOCX in the order of its text."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        package = WordPackage(archive, accept=False)
        comments = package.comments()
        stories = [package.body(), *package.margins().values()]
        return [mark for each in stories for p in each.root.iter(P) for mark in _of_paragraph(p, comments)]


def accepted_text(document: bytes) -> bytes:
    """Return a DOCX with its tracked changes accepted and its comments taken out."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        package = WordPackage(archive)
        for story in (package.body(), *package.margins().values()):
            for each in list(story.root.iter(*_COMMENTS)):
                each.getparent().remove(each)
        return package.written()


def _of_paragraph(paragraph: Any, comments: dict[str, tuple[str, str]]) -> Iterator[ReviewMark]:
    place = " ".join(_text(paragraph).split())
    place = place if len(place) <= _SHOWN else place[:_SHOWN].rstrip() + "…"
    for each in paragraph.iter(f"{W}ins", f"{W}del", f"{W}commentReference"):
        if each.tag == f"{W}commentReference":
            author, text = comments.get(each.get(f"{W}id", ""), ("", ""))
            yield ReviewMark("comment", author, text, place)
        elif text := _text(each):
            yield ReviewMark(
                "inserted" if each.tag == f"{W}ins" else "deleted", each.get(f"{W}author", ""), text, place
            )


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t", f"{W}delText"))
