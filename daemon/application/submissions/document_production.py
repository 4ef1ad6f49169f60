"""Documents: those of a version before anybody is asked about it, and the final set when a contract has closed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from daemon.application.app_context import Office, log
from daemon.application.execute import carry_out
from daemon.application.quarantine import Unworkable
from daemon.documents import archive, naming
from daemon.documents.approval_sheet import TEMPLATE, sheet_values
from daemon.documents.render import TemplateProblem
from daemon.documents.template_values import template_values
from daemon.documents.texts import say
from daemon.store import archive_index, drafts, history
from daemon.store.history import Kept
from daemon.workflow.commands import Command, FileDocuments, FileFinalSet, FileSheet
from daemon.workflow.model import Contract, File, Status, Version


def make_documents(office: Office, contract_id: int) -> None:
    """Make what the contract waits for, if it waits. Slow work is done before the transaction that records it."""
    with office.database.read() as connection:
        kept = history.load(connection, contract_id)
    contract = kept.contract
    if contract.status is Status.PREPARING:
        _make_version(office, kept)
    elif contract.is_closed and contract.final is None:
        _make_final_set(office, kept)
    elif contract.without_sheet():
        _make_sheet_to_sign(office, kept)


def _make_version(office: Office, kept: Kept) -> None:
    contract = kept.contract
    edited = contract.version.document
    document = _edited(office, kept, edited) if edited else _from_template(office, contract)
    file = _lay(office, kept, _version_name(contract, contract.version), "docx", document)
    files = [file, *_redline(office, kept, document)]
    _record(office, kept, FileDocuments(contract.version.number, file.sha256, tuple(files)), files)
    log.info("documents made", contract=contract.number, version=contract.version.number)


def _redline(office: Office, kept: Kept, document: bytes) -> list[File]:
    """What has changed since the version before, shown in the text; where that cannot be, the letters do without."""
    contract = kept.contract
    before = next((each.file("docx") for each in reversed(contract.versions[:-1])), None)
    if before is None:
        return []
    with office.database.read() as connection:
        path = archive_index.path_of(connection, before.sha256)
    try:
        old = archive.read(office.archive, path or "", before.sha256)
    except (OSError, ValueError) as error:
        log.warning("no redline: the version before cannot be read", contract=contract.number, why=str(error))
        return []
    made = office.renderer.redline(old, document, office.settings.organisation.name, contract.version.at)
    if made is None:
        return []
    mark = say(office.settings.organisation.language, "redline_mark", version=contract.version.number)
    return [_lay(office, kept, naming.file_name(f"{contract.name} {mark}", ".docx"), "redline", made)]


def _edited(office: Office, kept: Kept, document: File) -> bytes:
    """The text that a person has edited becomes the version as it is, byte for byte."""
    with office.database.read() as connection:
        content = drafts.content_of(connection, kept.id, document.sha256)
    if content is None:
        number = kept.contract.number
        raise Unworkable(f'the edited text "{document.name}" of {number} ({document.sha256[:12]}…) is not kept')
    return content


def _from_template(office: Office, contract: Contract) -> bytes:
    type_ = office.settings.contract_types.get(contract.type)
    if type_ is None:
        raise Unworkable(f'contract type "{contract.type}" of {contract.number} is not in the configuration any more')
    organisation = office.settings.organisation
    values = template_values(contract, type_, organisation.name, contract.version.at, organisation.timezone)
    return _render(office, office.settings.folders.templates / type_.template, values)


def _make_final_set(office: Office, kept: Kept) -> None:
    sheet = _sheet(office, kept, "sheet_name")
    _record(office, kept, FileFinalSet((sheet,)), [sheet])
    log.info("final set made", contract=kept.contract.number, status=kept.contract.status.value)


def _make_sheet_to_sign(office: Office, kept: Kept) -> None:
    """Those who sign see what everybody before them has said; its name tells it from later ones."""
    sheet = _sheet(office, kept, "sheet_to_sign")
    _record(office, kept, FileSheet(tuple(each.id for each in kept.contract.without_sheet()), sheet), [sheet])
    log.info("approval sheet made", contract=kept.contract.number, entry=kept.seq)


def _sheet(office: Office, kept: Kept, title: str) -> File:
    """The approval sheet of a history as far as it goes; the same history gives the same bytes."""
    organisation = office.settings.organisation
    values = sheet_values(kept.contract, kept.seq, kept.hash, organisation.timezone, organisation.language)
    sheet = _render(office, office.settings.folders.templates / TEMPLATE, values)
    name = say(organisation.language, title, number=kept.contract.number, entry=kept.seq)
    return _lay(office, kept, naming.file_name(name, ".docx"), "sheet", sheet)


def _render(office: Office, template: Path, values: dict[str, object]) -> bytes:
    try:
        return office.renderer.render(template, values)
    except TemplateProblem as problem:
        raise Unworkable(f"template {problem}") from problem


def _record(office: Office, kept: Kept, command: Command, files: list[File]) -> None:
    """In one transaction: where the files lie, and that they are made."""
    now = office.now()
    with office.database.transaction() as tx:
        present = history.load(tx.connection, kept.id, lock=True)
        if (present.seq, present.hash) != (kept.seq, kept.hash):
            tx.wake(f"documents:{kept.id}")  # something happened meanwhile, such as a withdrawal: look again
            return
        for file in files:
            archive_index.remember(tx, file.sha256, str(folder_of(office, kept.contract) / file.name), file.size)
        carry_out(office, tx, present, command, "documents", now)


def _lay(office: Office, kept: Kept, name: str, purpose: str, content: bytes) -> File:
    archive.write(office.archive / folder_of(office, kept.contract) / name, content)
    return File(purpose, name, hashlib.sha256(content).hexdigest(), len(content))


def folder_of(office: Office, contract: Contract) -> Path:
    """The contract's folder, relative to the archive: it keeps the name that the contract had at first."""
    year = contract.opened_at.astimezone(office.settings.organisation.timezone).year
    return archive.contract_folder(Path(), year, contract.registered_name)


def _version_name(contract: Contract, version: Version) -> str:
    """The standard name; from the second version on it says which one, so that none replaces another."""
    suffix = ".docx" if version.number == 1 else f" v{version.number}.docx"
    return naming.file_name(contract.name, suffix)
