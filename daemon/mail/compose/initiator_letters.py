"""The blocks of the letters to the initiator: a contract is registered or returned, a question waits."""

from __future__ import annotations

from daemon.mail.compose.conversation import reason_of_recall, words_beside
from daemon.mail.compose.file_letters import kept_back
from daemon.mail.compose.layout import Block, Quoted, SlotRow, SlotTable, Text
from daemon.mail.compose.letter_context import LetterContext, said_as
from daemon.mail.compose.route_news import route_news
from daemon.mail.compose.sections import (
    facts,
    next_line,
    places,
    text_by_hand,
    until_when,
)
from daemon.workflow.attribution import Attribution, asked
from daemon.workflow.model import (
    AfterRework,
    ClosedWhy,
    Contract,
    Request,
    StageKind,
)
from daemon.workflow.policies import AfterHandEdit


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
        *reason_of_recall(letter),
        *until_when(letter),
        Text(letter.say("returned.how")),
    ]
    if rows:
        blocks.append(SlotTable(letter.say("returned.answers"), rows))
    if letter.about.marked:
        blocks.append(Text(letter.say("returned.marked", files="; ".join(letter.about.marked))))
    blocks += kept_back(letter, letter.about.kept_back)
    again = _asked_again(contract)
    if again:
        blocks.append(Text(letter.say("returned.again", people=", ".join(letter.attributed(each) for each in again))))
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
    did = letter.by_gender(f"returned.did_{said_as(answer)}", answer.actor)
    if answer.verdict.approves and (watched := _watched(letter, request)):
        did += f"; {letter.say('returned.stays_unless', fields=watched)}"
    elif answer.verdict.approves and _stays(letter.contract, request):
        did += f"; {letter.say('returned.stays')}"
    mark = "+" if answer.verdict.approves else "-"
    return SlotRow(mark, "", letter.who_answered(request), did, answer.remarks)


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


def _asked_again(contract: Contract) -> list[Attribution]:
    """Return those who are asked about the next version whatever changes in it, of those asked about this one.

    Of a recalled contract also those who had not answered yet. A place that was handed over is its owner's again.
    """
    again = [
        _asked_next(contract, each)
        for each in contract.in_round(contract.round)
        if (each.answer and not (_stays(contract, each) and each.answer.verdict.approves))
        or (each.answer is None and each.closed_why is ClosedWhy.RECALLED)
    ]
    return list({each.by.key: each for each in again}.values())


def _asked_next(contract: Contract, request: Request) -> Attribution:
    word = asked(contract, request)
    return word if request.on_behalf_of else Attribution(word.behalf or word.by)


def question_opening(letter: LetterContext) -> list[Block]:
    return [
        Text(letter.say("question.first"), strong=True),
        Quoted(letter.request.questions[-1].text),
        *until_when(letter),
        Text(letter.say("question.how")),
        *facts(letter),
        places(letter),
    ]
