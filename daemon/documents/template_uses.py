"""The names of values in a template, as the child that reads it and the daemon that judges them both write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROWS = "[]"  # in the name of a value: of any row of a table


@dataclass(frozen=True, slots=True)
class TemplateUses:
    """The names that a template uses (`amount`, `initiator.name`, `items[].price`), each with the words around it.

    `printed` are those that stand in the text as they are.
    """

    names: Mapping[str, str]
    printed: frozenset[str]
