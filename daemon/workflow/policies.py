"""What a house decides about all contracts of a type, recorded with the route of each.

The defaults are those of histories that were written before a policy could be chosen: as it was then. What holds for
new contracts where the configuration says nothing is in its table of keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daemon.workflow.working_time import Duration


class OwnContracts(StrEnum):
    """Whether somebody may approve what they handed in."""

    REFUSED = "refused"
    ALLOWED = "allowed"


class AfterHandEdit(StrEnum):
    """Whose approvals lapse when the text was edited by hand: nobody can tell from the facts what was changed."""

    EVERYONE = "everyone"
    WATCHERS = "watchers"


class OnLateReturn(StrEnum):
    """What a return does that comes after its stage was approved and before the signature."""

    TELL = "tell"
    HOLD = "hold"


class Conditions(StrEnum):
    """What an approval with a condition is: an approval whose condition is to be confirmed, or a return."""

    CONFIRM = "confirm"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Policies:
    """`grace`: how long a decided stage is held back before the next is asked; None: not at all.

    `rework`, `answer`: how long the initiator has for a new version and for the answer to a question; None: for ever.
    """

    grace: Duration | None = None
    rework: Duration | None = None
    answer: Duration | None = None
    own_contracts: OwnContracts = OwnContracts.ALLOWED
    after_hand_edit: AfterHandEdit = AfterHandEdit.WATCHERS
    on_late_return: OnLateReturn = OnLateReturn.TELL
    conditions: Conditions = Conditions.CONFIRM

    @property
    def refuse_own(self) -> bool:
        return self.own_contracts is OwnContracts.REFUSED


AS_BEFORE = Policies()
