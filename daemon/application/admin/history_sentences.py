"""A contract's history in sentences: what each event says, for people.

The sentences are texts of `application/texts/` under `history`, by the name of the event; an event with several has a
way of telling, which its own entry in `_WAYS` finds. What a sentence may hold is one set of values for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from daemon.application.wording import attributed, moment, told_of, verdict_in_words
from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.fact_words import rule_in_words
from daemon.mail.compose.russian_names import short
from daemon.workflow import events as e
from daemon.workflow.attribution import Attribution, answered, asked
from daemon.workflow.model import (
    Contract,
    Fact,
    File,
    LateKind,
    Participant,
    Request,
    Stage,
    StageKind,
)
from daemon.workflow.route_shift import ShiftedPlace

Values = dict[str, object]

_WORTH_SAYING = timedelta(minutes=1)  # between when something was written and when it was recorded


def sentence(event: e.Event, contract: Contract, words: Wording, at: datetime, *, quotes: bool = True) -> str:
    """Return what an event of this contract's history says, in one sentence.

    `contract` is as the whole history has it; `at` is when the event was recorded, for dates of another year. Without
    `quotes` the words that somebody wrote are left out: they are shown apart (`own_words`).
    """
    return _Telling(contract, words, at, quotes=quotes).sentence(event)


def own_words(event: e.Event) -> str:
    """Return what somebody wrote, as an event has it; empty if it holds nobody's words."""
    said = _first(event, "guessed_from") or _first(event, "remarks", "text", "words", "reason")
    return said or ("; ".join(event.conditions) if isinstance(event, e.VerdictGiven) else "")


def word_of(event: e.Event, contract: Contract) -> Attribution | None:
    """Return whose word an event is, or whom it is about; None for one that names nobody, or only by name."""
    number = getattr(event, "request", 0)
    request = contract.request(number) if number else None
    for field in ("given_by", "answered_by", "proposed_by", "by"):
        wrote = getattr(event, field, None)
        if isinstance(wrote, Participant):
            its = request if field == "given_by" else None
            return answered(contract, its, wrote) if its else Attribution(wrote)
    return asked(contract, request) if request else None


class _Telling:
    """Tells events of one contract in the words of one language."""

    def __init__(self, contract: Contract, words: Wording, at: datetime, *, quotes: bool) -> None:
        self.contract, self.words, self.at, self.quotes = contract, words, at, quotes

    def sentence(self, event: e.Event) -> str:
        way = _WAYS.get(type(event))
        key = f"history.{type(event).__name__}" + (f".{way(self, event)}" if way else "")
        doer, values = self._doer(event), self._values(event)
        if more := _MORE.get(type(event)):
            values |= more(self, event)
        written_at: datetime | None = getattr(event, "written_at", None)
        said = told_of(self.words, key, doer, **values)
        if written_at and self.at - written_at >= _WORTH_SAYING:
            said += self.tail("written", at=moment(self.words, written_at, self.at))
        return said

    # -- who ---------------------------------------------------------------------------------------------------------

    def _doer(self, event: e.Event) -> str:
        """Return the whole name of whoever a sentence begins with, by which its verb is chosen."""
        word = word_of(event, self.contract)
        return word.by.name if word else str(getattr(event, "by", ""))

    def request(self, event: e.Event) -> Request | None:
        number = getattr(event, "request", 0)
        return self.contract.request(number) if number else None

    def names(self, people: Iterable[Participant]) -> str:
        return ", ".join(dict.fromkeys(self.words.name(each) for each in people))

    # -- what --------------------------------------------------------------------------------------------------------

    def _values(self, event: e.Event) -> Values:
        """Return what any sentence may hold; where an event does not say it, nothing."""
        word, request = word_of(event, self.contract), self.request(event)
        by = getattr(event, "by", "")
        given = {name: getattr(event, name) for name in _AS_IT_IS if hasattr(event, name)}
        return given | {
            "who": attributed(self.words, word) if word else short(str(by)),
            "asked": self.words.name(request.assignee) if request else "",
            "for_asked": self.words.behalf(request.assignee) if request else "",
            "stage": self.title(getattr(event, "stage", "")),
            "due": self.when(getattr(event, "due_at", None)),
            "until": self._until(event),
            "said": self.said(_first(event, "remarks", "text", "words", "reason")),
            "by": self.tail("by", by=short(by)) if isinstance(by, str) and by else "",
            "ordered": self.tail("ordered", by=short(by)) if isinstance(by, str) and by else "",
            "told": self.people("told", getattr(event, "told", ())),
            "files": ", ".join(each.name for each in _files(event)),
            "duty": self.words.text("duties").get(getattr(event, "kind", ""), ""),
        }

    def tail(self, key: str, **values: object) -> str:
        return self.words.say(f"tails.{key}", **values)

    def people(self, key: str, people: Iterable[Participant]) -> str:
        """Return a tail that names people; empty if there are none."""
        named = self.names(people)
        return self.tail(key, people=named) if named else ""

    def said(self, words: str) -> str:
        return self.tail("said", words=" ".join(words.split())) if self.quotes and words.strip() else ""

    def when(self, at: datetime | None) -> str:
        return moment(self.words, at, self.at) if at else ""

    def _until(self, event: e.Event) -> str:
        due_at = getattr(event, "due_at", None)
        return self.tail("until", due=self.when(due_at)) if due_at else ""

    def title(self, stage: str) -> str:
        """Return a stage's title; its key if no route of the contract has it."""
        found = self._stage(stage)
        return found.title if found else stage

    def _stage(self, key: str) -> Stage | None:
        stages = (*self.contract.route.stages, *self.contract.former_stages)
        return next((each for each in stages if each.key == key), None)

    def signs(self, event: e.Event) -> bool:
        """Return True for what happens in a stage that signs."""
        request = self.request(event)
        stage = self._stage(request.stage if request else getattr(event, "stage", ""))
        return stage is not None and stage.kind is StageKind.SIGNATURE

    def did(self, event: e.VerdictGiven | e.LateAnswerKept, said: str) -> str:
        """Return the verb of a verdict: согласовала с замечанием."""
        table = "signed" if self.signs(event) and said in self.words.text("signed") else "did"
        return told_of(self.words, f"{table}.{said}", event.given_by.name)

    def verdict(self, event: e.VerdictGiven | e.VerdictProposed | e.ProposalAmended) -> Values:
        said = _said_as(event)
        return {"verdict": verdict_in_words(self.words, said, signing=self.signs(event))}

    def facts(self, facts: Iterable[Fact], names: Iterable[str]) -> str:
        """Return a tail with the labels of facts that changed; empty if none did."""
        labels = {each.name: each.label for each in facts}
        fields = ", ".join(f"«{labels[each]}»" if each in labels else each for each in names)
        return self.tail("changed", fields=fields) if fields else ""

    def places(self, key: str, places: Iterable[ShiftedPlace]) -> str:
        return self.people(key, (each.person for each in places))


