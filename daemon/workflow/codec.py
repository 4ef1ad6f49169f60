"""Events as JSON and back, and the chain of hashes over them.

The JSON of an event is kept for ever. Reading fills fields that a later release added with their defaults, and
refuses what it does not know: an older program must not guess at a newer history.
"""

from __future__ import annotations

import hashlib
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, cast

from daemon.workflow import events as e
from daemon.workflow.working_time import Duration, parse_duration

Json = Any

KINDS: Mapping[str, type[e.Event]] = {each.__name__: each for each in typing.get_args(e.Event)}

GENESIS = "0" * 64  # what the first entry of a history holds as the hash of the one before


class UnknownHistory(ValueError):
    """A history that holds something which this release does not know."""


def to_json(value: object) -> Json:
    """Return a value of the core as JSON data: times in UTC, Enums and durations as their text.

    Raises TypeError for a value that no event may hold.
    """
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case Duration():
            return str(value)
        case tuple():
            return [to_json(each) for each in value]
        case None | str() | int() | bool():
            return value
        case _ if is_dataclass(value):
            return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a history")


def event_to_json(event: e.Event) -> tuple[str, Json]:
    """Return the event's kind and its data."""
    return type(event).__name__, to_json(event)


def event_from_json(kind: str, data: Json) -> e.Event:
    """Return the event of this kind with this data.

    Raises UnknownHistory for a kind, a field or a value that this release does not know.
    """
    if kind not in KINDS:
        raise UnknownHistory(f'event "{kind}" is unknown to this release; was the history written by a newer one?')
    return cast("e.Event", from_json(KINDS[kind], data))


def from_json(shape: Any, data: Json) -> Any:
    """Return data as a value of this shape: a dataclass, Enum, time, duration, tuple or plain value.

    Raises UnknownHistory for what the shape does not have.
    """
    if is_dataclass(shape) and shape is not Duration:
        return _dataclass_from_json(cast("type", shape), data)
    origin, arguments = typing.get_origin(shape), typing.get_args(shape)
    if origin in (Union, types.UnionType):
        inner = next(each for each in arguments if each is not type(None))
        return None if data is None else from_json(inner, data)
    if origin is tuple:
        return tuple(from_json(arguments[0], each) for each in data)
    return _plain_from_json(shape, data)


def _plain_from_json(shape: Any, data: Json) -> Any:
    try:
        if shape is datetime:
            return datetime.fromisoformat(data)
        if shape is Duration:
            return parse_duration(data)
        if isinstance(shape, type) and issubclass(shape, Enum):
            return shape(data)
    except ValueError as error:
        raise UnknownHistory(str(error)) from error
    return data


def _dataclass_from_json(shape: type, data: Json) -> Any:
    known = _shapes(shape)
    if unknown := set(data) - set(known):
        raise UnknownHistory(f"{shape.__name__} has unknown fields: {', '.join(sorted(unknown))}")
    if missing := [each.name for each in fields(shape) if each.name not in data and each.default is MISSING]:
        raise UnknownHistory(f"{shape.__name__} lacks {', '.join(missing)}")
    return shape(**{name: from_json(known[name], value) for name, value in data.items()})


@cache
def _shapes(shape: type) -> Mapping[str, Any]:
    return typing.get_type_hints(shape)


def canonical(value: Json) -> str:
    """Return JSON with sorted keys and no spaces: the same data always gives the same text (after RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_hash(contract: str, seq: int, at: datetime, kind: str, cause: str, data: Json, previous: str) -> str:
    """Return the SHA-256 (hex) over one entry of a contract's history and the hash of the entry before it."""
    entry = {
        "contract": contract,
        "seq": seq,
        "at": to_json(at),
        "kind": kind,
        "cause": cause,
        "data": data,
        "previous": previous,
    }
    return hashlib.sha256(canonical(entry).encode()).hexdigest()
