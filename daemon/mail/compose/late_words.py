"""Words that came too late to count, as letters show them: in the table of the route, and in words."""

from __future__ import annotations

from collections.abc import Iterator

from daemon.mail.compose.layout import SlotRow
from daemon.mail.compose.letter_context import LetterContext
from daemon.workflow.model import LateAnswer, LateKind, Request


def late_rows(letter: LetterContext) -> Iterator[SlotRow]:
    """Yield a line for each word that others may need, of all rounds, in the order in which they came."""
    found = [(each, late) for each in letter.contract.requests for late in each.late if late.matters]
    title = letter.say("late.title")
    for request, late in sorted(found, key=lambda each: each[1].at):
        state = f"{what_was_said(letter, request, late)} {letter.words.when(late.at)}"
        if request.version != letter.contract.version.number:
            state += f", {letter.say('late.of_version', of=request.version)}"
        yield SlotRow("-" if late.objects else "", title, who_said(letter, request, late), state, late.remarks)
        title = ""


def who_said(letter: LetterContext, request: Request, late: LateAnswer) -> str:
    """Return who wrote late words, and for whom they stood in."""
    return letter.who(request) if late.actor.is_same(request.assignee) else letter.words.name(late.actor)


def what_was_said(letter: LetterContext, request: Request, late: LateAnswer) -> str:
    """Return what late words want, in a few words: a verdict, a question, that an answer be taken back."""
    if late.verdict is None:
        return letter.say("late.question")
    if late.kind is LateKind.UNDO and request.answer:
        return letter.say("late.undo", of=letter.verdict(request, request.answer.verdict.value))
    return letter.verdict(request, late.verdict.value)


def why_late(letter: LetterContext, request: Request, late: LateAnswer) -> str:
    """Return what had happened when late words came: "когда этап «Юрист» был уже закрыт"."""
    stage = letter.contract.stage_of(request).title
    return letter.say(f"late.when.{late.reason.value}", of=request.version, closed_stage=stage)
