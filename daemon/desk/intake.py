"""Drafts: from the bytes that were handed in to a contract, a new version of one, or a list of every mistake."""

from __future__ import annotations

from datetime import datetime

from daemon import conditions
from daemon.desk.casework import begin, carry_out
from daemon.desk.office import Office, log
from daemon.documents import drafts, naming
from daemon.documents.drafts import Draft, DraftProblems
from daemon.documents.texts import say
from daemon.store import draftbox, history, numbering
from daemon.store.database import Transaction
from daemon.store.draftbox import StoredDraft
from daemon.store.history import Kept
from daemon.workflow.commands import RegisterContract, SubmitVersion
from daemon.workflow.contract_type import ContractType
from daemon.workflow.model import File, Person
from daemon.workflow.refused import Refused
from daemon.workflow.route import NoRoute, NoSuchPerson, participant, resolve


class Rejection(Exception):
    """Why a draft becomes no contract: `lines` in the clerk's language, `marked` a copy of the form with the places."""

    def __init__(self, lines: tuple[str, ...], marked: bytes | None = None) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines
        self.marked = marked


def take_in(office: Office, draft_id: int) -> None:
    """Work on a draft that waits: it is accepted or rejected, once, whatever happens in between."""
    with office.database.read() as connection:
        stored = draftbox.load(connection, draft_id)
    if stored.state != "waiting":
        return
    try:
        draft, type_ = _read(office, stored)
        _accept(office, stored, draft, type_)
    except Rejection as rejection:
        _reject(office, stored, rejection)


def _read(office: Office, stored: StoredDraft) -> tuple[Draft, ContractType]:
    """Everything that can be judged without the database."""
    type_ = office.settings.contract_types.get(stored.type)
    language = _language(office, stored, type_)
    if type_ is None:
        known = ", ".join(sorted(office.settings.contract_types))
        raise Rejection((say(language, "unknown_type", type=stored.type, known=known),))
    try:
        return drafts.read_draft(stored.name, stored.content, type_, language, conditions.kept), type_
    except DraftProblems as problems:
        marked = drafts.marked_copy(type_, office.people(), language, problems)
        raise Rejection(tuple(str(each) for each in problems.mistakes), marked) from problems


def _accept(office: Office, stored: StoredDraft, draft: Draft, type_: ContractType) -> None:
    now = office.now()
    with office.database.transaction() as tx:
        stored = draftbox.load(tx.connection, stored.id, lock=True)
        if stored.state != "waiting":
            return
        earlier = draftbox.accepted_before(tx.connection, stored)
        if earlier is not None:
            contract = history.load(tx.connection, earlier).contract
            raise Rejection((say(_language(office, stored, type_), "duplicate", number=contract.number),))
        number = draft.contract or stored.about
        if number:
            kept = _new_version(office, tx, stored, draft, type_, number, now)
        else:
            kept = _new_contract(office, tx, stored, draft, type_, now)
        draftbox.finish(tx, stored.id, "accepted", kept.contract.number, kept.id)
    log.info("draft accepted", draft=stored.name, contract=kept.contract.number, version=kept.contract.version.number)


def _new_contract(
    office: Office, tx: Transaction, stored: StoredDraft, draft: Draft, type_: ContractType, now: datetime
) -> Kept:
    language = _language(office, stored, type_)
    initiator = _initiator(office, stored, draft, type_)
    try:
        route, _ = resolve(
            type_.route, draft.facts, initiator, office.directory, lambda rule: conditions.holds(rule, draft.facts)
        )
    except NoRoute as error:
        raise Rejection((say(language, "nobody_asked", reasons="; ".join(error.reasons)),)) from error
    except NoSuchPerson as error:
        raise Rejection((say(language, "no_such_approver", rule=error.rule),)) from error
    year = now.astimezone(office.settings.organisation.timezone).year
    number = naming.format_number(type_.number, year, numbering.next_in(tx, naming.series(type_.number, year)))
    command = RegisterContract(
        number,
        naming.make_name(type_.name, number, type_.title, draft.facts),
        type_.key,
        type_.title,
        type_.kind,
        participant(initiator),
        route,
        draft.facts,
        _file(stored),
    )
    return begin(office, tx, command, _cause(stored), now)


def _new_version(
    office: Office,
    tx: Transaction,
    stored: StoredDraft,
    draft: Draft,
    type_: ContractType,
    number: str,
    now: datetime,
) -> Kept:
    language = _language(office, stored, type_)
    contract_id = numbering.find_number(tx.connection, number)
    if contract_id is None:
        raise Rejection((say(language, "no_such_contract", number=number),))
    kept = history.load(tx.connection, contract_id, lock=True)
    contract = kept.contract
    if contract.type != type_.key:
        raise Rejection((say(language, "other_type", number=contract.number, type=contract.type),))
    if stored.sender and stored.sender not in (contract.initiator.key, *office.settings.organisation.administrators):
        raise Rejection((say(language, "not_initiator", number=contract.number, initiator=contract.initiator.name),))
    name = naming.make_name(type_.name, contract.number, type_.title, draft.facts)
    try:
        return carry_out(office, tx, kept, SubmitVersion(draft.facts, _file(stored), name), _cause(stored), now)
    except Refused as refused:
        raise Rejection((say(language, "not_in_rework", number=contract.number, status=contract.status),)) from refused


def _initiator(office: Office, stored: StoredDraft, draft: Draft, type_: ContractType) -> Person:
    """Who hands it in: as the form says, else who sent it, else as the configuration says of the type."""
    for key in (draft.initiator, stored.sender, type_.initiator):
        if key:
            person = office.find_person(key)
            if person is None:
                known = ", ".join(sorted(office.directory.people))
                raise Rejection((say(_language(office, stored, type_), "unknown_initiator", found=key, known=known),))
            return person
    raise Rejection((say(_language(office, stored, type_), "no_initiator"),))


def _reject(office: Office, stored: StoredDraft, rejection: Rejection) -> None:
    now = office.now()
    type_ = office.settings.contract_types.get(stored.type)
    to = _clerk(office, stored, type_)
    with office.database.transaction() as tx:
        if draftbox.load(tx.connection, stored.id, lock=True).state != "waiting":
            return
        draftbox.finish(tx, stored.id, "rejected", "\n".join(rejection.lines), marked=rejection.marked)
        for person in [to] if to else office.administrators():
            office.correspondence.draft_rejected(tx, person, stored, rejection.lines, rejection.marked, now)
    log.info("draft rejected", draft=stored.name, type=stored.type, mistakes=len(rejection.lines))


def _clerk(office: Office, stored: StoredDraft, type_: ContractType | None) -> Person | None:
    key = stored.sender or (type_.initiator if type_ else None)
    return office.directory.people.get(key) if key else None


def _language(office: Office, stored: StoredDraft, type_: ContractType | None) -> str:
    person = _clerk(office, stored, type_)
    return person.language if person else office.settings.organisation.language


def _file(stored: StoredDraft) -> File:
    return File("form", stored.name, stored.sha256, len(stored.content))


def _cause(stored: StoredDraft) -> str:
    return f"draft:{stored.id} from {stored.source}"
