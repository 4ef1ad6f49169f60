"""Specimens of every kind of event, kept as JSON for ever: what a history once held can be read by every release.

`PYTHONPATH=.:tests python -m workflow.golden` writes the specimens that are missing and never touches one that is
there. Where an event has gained a field, that is a second specimen beside the first (`ApproverAsked.2.json`).
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from daemon.workflow.codec import KINDS, event_to_json
from daemon.workflow.working_time import Duration, parse_duration

FOLDER = Path(__file__).parents[1] / "golden" / "events"
LONG_AGO = datetime(2026, 11, 24, 5, 15, 30, 125000, UTC)


def specimens(kind: str) -> list[Path]:
    return sorted(FOLDER.glob(f"{kind}.json")) + sorted(FOLDER.glob(f"{kind}.[0-9]*.json"))


def paths(data: Any, prefix: str = "") -> Iterator[str]:
    """Every field that JSON data sets, however deep: `route.stages.approvers.veto`."""
    if isinstance(data, dict):
        for name, value in data.items():
            if value not in (None, [], "", False, 0):
                yield f"{prefix}{name}"
                yield from paths(value, f"{prefix}{name}.")
    elif isinstance(data, list):
        for each in data:
            yield from paths(each, prefix)


def shape_paths(shape: Any, prefix: str = "") -> Iterator[str]:
    """Every field that a shape has, in the same notation."""
    for inner in [shape, *typing.get_args(shape)]:
        if is_dataclass(inner) and inner is not Duration:
            hints = typing.get_type_hints(inner)
            for each in fields(inner):
                yield f"{prefix}{each.name}"
                yield from shape_paths(hints[each.name], f"{prefix}{each.name}.")
        elif inner is not shape:
            yield from shape_paths(inner, prefix)


def full(shape: Any, name: str = "", number: int = 1) -> Any:
    """A value of this shape with every field set to something that is not its default."""
    if shape is Duration:
        return parse_duration(f"{number + 1} working hours")
    if is_dataclass(shape):
        hints = typing.get_type_hints(shape)
        values = {each.name: full(hints[each.name], each.name, n) for n, each in enumerate(fields(shape), 1)}
        return shape(**values)  # type: ignore[operator]
    arguments = [each for each in typing.get_args(shape) if each not in (type(None), Ellipsis)]
    if typing.get_origin(shape) is tuple:
        return (full(arguments[0], name, number),)
    if typing.get_origin(shape) in (typing.Union, types.UnionType):
        return full(arguments[0], name, number)
    return _plain(shape, name, number)


def _plain(shape: type, name: str, number: int) -> Any:
    if issubclass(shape, Enum):
        return list(shape)[-1]
    if shape is datetime:
        return LONG_AGO + timedelta(hours=number)
    if shape is bool:
        return True
    if shape is int:
        return number
    assert shape is str, shape
    return "3f9a" * 16 if name in ("sha256", "mail", "confirmation") else f"{name} «{number}»"


def enums(shape: Any = None, found: dict[str, type[Enum]] | None = None) -> list[type[Enum]]:
    """Every Enum whose words a history may hold."""
    found = {} if found is None else found
    for inner in KINDS.values() if shape is None else [shape, *typing.get_args(shape)]:
        if isinstance(inner, type) and issubclass(inner, Enum):
            found[inner.__name__] = inner
        elif is_dataclass(inner) and inner is not Duration:
            for hint in typing.get_type_hints(inner).values():
                enums(hint, found)
        elif inner is not shape:
            enums(inner, found)
    return [found[name] for name in sorted(found)]


def write_missing() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind, shape in KINDS.items():
        known = {each for path in specimens(kind) for each in paths(json.loads(path.read_text("utf-8"))["data"])}
        if set(shape_paths(shape)) - known or not specimens(kind):
            number = len(specimens(kind)) + 1
            path = FOLDER / (f"{kind}.json" if number == 1 else f"{kind}.{number}.json")
            _, data = event_to_json(full(shape))
            text = json.dumps({"kind": kind, "data": data}, ensure_ascii=False, indent=2)
            path.write_text(text + "\n", "utf-8")
    words = {each.__name__: [value.value for value in each] for each in enums()}
    (FOLDER.parent / "words.json").write_text(json.dumps(words, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    write_missing()
