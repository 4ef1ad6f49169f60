"""Letters to who asked for contracts: a numbered list to choose from, or that nothing was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.mail.compose.layout import Block, Composed, Pairs, Text
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.reply_letters import LetterWithoutContract, cut
from daemon.workflow.model import Contract, Participant

_LONGEST_SOUGHT = 200  # characters of what somebody looked for


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A part of a numbered list: a key of the catalogue's `found.groups`, and its contracts; `more` are left out."""

    title: str
    contracts: Sequence[Contract]
    more: int = 0


def found(
    settings: LetterSettings, to: Participant, groups: Sequence[ListedGroup], sought: str = "", *, misnumbered: int = 0
) -> Composed:
    """Return the list of the contracts that were asked for, each with who it waits for.

    Its numbers go on through all groups. `misnumbered` is a number that an answer named and the list does not have.
    """
    letter = LetterWithoutContract(settings, to)
    count = sum(len(each.contracts) for each in groups)
    first = letter.say("found.first", sought=cut(sought, _LONGEST_SOUGHT)) if sought else letter.say("found.yours")
    if misnumbered:
        first = letter.say("found.misnumbered", number=misnumbered, last=count)
    blocks: list[Block] = [Text(first, strong=True)]
    number = 0
    for group in groups:
        rows = []
        for each in group.contracts:
            number += 1
            rows.append((f"{number})", f"{each.name}. {where(letter, each, to)}"))
        blocks.append(Pairs(rows, letter.say(f"found.groups.{group.title}") if group.title else ""))
        if group.more:
            blocks.append(Text(letter.say("found.more", more=group.more)))
    blocks.append(Text(letter.say("found.how" if count > 1 else "found.how_one")))
    return letter.finished("subject.found", blocks, count=count)


def where(letter: LetterWithoutContract, contract: Contract, to: Participant) -> str:
    """Return where a contract stands in a line: who is waited for and until when, else its status."""
    waiting, due = contract.waiting_for(), contract.due_at()
    status = letter.words.table("statuses")[contract.status.value]
    if not waiting:
        return letter.say("found.status", status=status)
    mine = [each for each in waiting if each.key == to.key]
    others = ", ".join(letter.words.whom(each) for each in waiting if each.key != to.key)
    people = ", ".join(filter(None, (letter.say("found.you") if mine else "", others)))
    if due is None:
        return letter.say("found.waits", status=status, people=people)
    return letter.say("found.waits_until", status=status, people=people, due=letter.words.when(due))


def not_found(settings: LetterSettings, to: Participant, sought: str) -> Composed:
    """Return the letter that nothing was found: what was looked for, and what to try.

    It is the same for what is not there and for what its reader may not see.
    """
    letter = LetterWithoutContract(settings, to)
    first = letter.say("not_found.first", sought=cut(sought, _LONGEST_SOUGHT))
    return letter.finished("subject.not_found", [Text(first, strong=True), Text(letter.say("not_found.how"))])


def nothing_waits(settings: LetterSettings, to: Participant, what: str, sought: str = "") -> Composed:
    """Return the letter that a list would be empty; `what` is a key of the catalogue's `nothing`."""
    letter = LetterWithoutContract(settings, to)
    first = Text(letter.say(f"nothing.{what}", sought=cut(sought, _LONGEST_SOUGHT)), strong=True)
    return letter.finished("subject.nothing", [first, Text(letter.say("nothing.how"))])
