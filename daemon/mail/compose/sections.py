"""Sections that several letters have: the request, what changed, the facts, the route with its verdicts, buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from daemon.mail.compose.conversation import said_before, said_now, words_beside
from daemon.mail.compose.fact_words import as_a_role, differences, in_words
from daemon.mail.compose.late_words import late_rows
from daemon.mail.compose.layout import Block, Button, Buttons, Grid, Lead, Pairs, SlotRow, SlotTable, Text, Ways
from daemon.mail.compose.letter_context import LetterContext, outcome, said_as
from daemon.mail.compose.route_news import route_news, why_asked_now
from daemon.mail.compose.text_news import text_news
from daemon.workflow.attribution import asked, waited_for
from daemon.workflow.model import (
    HANDED_OVER,
    Answer,
    ApprovalCondition,
    Approver,
    Contract,
    DutyKind,
    FactType,
    Participant,
    Request,
    Stage,
    StageStatus,
    StandInWhy,
    Status,
)
from daemon.workflow.quorum import successor, vacant, why_vacant

PROOFS = frozenset({"dmarc", "dkim", "code"})  # proofs that letters name; that the address fits is the rule


def whole_request(letter: LetterContext) -> list[Block]:
    """Return everything that the reader needs for an answer, to stand after the first line."""
    rows = [(row["write"], row["means"]) for row in _ways(letter)]
    blocks: list[Block] = [*changes(letter), Ways(rows, letter.say("ways.title")), buttons(letter)]
    blocks += [*facts(letter), *questions(letter), *said_now(letter), places(letter)]
    if why := why_you(letter):
        blocks.append(Text(letter.say("request.why", why=why)))
    return [*blocks, *why_asked_now(letter, letter.request), *documents(letter)]


def request_again(letter: LetterContext) -> list[Block]:
    """Return the whole request again, so that the reader need not search for the first letter."""
    return [lead_in(letter), *whole_request(letter)]


def lead_in(letter: LetterContext, said: str = "") -> Lead:
    """Return the first lines of a request: what and how much, then what is asked until when, or what is `said`."""
    return Lead(letter.say("request.what"), said or letter.say("request.sign" if letter.signing else "request.first"))


def documents(letter: LetterContext) -> list[Block]:
    """Return which files come with the letter: the document, and what changed in its text since the reader saw it."""
    version, missing = letter.contract.version, letter.about.missing
    blocks: list[Block] = []
    if letter.about.marked:
        blocks.append(Text(letter.say("request.enclosed", files="; ".join(letter.about.marked))))
    document = version.file("docx")
    if document and document.name not in missing:
        blocks.append(Text(letter.say("request.document", file=document.name, version=version.number)))
    for each in letter.contract.unseen_by(letter.to):
        shown = each.file("redline")
        if shown and shown.name not in missing and not letter.signing:
            blocks.append(Text(letter.say("request.redline", file=shown.name, before=each.number - 1)))
    return blocks


def why_you(letter: LetterContext) -> str:
    """Return why the reader is asked: for whom they stand in, the route's rules, what could not be computed."""
    request = letter.request
    reasons = list(dict.fromkeys(in_words(letter, each) for each in request.reasons))
    if doubt := request.doubt:
        reasons.append(letter.say("request.doubt", why=letter.say(f"not_computed.{doubt.why}")))
    if owner := asked(letter.contract, request).behalf:
        reasons.insert(0, _stands_in(letter, request, owner))
    return "; ".join(reasons)


def _stands_in(letter: LetterContext, request: Request, owner: Participant) -> str:
    """Return for whom the reader stands in, and why if it is not that they are away."""
    behalf = letter.behalf(request)
    if request.stand_in is StandInWhy.OWN_CONTRACT:
        return letter.by_gender("request.stands_in_own", owner, behalf=behalf)
    if request.on_behalf_of is None:
        return letter.say("request.stands_in_handed", behalf=behalf)
    asked_already = request.stand_in is StandInWhy.ASKED_ALREADY
    return letter.say("request.stands_in_asked" if asked_already else "request.stands_in", behalf=behalf)


