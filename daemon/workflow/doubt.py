"""Conditions that cannot be computed: why, and what is recorded with a request that one of them causes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NotComputed(StrEnum):
    """Why a condition has no answer. An empty field is no such reason: a condition over it does not hold."""

    DIVISION_BY_ZERO = "division_by_zero"
    OUT_OF_RANGE = "out_of_range"  # a number too large, a date beyond the calendar
    NO_SUCH_ROW = "no_such_row"
    UNFIT_VALUE = "unfit_value"  # a text that is no number or date, or values that do not go together
    NO_CONDITION = "no_condition"  # the text itself is none


class NotComputable(ValueError):
    """A condition that has no answer; `why` is the kind of failure."""

    def __init__(self, condition: str, why: NotComputed) -> None:
        super().__init__(f"{condition}: {why.value.replace('_', ' ')}")
        self.condition = condition
        self.why = why


@dataclass(frozen=True, slots=True)
class Doubt:
    """A condition without an answer, for which somebody is asked to be on the safe side."""

    condition: str
    why: NotComputed

    def __str__(self) -> str:
        return f"`{self.condition}` cannot be computed ({self.why.value.replace('_', ' ')})"
