"""Why a value cannot be taken, and how what was found is shown to its writer."""

from __future__ import annotations

import unicodedata
from datetime import date

_SHOWN = 80  # characters of a wrong value that are shown to its writer


class InvalidValue(ValueError):
    """A value that cannot be taken: `key` names a text of the catalogue, `values` are what it needs."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = {name: brief(value) if name == "found" else value for name, value in values.items()}


def brief(found: object) -> str:
    """Return what was found, safe to show: one short line without control and bidi characters."""
    text = "[…]" if isinstance(found, list | dict) else plain(found)[: 4 * _SHOWN]
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def plain(found: object) -> str:
    """Return a value as text: a number typed into a text cell without ".0", a date as people write it."""
    if isinstance(found, float) and found.is_integer():
        return str(int(found))
    if isinstance(found, date):
        return found.strftime("%d.%m.%Y")
    return str(found)


def visible(text: str) -> str:
    """Return text in NFC without soft hyphens, zero-width and bidi characters."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
