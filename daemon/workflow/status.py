"""How a contract stands."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    PREPARING = "preparing"  # the documents of a version are being made; nobody is asked yet
    IN_APPROVAL = "in_approval"
    IN_REWORK = "in_rework"
    ON_HOLD = "on_hold"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CLOSED = frozenset({Status.APPROVED, Status.DECLINED, Status.WITHDRAWN})
