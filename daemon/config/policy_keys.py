"""The policies of the organisation, which a contract type may replace by its own."""

from __future__ import annotations

from daemon.config import value_kinds as v
from daemon.config.key_shapes import Key, choice_of
from daemon.workflow.policies import AfterHandEdit, Conditions, OnLateReturn, OwnContracts

POLICIES = (
    Key(
        "grace",
        v.DURATION_OR_NONE,
        "how long a decided stage is held back before the next one is asked, so that a verdict can be taken back; "
        "`0`: not at all",
        default="2 minutes",
    ),
    Key("rework", v.DURATION, "how long the initiator has for a new version", default="5 working days"),
    Key(
        "answer",
        v.DURATION,
        "how long the initiator has for the answer to a question, and for confirming conditions",
        default="1 working day",
    ),
    Key(
        "own_contracts",
        choice_of(OwnContracts),
        "whether somebody may approve what they handed in; `refused`: their substitute is asked, else their manager",
        default="refused",
    ),
    Key(
        "after_hand_edit",
        choice_of(AfterHandEdit),
        "who is asked again when a text was edited by hand: everyone, or those who watch something",
        default="everyone",
    ),
    Key(
        "on_late_return",
        choice_of(OnLateReturn),
        "what a return does that comes when its stage is closed and nothing is signed: `hold` stops the contract until "
        "its initiator or an administrator decides",
        default="hold",
    ),
    Key(
        "conditions",
        choice_of(Conditions),
        'what "approved provided that …" is: an approval whose condition the initiator is to confirm, or a return',
        default="confirm",
    ),
)


def of_type(row: Key) -> Key:
    """Return the row for a contract type: without a default, which is what the organisation says."""
    return Key(row.name, row.shape, f"for this type, as the top-level `{row.name}`", example=row.default)
