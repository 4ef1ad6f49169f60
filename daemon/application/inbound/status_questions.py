"""What people ask the program itself, in their own words: where a contract is, what waits for them, a link, a line."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from daemon.application.admin import contract_search
from daemon.application.admin.contract_search import Sought, sought_in
from daemon.application.inbound import sign_in_mails
from daemon.application.inbound.mail_context import MailContext, note
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import reply_letters, search_letters
from daemon.mail.compose.search_letters import ListedGroup
from daemon.mail.interpret.contract_questions import (
    Asked,
    ContractQuestion,
    contract_question,
    is_polite,
    names_contract,
)
from daemon.mail.interpret.list_choice import list_choice
from daemon.mail.interpret.rules import Intent, read
from daemon.store import history, inbox, outbox
from daemon.store.history import StoredContract
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Verdict

MOST_LISTED = 10  # contracts of one group: a list that nobody has to scroll
_MOST_CHOSEN = 5  # cards for one answer to a list
_LIST_LIVES = timedelta(days=14)  # so long a bare "2" in a mail that answers nothing is about the last list
_FEW_WORDS = 6  # of a mail that asks nothing in so many words, and may name a contract
_ANSWERED_SUBJECT = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|отв|ответ|на|пересл)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_BRACKETS = re.compile(r"\[([^\[\]]*?)(?:/[A-Za-z0-9 ]{6,24})?\]")


def answer(context: MailContext) -> Outcome | None:
    """Answer a mail that asks the program something and decides nothing; None for any other."""
    reading = context.interpretation.reading
    if reading.intent in (Intent.UNDO, Intent.DELEGATE) or (
        reading.intent is Intent.COMMAND and reading.command != "status"
    ):
        return None
    if reading.intent.verdict is not None and not _asks_alone(context):
        return None
    if context.is_in_answer and context.stored is not None:
        return _in_answer(context)
    return _chosen(context) or _by_itself(context)


def answer_beside(context: MailContext) -> None:
    """Answer what a mail asks in a sentence of its own beside what it says of the contract that it is about.

    Only what is surely a question, and names another contract, so that no word of a verdict is meant.
    """
    question = contract_question(context.words)
    if question is None or question.whole or not question.sure or question.asked is not Asked.WHERE:
        return
    sought = sought_in(context.app, question.about)
    if sought.is_empty:  # it is about the contract of the letter, which the answer tells of anyway
        return
    known = contract_search.found(context.app, context.tx.connection, context.writer, sought)
    if known or sought.is_by_number or names_contract(question.about):
        _tell(context, sought)


def of_few_words(context: MailContext) -> Outcome | None:
    """Answer a mail that is about nothing else and names a contract in a word or two; None where none is found."""
    reading, words = context.interpretation.reading, context.words
    if reading.intent not in (Intent.UNCLEAR, Intent.QUESTION) or reading.answer or reading.code:
        return None
    for text in (words, _subject(context)):
        sought = sought_in(context.app, text)
        if sought.is_empty or len(sought.words) > _FEW_WORDS:
            continue
        if contract_search.found(context.app, context.tx.connection, context.writer, sought):
            return _tell(context, sought)
    return None


def _asks_alone(context: MailContext) -> bool:
    """Return whether words that sound like a return are nothing but a question: "Найдите договор с Лучом".

    In a mail that answers no letter about a contract nothing can be returned.
    """
    verdict, question = context.interpretation.reading.intent.verdict, contract_question(context.words)
    if verdict is not Verdict.RETURN or question is None or not question.whole:
        return False
    return question.sure or not (context.is_in_answer and context.stored is not None)


def _in_answer(context: MailContext) -> Outcome | None:
    """Answer a question in reply to a letter about a contract: only one that can be nothing else, and stands alone."""
    question = contract_question(context.words) or _number_alone(context)
    if question is None or not question.whole or not question.sure:
        return None
    if question.asked is Asked.OF_PERSON and not context.app.find_by_surname(question.about):
        return None
    if question.asked is not Asked.WHERE:
        return _list(context, question)
    sought = sought_in(context.app, question.about)
    if sought.is_empty:
        return _card(context, context.about)
    app, connection = context.app, context.tx.connection
    if question.if_known and not contract_search.found(app, connection, context.writer, sought):
        return None
    return _tell(context, sought)


def _number_alone(context: MailContext) -> ContractQuestion | None:
    """Return the question that a number is which stands alone: "З-2026-0002", "по 3-2026-2?"."""
    sought = sought_in(context.app, context.words)
    alone = sought.is_by_number and not sought.words
    return ContractQuestion(Asked.WHERE, context.words) if alone else None


def _by_itself(context: MailContext) -> Outcome | None:
    """Answer a mail that answers no letter about a contract: the question is in its words, or in its subject."""
    question = _question(context)
    if question is None or _decides(context, question.rest):
        return None
    if question.asked is not Asked.WHERE:
        return _list(context, question)
    sought = sought_in(context.app, question.about)
    if sought.is_empty:
        sought = sought_in(context.app, _subject(context))
    if sought.is_empty and context.stored is not None and context.app.may_see(context.writer, context.contract):
        return _card(context, context.about)
    if sought.is_empty:
        return _list(context, replace(question, asked=Asked.MINE))
    return _tell(context, sought)


def _decides(context: MailContext, words: str) -> bool:
    """Return whether words beside a question decide something: whoever wrote them must hear that they do not count."""
    return bool(words) and read(words, context.app.lexicon).intent.verdict is not None


def _question(context: MailContext) -> ContractQuestion | None:
    words, subject = context.words, _subject(context)
    reading = context.interpretation.reading
    said = contract_question(words) or _number_alone(context)
    if said is None and reading.intent is Intent.COMMAND:
        return ContractQuestion(Asked.WHERE)
    if said or not all(map(is_polite, words.splitlines())):
        return said
    sought = sought_in(context.app, subject)
    return contract_question(subject) or (ContractQuestion(Asked.WHERE, subject) if sought.is_by_number else None)


def _subject(context: MailContext) -> str:
    """Return what the writer put into the subject; nothing where it is that of a letter of ours."""
    if context.correlation is not None and not context.correlation.weak:
        return ""
    subject = context.interpretation.message.subject
    return _BRACKETS.sub(r" \1 ", _ANSWERED_SUBJECT.sub("", subject)).strip()


# -- what is answered ------------------------------------------------------------------------------------------------


def _tell(context: MailContext, sought: Sought) -> Outcome:
    """Send the card of the one contract that is meant, a list of several, or that there is none."""
    every = contract_search.found(context.app, context.tx.connection, context.writer, sought)
    if not every:
        letters = context.app.letters.letter_settings
        note(context, LetterKind.NOT_FOUND, search_letters.not_found(letters, context.me, sought.text))
        return outcome(OutcomeKind.NOT_FOUND, sought=sought.text)
    if len(every) <= 1 or (sought.numbers and len(every) <= _MOST_CHOSEN):
        return _cards(context, every)
    shown, more = every[:MOST_LISTED], len(every) - MOST_LISTED
    return _listed(context, [("", shown, max(0, more))], sought.text)


def _list(context: MailContext, question: ContractQuestion) -> Outcome:
    """Send what waits for the writer, for somebody else, all that is under way or late, or a link to the board."""
    if question.asked is Asked.BOARD:
        return sign_in_mails.answer(context)
    app, connection, me = context.app, context.tx.connection, context.writer
    groups: list[tuple[str, list[StoredContract]]] = []
    what, sought = question.asked.name.lower(), " ".join(question.about.split())
    match question.asked:
        case Asked.OF_PERSON:
            people = app.find_by_surname(question.about)
            if len(people) != 1:
                return _tell(context, sought_in(app, question.about))
            groups = [(what, contract_search.waiting_for(app, connection, me, people[0]))]
        case Asked.UNDER_WAY:
            groups = [(what, contract_search.under_way(app, connection, me))]
        case Asked.OVERDUE:
            groups = [(what, contract_search.overdue(app, connection, me))]
        case _:
            waiting = contract_search.waiting_for(app, connection, me, me)
            known = {each.id for each in waiting}
            theirs = [each for each in contract_search.handed_in_by(app, connection, me) if each.id not in known]
            groups = [("waiting", waiting), ("handed_in", theirs)]
    every_group = [(title, some[:MOST_LISTED], max(0, len(some) - MOST_LISTED)) for title, some in groups if some]
    if every_group:
        return _listed(context, every_group)
    composed = search_letters.nothing_waits(app.letters.letter_settings, context.me, what, sought)
    note(context, LetterKind.NOT_FOUND, composed)
    return outcome(OutcomeKind.NOT_FOUND, sought=sought or what)


def _listed(
    context: MailContext,
    groups: Sequence[tuple[str, list[StoredContract], int]],
    sought: str = "",
    misnumbered: int = 0,
) -> Outcome:
    """Send a numbered list; the outcome keeps which contracts stand in it, for the answer that names a number."""
    shown = [ListedGroup(title, [each.contract for each in some], more) for title, some, more in groups]
    letters = context.app.letters.letter_settings
    composed = search_letters.found(letters, context.me, shown, sought, misnumbered=misnumbered)
    note(context, LetterKind.FOUND, composed)
    ids = " ".join(str(each.id) for _, some, _ in groups for each in some)
    return outcome(OutcomeKind.LISTED, contracts=ids)


def _cards(context: MailContext, every: Sequence[StoredContract]) -> Outcome:
    for each in every:
        _card(context, each)
    return outcome(OutcomeKind.TOLD, what="status")


def _card(context: MailContext, stored: StoredContract) -> Outcome:
    """Send where a contract stands; an answer to the letter is about the writer's request, if one waits for them."""
    mine = stored.contract.request_waiting_for(context.writer.key)
    number = mine.id if mine and context.is_asked(mine) else None
    context.app.letters.reply(
        context.tx, stored, number, context.me, LetterKind.STATUS, reply_letters.status, context.now, context.answering
    )
    return outcome(OutcomeKind.TOLD, what="status")


