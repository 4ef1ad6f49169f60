"""Letters that no event caused: what could not be used and why, where a contract stands, what else one can write."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from daemon.mail.blocks import Block, Composed, Footer, Pairs, Quoted, Text, compose
from daemon.mail.compose import About, House, Letter, Matter
from daemon.workflow.model import Participant
from daemon.workflow.refused import Reason

MOST_MISTAKES = 50  # in one letter; `contractd check` prints the rest


class AnswerKind(StrEnum):
    UNCLEAR = "unclear"
    REFUSED = "refused"
    STATUS = "status"
    HELP = "help"
    UNBOUND = "unbound"  # a mail that fits no request
    DRAFT_ACCEPTED = "draft_accepted"
    DRAFT_REJECTED = "draft_rejected"
    NOT_DELIVERED = "not_delivered"
    ASIDE = "aside"  # to administrators: something could not be digested
    CONFIGURATION = "configuration"  # to administrators: an edit was refused, or taken over again
    COLLEAGUE = "colleague"  # to the one who was asked: somebody else answered


def unclear(house: House, to: Participant, matter: Matter, about: About, words_written: str) -> Composed:
    """What was written, that nothing was recorded, and how to say it in a word."""
    letter = Letter(house, to, matter, about)
    say = letter.say
    blocks: list[Block] = [Text(say("unclear.first"), strong=True)]
    blocks += [Quoted(cut(words_written))] if words_written else [Text(say("unclear.nothing"))]
    blocks += [Text(say("unclear.how")), letter.buttons(), Text(letter.next_line())]
    return _finish(letter, "subject.unclear", blocks)


def refused(house: House, to: Participant, matter: Matter, about: About, reason: Reason, detail: str) -> Composed:
    """Why an answer was not counted, and where the contract stands."""
    letter = Letter(house, to, matter, about)
    known = letter.words.table("verdicts")
    values = {**letter.values(), "detail": known.get(detail, detail)}
    blocks: list[Block] = [Text(letter.say(f"refused.{reason.value}", **values), strong=True)]
    blocks += [Text(letter.next_line()), letter.places()]
    return _finish(letter, "subject.refused", blocks)


def status(house: House, to: Participant, matter: Matter, about: About) -> Composed:
    letter = Letter(house, to, matter, about)
    blocks: list[Block] = [Text(letter.next_line(), strong=True), *letter.facts(), letter.places()]
    return _finish(letter, "subject.status", blocks)


def colleague(house: House, to: Participant, matter: Matter, about: About, who: str, wrote: str) -> Composed:
    """To the owner of a request that somebody else answered: nothing was recorded, how to answer."""
    letter = Letter(house, to, matter, about)
    blocks: list[Block] = [Text(letter.say("colleague.first", who=who), strong=True), Quoted(cut(wrote))]
    blocks += [Text(letter.say("colleague.how")), letter.buttons()]
    return _finish(letter, "subject.colleague", blocks, who=who)


def helping(house: House, to: Participant) -> Composed:
    words = house.wording(to.language)
    rows = [(row["write"], row["means"]) for row in words.texts["help"]["ways"]]
    blocks: list[Block] = [Text(words.say("help.first"), strong=True), Pairs(rows)]
    return compose(words.say("subject.help"), [*blocks, _house_footer(house, to)], words.language)


def unbound(house: House, to: Participant) -> Composed:
    words = house.wording(to.language)
    blocks: list[Block] = [Text(words.say("unbound.first"), strong=True), Text(words.say("unbound.how"))]
    return compose(words.say("subject.unbound"), [*blocks, _house_footer(house, to)], words.language)


def draft_accepted(house: House, to: Participant, matter: Matter, name: str) -> Composed:
    """A receipt: which contract, or which version of one, a draft has become, and what comes next."""
    letter = Letter(house, to, matter, About())
    key = "first" if matter.contract.version.number == 1 else "again"
    line = letter.say(f"draft_accepted.{key}", **letter.values(), name=name)
    blocks: list[Block] = [Text(line, strong=True), Text(letter.say("draft_accepted.next", **letter.values()))]
    return _finish(letter, "subject.draft_accepted", blocks)


def draft_rejected(house: House, to: Participant, name: str, mistakes: Sequence[str], *, marked: bool) -> Composed:
    """Every mistake of a draft; `marked` when a copy with the places in red is attached."""
    words = house.wording(to.language)
    blocks: list[Block] = [Text(words.say("draft_rejected.first", name=name), strong=True)]
    blocks += [Text(f"• {each}") for each in mistakes]
    blocks.append(Text(words.say("draft_rejected.marked" if marked else "draft_rejected.again")))
    return compose(words.say("subject.draft_rejected", name=name), [*blocks, _house_footer(house, to)], words.language)


def not_delivered(house: House, to: Participant, recipient: str, subject: str, why: str) -> Composed:
    words = house.wording(to.language)
    blocks: list[Block] = [Text(words.say("not_delivered.first", recipient=recipient), strong=True), Quoted(cut(why))]
    blocks += [Text(words.say("not_delivered.letter", subject=subject)), Text(words.say("not_delivered.how"))]
    footer = _house_footer(house, to)
    return compose(words.say("subject.not_delivered", recipient=recipient), [*blocks, footer], words.language)


def set_aside(house: House, to: Participant, key: str, reason: str) -> Composed:
    words = house.wording(to.language)
    blocks: list[Block] = [Text(words.say("aside.first", key=key), strong=True), Quoted(cut(reason))]
    blocks.append(Text(words.say("aside.how")))
    return compose(words.say("subject.aside", key=key), [*blocks, _house_footer(house, to)], words.language)


def configuration_refused(house: House, to: Participant, mistakes: Sequence[str]) -> Composed:
    """To an administrator: the edit is not in force, and every mistake in it."""
    words = house.wording(to.language)
    blocks: list[Block] = [Text(words.say("configuration.refused"), strong=True)]
    blocks += [Text(f"• {cut(each)}") for each in mistakes[:MOST_MISTAKES]]
    if len(mistakes) > MOST_MISTAKES:
        blocks.append(Text(words.say("configuration.more", number=len(mistakes) - MOST_MISTAKES)))
    blocks.append(Text(words.say("configuration.how")))
    return compose(words.say("subject.configuration_refused"), [*blocks, _house_footer(house, to)], words.language)


def configuration_taken_over(house: House, to: Participant, waiting: Sequence[str], *, mended: bool) -> Composed:
    """To an administrator: the edit is in force, but for the parts that wait for a restart."""
    words = house.wording(to.language)
    first = words.say("configuration.mended" if mended else "configuration.taken")
    blocks: list[Block] = [Text(first, strong=True)]
    if waiting:
        blocks.append(Text(words.say("configuration.restart", names=", ".join(waiting))))
    return compose(words.say("subject.configuration_taken"), [*blocks, _house_footer(house, to)], words.language)


def cut(text: str, limit: int = 1500) -> str:
    """What somebody wrote, as much of it as helps."""
    return text if len(text) <= limit else text[:limit].rstrip() + " …"


def _finish(letter: Letter, subject: str, blocks: Sequence[Block], **values: object) -> Composed:
    line = letter.say(subject, **{**letter.values(), **values})
    return compose(f"Re: [{letter.tag()}] {line}", [*blocks, letter.footer()], letter.words.language)


def _house_footer(house: House, to: Participant) -> Footer:
    return Footer([house.wording(to.language).say("footer.house", organisation=house.organisation)])
