"""The child that renders: questions as lines of JSON on standard input, answers on standard output.

A fresh DocxTemplate for each document: one that is shared has crashed the interpreter.
"""

from __future__ import annotations

import base64
import io
import json
import re
import resource
import sys
import traceback
import unicodedata
import zipfile
from dataclasses import asdict
from typing import Any

from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from daemon.documents.docx_review import look
from daemon.documents.redline import redline

# Characters of a library's error, of a paragraph and of a template's line: what finds the place, no whole document.
_ERROR_SHOWN, _TEXT_SHOWN, _LINE_SHOWN = 200, 80, 120
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_BRACES = {"{": "\ue000", "}": "\ue001"}
_WORD_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")


class RenderProblem(Exception):
    """A mistake of a template, and where it is."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(what)
        self.where = where


class Environment(ImmutableSandboxedEnvironment):
    """The environment of all templates. Templates are the admin's, values are the clerk's: so values are escaped."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_finalize)


def _finalize(value: Any) -> Any:
    if value is None:
        raise RenderProblem("a value is empty that the template shows: give it a default, or ask for it with {% if %}")
    return value


def main() -> None:
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        question = json.loads(line)
        try:
            answer = _OF_PEOPLE.get(question["do"], _answer)(question)
        except RenderProblem as problem:
            answer = {"problem": str(problem), "where": problem.where}
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
            answer = {"problem": f"it cannot be read as DOCX ({type(error).__name__}: {error})"}
        except MemoryError:
            answer = {"problem": f"it needs more than {memory // 2**20} MB of memory: is there a loop?"}
        except Exception as error:  # noqa: BLE001  whatever an expression in a template raises is the template's mistake
            answer = {"problem": f"{type(error).__name__}: {error}", "where": _where(error, question["template"])}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    if question["do"] == "names":
        return {"names": sorted(_names(question["template"]))}
    document = _render(question["template"], clean(question["values"]))
    return {"document": base64.b64encode(document).decode()}


def _look(question: dict[str, Any]) -> dict[str, Any]:
    """Return what a person's document must not have; "damaged" for whatever it makes the libraries raise."""
    try:
        return {"found": look(base64.b64decode(question["document"]))}
    except Exception as error:  # noqa: BLE001  the libraries raise nearly anything
        return {"damaged": f"{type(error).__name__}: {error}"[:_ERROR_SHOWN]}


def _redline(question: dict[str, Any]) -> dict[str, Any]:
    """Return the redline, empty if there is none, and the changes; after any failure why there are none."""
    try:
        old, new = (base64.b64decode(question[each]) for each in ("old", "new"))
        made = redline(old, new, question["author"], question["at"])
    except MemoryError:
        return {"failed": "memory"}
    except Exception as error:  # noqa: BLE001  the libraries raise nearly anything
        return {"failed": f"{type(error).__name__}: {error}"[:_ERROR_SHOWN]}
    document = base64.b64encode(made.document).decode() if made.document else ""
    changes = [asdict(each) for each in made.changes[: question["most"]]]
    return {"document": document, "proven": made.proven, "changes": changes, "count": len(made.changes)}


_OF_PEOPLE = {"look": _look, "redline": _redline}  # what is done with documents that people may have edited


def _render(template: str, values: Any) -> bytes:
    document = DocxTemplate(_with_one_core(template))
    document.render(values, Environment(), autoescape=True)
    out = io.BytesIO()
    document.save(out)
    _check(out.getvalue())
    return _deterministic(out.getvalue())


def clean(value: Any) -> Any:
    """Return values as XML can hold them: no control characters, no lone surrogates, "\\n" for line ends.

    A clerk's braces are replaced by private characters until the document is made: what looks like a tag after
    rendering is then the template's own.
    """
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [clean(each) for each in value]
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co"))
        return "".join(_BRACES.get(c, c) for c in kept)
    return value


def _check(document: bytes) -> None:
    """Raise RenderProblem if a part has a tag left over, XMLSyntaxError if it is no strict XML."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            if not _WORD_PART.fullmatch(name):
                continue
            tree = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, huge_tree=True))
            for paragraph in tree.iter("{*}p"):
                text = "".join(each.text or "" for each in paragraph.iter("{*}t"))
                if _LEFT_OVER.search(text):
                    raise RenderProblem("a tag was not understood: is it split, or misspelt?", text[:_TEXT_SHOWN])


def _deterministic(document: bytes) -> bytes:
    """Return the document with fixed times, so that equal values give one SHA-256, and with the clerk's braces."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type, fixed.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            content = old.read(info)
            for brace, stand_in in _BRACES.items():
                content = (
                    content.replace(stand_in.encode(), brace.encode()) if info.filename.endswith(".xml") else content
                )
            new.writestr(fixed, content)
    return out.getvalue()


def _with_one_core(template: str) -> io.BytesIO:
    """Return a template with one relationship to docProps/core.xml.

    LibreOffice writes it twice, and python-docx fails on that (docxtpl #558).
    """
    source = zipfile.ZipFile(template)
    rels = source.read("_rels/.rels").decode()
    cores = re.findall(r"<Relationship [^>]*core-properties[^>]*/>", rels)
    for extra in cores[1:]:
        rels = rels.replace(extra, "", 1)
    out = io.BytesIO()
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in dict.fromkeys(source.namelist()):
            copy.writestr(name, rels.encode() if name == "_rels/.rels" else source.read(name))
    out.seek(0)
    return out


def _names(template: str) -> set[str]:
    """Return every name that the template uses, dotted, less those that its own loops and sets make."""
    document = DocxTemplate(_with_one_core(template))
    document.init_docx()
    sources = [document.patch_xml(document.get_xml())]
    for kind in (document.HEADER_URI, document.FOOTER_URI):
        sources += [document.patch_xml(document.get_part_xml(part)) for _, part in document.get_headers_footers(kind)]
    found: set[str] = set()
    for source in sources:
        found |= _used(Environment().parse(source))
    return found


def _used(tree: nodes.Template) -> set[str]:
    made = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"} | {"loop"}
    dotted = {text for each in tree.find_all(nodes.Getattr) if (text := _dotted(each))}
    plain = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}
    heads = {each.partition(".")[0] for each in dotted}
    return {each for each in dotted | (plain - heads) if each.partition(".")[0] not in made}


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (head := _dotted(node.node)):
        return f"{head}.{node.attr}"
    return ""


def _where(error: Exception, template: str) -> str:
    """Return the text of the paragraph where a template fails: docxtpl makes one line of each `w:p`."""
    line = getattr(error, "lineno", None)
    if line is None:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == "<template>"]
        line = frames[-1].lineno if frames else None
    if not isinstance(line, int) or line < 1:
        return ""
    source = DocxTemplate(_with_one_core(template))
    source.init_docx()
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", source.patch_xml(source.get_xml())).splitlines()
    text = re.sub(r"<[^>]+>", "", lines[line - 1]) if line <= len(lines) else ""
    return text.strip()[:_LINE_SHOWN]


if __name__ == "__main__":
    main()
