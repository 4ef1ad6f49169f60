"""Every mail of the corpus."""

from __future__ import annotations

from collections.abc import Iterator

from replies.specimen import Specimen
from replies.specimens import charsets, everyday, machines, traps


def everything() -> Iterator[Specimen]:
    for module in (everyday, traps, charsets, machines):
        yield from module.specimens()
