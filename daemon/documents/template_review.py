"""What a template uses, and what must not be in it. Runs in the child."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from docxtpl.template import DocxTemplate
from jinja2 import Environment, nodes

from daemon.documents.docx_review import Fault, look
from daemon.documents.template_uses import ROWS

NOTES = (  # parts that docxtpl does not name headers or footers
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
)
PROPERTIES = ("title", "subject", "author", "keywords", "comments", "category", "identifier", "content_status")
_SHOWN = 60  # characters of a place
_NOT_FILLED_IN = re.compile(r"chart|diagram|custom-properties")
_TAG = re.compile(r"\{\{|\{%")
_ONLY_TAGS = re.compile(r"(\{%.*?%\}|\{#.*?#\}|\s)+")  # what is taken away when the template is filled in
_FORMATTING = frozenset(  # filters that print what they are given, more or less
    {"upper", "lower", "title", "capitalize", "trim", "e", "escape", "safe", "string", "default", "d", "join", "list"}
    | {"genitive", "genitive_post"}
)
_SAMEROWS = frozenset({"sort", "list", "reverse", "unique", "selectattr", "rejectattr", "default", "d"})
_BY_COLUMN = frozenset({"selectattr", "rejectattr", "groupby"})


def faults(content: bytes, opened: Any) -> list[Fault]:
    """Return what a template must not have, as `docx_review.look` does, and tags where nothing fills them in."""
    found = [each for each in look(content) if each["kind"] not in ("template", "empty") and not _goes_away(each)]
    if any(each["kind"] == "strict" for each in found):
        return found  # python-docx opens none
    document: Any = DocxTemplate(opened)
    document.init_docx()
    for part in document.docx.part.package.iter_parts():
        found += [
            {"kind": "unfilled", "why": "", "part": "part", "name": str(part.partname), "words": words[:_SHOWN]}
            for words in _unfilled(part)
        ]
    return found


def _unfilled(part: Any) -> Iterator[str]:
    """Yield the tags of a part that stay as they are: in a diagram, and in the addresses of links."""
    text = part.blob.decode("utf-8", "replace") if _NOT_FILLED_IN.search(part.content_type) else ""
    if tag := _TAG.search(text):
        yield re.sub(r"<[^>]+>", "", text[tag.start() :])
    addresses = (unquote(each.target_ref) for each in part.rels.values() if each.is_external)
    yield from (each for each in addresses if _TAG.search(each))


def _goes_away(fault: Fault) -> bool:
    """Return whether hidden text is only tags: the lines of a loop may be small or white while they are there."""
    return fault["kind"] == "hidden" and bool(_ONLY_TAGS.fullmatch(fault.get("words", "")))


def sources(document: Any) -> Iterator[str]:
    """Yield every text of a template in which tags are filled in: body, headers, footers, notes, properties."""
    yield document.patch_xml(document.get_xml())
    for kind in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(kind):
            yield document.patch_xml(document.get_part_xml(part))
    for part in note_parts(document):
        yield document.patch_xml(part.blob.decode())
    for name in PROPERTIES:
        yield getattr(document.docx.core_properties, name)


def note_parts(document: Any) -> list[Any]:
    """Return the parts with foot- and endnotes."""
    return [part for part in document.docx.part.package.iter_parts() if part.content_type in NOTES]


class Uses:
    """The names that a template uses, dotted: `amount`, `initiator.name`; of the rows of a table `items[].price`."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.names: dict[str, str] = {}  # each with the words around it, where it is used first
        self.printed: set[str] = set()  # those that stand in the text as they are
        self._lines: list[str] = []

    def add(self, source: str) -> None:
        """Take in a text of the template. Raises Jinja's TemplateSyntaxError."""
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", source)
        self._lines = source.split("\n")
        tree = self._environment.parse(source)
        made = dict.fromkeys((*self._environment.globals, "loop"), "")
        made |= {each.name: "" for each in tree.find_all(nodes.Name) if each.ctx == "param"}
        made |= {each.name: "" for each in tree.find_all(nodes.Macro)}
        for block in tree.find_all(nodes.AssignBlock):
            made |= dict.fromkeys(_targets(block.target), "")
        for assign in tree.find_all(nodes.Assign):
            made |= dict.fromkeys(_targets(assign.target), self._path(assign.node, made))
        self._walk(tree, made)

    def _walk(self, node: nodes.Node, made: Mapping[str, str]) -> None:
        """Note the names in a node. `made` are the template's own, each with what it stands for, if that is known."""
        path = self._path(node, made)
        if path and isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._note(path, node)
            return
        if isinstance(node, nodes.For):
            self._loop(node, made)
            return
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
            self._walk(node.node.node, made)  # what follows is a method of the value: `start.split('.')`
            for argument in node.args:
                self._walk(argument, made)
            return
        if isinstance(node, nodes.Output):
            for each in node.nodes:
                self._print(each, made)
        if isinstance(node, nodes.Filter):
            rows = self._path(node.node, made)
            for name in _columns(node) if rows else ():
                self._note(f"{rows}{ROWS}.{name}", node)
        for inner in node.iter_child_nodes():
            self._walk(inner, made)

    def _note(self, path: str, node: nodes.Node) -> None:
        line = re.sub(r"<[^>]+>", "", self._lines[node.lineno - 1]) if node.lineno <= len(self._lines) else ""
        self.names.setdefault(path, " ".join(line.split())[:_SHOWN])

    def _loop(self, node: nodes.For, made: Mapping[str, str]) -> None:
        self._walk(node.iter, made)
        rows, targets = self._path(node.iter, made), _targets(node.target)
        row = f"{rows}{ROWS}" if rows and len(targets) == 1 else ""
        inside = {**made, **dict.fromkeys(targets, row)}
        for statement in node.body:
            self._walk(statement, inside)
        if node.test is not None:
            self._walk(node.test, inside)
        for statement in node.else_:
            self._walk(statement, made)

    def _print(self, node: nodes.Node | None, made: Mapping[str, str]) -> None:
        match node:
            case nodes.Filter() if node.name in _FORMATTING:
                self._print(node.node, made)
            case nodes.Concat():
                for each in node.nodes:
                    self._print(each, made)
            case nodes.CondExpr():
                self._print(node.expr1, made)
                self._print(node.expr2, made)
            case nodes.Node():
                self.printed |= {path for path in (self._path(node, made),) if path}

    def _path(self, node: nodes.Node | None, made: Mapping[str, str]) -> str:
        """Return the name that an expression is; empty for what is computed, or the template's own."""
        match node:
            case nodes.Name():
                return made.get(node.name, node.name)
            case nodes.Getattr():
                head = self._path(node.node, made)
                return f"{head}.{node.attr}" if head else ""
            case nodes.Getitem() if isinstance(node.arg, nodes.Slice):
                return self._path(node.node, made)
            case nodes.Getitem():
                head = self._path(node.node, made)
                name = node.arg.value if isinstance(node.arg, nodes.Const) else None
                return (f"{head}.{name}" if isinstance(name, str) else f"{head}{ROWS}") if head else ""
            case nodes.Filter() if node.name in _SAMEROWS:
                return self._path(node.node, made)
        return ""


def _targets(target: nodes.Node) -> list[str]:
    return [each.name for each in (target, *target.find_all(nodes.Name)) if isinstance(each, nodes.Name)]


def _columns(node: nodes.Filter) -> Iterator[str]:
    """Yield the columns that a filter is told by name, as in `items|sum(attribute='price')`."""
    named = [each.value for each in node.kwargs if each.key == "attribute"]
    named += node.args[:1] if node.name in _BY_COLUMN else []
    yield from (str(each.value) for each in named if isinstance(each, nodes.Const))
