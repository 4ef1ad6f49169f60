"""Read a draft from YAML or JSON: fields by name. Scalars stay text, so that no INN loses its zero to a number."""

from __future__ import annotations

import json
from typing import Any

from daemon.documents.invalid_value import InvalidValue
from daemon.documents.raw_form import CONTRACT, INITIATOR, TYPE, Flaw, RawForm, Row
from daemon.documents.safety import Unsafe

DEEPEST = 20  # levels of nesting
LARGEST = 256 * 1024


SUFFIXES = (".yaml", ".yml", ".json")


def read_yaml(content: bytes, name: str = "") -> RawForm:
    """Return what a YAML draft says, or one in JSON, by its name. Raises Unsafe if it cannot be read at all."""
    text = _decoded(content)
    root = _compose(_checked_json(text) if name.lower().endswith(".json") else text)
    reader = _Reader()
    values, places, tables = {}, {}, {}
    for key, node in reader.pairs(root):
        places[key] = _line(node)
        if node.id == "sequence":
            tables[key] = reader.rows(node)
        else:
            values[key] = reader.value(node)
    said = {name: str(values.pop(name, None) or "").strip() for name in (INITIATOR, CONTRACT, TYPE)}
    return RawForm(values, places, tables, said[INITIATOR], said[CONTRACT], said[TYPE], flaws=tuple(reader.flaws))


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Unsafe("too_big", size=max(1, len(content) // 2**20), max=LARGEST / 2**20)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unsafe("not_utf8") from None


def _checked_json(text: str) -> str:
    """Return JSON as YAML that says the same, of which it is a part but for tabs. Raises Unsafe."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise Unsafe("bad_json", line=error.lineno) from error
    except RecursionError as error:
        raise Unsafe("bad_json", line=1) from error
    return text.replace("\t", " ")  # no string holds one as it is


def _compose(text: str) -> Any:
    """Return the tree of nodes. Raises Unsafe, also for aliases: a few lines of them can stand for gigabytes."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        _refuse_aliases_and_depth(text)
        root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, Unsafe):
            raise
        mark = getattr(error, "problem_mark", None)
        raise Unsafe("bad_yaml", line=mark.line + 1 if mark else 1) from error
    if root is None or root.id != "mapping":
        raise Unsafe("not_mapping")
    return root


def _refuse_aliases_and_depth(text: str) -> None:
    """Raise Unsafe for an alias, and for nesting: 5,000 brackets cost the parser 15 s, and a draft needs three."""
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, AliasEvent):
            raise Unsafe("yaml_alias")
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise Unsafe("bad_yaml", line=event.start_mark.line + 1)


class _Reader:
    """Walks the nodes and collects what is wrong with the file itself."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def pairs(self, node: Any) -> list[tuple[str, Any]]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value) if key.id == "scalar" else "?"
            if name in found:
                self.flaws.append(Flaw(_line(key), InvalidValue("twice", found=name)))
            found.setdefault(name, value)
        return list(found.items())

    def rows(self, node: Any) -> tuple[Row, ...]:
        rows = []
        for number, item in enumerate(node.value, 1):
            if item.id != "mapping":
                self.flaws.append(Flaw(_line(item), InvalidValue("not_row", row=number)))
                continue
            pairs = self.pairs(item)
            rows.append(
                Row(number, {key: self.value(each) for key, each in pairs}, {key: _line(each) for key, each in pairs})
            )
        return tuple(rows)

    def value(self, node: Any) -> object:
        """Return a scalar as text or None; for anything else an empty list or mapping, which no field takes."""
        if node.id == "scalar":
            is_null = node.tag == "tag:yaml.org,2002:null"
            return None if is_null else _joined(str(node.value))
        return [] if node.id == "sequence" else {}


def _joined(text: str) -> str:
    """Return text in which a character that JSON has written as two halves is one again."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _line(node: Any) -> str:
    return str(node.start_mark.line + 1)
