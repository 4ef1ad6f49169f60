"""Read the policies of the organisation, and those of a contract type beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from daemon.config.values import duration, member
from daemon.config.yaml_node import Block, Item
from daemon.workflow.policies import AfterHandEdit, Conditions, OnLateReturn, OwnContracts, Policies
from daemon.workflow.working_time import Duration

T = TypeVar("T")


def read_policies(block: Block, inherited: Policies | None = None) -> Policies:
    """Return the policies of a block; what it does not say is `inherited`, else the table's default."""

    def read(key: str, reader: Callable[[Item], T], otherwise: T) -> T:
        return block.option(key, reader) if inherited is None else block.read(key, reader, otherwise)

    base = inherited or Policies()
    return Policies(
        grace=read("grace", _duration_or_none, base.grace),
        rework=read("rework", _some_duration, base.rework),
        answer=read("answer", _some_duration, base.answer),
        own_contracts=read("own_contracts", member(OwnContracts), base.own_contracts),
        after_hand_edit=read("after_hand_edit", member(AfterHandEdit), base.after_hand_edit),
        on_late_return=read("on_late_return", member(OnLateReturn), base.on_late_return),
        conditions=read("conditions", member(Conditions), base.conditions),
    )


def _some_duration(item: Item) -> Duration | None:
    return duration(item)


def _duration_or_none(item: Item) -> Duration | None:
    return None if (item.scalar or "").strip() == "0" else duration(item)