def changes(letter: LetterContext) -> list[Block]:
    """Return what has changed since the version that this person was asked about last; nothing in the first round.

    One who was not asked before sees the changes since the version before. Beside them stand the words that came with
    the new version, and what was said before it.
    """
    contract = letter.contract
    if contract.round < 2:
        own = text_by_hand(letter, 0) if contract.version.document else []
        return [*own, *words_beside(letter, 0)]
    number = contract.version.number
    seen = contract.last_seen_by(letter.to)
    since = seen or max(1, number - 1)
    if since == number:
        return [Text(letter.say("changes.same")), *said_before(letter)]
    said = [*words_beside(letter, since), *said_before(letter)]
    in_text = [] if letter.signing else text_news(letter, since)  # who signs reads the whole text
    by_hand = [*text_by_hand(letter, since), *in_text, *route_news(letter, since)]
    rows = differences(letter, since)
    if not rows:
        return [Text(letter.say("changes.none")), *by_hand, *said]
    title = letter.say("changes.title" if seen else "changes.title_unseen", since=since)
    return [Pairs(rows, title), *by_hand, *said]


def text_by_hand(letter: LetterContext, since: int) -> list[Block]:
    """Return a warning if a version since `since` has a text edited by hand, about which the facts say nothing.

    It tells that the present text is such, or that the edits are lost since the text is made from the template again.
    """
    version = letter.contract.version
    if version.document:
        key = "changes.by_hand" if version.number > 1 else "changes.own_text"
        return [Text(letter.say(key), strong=True)]
    lost = [each.number for each in letter.contract.versions[max(since, 1) - 1 :] if each.document]
    return [Text(letter.say("changes.by_template", version=lost[-1]), strong=True)] if lost else []


def buttons(letter: LetterContext) -> Buttons:
    """Return the ready replies, bound to the request by the token in their address, else in their subject."""
    return Buttons(
        [
            Button(row["button"], reply_link(letter, row["button"], row["body"]), row.get("tone", "plain"))
            for row in _ways(letter)
            if "button" in row
        ]
    )


def reply_link(letter: LetterContext, subject: str, body: str, to_letter: str = "") -> str:
    """Return a mailto: link that opens a ready reply (RFC 6068), to the letter with this Message-ID if one is named."""
    address = quote(letter.settings.reply_address(letter.about.token), safe="@+")
    answers = f"&In-Reply-To={quote(to_letter)}" if to_letter else ""
    return f"mailto:{address}?subject={quote(f'Re: [{letter.tag}] {subject}')}&body={quote(body)}{answers}"


def _ways(letter: LetterContext) -> Sequence[dict[str, str]]:
    ways: Sequence[dict[str, str]] = letter.words.texts["ways"]["signing" if letter.signing else "approval"]
    return ways


def facts(letter: LetterContext) -> list[Block]:
    """Return the contract's facts and its initiator, then each table of the form."""
    contract = letter.contract
    plain = [fact for fact in contract.facts if fact.type is not FactType.TABLE]
    rows = [(fact.label, letter.words.fact(fact)) for fact in plain]
    initiator = ", ".join(filter(None, (letter.words.name(contract.initiator), as_a_role(contract.initiator.post))))
    rows.append((letter.say("facts.initiator"), initiator))
    blocks: list[Block] = [Pairs(rows, f"{contract.title} {contract.number}")]
    for fact in contract.facts:
        if fact.rows:
            values = [
                [letter.words.value(c.type, text, "", c.currency) for c, text in zip(fact.columns, row, strict=True)]
                for row in fact.rows
            ]
            blocks.append(Grid(fact.label, [column.label for column in fact.columns], values))
    return blocks


def questions(letter: LetterContext) -> list[Block]:
    """Return what was asked and answered in this round."""
    rows = [
        (letter.who(request), f"{question.text}\n→ {question.answer}")
        for request in letter.contract.in_round(letter.contract.round)
        for question in request.questions
        if question.answer
    ]
    return [Pairs(rows, letter.say("questions.title"))] if rows else []


def places(letter: LetterContext, *, remarks: bool = True) -> SlotTable:
    """Return the route: every stage and everybody in it, with the verdict or until when they are waited for.

    Below it stands what came too late to count.
    """
    contract = letter.contract
    rows: list[SlotRow] = []
    states = contract.stages or tuple(StageStatus.AHEAD for _ in contract.route.stages)
    for stage, state in zip(contract.route.stages, states, strict=True):
        rows += _stage_rows(letter, stage, state, remarks=remarks)
    rows += late_rows(letter)
    return SlotTable(letter.say("places.title"), rows)


