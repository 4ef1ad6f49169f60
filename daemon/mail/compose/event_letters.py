"""The blocks of the letters that events cause, in their order. Texts are in the catalogue, looks in `layout`.

Order: what is asked and until when; what changed; how to answer; the facts; who has decided what and who is waited
for; why the reader is asked; number, version, hash.
"""

from __future__ import annotations

from daemon.mail.compose.conversation import in_place_of, is_short, recorded, said_now, words_beside
from daemon.mail.compose.late_letters import held_late, said_on_hold
from daemon.mail.compose.layout import Block, Button, Buttons, Quoted, SlotRow, SlotTable, Text
from daemon.mail.compose.letter_context import LetterContext, outcome, said_as
from daemon.mail.compose.route_news import released_opening, route_news
from daemon.mail.compose.sections import (
    PROOFS,
    buttons,
    changes,
    documents,
    example_day,
    facts,
    next_line,
    places,
    reply_link,
    successor,
    text_by_hand,
    until_when,
    whole_request,
)
from daemon.workflow.model import (
    AfterRework,
    ClosedWhy,
    Contract,
    Escalate,
    Participant,
    Request,
    StageKind,
    Status,
    Verdict,
)
from daemon.workflow.policies import AfterHandEdit

# -- the approver's -------------------------------------------------------------------------------------------------


def request_opening(letter: LetterContext) -> list[Block]:
    key = "request.sign" if letter.signing else "request.first"
    return [Text(letter.say(key), strong=True), *whole_request(letter)]


def reminder_opening(letter: LetterContext) -> list[Block]:
    late = letter.request.due_at <= letter.matter.now
    first = letter.say("reminder.late" if late else "reminder.soon")
    return [Text(first, strong=True), *said_on_hold(letter), *_request_again(letter)]


def _request_again(letter: LetterContext) -> list[Block]:
    """Return the whole request again, so that the reader need not search for the first letter."""
    return [Text(letter.say("request.sign" if letter.signing else "request.first")), *whole_request(letter)]


def answer_opening(letter: LetterContext) -> list[Block]:
    question = letter.request.questions[-1]
    by = question.answered_by
    other = by is not None and by.key != letter.contract.initiator.key
    answered = [Text(letter.say("answer.by", who=letter.words.name(by)))] if by and other else []
    return [
        Text(letter.say("answer.first"), strong=True),
        *answered,
        Quoted(question.answer),
        Text(letter.say("answer.question")),
        Quoted(question.text),
        *_request_again(letter),
    ]


def deadline_moved_opening(letter: LetterContext) -> list[Block]:
    if letter.to.key == letter.request.assignee.key:
        return [Text(letter.say("deadline_moved.yours"), strong=True), *_request_again(letter)]
    return [Text(letter.say("deadline_moved.first"), strong=True), Text(next_line(letter)), places(letter)]


def recalled_opening(letter: LetterContext) -> list[Block]:
    """Return that the contract was taken back to be corrected, why, and what that means for the reader's answer."""
    request = letter.request
    key = "signed" if request.signed else "answered" if request.answer else "asked"
    return [
        Text(letter.say(f"recalled.{key}"), strong=True),
        *_reason_of_recall(letter),
        Text(letter.say(f"recalled.{key}_next")),
        Text(next_line(letter)),
        places(letter),
    ]


def _reason_of_recall(letter: LetterContext) -> list[Block]:
    recalled = letter.contract.recalled
    return [Quoted(recalled.reason)] if recalled and recalled.reason else []


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


# -- what was recorded ----------------------------------------------------------------------------------------------


def receipt_opening(letter: LetterContext) -> list[Block]:
    request = letter.request
    if request.question:
        return [Text(letter.say("receipt.question"), strong=True), Quoted(request.question.text)]
    answer = request.answer
    remarks = answer.remarks if answer else ""
    blocks = recorded(letter, "receipt.behalf" if request.on_behalf_of else "receipt.first", remarks)
    blocks += in_place_of(letter, request)
    if answer and answer.actor.key != request.assignee.key:
        blocks.append(Text(letter.say("receipt.confirmed", who=letter.words.name(answer.actor))))
    if remarks:
        blocks.append(Text(letter.say("receipt.seen_by")))
    if answer and answer.conditions:
        blocks.append(Text(letter.say("receipt.condition" if answer.verdict.approves else "receipt.condition_returns")))
    if answer and answer.verified in PROOFS and (letter.matter.shows_proof or answer.verified == "code"):
        blocks.append(Text(letter.say(f"receipt.verified_{answer.verified}")))
    return [*blocks, Text(_undo_line(letter)), Text(next_line(letter))]


