"""Absences by mail: a person tells of theirs, a machine's reply becomes a proposal, letters about them are answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from daemon.application.app_context import AppContext
from daemon.application.availability import directory, mark_affected_due
from daemon.application.inbound.mail_context import MailContext, asked_back, note
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import absence_letters
from daemon.mail.compose.absence_letters import AbsencePeriod
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.interpret.date_parser import read_day
from daemon.mail.interpret.rules import Intent, read
from daemon.store import absences
from daemon.store.absences import StoredAbsence
from daemon.store.cause import Cause
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Participant, Person, PersonKey
from daemon.workflow.route import participant

# -- people tell of it ------------------------------------------------------------------------------------------------


def told_alone(context: MailContext) -> Outcome | None:
    """Record what a mail says that is nothing but a notice of absence, answers nothing and has no machine's header.

    A person writes so, and a bad machine may: the same days are recorded and answered once.
    """
    reading = read(context.words, context.app.lexicon)
    if reading.command != "absence":
        return None
    absent = replace(context, interpretation=replace(context.interpretation, reading=reading))
    return told(absent, silently=True)


def told(context: MailContext, *, silently: bool = False) -> Outcome | None:
    """Record when a person says they are away, and who stands in; it counts at once, and a letter confirms it.

    `silently`: days that are recorded already are not confirmed once more. None when the days are not understood, or
    somebody else's absence is told of.
    """
    person = context.writer
    days = _days(context)
    if days is None or _of_another(context):
        return None
    first, last = days
    if last < context.today:
        note(
            context,
            LetterKind.ABSENCE,
            absence_letters.past(_house(context), context.me, AbsencePeriod(context.me, first, last)),
        )
        return outcome(OutcomeKind.ABSENCE_PAST)
    substitute: Person | None = None
    if written := context.interpretation.reading.person or (
        context.interpretation.absent.substitute_words if context.interpretation.absent else ""
    ):
        found = tuple(each for each in context.app.find_by_surname(written) if each.key != person.key)
        if len(found) != 1:
            return _ask_who(context, AbsencePeriod(context.me, first, last), written, found)
        substitute = found[0]
    key = substitute.key if substitute else None
    absent = _absent(context.app, person, first, last, key)
    recorded = absences.of_person(context.tx.connection, person.key)
    same = [each for each in recorded if (each.first, each.last, each.substitute) == (first, last, key)]
    if same:
        if not silently:
            again = absence_letters.recorded(_house(context), context.me, absent)
            _note(context, LetterKind.ABSENCE, again, same[0].id)
        return outcome(OutcomeKind.ABSENCE_KNOWN)
    wanted = context.app.settings.identity is not IdentityPolicy.TOKEN_AND_ADDRESS
    another = key not in (None, person.substitute)  # who forges a From could name themself
    if (wanted and not context.proof) or (another and not context.is_in_answer):
        return _ask_themself(context, absent, key)
    number = absences.add(context.tx, person.key, first, last, key, Cause.of_mail(context.mail.id), context.now)
    mark_affected_due(context.app, context.tx)
    _note(context, LetterKind.ABSENCE, absence_letters.recorded(_house(context), context.me, absent), number)
    return outcome(OutcomeKind.ABSENCE_RECORDED, absence=number)


def _ask_themself(context: MailContext, absent: AbsencePeriod, substitute: PersonKey | None) -> Outcome:
    """Where the house wants to know who writes, a mail without a proof is confirmed from the known address."""
    person, source = context.writer, Cause.of_mail(context.mail.id)
    number = absences.add(
        context.tx, person.key, absent.first, absent.last, substitute, source, context.now, proposed=True
    )
    composed = absence_letters.proposed(_house(context), context.me, absent, own=True)
    context.app.letters.inform(
        context.tx,
        context.me,
        LetterKind.ABSENCE_PROPOSED,
        composed,
        context.now,
        Cause.of_absence(number).within("proposed"),
    )
    return outcome(OutcomeKind.ABSENCE_PROPOSED, absence=number)


def _days(context: MailContext) -> tuple[date, date] | None:
    """Return both days as the words name them; where the first was not said, from today."""
    reading, absent = context.interpretation.reading, context.interpretation.absent
    last = read_day(reading.until, context.today) or (absent.last if absent else None)
    first = read_day(reading.since, context.today) or (absent.first if absent else None) or context.today
    return (first, last) if last and (first <= last or last < context.today) else None


def _of_another(context: MailContext) -> bool:
    """Return whether the words begin with somebody else's name: "Белова в отпуске с 1 по 14 декабря"."""
    first = context.words.split()[:1]
    if not first or not first[0][:1].isupper():
        return False
    return any(each.key != context.writer.key for each in context.app.find_by_surname(first[0].strip(",.")))


