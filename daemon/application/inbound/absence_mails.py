"""Absences by mail: a person tells of theirs, a machine's reply becomes a proposal, letters about them are answered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from daemon.application.app_context import Office
from daemon.application.availability import directory, tell_contracts
from daemon.application.inbound.mail_context import Case, note
from daemon.config.settings import IdentityPolicy
from daemon.mail.compose import absence_letters
from daemon.mail.compose.absence_letters import Absent
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import House
from daemon.mail.interpret.date_parser import read_day
from daemon.mail.interpret.rules import Said, read
from daemon.store import absences
from daemon.store.absences import Recorded
from daemon.workflow.model import Participant, Person, PersonKey
from daemon.workflow.route import participant

_LETTER = re.compile(r"absence:(\d+)")


# -- people tell of it ------------------------------------------------------------------------------------------------


def told_alone(case: Case) -> str:
    """A mail to us that is nothing but a notice of absence, no answer to a letter of ours, with no machine's header.

    A person writes so, and a bad machine may: the same days are recorded and answered once.
    """
    reading = read(case.words, case.office.lexicon)
    if reading.command != "absence":
        return ""
    case.judged = replace(case.judged, reading=reading)
    return told(case)


def told(case: Case) -> str:
    """A person says when they are away, and who stands in: recorded, effective at once, confirmed by a letter.

    Empty when the days are not understood, or somebody else's absence is told of.
    """
    person = case.writer
    days = _days(case)
    if days is None or _of_another(case):
        return ""
    first, last = days
    if last < case.today:
        note(case, "absence", absence_letters.past(_house(case), case.me, Absent(case.me, first, last)))
        return "an absence that is over; said so"
    substitute: Person | None = None
    if named := case.judged.reading.person or (case.judged.absent.substitute_words if case.judged.absent else ""):
        found = tuple(each for each in case.office.find_by_surname(named) if each.key != person.key)
        if len(found) != 1:
            return _ask_who(case, Absent(case.me, first, last), named, found)
        substitute = found[0]
    key = substitute.key if substitute else None
    recorded = absences.of_person(case.tx.connection, person.key)
    if (first, last, key) in [(each.first, each.last, each.substitute) for each in recorded]:
        return "an absence that is recorded already"
    absent = _absent(case.office, person, first, last, key)
    wanted = case.office.settings.identity is not IdentityPolicy.TOKEN_AND_ADDRESS
    another = key not in (None, person.substitute)  # who forges a From could name themself
    if (wanted and not case.proof) or (another and not case.is_in_answer):
        return _ask_themself(case, absent, key)
    number = absences.add(case.tx, person.key, first, last, key, f"mail:{case.mail.id}", case.now)
    tell_contracts(case.office, case.tx)
    _note(case, "absence", absence_letters.recorded(_house(case), case.me, absent), number)
    return f"absence {number} recorded"


def _ask_themself(case: Case, absent: Absent, substitute: PersonKey | None) -> str:
    """Where the house wants to know who writes, a mail without a proof is confirmed from the known address."""
    person, source = case.writer, f"mail:{case.mail.id}"
    number = absences.add(case.tx, person.key, absent.first, absent.last, substitute, source, case.now, proposed=True)
    composed = absence_letters.proposed(_house(case), case.me, absent, own=True)
    case.office.correspondence.inform(
        case.tx, case.me, "absence_proposed", composed, case.now, f"absence:{number}/proposed"
    )
    return f"absence {number} proposed; nothing proves who wrote"


def _days(case: Case) -> tuple[date, date] | None:
    """Both days as the words name them; where the first was not said, from today."""
    reading, absent = case.judged.reading, case.judged.absent
    last = read_day(reading.until, case.today) or (absent.last if absent else None)
    first = read_day(reading.since, case.today) or (absent.first if absent else None) or case.today
    return (first, last) if last and (first <= last or last < case.today) else None


def _of_another(case: Case) -> bool:
    """Whether the words begin with somebody else's name: "Белова в отпуске с 1 по 14 декабря"."""
    first = case.words.split()[:1]
    if not first or not first[0][:1].isupper():
        return False
    return any(each.key != case.writer.key for each in case.office.find_by_surname(first[0].strip(",.")))


