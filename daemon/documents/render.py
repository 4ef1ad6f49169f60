"""Render DOCX templates in a child process with limits: a template may loop or eat memory, the daemon may not.

docxtpl loses text in silence by default (a value with "&" drops all that follows). So here: escaping is on, undefined
names and None are refused, values are cleaned, the XML is checked strictly, and what is left of a tag is found.
"""

from __future__ import annotations

import base64
import contextlib
import json
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from daemon.documents.safety import Unsafe, inspect_document, inspect_workbook
from daemon.documents.spreadsheet import Spreadsheet, from_json
from daemon.documents.template_uses import ROWS, TemplateUses
from daemon.documents.texts import CatalogueText, say
from daemon.workflow.text_comparison import MOST_CHANGES, NoRedline, ReviewMark, TextChange, TextComparison, TextPlace

SECONDS = 20.0
MEMORY_BYTES = 1024**3
_FAULTS = ("template", "strict", "active", "tracked", "hidden", "comment", "empty")  # of a text, what is told first
_PLACES = 3  # of one kind of fault that are shown; of more the number is told
_CHUNK_BYTES = 1 << 20  # read at once at most; a pipe holds less


class TemplateProblem(Exception):
    """A template that cannot be rendered: which one, where in it, what is wrong, how to mend it."""

    def __init__(self, template: str, what: str, where: str = "") -> None:
        place = f', at "{where}"' if where else ""
        super().__init__(f"{template}{place}: {what}")
        self.template = template
        self.what = what
        self.where = where


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """What a document says of itself beside its text: whose it is, and of when."""

    title: str
    author: str
    at: datetime


NO_PROPERTIES = DocumentProperties("", "", datetime(1980, 1, 1, tzinfo=UTC))  # when ZIP's own time begins


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """A version as somebody went over it: the text with all their edits, what changed, the first of their marks."""

    text: bytes
    redline: bytes | None
    comparison: TextComparison
    marks: tuple[ReviewMark, ...]
    marked: int  # how many marks there are


