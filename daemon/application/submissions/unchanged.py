"""A form or a text that comes back as it was: it opens no round by itself; its words are told, and it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from daemon.application.app_context import AppContext
from daemon.application.execute import execute
from daemon.application.submissions.submission import Submission, Unchanged
from daemon.mail.interpret.as_it_is import means_as_it_is
from daemon.mail.interpret.rules import says_nothing
from daemon.store import history, inbox, sequences
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.drafts import StoredDraft
from daemon.workflow.commands import AddComment
from daemon.workflow.decide.comments import who_waits_for_words
from daemon.workflow.model import Contract, File, Participant
from daemon.workflow.rework import changed
from daemon.workflow.route import participant


def is_unchanged(app: AppContext, submission: Submission, contract: Contract, document: File | None) -> bool:
    """Return whether facts, initiator and text are those of the version that is in rework."""
    if document is not None and document.sha256 not in _texts(contract):
        return False
    if submission.draft is None:
        return True
    said = app.find_person(submission.draft.initiator) if submission.draft.initiator else None
    same_initiator = said is None or said.key == contract.initiator.key
    return same_initiator and not changed(contract.facts, submission.draft.facts)


def _texts(contract: Contract) -> set[str]:
    """Return the hashes of the texts that are this version's: as it was made, and as it was handed in."""
    document = contract.version.document
    return {contract.version.sha256, *([document.sha256] if document else [])}


def check_meant(submission: Submission, contract: Contract) -> None:
    """Raise Unchanged unless the words that came along say that it is meant."""
    if means_as_it_is(submission.words):
        return
    values = {"number": contract.number, "version": contract.version.number}
    key = "unchanged_form" if submission.draft else "unchanged_text"
    raise Unchanged(submission.say(key, **values).lines, number=contract.number, words=submission.words)


def ask_whether_meant(
    app: AppContext, tx: Transaction, parts: Sequence[StoredDraft], unchanged: Unchanged, now: datetime
) -> None:
    """Tell the words to those who wait for a new version, and ask whoever handed it in whether it is one."""
    stored_draft = parts[0]
    contract_id = sequences.find_number(tx.connection, unchanged.number)
    if contract_id is None:
        raise ValueError(f"there is no contract {unchanged.number}")
    stored = history.load(tx.connection, contract_id, lock=True)
    person = app.directory.people.get(stored_draft.sender)
    by = participant(person) if person else stored.contract.initiator
    told: tuple[Participant, ...] = ()
    if not says_nothing(unchanged.words, app.lexicon):
        mail = inbox.load(tx.connection, stored_draft.mail_id).sha256 if stored_draft.mail_id else ""
        told = who_waits_for_words(stored.contract, by)
        cause = Cause.of_draft(stored_draft.id).handed_in_from(stored_draft.source)
        stored = execute(app, tx, stored, AddComment(unchanged.words, by, mail), cause, now)
    app.letters.unchanged(tx, by, stored_draft, stored, told, now)
