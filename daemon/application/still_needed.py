"""What contracts under way still need of the configuration: their types, and the people whom they are to ask."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from daemon.config import Problem, Settings
from daemon.store import absences, contract_queries, history
from daemon.workflow.leavers import Concern, ConcernKind, concerns
from daemon.workflow.model import Absence, Participant, PersonKey
from daemon.workflow.route import Directory


def missing_types(connection: Connection, settings: Settings) -> tuple[Problem, ...]:
    """Return a mistake for each contract type that the configuration lacks and contracts under way need to finish."""
    needing: dict[str, list[str]] = defaultdict(list)
    for each in contract_queries.contracts_under_way(connection):
        if each.type not in settings.contract_types:
            needing[each.type].append(each.number)
    file = str(settings.files[0]) if settings.files else ""
    return tuple(
        Problem(file, 0, f"contract_types.{key}", _still_needed(key, numbers))
        for key, numbers in sorted(needing.items())
    )


def _still_needed(key: str, numbers: list[str]) -> str:
    return (
        f'"{key}" is missing, and these contracts under way need its template, form and names to finish: '
        f"{', '.join(numbers)}; put it back until they have ended, or end them: contractd withdraw NUMBER"
    )


def leavers(connection: Connection, directory: Directory) -> tuple[Concern, ...]:
    """Return all that hangs on people who are not in the directory: contracts in their order, then absences."""
    found: list[Concern] = []
    for each in contract_queries.contracts_under_way(connection):
        found += concerns(history.load(connection, each.id).contract, directory)
    names = {each.person.key: each.person for each in found}
    return (*found, *_absences(connection, directory, names))


def waiting_for_who_had_a_key(connection: Connection, directory: Directory) -> tuple[str, ...]:
    """Return the numbers of the contracts that wait for, or belong to, somebody whose key is another person's now."""
    found = []
    for each in contract_queries.contracts_under_way(connection):
        contract = history.load(connection, each.id).contract
        waiting = (request.assignee for request in contract.requests if request.waits)
        if any(map(directory.has_passed, (contract.initiator, contract.acting, *waiting))):
            found.append(contract.number)
    return tuple(found)


def digest(found: Iterable[Concern]) -> str:
    """Return the digest of all that hangs on people who have left: the same is told once."""
    return hashlib.sha256("\n".join(map(repr, found)).encode()).hexdigest()


def _absences(connection: Connection, directory: Directory, names: dict[PersonKey, Participant]) -> Iterator[Concern]:
    for each in absences.recorded(connection):
        absence = Absence(each.person, each.first, each.last, each.substitute)
        if not directory.knows(each.person):
            yield Concern(ConcernKind.ABSENCE, _named(each.person, names), slot=str(each.id), absence=absence)
        elif each.substitute and not directory.knows(each.substitute):
            yield Concern(ConcernKind.SUBSTITUTE, _named(each.substitute, names), slot=str(each.id), absence=absence)


def _named(key: PersonKey, names: dict[PersonKey, Participant]) -> Participant:
    return names.get(key) or Participant(key, key)


def cure(concern: Concern) -> str:
    """Return the command that takes it off the person; PERSON stands for the key of whom the administrator chooses."""
    number, key = concern.number, concern.person.key
    match concern.kind:
        case ConcernKind.INITIATOR:
            return f"contractd hand-over {number} --to PERSON"
        case ConcernKind.REQUEST:
            which = f" --stage {concern.stage} --place {concern.slot}" if concern.several else ""
            return f"contractd reassign {number} --from {key} --to PERSON{which}"
        case ConcernKind.PLACE | ConcernKind.LADDER | ConcernKind.RULE:
            return f"contractd reroute {number}"
        case ConcernKind.ABSENCE:
            return f"contractd absence remove {concern.slot}"
        case ConcernKind.SUBSTITUTE:
            return _again(concern)


def _again(concern: Concern) -> str:
    """Return the commands that record an absence with another substitute."""
    absence = concern.absence
    if absence is None:
        raise ValueError("a substitute stands in during an absence")
    days = f"--from {absence.first} --to {absence.last}"
    return (
        f"contractd absence remove {concern.slot} && contractd absence add {absence.person} {days} --substitute PERSON"
    )


def in_words(concern: Concern, directory: Directory) -> str:
    """Return what hangs on whom, in a line for an administrator; with who they probably are now."""
    who = f'{concern.person.name} ("{concern.person.key}")'
    if renamed := renamed_to(concern.person, directory):
        who += f', probably renamed to "{renamed}" (the same address)'
    absence = concern.absence
    days = f"{absence.first} to {absence.last}" if absence else ""
    what = {
        ConcernKind.INITIATOR: "initiator",
        ConcernKind.REQUEST: f"asked in stage {concern.stage}",
        ConcernKind.PLACE: f"a place in stage {concern.stage}",
        ConcernKind.RULE: f"a rule of stage {concern.stage}, {concern.slot}",
        ConcernKind.LADDER: f"a step of the escalation in stage {concern.stage}",
        ConcernKind.ABSENCE: f"absence from {days}",
        ConcernKind.SUBSTITUTE: f"substitute of {absence.person if absence else ''} from {days}",
    }[concern.kind]
    return f"{concern.number or 'absences'}: {what}: {who}"


def renamed_to(person: Participant, directory: Directory) -> PersonKey:
    """Return the key under which the directory has the person's address now; empty if it has it no more."""
    known = directory.by_address(person.email) if person.email else None
    return known.key if known else ""