def _stage_rows(letter: LetterContext, stage: Stage, state: StageStatus, *, remarks: bool) -> list[SlotRow]:
    if state is StageStatus.PASSED_OVER:
        return [SlotRow("", stage.title, "", letter.say("places.passed_over", why=in_words(letter, stage.passed_over)))]
    requests = letter.contract.in_round(letter.contract.round, stage.key)
    if state is StageStatus.AHEAD:
        joint = "places.or" if 0 < stage.need < len(stage.approvers) else "places.and"
        people = letter.say(joint).join(letter.words.name(each.person) for each in stage.approvers)
        return [SlotRow("", stage.title, people, "")]
    rows = [place(letter, each, remarks=remarks) for each in requests]
    rows += [nobody_asked(letter, each.person) for each in not_asked(letter.contract, stage)]
    return [replace(row, stage="" if number else stage.title) for number, row in enumerate(rows)]


def not_asked(contract: Contract, stage: Stage) -> list[Approver]:
    """Return the places of a stage for which nobody could be asked in this round."""
    shown = {each.slot for each in contract.in_round(contract.round, stage.key)}
    return [each for each in vacant(contract, stage) if each.person.key not in shown]


def nobody_asked(letter: LetterContext, person: Participant) -> SlotRow:
    """Return the line of somebody in whose place nobody can be asked, and why."""
    return SlotRow("", "", letter.words.name(person), _vacant(letter, person))


def place(letter: LetterContext, request: Request, *, remarks: bool = True) -> SlotRow:
    """Return the line of one who was asked: the verdict that counts, until when they are waited for, or why not."""
    person = letter.who_answered(request)
    if answer := request.answer:
        mark = "+" if answer.verdict.approves else "-"
        return SlotRow(mark, "", person, _answered(letter, request, answer), answer.remarks if remarks else "")
    if not request.is_open or letter.contract.closes_at:
        return SlotRow("", "", person, _not_waited_for(letter, request))
    return SlotRow(">", "", person, _waited_for(letter, request))


def _answered(letter: LetterContext, request: Request, answer: Answer) -> str:
    said = f"{letter.verdict(request, said_as(answer))} {letter.words.when(answer.at)}"
    notes = []
    if answer.silent:
        notes.append(letter.say("places.silent"))
    if request.kept_from == letter.contract.version.number:
        notes.append(letter.say("places.kept_same"))
    elif request.kept_from:
        notes.append(letter.say("places.kept", kept=request.kept_from))
    if answer.actor.key != request.assignee.key:
        confirmed = letter.words.name(answer.confirmed_by or request.assignee)
        notes.append(letter.say("places.answered_by", who=letter.words.name(answer.actor), confirmed=confirmed))
    elif answer.verified in PROOFS and (letter.matter.shows_proof or answer.verified == "code"):
        notes.append(letter.say(f"places.verified_{answer.verified}"))
    conditions = (how_it_stands(letter, each) for each in letter.contract.conditions_of(request))
    return ", ".join([said, *notes, *conditions])


def how_it_stands(letter: LetterContext, condition: ApprovalCondition) -> str:
    """Return how a condition of an approval stands: open, or confirmed by whom, when and with which words."""
    if confirmation := condition.confirmation:
        key = "places.condition_met_words" if confirmation.words else "places.condition_met"
        at, words = letter.words.when(confirmation.at), confirmation.words
        return letter.say(key, condition=condition.number, by=confirmation.by, at=at, words=words)
    key = "places.condition_disputed" if condition.objections else "places.condition_open"
    return letter.say(key, condition=condition.number)


def _not_waited_for(letter: LetterContext, request: Request) -> str:
    if request.closed_why not in HANDED_OVER:
        return letter.say("places.not_needed")
    heir = successor(letter.contract, request)
    if heir is None:
        return _vacant(letter, request.assignee)
    return letter.say("places.handed_over", to=letter.words.name(heir.assignee))


def _vacant(letter: LetterContext, person: Participant) -> str:
    why = why_vacant(letter.contract, person)
    return letter.say(f"places.vacant_{why}" if why else "places.vacant")


def _waited_for(letter: LetterContext, request: Request) -> str:
    if request.question:
        duty = letter.contract.duty(DutyKind.ANSWER, request.id)
        if duty and duty.due_at:
            return letter.say("places.question_due", due=letter.words.when(duty.due_at))
        return letter.say("places.question")
    yours = letter.is_to(request.assignee)
    state = letter.say("places.waiting_you" if yours else "places.waiting", due=letter.words.when(request.due_at))
    if request.proposal and not request.proposal.guessed_from:
        by = request.proposal.proposed_by
        key = "places.proposed_own" if by.key == request.assignee.key else "places.proposed"
        state += f", {letter.say(key, who=letter.words.name(by))}"
    if request.assignee.key in letter.matter.unreached:
        state += f", {letter.say('places.unreached')}"
    return state


