"""The approval sheet (лист согласования): who was asked about which version, in whose place, and what they said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.documents.texts import catalogue, say
from daemon.workflow.attribution import asked
from daemon.workflow.model import (
    HANDED_OVER,
    Answer,
    ClosedWhy,
    Contract,
    FactType,
    LateAnswer,
    LateKind,
    Participant,
    Request,
    Stage,
    StageKind,
    StageStatus,
    Version,
)
from daemon.workflow.quorum import successor, vacant
from daemon.workflow.shown_values import shown

TEMPLATE = "approval_sheet.docx"
SHEET_NAMES = frozenset(  # what its template may use
    {"number", "name", "sheet_title", "footer", "heads", "facts", "versions", "rounds", "signed"}
    | {"proof", "entry", "hash"}
)


def sheet_values(contract: Contract, seq: int, digest: str, zone: ZoneInfo, language: str) -> dict[str, Any]:
    """Return the values for the sheet's template. `seq` and `digest` are the end of the contract's history."""
    return _Sheet(contract, zone, language).values(seq, digest)


class _Sheet:
    """Builder of one sheet's values; each method returns a part of them."""

    def __init__(self, contract: Contract, zone: ZoneInfo, language: str) -> None:
        self.contract, self.zone, self.language = contract, zone, language
        self.texts = catalogue(language)["sheet"]

    def say(self, key: str, **values: object) -> str:
        return str(self.texts[key]).format(**values)

    def values(self, seq: int, digest: str) -> dict[str, Any]:
        contract = self.contract
        return {
            "number": contract.number,
            "name": contract.name,
            "sheet_title": self.say("title"),
            "footer": self.say("footer", number=contract.number),
            "heads": self.texts["heads"],
            "facts": self.facts(),
            "versions": [self.version(each) for each in contract.versions],
            "rounds": self.rounds(),
            "signed": [{"name": each.name, "sha256": each.sha256} for each in contract.signed],
            "proof": self.say("proof", entry=seq, number=contract.number),
            "entry": seq,
            "hash": digest,
        }

    # -- what it is about ------------------------------------------------------------------------------------------

    def facts(self) -> list[dict[str, str]]:
        contract = self.contract
        statuses: dict[str, str] = catalogue(self.language)["statuses"]
        status = statuses["signed" if contract.signed and contract.is_closed else contract.status.value]
        if contract.closed_at:
            status += f" {self.moment(contract.closed_at)}"
        rows = [(self.say("contract"), f"{contract.title} {contract.number}")]
        rows += [(each.label, shown(each)) for each in contract.facts if each.type is not FactType.TABLE]
        rows += [
            (self.say("initiator"), _with_post(contract.initiator)),
            (self.say("opened"), self.moment(contract.opened_at)),
            (self.say("status"), status),
        ]
        return [{"label": label, "value": value} for label, value in rows]

    def version(self, version: Version) -> dict[str, str]:
        made = self.say("by_hand") if version.document else self.say("by_template")
        if version.words:
            by = version.by or self.contract.initiator
            made += "\n" + self.say("beside", name=by.name, words=version.words)
        for each in self.contract.comments:
            if each.version == version.number:
                made += "\n" + self.say("beside", name=each.by.name, words=each.text)
        return {
            "number": str(version.number),
            "at": self.moment(version.at),
            "made": made,
            "sha256": version.sha256 or self.say("no_document"),
        }

    # -- who was asked ---------------------------------------------------------------------------------------------

    def rounds(self) -> list[dict[str, Any]]:
        """Return every request of every round, and for the last round also the stages that have asked nobody."""
        found: list[dict[str, Any]] = []
        shown_for: set[int] = set()  # the first round of a version says who came and went with it
        for number in range(1, self.contract.round + 1):
            requests = self.contract.in_round(number)
            places = [self.place(each) for each in requests]
            if number == self.contract.round:
                places += self.without_requests()
            version = max((each.version for each in requests), default=self.contract.version.number)
            shifts = [] if version in shown_for else [*self.shifts(version)]
            shown_for.add(version)
            found.append({"title": self.say("round", round=number, version=version), "places": [*shifts, *places]})
        return found

    def shifts(self, version: int) -> Iterator[dict[str, str]]:
        """Yield a row for everybody who came or went with a version, since its facts call for others."""
        for shift in self.contract.shifts:
            if shift.version == version:
                labels = {fact.name: fact.label for each in self.contract.versions for fact in each.facts}
                fields = ", ".join(labels[each] for each in shift.because if each in labels)
                why = self.say("shifted", fields=fields or self.say("initiator"))
                for key, places in (("came", shift.came), ("went", shift.went)):
                    for each in places:
                        said = self.say(key, version=version)
                        yield {"stage": each.title, "person": _with_post(each.person), "verdict": said, "remarks": why}

    def without_requests(self) -> Iterator[dict[str, str]]:
        for stage, status in zip(self.contract.route.stages, self.contract.stages, strict=False):
            if status is StageStatus.PASSED_OVER or not stage.approvers:
                yield self.row(stage, "", say(self.language, "passed_over", why=self.in_words(stage.passed_over)))
            elif status is not StageStatus.AHEAD:
                yield from self.vacant(stage)
            else:
                people = "\n".join(_with_post(each.person) for each in stage.approvers)
                yield self.row(stage, people, say(self.language, "not_asked"))

    def vacant(self, stage: Stage) -> Iterator[dict[str, str]]:
        """Yield a row for each place of a stage for which nobody could be asked, and that no request tells of."""
        shown = {each.slot for each in self.contract.in_round(self.contract.round, stage.key)}
        for each in vacant(self.contract, stage):
            if each.person.key not in shown:
                yield self.row(stage, _with_post(each.person), self.say("vacant"))

    def in_words(self, rule: str) -> str:
        """Return a condition as the facts that it names, with their values; text that names none stays as it is."""
        names = re.findall(r"[A-Za-z_]\w*", rule)
        plain = [each for each in self.contract.facts if each.name in names and each.type is not FactType.TABLE]
        return "; ".join(f"{each.label} – {shown(each)}" for each in plain) or rule

    def place(self, request: Request) -> dict[str, str]:
        stage = self.contract.stage_of(request)
        return self.row(stage, self.person(request), self.verdict(request, stage), "\n".join(self.remarks(request)))

    def row(self, stage: Stage, person: str, verdict: str, remarks: str = "") -> dict[str, str]:
        return {"stage": stage.title, "person": person, "verdict": verdict, "remarks": remarks}

    def person(self, request: Request) -> str:
        """Return who was asked, and in whose place if the route wants, or an absence replaces, somebody else."""
        text, owner = _with_post(request.assignee), asked(self.contract, request).behalf
        return f"{text}\n({say(self.language, 'in_place_of', name=owner.name)})" if owner else text

    def verdict(self, request: Request, stage: Stage) -> str:
        answer = request.answer
        if answer is None:
            return self.unanswered(request)
        lines = [f"{self.title(answer, stage)}, {self.moment(answer.at)}"]
        if answer.silent:
            lines.append(f"({say(self.language, 'silent')})")
        if request.kept_from:
            lines.append(f"({say(self.language, 'kept', version=request.kept_from)})")
        if self.is_own(request, answer):
            later = self.contract.route.policies.refuse_own  # then it was given before the contract was handed over
            lines.append(self.say("own_contract_later" if later else "own_contract"))
        if not answer.actor.is_same(request.assignee):
            lines.append(self.say("given_by", name=answer.actor.name))
        if answer.confirmed_by:
            lines.append(self.say("confirmed_by", name=answer.confirmed_by.name))
        if answer.verified:
            lines.append(self.say("verified", what=self.texts["verified_by"].get(answer.verified, answer.verified)))
        return "\n".join(lines)

    def is_own(self, request: Request, answer: Answer) -> bool:
        """Return True if somebody approved the contract that they have handed in."""
        return answer.verdict.approves and request.assignee.key == self.contract.initiator.key

    def unanswered(self, request: Request) -> str:
        if request.is_open:
            return self.say("waits", due=self.moment(request.due_at))
        if request.closed_why in HANDED_OVER:
            return say(self.language, "handed_over") if successor(self.contract, request) else self.say("vacant")
        if request.closed_why is ClosedWhy.REROUTED:
            return self.say("rerouted")
        if request.closed_why is ClosedWhy.RECALLED:
            return self.say("recalled")
        is_late = request.overdue_since is not None or request.closed_why is not ClosedWhy.STAGE_CLOSED
        return say(self.language, "no_answer") if is_late else self.say("not_needed")

    def remarks(self, request: Request) -> Iterator[str]:
        """Yield the remarks that count, then answers that were replaced, questions, and answers that came too late."""
        stage = self.contract.stage_of(request)
        if request.answer and request.answer.remarks:
            yield request.answer.remarks
        yield from self.conditions(request)
        for each in _replaced(request):
            key = "taken_back" if each.undone_at else "replaced"
            said = ": ".join(filter(None, (self.title(each, stage), each.remarks)))
            yield self.say(key, said=said, at=self.moment(each.at))
        for question in request.questions:
            yield self.say("question", text=question.text, answer=question.answer or "–")
        for late in request.late:
            yield self.late(request, late, stage)

    def late(self, request: Request, late: LateAnswer, stage: Stage) -> str:
        """Return what came too late, in whose words, and that the contract was stopped for it."""
        titles = self.titles(stage)
        said = titles[late.verdict.value] if late.verdict else self.say("late_question")
        if late.kind is LateKind.UNDO and request.answer:
            said = self.say("late_undo", said=self.title(request.answer, stage))
        if not late.actor.is_same(request.assignee):
            said += f", {late.actor.name}"
        said = ": ".join(filter(None, (said, late.remarks)))
        text = self.say("late", said=said, at=self.moment(late.at))
        return f"{text} {self.say('late_holds')}" if late.holds else text

    def conditions(self, request: Request) -> Iterator[str]:
        """Yield how each condition of the approval stands, and what was objected to its confirmation."""
        for each in self.contract.conditions_of(request):
            for objection in each.objections:
                at = self.moment(objection.at)
                yield self.say("condition_disputed", number=each.number, at=at, words=objection.words)
            if said := each.confirmation:
                key = "condition_met_words" if said.words else "condition_met"
                yield self.say(key, number=each.number, by=said.by, at=self.moment(said.at), words=said.words)
            else:
                yield self.say("condition_open", number=each.number)

    def title(self, answer: Answer, stage: Stage) -> str:
        with_condition = answer.conditions and answer.verdict.approves
        return self.titles(stage)["with_condition" if with_condition else answer.verdict.value]

    def titles(self, stage: Stage) -> dict[str, str]:
        titles: dict[str, str] = catalogue(self.language)["sheet_titles"]
        return titles | (self.texts["signing"] if stage.kind is StageKind.SIGNATURE else {})

    def moment(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%d.%m.%Y %H:%M")


def _replaced(request: Request) -> Sequence[Answer]:
    return request.answers if request.answer is None else request.answers[:-1]


def _with_post(person: Participant) -> str:
    return ", ".join(filter(None, (person.name, person.post)))