def _undo_line(letter: LetterContext) -> str:
    """Return the sentence until when the verdict can be taken back, or why it cannot and what to do then."""
    if letter.about.until:
        if letter.contract.status is Status.IN_REWORK:
            return letter.say("receipt.undo_returned")
        return letter.say("receipt.undo_decided" if letter.contract.closes_at else "receipt.undo")
    if not letter.request.is_open:
        closed = letter.contract.is_closed or letter.contract.status is Status.IN_REWORK
        return letter.say("receipt.final_closed" if closed else "receipt.final")
    return letter.say("receipt.replace")


def undone_opening(letter: LetterContext) -> list[Block]:
    if letter.to.key != letter.request.assignee.key:
        return [Text(letter.say("undone.initiator"), strong=True), Text(next_line(letter)), places(letter)]
    return [Text(letter.say("undone.first"), strong=True), *_request_again(letter)]


def proposed_opening(letter: LetterContext) -> list[Block]:
    """Return the question whether a colleague's answer counts, or the code by which the reader proves their own."""
    proposal = letter.request.proposal
    said = letter.words.table("verdicts")[proposal.verdict.value] if proposal else "–"
    quoted: list[Block] = [Quoted(proposal.remarks)] if proposal and proposal.remarks else []
    if letter.about.code:
        return _code(letter, said, quoted)
    count_it = letter.say("proposed.yes")
    yes = Button(count_it, reply_link(letter, count_it, count_it), "good")
    return [
        Text(letter.say(f"proposed.first.{proposer_gender(letter)}", said=said), strong=True),
        *quoted,
        Text(letter.say("proposed.how")),
        Buttons([yes, *buttons(letter).buttons]),
        Text(letter.say("proposed.due")),
        *facts(letter),
        places(letter),
    ]


def _code(letter: LetterContext, said: str, quoted: list[Block]) -> list[Block]:
    """Return the code that confirms an answer, why it is needed, and a button that returns it."""
    body = letter.say("code.body", code=letter.about.code)
    lacking = [Text(letter.say(f"code.lacking_{letter.about.lacking}"))] if letter.about.lacking else []
    return [
        Text(letter.say("code.first", said=said, code=letter.about.code), strong=True),
        *quoted,
        *lacking,
        Text(letter.say("code.why")),
        Buttons([Button(letter.say("code.button"), reply_link(letter, letter.say("code.button"), body), "good")]),
        Text(letter.say("code.not_you")),
    ]


def proposer_gender(letter: LetterContext) -> str:
    """Return the key of the texts about who proposed an answer: man, woman or unknown."""
    proposal = letter.request.proposal
    return letter.words.gender(proposal.proposed_by) if proposal else "unknown"


def comment_opening(letter: LetterContext) -> list[Block]:
    """Return the latest comment that is not the reader's, and whose move it is."""
    said = next(each for each in reversed(letter.contract.comments) if each.by.key != letter.to.key)
    by = letter.words.name(said.by)
    if is_short(said.text):
        first: list[Block] = [Text(letter.say("comment.first", by=by, words=said.text), strong=True)]
    else:
        first = [Text(letter.say("comment.long", by=by), strong=True), Quoted(said.text)]
    how = letter.about.request is not None and letter.request.waits
    told = [Text(letter.say("comment.yours"))] if how else []
    return [*first, *told, Text(next_line(letter))]


# -- the initiator's ------------------------------------------------------------------------------------------------


def registered_opening(letter: LetterContext) -> list[Block]:
    contract = letter.contract
    if contract.round == 1:
        key = "registered.first"
    else:
        versions = [each.version for each in contract.requests if each.round < contract.round]
        key = "registered.same" if versions and versions[-1] == contract.version.number else "registered.again"
    return [
        Text(letter.say(key), strong=True),
        *text_by_hand(letter, contract.version.number - 1),
        *words_beside(letter, contract.version.number - 1),
        *route_news(letter, contract.version.number - 1),
        Text(next_line(letter)),
        Text(letter.say("registered.how")),
        *facts(letter),
        places(letter),
    ]


