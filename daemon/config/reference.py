"""The reference part of docs/configuration.md, made of the table of keys: every block with its keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from daemon.config.key_shapes import BlockOf, ByChoice, Key, ListOf, Named, Pattern, PlainOrBlock, Shape
from daemon.config.key_table import CONFIGURATION
from daemon.config.schema import example_of_entry
from daemon.config.value_kinds import SECRET

_Entry = Key | Named | Pattern
_HEAD = ["| key | takes | needed, default | | for example |", "|---|---|---|---|---|"]
_NEEDS_QUOTES = re.compile(r":(?!//)|[#{}\[\],]|^[-&*!|>'\"%@`\s]|^[\d.]+$")


def reference() -> str:
    """Return the part as Markdown, with a line break at its end."""
    said: dict[int, str] = {}
    lines: list[str] = ["### The blocks", "", *_table(CONFIGURATION)]
    for path, entry, block in _blocks("", CONFIGURATION):
        lines += ["", f"### `{path}`", "", f"{entry.description[0].upper()}{entry.description[1:]}."]
        if id(block) in said:
            lines += ["", f"The keys are those of `{said[id(block)]}`."]
        else:
            lines += ["", *([_one_of(block)] if block.exactly_one else []), *_table(block)]
        said.setdefault(id(block), path)
    return "\n".join(lines) + "\n"


def _blocks(path: str, block: BlockOf) -> Iterator[tuple[str, _Entry, BlockOf]]:
    """Yield every block within one that has lines for a table, with its path and the entry that it stands under."""
    for entry in block.entries():
        name = entry.name if isinstance(entry, Key) else entry.placeholder
        inner, many = _block_of(entry.shape)
        if inner is None:
            continue
        there = f"{path}.{name}{many}".removeprefix(".")
        if list(_rows(inner)):
            yield there, entry, inner
        yield from _blocks(there, inner)


def _block_of(shape: Shape) -> tuple[BlockOf | None, str]:
    """Return the block that a shape is or has, and `[]` if it has many."""
    match shape:
        case BlockOf():
            return shape, ""
        case ListOf():
            return _block_of(shape.member)[0], "[]"
        case PlainOrBlock():
            return shape.block, ""
    return None, ""


def _rows(block: BlockOf) -> Iterator[_Entry]:
    """Yield the entries of a block's table; a block of blocks by name has none, its path says it."""
    yield from block.keys
    for each in (block.pattern, block.named):
        if each and _block_of(each.shape)[0] is None:
            yield each


def _table(block: BlockOf) -> list[str]:
    return [*_HEAD, *(_row(each) for each in _rows(block))]


def _row(entry: _Entry) -> str:
    name = f"`{entry.name}`" if isinstance(entry, Key) else entry.placeholder
    cells = (name, _takes(entry.shape), _needed(entry), entry.description, _example(entry))
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"


def _takes(shape: Shape) -> str:
    match shape:
        case ListOf():
            return f"list: {_takes(shape.member)}"
        case PlainOrBlock():
            return f"{_takes(shape.plain)}, or a block"
        case ByChoice():
            return " or ".join(each.name for each in shape.shapes.values())
        case BlockOf():
            return "block"
    return shape.name


def _needed(entry: _Entry) -> str:
    if not isinstance(entry, Key):
        return ""
    words = []
    if entry.required:
        words.append("needed")
    elif entry.required_with:
        words.append(f"needed with {_words(entry.required_with)}")
    elif entry.goes_with:
        words.append(f"with {_words(entry.goes_with)}")
    if entry.default is not None:
        words.append(f"`{_written(entry.default)}`")
    return ", ".join(words)


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in words)


def _one_of(block: BlockOf) -> str:
    return f"Exactly one of {_words(block.exactly_one)} is needed.\n"


def _example(entry: _Entry) -> str:
    if entry.example is None and _block_of(entry.shape)[0]:
        return ""  # the block has a table of its own
    shown = _written(example_of_entry(entry))
    name = entry.name if isinstance(entry, Key) else entry.example_key
    return f"`{name}: {'!secret ' if entry.shape is SECRET else ''}{shown}`"


def _written(value: Any) -> str:
    """Return a value as one writes it in YAML, on one line."""
    match value:
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(_written(each) for each in value)}]"
        case str() if _NEEDS_QUOTES.search(value):
            return json.dumps(value, ensure_ascii=False)
    return str(value)
