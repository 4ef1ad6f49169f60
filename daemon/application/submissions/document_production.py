"""Documents: those of a version before anybody is asked about it, and the final set when a contract has closed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from daemon.application import archived_files
from daemon.application.app_context import AppContext, log
from daemon.application.execute import execute
from daemon.application.quarantine import NeedsAdmin
from daemon.documents import archive, naming
from daemon.documents.approval_sheet import TEMPLATE, sheet_values
from daemon.documents.render import DocumentProperties, TemplateProblem
from daemon.documents.template_values import template_values
from daemon.documents.texts import say
from daemon.store import archive_index, drafts, history
from daemon.store.cause import DOCUMENTS
from daemon.store.history import StoredContract
from daemon.store.job_key import JobKey, JobKind
from daemon.workflow.commands import Command, FileDocuments, FileFinalSet, FileSheet
from daemon.workflow.files import DIGITS_SHOWN
from daemon.workflow.model import Contract, File, Status, Version
from daemon.workflow.text_comparison import NoRedline, TextComparison


def make_documents(app: AppContext, contract_id: int) -> None:
    """Make what the contract waits for, if it waits. Slow work is done before the transaction that records it."""
    with app.database.read() as connection:
        stored = history.load(connection, contract_id)
    contract = stored.contract
    if contract.status is Status.PREPARING:
        _make_version(app, stored)
    elif contract.is_closed and contract.final is None:
        _make_final_set(app, stored)
    elif contract.is_closed and contract.outdated:
        _renew_sheet(app, stored)
    elif contract.without_sheet():
        _make_sheet_to_sign(app, stored)


def _make_version(app: AppContext, stored: StoredContract) -> None:
    contract = stored.contract
    edited = contract.version.document
    document = _handed_in(app, stored, edited) if edited else _from_template(app, contract)
    file = _lay(app, stored, _version_name(contract, contract.version), "docx", document)
    redlines, comparison = _redline(app, stored, document)
    files = [file, *redlines, *_attachments(app, stored)]
    _record(app, stored, FileDocuments(contract.version.number, file.sha256, tuple(files), comparison), files)
    log.info("documents made", contract=contract.number, version=contract.version.number)


def _attachments(app: AppContext, stored: StoredContract) -> list[File]:
    """Lay what was handed in beside form and text into the contract's folder, from where it travels with requests."""
    return [
        _lay(app, stored, naming.attachment_name(each.name), "attachment", _handed_in(app, stored, each))
        for each in stored.contract.version.attachments
    ]


def _redline(app: AppContext, stored: StoredContract, document: bytes) -> tuple[list[File], TextComparison | None]:
    """What has changed since the version before, marked in the text where that can be, and in words."""
    contract = stored.contract
    # a version that was recalled while its documents were made has none
    before = next((file for each in reversed(contract.versions[:-1]) if (file := each.file("docx"))), None)
    if before is None:
        return [], None
    try:
        with app.database.read() as connection:
            old = archived_files.content_of(connection, app.archive, before.sha256)
    except archived_files.FileMissing as error:
        log.warning("no redline: the version before cannot be read", contract=contract.number, why=str(error))
        return [], TextComparison(no_redline=NoRedline.NO_VERSION_BEFORE)
    made, comparison = app.renderer.redline(old, document, app.settings.organisation.name, contract.version.at)
    if made is None:
        return [], comparison
    mark = say(app.settings.organisation.language, "redline_mark", version=contract.version.number)
    return [_lay(app, stored, naming.file_name(f"{contract.name} {mark}", ".docx"), "redline", made)], comparison


def _handed_in(app: AppContext, stored: StoredContract, document: File) -> bytes:
    """A text that a person has edited becomes the version as it is, byte for byte; so do attachments."""
    with app.database.read() as connection:
        content = drafts.content_of(connection, stored.id, document.sha256)
    if content is None:
        number = stored.contract.number
        raise NeedsAdmin(f'"{document.name}" of {number}, handed in ({document.sha256[:DIGITS_SHOWN]}…) is not kept')
    return content