_AS_IT_IS = ("number", "name", "version", "round", "condition", "needed", "possible")


def _first(event: e.Event, *fields: str) -> str:
    """Return the first of these fields that an event has; empty if it has none."""
    return next((getattr(event, each) for each in fields if hasattr(event, each)), "")


def _files(event: e.Event) -> tuple[File, ...]:
    file = getattr(event, "file", None)
    return (file,) if file else getattr(event, "files", ())


def _said_as(event: e.VerdictGiven | e.VerdictProposed | e.ProposalAmended) -> str:
    return "with_condition" if event.conditions and event.verdict.approves else event.verdict.value


# -- which of several sentences ----------------------------------------------------------------------------------------


def _asked(telling: _Telling, event: e.ApproverAsked) -> str:
    if event.moved_by:
        return "moved"
    return "sign" if telling.signs(event) else "first"


def _proposed(telling: _Telling, event: e.VerdictProposed) -> str:
    if event.guessed_from:
        return "guessed"
    request = telling.request(event)
    return "own" if request and event.proposed_by.is_same(request.assignee) else "colleague"


def _question_answered(_: _Telling, event: e.QuestionAnswered) -> str:
    if not event.text:
        return "none"
    return "by" if event.answered_by else "answered"


def _request_closed(telling: _Telling, event: e.RequestClosed) -> str:
    request = telling.request(event)
    return "answered" if request and request.answer else "waiting"


_WAYS: Mapping[type, Callable[[_Telling, Any], str]] = {
    e.VersionSubmitted: lambda _, event: "by" if event.by else "first",
    e.RoundOpened: lambda _, event: "again" if event.reopened else "first",
    e.ApprovalKept: lambda _, event: "same" if event.same_version else "earlier",
    e.ApproverAsked: _asked,
    e.VerdictGiven: lambda _, event: "silent" if event.silent else "said",
    e.VerdictProposed: _proposed,
    e.QuestionAnswered: _question_answered,
    e.Escalated: lambda _, event: event.action.value,
    e.RequestClosed: _request_closed,
    e.ContractApproved: lambda telling, _: "signed" if telling.contract.signed else "approved",
    e.ContractHeld: lambda _, event: "late" if event.late else "on_purpose",
}


# -- what some sentences say besides -----------------------------------------------------------------------------------


def _registered(telling: _Telling, event: e.ContractRegistered) -> Values:
    return {"initiator": telling.words.name(event.initiator)}


