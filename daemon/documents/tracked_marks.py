"""Marks what differs between two stories as tracked changes, within the new one, and notes the words that changed.

What is only in the old story is built anew of its words and signs: nothing that is copied leads to a relationship, a
note, a bookmark or a content control that the new document does not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from daemon.documents.alignment import pairs
from daemon.documents.docx_tokens import (
    BOX,
    CELL,
    FALLBACK,
    ROW,
    RUN,
    TABLE,
    Atom,
    P,
    Sort,
    Tokenizer,
    W,
    blocks,
    boxes,
    cells,
    rows,
    text_of,
)
from daemon.documents.run_split import opcodes_of_words, split_runs
from daemon.documents.text_changes import Changes
from daemon.documents.word_package import Story

_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_MARKABLE = (Sort.WORD, Sort.SIGN)
_LEADS_ON = (BOX, f"{W}footnoteReference", f"{W}endnoteReference")


class Marker:
    """Merges old stories into new ones; every change gets a number of its own.

    `notes` are the references to notes that belong together (None: there is none), `dropped` what of the old stories
    cannot be marked.
    """

    def __init__(self, author: str, at: str) -> None:
        self._author, self._at = author, at
        self._place = ""
        self._old, self._new = Tokenizer(str), Tokenizer(str)
        self.count = 0
        self.changes = Changes()
        self.notes: list[tuple[Any, Any]] = []
        self.dropped: set[Any] = set()

    def story(self, old: Story, new: Story) -> None:
        self._place, self._old, self._new = new.place, old.tokenizer, new.tokenizer
        self._blocks(old.root, new.root)

    def came(self, new: Story) -> None:
        """Mark the words of a header, footer or note that there was not; the story itself cannot be marked."""
        self._place, self._new = new.place, new.tokenizer
        for each in new.root.iter(P):
            self._say("", text_of(self._new.tokens(each)))
            self._wrap_all(each)

    def gone(self, old: Story) -> None:
        self._place = old.place
        for each in old.root.iter(P):
            self._say(text_of(old.tokenizer.tokens(each)), "", shown=False)

    # -- blocks ----------------------------------------------------------------------------------------------------

    def _blocks(self, old: Any, new: Any) -> None:
        """Mark the changes between two bodies, cells or the like in the new one."""
        before, after = blocks(old), blocks(new)
        anchor = None
        for left, right in self._pairs(before, after):
            if right is None:
                anchor = self._insert(self._deleted(before[left]), anchor, new, after)
            elif left is None:
                self._inserted(after[right])
                anchor = after[right]
            elif before[left].tag == after[right].tag:
                self._pair(before[left], after[right])
                anchor = after[right]
            else:
                self._insert(self._deleted(before[left]), anchor, new, after[right:])
                self._inserted(after[right])
                anchor = after[right]

    def _pairs(self, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Any]:
        return pairs([_key(self._old, each) for each in old], [_key(self._new, each) for each in new], _words)

    def _insert(self, made: Any, anchor: Any, parent: Any, after: Sequence[Any]) -> Any:
        if anchor is not None:
            anchor.addnext(made)
        elif after:
            after[0].addprevious(made)
        else:
            parent.insert(0 if parent.tag != CELL or not len(parent) else 1, made)
        return made

    def _pair(self, old: Any, new: Any) -> None:
        same = _key(self._old, old) == _key(self._new, new)
        if same and next(new.iter(*_LEADS_ON), None) is None:
            return
        if new.tag == P:
            self._paragraph(old, new)
        else:
            self._table(old, new)

    def _deleted(self, block: Any) -> Any:
        """Return a paragraph or table that only the old story has, to stand in the new one marked as deleted."""
        if block.tag == TABLE:
            for each in rows(block):
                self._say(self._row_text(self._old, each), "", place="table")
            return self._copied_table(block)
        tokens = self._old.tokens(block)
        self._drop(tokens)
        self._say(text_of(tokens), "", shown=all(each.sort in _MARKABLE for each in tokens))
        return self._gone_paragraph(block)

    def _gone_paragraph(self, paragraph: Any) -> Any:
        made = etree.Element(P)
        properties = paragraph.find(f"{W}pPr")
        if properties is not None:
            made.append(deepcopy(properties))
            for name in ("sectPr", "rPr", "pPrChange", "numPr"):  # its list may be another one in the new document
                for each in made[0].findall(f"{W}{name}"):
                    made[0].remove(each)
        self._mark_paragraph(made, "del")
        made.extend(self._deletions(self._old.tokens(paragraph)))
        return made

    def _inserted(self, block: Any) -> None:
        """Mark a paragraph or table that only the new story has."""
        if block.tag == TABLE:
            for each in rows(block):
                self._say("", self._row_text(self._new, each), place="table")
                self._mark_row(each, "ins")
            return
        tokens = self._new.tokens(block)
        self._lead_on([(None, each) for each in tokens])
        self._say("", text_of(tokens))
        if block.find(f"{W}pPr/{W}sectPr") is None:  # a section's end stays, whatever becomes of the words before it
            self._mark_paragraph(block, "ins")
        self._wrap_all(block)

    # -- tables ----------------------------------------------------------------------------------------------------

    def _table(self, old: Any, new: Any) -> None:
        before, after = rows(old), rows(new)
        anchor = None
        for left, right in self._pairs(before, after):
            fits = left is not None and right is not None and len(cells(before[left])) == len(cells(after[right]))
            if fits:
                for one, other in zip(cells(before[left]), cells(after[right]), strict=True):
                    outside, self._place = self._place, "table"
                    self._blocks(one, other)
                    self._place = outside
            else:
                was = self._row_text(self._old, before[left]) if left is not None else ""
                became = self._row_text(self._new, after[right]) if right is not None else ""
                self._say(was, became, place="table")
                if left is not None:
                    anchor = self._insert(self._copied_row(before[left]), anchor, new, after)
                if right is not None:
                    self._mark_row(after[right], "ins")
            anchor = after[right] if right is not None else anchor

    def _row_text(self, tokenizer: Tokenizer, row: Any) -> str:
        texts = (" ".join(text_of(tokenizer.tokens(each)) for each in cell.iter(P)) for cell in cells(row))
        return " | ".join(" ".join(each.split()) for each in texts)

    def _copied_table(self, table: Any) -> Any:
        made = etree.Element(TABLE)
        made.extend(deepcopy(each) for each in table if each.tag in (f"{W}tblPr", f"{W}tblGrid"))
        made.extend(self._copied_row(each) for each in rows(table))
        return made

    def _copied_row(self, row: Any) -> Any:
        made = etree.Element(ROW)
        made.extend(deepcopy(each) for each in row if each.tag in (f"{W}tblPrEx", f"{W}trPr"))
        for cell in cells(row):
            copy = etree.SubElement(made, CELL)
            copy.extend(deepcopy(each) for each in cell if each.tag == f"{W}tcPr")
            for each in blocks(cell):
                if each.tag == P:
                    self._drop(self._old.tokens(each))
                copy.append(self._gone_paragraph(each) if each.tag == P else self._copied_table(each))
        self._mark_row(made, "del")
        return made

    def _mark_row(self, row: Any, kind: str) -> None:
        """Mark a row that is only in one of the two; of a new one every paragraph, too."""
        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = etree.Element(f"{W}trPr")
            row.insert(1 if row.find(f"{W}tblPrEx") is not None else 0, properties)
        properties.append(self._change(kind))
        if kind == "ins":
            for inner in [each for each in row.iter(ROW) if each is not row]:
                self._mark_row(inner, kind)
            for paragraph in [each for cell in cells(row) for each in blocks(cell) if each.tag == P]:
                self._lead_on([(None, each) for each in self._new.tokens(paragraph)])
                self._mark_paragraph(paragraph, kind)
                self._wrap_all(paragraph)

    # -- paragraphs ------------------------------------------------------------------------------------------------

    def _paragraph(self, old: Any, new: Any) -> None:
        before, after = self._old.tokens(old), self._new.tokens(new)
        came: set[int] = set()
        gone: dict[int, list[Atom]] = {}
        together: list[tuple[Atom | None, Atom | None]] = []
        for kind, a, b, c, d in opcodes_of_words(before, after):
            if kind == "equal":
                together += zip(before[a:b], after[c:d], strict=True)
                continue
            came.update(range(c, d))
            if a < b:
                gone[c] = before[a:b]
            together += [(each, None) for each in before[a:b]] + [(None, each) for each in after[c:d]]
        dropped = [left for left, right in together if left is not None and right is None]
        shown = all(each.sort in _MARKABLE for each in dropped)
        if came or gone:
            self._say(text_of(before), text_of(after), shown=shown)
        split_runs(after, came, frozenset(gone))
        for number in sorted(came):
            self._wrap(after[number].run)
        for number, tokens in gone.items():
            self._insert_deleted(new, after, number, self._deletions(tokens))
        self._lead_on(together)
        self._drop(dropped)

    def _insert_deleted(self, paragraph: Any, after: Sequence[Atom], number: int, made: Sequence[Any]) -> None:
        """Put deleted words before the token with this number, behind the one before it."""
        if number > 0:
            at = _marked(after[number - 1].run)
            for each in reversed(made):
                at.addnext(each)
        elif after:
            at = _marked(after[0].run)
            for each in made:
                at.addprevious(each)
        else:
            paragraph.extend(made)

    def _deletions(self, tokens: Sequence[Atom]) -> list[Any]:
        """Return old words and signs as deleted runs, formatted as they were."""
        made: list[Any] = []
        run = None
        for each in tokens:
            if each.sort not in _MARKABLE:
                continue
            if run is not each.run:
                run = each.run
                if not made:
                    made.append(self._change("del"))
                copy = etree.SubElement(made[0], RUN)
                properties = run.find(f"{W}rPr")
                if properties is not None:
                    copy.append(deepcopy(properties))
            _append(made[0][-1], each)
        return made

    def _wrap_all(self, paragraph: Any) -> None:
        """Mark all runs and formulas of a paragraph as inserted, its fields whole; what is in boxes goes with them."""
        found = {each.run: None for each in self._new.tokens(paragraph)}
        own = [each for each in paragraph.iter(RUN) if next(each.iterancestors(P)) is paragraph]
        for each in dict.fromkeys((*own, *found)):
            self._wrap(each)

    def _wrap(self, run: Any) -> None:
        """Mark a run as inserted, unless it is, together with the run before it if that is."""
        parent = run.getparent()
        if parent.tag == f"{W}ins":
            return
        before = run.getprevious()
        if before is not None and before.tag == f"{W}ins":
            before.append(run)
            return
        change = self._change("ins")
        run.addprevious(change)
        change.append(run)

    def _mark_paragraph(self, paragraph: Any, kind: str) -> None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            paragraph.insert(0, properties)
        mark = properties.find(f"{W}rPr")
        if mark is None:
            mark = etree.Element(f"{W}rPr")
            properties.append(mark)
        mark.insert(0, self._change(kind))

    # -- what leads to other stories -------------------------------------------------------------------------------

    def _lead_on(self, together: Sequence[tuple[Atom | None, Atom | None]]) -> None:
        """Compare the text boxes of tokens that belong together, and keep their notes for later."""
        for left, right in together:
            sort = (left or right).sort  # type: ignore[union-attr]
            if sort is Sort.NOTE:
                self.notes.append((left.child if left else None, right.child if right else None))
            elif sort is Sort.BOX and right is not None:
                self._boxes(boxes(left.child) if left else [], boxes(right.child))
            elif sort is Sort.OBJECT and not (left and right):
                token = left or right
                if token is not None and not token.text:
                    self.changes.picture(shown=left is None)

    def _boxes(self, old: Sequence[Any], new: Sequence[Any]) -> None:
        outside, self._place = self._place, "text_box"
        for left, right in zip(old, new, strict=False):
            self._blocks(left, right)
        for each in old[len(new) :]:
            self._drop_box(each)
        for each in new[len(old) :]:
            for paragraph in each.iter(P):
                self._say("", text_of(self._new.tokens(paragraph)))
                if old:  # the drawing stays, so that only what is in this box is new
                    self._wrap_all(paragraph)
                    self._mark_paragraph(paragraph, "ins")
        self._place = outside

    def _drop(self, tokens: Sequence[Atom]) -> None:
        """Note what of the old story is left out, since it cannot be marked, and the words in it."""
        for each in tokens:
            if each.sort is Sort.BOX:
                for box in boxes(each.child):
                    self._drop_box(box)

    def _drop_box(self, box: Any) -> None:
        self.dropped.add(box)
        outside, self._place = self._place, "text_box"
        for paragraph in box.iter(P):
            self._say(text_of(self._old.tokens(paragraph)), "", shown=False)
        self._place = outside

    # -- single marks ----------------------------------------------------------------------------------------------

    def _change(self, kind: str) -> Any:
        self.count += 1
        attributes = {f"{W}id": str(self.count), f"{W}author": self._author, f"{W}date": self._at}
        return etree.Element(f"{W}{kind}", attributes)

    def _say(self, was: str, became: str, *, place: str = "", shown: bool = True) -> None:
        self.changes.add(place or self._place, was, became, shown=shown)


def _marked(run: Any) -> Any:
    """Return what stands for a run among its neighbours: its mark, if it has one."""
    parent = run.getparent()
    return parent if parent.tag == f"{W}ins" else run


def _append(run: Any, token: Atom) -> None:
    if token.sort is Sort.SIGN:
        run.append(deepcopy(token.child))
        return
    last = run[-1] if len(run) else None
    if last is None or last.tag != f"{W}delText":
        last = etree.SubElement(run, f"{W}delText")
        last.set(_PRESERVE, "preserve")
    last.text = (last.text or "") + token.text


def _key(tokenizer: Tokenizer, block: Any) -> tuple[Any, ...]:
    paragraphs = [block] if block.tag == P else _outside_fallback(block)
    return block.tag, *(tuple(each.key for each in tokenizer.tokens(paragraph)) for paragraph in paragraphs)


def _outside_fallback(block: Any) -> list[Any]:
    return [each for each in block.iter(P) if next(each.iterancestors(FALLBACK), None) is None]


def _words(key: tuple[Any, ...]) -> Counter[Any]:
    """Return the words of a block's key, with its tag: a paragraph is never like a table."""
    return Counter((key[0], word) for paragraph in key[1:] for word in paragraph if str(word).strip())
