"""The table of keys and the readers agree: nothing is read that it does not say, and nothing it says is left unread."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import TaggedScalar

from daemon.config import ConfigurationError, load
from daemon.config.key_shapes import BlockOf, Key, ListOf, Named, Pattern, PlainOrBlock, Shape, Undescribed
from daemon.config.key_table import CONFIGURATION
from daemon.config.problems import Problems
from daemon.config.schema import json_schema
from daemon.config.value_kinds import FLAG, SECRET, TEXT
from daemon.config.values import flag, text, whole
from daemon.config.yaml_node import Block, Item

ROOT = Path(__file__).parents[2]
Write = Callable[[str], Path]
Step = str | int
Place = tuple[Step, ...]


@dataclass(frozen=True)
class Row:
    """A row of the table, and a place in the data where it may stand."""

    entry: Key | Named | Pattern
    block: BlockOf
    place: Place

    def __str__(self) -> str:
        return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in self.place).removeprefix(".")


def rows(shape: Shape, data: Any, place: Place = ()) -> Iterator[Row]:
    """Every row of the table that the data has a place for."""
    match shape:
        case ListOf():
            for i, each in enumerate(data):
                yield from rows(shape.member, each, (*place, i))
        case PlainOrBlock() if isinstance(data, dict):
            yield from rows(shape.block, data, place)
        case BlockOf():
            decides = shape.find(shape.decided_by)
            chosen = str(data.get(decides.name, decides.default)) if decides else ""
            for entry in shape.entries():
                for name in names(entry, shape, chosen, data):
                    yield Row(entry, shape, (*place, name))
                    if name in data:
                        yield from rows(entry.shape, data[name], (*place, name))


def names(entry: Key | Named | Pattern, block: BlockOf, chosen: str, data: Any) -> list[str]:
    if isinstance(entry, Key):
        return [entry.name] * entry.goes(chosen)
    return [name for name in data if block.entry(name) is entry]


def described(shape: Shape) -> Iterator[Key | Named | Pattern]:
    """Every row of the table, wherever it may stand."""
    match shape:
        case ListOf():
            yield from described(shape.member)
        case PlainOrBlock():
            yield from described(shape.block)
        case BlockOf():
            for entry in shape.entries():
                yield entry
                yield from described(entry.shape)


def sample_data() -> Any:
    """The sample, with what it does not show, and without what takes most of the time."""
    data = YAML().load(ROOT / "config.yaml")
    del data["working_time"]["holidays"]
    columns = data["contract_types"]["purchase"]["fields"]["items"]["columns"]
    columns["colour"] = {"label": "Цвет", "type": "choice", "choices": {"red": "красный"}}
    columns["maker"] = {"label": "ИНН изготовителя", "type": "inn", "foreign": True, "hint": "как в паспорте изделия"}
    fields = data["contract_types"]["purchase"]["fields"]
    fields["bik"] = {"label": "БИК", "type": "bik", "default": "044525225"}
    fields["account"] = {"label": "Счёт", "type": "account", "bik": "bik", "hint": "20 цифр"}
    fields["supplier_inn"] = {"label": "ИНН поставщика", "type": "inn", "foreign": True}
    data["board"]["trusted_proxy"] = {"from": ["10.0.0.1"], "header": "X-Remote-User"}
    return data


FIRST_PLACES = list({id(row.entry): row for row in reversed(list(rows(CONFIGURATION, sample_data())))}.values())


def test_every_row_of_the_table_has_a_place_in_the_sample() -> None:
    placed = {id(row.entry) for row in FIRST_PLACES}
    assert [each for each in described(CONFIGURATION) if id(each) not in placed] == []


DECIDING = {
    "kind",
    "send",
    "type",
    "action",
    "person",
    "role",
    "approver_field",
}  # on which it depends what else is read
ALONE = [row for row in FIRST_PLACES if list(described(row.entry.shape)) or row.place[-1] in DECIDING]
TOGETHER = [row for row in FIRST_PLACES if row not in ALONE]


def told_of_wrong_values(rows: list[Row], write: Write) -> dict[str, list[str]]:
    """What is said of values that nothing takes, by their paths."""
    data = sample_data()
    for row in rows:
        inside = data
        for step in row.place[:-1]:
            inside = inside[step]
        for other in row.block.exactly_one if row.place[-1] in row.block.exactly_one else ():
            inside.pop(other, None)
        inside[row.place[-1]] = TaggedScalar("x", tag="!wrong")
    out = io.StringIO()
    YAML().dump(data, out)
    with pytest.raises(ConfigurationError) as caught:
        load(write(out.getvalue()))
    told: dict[str, list[str]] = {}
    for each in caught.value.problems:
        told.setdefault(each.path, []).append(each.message)
    return told


def is_told(row: Row, told: dict[str, list[str]]) -> bool:
    wanted = "a secret must not stand" if row.entry.shape is SECRET else "found the tag !wrong, expected "
    return any(each.startswith(wanted) for each in told.get(str(row), ()))


def test_single_values_of_the_table_are_read(write: Write) -> None:
    """A value that nothing takes is told at its place; nobody would notice it under a key that nobody reads."""
    told = told_of_wrong_values(TOGETHER, write)
    assert len(TOGETHER) > 60
    assert [str(row) for row in TOGETHER if not is_told(row, told)] == []


@pytest.mark.parametrize("row", ALONE, ids=str)
def test_blocks_of_the_table_and_what_decides_about_others_are_read(row: Row, write: Write) -> None:
    assert is_told(row, told_of_wrong_values([row], write))


def schemas_of_keys(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of the schema with what is said of it."""
    if isinstance(schema, list):
        for each in schema:
            yield from schemas_of_keys(each, path)
    elif isinstance(schema, dict):
        under = {**schema.get("properties", {}), **schema.get("patternProperties", {})}
        under |= {"KEY": schema["additionalProperties"]} if schema.get("additionalProperties") else {}
        for name, each in under.items():
            yield f"{path}.{name}", each
            yield from schemas_of_keys(each, f"{path}.{name}")
        for each in (schema.get("items"), schema.get("anyOf")):
            yield from schemas_of_keys(each, path)


