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
from datetime import datetime
from pathlib import Path
from typing import Any

from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from daemon.documents.docx_review import look
from daemon.documents.redline import redline
from daemon.documents.reviewed_text import accepted_text, review_marks
from daemon.documents.safety import Unsafe
from daemon.documents.spreadsheet import filled_cells, to_json
from daemon.documents.template_package import LostPart, opened
from daemon.documents.template_review import PROPERTIES, Uses, faults, note_parts, sources
from daemon.documents.word_elements import local
from daemon.name_cases import genitive_name, genitive_post

# Characters of a library's error, of a paragraph and of a template's line: what finds the place, no whole document.
_ERROR_SHOWN, _TEXT_SHOWN, _LINE_SHOWN = 200, 80, 120
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_PROPERTY = 255  # characters that python-docx takes for a property
_KEPT = ("subject", "keywords", "description", "category", "language")  # what a template may say of its contracts
_BRACES = {"{": "\ue000", "}": "\ue001"}


class RenderProblem(Exception):
    """A mistake of a template, and where it is."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(what)
        self.where = where


class Environment(ImmutableSandboxedEnvironment):
    """The environment of all templates. Templates are the admin's, values are the clerk's: so values are escaped."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_finalize)
        del self.filters["random"], self.globals["lipsum"]  # the same values give the same document
        self.filters |= {"genitive": genitive_name, "genitive_post": genitive_post}


def _finalize(value: Any) -> Any:
    if value is None:
        raise RenderProblem("a value is empty that the template shows: give it a default, or ask for it with {% if %}")
    return value


def main() -> None:
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _say({})  # it has started; from now on the time is the question's
    for line in sys.stdin.buffer:
        question = json.loads(line)
        try:
            answer = _OF_PEOPLE.get(question["do"], _answer)(question)
        except RenderProblem as problem:
            answer = {"problem": str(problem), "where": problem.where}
        except LostPart as problem:
            answer = {"problem": str(problem)}
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
            answer = {"problem": f"it cannot be read as DOCX ({type(error).__name__}: {error})"}
        except MemoryError:
            answer = {"problem": f"it needs more than {memory // 2**20} MB of memory: is there a loop?"}
        except Exception as error:  # noqa: BLE001  whatever an expression in a template raises is the template's mistake
            answer = {"problem": f"{type(error).__name__}: {error}", "where": _where(error, question["template"])}
        _say(answer)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    template = question["template"]
    if question["do"] == "names":
        return _names(template)
    if question["do"] == "faults":
        return {"found": faults(Path(template).read_bytes(), opened(template))}
    document = _render(template, clean(question["values"]), clean(question["properties"]))
    return {"document": base64.b64encode(document).decode()}


def _names(template: str) -> dict[str, Any]:
    """Return the names that a template uses, with their places, and those that it prints as they are."""
    document = DocxTemplate(opened(template))
    document.init_docx()
    uses = Uses(Environment())
    for source in sources(document):
        uses.add(source)
    return {"names": uses.names, "printed": sorted(uses.printed)}


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


def _cells(question: dict[str, Any]) -> dict[str, Any]:
    """Return the filled cells of a form, or why it cannot be read, as `Unsafe` would say it."""
    try:
        return {"book": to_json(filled_cells(base64.b64decode(question["workbook"]), question["wanted"]))}
    except Unsafe as error:
        return {"unsafe": error.key, "values": error.values}
    except MemoryError:
        return {"unsafe": "form_too_complex", "values": {}}
    except Exception:  # noqa: BLE001  whatever a damaged book makes the library raise, it is this file that is damaged
        return {"unsafe": "broken_zip", "values": {}}


def _reviewed(question: dict[str, Any]) -> dict[str, Any]:
    """Return what `_redline` does of a text that somebody went over, with their remarks and the text that follows."""
    try:
        document = base64.b64decode(question["new"])
        marks = [asdict(each) for each in review_marks(document)]
        accepted = base64.b64encode(accepted_text(document)).decode()
    except Exception as error:  # noqa: BLE001  the libraries raise nearly anything
        return {"failed": f"{type(error).__name__}: {error}"[:_ERROR_SHOWN]}
    return {**_redline(question), "marks": marks[: question["most"]], "accepted": accepted, "marked": len(marks)}


# done with files that people may have edited
_OF_PEOPLE = {"look": _look, "redline": _redline, "reviewed": _reviewed, "cells": _cells}


class _Template(DocxTemplate):
    """A template that is filled in wherever a text can stand, once: docxtpl passes over endnotes and keywords."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        for part in note_parts(self):
            source = self.patch_xml(part.blob.decode())  # type: ignore[no-untyped-call]
            part._blob = self.render_xml_part(source, part, context, jinja_env).encode()  # type: ignore[no-untyped-call]

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        plain = jinja_env.overlay(autoescape=False)  # python-docx escapes what it is given
        core = _core(self)
        for name in PROPERTIES:
            setattr(core, name, plain.from_string(getattr(core, name)).render(context)[:_PROPERTY])


def _render(template: str, values: Any, properties: Any) -> bytes:
    document = _Template(opened(template))
    document.render(values, Environment(), autoescape=True)
    _describe(_core(document), properties)
    out = io.BytesIO()
    document.save(out)
    _check(out.getvalue())
    return _deterministic(out.getvalue())


def _core(document: Any) -> Any:
    return document.docx.core_properties


def _describe(core: Any, properties: Any) -> None:
    """Give a document its own title, author and dates: those of the template say who made the template, and when."""
    for each in list(core._element):
        if local(each) not in _KEPT:
            core._element.remove(each)
    core.title, core.author = properties["title"][:_PROPERTY], properties["author"][:_PROPERTY]
    core.last_modified_by, core.revision = properties["author"][:_PROPERTY], 1
    core.created = core.modified = datetime.fromisoformat(properties["at"])


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
            if not name.endswith(".xml"):
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


def _where(error: Exception, template: str) -> str:
    """Return the text of the paragraph where a template fails: docxtpl makes one line of each `w:p`."""
    line = getattr(error, "lineno", None)
    if line is None:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == "<template>"]
        line = frames[-1].lineno if frames else None
    if not isinstance(line, int) or line < 1:
        return ""
    source = DocxTemplate(opened(template))
    source.init_docx()
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", source.patch_xml(source.get_xml())).splitlines()
    text = re.sub(r"<[^>]+>", "", lines[line - 1]) if line <= len(lines) else ""
    return text.strip()[:_LINE_SHOWN]


if __name__ == "__main__":
    main()