def _ask_who(case: Case, absent: Absent, written: str, found: tuple[Person, ...]) -> str:
    candidates = [participant(each) for each in found]
    composed = absence_letters.unclear_substitute(_house(case), case.me, absent, written, candidates)
    note(case, "absence_unclear", composed)
    return "an absence with a substitute who is nobody, or more than one; asked back"


def propose(case: Case, person: Person) -> str:
    """A machine's reply says that its owner is away: their substitute or manager is asked whether to record it."""
    absent = case.judged.absent
    if absent is None or absent.last is None:
        return ""
    first, last = absent.first or case.today, absent.last
    if last < case.today or first > last or _is_known(case, person, first, last):
        return ""
    named = case.office.find_by_surname(absent.substitute_words) if absent.substitute_words else ()
    key = named[0].key if len(named) == 1 and named[0].key != person.key else None
    number = absences.add(case.tx, person.key, first, last, key, f"mail:{case.mail.id}", case.now, proposed=True)
    who = _absent(case.office, person, first, last, key)
    for to in _deciders(case.office, person, key if case.is_in_answer else None):
        composed = absence_letters.proposed(_house(case), participant(to), who)
        case.office.correspondence.inform(
            case.tx, participant(to), "absence_proposed", composed, case.now, f"absence:{number}/proposed"
        )
    return f"absence {number} proposed"


def _deciders(office: Office, person: Person, substitute: PersonKey | None) -> tuple[Person, ...]:
    people = office.directory.people
    for key in (substitute, person.substitute, person.manager):
        if found := people.get(key or ""):
            return (found,)
    return office.administrators()


def _is_known(case: Case, person: Person, first: date, last: date) -> bool:
    known = directory(case.office, case.tx.connection).absences
    begins = max(first, case.today)
    return any(each.person == person.key and each.first <= begins and each.last >= last for each in known)


# -- answers to letters about it --------------------------------------------------------------------------------------


def is_about(case: Case) -> bool:
    """Whether the mail answers a letter about an absence that was sent to its writer."""
    bound = case.bound
    return bool(bound and _LETTER.search(bound.letter_key) and bound.recipient in case.writer.addresses)


def answer(case: Case) -> str:
    """Yes or no to a proposal, or the undoing of what was recorded. Empty when it is something else."""
    found = _LETTER.search(case.bound.letter_key) if case.bound else None
    absence = absences.find(case.tx.connection, int(found[1])) if found else None
    if absence is None or case.bound is None:
        return ""
    reading = case.judged.reading
    proposal = case.bound.letter_kind == "absence_proposed"
    if proposal and (reading.answer == "yes" or reading.said is Said.APPROVE):
        return _agree(case, absence)
    if reading.answer == "no" or reading.said is Said.UNDO:
        return _remove(case, absence)
    return ""


def _agree(case: Case, absence: Recorded) -> str:
    absences.agree(case.tx, absence.id)
    tell_contracts(case.office, case.tx)
    composed = absence_letters.agreed(_house(case), case.me, _of(case.office, absence))
    _note(case, "absence", composed, absence.id)
    return f"absence {absence.id} agreed"


def _remove(case: Case, absence: Recorded) -> str:
    absences.remove(case.tx, absence.id)
    tell_contracts(case.office, case.tx)
    composed = absence_letters.removed(_house(case), case.me, _of(case.office, absence))
    note(case, "absence_removed", composed)
    return f"absence {absence.id} removed"


def _note(case: Case, kind: str, composed: Composed, number: int) -> None:
    """A letter that knows which absence it is about, so that an answer to it does, too."""
    about = f"absence:{number}"
    case.office.correspondence.note(case.tx, case.me, kind, composed, case.now, case.answering, about)


def _of(office: Office, absence: Recorded) -> Absent:
    person = office.directory.people.get(absence.person)
    if person is None:
        return Absent(Participant(absence.person, absence.person), absence.first, absence.last)
    return _absent(office, person, absence.first, absence.last, absence.substitute)


def _absent(office: Office, person: Person, first: date, last: date, substitute: PersonKey | None) -> Absent:
    stands_in = office.directory.people.get(substitute or person.substitute or "")
    return Absent(participant(person), first, last, participant(stands_in) if stands_in else None)


def _house(case: Case) -> House:
    return case.office.correspondence.house