def _ask_who(context: MailContext, absent: AbsencePeriod, written: str, found: tuple[Person, ...]) -> Outcome:
    candidates = [participant(each) for each in found]
    composed = absence_letters.unclear_substitute(_house(context), context.me, absent, written, candidates)
    note(context, LetterKind.ABSENCE_UNCLEAR, composed)
    return asked_back("who stands in")


def propose(context: MailContext, person: Person) -> Outcome | None:
    """Propose the absence that a machine's reply tells of: the substitute or manager is asked whether to record it."""
    absent = context.interpretation.absent
    if absent is None or absent.last is None:
        return None
    first, last = absent.first or context.today, absent.last
    if last < context.today or first > last or _is_known(context, person, first, last):
        return None
    found = context.app.find_by_surname(absent.substitute_words) if absent.substitute_words else ()
    key = found[0].key if len(found) == 1 and found[0].key != person.key else None
    number = absences.add(
        context.tx, person.key, first, last, key, Cause.of_mail(context.mail.id), context.now, proposed=True
    )
    who, cause = _absent(context.app, person, first, last, key), Cause.of_absence(number).within("proposed")
    for to in _deciders(context.app, person, key if context.is_in_answer else None):
        composed = absence_letters.proposed(_house(context), participant(to), who)
        context.app.letters.inform(
            context.tx,
            participant(to),
            LetterKind.ABSENCE_PROPOSED,
            composed,
            context.now,
            cause,
        )
    return outcome(OutcomeKind.ABSENCE_PROPOSED, absence=number)


def _deciders(app: AppContext, person: Person, substitute: PersonKey | None) -> tuple[Person, ...]:
    people = app.directory.people
    for key in (substitute, person.substitute, person.manager):
        if found := people.get(key or ""):
            return (found,)
    return app.administrators()


def _is_known(context: MailContext, person: Person, first: date, last: date) -> bool:
    known = directory(context.app, context.tx.connection).absences
    begins = max(first, context.today)
    return any(each.person == person.key and each.first <= begins and each.last >= last for each in known)


# -- answers to letters about it --------------------------------------------------------------------------------------


def is_about(context: MailContext) -> bool:
    """Return whether the mail answers a letter about an absence that was sent to its writer."""
    correlation = context.correlation
    return bool(
        correlation and correlation.absence_id is not None and correlation.recipient in context.writer.addresses
    )


def answer(context: MailContext) -> Outcome | None:
    """Do what an answer to such a letter says: yes or no to a proposal, or undo. None when it is something else."""
    if context.correlation is None or context.correlation.absence_id is None:
        return None
    absence = absences.find(context.tx.connection, context.correlation.absence_id)
    if absence is None:
        return None
    reading = context.interpretation.reading
    proposal = context.correlation.letter_kind == LetterKind.ABSENCE_PROPOSED
    if proposal and (reading.answer == "yes" or reading.intent is Intent.APPROVE):
        return _agree(context, absence)
    if reading.answer == "no" or reading.intent is Intent.UNDO:
        return _remove(context, absence)
    return None


def _agree(context: MailContext, absence: StoredAbsence) -> Outcome:
    absences.agree(context.tx, absence.id)
    mark_affected_due(context.app, context.tx)
    composed = absence_letters.agreed(_house(context), context.me, _of(context.app, absence))
    _note(context, LetterKind.ABSENCE, composed, absence.id)
    return outcome(OutcomeKind.ABSENCE_AGREED, absence=absence.id)


def _remove(context: MailContext, absence: StoredAbsence) -> Outcome:
    absences.remove(context.tx, absence.id)
    mark_affected_due(context.app, context.tx)
    composed = absence_letters.removed(_house(context), context.me, _of(context.app, absence))
    note(context, LetterKind.ABSENCE_REMOVED, composed)
    return outcome(OutcomeKind.ABSENCE_REMOVED, absence=absence.id)


def _note(context: MailContext, kind: LetterKind, composed: Composed, number: int) -> None:
    """Send a letter that knows which absence it is about, so that an answer to it does, too."""
    context.app.letters.note(context.tx, context.me, kind, composed, context.now, context.answering, number)


def _of(app: AppContext, absence: StoredAbsence) -> AbsencePeriod:
    person = app.directory.people.get(absence.person)
    if person is None:
        return AbsencePeriod(Participant(absence.person, absence.person), absence.first, absence.last)
    return _absent(app, person, absence.first, absence.last, absence.substitute)


def _absent(app: AppContext, person: Person, first: date, last: date, substitute: PersonKey | None) -> AbsencePeriod:
    stands_in = app.directory.people.get(substitute or person.substitute or "")
    return AbsencePeriod(participant(person), first, last, participant(stands_in) if stands_in else None)


def _house(context: MailContext) -> LetterSettings:
    return context.app.letters.letter_settings
