"""Values of the configuration with their places, and the reading of a block key by key.

A reader is a function from an `Item` to a value; it raises `Mistake`. What may stand where is said by the table of keys
(`key_table.py`): an item knows its row, so readers say neither which words they take nor which keys are required.

Reading goes on after a mistake with a value that stands in, so that one look at the configuration finds all of them;
what was built is then thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TypeVar

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from daemon.config.key_shapes import (
    BlockOf,
    ByChoice,
    Choice,
    Key,
    ListOf,
    Named,
    Pattern,
    Plain,
    PlainOrBlock,
    Shape,
    Undescribed,
    ValueKind,
    WholeNumber,
)
from daemon.config.problems import Mistake, Problem, Problems, hint, listed, printable, quoted

T = TypeVar("T")
S = TypeVar("S", bound=Shape)
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Item:
    """One value: a node of the YAML tree, where it stands, what may stand there, and where to report what is wrong.

    `shape` is None under a key that is unknown.
    """

    node: Node
    file: str
    line: int
    path: str
    problems: Problems
    shape: Shape | None
    name: str = ""  # the key that it stands under; empty in lists

    def wrong(self, message: str) -> None:
        self.problems.add(Problem(self.file, self.line, self.path, message))

    def described_as(self, shape: type[S]) -> S:
        """Return the row of the table. Raises Undescribed when it is another shape than the reader reads."""
        if not isinstance(self.shape, shape):
            raise Undescribed(f"{self.path} is read as {shape.__name__}, and the table of keys says otherwise")
        return self.shape

    def of(self, shape: Shape) -> Item:
        """Return the same item as one of another shape."""
        return replace(self, shape=shape)

    def unexpected(self) -> Mistake:
        """Return what to say of a value that is none of its kind."""
        if not isinstance(self.shape, ValueKind | WholeNumber | Choice):
            raise Undescribed(f"{self.path} is read as one value, and the table of keys says otherwise")
        return Mistake(f"found {self.described()}, expected {self.shape.expected}")

    def either(self, plain: Callable[[Item], T], block: Callable[[Item], T]) -> T:
        """Read what may be written as a plain value or as a block."""
        shape = self.described_as(PlainOrBlock)
        return block(self.of(shape.block)) if self.is_block else plain(self.of(shape.plain))

    def note(self, message: str) -> None:
        """Say something that is no mistake and may not be what was meant."""
        warning = Problem(self.file, self.line, self.path, message)
        if warning not in self.problems.warnings:
            self.problems.warnings.append(warning)

    def read(self, reader: Callable[[Item], T], fallback: T) -> T:
        """Return what the reader makes of this value; its mistake is reported and `fallback` stands in."""
        try:
            return reader(self)
        except Mistake as mistake:
            self.wrong(str(mistake))
            return fallback

    @property
    def kind(self) -> str:
        """Return `str`, `int`, `float`, `bool`, `null`, `timestamp`, `map`, `seq`, or a tag such as `!secret`."""
        return str(self.node.tag or "").removeprefix(_TAG)

    @property
    def scalar(self) -> str | None:
        """Return the text of a scalar as it is written; None for lists and blocks."""
        return str(self.node.value) if isinstance(self.node, ScalarNode) else None

    @property
    def is_block(self) -> bool:
        return isinstance(self.node, MappingNode)

    def described(self) -> str:
        """Return what was found, for a message."""
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
        """Return the members of a list. Raises Mistake when it is none."""
        member = self.described_as(ListOf).member
        if not isinstance(self.node, SequenceNode):
            raise Mistake(f"found {self.described()}, expected a list: [one, two]")
        return [
            Item(node, self.file, node.start_mark.line + 1, f"{self.path}[{i}]", self.problems, member)
            for i, node in enumerate(self.node.value)
        ]

    def items_or_none(self) -> list[Item]:
        """Return the members of a list; when it is none, that is reported."""
        return self.read(lambda each: each.items(), [])

    def block(self) -> Block:
        """Return the value as a block of keys; a key given twice is reported. Raises Mistake when it is no block."""
        described = self.described_as(BlockOf)
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
                place = Item(key, self.file, line, self.path, self.problems, None)
                place.wrong("a list or block as a key; expected a word")
            elif key.value in entries:
                first = entries[key.value]
                Item(key, self.file, line, first.path, self.problems, None).wrong(
                    f"given twice, first in line {first.line}; delete one"
                )
            else:
                entries[key.value] = self._under(described, key, value)
        for each in merged:
            self._merge(described, each, entries)
        return Block(self, entries, described)

    def look(self, key: str) -> Item | None:
        """Return what stands under a key, if this is a block that has it."""
        item = self.of(self.shape.block) if isinstance(self.shape, PlainOrBlock) else self
        return item.block().get(key) if self.is_block else None

    def no_block(self) -> Block:
        """Return what stands in for a block that is missing or wrong."""
        return Block(self, {}, self.described_as(BlockOf), silent=True)

    def _under(self, described: BlockOf, key: ScalarNode, node: Node) -> Item:
        line = key.start_mark.line + 1
        if isinstance(node, ScalarNode) and node.value:
            line = max(line, node.start_mark.line + 1)  # a value below its key
        name = str(key.value)
        path = f"{self.path}.{printable(name)}" if self.path else printable(name)
        entry = described.entry(name)
        return Item(node, self.file, line, path, self.problems, entry.shape if entry else None, name)

    def _merge(self, described: BlockOf, node: Node, entries: dict[str, Item]) -> None:
        """Add `<<: *defaults` or `<<: [*a, *b]`: keys given here win over merged ones."""
        for each in node.value if isinstance(node, SequenceNode) else [node]:
            if not isinstance(each, MappingNode) or each is self.node:
                self.wrong("`<<` takes a block: `<<: *name`")
                continue
            for key, value in each.value:
                if isinstance(key, ScalarNode) and str(key.tag) != f"{_TAG}merge":
                    entries.setdefault(key.value, self._under(described, key, value))


@dataclass(slots=True)
class Block:
    """The keys of a block. As a context manager it reports, at its end, those that may not stand in it."""

    item: Item
    entries: Mapping[str, Item]
    described: BlockOf
    silent: bool = False  # stands in for a block that was missing or wrong: that has been said already
    chosen: str = ""  # the word of the key on which it depends what else there is

    def __enter__(self) -> Block:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.refuse_unknown()

    def refuse_unknown(self) -> None:
        pattern = self.described.pattern
        for key, item in self.entries.items():
            if self.described.entry(key):
                continue
            if pattern and pattern.is_nearly(key):
                item.wrong(pattern.hyphenated)
            else:
                item.wrong(f"unknown key{hint(key, sorted(self.described.names(self.chosen)))}")

    def get(self, key: str) -> Item | None:
        """Return what stands under a key. Raises Undescribed when the key is not in the table."""
        row = self.described.key(key)
        item = self.entries.get(key) if row.goes(self.chosen) else None
        if item and isinstance(row.shape, ByChoice) and self.chosen:
            return item.of(row.shape.shapes[self.chosen])
        return item

    def read(self, key: str, reader: Callable[[Item], T], otherwise: T) -> T:
        """Return the value of a key; when it is wrong or absent, which may be a mistake, `otherwise`."""
        row, item = self.described.key(key), self.get(key)
        if row.default is not None:
            raise Undescribed(f"`{key}` has a default in the table: read it with `option`")
        if item:
            return item.read(reader, otherwise)
        if row.is_required(self.chosen):
            self.missing(key)
        return otherwise

    def option(self, key: str, reader: Callable[[Item], T]) -> T:
        """Return the value of a key with a default, which holds when it is absent and stands in when it is wrong."""
        default, item = reader(self._default(key)), self.get(key)
        return item.read(reader, default) if item else default

    def _default(self, key: str) -> Item:
        row = self.described.key(key)
        if row.default is None:
            raise Undescribed(f"`{key}` has no default in the table: read it with `read`")
        return replace(self.item, node=_scalar(row.default), shape=row.shape, name=key)

    def missing(self, key: str) -> None:
        if not self.silent:
            where = f" to {self.item.path}" if self.item.path else ""
            self.item.wrong(f"`{key}` is missing; add `{key}:`{where}")

    def choose(self, reader: Callable[[Item], T], otherwise: T) -> T:
        """Return the value of the key that decides which others there are, and report those that do not go with it."""
        row = self.described.key(self.described.decided_by)
        found = self.read(row.name, reader, otherwise) if row.default is None else self.option(row.name, reader)
        if str(found) in self.described.choices():
            self.chosen = str(found)
            self._refuse_unsuited(row)
        return found

    def _refuse_unsuited(self, decides: Key) -> None:
        for row in self.described.keys:
            if not row.goes(self.chosen) and row.name in self.entries:
                self.entries[row.name].wrong(
                    f"does not go with the {decides.name} {self.chosen}; only with {listed(row.goes_with)}"
                )

    def exactly_one(self, readers: Mapping[str, Callable[[Item], T]], otherwise: T) -> T:
        """Return the value of that one of the keys which is given; none or several are a mistake."""
        keys = self.described.exactly_one
        given = [each for each in keys if each in self.entries]
        if len(given) != 1:
            self.item.wrong(f"found {' and '.join(given) or 'none'}, expected exactly one of {listed(keys)}")
            return otherwise
        return self.read(given[0], readers[given[0]], otherwise)

    def matching(self) -> Iterator[tuple[str, Item]]:
        """Yield the entries whose keys match the pattern of the table."""
        yield from ((key, item) for key, item in self.entries.items() if isinstance(self.described.entry(key), Pattern))

    def many(self, key: str, reader: Callable[[Item], T | None]) -> tuple[T, ...]:
        """Return the members of a list without the wrong ones; none when it is absent, which may be a mistake."""
        row, item = self.described.key(key), self.get(key)
        if item is None:
            if row.is_required(self.chosen):
                self.missing(key)
            return ()
        if item.described_as(ListOf).at_least_one and isinstance(item.node, SequenceNode) and not item.node.value:
            item.wrong("the list is empty; expected at least one")
        read = (each.read(reader, None) for each in item.items_or_none())
        return tuple(each for each in read if each is not None)

    def inner(self, key: str) -> Block | None:
        """Return the block under a key that may be absent; also None when it is no block, which is reported."""
        item = self.get(key)
        return item.read(_block, None) if item else None

    def need_inner(self, key: str) -> Block:
        """Return the block under a key that must be there; an empty one stands in."""
        row = self.described.key(key)
        if not row.is_required(self.chosen):
            raise Undescribed(f"`{key}` is not required by the table: read it with `inner`")
        if key not in self.entries:
            self.missing(key)
        return self.inner(key) or self.item.of(row.shape).no_block()

    def each(self) -> Iterator[tuple[str, Item]]:
        """Yield all entries of a block whose keys are names that the admin chose. Raises Undescribed if it is none."""
        if not isinstance(self.described.named, Named):
            raise Undescribed(f"{self.item.path} has keys of its own, which are read one by one")
        yield from self.entries.items()


def _block(item: Item) -> Block | None:
    return item.block()


def _scalar(value: Plain) -> ScalarNode:
    """Return a default as if it were written."""
    match value:
        case bool():
            return ScalarNode(f"{_TAG}bool", str(value).lower())
        case int():
            return ScalarNode(f"{_TAG}int", str(value))
    return ScalarNode(f"{_TAG}str", str(value))
