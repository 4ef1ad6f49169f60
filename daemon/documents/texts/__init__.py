"""The texts that clerks read, in Russian and English: `ru.yaml` and `en.yaml` in this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any


@cache
def catalogue(language: str) -> dict[str, Any]:
    """Return the texts of a language, or the English ones if there are none."""
    from ruamel.yaml import YAML

    path = Path(__file__).with_name(f"{language}.yaml")
    if not path.is_file():
        path = Path(__file__).with_name("en.yaml")
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def say(language: str, key: str, **values: object) -> str:
    return str(catalogue(language)[key]).format(**values)
