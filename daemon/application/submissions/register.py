"""Drafts: from the bytes that were handed in to a contract, a new version of one, or a list of every mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daemon.application import sender_policy
from daemon.application.app_context import AppContext, log
from daemon.application.execute import create, execute
from daemon.application.submissions import unchanged
from daemon.application.submissions.draft_routing import route_of_new, route_of_version
from daemon.application.submissions.submission import (
    Rejection,
    Submission,
    Unchanged,
    clerk_of,
    file_of,
    language_of,
    read,
)
from daemon.documents import naming
from daemon.documents.invalid_value import brief
from daemon.documents.safety import Unsafe
from daemon.documents.texts import catalogue, say
from daemon.mail.parsing.message import parse
from daemon.store import drafts, history, inbox, sequences
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.drafts import StoredDraft
from daemon.store.history import StoredContract
from daemon.workflow.commands import RegisterContract, SubmitVersion
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import Contract, File, Participant, Person, Status
from daemon.workflow.refusal import Refused
from daemon.workflow.route import participant
from daemon.workflow.summary import make_summary


def take_in(app: AppContext, draft_id: int) -> None:
    """Work on a draft that waits: it is accepted or rejected, once, whatever happens in between.

    What came in one mail about one contract is one hand-in; the first of its drafts is worked on for all.
    """
    with app.database.read() as connection:
        parts = drafts.together(connection, draft_id)
    if parts[0].id != draft_id or parts[0].state != "waiting":
        return
    try:
        submission = _with_meaning(app, read(app, parts))
        _check_sender(app, submission)
        _accept(app, submission)
    except Rejection as rejection:
        with app.database.transaction() as tx:
            _reject(app, tx, parts, rejection)


def _with_meaning(app: AppContext, submission: Submission) -> Submission:
    """Keep what was handed in says, in a transaction of its own: two hand-ins of one content see each other."""
    if not submission.meaning:
        return submission
    with app.database.transaction() as tx:
        drafts.note_meaning(tx, submission.stored_draft.id, submission.meaning)
    first = replace(submission.stored_draft, meaning=submission.meaning)
    return replace(submission, parts=(first, *submission.parts[1:]))


def _check_sender(app: AppContext, submission: Submission) -> None:
    """What came by mail, where the policy wants a proof of the sender: there has to be one.

    A code is not asked for: what is handed in decides nothing yet, and its initiator hears of it.
    """
    stored_draft = submission.stored_draft
    if stored_draft.mail_id is None:
        return
    facts = submission.draft.facts if submission.draft else ()
    policy = sender_policy.needed_for(app.settings, submission.type.key, facts)
    if policy is not IdentityPolicy.AUTHENTICATED:
        return
    with app.database.read() as connection:
        raw = inbox.load(connection, stored_draft.mail_id).raw
    if not sender_policy.proved(app.settings, policy, parse(raw), raw, app.lookup):
        raise submission.say("sender_not_proved")


def refuse_unread(app: AppContext, type_: str, name: str, source: Cause, why: Unsafe) -> None:
    """Reject a file that cannot be read at all; its clerk is told why."""
    with app.database.transaction() as tx:  # one for both: nobody else reads it in between
        stored_draft = drafts.store(tx, type_, name, b"", source, app.now())
        language = language_of(app, stored_draft, app.settings.contract_types.get(type_))
        line = say(language, "not_readable", name=name, why=say(language, why.key, **why.values))
        _reject(app, tx, [stored_draft], Rejection((line,)))


def _accept(app: AppContext, submission: Submission) -> None:
    now = app.now()
    with app.database.transaction() as tx:
        if not _still_wait(tx, submission.parts):
            return
        stored = _carry(app, tx, submission, now)
        for each in submission.parts:
            drafts.finish(tx, each.id, "accepted", stored.contract.number, stored.id)
        if sender := app.directory.people.get(submission.stored_draft.sender):
            app.letters.draft_accepted(tx, sender, submission.stored_draft, stored, now)
    contract = stored.contract
    log.info(
        "draft accepted", draft=submission.stored_draft.name, contract=contract.number, version=contract.version.number
    )


def _still_wait(tx: Transaction, parts: Sequence[StoredDraft]) -> bool:
    drafts.lock_with_alike(tx, parts)
    return all(drafts.load(tx.connection, each.id).state == "waiting" for each in parts)


def _carry(app: AppContext, tx: Transaction, submission: Submission, now: datetime) -> StoredContract:
    if submission.number:
        return _new_version(app, tx, submission, now)
    earlier = drafts.accepted_before(tx.connection, submission.stored_draft)
    if earlier is not None:
        raise _duplicate(app, submission, earlier)
    return _new_contract(app, tx, submission, now)


def _duplicate(app: AppContext, submission: Submission, earlier: StoredDraft) -> Rejection:
    """Return the refusal that names the contract, and the copy of the draft that has become it."""
    received = (earlier.received_at or app.now()).astimezone(app.settings.organisation.timezone)
    at = f"{received:%d.%m.%Y %H:%M}"
    return submission.say("duplicate", number=earlier.outcome, name=brief(earlier.name), at=at)


def _new_contract(app: AppContext, tx: Transaction, submission: Submission, now: datetime) -> StoredContract:
    type_, form = submission.type, submission.form()
    if submission.draft is None or form is None:
        raise submission.say("document_of_no_contract", name=submission.stored_draft.name)
    facts = submission.draft.facts
    initiator = _initiator(app, submission)
    route = route_of_new(app, submission, initiator, facts)
    year = now.astimezone(app.settings.organisation.timezone).year
    number = naming.format_number(type_.number, year, sequences.next_in(tx, naming.series(type_.number, year)))
    command = RegisterContract(
        number,
        naming.make_name(type_.name, number, type_.title, facts, type_.number),
        type_.key,
        type_.title,
        type_.kind,
        participant(initiator),
        route,
        facts,
        form,
        type_.route,
        *_words(app, submission),
        sender_policy.needed_for(app.settings, type_.key, facts),
        make_summary(type_.summary, number, type_.title, facts),
        submission.text(),
        submission.attached(),
    )
    return create(app, tx, command, _cause(submission), now)


def _new_version(app: AppContext, tx: Transaction, submission: Submission, now: datetime) -> StoredContract:
    """A changed form, a text edited by hand, or both; without a form the facts stay those of the version before."""
    type_, sender = submission.type, submission.stored_draft.sender
    contract_id = sequences.find_number(tx.connection, submission.number)
    if contract_id is None:
        raise submission.say("no_such_contract", number=submission.number)
    stored = history.load(tx.connection, contract_id, lock=True)
    contract = stored.contract
    if contract.type != type_.key:
        raise submission.say("other_type", number=contract.number, type=contract.type)
    if sender and sender not in (
        contract.initiator.key,
        contract.acting.key,
        *app.settings.organisation.administrators,
    ):
        raise submission.say("not_initiator", number=contract.number, initiator=contract.initiator.name)
    _check_in_rework(tx, submission, contract)
    came_by_mail = submission.stored_draft.mail_id is not None
    if came_by_mail and not submission.stored_draft.about:  # a From is easily forged
        line = say(submission.language, "not_in_answer", number=contract.number)
        raise Rejection((line,), number=contract.number)
    document = submission.text()
    if unchanged.is_unchanged(app, submission, contract, document):
        unchanged.check_meant(submission, contract)
        document = contract.version.document
    elif document and document.sha256 == contract.version.sha256:
        document = None  # both came back, and only the form was touched
    if document is None and contract.versions[0].document:
        document = contract.version.document  # begun with a text of its own, which no template can make anew
    facts = submission.draft.facts if submission.draft else contract.facts
    name = naming.make_name(type_.name, contract.number, type_.title, facts, type_.number)
    draft = submission.form() or file_of("docx", submission.stored_draft)
    command = SubmitVersion(
        facts,
        draft,
        name,
        document,
        *_words(app, submission),
        route_of_version(app, submission, contract, facts),
        sender_policy.needed_for(app.settings, type_.key, facts),
        make_summary(type_.summary, contract.number, type_.title, facts),
        _all_attachments(contract, submission),
    )
    try:
        return execute(app, tx, stored, command, _cause(submission), now)
    except Refused as refused:
        raise Rejection((str(refused),)) from refused


def _all_attachments(contract: Contract, submission: Submission) -> tuple[File, ...]:
    """Return those of the version before, but for what came anew under its name, and the new ones."""
    new = submission.attached()
    names = {each.name for each in new}
    return (*(each for each in contract.version.attachments if each.name not in names), *new)


def _words(app: AppContext, submission: Submission) -> tuple[str, Participant | None]:
    """Return what was written beside the draft, and who wrote it; None: nobody is known but the initiator."""
    writer = app.directory.people.get(submission.stored_draft.sender) if submission.words else None
    return submission.words, participant(writer) if writer else None


def _check_in_rework(tx: Transaction, submission: Submission, contract: Contract) -> None:
    if contract.status is not Status.IN_REWORK:
        known = drafts.accepted_before(tx.connection, submission.stored_draft)
        may_come_again = contract.status is Status.ON_HOLD  # with the same form: what is in the way is the pause
        if known is not None and submission.document is None and not may_come_again:
            raise submission.say("duplicate_version", number=contract.number)
        status = catalogue(submission.language)["statuses"][contract.status.value]
        ended = contract.status in (Status.DECLINED, Status.WITHDRAWN)
        key = f"ended_{contract.status.value}" if ended else "not_in_rework"
        line = say(submission.language, key, number=contract.number, status=status)
        raise Rejection((line,), number=contract.number)


def _initiator(app: AppContext, submission: Submission) -> Person:
    """Return who hands it in: as the form says, else who sent it, else as the configuration says of the type."""
    said = submission.draft.initiator if submission.draft else ""
    for key in (said, submission.stored_draft.sender, submission.type.initiator):
        if key:
            person = app.find_person(key)
            if person is None:
                known = ", ".join(sorted(app.directory.people))
                raise submission.say("unknown_initiator", found=key, known=known)
            return person
    raise submission.say("no_initiator")


def _reject(app: AppContext, tx: Transaction, parts: Sequence[StoredDraft], rejection: Rejection) -> None:
    """Say no to all that was handed in at once, with every reason."""
    now, stored_draft = app.now(), parts[0]
    to = clerk_of(app, stored_draft, app.settings.contract_types.get(stored_draft.type))
    if not _still_wait(tx, parts):
        return
    for each in parts:
        drafts.finish(tx, each.id, "rejected", "\n".join(rejection.lines), marked=rejection.marked)
    about = replace(stored_draft, about=rejection.number or stored_draft.about)
    if isinstance(rejection, Unchanged):
        unchanged.ask_whether_meant(app, tx, parts, rejection, now)
        log.info("draft unchanged", draft=stored_draft.name, contract=rejection.number)
        return
    if hangs := rejection.concern:
        cause = Cause.of_leavers(f"{hangs.number}/{hangs.stage}/{hangs.slot}")
        app.letters.tell_of_leavers(tx, [hangs], now, cause)
    for person in [to] if to else app.administrators():
        app.letters.draft_rejected(tx, person, about, rejection.lines, rejection.marked, now)
    log.info("draft rejected", draft=stored_draft.name, type=stored_draft.type, mistakes=len(rejection.lines))


def _cause(submission: Submission) -> Cause:
    return Cause.of_draft(submission.stored_draft.id).handed_in_from(submission.stored_draft.source)
