"""Documents: those of a version before anybody is asked about it, and the final set when a contract has closed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from daemon.desk.casework import carry_out
from daemon.desk.office import Office, log
from daemon.desk.setting_aside import Unworkable
from daemon.documents import archive, naming
from daemon.documents.render import TemplateProblem
from daemon.documents.sheet import TEMPLATE, sheet_values
from daemon.documents.texts import say
from daemon.documents.values import template_values
from daemon.store import archive_index, history
from daemon.store.history import Kept
from daemon.workflow.commands import Command, FileDocuments, FileFinalSet
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


def _make_version(office: Office, kept: Kept) -> None:
    contract = kept.contract
    type_ = office.settings.contract_types.get(contract.type)
    if type_ is None:
        raise Unworkable(f'contract type "{contract.type}" of {contract.number} is not in the configuration any more')
    organisation = office.settings.organisation
    values = template_values(contract, type_, organisation.name, contract.version.at, organisation.timezone)
    document = _render(office, office.settings.folders.templates / type_.template, values)
    file = _lay(office, kept, _version_name(contract, contract.version), "docx", document)
    _record(office, kept, FileDocuments(contract.version.number, file.sha256, (file,)), [file])
    log.info("documents made", contract=contract.number, version=contract.version.number)


def _make_final_set(office: Office, kept: Kept) -> None:
    contract = kept.contract
    organisation = office.settings.organisation
    values = sheet_values(contract, kept.seq, kept.hash, organisation.timezone, organisation.language)
    sheet = _render(office, office.settings.folders.templates / TEMPLATE, values)
    title = say(organisation.language, "sheet_name", number=contract.number)
    files = [_lay(office, kept, naming.file_name(title, ".docx"), "sheet", sheet)]
    _record(office, kept, FileFinalSet(tuple(files)), files)
    log.info("final set made", contract=contract.number, status=contract.status.value)


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
