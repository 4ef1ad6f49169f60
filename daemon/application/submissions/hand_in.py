"""What of the files that were handed in at once is the form, what the contract's text, what its attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from daemon.documents.form_parser import type_of_form
from daemon.documents.invalid_value import brief
from daemon.documents.safety import WORKBOOK_SUFFIXES, is_document
from daemon.documents.yaml_draft import SUFFIXES
from daemon.store.drafts import StoredDraft

DOCUMENTS = (".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf")  # of these only DOCX is taken; the others are told so
ATTACHED = frozenset({  # what travels with a request: programs of any kind are held back by mail servers
    ".pdf", ".docx", ".doc", ".odt", ".rtf", ".txt", ".xlsx", ".xls", ".ods", ".csv", ".pptx", ".ppt", ".odp", ".zip",
    ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".dwg", ".sig", ".sgn", ".xml",
})  # fmt: skip
MOST_BYTES = 15 * 1024 * 1024  # of attachments together: more than that many mail servers refuse
_BESIDE = ("приложени", "спецификаци", "тз", "техническое задание", "смета", "кп", "appendix", "annex", "attachment")
_MAIN = ("договор", "контракт", "contract", "agreement")


class Mixed(ValueError):
    """It cannot be told what is what: `key` of the catalogue's text, with its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class HandIn:
    form: StoredDraft | None
    document: StoredDraft | None
    attachments: tuple[StoredDraft, ...]


def sort_out(parts: Sequence[StoredDraft]) -> HandIn:
    """Return what is what. Raises Mixed when there are several forms, or texts that could all be the contract's."""
    if len(parts) == 1:
        (only,) = parts
        return HandIn(None, only, ()) if is_text_of_contract(only.name, only.content) else HandIn(only, None, ())
    texts = [each for each in parts if is_text_of_contract(each.name, each.content)]
    form = _form([each for each in parts if each not in texts])
    document = _document(texts, form)
    rest = tuple(each for each in parts if each is not form and each is not document)
    if form is None and document is None:
        return HandIn(parts[0], None, tuple(parts[1:]))
    _check(rest)
    return HandIn(form, document, rest)


def is_text_of_contract(name: str, content: bytes) -> bool:
    """Return whether a file is a contract's text rather than a form: by what it is, else by what it is called."""
    return is_document(content) or name.lower().endswith(DOCUMENTS)


def _form(others: Sequence[StoredDraft]) -> StoredDraft | None:
    """Return the form: what names its type, or is a draft in words; else the only workbook."""
    for found in (
        [each for each in others if each.name.lower().endswith(SUFFIXES) or type_of_form(each.name, each.content)],
        [each for each in others if each.name.lower().endswith(WORKBOOK_SUFFIXES)],
    ):
        if len(found) > 1:
            raise Mixed("one_at_a_time", names=_names(found))
        if found:
            return found[0]
    return None


def _document(texts: Sequence[StoredDraft], form: StoredDraft | None) -> StoredDraft | None:
    """Return the contract's text: the only one that is not called an appendix, or is called as the form."""
    if len(texts) == 1 and form is None:
        return texts[0]
    likely = [each for each in texts if not _stem(each).startswith(_BESIDE)]
    for found in (
        [each for each in likely if form and _stem(each) == _stem(form)],
        [each for each in likely if _stem(each).startswith(_MAIN)] if len(likely) > 1 else [],
        likely,
    ):
        if len(found) == 1:
            return found[0]
    if likely:
        raise Mixed("one_at_a_time", names=_names(likely))
    return None


def _check(attachments: Sequence[StoredDraft]) -> None:
    odd = [each for each in attachments if PurePath(each.name).suffix.lower() not in ATTACHED]
    if odd:
        raise Mixed("not_attached", names=_names(odd))
    size = sum(len(each.content) for each in attachments)
    if size > MOST_BYTES:
        raise Mixed("attachments_too_big", size=-(-size // 2**20), max=MOST_BYTES // 2**20)


def _stem(part: StoredDraft) -> str:
    return PurePath(part.name).stem.casefold()


def _names(parts: Sequence[StoredDraft]) -> str:
    return ", ".join(brief(each.name) for each in parts)