def test_every_key_of_the_schema_is_described_and_its_examples_fit() -> None:
    keys = list(schemas_of_keys(json_schema()))
    assert len(keys) > 100
    for path, schema in keys:
        assert schema["description"], path
        assert schema["examples"], path
        for example in schema["examples"]:
            assert Draft202012Validator(schema).is_valid(example), f"{path}: {example}"


def test_every_default_is_one_that_its_key_takes() -> None:
    for path, schema in schemas_of_keys(json_schema()):
        if "default" in schema:
            assert Draft202012Validator(schema).is_valid(schema["default"]), path


class TestAReader:
    """One that asks for what the table does not say is a mistake of ours, and does not go unnoticed."""

    BLOCK = BlockOf((Key("named", TEXT, "some text"), Key("on", FLAG, "whether", default=True)))

    def block(self, text: str = "named: x") -> Block:
        return Item(YAML(typ="safe", pure=True).compose(text), "config.yaml", 1, "", Problems(), self.BLOCK).block()

    def test_cannot_ask_for_a_key_that_is_not_in_it(self) -> None:
        with pytest.raises(Undescribed, match="the key `nmaed` is not in the table"):
            self.block().read("nmaed", text, "")

    def test_cannot_read_another_kind_of_value_than_it_says(self) -> None:
        with pytest.raises(Undescribed, match="named is read as WholeNumber, and the table of keys says otherwise"):
            self.block().read("named", whole, 0)
        with pytest.raises(Undescribed, match="named is read as ListOf"):
            self.block().many("named", text)

    def test_has_no_default_of_its_own(self) -> None:
        with pytest.raises(Undescribed, match="`on` has a default in the table"):
            self.block().read("on", flag, otherwise=False)
        with pytest.raises(Undescribed, match="`named` has no default in the table"):
            self.block().option("named", text)
        assert self.block().option("on", flag) is True


def test_the_reference_and_the_schema_are_what_the_table_says() -> None:
    script = ROOT / "scripts" / "configuration_reference"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
