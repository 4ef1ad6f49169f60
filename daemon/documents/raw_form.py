"""The raw contents of a draft, before anything is checked: the same for a workbook and for YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.documents.invalid_value import InvalidValue

INITIATOR, CONTRACT, TYPE = "initiator", "contract", "type"  # what a draft says besides its fields
COMMENT = "comment"  # that, too, where the contract type has no field of this name


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table field. `number` is what the clerk calls it, `places` where each column stands."""

    number: int
    values: Mapping[str, object]
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a place of a draft rather than with a value: a heading, a hidden row, a name written twice.

    `field` is empty for the draft as a whole; `row` (from 1) and `column` tell the cell of a table. What `spoils` its
    field or row makes its values not worth a look. What is `unread` would be missing in a copy made of the form.
    """

    place: str
    wrong: InvalidValue
    field: str = ""
    row: int = 0
    column: str = ""
    spoils: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class RawForm:
    """Raw values by field; an InvalidValue is in place of what cannot be a value. `places` are their cells or lines."""

    values: Mapping[str, object]
    places: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    initiator: str = ""
    contract: str = ""
    type: str = ""
    comment: str = ""
    flaws: tuple[Flaw, ...] = ()
