"""Phrases of machines, footers and signatures from `machines.toml`, each list compiled to one pattern."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Return the pattern of a list, compiled on the first call. Raises KeyError if there is no such list."""
    entry = _all()[name]
    return re.compile(f"{entry.get('before', '')}(?:{source(name)}){entry.get('behind', '')}", re.IGNORECASE)


def source(name: str) -> str:
    """Return a list's phrases as alternatives, for a larger pattern."""
    return "|".join(_all()[name]["any"])


@cache
def _all() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("machines.toml").read_text(encoding="utf-8"))
