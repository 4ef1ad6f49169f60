"""Values of the configuration with their places, and the reading of a block key by key.

A reader is a function from an `Item` to a value; it raises `Mistake`. It says first what it expects, as JSON Schema:
on a real item that does nothing; `schema.py` has all readers say it to items that listen.

Reading goes on after a mistake with a value that stands in, so that one look at the configuration finds all of them;
what was built is then thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from daemon.config.problems import Mistake, Problem, Problems, hint, listed, printable, quoted

T = TypeVar("T")
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Item:
    """One value: a node of the YAML tree, where it stands, and where to report what is wrong with it."""

    node: Node
    file: str
    line: int
    path: str
    problems: Problems
    name: str = ""  # the key that it stands under; empty in lists

    def wrong(self, message: str) -> None:
        self.problems.add(Problem(self.file, self.line, self.path, message))

    def expects(self, schema: Mapping[str, object], example: str) -> None:
        """What a reader takes, and an example that it would take. For those who listen: here it does nothing."""

    def either(self, plain: Callable[[Item], T], block: Callable[[Item], T]) -> T:
        """What may be written as a plain value or as a block."""
        return block(self) if self.is_block else plain(self)

    def note(self, message: str) -> None:
        """Say something that is no mistake and may not be what was meant."""
        warning = Problem(self.file, self.line, self.path, message)
        if warning not in self.problems.warnings:
            self.problems.warnings.append(warning)

    def read(self, reader: Callable[[Item], T], fallback: T) -> T:
        """What the reader makes of this value; its mistake is reported and `fallback` stands in."""
        try:
            return reader(self)
        except Mistake as mistake:
            self.wrong(str(mistake))
            return fallback

    @property
    def kind(self) -> str:
        """`str`, `int`, `float`, `bool`, `null`, `timestamp`, `map`, `seq`, or a tag such as `!secret`."""
        return str(self.node.tag or "").removeprefix(_TAG)

    @property
    def scalar(self) -> str | None:
        """The text of a scalar as it is written; None for lists and blocks."""
        return str(self.node.value) if isinstance(self.node, ScalarNode) else None

    @property
    def is_block(self) -> bool:
        return isinstance(self.node, MappingNode)

    def described(self) -> str:
        """What was found, for a message."""
        match self.kind:
            case "map":
                return "a block"
            case "seq":
                return "a list"
            case "null":
                return "nothing"
            case "str":
                return quoted(self.scalar or "")
            case tag if tag.startswith("!"):
                return f"the tag {printable(tag)}"
        return self.scalar or "nothing"

    def items(self) -> list[Item]:
        """The members of a list. Raises Mistake when it is none."""
        if not isinstance(self.node, SequenceNode):
            raise Mistake(f"found {self.described()}, expected a list: [one, two]")
        return [
            Item(node, self.file, node.start_mark.line + 1, f"{self.path}[{i}]", self.problems)
            for i, node in enumerate(self.node.value)
        ]

    def items_or_none(self) -> list[Item]:
        """The members of a list; when it is none, that is reported."""
        return self.read(lambda each: each.items(), [])

    def block(self) -> Block:
        """The value as a block of keys; a key given twice is reported. Raises Mistake when it is no block."""
        if not isinstance(self.node, MappingNode):
            raise Mistake(f"found {self.described()}, expected a block of keys")
        entries: dict[str, Item] = {}
        merged: list[Node] = []
        for key, value in self.node.value:
            if str(key.tag) == f"{_TAG}merge":
                merged.append(value)
                continue
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                Item(key, self.file, line, self.path, self.problems).wrong("a list or block as a key; expected a word")
            elif key.value in entries:
                first = entries[key.value]
                Item(key, self.file, line, first.path, self.problems).wrong(
                    f"given twice, first in line {first.line}; delete one"
                )
            else:
                entries[key.value] = self._under(key, value)
        for each in merged:
            self._merge(each, entries)
        return Block(self, entries)

    def _under(self, key: ScalarNode, node: Node) -> Item:
        line = key.start_mark.line + 1
        if isinstance(node, ScalarNode) and node.value:
            line = max(line, node.start_mark.line + 1)  # a value below its key
        name = str(key.value)
        path = f"{self.path}.{printable(name)}" if self.path else printable(name)
        return Item(node, self.file, line, path, self.problems, name)

    def _merge(self, node: Node, entries: dict[str, Item]) -> None:
        """`<<: *defaults` or `<<: [*a, *b]`: keys given here win over merged ones."""
        for each in node.value if isinstance(node, SequenceNode) else [node]:
            if not isinstance(each, MappingNode) or each is self.node:
                self.wrong("`<<` takes a block: `<<: *name`")
                continue
            for key, value in each.value:
                if isinstance(key, ScalarNode) and str(key.tag) != f"{_TAG}merge":
                    entries.setdefault(key.value, self._under(key, value))


@dataclass(slots=True)
class Block:
    """The keys of a block. As a context manager it reports, at its end, the keys that nobody asked for."""

    item: Item
    entries: Mapping[str, Item]
    silent: bool = False  # stands in for a block that was missing or wrong: that has been said already
    asked: set[str] = field(default_factory=set)

    def __enter__(self) -> Block:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.refuse_unknown()

    def refuse_unknown(self) -> None:
        for key, item in self.entries.items():
            if key not in self.asked:
                item.wrong(f"unknown key{hint(key, sorted(self.asked))}")

    def get(self, key: str) -> Item | None:
        self.asked.add(key)
        return self.entries.get(key)

    def read(self, key: str, reader: Callable[[Item], T], default: T) -> T:
        """The value of a key that may be absent."""
        item = self.get(key)
        return item.read(reader, default) if item else default

    def need(self, key: str, reader: Callable[[Item], T], fallback: T) -> T:
        """The value of a key that must be there."""
        item = self.get(key)
        if item:
            return item.read(reader, fallback)
        self.missing(key)
        return fallback

    def missing(self, key: str) -> None:
        if not self.silent:
            where = f" to {self.item.path}" if self.item.path else ""
            self.item.wrong(f"`{key}` is missing; add `{key}:`{where}")

    def choose(self, key: str, reader: Callable[[Item], T], default: T, *, needed: bool = True) -> T:
        """The value of a key on which it depends what else is read."""
        return self.need(key, reader, default) if needed else self.read(key, reader, default)

    def exactly_one(self, readers: Mapping[str, Callable[[Item], T]], fallback: T) -> T:
        """The value of that one of the keys which is given; none or several are a mistake."""
        given = [each for each in readers if each in self.entries]
        if len(given) != 1:
            self.asked.update(readers)
            self.item.wrong(f"found {' and '.join(given) or 'none'}, expected exactly one of {listed(readers)}")
            return fallback
        return self.read(given[0], readers[given[0]], fallback)

    def matching(self, pattern: str) -> Iterator[tuple[str, Item]]:
        """Entries whose keys are words of a pattern."""
        for key, item in self.entries.items():
            if re.fullmatch(pattern, key):
                self.asked.add(key)
                yield key, item

    def many(self, key: str, reader: Callable[[Item], T | None]) -> tuple[T, ...]:
        """The members of a list that may be absent, without the wrong ones."""
        item = self.get(key)
        read = (each.read(reader, None) for each in item.items_or_none()) if item else ()
        return tuple(each for each in read if each is not None)

    def need_many(self, key: str, reader: Callable[[Item], T | None]) -> tuple[T, ...]:
        """The members of a list that must be there and must not be empty."""
        item = self.get(key)
        if item is None:
            self.missing(key)
        elif isinstance(item.node, SequenceNode) and not item.node.value:
            item.wrong("the list is empty; expected at least one")
        return self.many(key, reader)

    def inner(self, key: str) -> Block | None:
        """The block under a key that may be absent; also None when it is no block, which is reported."""
        item = self.get(key)
        return item.read(_block, None) if item else None

    def need_inner(self, key: str) -> Block:
        """The block under a key that must be there; an empty one stands in."""
        if key not in self.entries:
            self.missing(key)
        return self.inner(key) or Block(self.item, {}, silent=True)

    def each(self) -> Iterator[tuple[str, Item]]:
        """All entries of a block whose keys are names that the admin chose."""
        self.asked.update(self.entries)
        return iter(self.entries.items())


def _block(item: Item) -> Block | None:
    return item.block()