def next_line(letter: LetterContext) -> str:
    """Return the sentence about who is waited for now and until when, what follows by itself, or how it ended."""
    contract = letter.contract
    waiting = contract.waiting_for()
    if contract.status is Status.IN_REWORK:
        due = contract.due_at()
        return letter.say("next.rework_due", due=letter.words.when(due)) if due else letter.say("next.rework")
    if contract.closes_at:
        return _closing_line(letter, contract.closes_at)
    if contract.status is Status.ON_HOLD and waiting:
        return letter.say("next.on_hold_late", people=letter.words.names(waiting))
    if contract.asks_conditions:
        due = contract.due_at()
        return letter.say("next.conditions_due", due=letter.words.when(due)) if due else letter.say("next.conditions")
    if until := contract.objections_until:
        return letter.say("next.objections", end=letter.words.when_soon(until, letter.matter.now))
    if not waiting:
        return letter.say(f"next.{outcome(contract)}")
    stage = contract.stage
    dues = [contract.due_of(each) for each in contract.requests if each.waits]
    if short := contract.shortage:
        title = stage.title if stage else ""
        lacks = letter.say("next.short", stage=title, needed=short.needed, possible=short.possible)
        if not dues:
            return lacks
    said = letter.say(
        "next.waiting",
        stage=stage.title if stage else "",
        people=waited_names(letter),
        due=letter.words.when(min(dues)),
    )
    return f"{said} {lacks}" if short else said


def _closing_line(letter: LetterContext, closes_at: datetime) -> str:
    """Return the sentence that the stage is decided, when it closes, and who is asked then."""
    contract = letter.contract
    stage, following = contract.stage, contract.next_stage
    if following:
        people = ", ".join(letter.words.name(each.person) for each in following.approvers)
        then = letter.say("next.then_stage", next_stage=f"{following.title} ({people})")
    else:
        then = letter.say("next.then_signed" if contract.signed else "next.then_approved")
    closes = letter.words.when_soon(closes_at, letter.matter.now)
    return letter.say("next.closing", stage=stage.title if stage else "", closes=closes, then=then)


def waited_names(letter: LetterContext) -> str:
    """Return the names of those who are waited for, each with the person for whom they stand in."""
    waiting = waited_for(letter.contract)
    return ", ".join(letter.attributed(each) if each.behalf else letter.words.whom(each.by) for each in waiting)


def since_when(letter: LetterContext) -> list[Block]:
    """Return who is waited for, each since when and until when; nothing where nobody who was asked is."""
    contract = letter.contract
    if contract.closes_at or not contract.waiting_for():
        return []
    rows = []
    for each in contract.requests:
        if not each.waits or each.round != contract.round:
            continue
        who = letter.words.name(contract.acting) if each.question else letter.attributed(asked(contract, each))
        since, due = letter.words.when(each.opened_at), letter.words.when(contract.due_of(each))
        rows.append((who, letter.say("waited.since", since=since, until=due)))
    return [Pairs(rows, letter.say("waited.title"))] if rows else []


def until_when(letter: LetterContext) -> list[Block]:
    """Return until when the initiator is waited for, in a reminder how long that is; nothing without a deadline."""
    duty = letter.about.duty
    if duty is None or duty.due_at is None:
        return []
    if not duty.reminded:
        return [Text(letter.say(f"duty.{duty.kind.value}"))]
    key = "late" if duty.due_at <= letter.matter.now else "soon"
    return [Text(letter.say(f"duty.{key}"), strong=True)]


def example_day(letter: LetterContext) -> str:
    """Return an example day for "продлить до пн 30.11": two days after the request's deadline, or from now on."""
    return day_after(letter, letter.request.due_at)


def day_after(letter: LetterContext, due_at: datetime | None) -> str:
    """Return the day that is two days after a deadline or now, whichever is later; it is never on a weekend."""
    day = max(due_at or letter.matter.now, letter.matter.now).astimezone(letter.words.zone) + timedelta(days=2)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return letter.words.short_day(day.date())
