"""Letters that no event causes: replies to mails, and reports to administrators.

They say what could not be used and why, where a contract stands, what an order has done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from daemon.addresses import shown
from daemon.mail.compose.conversation import is_short, said_now
from daemon.mail.compose.layout import Block, Button, Buttons, Composed, Footer, Pairs, Quoted, Text, Ways, compose
from daemon.mail.compose.letter_context import LetterContext, LetterSettings
from daemon.mail.compose.order_refusals import why
from daemon.mail.compose.sections import (
    buttons,
    example_day,
    facts,
    next_line,
    places,
    questions,
    reply_link,
    request_again,
    since_when,
)
from daemon.workflow.model import Participant, Verdict
from daemon.workflow.refusal import Reason

LONGEST_QUOTE = 1500  # characters of somebody's or a server's words: enough to know them again
_LONGEST_REASON = 400  # of a server's words, in the letter about a request
MOST_MISTAKES = 50  # in one letter; `contractd check` prints the rest

# -- about a contract -------------------------------------------------------------------------------------------------


def unclear(letter: LetterContext, wrote: str, copies: Sequence[str] = ()) -> Composed:
    """Return the letter that an answer was not understood: what was written, and how to say it in a word.

    `copies` are the files that came with it and can be signed copies: they need not be sent again.
    """
    blocks: list[Block] = [Text(letter.say("unclear.first"), strong=True), Quoted(cut(wrote))]
    if not wrote:
        blocks = [Text(letter.say("unclear.nothing"), strong=True)]
    blocks += [Text(letter.say("unclear.how_signing" if letter.signing else "unclear.how")), buttons(letter)]
    if copies:
        blocks.append(Text(letter.say("unclear.copies", files="; ".join(copies))))
    if letter.about.request and letter.request.waits:
        blocks.append(Text(letter.say("unclear.due")))
    return letter.finished("subject.unclear", [*blocks, Text(next_line(letter))], replying=True)


def guessed(letter: LetterContext, verdict: Verdict, wrote: str, *, conditional: bool = False) -> Composed:
    """Return the letter that asks whether an answer that was not understood means this verdict: a yes is enough.

    `conditional`: the words of an approval hold a condition, which is kept with it.
    """
    short = is_short(wrote)
    first = Text(letter.say(f"guessed.{verdict.value}.{'short' if short else 'long'}", wrote=wrote), strong=True)
    yes = letter.say("guessed.yes")
    blocks: list[Block] = [first, *([] if short else [Quoted(cut(wrote))])]
    if conditional:
        blocks.append(Text(letter.say("guessed.condition")))
    blocks.append(Text(letter.say("guessed.how_signing" if letter.signing else "guessed.how")))
    blocks.append(Buttons([Button(yes, reply_link(letter, yes, yes), "good"), *buttons(letter).buttons]))
    blocks.append(Text(letter.say("unclear.due")))
    return letter.finished("subject.guessed", [*blocks, Text(next_line(letter))], replying=True)


def reason_asked(letter: LetterContext, *, kept: bool) -> Composed:
    """Return the letter that asks what is to be mended; the same word again is enough where nobody wants to say.

    `kept`: the return counts in the end even if nothing more comes.
    """
    blocks: list[Block] = [Text(letter.say("reason_asked.first"), strong=True), Text(letter.say("reason_asked.how"))]
    blocks += [Text(letter.say("reason_asked.else"))] if kept else []
    blocks += [Text(letter.say("unclear.due")), Text(next_line(letter))]
    return letter.finished("subject.reason_asked", blocks, replying=True)


def refused(letter: LetterContext, reason: Reason, detail: str) -> Composed:
    """Return the letter that an answer was not counted: why, and where the contract stands."""
    known = letter.words.table("verdicts")
    first = Text(letter.say(f"refused.{why(reason, detail)}", detail=known.get(detail, detail)), strong=True)
    return letter.finished("subject.refused", [first, Text(next_line(letter)), places(letter)], replying=True)


def status(letter: LetterContext) -> Composed:
    """Return the letter about where the contract stands: who is waited for, the facts, the route."""
    blocks: list[Block] = [Text(next_line(letter), strong=True), *since_when(letter), *facts(letter)]
    blocks += [*questions(letter), *said_now(letter), places(letter)]
    return letter.finished("subject.status", blocks, replying=True)


def number_alone(letter: LetterContext) -> Composed:
    """Return the letter to one who named a contract by its number alone, which is no secret and proves nothing.

    It has the request again if the reader is asked: an answer to this letter counts.
    """
    blocks: list[Block] = [Text(letter.say("number_alone.first"), strong=True)]
    if letter.about.request:
        blocks += [Text(letter.say("number_alone.how")), *request_again(letter)]
    else:
        blocks += [Text(letter.say("number_alone.order")), Text(next_line(letter)), places(letter)]
    return letter.finished("subject.number_alone", blocks, replying=True)


def another_s(letter: LetterContext, who: str) -> Composed:
    """Return the letter to who answered what `who` was asked, whose key or address they have now.

    It has the request that waits for the reader, if one does: an answer to this letter counts.
    """
    blocks: list[Block] = [Text(letter.say("another_s.first", who=who), strong=True)]
    if letter.about.request:
        blocks += [Text(letter.say("another_s.how")), *request_again(letter)]
    else:
        blocks += [Text(next_line(letter)), places(letter)]
    return letter.finished("subject.another_s", blocks, replying=True)


def several(letter: LetterContext) -> Composed:
    """Return the request about another contract that the same mail named."""
    first = Text(letter.say("several.first", other=letter.contract.number), strong=True)
    blocks: list[Block] = [first, *request_again(letter)]
    return letter.finished("subject.number_alone", blocks, replying=True)


def colleague(letter: LetterContext, who: str, wrote: str) -> Composed:
    """Return the letter to the assignee of a request that a colleague answered in words that cannot be counted."""
    blocks: list[Block] = [Text(letter.say("colleague.first", who=who), strong=True), Quoted(cut(wrote))]
    blocks += [Text(letter.say("colleague.how")), buttons(letter)]
    return letter.finished("subject.colleague", blocks, who=who)


def assignee_was_asked(letter: LetterContext, verdict: Verdict) -> Composed:
    """Return the letter to a colleague who answered for somebody, that the assignee was asked.

    If the colleague is asked about the contract, too, it says until when.
    """
    said = letter.words.table("verdicts")[verdict.value]
    blocks: list[Block] = [Text(letter.say("owner_asked.first", said=said), strong=True)]
    mine = letter.contract.request_waiting_for(letter.to.key)
    if mine:
        blocks.append(Text(letter.say("owner_asked.yours", mine=letter.words.when(mine.due_at))))
    return letter.finished("subject.owner_asked", blocks, replying=True)


def done(letter: LetterContext, what: str, values: Mapping[str, object]) -> Composed:
    """Return the letter that an order was carried out; `what` is a key of the catalogue's `done`."""
    blocks: list[Block] = [Text(letter.say(f"done.{what}", **values), strong=True), Text(next_line(letter))]
    return letter.finished("subject.done", [*blocks, places(letter)], replying=True)


