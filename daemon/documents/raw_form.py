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
class RawForm:
    """Raw values by field; an InvalidValue is in place of what cannot be a value. `places` are their cells or lines."""

    values: Mapping[str, object]
    places: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    initiator: str = ""
    contract: str = ""
    type: str = ""
    comment: str = ""
    beyond: tuple[tuple[str, InvalidValue], ...] = ()  # mistakes of the file itself, by where they stand
