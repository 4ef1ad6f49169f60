"""WordprocessingML as it is looked at here: names, attributes and texts of elements, in both of its namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"  # ISO/IEC 29500 strict
_SPACES = (SPACE, STRICT)
_TEXT_SPACES = (*_SPACES, "{http://schemas.openxmlformats.org/officeDocument/2006/math}")
_OFF = frozenset({"0", "false", "off"})


def name_of(element: Any) -> str:
    """Return the local name of a WordprocessingML element; empty for others."""
    return _names(element.tag)[0]


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    return _names(element.tag)[1]


@lru_cache(4096)  # a document asks for the same few tags a million times
def _names(tag: object) -> tuple[str, str]:
    space, _, name = str(tag).rpartition("}")
    return name if space + "}" in _SPACES else "", name


def child(element: Any, *path: str) -> Any:
    """Return the first WordprocessingML element down a path; None if there is none."""
    for name in path:
        element = next((each for each in element if name_of(each) == name), None) if element is not None else None
    return element


def attribute(element: Any, name: str) -> str:
    """Return an attribute of WordprocessingML; empty if it is absent, or the element is."""
    if element is None:
        return ""
    return next((found for space in _SPACES if (found := element.get(f"{space}{name}"))), "")


def number(element: Any, name: str) -> float | None:
    """Return an attribute as a number; None if it is none."""
    try:
        return float(attribute(element, name))
    except ValueError:
        return None


def is_on(element: Any) -> bool:
    """Return whether a property that is there, such as `w:vanish`, is switched on."""
    return attribute(element, "val").lower() not in _OFF


def around(element: Any, *names: str) -> Any:
    """Return the nearest WordprocessingML element of one of these names around an element; None if there is none."""
    return next((each for each in element.iterancestors() if name_of(each) in names), None)


def texts(element: Any, *, deleted: bool = False) -> Iterator[str]:
    """Yield the texts in an element, of formulas too; with `deleted` those that are proposed to go."""
    names = ("t", "delText") if deleted else ("t",)
    for each in element.iter(*(f"{space}{name}" for space in _TEXT_SPACES for name in names)):
        yield each.text or ""
