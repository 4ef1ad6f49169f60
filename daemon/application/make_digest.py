"""One letter a day with everything that waits for a person: who is to have one now, and how it is made."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.application.app_context import AppContext, log
from daemon.application.digest_schedule import day_of_digest, wants_digest
from daemon.application.reviewer_documents import LARGEST
from daemon.config.settings import Letters
from daemon.mail.compose import digest_letters
from daemon.mail.compose.digest_letters import DigestItem, Documents
from daemon.store import contract_queries, digests, history, outbox
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.digests import DigestLine, StoredDigest
from daemon.store.history import StoredContract
from daemon.workflow.effects import SendLetter
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Participant, PersonKey, Request, StageKind, Status
from daemon.workflow.route import participant

MOST_LINES = 99  # a number of two digits; what is over waits for the next digest, or goes out singly


@dataclass(frozen=True, slots=True)
class _Asked:
    stored: StoredContract
    request: Request


def open_due(app: AppContext) -> None:
    """Record for everybody whose time has come that they are to have today's digest; the rows keep it to one."""
    now = app.now()
    readers = [key for key, wanted in app.settings.letters.items() if wanted is Letters.DIGEST]
    days = {key: day for key in readers if (day := day_of_digest(app.settings, key, now))}
    if not days:
        return
    with app.database.read() as connection:
        served = {day: digests.people_served(connection, day) for day in set(days.values())}
    late = {key: day for key, day in days.items() if key not in served[day]}
    if late:
        with app.database.transaction() as tx:
            for key, day in late.items():
                digests.open_for(tx, key, day)


def make(app: AppContext, digest_id: int) -> None:
    """Make a digest that is to be made, once: its lines and its letter; no letter when nothing waits."""
    now = app.now()
    with app.database.transaction() as tx:
        digest = digests.claim(tx, digest_id, now)
        if digest is None:
            return
        asked = _asked(app, tx, digest.person)[:MOST_LINES]
        lines = [
            DigestLine(number, each.stored.id, each.request.id, each.request.version)
            for number, each in enumerate(asked, 1)
        ]
        digests.put_lines(tx, digest.id, lines)
        if asked:
            _send(app, tx, digest, participant(app.directory.people[digest.person]), asked)
    log.info("digest", person=digest.person, lines=len(lines))


def _asked(app: AppContext, tx: Transaction, person: PersonKey) -> list[_Asked]:
    """Return the requests that wait for somebody, the earliest deadline first."""
    if not wants_digest(app.settings, person):
        return []
    found: list[_Asked] = []
    for row in contract_queries.waiting_for(tx.connection, (person,)):
        stored = history.load(tx.connection, row.id)
        request = stored.contract.request_waiting_for(person)
        if request is None or request.question or stored.contract.status is not Status.IN_APPROVAL:
            continue  # it waits for them as its initiator: that has letters of its own
        if not app.directory.has_passed(request.assignee):
            found.append(_Asked(stored, request))
    return sorted(found, key=lambda each: (each.request.due_at, each.stored.id))


def _send(app: AppContext, tx: Transaction, digest: StoredDigest, to: Participant, asked: list[_Asked]) -> None:
    now, room = app.now(), LARGEST
    items: list[DigestItem] = []
    attachments: dict[str, bytes] = {}
    for number, each in enumerate(asked, 1):
        held = digests.let_go(tx, each.stored.id, each.request.id)
        letter = app.letters.about_request(tx, each.stored, each.request.id, to, now)
        documents_of = app.letters.documents_of(tx, each.stored, each.request, to, now)
        files = documents_of.files
        size = sum(len(content) for _, content in files)
        documents = Documents.ATTACHED
        if _signs(each) or size > room:
            seq = held.seq if held else each.stored.seq
            documents = _elsewhere(app, tx, each, seq, signs=_signs(each))
        else:
            room -= size
            attachments.update(files)
        names = tuple(name for name, _ in files) if documents is Documents.ATTACHED else ()
        page = _page(app, each.stored.contract.number)
        items.append(DigestItem(number, letter, names, documents, page, documents_of.missing_names))
    composed = digest_letters.digest(app.letters.letter_settings, to, items, digest.token, digest.day)
    app.letters.put_digest(tx, to, composed, now, Cause.of_digest(digest.id), digest.token, tuple(attachments.items()))


def _elsewhere(app: AppContext, tx: Transaction, asked: _Asked, seq: int, *, signs: bool) -> Documents:
    """Return where the documents are that do not go with the digest; without a board a letter of its own takes them."""
    board = app.settings.board
    if board and board.address and not signs:
        return Documents.ON_BOARD
    stored, request = asked.stored, asked.request
    if not outbox.is_there_about(tx.connection, stored.id, request.id, LetterKind.REQUEST):
        effect = SendLetter(LetterKind.REQUEST, request.assignee, request.id)
        app.letters.send(tx, stored, effect, seq, app.now(), None)
    return Documents.TO_SIGN if signs else Documents.IN_OWN_LETTER


def _page(app: AppContext, number: str) -> str:
    """Return the address of a contract's page on the board; empty without a board that has one."""
    board = app.settings.board
    return f"{board.address.rstrip('/')}/contracts/{number}" if board and board.address else ""


def _signs(asked: _Asked) -> bool:
    return asked.stored.contract.stage_of(asked.request).kind is StageKind.SIGNATURE