def ask_back(
    letter: LetterContext, what: str, values: Mapping[str, object], people: Sequence[Participant] = ()
) -> Composed:
    """Return the letter that an order lacks a detail.

    `what` is a key of the catalogue's `ask_back`, `people` are those who may be meant.
    """
    blocks: list[Block] = [Text(letter.say(f"ask_back.{what}", **values), strong=True)]
    if what == "nobody":
        blocks.append(Text(letter.say("ask_back.nobody_how")))
    if what == "recall_which":
        blocks.append(Text(letter.say("ask_back.recall_how")))
    if people:
        blocks.append(Pairs([(each.name, each.post) for each in people]))
    return letter.finished("subject.ask_back", [*blocks, Text(next_line(letter))], replying=True)


def unreachable(letter: LetterContext, recipient: str, why: str) -> Composed:
    """Return the letter that letters to an assignee do not arrive: the server's words, and what to do."""
    recipient = shown(recipient)
    first = Text(letter.say("not_delivered_about.first", recipient=recipient), strong=True)
    blocks: list[Block] = [
        first,
        Quoted(cut(why, _LONGEST_REASON)),
        Text(letter.say("not_delivered_about.how", day=example_day(letter))),
    ]
    blocks += [Text(next_line(letter)), places(letter)]
    return letter.finished("subject.not_delivered_about", blocks, recipient=recipient)