# -- an answer to a list ----------------------------------------------------------------------------------------------


def _chosen(context: MailContext) -> Outcome | None:
    """Send the cards of the lines that an answer to a list picks; None for an answer that picks none."""
    listed = _list_answered(context)
    choice = list_choice(context.words, len(listed)) if listed else None
    if choice is None:
        return None
    every = [history.load(context.tx.connection, each) for each in listed]
    visible = [each if context.app.may_see(context.writer, each.contract) else None for each in every]
    if wrong := next((each for each in choice if each > len(listed)), None):
        return _listed(context, [("", [each for each in visible if each], 0)], misnumbered=wrong)
    picked = [each for number in choice[:MOST_LISTED] if (each := visible[number - 1])]
    if picked:
        return _cards(context, picked)
    composed = search_letters.not_found(context.app.letters.letter_settings, context.me, context.words.strip())
    note(context, LetterKind.NOT_FOUND, composed)
    return outcome(OutcomeKind.NOT_FOUND, sought=context.words.strip())


def _list_answered(context: MailContext) -> list[int]:
    """Return the contracts of the list that the mail answers; of one that answers nothing, of the latest list."""
    connection, correlation = context.tx.connection, context.correlation
    letter_id = correlation.letter_id if correlation and correlation.letter_kind is LetterKind.FOUND else None
    if correlation is None:
        since = context.now - _LIST_LIVES
        letter_id = outbox.last_of_kind(connection, context.writer.addresses, LetterKind.FOUND, since)
    elif letter_id is None or correlation.recipient not in context.writer.addresses:
        return []
    mail_id = outbox.mail_answered(connection, letter_id) if letter_id else None
    kept = json.loads(inbox.outcome_of(connection, mail_id)) if mail_id else {}
    return [int(each) for each in str(kept.get("outcome", {}).get("contracts", "")).split()]
