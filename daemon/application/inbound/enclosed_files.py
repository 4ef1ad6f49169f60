"""Files beside somebody's words: they go to the initiator and to those whom the words reach, or the sender is told."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from daemon.application import reviewer_documents
from daemon.application.inbound.incoming_files import handed_in
from daemon.application.inbound.mail_context import MailContext, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind
from daemon.application.reviewer_documents import Enclosures
from daemon.documents.naming import file_name
from daemon.documents.safety import Unsafe
from daemon.documents.texts import say
from daemon.mail.compose import file_letters
from daemon.mail.compose.file_letters import ShownText
from daemon.mail.interpret.pipeline import sent_letter
from daemon.store import history
from daemon.store.cause import Cause
from daemon.store.history import StoredContract
from daemon.workflow import events as e
from daemon.workflow.effects import SendLetter, effects
from daemon.workflow.letter_kind import LetterKind as K
from daemon.workflow.model import Participant, Verdict

# what the mail said was heard, even if it is asked back about
_HEARD = frozenset({OutcomeKind.EXECUTED, OutcomeKind.ASKED_BACK, OutcomeKind.LATE, OutcomeKind.TOLD})
_WITH_WORDS = frozenset({K.COMMENT, K.LATE_TOLD, K.LATE_ASKED, K.QUESTION, K.ANSWER, K.CONDITION_CONFIRMED, K.PROPOSED})


def pass_on(context: MailContext, led_to: Outcome) -> None:
    """Send the files of a mail to whom its words go, and tell the sender of those that are kept back."""
    if context.stored is None or context.muted or not _came_along(context):
        return
    if led_to.kind not in _HEARD and led_to.kind is not OutcomeKind.COURTESY:
        _tell_not_taken(context)
        return
    after = history.load(context.tx.connection, context.stored.id)
    found = _found(context, after)
    events = _recorded(context, after)
    readers = _readers(context, after, events)
    returned = any(isinstance(each, e.VerdictGiven) and each.verdict is Verdict.RETURN for each in events)
    proposed = _propose(context, after) if led_to.kind in _HEARD else frozenset()
    files = replace(found, passed=tuple(each for each in found.passed if each[1] not in proposed))
    for to in readers:
        if files.kept_back or files.passed or to.key != after.contract.acting.key:
            _send(context, after, to, files if to.key == after.contract.acting.key else found)
    if readers or returned:  # a return takes its files along when the contract comes back
        kept = found.kept_back
    else:
        kept = (*found.kept_back, *((name, Unsafe("enclosure_for_nobody")) for name, _ in found.passed))
    _tell_sender(context, Enclosures(kept_back=kept))


def not_taken(context: MailContext) -> None:
    """Tell the sender of an answer that was not recorded that its files went nowhere, too."""
    if context.stored is not None and not context.muted and _came_along(context):
        _tell_not_taken(context)


def _tell_not_taken(context: MailContext) -> None:
    found = _found(context, history.load(context.tx.connection, context.about.id))
    kept = ((name, Unsafe("enclosure_not_taken")) for name, _ in found.passed)
    _tell_sender(context, Enclosures(kept_back=(*found.kept_back, *kept)))


def _came_along(context: MailContext) -> bool:
    """Return whether there are files; of an order that takes a contract back they are its next version."""
    message = context.interpretation.message
    return any(True for _ in reviewer_documents.enclosed(message)) and not handed_in(context).recalls


def _found(context: MailContext, after: StoredContract) -> Enclosures:
    """Return the files of the mail; `after` knows the signed copies that it brought."""
    correlation = context.correlation
    ours = sent_letter(correlation.raw) if correlation and correlation.raw else None
    return reviewer_documents.of_mail(after.contract, context.interpretation.message, ours)


def _recorded(context: MailContext, after: StoredContract) -> list[e.Event]:
    """Return the events that the mail led to."""
    if after.seq == context.about.seq:
        return []
    return [each.event for each in history.entries(context.tx.connection, after.id) if each.seq > context.about.seq]


def _readers(context: MailContext, after: StoredContract, events: list[e.Event]) -> list[Participant]:
    """Return who gets the files: the initiator, unless a return brings them, and whoever reads the mail's words."""
    contract = after.contract
    returned = any(isinstance(each, e.VerdictGiven) and each.verdict is Verdict.RETURN for each in events)
    found = [] if returned else [contract.acting]
    for event in events:
        letters = [each for each in effects(contract, event) if isinstance(each, SendLetter)]
        found += [each.to for each in letters if each.kind in _WITH_WORDS]
    return list({each.key: each for each in found if not each.is_same(context.me)}.values())


def _send(context: MailContext, after: StoredContract, to: Participant, found: Enclosures) -> None:
    names, kept = tuple(name for name, _ in found.passed), found.why(to.language)
    compose = partial(file_letters.files_came, by=context.me, words=context.words, names=names, kept=kept)
    cause = Cause.of_mail(context.mail.id).within(after.id)
    context.app.letters.tell(context.tx, after, None, to, K.FILES, compose, context.now, cause, found.passed)


def _name(context: MailContext, key: str, name: str) -> str:
    language, stem = context.app.settings.organisation.language, name.rpartition(".")[0]
    return file_name(say(language, key, name=stem, author=context.me.name), ".docx")


def _propose(context: MailContext, after: StoredContract) -> frozenset[bytes]:
    """Send the initiator each text that the mail proposes, and return their contents; they are no mere files."""
    contract = after.contract
    asked = [each for each in contract.requests if each.assignee.is_same(context.me)]
    if contract.is_closed or not asked:
        return frozenset()
    for number, each in enumerate(context.proposed):
        found = each.reviewed
        contents = {"proposed_text": found.text, "proposed_redline": found.redline, "proposed_as_sent": each.content}
        files = [(_name(context, key, each.name), content) for key, content in contents.items() if content]
        names = [name for name, _ in files]
        text = ShownText(found.comparison, found.marks, found.marked, found.redline is not None, names)
        compose = partial(file_letters.text_proposed, by=context.me, words=context.words, text=text)
        cause = Cause.of_mail(context.mail.id).within(after.id, number)
        context.app.letters.tell(
            context.tx, after, asked[-1].id, contract.acting, K.TEXT_PROPOSED, compose, context.now, cause, files
        )
    return frozenset(each.content for each in context.proposed)


def _tell_sender(context: MailContext, found: Enclosures) -> None:
    if found.kept_back:
        compose = partial(file_letters.files_kept_back, kept=found.why(context.me.language))
        reply(context, K.FILES_KEPT_BACK, None, compose)
