"""The blocks of the letters that events cause, in their order. Texts are in the catalogue, looks in `layout`.

Order: what is asked and until when; what changed; how to answer; the facts; who has decided what and who is waited
for; why the reader is asked; number, version, hash.
"""

from __future__ import annotations

from daemon.mail.compose.conversation import reason_of_recall, said_now
from daemon.mail.compose.late_letters import held_late, said_on_hold
from daemon.mail.compose.layout import Block, Pairs, Quoted, Text
from daemon.mail.compose.letter_context import LetterContext, outcome
from daemon.mail.compose.route_news import released_opening
from daemon.mail.compose.sections import (
    changes,
    documents,
    example_day,
    facts,
    lead_in,
    next_line,
    places,
    request_again,
    whole_request,
)
from daemon.workflow.model import (
    ClosedWhy,
    Escalate,
    Status,
    Verdict,
)
from daemon.workflow.quorum import VacantWhy, successor, why_vacant

# -- the approver's -------------------------------------------------------------------------------------------------


def request_opening(letter: LetterContext) -> list[Block]:
    return request_again(letter)


def reminder_opening(letter: LetterContext) -> list[Block]:
    late = letter.request.due_at <= letter.matter.now
    first = lead_in(letter, letter.say("reminder.late" if late else "reminder.soon"))
    asked = Text(letter.say("request.sign_still" if letter.signing else "request.still"))
    return [first, *said_on_hold(letter), asked, *whole_request(letter)]


def answer_opening(letter: LetterContext) -> list[Block]:
    question = letter.request.questions[-1]
    by = question.answered_by
    other = by is not None and not by.is_same(letter.contract.initiator)
    answered = [Text(letter.say("answer.by", who=letter.words.name(by)))] if by and other else []
    return [
        Text(letter.say("answer.first"), strong=True),
        *answered,
        Quoted(question.answer),
        Text(letter.say("answer.question")),
        Quoted(question.text),
        *request_again(letter),
    ]


def deadline_moved_opening(letter: LetterContext) -> list[Block]:
    if letter.is_to(letter.request.assignee):
        return [Text(letter.say("deadline_moved.yours"), strong=True), *request_again(letter)]
    return [Text(letter.say("deadline_moved.first"), strong=True), Text(next_line(letter)), places(letter)]


def recalled_opening(letter: LetterContext) -> list[Block]:
    """Return that the contract was taken back to be corrected, why, and what that means for the reader's answer."""
    request = letter.request
    key = "signed" if request.signed else "answered" if request.answer else "asked"
    return [
        Text(letter.say(f"recalled.{key}"), strong=True),
        *reason_of_recall(letter),
        Text(letter.say(f"recalled.{key}_next")),
        Text(next_line(letter)),
        places(letter),
    ]


def void_opening(letter: LetterContext) -> list[Block]:
    """Return why a request needs no answer any more; to the one who handed it over, that this was done and to whom."""
    request = letter.request
    why = request.closed_why or ClosedWhy.STAGE_CLOSED
    heir = successor(letter.contract, request)
    to = letter.who(heir) if heir else "–"
    if letter.about.own and why is ClosedWhy.REASSIGNED:
        due = letter.words.when(heir.due_at) if heir else ""
        blocks = [Text(letter.say("void.delegated", heir=to, heir_due=due), strong=True)]
        return [*blocks, Text(letter.say("void.delegated_more"))]
    return [
        Text(letter.say(f"void.{why.value}", heir=to), strong=True),
        Text(next_line(letter)),
        places(letter),
    ]


def released(letter: LetterContext) -> list[Block]:
    return [*released_opening(letter), Text(next_line(letter)), *facts(letter), places(letter)]


def text_edited_opening(letter: LetterContext) -> list[Block]:
    """Return that the text was edited by hand while the reader's approval stays, with where to read what changed."""
    return [
        Text(letter.say("text_edited.first", theirs=letter.request.kept_from), strong=True),
        Text(letter.say("text_edited.how")),
        *changes(letter),
        *documents(letter),
        Text(next_line(letter)),
        *facts(letter),
        places(letter),
    ]


# -- those who are told ---------------------------------------------------------------------------------------------


def escalation_opening(letter: LetterContext) -> list[Block]:
    request, step = letter.request, letter.about.step
    first = letter.by_gender("escalation.first", request.assignee, who=letter.who(request))
    blocks: list[Block] = [Text(first, strong=True), *_for_whom(letter)]
    if request.assignee.key in letter.matter.unreached:
        blocks.append(Text(letter.say("escalation.unreached")))
    done = request.escalation[step - 1].action if 0 < step <= len(request.escalation) else None
    if done in (Escalate.APPROVE, Escalate.RETURN):
        blocks.append(Text(letter.say(f"escalation.{done.value}")))
        return [*blocks, Text(next_line(letter)), *facts(letter), places(letter)]
    blocks.append(Text(letter.say("escalation.how", day=example_day(letter))))
    if following := _next_step(letter):
        blocks.append(Text(following))
    return [*blocks, *facts(letter), places(letter)]