class Renderer:
    """A renderer with one child process, restarted after it failed. Threads may share it: they take turns."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._seconds, self._memory = seconds, memory
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def render(
        self, template: Path, values: Mapping[str, Any], properties: DocumentProperties = NO_PROPERTIES
    ) -> bytes:
        """Return the document as DOCX bytes, equal ones for equal values and properties. Raises TemplateProblem."""
        described = asdict(properties) | {"at": properties.at.astimezone(UTC).isoformat()}
        question = {"do": "render", "template": str(template), "values": values, "properties": described}
        return base64.b64decode(self._ask(question, template)["document"])

    def names(self, template: Path) -> frozenset[str]:
        """Return the names that a template uses, such as `amount` or `initiator.name`. Raises TemplateProblem."""
        return frozenset(each for each in self.uses(template).names if ROWS not in each)

    def uses(self, template: Path) -> TemplateUses:
        """Return all that a template uses of the values. Raises TemplateProblem."""
        answer = self._ask({"do": "names", "template": str(template)}, template)
        return TemplateUses(answer["names"], frozenset(answer["printed"]))

    def faults(self, template: Path) -> tuple[CatalogueText, ...]:
        """Return what a template must not have: every document that is made from it would have it, too.

        Raises TemplateProblem if it is no document at all.
        """
        outside: list[CatalogueText] = []
        try:
            inspect_document(template.read_bytes())
        except Unsafe as unsafe:
            if unsafe.key != "active":
                raise TemplateProblem(template.name, say("en", unsafe.key, **unsafe.values)) from unsafe
            outside.append(CatalogueText(unsafe.key, unsafe.values))
        except OSError as error:
            raise TemplateProblem(template.name, f"it cannot be read ({error.strerror or error})") from error
        found = self._ask({"do": "faults", "template": str(template)}, template)["found"]
        kinds = dict.fromkeys(each["kind"] for each in found)
        if "strict" in kinds:
            raise TemplateProblem(template.name, say("en", "template_strict"))
        return (*outside, *(_told(kind, found, "template") for kind in kinds))

    def examine(self, document: bytes) -> None:
        """Raise Unsafe unless this DOCX, which a person has edited, can be a version as it is.

        What is only proposed, remarked on or hidden in it would be read by one and not by another.
        """
        inspect_document(document)
        answer = self._exchange({"do": "look", "document": base64.b64encode(document).decode()})
        if answer is None:
            raise Unsafe("too_complex")
        if "damaged" in answer:
            raise Unsafe("broken_zip")
        faults = tuple(
            _told(kind, answer["found"]) for kind in _FAULTS if any(f["kind"] == kind for f in answer["found"])
        )
        if len(faults) == 1:
            raise Unsafe(faults[0].key, **faults[0].values)
        if faults:
            raise Unsafe("document_faults", faults=faults)

    def spreadsheet(self, workbook: bytes, wanted: str) -> Spreadsheet:
        """Return what `read_spreadsheet` does, read in the child. Raises Unsafe, also when it takes too long."""
        inspect_workbook(workbook)
        question = {"do": "cells", "workbook": base64.b64encode(workbook).decode(), "wanted": wanted}
        answer = self._exchange(question)
        if answer is None or "unsafe" in answer:
            raise Unsafe(answer["unsafe"], **answer["values"]) if answer else Unsafe("form_too_complex")
        return from_json(answer["book"])

    def redline(self, old: bytes, new: bytes, author: str, at: datetime) -> tuple[bytes | None, TextComparison]:
        """Return the new version with its changes tracked, None if that cannot be, and what changed in words."""
        return _compared(self._exchange(_question("redline", old, new, author, at)))

    def reviewed(self, old: bytes, new: bytes, author: str, at: datetime) -> ReviewedText | None:
        """Return what somebody changed in a version and remarked on; None if their text cannot be read."""
        answer = self._exchange(_question("reviewed", old, new, author, at))
        if answer is None or "failed" in answer:
            return None
        document, comparison = _compared(answer)
        marks = tuple(ReviewMark(**each) for each in answer["marks"])
        return ReviewedText(base64.b64decode(answer["accepted"]), document, comparison, marks, answer["marked"])

    def close(self) -> None:
        with self._turn:
            self._end_child()

    def _ask(self, question: Mapping[str, Any], template: Path) -> dict[str, Any]:
        answer = self._exchange(question)
        if answer is None:
            limits = f"{self._seconds:.0f} s, {self._memory // 2**20} MB"
            raise TemplateProblem(template.name, f"it took too long or too much memory ({limits}): is there a loop?")
        if "problem" in answer:
            raise TemplateProblem(template.name, answer["problem"], answer.get("where", ""))
        return answer

    def _exchange(self, question: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the child's answer; None if it died or the time is over. It is killed then."""
        with self._turn:
            try:
                line = self._ask_and_wait(self._running_child(), json.dumps(question).encode() + b"\n")
            except OSError:
                line = b""
            if not line:
                self._end_child()
                return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _ask_and_wait(self, child: subprocess.Popen[bytes], question: bytes) -> bytes:
        """Send a line to the child and return the line that it answers; empty if it died or the time is over."""
        stdin = _pipe(child.stdin)
        stdin.write(question)
        stdin.flush()
        return self._line_of(child, self._seconds)

    @staticmethod
    def _line_of(child: subprocess.Popen[bytes], seconds: float) -> bytes:
        stdout = _pipe(child.stdout)
        chunks: list[bytes] = []
        until = time.monotonic() + seconds
        while not chunks or not chunks[-1].endswith(b"\n"):
            ready, _, _ = select.select([stdout], [], [], max(0.0, until - time.monotonic()))
            chunk = stdout.read1(_CHUNK_BYTES) if ready else b""  # type: ignore[attr-defined]
            if not chunk:
                return b""
            chunks.append(chunk)
        return b"".join(chunks)

    @property
    def child_id(self) -> int | None:
        """The id of the child process; None if there is none."""
        return self._child.pid if self._child else None

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end_child()
            command = [sys.executable, "-m", "daemon.documents.render_child", str(self._memory)]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._line_of(self._child, SECONDS)  # that it has started: on a busy machine this takes longer than a form
        return self._child

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(OSError):
                child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with contextlib.suppress(OSError):
                    _pipe(pipe).close()


def _told(kind: str, found: Sequence[Mapping[str, Any]], whose: str = "document") -> CatalogueText:
    """Return what is said of the faults of one kind: where they are, the first of them with their words."""
    places = [
        CatalogueText(
            f"fault_in_{each['part']}", {**each, "why": CatalogueText(f"hidden_{each['why']}") if each["why"] else ""}
        )
        for each in found
        if each["kind"] == kind and "part" in each
    ]
    more = (CatalogueText("fault_more", {"count": len(places) - _PLACES}),) if len(places) > _PLACES else ()
    where = (*places[:_PLACES], *more)
    if kind == "active" and whose == "document":
        return CatalogueText("active", {"what": CatalogueText("active_field", {"where": where})})
    return CatalogueText(f"{whose}_{kind}", {"where": where})


def _question(do: str, old: bytes, new: bytes, author: str, at: datetime) -> dict[str, Any]:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    texts = {"old": base64.b64encode(old).decode(), "new": base64.b64encode(new).decode()}
    return {"do": do, "author": author, "at": moment, "most": MOST_CHANGES, **texts}


def _compared(answer: dict[str, Any] | None) -> tuple[bytes | None, TextComparison]:
    if answer is None or "failed" in answer:
        too_long = answer is None or answer["failed"] == "memory"
        return None, TextComparison(no_redline=NoRedline.TOO_LONG if too_long else NoRedline.UNREADABLE)
    changes = tuple(TextChange(**{**each, "place": TextPlace(each["place"])}) for each in answer["changes"])
    document = base64.b64decode(answer["document"]) or None
    why = None if document else _why_none(changes, proven=answer["proven"])
    return document, TextComparison(changes, answer["count"], why)


def _why_none(changes: tuple[TextChange, ...], *, proven: bool) -> NoRedline:
    if not proven:
        return NoRedline.UNPROVEN
    return NoRedline.NOT_MARKABLE if changes else NoRedline.SAME_TEXT


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("the child has no pipe")
    return pipe
