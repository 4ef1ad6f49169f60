"""What a row of the table is made of: keys, blocks, lists, and single values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from daemon.config.problems import did_you_mean, listed

Plain = str | int | float | bool
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A single value. `name` is what the reference calls it, `expected` what a message says was expected."""

    name: str
    expected: str
    example: Plain
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string", "pattern": r"\S"})

    def matches(self, written: str) -> bool:
        """Return whether the text fits the schema's pattern: readers and editors ask the same one."""
        return re.fullmatch(self.schema["pattern"], written) is not None


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number within limits."""

    least: int
    most: int

    @property
    def name(self) -> str:
        return f"whole number, {self.least} to {self.most}"

    @property
    def expected(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    @property
    def example(self) -> int:
        return self.least

    @property
    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words. `refused` are words that are known, too, and refused with a reason of their own."""

    words: tuple[str, ...]
    refused: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return ", ".join(f"`{each}`" for each in self.words)

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.words, *self.refused)

    @property
    def expected(self) -> str:
        return listed(self.known)

    @property
    def example(self) -> str:
        return self.words[0]

    @property
    def schema(self) -> Schema:
        return {"enum": list(self.words)}


def choice_of(words: type[StrEnum]) -> Choice:
    return Choice(tuple(each.value for each in words))


@dataclass(frozen=True, slots=True)
class ListOf:
    member: Shape
    at_least_one: bool = False


@dataclass(frozen=True, slots=True)
class PlainOrBlock:
    """What may be written as one value or as a block."""

    plain: ValueKind | Choice
    block: BlockOf


@dataclass(frozen=True, slots=True)
class ByChoice:
    """What depends on the word under another key of the same block, `BlockOf.decided_by`."""

    shapes: Mapping[str, ValueKind]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a block.

    `required_with` and `goes_with` are words of the key that decides (`BlockOf.decided_by`): with these the key is
    required, and it goes with these only. `default` is what holds without the key, as it would be written.
    """

    name: str
    shape: Shape
    description: str
    required: bool = False
    default: Plain | None = None
    example: Any = None
    required_with: tuple[str, ...] = ()
    goes_with: tuple[str, ...] = ()

    def is_required(self, chosen: str) -> bool:
        return self.required or chosen in self.required_with

    def goes(self, chosen: str) -> bool:
        """Return whether it goes with the word; before one is chosen everything does."""
        return not chosen or not self.goes_with or chosen in self.goes_with


@dataclass(frozen=True, slots=True)
class Named:
    """Entries whose keys the admin chooses. `placeholder` stands for such a key in paths, `example_key` is one."""

    placeholder: str
    example_key: str
    shape: Shape
    description: str
    example: Any = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """Entries whose keys match a pattern; `words` are suggested when one is misspelt.

    `hyphenated` is what to say of a key with hyphens whose parts are nearly such words.
    """

    pattern: str
    words: tuple[str, ...]
    hyphenated: str
    placeholder: str
    example_key: str
    shape: Shape
    description: str
    example: Any = None

    def is_nearly(self, key: str) -> bool:
        return "-" in key and any(did_you_mean(part, self.words) for part in key.split("-"))


@dataclass(frozen=True, slots=True)
class BlockOf:
    """The keys of a block. With `exactly_one` one of these must be given, and no other of them."""

    keys: tuple[Key, ...] = ()
    named: Named | None = None
    pattern: Pattern | None = None
    exactly_one: tuple[str, ...] = ()
    decided_by: str = ""

    def find(self, name: str) -> Key | None:
        return next((each for each in self.keys if each.name == name), None)

    def key(self, name: str) -> Key:
        """Return the row of a key. Raises Undescribed when there is none."""
        found = self.find(name)
        if found is None:
            raise Undescribed(
                f"the key `{name}` is not in the table of keys: describe it in daemon/config/key_table.py"
            )
        return found

    def entry(self, name: str) -> Key | Named | Pattern | None:
        """Return what is said of an entry of this name; None when there may be none."""
        if found := self.find(name):
            return found
        if self.pattern and re.fullmatch(self.pattern.pattern, name):
            return self.pattern
        return self.named

    def names(self, chosen: str = "") -> list[str]:
        """Return the words that may be meant when a key is misspelt."""
        words = self.pattern.words if self.pattern else ()
        return [*words, *(each.name for each in self.keys if each.goes(chosen))]

    def choices(self) -> tuple[str, ...]:
        """Return the words of the key that decides."""
        shape = self.key(self.decided_by).shape if self.decided_by else None
        return shape.words if isinstance(shape, Choice) else ()

    def entries(self) -> Iterator[Key | Named | Pattern]:
        yield from self.keys
        yield from (each for each in (self.pattern, self.named) if each)


Single = ValueKind | WholeNumber | Choice
Shape = Single | ListOf | PlainOrBlock | ByChoice | BlockOf


class Undescribed(LookupError):
    """A reader asks for what the table of keys does not say."""
