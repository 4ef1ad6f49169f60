"""Drafts: from the bytes that were handed in to a contract, a new version of one, or a list of every mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daemon import conditions
from daemon.application import sender_policy
from daemon.application.app_context import Office, log
from daemon.application.execute import begin, carry_out
from daemon.application.submissions.submission import HandIn, Rejection, clerk_of, file_of, language_of, read
from daemon.config.settings import IdentityPolicy
from daemon.documents import naming
from daemon.documents.safety import Unsafe
from daemon.documents.texts import catalogue, say
from daemon.mail.parsing.message import parse
from daemon.store import drafts, history, inbox, sequences
from daemon.store.database import Transaction
from daemon.store.drafts import StoredDraft
from daemon.store.history import Kept
from daemon.workflow.commands import RegisterContract, SubmitVersion
from daemon.workflow.model import Contract, Person, Status
from daemon.workflow.refusal import Refused
from daemon.workflow.route import NoRoute, NoSuchPerson, participant, resolve


def take_in(office: Office, draft_id: int) -> None:
    """Work on a draft that waits: it is accepted or rejected, once, whatever happens in between.

    What came in one mail about one contract is one hand-in; the first of its drafts is worked on for all.
    """
    with office.database.read() as connection:
        parts = drafts.together(connection, draft_id)
    if parts[0].id != draft_id or parts[0].state != "waiting":
        return
    try:
        hand_in = read(office, parts)
        _check_sender(office, hand_in)
        _accept(office, hand_in)
    except Rejection as rejection:
        with office.database.transaction() as tx:
            _reject(office, tx, parts, rejection)


def _check_sender(office: Office, hand_in: HandIn) -> None:
    """What came by mail, where the policy wants a proof of the sender: there has to be one.

    A code is not asked for: what is handed in decides nothing yet, and its initiator hears of it.
    """
    stored = hand_in.stored
    source, _, number = stored.source.partition(":")
    if source != "mail":
        return
    facts = hand_in.draft.facts if hand_in.draft else ()
    policy = sender_policy.needed_for(office.settings, hand_in.type.key, facts)
    if policy is not IdentityPolicy.AUTHENTICATED:
        return
    with office.database.read() as connection:
        raw = inbox.load(connection, int(number)).raw
    if not sender_policy.proved(office.settings, policy, parse(raw), raw, office.lookup):
        raise hand_in.say("sender_not_proved")


def refuse_unread(office: Office, type_: str, name: str, source: str, why: Unsafe) -> None:
    """Reject a file that cannot be read at all; its clerk is told why."""
    with office.database.transaction() as tx:  # one for both: nobody else reads it in between
        stored = drafts.store(tx, type_, name, b"", source, office.now())
        language = language_of(office, stored, office.settings.contract_types.get(type_))
        line = say(language, "not_readable", name=name, why=say(language, why.key, **why.values))
        _reject(office, tx, [stored], Rejection((line,)))


def _accept(office: Office, hand_in: HandIn) -> None:
    now = office.now()
    with office.database.transaction() as tx:
        if not _still_wait(tx, hand_in.parts):
            return
        kept = _carry(office, tx, hand_in, now)
        for each in hand_in.parts:
            drafts.finish(tx, each.id, "accepted", kept.contract.number, kept.id)
        if sender := office.directory.people.get(hand_in.stored.sender):
            office.correspondence.draft_accepted(tx, sender, hand_in.stored, kept, now)
    contract = kept.contract
    log.info("draft accepted", draft=hand_in.stored.name, contract=contract.number, version=contract.version.number)


def _still_wait(tx: Transaction, parts: Sequence[StoredDraft]) -> bool:
    return all(drafts.load(tx.connection, each.id, lock=True).state == "waiting" for each in parts)


def _carry(office: Office, tx: Transaction, hand_in: HandIn, now: datetime) -> Kept:
    earlier = drafts.accepted_before(tx.connection, hand_in.stored)
    if earlier is not None and hand_in.document is None:
        known = history.load(tx.connection, earlier).contract.number
        raise hand_in.say("duplicate_version" if hand_in.number else "duplicate", number=known)
    if hand_in.number:
        return _new_version(office, tx, hand_in, now)
    return _new_contract(office, tx, hand_in, now)


def _new_contract(office: Office, tx: Transaction, hand_in: HandIn, now: datetime) -> Kept:
    type_, form = hand_in.type, hand_in.form()
    if hand_in.draft is None or form is None:
        raise hand_in.say("document_of_no_contract", name=hand_in.stored.name)
    facts = hand_in.draft.facts
    initiator = _initiator(office, hand_in)
    try:
        route, _ = resolve(type_.route, facts, initiator, office.directory, lambda rule: conditions.holds(rule, facts))
    except NoRoute as error:
        raise hand_in.say("nobody_asked", reasons="; ".join(error.reasons)) from error
    except NoSuchPerson as error:
        raise hand_in.say("no_such_approver", rule=error.rule) from error
    year = now.astimezone(office.settings.organisation.timezone).year
    number = naming.format_number(type_.number, year, sequences.next_in(tx, naming.series(type_.number, year)))
    command = RegisterContract(
        number,
        naming.make_name(type_.name, number, type_.title, facts),
        type_.key,
        type_.title,
        type_.kind,
        participant(initiator),
        route,
        facts,
        form,
    )
    return begin(office, tx, command, _cause(hand_in), now)


def _new_version(office: Office, tx: Transaction, hand_in: HandIn, now: datetime) -> Kept:
    """A changed form, a text edited by hand, or both; without a form the facts stay those of the version before."""
    type_, sender = hand_in.type, hand_in.stored.sender
    contract_id = sequences.find_number(tx.connection, hand_in.number)
    if contract_id is None:
        raise hand_in.say("no_such_contract", number=hand_in.number)
    kept = history.load(tx.connection, contract_id, lock=True)
    contract = kept.contract
    if contract.type != type_.key:
        raise hand_in.say("other_type", number=contract.number, type=contract.type)
    if sender and sender not in (contract.initiator.key, *office.settings.organisation.administrators):
        raise hand_in.say("not_initiator", number=contract.number, initiator=contract.initiator.name)
    _check_in_rework(hand_in, contract)
    if hand_in.stored.source.startswith("mail:") and not hand_in.stored.about:  # a From is easily forged
        line = say(hand_in.language, "not_in_answer", number=contract.number)
        raise Rejection((line,), number=contract.number)
    document = file_of("docx", hand_in.document) if hand_in.document else None
    if document and document.sha256 == contract.version.sha256:
        if hand_in.draft is None:
            raise hand_in.say("same_text", number=contract.number, version=contract.version.number)
        document = None  # both came back, and only the form was touched
    facts = hand_in.draft.facts if hand_in.draft else contract.facts
    name = naming.make_name(type_.name, contract.number, type_.title, facts)
    command = SubmitVersion(facts, hand_in.form() or file_of("docx", hand_in.stored), name, document)
    try:
        return carry_out(office, tx, kept, command, _cause(hand_in), now)
    except Refused as refused:
        raise Rejection((str(refused),)) from refused


def _check_in_rework(hand_in: HandIn, contract: Contract) -> None:
    if contract.status is not Status.IN_REWORK:
        status = catalogue(hand_in.language)["statuses"][contract.status.value]
        line = say(hand_in.language, "not_in_rework", number=contract.number, status=status)
        raise Rejection((line,), number=contract.number)


def _initiator(office: Office, hand_in: HandIn) -> Person:
    """Who hands it in: as the form says, else who sent it, else as the configuration says of the type."""
    said = hand_in.draft.initiator if hand_in.draft else ""
    for key in (said, hand_in.stored.sender, hand_in.type.initiator):
        if key:
            person = office.find_person(key)
            if person is None:
                known = ", ".join(sorted(office.directory.people))
                raise hand_in.say("unknown_initiator", found=key, known=known)
            return person
    raise hand_in.say("no_initiator")


def _reject(office: Office, tx: Transaction, parts: Sequence[StoredDraft], rejection: Rejection) -> None:
    """Say no to all that was handed in at once, with every reason."""
    now, stored = office.now(), parts[0]
    to = clerk_of(office, stored, office.settings.contract_types.get(stored.type))
    if not _still_wait(tx, parts):
        return
    for each in parts:
        drafts.finish(tx, each.id, "rejected", "\n".join(rejection.lines), marked=rejection.marked)
    about = replace(stored, about=rejection.number or stored.about)
    for person in [to] if to else office.administrators():
        office.correspondence.draft_rejected(tx, person, about, rejection.lines, rejection.marked, now)
    log.info("draft rejected", draft=stored.name, type=stored.type, mistakes=len(rejection.lines))


def _cause(hand_in: HandIn) -> str:
    return f"draft:{hand_in.stored.id} from {hand_in.stored.source}"
