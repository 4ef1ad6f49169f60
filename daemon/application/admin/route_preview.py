"""The route that a contract would take by the present configuration, beside the one that it took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from daemon import conditions
from daemon.config import Settings
from daemon.workflow import events as e
from daemon.workflow.decide.outlook import StageOutlook, outlook_of_new
from daemon.workflow.decide.reroute import Difference, DifferenceKind
from daemon.workflow.follow_facts import as_person
from daemon.workflow.model import Contract, Fact, Participant, Person, PersonKey, Request, Route, StandInWhy
from daemon.workflow.route import participant, resolve


class NoSuchType(LookupError):
    """The contract's type is not in the configuration any more."""


def present_route(settings: Settings, contract: Contract, facts: tuple[Fact, ...] | None = None) -> Route:
    """Return the route of the contract with these facts, its own by default, as the configuration has it now.

    Raises NoSuchType, NoRoute when nobody is asked, NoSuchPerson when a rule leads to nobody.
    """
    type_ = settings.contract_types.get(contract.type)
    if type_ is None:
        raise NoSuchType(f'there is no contract type "{contract.type}" in the configuration any more')
    known = contract.facts if facts is None else facts
    initiator = settings.directory.people.get(contract.initiator.key) or as_person(contract.initiator)
    return resolve(type_.route, known, initiator, settings.directory, partial(conditions.holds, facts=known))[0]


def facts_of_route(history: Iterable[e.Event]) -> tuple[Fact, ...]:
    """Return the facts by which a contract's route was made: those of its first version, or of a later move."""
    made_by: tuple[Fact, ...] | None = None
    latest: tuple[Fact, ...] = ()
    for event in history:
        match event:
            case e.VersionSubmitted():
                latest = event.facts
                made_by = latest if made_by is None else made_by
            case e.RouteChanged() | e.RouteFollowed():
                made_by = latest
    return made_by or ()


_WORDS = {
    DifferenceKind.STAGE_ADDED: "a new stage {stage}: {after}",
    DifferenceKind.STAGE_REMOVED: "no stage {stage} any more ({before})",
    DifferenceKind.ORDER: "stages in another order: {before} becomes {after}",
    DifferenceKind.PERSON_ADDED: "{stage}: {person} is asked",
    DifferenceKind.PERSON_REMOVED: "{stage}: {person} is not asked",
    DifferenceKind.POLICY: "{before} becomes {after} ({meaning})",
    DifferenceKind.RULES: "the same people by other rules: they count when a new version changes the facts",
}
_POLICIES = {
    "after_rework": "who is asked again about a new version",
    "on_return": "when a return ends its stage",
    "ask_once": "whether one approval counts in later stages, too",
    "undo": "how long a verdict can be taken back",
    "grace": "how long a decided stage is held back before the next one is asked",
    "rework": "how long the initiator has for a new version",
    "answer": "how long the initiator has to answer a question",
    "own_contracts": "whether somebody may approve what they handed in",
    "after_hand_edit": "whose approvals lapse when the text was edited by hand",
    "on_late_return": "what a return does that comes after its stage was approved",
    "conditions": "what an approval with a condition counts as",
}


def in_words(difference: Difference) -> str:
    """Return one difference in a line, for the command line."""
    where = f"{difference.stage}, {difference.person}" if difference.person else difference.stage
    before, after = difference.before, difference.after
    if difference.what is DifferenceKind.POLICY:  # `None` and `False` as the configuration writes them
        before, after = before.lower(), after.lower()
    pattern = _WORDS.get(difference.what, "{where}: {what} {before} becomes {after}")
    return pattern.format(
        where=where,
        what=difference.what.value,
        stage=difference.stage,
        person=difference.person,
        meaning=_POLICIES.get(difference.before.partition(":")[0], ""),
        before=before or "nobody" * (difference.what is DifferenceKind.STAGE_REMOVED) or "none",
        after=after or "nobody" * (difference.what is DifferenceKind.STAGE_ADDED) or "none",
    )


def outlook_by_stage(
    settings: Settings, route: Route, facts: tuple[Fact, ...], initiator: Person
) -> dict[str, StageOutlook]:
    """Return every stage that asks somebody as it would open for a new contract with nobody away.

    One that is short only because of absences of today, by the configuration, is as it would open today.
    """
    now, of = datetime.now(UTC), participant(initiator)
    there = outlook_of_new(route, facts, of, now, replace(settings.directory, absences=()))
    today = outlook_of_new(route, facts, of, now, settings.directory)
    return {each.stage.key: late if late.short else each for each, late in zip(there, today, strict=True)}


def seen_in_words(seen: StageOutlook, place: PersonKey) -> tuple[str, str]:
    """Return who is asked for a place (empty: nobody), and why it is not the one whom the route names."""
    request = seen.request_for(place)
    if request:
        return request.assignee.key, in_place_of(request)
    nobody = next((each for each in seen.vacant if each.key == place), None)
    return ("", nobody_for(nobody, seen.contract)) if nobody else (place, "")


_STANDS_ASIDE = {
    StandInWhy.OWN_CONTRACT: "hands it in, and nobody approves their own (own_contracts)",
    StandInWhy.ASKED_ALREADY: "is asked in this stage already",
    StandInWhy.AWAY: "is away today",
}


def in_place_of(request: Request) -> str:
    """Return in whose place somebody is asked, and why; empty if it is their own."""
    owner = request.on_behalf_of
    if owner is None:
        return ""
    return f"in place of {owner.key}, who {_STANDS_ASIDE[request.stand_in or StandInWhy.AWAY]}"


def nobody_for(person: Participant, contract: Contract) -> str:
    """Return that nobody can be asked in the place of a person, and why."""
    own = person.key == contract.initiator.key
    why = f"{person.key} hands it in (own_contracts)" if own else f"{person.key} is asked in this stage already"
    return f"nobody can be asked: {why}, and has no substitute or manager who could answer"


def would_wait(seen: StageOutlook) -> str:
    """Return that a stage would wait, for how many, and the cure; empty if it has people enough."""
    if seen.short is None:
        return ""
    short = seen.short
    away = {each.key for each in short.away}
    there = dict.fromkeys(each.assignee.key for each in seen.requests if each.assignee.key not in away)
    people = ", ".join(there) or "nobody"
    if away:
        people += f"; away with nobody to stand in: {', '.join(sorted(away))}"
    return (
        f"the stage would wait: it needs {short.needed} and {short.possible} can approve it ({people}), "
        f"{short.needed - short.possible} too few; name another approver or a substitute, or say "
        f"`need: {short.needed} or all`"
    )
