"""What was said before: words beside a version, and the remarks, questions and answers of earlier rounds.

A new round's letters show them, so that whoever is asked again need not look for their own letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from daemon.mail.compose.layout import Block, Pairs, Quoted, Text
from daemon.mail.compose.letter_context import LetterContext, author
from daemon.workflow.model import Request, Verdict

SHORT = 160  # characters: a remark up to this stands in its sentence, a longer one is set apart


def words_beside(letter: LetterContext, since: int) -> list[Block]:
    """Return what was written beside each version after `since`: a line for each, whole."""
    blocks: list[Block] = []
    for version in letter.contract.versions[since:]:
        by = letter.words.name(version.by or letter.contract.initiator)
        if is_short(version.words):
            blocks.append(Text(letter.say("conversation.beside", by=by, of=version.number, words=version.words)))
        elif version.words:
            title = Text(letter.say("conversation.beside_long", by=by, of=version.number))
            blocks += [title, Quoted(version.words)]
    return blocks


def reason_of_recall(letter: LetterContext) -> list[Block]:
    recalled = letter.contract.recalled
    return [Quoted(recalled.reason)] if recalled and recalled.reason else []


def is_short(words: str) -> bool:
    """Return True for words that stand in a sentence of ours; False for none, and for more than a line of them."""
    return 0 < len(words) <= SHORT and "\n" not in words


def recorded(letter: LetterContext, key: str, remarks: str) -> list[Block]:
    """Return what was recorded: a short remark in the same line, a longer one as a quote."""
    if not remarks:
        return [Text(letter.say(f"{key}.plain"), strong=True)]
    if is_short(remarks):
        return [Text(letter.say(f"{key}.remarks", remarks=remarks), strong=True)]
    return [Text(letter.say(f"{key}.long"), strong=True), Quoted(remarks)]


def in_place_of(letter: LetterContext, request: Request) -> list[Block]:
    """Return which earlier answer this one replaces, and which signed copies count with it."""
    blocks: list[Block] = []
    earlier = [each for each in request.answers[:-1] if each.undone_at is None and not each.silent]
    if request.answer and earlier:
        blocks.append(Text(letter.say("receipt.replaces", before=letter.verdict(request, earlier[-1].verdict.value))))
    if request.signed:
        blocks.append(Text(letter.say("receipt.signed", files="; ".join(each.name for each in request.signed))))
    return blocks


def said_before(letter: LetterContext) -> list[Block]:
    """Return what was said in the rounds since the reader was asked last: their own words and those of the others.

    One who was not asked before sees the round before. An approval that is kept stands with its remark in the route.
    """
    contract = letter.contract
    mine = [each.round for each in contract.requests if letter.is_to(each.assignee)]
    first = next((each for each in reversed(mine) if each < contract.round), contract.round - 1)
    told = {_answer_of(each) for each in contract.in_round(contract.round) if each.kept_from}
    rows: list[tuple[int, str, str]] = []
    for request in contract.requests:
        answered = _answer_of(request)
        if first <= request.round < contract.round and answered not in told and (said := _said(letter, request)):
            told.add(answered)
            rows.append((request.kept_from or request.version, _who(letter, request), said))
    for comment in contract.comments:
        if first <= comment.round < contract.round:
            who = letter.say("conversation.you") if letter.is_to(comment.by) else letter.words.name(comment.by)
            rows.append((comment.version, who, letter.say("conversation.comment", words=comment.text)))
    return [_table(letter, rows)] if rows else []


def said_now(letter: LetterContext) -> list[Block]:
    """Return what was written about the contract in this round by those who were not asked for it."""
    rows = [
        (letter.words.name(each.by), letter.say("conversation.comment", words=each.text))
        for each in letter.contract.comments
        if each.round == letter.contract.round
    ]
    return [Pairs(rows, letter.say("conversation.now"))] if rows else []


def _table(letter: LetterContext, rows: Sequence[tuple[int, str, str]]) -> Pairs:
    versions = {version for version, _, _ in rows}
    if len(versions) == 1:
        title = letter.say("conversation.before", of=rows[0][0])
        return Pairs([(who, said) for _, who, said in rows], title)
    named = [(letter.say("conversation.who", who=who, of=version), said) for version, who, said in rows]
    return Pairs(named, letter.say("conversation.before_several"))


def _answer_of(request: Request) -> tuple[str, str]:
    """Return what an answer and the copy of it that was kept in a later round have in common."""
    return request.assignee.key, request.answer.at.isoformat() if request.answer else str(request.id)


def _who(letter: LetterContext, request: Request) -> str:
    return letter.say("conversation.you") if letter.is_to(author(request)) else letter.who_answered(request)


def _said(letter: LetterContext, request: Request) -> str:
    """Return the lines of one request: the verdict with its remark, then each question with its answer.

    Empty for an approval without any words: it asks for nothing that could have been mended.
    """
    lines = []
    answer = request.answer
    if answer and (answer.remarks or not answer.verdict.approves):
        did = _did(letter, request, answer.verdict)
        silent = f", {letter.say('places.silent')}" if answer.silent else ""
        said = letter.say("conversation.said", did=did, remarks=answer.remarks)
        lines.append(said if answer.remarks else f"{did}{silent}")
    for question in request.questions:
        key = "conversation.question" if question.answer else "conversation.unanswered"
        lines.append(letter.say(key, text=question.text, answer=question.answer))
    return "\n".join(lines)


def _did(letter: LetterContext, request: Request, verdict: Verdict) -> str:
    if letter.is_to(author(request)):
        return letter.say(f"conversation.you_did_{verdict.value}")
    return letter.by_gender(f"returned.did_{verdict.value}", author(request))