# -- about no contract ------------------------------------------------------------------------------------------------


class LetterWithoutContract:
    """A letter about no contract, being written: the texts in its reader's language, and the footer."""

    def __init__(self, settings: LetterSettings, to: Participant) -> None:
        self.words = settings.wording(to.language)
        self.say = self.words.say
        self._footer = Footer([self.words.say("footer.house", organisation=settings.organisation)])

    def finished(self, subject: str, blocks: Sequence[Block], **values: object) -> Composed:
        """Return the letter with its footer; `subject` is a key of the catalogue, `values` are for its text."""
        return compose(self.say(subject, **values), [*blocks, self._footer], self.words.language)


def help_letter(settings: LetterSettings, to: Participant) -> Composed:
    """Return the letter with everything that can be written to us and what it means."""
    letter = LetterWithoutContract(settings, to)
    help_texts = letter.words.texts["help"]
    ways = [*help_texts["ways"], *([help_texts["board"]] if settings.board else [])]
    rows = [(row["write"], row["means"]) for row in ways]
    return letter.finished("subject.help", [Text(letter.say("help.first"), strong=True), Ways(rows)])


def unbound(settings: LetterSettings, to: Participant, waiting: Sequence[tuple[str, str]] = ()) -> Composed:
    """Return the letter that a mail fits no request; `waiting` are numbers and names of what waits for its sender."""
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [Text(letter.say("unbound.first"), strong=True), Text(letter.say("unbound.how"))]
    if waiting:
        blocks.append(Pairs(waiting, letter.say("unbound.waiting")))
    return letter.finished("subject.unbound", blocks)


def too_large(settings: LetterSettings, to: Participant, megabytes: int) -> Composed:
    """Return the letter that a mail was too large to be fetched."""
    letter = LetterWithoutContract(settings, to)
    blocks = [Text(letter.say("too_large.first", size=megabytes), strong=True), Text(letter.say("too_large.how"))]
    return letter.finished("subject.too_large", blocks)


def draft_accepted(letter: LetterContext, name: str) -> Composed:
    """Return the receipt of a draft: which contract, or which version of one, it has become, and what comes next."""
    key = "first" if letter.contract.version.number == 1 else "again"
    blocks: list[Block] = [Text(letter.say(f"draft_accepted.{key}", name=name), strong=True)]
    return letter.finished("subject.draft_accepted", [*blocks, Text(letter.say("draft_accepted.next"))], replying=True)


def unchanged(letter: LetterContext, name: str, told: Sequence[Participant], *, by_mail: bool) -> Composed:
    """Return the question whether a form that came back as it was is meant; `told` are those who got its words."""
    blocks: list[Block] = [Text(letter.say("unchanged.first", name=name), strong=True)]
    if told:
        blocks.append(Text(letter.say("unchanged.told", people=letter.words.names(told))))
    blocks.append(Text(letter.say("unchanged.how")))
    if not by_mail:
        blocks.append(Text(letter.say("unchanged.folder")))
    return letter.finished("subject.unchanged", [*blocks, Text(next_line(letter))], replying=by_mail)


