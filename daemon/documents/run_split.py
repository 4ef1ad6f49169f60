"""Runs split where tracked changes begin or end, so that each run is either new or not."""

from __future__ import annotations

from collections.abc import Sequence, Set
from copy import deepcopy
from typing import Any

from lxml import etree

from daemon.documents.alignment import Opcode, opcodes
from daemon.documents.docx_tokens import RUN, Atom, Sort, W

_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


def opcodes_of_words(old: Sequence[Atom], new: Sequence[Atom]) -> list[Opcode]:
    """Return what differs between two paragraphs; a lone space or sign between two changes is part of them."""
    made: list[Opcode] = []
    found = opcodes([each.key for each in old], [each.key for each in new])
    for number, (kind, a, b, c, d) in enumerate(found):
        lone = kind == "equal" and 0 < number < len(found) - 1 and b - a == 1 and _says_nothing(old[a])
        between = "replace" if lone else kind
        if made and "equal" not in (made[-1][0], between):
            _, first, _, third, _ = made.pop()
            made.append(("replace", first, b, third, d))
        else:
            made.append((between, a, b, c, d))
    return made


def _says_nothing(token: Atom) -> bool:
    return token.sort is Sort.WORD and not token.text.strip()


def split_runs(tokens: Sequence[Atom], came: Set[int], before: Set[int]) -> None:
    """Split the runs of a paragraph's tokens where a new one begins or ends, and `before` tokens with these numbers.

    Each token's `run` is then the one that holds it.
    """
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and tokens[end].run is tokens[start].run:
            end += 1
        cuts = {n for n in range(start + 1, end) if n in before or (n in came) != (n - 1 in came)}
        if cuts and tokens[start].run.tag == RUN:
            _split(tokens, range(start, end), cuts)
        start = end


def _split(tokens: Sequence[Atom], numbers: range, cuts: Set[int]) -> None:
    run = tokens[numbers.start].run
    of_child: dict[Any, list[int]] = {}
    for number in numbers:
        of_child.setdefault(tokens[number].child, []).append(number)
    made = [_empty(run)]
    for child in [each for each in run if each.tag != f"{W}rPr"]:
        found = of_child.get(child, [])
        if not found or tokens[found[0]].sort is not Sort.WORD:
            if found and found[0] in cuts:
                made.append(_empty(run))
            made[-1].append(child)
            for number in found:
                tokens[number].run = made[-1]
            continue
        for place, number in enumerate(found):
            if number in cuts:
                made.append(_empty(run))
            if place == 0 or number in cuts:
                piece = etree.SubElement(made[-1], child.tag)
                piece.set(_PRESERVE, "preserve")
            piece.text = (piece.text or "") + tokens[number].text
            tokens[number].run, tokens[number].child = made[-1], piece
    for each in made:
        run.addprevious(each)
    run.getparent().remove(run)


def _empty(run: Any) -> Any:
    """Return a run with the properties of another and nothing in it."""
    made = etree.Element(RUN, run.attrib)
    properties = run.find(f"{W}rPr")
    if properties is not None:
        made.append(deepcopy(properties))
    return made
