"""The JSON Schema, made of the table of keys: what the daemon loads it accepts, and a wrong shape it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from daemon.config import load
from daemon.config.schema import json_schema

ROOT = Path(__file__).parents[2]
Write = Callable[[str], Path]
SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


class _AsEditorsDo(SafeConstructor):
    """YAML as JSON Schema sees it: a date is a text, a secret its name."""


_AsEditorsDo.add_constructor("!secret", lambda constructor, node: constructor.construct_scalar(node))
_AsEditorsDo.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
)


def data(text: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _AsEditorsDo
    return yaml.load(text)


def mistakes(text: str) -> list[str]:
    return [f"{'.'.join(map(str, each.path))}: {each.message}" for each in VALIDATOR.iter_errors(data(text))]


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_the_configuration_of_the_root_fits(sample: str) -> None:
    assert mistakes(sample) == []


def test_a_file_that_includes_others_and_an_included_one_fit(sample: str) -> None:
    start, end = sample.index("people:  "), sample.index("absences:")
    assert mistakes("include: [people.yaml]\n" + sample[:start] + sample[end:]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("organisation:", "organization:"),
        ("  name: Театр «Сцена»\n", ""),
        ("language: ru ", "language: de "),
        ("[sysadmin]", "sysadmin"),
        ("[sysadmin]", "[]"),
        ("port: 993", "port: 99333"),
        ("user: contracts, password: !secret mail_password}\n  send", "password: !secret mail_password}\n  send"),
        ("https://contracts.scena.example", "https://"),
        ("plus_address: true", "plus_address: maybe"),
        ("kind: imap", "kind: pop"),
        ("undo: 30 minutes", "undo: 30 mins"),
        ("delegation: anyone", "delegation: everyone"),
        ("email: sokolov@scena.example", "email: sokolov"),
        ("email: sokolov@scena.example", "mail: sokolov@scena.example"),
        ("from: 2026-12-01", "from: soon"),
        ("verdict: approve", "verdict: approved"),
        ('digest: {at: "09:00"}', "digest: {at: morning}"),
        ("type: text, max_length: 120", "type: text, max_length: many"),
        ("type: text, max_length: 120", "type: date, max_length: 120"),
        ("type: money, currency: RUB}\n      fund", "type: money}\n      fund"),
        ("type: inn", "type: snils"),
        ("[{person: lawyer, veto: true}]", "[{person: lawyer, role: manager of initiator}]"),
        ("[{person: lawyer, veto: true}]", "[{veto: true}]"),
        ("deadline: 8 working hours", "deadline: soon"),
        ("need: any", "need: most"),
        ("at deadline,", "at the deadline,"),
        ("{after: 1 working hour, to: manager}", "{to: manager}"),
        ("{after: 1 working hour, to: manager}", "{after: 1 working hour}"),
        ("action: reassign", "action: dismiss"),
        ("kind: signature", "kind: signing"),
        ("at: monday 09:00", 'at: "09:00"'),
        ("personal_data: 5 years", "personal_data: long"),
        ('tuesday-sunday: ["11:00-15:00"', 'tuesday-sonntag: ["11:00-15:00"'),
        ("policy: confirm", "policy: trust"),
        ("- stage: finance\n", "- phase: finance\n"),
    ],
)
def test_a_wrong_shape_is_refused_by_the_schema_as_by_the_daemon(old: str, new: str, sample: str, write: Write) -> None:
    assert old in sample
    edited = sample.replace(old, new, 1)
    assert mistakes(edited)
    with pytest.raises(ValueError, match=r"config\.yaml:\d+: "):
        load(write(edited))


def test_what_a_field_may_have_follows_from_its_type() -> None:
    fields = SCHEMA["properties"]["contract_types"]["additionalProperties"]["properties"]["fields"]
    field = fields["additionalProperties"]
    assert set(field["properties"]) >= {"label", "type", "required", "min", "max", "currency", "choices", "columns"}
    assert field["required"] == ["label", "type"]


def test_nothing_is_left_unsaid() -> None:
    """Every key of the sample has a place in the schema that says what it is."""

    def empty(schema: Any, path: str) -> list[str]:
        if schema == {}:
            return [path]
        if not isinstance(schema, dict):
            return []
        found = []
        for key in ("properties", "patternProperties"):
            for name, each in schema.get(key, {}).items():
                found += empty(each, f"{path}.{name}")
        for key in ("items", "additionalProperties"):
            found += empty(schema[key], f"{path}.{key}") if schema.get(key) not in (None, False) else []
        return found

    assert empty(SCHEMA, "") == []


def test_the_schema_beside_the_configuration_is_this_one() -> None:
    """Made by `make reference`; editors find it by a line in config.yaml."""
    kept = json.loads((ROOT / "config.schema.json").read_text(encoding="utf-8"))
    assert kept == SCHEMA, "make reference"
