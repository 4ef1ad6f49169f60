"""The search: the same as by mail and on the command line, with what was found marked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from daemon.application.admin.contract_search import search_terms
from daemon.board.tiles import Tile, tiles
from daemon.board.visit import Visit
from daemon.store import contract_queries, history
from daemon.store.contract_queries import ContractFilter, Order
from daemon.store.projections import searchable, words_of
from daemon.workflow.model import Contract

FOUND = 20  # on a page
MOST = 1000  # that are counted: nobody leafs through more, and each costs
_LINES = 3  # of a contract, that show where the words stand
_AROUND = 60  # characters on both sides of a word

Line = Sequence[tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A contract that was found, and the lines in which the words stand: marked and other pieces.

    `heading` is what stands for the contract; what it says already is not among the lines.
    """

    tile: Tile
    heading: Line
    lines: Sequence[Line]


def find(connection: Connection, written: str, page: int, visit: Visit) -> tuple[int, list[Found]]:
    """Return how many contracts hold all the words, at most one more than `MOST`, and those of a page, latest first."""
    words = search_terms(visit.app.settings, written)
    wanted = ContractFilter(words=words)
    number = contract_queries.count(connection, wanted, visit.viewer, MOST + 1)
    rows = contract_queries.find(
        connection, wanted, visit.viewer, Order.LATEST_FIRST, limit=FOUND, offset=(page - 1) * FOUND
    )
    marks = _marks((*written.split(), *words))  # as typed where that stands there, else without its ending
    shown = zip(tiles(connection, rows, visit), rows, strict=True)
    return number, [_found(tile, history.load(connection, row.id).contract, marks) for tile, row in shown]


def _found(tile: Tile, contract: Contract, marks: re.Pattern[str]) -> Found:
    said = (contract.number, contract.name, contract.title, contract.summary)
    texts = (each for each in words_of(contract) if each not in said and each not in contract.summary)
    return Found(tile, _marked(tile.summary, marks) or [(False, tile.summary)], list(_lines(texts, marks)))


def _marks(words: Sequence[str]) -> re.Pattern[str]:
    """Return what finds the words in a text as searches compare it."""
    return re.compile("|".join(re.escape(searchable(each)) for each in sorted(words, key=len, reverse=True)))


def _lines(texts: Iterator[str], marks: re.Pattern[str]) -> Iterator[Line]:
    """Yield the first texts that hold a word, each once, shortened around it."""
    shown = (line for text in dict.fromkeys(texts) if (line := _marked(text, marks, _AROUND)))
    yield from itertools.islice(shown, _LINES)


def _marked(text: str, marks: re.Pattern[str], around: int | None = None) -> Line:
    """Return a text in marked and other pieces, and of a long one what is `around` the first; empty if no word is."""
    plain = " ".join(text.split())
    same_length = len(searchable(plain)) == len(plain)  # a letter that folds to two cannot be marked in place
    at = marks.search(searchable(plain)) if same_length else None
    if at is None:
        return []
    begin, end = (0, len(plain)) if around is None else (max(0, at.start() - around), at.end() + around)
    pieces = [(False, "…")] if begin else []
    pieces += _pieces(plain[begin:end], marks)
    return [*pieces, (False, "…")] if end < len(plain) else pieces


def _pieces(text: str, marks: re.Pattern[str]) -> Iterator[tuple[bool, str]]:
    done = 0
    for at in marks.finditer(searchable(text)):
        yield False, text[done : at.start()]
        yield True, text[at.start() : at.end()]
        done = at.end()
    yield False, text[done:]
