"""Conditions such as `amount > 600000 && fund == "commercial"`: checked when read, evaluated over a contract's facts.

The language is CEL. The engine finds neither unknown names nor wrong types before it meets them, and `==` between
a number and a text is silently false. So `check` splits an expression at its logical operators and comparisons and
evaluates each side alone, with a sample of every field: no branch stays untried.

Numbers and sums are doubles, dates are midnight in UTC and are written `date("2026-12-31")`, choices are their keys,
a table is a list of its rows.
"""

from daemon.conditions.engine import RESERVED, fields_read, holds, holds_if_filled_in, unfilled
from daemon.conditions.guards import unguarded
from daemon.conditions.satisfiability import can_hold, examples
from daemon.conditions.type_check import LONGEST, check

__all__ = [
    "LONGEST",
    "RESERVED",
    "can_hold",
    "check",
    "examples",
    "fields_read",
    "holds",
    "holds_if_filled_in",
    "unfilled",
    "unguarded",
]