def _for_whom(letter: LetterContext) -> list[Block]:
    """Return for whom of the ladder the reader is told, who is away; nothing for whoever is told themself."""
    request, step = letter.request, letter.about.step
    named = request.escalation[step - 1].to if 0 < step <= len(request.escalation) else None
    own = {letter.contract.initiator.key, letter.contract.acting.key, request.assignee.key}
    if named is None or letter.to.key in (named.key, *own):
        return []
    return [Text(letter.say("escalation.stands_in", behalf=letter.words.behalf(named)))]


def _next_step(letter: LetterContext) -> str:
    """Return the sentence about the next step of the escalation and its time; empty if there is none."""
    request, step = letter.request, letter.about.step
    ladder = request.escalation[step:]
    at = next((each.at for each in request.plan if each.kind == "escalate" and each.step == step), None)
    if not ladder or at is None:
        return ""
    person = letter.words.name(ladder[0].to) if ladder[0].to else "–"
    return letter.say(f"escalation.next_{ladder[0].action.value}", person=person, at=letter.words.when(at))


def finished_opening(letter: LetterContext) -> list[Block]:
    contract = letter.contract
    blocks: list[Block] = [Text(letter.say(f"finished.{outcome(contract)}"), strong=True)]
    if contract.closing_remarks:
        blocks.append(Quoted(contract.closing_remarks))
    if contract.status is Status.DECLINED:
        blocks += [
            Quoted(each.answer.remarks)
            for each in contract.in_round(contract.round)
            if each.answer and each.answer.verdict is Verdict.DECLINE and each.answer.remarks
        ]
    if not letter.about.missing:
        blocks.append(Text(letter.say("finished.attached")))
    return [*blocks, *_final_set(letter), *facts(letter), *said_now(letter), places(letter)]


def _final_set(letter: LetterContext) -> list[Block]:
    """Return every file of the final set that is there by its name, below the folder of the archive where it lies."""
    purposes = letter.words.table("final_set")
    there = [each for each in letter.about.filed if each.file.name not in letter.about.missing]
    return [
        Pairs(
            [(purposes[each.file.purpose], each.file.name) for each in there if each.folder == folder],
            letter.say("finished.filed", folder=folder),
        )
        for folder in dict.fromkeys(each.folder for each in there)
    ]


def quorum_short_opening(letter: LetterContext) -> list[Block]:
    """Return what a stage lacks, why, and what the reader can do: the initiator little, an administrator all."""
    contract, short = letter.contract, letter.contract.shortage
    if short is None:  # enough can approve again
        return [Text(next_line(letter), strong=True), places(letter)]
    stage = next(each for each in contract.route.stages if each.key == short.stage)
    lacking = {each.key: each for each in (*short.vacant, *short.left)}.values()
    named = {key.value: [each for each in lacking if why_vacant(contract, each) is key] for key in VacantWhy}
    named["away"] = [each for each in short.away if each not in short.left]
    why = [letter.say(f"quorum_short.{key}", people=letter.words.names(who)) for key, who in named.items() if who]
    if len(stage.approvers) < short.needed:
        why.insert(0, letter.say("quorum_short.route", approvers=len(stage.approvers)))
    numbers = {"needed": short.needed, "possible": short.possible}
    first = letter.say("quorum_short.first", stage=stage.title, **numbers)
    reader = "initiator" if letter.to.key == contract.acting.key else "administrator"
    return [
        Text(first, strong=True),
        *(Text(each) for each in why),
        Text(letter.say("quorum_short.meaning")),
        Text(letter.say(f"quorum_short.{reader}", **numbers)),
        *facts(letter),
        places(letter),
    ]


def held_opening(letter: LetterContext) -> list[Block]:
    held = letter.contract.held
    blocks: list[Block] = [Text(letter.say("held.first"), strong=True)]
    if letter.about.late:
        blocks = held_late(letter)
    elif held and held.reason:
        blocks.append(Quoted(held.reason))
    return [*blocks, Text(letter.say("held.clock")), places(letter)]


def resumed_opening(letter: LetterContext) -> list[Block]:
    first = Text(letter.say("resumed.first"), strong=True)
    unheard = said_on_hold(letter)
    if unheard and letter.request.waits:
        return [first, *unheard, *request_again(letter)]
    objector = [Text(letter.say("resumed.objector"))] if letter.about.late else []
    return [first, *unheard, *objector, Text(next_line(letter)), places(letter)]


def reopened_opening(letter: LetterContext) -> list[Block]:
    return [
        Text(letter.say("reopened.first"), strong=True),
        Text(next_line(letter)),
        *facts(letter),
        places(letter),
    ]
