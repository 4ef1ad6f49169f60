"""What letters say of a route that followed the facts of a new version, and of approvals that did not stay."""

from __future__ import annotations

from daemon.mail.compose.fact_words import as_a_role, differences, in_words
from daemon.mail.compose.layout import Block, Pairs, Text
from daemon.mail.compose.letter_context import LetterContext
from daemon.workflow.model import Request
from daemon.workflow.rework import Lapse, lapse_of
from daemon.workflow.route_shift import RouteShift, ShiftedPlace


def route_news(letter: LetterContext, since: int) -> list[Block]:
    """Return who came and who went with the versions after `since`, and because of which facts."""
    shifts = [each for each in letter.contract.shifts if each.version > since and (each.came or each.went)]
    return [news_of(letter, each) for each in shifts]


def news_of(letter: LetterContext, shift: RouteShift) -> Pairs:
    """Return who came and who went with one version."""
    rows = [(letter.words.name(each.person), _came(letter, each)) for each in shift.came]
    rows += [(letter.words.name(each.person), letter.say("route.went", stage=each.title)) for each in shift.went]
    return Pairs(rows, letter.say("route.title", version=shift.version, fields=because(letter, shift)))


def because(letter: LetterContext, shift: RouteShift) -> str:
    """Return the labels of the facts for which the route was resolved anew; without any it was the initiator."""
    facts = [*letter.contract.facts, *letter.contract.versions[max(shift.version - 2, 0)].facts]
    labels = {fact.name: as_a_role(fact.label) for fact in reversed(facts)}
    return ", ".join(labels[each] for each in shift.because if each in labels) or letter.say("route.initiator")


def why_asked_now(letter: LetterContext, request: Request) -> list[Block]:
    """Return the line that tells somebody why this version needs them who were not asked, or had approved before."""
    contract = letter.contract
    for shift in contract.shifts:
        came = any((each.stage, each.person.key) == (request.stage, request.slot) for each in shift.came)
        if came and shift.version == contract.version.number:
            return [Text(letter.say("request.came", fields=because(letter, shift)))]
    stage = next((each for each in contract.route.stages if each.key == request.stage), None)
    place = next((each for each in stage.approvers if each.person.key == request.slot), None) if stage else None
    lapse = lapse_of(contract, stage, place) if stage and place else None
    if lapse is None or lapse is Lapse.POLICY:
        return []
    return [Text(letter.say(f"request.again.{lapse.value}"), strong=lapse is Lapse.BY_HAND)]


def released_opening(letter: LetterContext) -> list[Block]:
    """Return that the facts of this version need the reader no more, and because of which; that their word is kept."""
    request, contract = letter.request, letter.contract
    shift = next((each for each in contract.shifts if each.version == request.released_by), None)
    blocks: list[Block] = [Text(letter.say("released.first"), strong=True)]
    rows = differences(letter, request.version, shift.because) if shift else []
    if rows:
        blocks.append(Pairs(rows, letter.say("released.why")))
    elif shift:
        blocks.append(Text(letter.say("released.because", fields=because(letter, shift))))
    if request.answer:
        blocks.append(Text(letter.say("released.kept", theirs=request.version)))
    return blocks


def _came(letter: LetterContext, place: ShiftedPlace) -> str:
    why = "; ".join(dict.fromkeys(in_words(letter, each) for each in place.reasons))
    return letter.say("route.came_why" if why else "route.came", stage=place.title, why=why)