def former(settings: LetterSettings, to: Participant, number: str, *, kept: bool) -> Composed:
    """Return the letter to somebody who has left their place and answers all the same; nothing of the contract in it.

    `kept`: their words stand in its history.
    """
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [Text(letter.say("former.first", number=number), strong=True)]
    blocks += [Text(letter.say("former.kept"))] if kept else []
    blocks += [Text(letter.say("former.yours")), Text(letter.say("former.how"))]
    return letter.finished("subject.former", blocks, number=number)


def draft_rejected(
    settings: LetterSettings, to: Participant, name: str, mistakes: Sequence[str], *, marked: bool
) -> Composed:
    """Return the letter with every mistake of a draft; `marked`: a copy with the places in red is attached."""
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [Text(letter.say("draft_rejected.first", name=name), strong=True)]
    blocks += [Text(f"• {each}") for each in mistakes]
    blocks.append(Text(letter.say("draft_rejected.marked" if marked else "draft_rejected.again")))
    return letter.finished("subject.draft_rejected", blocks, name=name)


def not_delivered(settings: LetterSettings, to: Participant, recipient: str, subject: str, why: str) -> Composed:
    """Return the letter that a letter of ours did not reach its recipient; `why` is the server's answer."""
    letter, recipient = LetterWithoutContract(settings, to), shown(recipient)
    blocks: list[Block] = [Text(letter.say("not_delivered.first", recipient=recipient), strong=True), Quoted(cut(why))]
    blocks += [Text(letter.say("not_delivered.letter", subject=subject)), Text(letter.say("not_delivered.how"))]
    return letter.finished("subject.not_delivered", blocks, recipient=recipient)


def file_missing(settings: LetterSettings, to: Participant, number: str, name: str, why: str) -> Composed:
    """Return the letter to an administrator that a file is not as it was recorded, and letters go without it."""
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [
        Text(letter.say("file_missing.first", number=number, name=name), strong=True),
        Quoted(cut(why)),
    ]
    blocks.append(Text(letter.say("file_missing.how")))
    return letter.finished("subject.file_missing", blocks, name=name)


def quarantined(settings: LetterSettings, to: Participant, key: str, reason: str) -> Composed:
    """Return the letter that an entry was quarantined: its key, the reason, what to do."""
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [Text(letter.say("quarantine.first", key=key), strong=True), Quoted(cut(reason))]
    blocks.append(Text(letter.say("quarantine.how")))
    return letter.finished("subject.quarantine", blocks, key=key)


def configuration_refused(settings: LetterSettings, to: Participant, mistakes: Sequence[str]) -> Composed:
    """Return the letter to an administrator that an edited configuration is not in force, with its mistakes."""
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [Text(letter.say("configuration.refused"), strong=True)]
    blocks += [Text(f"• {cut(each)}") for each in mistakes[:MOST_MISTAKES]]
    if len(mistakes) > MOST_MISTAKES:
        blocks.append(Text(letter.say("configuration.more", number=len(mistakes) - MOST_MISTAKES)))
    blocks.append(Text(letter.say("configuration.how")))
    return letter.finished("subject.configuration_refused", blocks)


def configuration_reloaded(
    settings: LetterSettings, to: Participant, waiting: Sequence[str], *, mended: bool
) -> Composed:
    """Return the letter to an administrator that an edited configuration is in force.

    `waiting` are the parts that need a restart; `mended`: the edit before was refused.
    """
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [
        Text(letter.say("configuration.mended" if mended else "configuration.reloaded"), strong=True)
    ]
    if waiting:
        blocks.append(Text(letter.say("configuration.restart", names=", ".join(waiting))))
    return letter.finished("subject.configuration_reloaded", blocks)


def cut(text: str, limit: int = LONGEST_QUOTE) -> str:
    """Return the text, cut to `limit` characters and an ellipsis if it is longer."""
    return text if len(text) <= limit else text[:limit].rstrip() + " …"
