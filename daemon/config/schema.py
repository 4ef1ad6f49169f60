"""The JSON Schema of the configuration, made of the table of keys, for editors.

It says the shape; whether people, fields and conditions fit together is for `contractd check`.
"""

from __future__ import annotations

from typing import Any

from daemon.config.key_shapes import (
    BlockOf,
    ByChoice,
    Key,
    ListOf,
    Named,
    Pattern,
    PlainOrBlock,
    Schema,
    Shape,
)
from daemon.config.key_table import CONFIGURATION


def json_schema() -> Schema:
    """Return the schema of `config.yaml` and of a file that it includes, as JSON Schema 2020-12."""
    found = _block(CONFIGURATION)
    required = found.pop("required")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of contractd",
        **found,
        "anyOf": [{"required": ["include"]}, {"required": required}],  # included files have the rest
    }


def example_of(shape: Shape, chosen: str = "") -> Any:
    """Return a value of this shape; of a block what it must have, or everything when it must have nothing."""
    match shape:
        case ListOf():
            return [example_of(shape.member)]
        case PlainOrBlock():
            return example_of(shape.plain)
        case ByChoice():
            return shape.shapes[chosen].example
        case BlockOf():
            return _example_block(shape)
    return shape.example


def example_of_entry(entry: Key | Named | Pattern, chosen: str = "") -> Any:
    return example_of(entry.shape, chosen) if entry.example is None else entry.example


def _example_block(block: BlockOf) -> Schema:
    decides = block.find(block.decided_by)
    chosen = str(decides.default or example_of_entry(decides)) if decides else ""
    keys = [each for each in block.keys if each.is_required(chosen)]
    keys = keys or [block.key(each) for each in block.exactly_one[:1]] or [k for k in block.keys if k.goes(chosen)]
    found = {each.name: example_of_entry(each, chosen) for each in keys}
    others = {each.example_key: example_of_entry(each) for each in (block.pattern, block.named) if each}
    return found | others


def _entry(entry: Key | Named | Pattern) -> Schema:
    """Return what is said of one key: its shape, what it means, and an example."""
    found = {**_shape(entry.shape), "description": entry.description, "examples": [example_of_entry(entry)]}
    if isinstance(entry, Key) and entry.default is not None:
        found["default"] = entry.default
    return found


def _shape(shape: Shape) -> Schema:
    match shape:
        case ListOf():
            found = {"type": "array", "items": _shape(shape.member)}
            return found | ({"minItems": 1} if shape.at_least_one else {})
        case PlainOrBlock():
            return {"anyOf": [_shape(shape.plain), _shape(shape.block)]}
        case ByChoice():
            return {"anyOf": [_shape(each) for each in shape.shapes.values()]}
        case BlockOf():
            return _block(shape)
    return dict(shape.schema)


def _block(block: BlockOf) -> Schema:
    found: Schema = {"type": "object", "properties": {each.name: _entry(each) for each in block.keys}}
    if required := sorted(each.name for each in block.keys if each.required):
        found["required"] = required
    if block.exactly_one:
        found["oneOf"] = [{"required": [key]} for key in block.exactly_one]
    if block.pattern:
        found["patternProperties"] = {f"^{block.pattern.pattern}$": _entry(block.pattern)}
    found["additionalProperties"] = _entry(block.named) if block.named else False
    if conditions := [each for word in block.choices() if (each := _when(block, word))["then"]]:
        found["allOf"] = conditions
    return found


def _when(block: BlockOf, chosen: str) -> Schema:
    """Return what else holds when the key that decides has this word."""
    then: Schema = {each.name: False for each in block.keys if not each.goes(chosen)}
    then |= {each.name: _shape(each.shape.shapes[chosen]) for each in block.keys if isinstance(each.shape, ByChoice)}
    required = sorted(each.name for each in block.keys if chosen in each.required_with)
    condition: Schema = {"properties": {block.decided_by: {"const": chosen}}}
    if chosen != block.key(block.decided_by).default:
        condition["required"] = [block.decided_by]
    says = ({"properties": then} if then else {}) | ({"required": required} if required else {})
    return {"if": condition, "then": says}
