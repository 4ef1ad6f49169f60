"""Documents that came with the answers of a round: whoever returned a contract may have marked the places in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from daemon.documents.naming import file_name
from daemon.documents.safety import Unsafe, inspect_document
from daemon.mail.parsing.message import parse
from daemon.store import inbox
from daemon.store.database import Transaction
from daemon.workflow.model import Contract, Request

LARGEST = 10 * 1024**2  # of all together: a letter that no server takes helps nobody


def marked_up(tx: Transaction, contract: Contract) -> tuple[tuple[str, bytes], ...]:
    """Return the DOCX files, each under its sender's name, that came with this round's answers and are none of ours.

    What is unsafe to open, or no DOCX, is left in its mail: nothing is forwarded unseen.
    """
    known = {file.sha256 for version in contract.versions for file in version.files}
    found: list[tuple[str, bytes]] = []
    size = 0
    for request in contract.in_round(contract.round):
        for name, content in _documents(tx, request):
            digest = hashlib.sha256(content).hexdigest()
            if digest not in known and size + len(content) <= LARGEST:
                known.add(digest)
                size += len(content)
                found.append((file_name(f"{request.assignee.name}, {name}", ".docx"), content))
    return tuple(found)


def _documents(tx: Transaction, request: Request) -> Iterator[tuple[str, bytes]]:
    answer = request.answer
    raw = inbox.of_content(tx.connection, answer.mail) if answer and answer.mail and not request.kept_from else None
    for each in parse(raw).attachments if raw else ():
        name, _, suffix = each.name.rpartition(".")
        if suffix.lower() == "docx" and not each.inline and _is_safe(each.content):
            yield name, each.content


def _is_safe(content: bytes) -> bool:
    try:
        inspect_document(content)
    except Unsafe:
        return False
    return True
