"""The redline: a DOCX in which what differs between two versions stands as tracked changes (ECMA-376 part 1, 17.13.5).

Runs in the child. The words, signs and objects of body, tables, text boxes, headers, footers and notes are compared,
not formatting. Changes are marked within the new document, which stays as it is otherwise; what is gone and cannot be
marked is named. Every redline is verified: with all changes accepted it must read as the new text, with all rejected as
the old one (but for what is named); otherwise there is none.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from daemon.documents.docx_tokens import FALLBACK, ROW, P, Sort, Tokenizer, W, text_of
from daemon.documents.text_changes import Change
from daemon.documents.tracked_marks import Marker
from daemon.documents.word_package import Story, WordPackage


@dataclass(frozen=True, slots=True)
class Redline:
    """What comparing two versions gave: the changes, and the document with their marks if it is `proven`."""

    document: bytes | None
    proven: bool
    changes: tuple[Change, ...]


def redline(old: bytes, new: bytes, author: str, at: str) -> Redline:
    """Return `new` with its changes since `old` tracked in `author`'s name at `at` (ISO 8601, UTC), and their words."""
    with zipfile.ZipFile(io.BytesIO(old)) as first, zipfile.ZipFile(io.BytesIO(new)) as second:
        before, after = WordPackage(first), WordPackage(second)
        marker = Marker(author, at)
        results = [_compared(marker, left, right) for left, right in _stories(before, after)]
        # notes are known once the references to them are compared; a note may hold no further ones
        notes = [(before.note(left), after.note(right)) for left, right in marker.notes]
        results += [_compared(marker, left, right) for left, right in notes]
        proven = _Result.UNPROVEN not in results
        # a table made of the same words, and the like, is no change of the text
        differs = _Result.DIFFERENT in results or bool(marker.changes.found)
        document = after.written() if marker.count and proven and differs else None
    return Redline(document, proven, tuple(marker.changes.found))


class _Result(Enum):
    SAME = auto()
    DIFFERENT = auto()
    UNPROVEN = auto()


def _stories(before: WordPackage, after: WordPackage) -> list[tuple[Story | None, Story | None]]:
    """Return the stories of both that belong together: bodies, and headers and footers by section and kind."""
    left, right = before.margins(), after.margins()
    seen: set[tuple[str | None, str | None]] = set()
    found: list[tuple[Story | None, Story | None]] = [(before.body(), after.body())]
    for key in dict.fromkeys((*right, *left)):
        pair = left.get(key), right.get(key)
        names = tuple(each.part if each else None for each in pair)
        if names not in seen:
            seen.add(names)  # type: ignore[arg-type]
            found.append(pair)
    return found


def _compared(marker: Marker, old: Story | None, new: Story | None) -> _Result:
    """Mark the changes of one story, and prove them; a story that is gone is only told."""
    if new is None or old is None:
        if old is not None:
            marker.gone(old)
        if new is not None:
            marker.came(new)
        return _Result.SAME
    before, after = _texts(old, ""), _words(_texts(new, ""))
    result = _Result.SAME if _words(before) == after else _Result.DIFFERENT
    marker.story(old, new)
    kept = [(each, text) for each, text in before if not any(one in marker.dropped for one in each.iterancestors())]
    shown = _words(_texts(new, "ins")), _words(_texts(new, "del"))
    return result if shown == (after, _words(kept)) else _Result.UNPROVEN


# -- the proof ---------------------------------------------------------------------------------------------------------


def _texts(story: Story, taken: str) -> list[tuple[Any, str]]:
    """Return the text of each paragraph, with changes accepted (`taken` "ins"), rejected ("del") or absent ("")."""
    dropped = {"ins": f"{W}del", "del": f"{W}ins"}.get(taken, "")
    return [
        (paragraph, _text(story.tokenizer, paragraph, dropped))
        for paragraph in story.root.iter(P)
        if not _is_gone(paragraph, dropped)
    ]


def _words(texts: list[tuple[Any, str]]) -> list[str]:
    return [text for _, text in texts]


def _is_gone(paragraph: Any, dropped: str) -> bool:
    if next(paragraph.iterancestors(FALLBACK), None) is not None:
        return True
    if not dropped:
        return False
    kind = dropped.removeprefix(W)
    marked = paragraph.find(f"{W}pPr/{W}rPr/{dropped}") is not None or _within(paragraph, dropped)
    return marked or any(each.find(f"{W}trPr/{W}{kind}") is not None for each in paragraph.iterancestors(ROW))


def _text(tokenizer: Tokenizer, paragraph: Any, dropped: str) -> str:
    tokens = [each for each in tokenizer.tokens(paragraph) if each.sort is not Sort.OBJECT]
    return text_of([each for each in tokens if not dropped or not _within(each.run, dropped)])


def _within(element: Any, mark: str) -> bool:
    return next(element.iterancestors(mark), None) is not None
