"""What was said about a contract, in the order of the talk, and its whole history in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daemon.application import wording
from daemon.application.admin.history_sentences import own_words, sentence
from daemon.board.card_mails import mails_to_read
from daemon.board.visit import Visit
from daemon.store.history import Entry
from daemon.workflow import events as e
from daemon.workflow.model import Contract

ON_A_PAGE = 100  # entries of the history
_SAID = (  # said, also where no words of one's own stand beside it
    e.VerdictGiven,
    e.VerdictUndone,
    e.BareReturnKept,
    e.ProposalDropped,
    e.LateAnswerKept,
    e.ConditionConfirmed,
    e.QuestionAnswered,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry of the history with its event, and the round and version in which it was recorded."""

    entry: Entry
    event: e.Event
    round: int
    version: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was said: `what` is our sentence, `quoted` are their words. `mails` are those to be read."""

    at: str
    what: str
    quoted: str
    is_against: bool
    is_late: bool
    mails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TalkRound:
    """What was said in a round, and beside the version that opened it."""

    number: int
    version: int
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    seq: int
    at: str
    what: str
    hash: str
    mails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of the history, the latest entry first; `number` is of all entries."""

    lines: Sequence[HistoryLine]
    number: int
    page: int
    pages: int


def placed(entries: Iterable[Entry]) -> list[Placed]:
    """Return the entries of a history, each with its place: a round begins with the version that opens it."""
    found: list[Placed] = []
    round_, version = 0, 0
    for entry in entries:
        event = entry.event
        if isinstance(event, e.RoundOpened):
            round_ = event.round
        elif isinstance(event, e.VersionSubmitted):
            round_, version = round_ + 1, event.version  # what is written beside it is said to those of the next round
        found.append(Placed(entry, event, round_, version))
    return found


def talk(told: Sequence[Placed], contract: Contract, visit: Visit) -> list[TalkRound]:
    """Return what people said, round by round, in its order: verdicts, remarks, questions, answers, late words."""
    rounds: dict[int, list[Placed]] = {}
    for each in told:
        if isinstance(each.event, _SAID) or own_words(each.event):
            rounds.setdefault(each.round, []).append(each)
    return [
        TalkRound(number, said[-1].version, [_remark(each, contract, visit) for each in said])
        for number, said in rounds.items()
    ]


def _remark(each: Placed, contract: Contract, visit: Visit) -> Remark:
    event = each.event
    return Remark(
        wording.moment(visit.words, each.entry.at, visit.now),
        sentence(event, contract, visit.words, each.entry.at, quotes=False),
        own_words(event),
        isinstance(event, e.VerdictGiven) and not event.verdict.approves,
        isinstance(event, e.LateAnswerKept),
        mails_to_read(event, contract, visit),
    )


def history_page(told: Sequence[Placed], contract: Contract, page: int, visit: Visit) -> HistoryPage:
    """Return a page of the history in sentences; pages count from 1."""
    latest_first = told[::-1]
    lines = [
        HistoryLine(
            each.entry.seq,
            wording.moment(visit.words, each.entry.at, visit.now),
            sentence(each.event, contract, visit.words, each.entry.at),
            each.entry.hash,
            mails_to_read(each.event, contract, visit),
        )
        for each in latest_first[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    ]
    return HistoryPage(lines, len(told), page, math.ceil(len(told) / ON_A_PAGE))
