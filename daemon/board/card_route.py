"""Who is asked, stage by stage, with what they said why they are asked, and under which conditions they approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daemon.board.visit import Visit
from daemon.mail.compose.condition_sections import who_set, with_objections
from daemon.mail.compose.fact_words import in_words
from daemon.mail.compose.layout import SlotRow
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.sections import how_it_stands, nobody_asked, not_asked, place
from daemon.workflow.model import Request, Stage, StageStatus


@dataclass(frozen=True, slots=True)
class RoutePlace:
    """Somebody on a stage: what they said or until when they are waited for, their post, and why they are asked."""

    row: SlotRow
    post: str
    why: str


@dataclass(frozen=True, slots=True)
class PlacedStage:
    """`state` is the stage's own (open, approved …), empty for one of an earlier round; `note` says why it is not."""

    title: str
    state: str
    state_in_words: str
    note: str
    places: Sequence[RoutePlace]


@dataclass(frozen=True, slots=True)
class ShownCondition:
    number: int
    who: str
    text: str
    state: str
    is_met: bool
    counts: bool  # False: of an approval that does not count any more


def stages(letter: LetterContext, visit: Visit) -> list[PlacedStage]:
    """Return the route of the present round, with everybody on it."""
    contract = letter.contract
    states = contract.stages or tuple(StageStatus.AHEAD for _ in contract.route.stages)
    return [_stage(letter, each, state, visit) for each, state in zip(contract.route.stages, states, strict=True)]


def earlier_round(letter: LetterContext, number: int, visit: Visit) -> list[PlacedStage]:
    """Return who was asked in a round that is over, and what they said."""
    asked: dict[str, list[Request]] = {}
    for each in letter.contract.in_round(number):
        asked.setdefault(letter.contract.stage_of(each).title, []).append(each)
    return [PlacedStage(title, "", "", "", _asked(letter, requests, visit)) for title, requests in asked.items()]


def conditions(letter: LetterContext) -> list[ShownCondition]:
    """Return the conditions of all approvals, and what became of each."""
    standing = letter.contract.standing_conditions
    return [
        ShownCondition(
            each.number,
            who_set(letter, each),
            with_objections(letter, each),
            how_it_stands(letter, each),
            not each.is_open,
            each in standing,
        )
        for each in letter.contract.conditions
    ]


def _stage(letter: LetterContext, stage: Stage, state: StageStatus, visit: Visit) -> PlacedStage:
    in_own_words = visit.words.table("stages")[state.value]
    if state is StageStatus.PASSED_OVER:
        return PlacedStage(stage.title, state.value, in_own_words, in_words(letter, stage.passed_over), ())
    requests = letter.contract.in_round(letter.contract.round, stage.key)
    if state is StageStatus.AHEAD and not requests:
        ahead = [
            RoutePlace(
                SlotRow("", "", letter.words.name(each.person), ""), each.person.post, _why(letter, each.reasons, visit)
            )
            for each in stage.approvers
        ]
        return PlacedStage(stage.title, state.value, in_own_words, _need(stage, visit), ahead)
    nobody = [
        RoutePlace(nobody_asked(letter, each.person), each.person.post, _why(letter, each.reasons, visit))
        for each in not_asked(letter.contract, stage)
    ]
    places = [*_asked(letter, requests, visit), *nobody]
    return PlacedStage(stage.title, state.value, in_own_words, _need(stage, visit), places)


def _asked(letter: LetterContext, requests: Iterable[Request], visit: Visit) -> list[RoutePlace]:
    return [RoutePlace(place(letter, each), each.assignee.post, _why_asked(letter, each, visit)) for each in requests]


def _why_asked(letter: LetterContext, request: Request, visit: Visit) -> str:
    doubt = visit.texts.say("card.doubt") if request.doubt else ""
    return "; ".join(filter(None, (_why(letter, request.reasons, visit), doubt)))


def _why(letter: LetterContext, reasons: Iterable[str], visit: Visit) -> str:
    """Return the rules that ask somebody, in words; of one whom the stage always asks, that."""
    said = "; ".join(dict.fromkeys(in_words(letter, each) for each in reasons))
    return said or visit.texts.say("card.always")


def _need(stage: Stage, visit: Visit) -> str:
    """Return how many of a stage are enough; empty if it is everybody."""
    if stage.needed >= len(stage.approvers):
        return ""
    return visit.texts.say("card.need", needed=stage.needed, of=len(stage.approvers))
