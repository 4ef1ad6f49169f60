"""Texts that approvers send with their answers, compared with the version: before a transaction, since it is slow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from daemon.application import archived_files
from daemon.application.app_context import AppContext, log
from daemon.application.reviewer_documents import LARGEST, enclosed
from daemon.documents.enclosure import inspect_enclosure
from daemon.documents.render import ReviewedText
from daemon.documents.safety import Unsafe, is_document
from daemon.mail.parsing.message import Message
from daemon.store import history

_MOST = 3  # texts of one mail that are looked at; the others are passed on as files


@dataclass(frozen=True, slots=True)
class ProposedText:
    """A DOCX of an approver that differs from the version, under the name that they gave it."""

    name: str
    content: bytes
    reviewed: ReviewedText


def proposed_texts(app: AppContext, contract_id: int | None, message: Message) -> tuple[ProposedText, ...]:
    """Return the texts that a mail proposes for the present version; none of who hands in versions themself."""
    documents = [each for each in enclosed(message) if is_document(each.content)][:_MOST]
    sender = app.directory.by_address(message.sender.email)
    if contract_id is None or sender is None or not documents:
        return ()
    with app.database.read() as connection:
        contract = history.load(connection, contract_id).contract
        version = contract.version.file("docx")
        if version is None or contract.is_closed or app.may_steer(sender, contract):
            return ()
        try:
            present = archived_files.content_of(connection, app.archive, version.sha256)
        except archived_files.FileMissing as error:
            log.warning("no comparison: the version cannot be read", contract=contract.number, why=str(error))
            return ()
    known = {file.sha256 for each in contract.versions for file in each.files}
    fresh = [each for each in documents if hashlib.sha256(each.content).hexdigest() not in known]
    files = [(each.name, each.content) for each in fresh]
    return tuple(_differing(app, present, files, sender.name, message))


def _differing(
    app: AppContext, present: bytes, files: list[tuple[str, bytes]], author: str, message: Message
) -> Iterator[ProposedText]:
    for name, content in files:
        try:
            inspect_enclosure(name, content, LARGEST)
        except Unsafe:
            continue  # its sender is told
        found = app.renderer.reviewed(present, content, author, message.date or app.now())
        if found is not None and (found.comparison.count or found.marked):
            yield ProposedText(name, content, found)
