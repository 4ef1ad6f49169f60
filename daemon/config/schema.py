"""The JSON Schema of the configuration, heard from the readers themselves.

Every reader is run once on items that stand for nothing and listen: which keys it asks for, which of them it needs,
and what each value is expected to be. So the schema knows what the readers know, and nothing is written down twice.
It says the shape; whether people, fields and conditions fit together is for `contractd check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml.nodes import ScalarNode

from daemon.config.problems import Mistake, Problems
from daemon.config.settings_reader import read_settings
from daemon.config.yaml_node import Block, Item

T = TypeVar("T")
Schema = dict[str, Any]
_ANY_NAME = "example"


def json_schema() -> Schema:
    """The schema of `config.yaml` and of a file that it includes, as JSON Schema 2020-12."""
    top = _Listening.new()
    read_settings(top.block(), Path("/nonexistent"), secrets=False)
    found = top.heard.schema()
    required = found.pop("required")
    found["properties"] = {
        "include": {"type": "array", "items": {"type": "string"}, "description": "files beside this one"},
        **found["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of contractd",
        **found,
        "anyOf": [{"required": ["include"]}, {"required": required}],  # included files have the rest
    }


@dataclass(slots=True)
class _Heard:
    """What was asked of one item."""

    value: Schema | None = None
    example: str = _ANY_NAME
    keys: dict[str, _Listening] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    one_of: tuple[str, ...] = ()
    patterns: dict[str, _Listening] = field(default_factory=dict)
    others: _Listening | None = None
    member: _Listening | None = None
    least: int = 0
    alternatives: list[_Heard] = field(default_factory=list)
    block: _ListeningBlock | None = None
    chosen_by: str = ""  # the key on which it depends what else there is
    chosen: str = ""  # which of its values this was heard for
    default: str = ""
    variants: list[_Heard] = field(default_factory=list)

    def schema(self) -> Schema:
        if self.alternatives:
            return {"anyOf": [each.schema() for each in self.alternatives]}
        if self.value is not None:
            return self.value
        if self.member is not None:
            return {"type": "array", "items": self.member.heard.schema()} | ({"minItems": 1} if self.least else {})
        if self.block is not None:
            return self._variants() if self.variants else self._object()
        return {}

    def _object(self) -> Schema:
        found: Schema = {"type": "object", "properties": {key: each.heard.schema() for key, each in self.keys.items()}}
        if self.needed:
            found["required"] = sorted(self.needed)
        if self.one_of:
            found["oneOf"] = [{"required": [key]} for key in self.one_of]
        if self.patterns:
            found["patternProperties"] = {f"^{key}$": each.heard.schema() for key, each in self.patterns.items()}
        found["additionalProperties"] = self.others.heard.schema() if self.others else False
        return found

    def _variants(self) -> Schema:
        """What all have in common; and what else each has, when the key on which it depends says so."""
        objects = [(each.chosen, each._object()) for each in self.variants]
        everything: dict[str, list[Schema]] = {}
        for _, each in objects:
            for key, value in each["properties"].items():
                known = everything.setdefault(key, [])
                known += [value] * (value not in known)
        common = set.intersection(*(set(each.get("required", ())) for _, each in objects))
        return {
            "type": "object",
            "properties": {key: one[0] if len(one) == 1 else {"anyOf": one} for key, one in everything.items()},
            "required": sorted(common),
            "additionalProperties": False,
            "allOf": [
                condition
                for chosen, each in objects
                if (condition := self._when(chosen, each, everything, common))["then"]
            ],
        }

    def _when(self, chosen: str, own: Schema, everything: Mapping[str, list[Schema]], common: set[str]) -> Schema:
        then: Schema = {key: False for key in everything if key not in own["properties"]}
        then |= {key: value for key, value in own["properties"].items() if len(everything[key]) > 1}
        more = sorted(set(own.get("required", ())) - common)
        condition: Schema = {"properties": {self.chosen_by: {"const": chosen}}}
        if chosen != self.default:
            condition["required"] = [self.chosen_by]
        says = ({"properties": then} if then else {}) | ({"required": more} if more else {})
        return {"if": condition, "then": says}


@dataclass(frozen=True, slots=True, eq=False)
class _Listening(Item):
    """An item that takes on the example of what it is expected to be, and remembers."""

    heard: _Heard = field(default_factory=_Heard)

    @staticmethod
    def new(name: str = _ANY_NAME, forced: str = "") -> _Listening:
        heard = _Heard(chosen=forced)
        return _Listening(ScalarNode("tag:yaml.org,2002:str", _ANY_NAME), "", 1, "", Problems(), name, heard)

    def expects(self, schema: Mapping[str, object], example: str) -> None:
        """The first says it: a reader speaks before those that it calls."""
        if self.heard.value is None:
            self.heard.value, self.heard.example = dict(schema), example

    @property
    def kind(self) -> str:
        schema = self.heard.value or {}
        names = {"integer": "int", "number": "float", "boolean": "bool"}
        return names.get(str(schema.get("type")), "str")

    @property
    def scalar(self) -> str | None:
        return self.heard.example

    @property
    def is_block(self) -> bool:
        return True

    def read(self, reader: Callable[[Item], T], fallback: T) -> T:
        value = Item.read(self, reader, fallback)
        block = self.heard.block
        if block and block.choices and not self.heard.chosen and not self.heard.variants:
            self._hear_variants(reader, block)
        return value

    def _hear_variants(self, reader: Callable[[Item], T], block: _ListeningBlock) -> None:
        self.heard.chosen_by = block.chosen_by
        self.heard.default = block.default
        for choice in block.choices:
            other = _Listening.new(self.name, choice)
            with suppress(Mistake):
                reader(other)
            self.heard.variants.append(other.heard)

    def either(self, plain: Callable[[Item], T], block: Callable[[Item], T]) -> T:
        for reader in (plain, block):
            other = _Listening.new(self.name)
            with suppress(Mistake):
                value = reader(other)
            self.heard.alternatives.append(other.heard)
        return value

    def items(self) -> list[Item]:
        if self.heard.member is None:
            self.heard.member = _Listening.new("")
        return [self.heard.member]

    def block(self) -> Block:
        if self.heard.block is None:
            self.heard.block = _ListeningBlock(self, {}, heard=self.heard)
        return self.heard.block


@dataclass(slots=True)
class _ListeningBlock(Block):
    """A block that has whatever key it is asked for."""

    heard: _Heard = field(default_factory=_Heard)
    chosen_by: str = ""
    choices: list[str] = field(default_factory=list)
    default: str = ""

    def refuse_unknown(self) -> None:
        """There is none."""

    def get(self, key: str) -> Item | None:
        item = self.heard.keys.get(key) or _Listening.new(key)
        self.heard.keys[key] = item
        self.entries = self.heard.keys
        return item

    def need(self, key: str, reader: Callable[[Item], T], fallback: T) -> T:
        self.heard.needed.add(key)
        return self.read(key, reader, fallback)

    def need_many(self, key: str, reader: Callable[[Item], T | None]) -> tuple[T, ...]:
        self.heard.needed.add(key)
        found = self.many(key, reader)
        self.heard.keys[key].heard.least = 1
        return found

    def need_inner(self, key: str) -> Block:
        self.heard.needed.add(key)
        return self.inner(key) or Block(self.item, {}, silent=True)

    def choose(self, key: str, reader: Callable[[Item], T], default: T, *, needed: bool = True) -> T:
        item = _Listening.new(key)
        with suppress(Mistake):
            reader(item)
        options = [str(each) for each in (item.heard.value or {}).get("enum", ())]
        self.chosen_by, self.choices, self.default = key, options, "" if needed else str(default)
        chosen = self.heard.chosen or options[0]
        self.heard.keys[key] = item
        item.heard.example = chosen
        if needed:
            self.heard.needed.add(key)
        return Item.read(item, reader, default)

    def exactly_one(self, readers: Mapping[str, Callable[[Item], T]], fallback: T) -> T:
        self.heard.one_of = tuple(readers)
        values = [self.read(key, reader, fallback) for key, reader in readers.items()]
        return values[0]

    def matching(self, pattern: str) -> Iterator[tuple[str, Item]]:
        item = self.heard.patterns.setdefault(pattern, _Listening.new("monday"))
        yield "monday", item

    def each(self) -> Iterator[tuple[str, Item]]:
        if self.heard.others is None:
            self.heard.others = _Listening.new()
        yield _ANY_NAME, self.heard.others
