"""What was handed in at once, judged without the database: a form, the contract's text, or both for a new version."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from daemon import conditions
from daemon.application.app_context import AppContext
from daemon.application.availability import directory
from daemon.application.submissions.hand_in import Mixed, sort_out
from daemon.documents import form_parser, naming
from daemon.documents.form_parser import Draft, DraftProblems
from daemon.documents.invalid_value import brief
from daemon.documents.safety import Unsafe
from daemon.documents.texts import say
from daemon.store.drafts import StoredDraft
from daemon.workflow.codec import canonical, to_json
from daemon.workflow.contract_type import ContractType
from daemon.workflow.leavers import Concern
from daemon.workflow.model import File, Person


class Rejection(Exception):
    """Why a draft becomes no contract: `lines` in the clerk's language, `marked` a copy of the form with the places.

    `number`: the contract that the letter about it is about, so that it can be answered with the file. `concern`: what
    the administrators have to mend first.
    """

    def __init__(
        self, lines: tuple[str, ...], marked: bytes | None = None, number: str = "", concern: Concern | None = None
    ) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines
        self.marked = marked
        self.number = number
        self.concern = concern


class Unchanged(Rejection):
    """What was handed in is the version that is in rework, and its `words` do not say that this is meant."""

    def __init__(self, lines: tuple[str, ...], number: str, words: str) -> None:
        super().__init__(lines, number=number)
        self.words = words


@dataclass(frozen=True, slots=True)
class Submission:
    """`draft` is what the form says, `document` the text as a person has written it; one of them is there.

    Of the parts the form is the first.
    `number` names the contract that gets a new version; empty: a new contract.
    """

    parts: tuple[StoredDraft, ...]
    type: ContractType
    language: str
    draft: Draft | None
    document: StoredDraft | None
    number: str
    attachments: tuple[StoredDraft, ...] = ()

    @property
    def stored_draft(self) -> StoredDraft:
        """The one that stands for all: whose sender and source are those of the others."""
        return self.parts[0]

    @property
    def words(self) -> str:
        """What was written beside it: in its mail, and in the form's line for a comment."""
        said = (self.stored_draft.words, self.draft.comment if self.draft else "")
        return "\n".join(dict.fromkeys(filter(None, said)))

    def form(self) -> File | None:
        return file_of("form", self.parts[0]) if self.draft else None

    def text(self) -> File | None:
        return file_of("docx", self.document) if self.document else None

    def attached(self) -> tuple[File, ...]:
        return tuple(file_of("attachment", each) for each in self.attachments)

    @property
    def meaning(self) -> str:
        """A hash of what was handed in says, however its file was written; "" of a text alone."""
        if self.draft is None:
            return ""
        facts = sorted(canonical(to_json(each)) for each in self.draft.facts)
        return hashlib.sha256(canonical([self.type.key, facts]).encode()).hexdigest()

    def say(self, key: str, **values: object) -> Rejection:
        """Return the rejection of this text of the catalogue."""
        return Rejection((say(self.language, key, **values),))


def read(app: AppContext, parts: Sequence[StoredDraft]) -> Submission:
    """Return what was handed in. Raises Rejection with every mistake."""
    stored_draft = parts[0]
    type_ = app.settings.contract_types.get(stored_draft.type)
    language = language_of(app, stored_draft, type_)
    try:
        found = sort_out(parts)
    except Mixed as mixed:
        raise Rejection((say(language, mixed.key, **mixed.values),)) from mixed
    if type_ is None:
        raise Rejection((_no_type(app, stored_draft, language),))
    draft = _read_form(app, found.form, type_, language) if found.form else None
    number = (draft.contract if draft else "") or stored_draft.about
    if document := found.document:
        number = number or ("" if draft else naming.number_in(type_.number, document.name))
        _examine(app, document, language, is_known=bool(number or draft))
    in_order = (*filter(None, (found.form, found.document)), *found.attachments)
    return Submission(in_order, type_, language, draft, found.document, number, found.attachments)


def clerk_of(app: AppContext, stored_draft: StoredDraft, type_: ContractType | None) -> Person | None:
    """Return who is told what becomes of a draft; None: nobody is known."""
    if stored_draft.sender:
        return app.directory.people.get(stored_draft.sender)
    return usual_initiator(app, type_)


def usual_initiator(app: AppContext, type_: ContractType | None) -> Person | None:
    """Return who acts for the initiator that the configuration names for a type; None: it names nobody."""
    if type_ is None or type_.initiator is None:
        return None
    with app.database.read() as connection:
        present = directory(app, connection).present(type_.initiator, app.now())
    return app.directory.people.get(present)


def language_of(app: AppContext, stored_draft: StoredDraft, type_: ContractType | None) -> str:
    person = clerk_of(app, stored_draft, type_)
    return person.language if person else app.settings.organisation.language


def file_of(purpose: str, stored_draft: StoredDraft) -> File:
    return File(purpose, stored_draft.name, stored_draft.sha256, len(stored_draft.content))


def _read_form(app: AppContext, stored_draft: StoredDraft, type_: ContractType, language: str) -> Draft:
    try:
        return form_parser.read_draft(
            stored_draft.name,
            stored_draft.content,
            type_,
            language,
            conditions.holds_if_filled_in,
            app.renderer.spreadsheet,
        )
    except DraftProblems as problems:
        marked = form_parser.marked_copy(type_, app.people(), language, problems)
        raise Rejection(tuple(str(each) for each in problems.mistakes), marked) from problems


def _examine(app: AppContext, stored_draft: StoredDraft, language: str, *, is_known: bool) -> None:
    if not is_known:
        raise Rejection((say(language, "document_of_no_contract", name=brief(stored_draft.name)),))
    try:
        app.renderer.examine(stored_draft.content)
    except Unsafe as error:
        why = say(language, error.key, **error.values)
        raise Rejection((say(language, "not_readable", name=brief(stored_draft.name), why=why),)) from error


def _no_type(app: AppContext, stored_draft: StoredDraft, language: str) -> str:
    """Mailed with no type, it is no form of ours: why not; else a folder that is no contract type's."""
    if not stored_draft.type:
        why = say(language, form_parser.why_no_form(stored_draft.name, stored_draft.content))
        return say(language, "not_readable", name=brief(stored_draft.name), why=why)
    known = ", ".join(sorted(app.settings.contract_types))
    return say(language, "unknown_type", type=stored_draft.type, known=known)