def _version(telling: _Telling, event: e.VersionSubmitted) -> Values:
    by_hand = telling.tail("by_hand") if event.document else ""
    return {"changed": telling.facts(event.facts, event.changed), "by_hand": by_hand}


def _passed_over(telling: _Telling, event: e.StagePassedOver) -> Values:
    why = rule_in_words(telling.words, telling.contract.facts, event.why)
    return {"why": telling.tail("why", why=why) if why else ""}


def _moved_by(telling: _Telling, event: e.ApproverAsked) -> Values:
    doubt = telling.tail("doubt") if event.doubt else ""
    return {"by": telling.tail("by", by=short(event.moved_by)) if event.moved_by else "", "doubt": doubt}


def _verdict(telling: _Telling, event: e.VerdictGiven) -> Values:
    said = _said_as(event)
    condition = "; ".join(event.conditions)
    remarks = event.remarks or (condition if said == "with_condition" else "")
    return telling.verdict(event) | {
        "did": telling.did(event, said),
        "said": telling.said(remarks),
        "replaces": telling.tail("replaces") if event.replaces else "",
        "confirmed": telling.people("confirmed", (event.confirmed_by,) if event.confirmed_by else ()),
    }


def _proposal(telling: _Telling, event: e.VerdictProposed | e.ProposalAmended) -> Values:
    guessed = getattr(event, "guessed_from", "")
    return telling.verdict(event) | {"said": telling.said(guessed or event.remarks)}


def _late(telling: _Telling, event: e.LateAnswerKept) -> Values:
    said = event.verdict.value if event.kind is LateKind.ANSWER and event.verdict else event.kind.value
    why = telling.words.text("late")
    return {
        "did": telling.did(event, said),
        "late": why.get(event.reason, why["other"]),
        "holds": telling.tail("holds") if event.holds else "",
    }


def _signed_copy(telling: _Telling, event: e.SignedCopyFiled) -> Values:
    return {"signs": telling.tail("signs", files=", ".join(each.name for each in event.files))}


def _conditions(_: _Telling, event: e.ConditionsAsked) -> Values:
    return {"conditions": ", ".join(map(str, event.conditions))}


def _escalated_duty(telling: _Telling, event: e.DutyEscalated) -> Values:
    return {"people": telling.names(event.to)}


def _represented(telling: _Telling, event: e.InitiatorRepresented) -> Values:
    return {"old": telling.words.name(event.instead_of)}


def _changed_initiator(telling: _Telling, event: e.InitiatorChanged) -> Values:
    return {"old": telling.words.name(event.old), "new": telling.words.name(event.new)}


def _escalated(telling: _Telling, event: e.Escalated) -> Values:
    if event.to is None:
        return {"to": ""}
    return {"to": telling.tail("told", people=attributed(telling.words, Attribution(event.to, event.on_behalf_of)))}


def _closed(telling: _Telling, event: e.RequestClosed) -> Values:
    return {"closed": telling.words.text("closed")[event.why]}


def _decided(telling: _Telling, event: e.StageDecided) -> Values:
    return {"closes": telling.tail("closes", closes=telling.when(event.closes_at))}


def _short(telling: _Telling, event: e.QuorumShort) -> Values:
    return {key: telling.people(key, getattr(event, key)) for key in ("vacant", "away")}


def _held(telling: _Telling, event: e.ContractHeld) -> Values:
    return {"decide": telling.people("decide", event.asked)}


def _other_route(_: _Telling, event: e.RouteChanged) -> Values:
    return {"stages": ", ".join(each.title for each in event.route.stages)}


def _followed(telling: _Telling, event: e.RouteFollowed) -> Values:
    shift = event.shift
    return {
        "version": shift.version,
        "changed": telling.facts(telling.contract.facts, shift.because),
        "came": telling.places("came", shift.came),
        "went": telling.places("went", shift.went),
    }


_MORE: Mapping[type, Callable[[_Telling, Any], Values]] = {
    e.ContractRegistered: _registered,
    e.VersionSubmitted: _version,
    e.StagePassedOver: _passed_over,
    e.ApproverAsked: _moved_by,
    e.VerdictGiven: _verdict,
    e.VerdictProposed: _proposal,
    e.ProposalAmended: _proposal,
    e.LateAnswerKept: _late,
    e.SignedCopyFiled: _signed_copy,
    e.ConditionsAsked: _conditions,
    e.DutyEscalated: _escalated_duty,
    e.InitiatorRepresented: _represented,
    e.InitiatorChanged: _changed_initiator,
    e.Escalated: _escalated,
    e.RequestClosed: _closed,
    e.StageDecided: _decided,
    e.QuorumShort: _short,
    e.ContractHeld: _held,
    e.RouteChanged: _other_route,
    e.RouteFollowed: _followed,
}
