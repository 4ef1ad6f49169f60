"""The search: the same as by mail and on the command line, with what was found marked."""

from __future__ import annotations

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

FOUND = 20  # on a page
MOST = 1000  # that are counted: nobody leafs through more, and each costs
_LINES = 3  # of a contract, that show where the words stand
_AROUND = 60  # characters on both sides of a word

Line = Sequence[tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A contract that was found, and the lines in which the words stand: marked and other pieces."""

    tile: Tile
    lines: Sequence[Line]


def find(connection: Connection, written: str, page: int, visit: Visit) -> tuple[int, list[Found]]:
    """Return how many contracts hold all the words, at most one more than `MOST`, and those of a page, latest first."""
    words = search_terms(visit.app.settings, written)
    wanted = ContractFilter(words=words)
    number = contract_queries.count(connection, wanted, visit.viewer, MOST + 1)
    rows = contract_queries.find(
        connection, wanted, visit.viewer, Order.LATEST_FIRST, limit=FOUND, offset=(page - 1) * FOUND
    )
    shown = tiles(connection, rows, visit)
    places = [history.load(connection, row.id).contract for row in rows]
    marked = (*written.split(), *words)  # as typed where that stands there, else without its ending
    return number, [Found(tile, list(_lines(words_of(c), marked))) for tile, c in zip(shown, places, strict=True)]


def _lines(texts: Iterator[str], words: Sequence[str]) -> Iterator[Line]:
    """Yield the first texts that hold a word, shortened around it, in marked and other pieces."""
    found = re.compile("|".join(re.escape(searchable(each)) for each in sorted(words, key=len, reverse=True)))
    shown: set[str] = set()
    for text in texts:
        plain = " ".join(text.split())
        same_length = len(searchable(plain)) == len(plain)  # a letter that folds to two cannot be marked in place
        at = found.search(searchable(plain)) if same_length else None
        if at is None or plain in shown:
            continue
        shown.add(plain)
        begin, end = max(0, at.start() - _AROUND), min(len(plain), at.end() + _AROUND)
        yield list(_pieces(plain[begin:end], found, before=begin > 0, after=end < len(plain)))
        if len(shown) == _LINES:
            return


def _pieces(text: str, found: re.Pattern[str], *, before: bool, after: bool) -> Iterator[tuple[bool, str]]:
    done = 0
    yield False, "…" * before
    for at in found.finditer(searchable(text)):
        yield False, text[done : at.start()]
        yield True, text[at.start() : at.end()]
        done = at.end()
    yield False, text[done:] + "…" * after
