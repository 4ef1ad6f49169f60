"""Every example of docs/configuration.md loads, put into the sample; and no option is left unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon.config import load
from daemon.config.schema import json_schema

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"(?ms)^```yaml\n(.*?)^```$", PAGE)
ADDED_TO = ("people", "contract_types", "calendars")  # blocks by key: an example is one more
Write = Callable[[str], Path]


def blocks(text: str) -> dict[str, str]:
    """The top-level blocks of a configuration as texts."""
    found = re.findall(r"(?ms)^(\w+):(.*?)(?=^\w|\Z)", re.sub(r"(?m)^#.*\n", "", text))
    return dict(found)


def with_example(sample: str, example: str) -> str:
    whole = blocks(sample)
    for key, text in blocks(example).items():
        whole[key] = whole[key].rstrip() + text if key in ADDED_TO and key != "calendars" else text
    return "".join(f"{key}:{text.rstrip()}\n" for key, text in whole.items())


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.split("\n")[0] + each.split("\n")[1] for each in EXAMPLES])
def test_an_example_loads(example: str, sample: str, write: Write) -> None:
    settings = load(write(with_example(sample, example)))
    for key in re.findall(r"(?m)^  (\w+):$", example if "contract_types:" in example else ""):
        assert key in settings.contract_types


def names(schema: Any) -> Iterator[str]:
    """Every key that the configuration knows."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for each in schema.values():
            yield from names(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from names(each)


def test_every_option_is_on_the_page() -> None:
    missing = [name for name in dict.fromkeys(names(json_schema())) if not re.search(rf"\b{name}\b", PAGE)]
    assert missing == []
