"""Files that came with people's answers: they reach those whom the words reach, or it is said why they do not.

What is unsafe to open, or would make a letter too large, is left in its mail: nothing is forwarded unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daemon.documents.enclosure import inspect_enclosure
from daemon.documents.invalid_value import brief
from daemon.documents.naming import file_name
from daemon.documents.safety import Unsafe
from daemon.documents.texts import say
from daemon.mail.parsing.body_builder import Attachment
from daemon.mail.parsing.message import Message, parse
from daemon.store import inbox
from daemon.store.database import Transaction
from daemon.workflow.model import Contract, Participant, Request

LARGEST = 10 * 1024**2  # of all together: a letter that no server takes helps nobody
_LOGO_BYTES = 50_000  # of a picture that the text shows: what is smaller belongs to a signature
OF_MAIL = ("p7s", "asc", "vcf")  # what mail programs add by themselves: a mail's signature, a visiting card


@dataclass(frozen=True, slots=True)
class Enclosures:
    """Files under their senders' names, and those that are kept back with the reason, as a text of the catalogue."""

    passed: tuple[tuple[str, bytes], ...] = ()
    kept_back: tuple[tuple[str, Unsafe], ...] = ()

    def why(self, language: str) -> tuple[tuple[str, str], ...]:
        """Return the names of those kept back, each with the reason in this language."""
        return tuple((brief(name), say(language, each.key, **each.values)) for name, each in self.kept_back)


def of_round(tx: Transaction, contract: Contract, but: Participant | None = None) -> Enclosures:
    """Return what came with this round's answers and is none of ours; not what `but` has sent."""
    found: list[tuple[str, Attachment]] = []
    for request in contract.in_round(contract.round):
        if but is None or not request.assignee.is_same(but):
            found += [(f"{request.assignee.name}, {each.name}", each) for each in _of_request(tx, request)]
    return _sorted_out(contract, found)


def of_mail(contract: Contract, message: Message, ours: Message | None) -> Enclosures:
    """Return what came with a mail, less the files of the letter of `ours` that it answers."""
    sent = {each.content for each in ours.attachments} if ours else set()
    return _sorted_out(contract, [(each.name, each) for each in enclosed(message) if each.content not in sent])


def enclosed(message: Message) -> Iterator[Attachment]:
    """Yield the files that somebody put into a mail, rather than their program."""
    for each in message.attachments:
        if not _is_logo(each, message) and each.name.lower().rpartition(".")[2] not in OF_MAIL:
            yield each


def _is_logo(file: Attachment, message: Message) -> bool:
    small = file.inline and file.media_type.startswith("image/") and len(file.content) < _LOGO_BYTES
    return small and "cid:" in message.html.lower()


def _of_request(tx: Transaction, request: Request) -> Iterator[Attachment]:
    answer = request.answer
    raw = inbox.of_content(tx.connection, answer.mail) if answer and answer.mail and not request.kept_from else None
    signed = {each.sha256 for each in request.signed}
    for each in enclosed(parse(raw)) if raw else ():
        if hashlib.sha256(each.content).hexdigest() not in signed:
            yield each


def _sorted_out(contract: Contract, files: Iterable[tuple[str, Attachment]]) -> Enclosures:
    ours = [file for version in contract.versions for file in version.files]
    sheets = [each.sheet for each in contract.requests if each.sheet]
    known = {each.sha256 for each in (*ours, *contract.signed, *sheets)}
    passed: list[tuple[str, bytes]] = []
    kept: list[tuple[str, Unsafe]] = []
    size = 0
    for name, each in files:
        digest = hashlib.sha256(each.content).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        try:
            inspect_enclosure(each.name, each.content, LARGEST - size)
        except Unsafe as error:
            kept.append((name, error))
            continue
        size += len(each.content)
        stem, dot, suffix = name.rpartition(".")
        passed.append((file_name(stem if dot else name, f".{suffix}" if dot else ""), each.content))
    return Enclosures(tuple(passed), tuple(kept))