def returned_opening(letter: LetterContext) -> list[Block]:
    contract = letter.contract
    answered = [each for each in contract.in_round(contract.round) if each.answer]
    rows = [_answered(letter, each) for each in answered]
    blocks: list[Block] = [
        Text(letter.say("recalled.initiator" if contract.recalled else "returned.first"), strong=True),
        *_reason_of_recall(letter),
        *until_when(letter),
        Text(letter.say("returned.how")),
    ]
    if rows:
        blocks.append(SlotTable(letter.say("returned.answers"), rows))
    if letter.about.marked:
        blocks.append(Text(letter.say("returned.marked", files="; ".join(letter.about.marked))))
    again = _asked_again(contract)
    if again:
        blocks.append(Text(letter.say("returned.again", people=letter.words.names(again))))
    everyone = contract.route.policies.after_hand_edit is AfterHandEdit.EVERYONE
    if everyone and any(each.answer and each.answer.verdict.approves and _stays(contract, each) for each in answered):
        blocks.append(Text(letter.say("returned.by_hand")))
    return [*blocks, *facts(letter), places(letter, remarks=False)]


def _answered(letter: LetterContext, request: Request) -> SlotRow:
    """Return the line of one answer: who gave it, which, and whether it stays valid after the rework.

    Raises ValueError if the request has no answer.
    """
    answer = request.answer
    if answer is None:
        raise ValueError("this one has not answered")
    did = letter.by_gender(f"returned.did_{said_as(answer)}", request.assignee)
    if answer.verdict.approves and (watched := _watched(letter, request)):
        did += f"; {letter.say('returned.stays_unless', fields=watched)}"
    elif answer.verdict.approves and _stays(letter.contract, request):
        did += f"; {letter.say('returned.stays')}"
    mark = "+" if answer.verdict.approves else "-"
    return SlotRow(mark, "", letter.who(request), did, answer.remarks)


def _stays(contract: Contract, request: Request) -> bool:
    """Return True if an approval stays valid after a rework: the route asks only objectors, and it is no signature."""
    signs = contract.stage_of(request).kind is StageKind.SIGNATURE
    return contract.route.after_rework is AfterRework.OBJECTORS and not signs


def _watched(letter: LetterContext, request: Request) -> str:
    """Return the labels of the fields whose change makes an approver be asked again; empty if there are none."""
    if not _stays(letter.contract, request):
        return ""
    stage = letter.contract.stage_of(request)
    names = next((each.watches for each in stage.approvers if each.person.key == request.slot), ())
    labels = [fact.label for fact in letter.contract.facts if fact.name in names]
    return ", ".join(f"«{label}»" for label in labels)


def _asked_again(contract: Contract) -> list[Participant]:
    """Return those who are asked about the next version whatever changes in it, of those asked about this one.

    Of a recalled contract also those who had not answered yet.
    """
    again = [
        each.assignee
        for each in contract.in_round(contract.round)
        if (each.answer and not (_stays(contract, each) and each.answer.verdict.approves))
        or (each.answer is None and each.closed_why is ClosedWhy.RECALLED)
    ]
    return list({each.key: each for each in again}.values())


def question_opening(letter: LetterContext) -> list[Block]:
    return [
        Text(letter.say("question.first"), strong=True),
        Quoted(letter.request.questions[-1].text),
        *until_when(letter),
        Text(letter.say("question.how")),
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
    return [*blocks, *facts(letter), *said_now(letter), places(letter)]


def quorum_short_opening(letter: LetterContext) -> list[Block]:
    """Return what a stage lacks, why, and what the reader can do: the initiator little, an administrator all."""
    contract, short = letter.contract, letter.contract.shortage
    if short is None:  # enough can approve again
        return [Text(next_line(letter), strong=True), places(letter)]
    stage = next(each for each in contract.route.stages if each.key == short.stage)
    own = [each for each in short.vacant if each.key == contract.initiator.key]
    named = {"own": own, "twice": [each for each in short.vacant if each not in own], "away": short.away}
    why = [letter.say(f"quorum_short.{key}", people=letter.words.names(who)) for key, who in named.items() if who]
    if len(stage.approvers) < short.needed:
        why.insert(0, letter.say("quorum_short.route", approvers=len(stage.approvers)))
    numbers = {"needed": short.needed, "possible": short.possible}
    first = letter.say("quorum_short.first", stage=stage.title, **numbers)
    reader = "initiator" if letter.to.key == contract.initiator.key else "administrator"
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
        return [first, *unheard, *_request_again(letter)]
    objector = [Text(letter.say("resumed.objector"))] if letter.about.late else []
    return [first, *unheard, *objector, Text(next_line(letter)), places(letter)]


def reopened_opening(letter: LetterContext) -> list[Block]:
    return [
        Text(letter.say("reopened.first"), strong=True),
        Text(next_line(letter)),
        *facts(letter),
        places(letter),
    ]
