"""Sample replies with their expected readings, as data: a text, or a text with what else is to be understood of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

NAMES = (
    "approve", "remarks", "rework", "questions_and_orders", "traps", "letters_with_reasons", "as_people_speak",
    "usual_mailbox", "rare_approvals", "small_talk", "conditions",
)  # fmt: skip
FIELDS = {"remarks": "remarks", "to": "delegate_to"}


@dataclass(frozen=True, slots=True)
class Sample:
    """`said`: any of these may be read. `more`: fields of the reading; `has`: words that its remarks must hold."""

    text: str
    said: frozenset[str]
    more: dict[str, str] = field(default_factory=dict)
    has: str = ""


def samples(name: str) -> list[Sample]:
    """The samples of one file here."""
    data = YAML(typ="safe", pure=True).load(Path(__file__).with_name(f"{name}.yaml"))
    return [sample for said, groups in data.items() for sample in _of(frozenset(said.split("|")), groups)]


def _of(said: frozenset[str], groups: dict[str, list[Any]]) -> Iterator[Sample]:
    for group in groups.values():
        for each in group:
            given = {"text": each} if isinstance(each, str) else dict(each)
            text, has = given.pop("text"), given.pop("has", "")
            yield Sample(text, said, {FIELDS.get(key, key): value for key, value in given.items()}, has)