def _from_template(app: AppContext, contract: Contract) -> bytes:
    type_ = app.settings.contract_types.get(contract.type)
    if type_ is None:
        raise NeedsAdmin(f'contract type "{contract.type}" of {contract.number} is not in the configuration any more')
    organisation = app.settings.organisation
    values = template_values(contract, type_, organisation.name, contract.version.at, organisation.timezone)
    properties = DocumentProperties(contract.name, organisation.name, contract.version.at)
    return _render(app, app.settings.folders.templates / type_.template, values, properties)


def _make_final_set(app: AppContext, stored: StoredContract) -> None:
    sheet = _sheet(app, stored, "sheet_name")
    _record(app, stored, FileFinalSet((sheet,)), [sheet])
    log.info("final set made", contract=stored.contract.number, status=stored.contract.status.value)


def _renew_sheet(app: AppContext, stored: StoredContract) -> None:
    """The sheet of the final set once more, beside it: words came after it was made."""
    sheet = _sheet(app, stored, "sheet_renewed")
    _record(app, stored, FileFinalSet((sheet,)), [sheet])
    log.info("approval sheet renewed", contract=stored.contract.number, entry=stored.seq)


def _make_sheet_to_sign(app: AppContext, stored: StoredContract) -> None:
    """Those who sign see what everybody before them has said; its name tells it from later ones."""
    sheet = _sheet(app, stored, "sheet_to_sign")
    _record(app, stored, FileSheet(tuple(each.id for each in stored.contract.without_sheet()), sheet), [sheet])
    log.info("approval sheet made", contract=stored.contract.number, entry=stored.seq)


def _sheet(app: AppContext, stored: StoredContract, title: str) -> File:
    """Return the approval sheet of a history as far as it goes; the same history gives the same bytes."""
    organisation = app.settings.organisation
    values = sheet_values(stored.contract, stored.seq, stored.hash, organisation.timezone, organisation.language)
    name = say(organisation.language, title, number=stored.contract.number, entry=stored.seq)
    properties = DocumentProperties(name, organisation.name, stored.contract.closed_at or stored.contract.version.at)
    sheet = _render(app, app.settings.folders.templates / TEMPLATE, values, properties)
    return _lay(app, stored, naming.file_name(name, ".docx"), "sheet", sheet)


def _render(app: AppContext, template: Path, values: dict[str, object], properties: DocumentProperties) -> bytes:
    try:
        return app.renderer.render(template, values, properties)
    except TemplateProblem as problem:
        raise NeedsAdmin(f"template {problem}") from problem


def _record(app: AppContext, stored: StoredContract, command: Command, files: list[File]) -> None:
    """In one transaction: where the files lie, and that they are made."""
    now = app.now()
    with app.database.transaction() as tx:
        present = history.load(tx.connection, stored.id, lock=True)
        if (present.seq, present.hash) != (stored.seq, stored.hash):
            tx.wake(JobKey(JobKind.DOCUMENTS, stored.id))  # something happened meanwhile, such as a withdrawal
            return
        for file in files:
            archive_index.remember(tx, file.sha256, str(folder_of(app, stored.contract) / file.name), file.size)
        execute(app, tx, present, command, DOCUMENTS, now)


def _lay(app: AppContext, stored: StoredContract, name: str, purpose: str, content: bytes) -> File:
    archive.write(app.archive / folder_of(app, stored.contract) / name, content)
    return File(purpose, name, hashlib.sha256(content).hexdigest(), len(content))


def folder_of(app: AppContext, contract: Contract) -> Path:
    """Return the contract's folder, relative to the archive: it keeps the name that the contract had at first."""
    year = contract.opened_at.astimezone(app.settings.organisation.timezone).year
    return archive.contract_folder(Path(), year, contract.registered_name)


def _version_name(contract: Contract, version: Version) -> str:
    """Return the standard name; from the second version on it says which one, so that none replaces another."""
    suffix = ".docx" if version.number == 1 else f" v{version.number}.docx"
    return naming.file_name(contract.name, suffix)
