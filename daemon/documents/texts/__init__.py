"""The texts that clerks read, in Russian and English: `ru.yaml` and `en.yaml` in this folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class CatalogueText:
    """A text of the catalogue that waits for a language: as a value of another text, it is said in that one's."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@cache
def catalogue(language: str) -> dict[str, Any]:
    """Return the texts of a language, or the English ones if there are none."""
    from ruamel.yaml import YAML

    path = Path(__file__).with_name(f"{language}.yaml")
    if not path.is_file():
        path = Path(__file__).with_name("en.yaml")
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def say(language: str, key: str, **values: object) -> str:
    told = {name: _told(language, value) for name, value in values.items()}
    return str(catalogue(language)[key]).format(**told)


def _told(language: str, value: object) -> object:
    """Return a value in a language: phrases are said, several of them one after another."""
    match value:
        case CatalogueText():
            return say(language, value.key, **value.values)
        case tuple():
            return "; ".join(str(_told(language, each)) for each in value)
    return value
