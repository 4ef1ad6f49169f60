"""The letters that events cause: what each says, in which order. Texts are in the catalogue, looks in `blocks`.

Order: what is asked and until when; what changed; how to answer; the facts; who has decided what and who is waited
for; why you are asked; number, version, hash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from daemon.mail.blocks import (
    Block,
    Button,
    Buttons,
    Composed,
    Footer,
    Grid,
    Pairs,
    Place,
    Places,
    Quoted,
    Text,
    compose,
)
from daemon.mail.wording import Wording
from daemon.workflow.effects import LetterKind
from daemon.workflow.model import (
    HANDED_OVER,
    ClosedWhy,
    Contract,
    Escalate,
    FactType,
    Participant,
    Request,
    Stage,
    StageKind,
    StageStatus,
    Status,
    Verdict,
)
from daemon.workflow.rework import changed


@dataclass(frozen=True, slots=True)
class House:
    """Whose letters these are. `catalogues` has the texts by language."""

    organisation: str
    address: str
    plus_address: bool
    zone: ZoneInfo
    language: str
    catalogues: Mapping[str, dict[str, Any]]

    def wording(self, language: str) -> Wording:
        known = language if language in self.catalogues else self.language
        return Wording(known, self.catalogues[known], self.zone)

    def reply_address(self, token: str) -> str:
        """Where an answer to a request goes: our address with the token in it, where the mail server knows such."""
        name, _, domain = self.address.partition("@")
        return f"{name}+{token}@{domain}" if self.plus_address and token else self.address


@dataclass(frozen=True, slots=True)
class Matter:
    """A contract as a letter shows it: its state, and the end of its history."""

    contract: Contract
    seq: int
    hash: str
    now: datetime


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about within its matter. `token` is the request's; `step` that of an escalation."""

    request: Request | None = None
    token: str = ""
    step: int = 0


def write(house: House, kind: LetterKind, to: Participant, matter: Matter, about: About) -> Composed:
    """The letter of this kind to this person, in their language."""
    return Letter(house, to, matter, about).write(kind)


class Letter:
    """One letter on its way; each method gives a part of it."""

    def __init__(self, house: House, to: Participant, matter: Matter, about: About) -> None:
        self.house, self.to, self.matter, self.about = house, to, matter, about
        self.contract = matter.contract
        self.words = house.wording(to.language)
        self.say = self.words.say

    @property
    def request(self) -> Request:
        if self.about.request is None:
            raise ValueError("this letter is about a request")
        return self.about.request

    def write(self, kind: LetterKind) -> Composed:
        key = self._subject_key(kind)
        opening = getattr(self, f"_{kind.value}")()
        subject = self.say(f"subject.{key}", **self.values())
        return compose(f"[{self.tag()}] {subject}", [*opening, self.footer()], self.words.language)

    def _subject_key(self, kind: LetterKind) -> str:
        """A request of a later round says which version it is about: two requests must not look the same in a list."""
        if kind in _REQUESTS and self._signing():
            return "signing"
        return "request_again" if kind is LetterKind.REQUEST and self.contract.round > 1 else kind.value

    # -- openings: the first lines, and what belongs to this kind of letter ------------------------------------------

    def _registered(self) -> list[Block]:
        key = "registered.first" if self.contract.round == 1 else "registered.again"
        return [
            Text(self.say(key, **self.values()), strong=True),
            *self._text_by_hand(self.contract.version.number - 1),
            Text(self.say("registered.how", **self.values())),
            *self.facts(),
            self.places(),
        ]

    def _request(self) -> list[Block]:
        key = "request.sign" if self._signing() else "request.first"
        return [Text(self.say(key, **self.values()), strong=True), *self._whole_request()]

    def _reminder(self) -> list[Block]:
        key = "reminder.late" if self.request.due_at <= self.matter.now else "reminder.soon"
        first = Text(self.say(key, **self.values()), strong=True)
        again = Text(self.say("request.sign" if self._signing() else "request.first", **self.values()))
        return [first, again, *self._whole_request()]

    def _answer(self) -> list[Block]:
        question = self.request.questions[-1]
        return [
            Text(self.say("answer.first", **self.values()), strong=True),
            Quoted(question.answer),
            Text(self.say("answer.question", **self.values())),
            Quoted(question.text),
            Text(self.say("request.first", **self.values())),
            *self._whole_request(),
        ]

    def _escalation(self) -> list[Block]:
        request, step = self.request, self.about.step
        blocks: list[Block] = [Text(self.say("escalation.first", **self.values()), strong=True)]
        if step and request.escalation[step - 1].action in (Escalate.APPROVE, Escalate.RETURN):
            blocks.append(Text(self.say(f"escalation.{request.escalation[step - 1].action.value}", **self.values())))
        elif ladder := request.escalation[step:]:
            person = self.words.name(ladder[0].to) if ladder[0].to else "–"
            at = next((p.at for p in request.plan if p.kind == "escalate" and p.step == step), None)
            if at:
                key = f"escalation.next_{ladder[0].action.value}"
                blocks.append(Text(self.say(key, person=person, at=self.words.when(at))))
        blocks.append(Text(self.say("escalation.how", **self.values())))
        return [*blocks, *self.facts(), self.places()]

    def _receipt(self) -> list[Block]:
        if self.request.question:
            return [
                Text(self.say("receipt.question", **self.values()), strong=True),
                Quoted(self.request.question.text),
            ]
        answer = self.request.answer
        verdict = answer.verdict if answer else Verdict.APPROVE
        blocks: list[Block] = [Text(self.say("receipt.first", **self.values()), strong=True)]
        if answer and answer.remarks:
            key = "receipt.reason" if not verdict.approves else "receipt.remarks"
            blocks += [Text(self.say(key)), Quoted(answer.remarks)]
        return [*blocks, Text(self.next_line()), Text(self.say("receipt.wrong"))]

    def _void(self) -> list[Block]:
        why = self.request.closed_why or ClosedWhy.STAGE_CLOSED
        return [
            Text(self.say(f"void.{why.value}", **self.values()), strong=True),
            Text(self.next_line()),
            self.places(),
        ]

    def _returned(self) -> list[Block]:
        return [
            Text(self.say("returned.first", **self.values()), strong=True),
            Text(self.say("returned.how", **self.values())),
            self.places(),
        ]

    def _question(self) -> list[Block]:
        question = self.request.questions[-1]
        return [
            Text(self.say("question.first", **self.values()), strong=True),
            Quoted(question.text),
            Text(self.say("question.how", **self.values())),
            *self.facts(),
            self.places(),
        ]

    def _finished(self) -> list[Block]:
        key = (
            "signed" if self.contract.signed and self.contract.status is Status.APPROVED else self.contract.status.value
        )
        blocks: list[Block] = [Text(self.say(f"finished.{key}", **self.values()), strong=True)]
        if self.contract.closing_remarks:
            blocks.append(Quoted(self.contract.closing_remarks))
        return [*blocks, Text(self.say("finished.attached")), *self.facts(), self.places()]

    def _held(self) -> list[Block]:
        held = self.contract.held
        blocks: list[Block] = [Text(self.say("held.first", **self.values()), strong=True)]
        if held and held.reason:
            blocks.append(Quoted(held.reason))
        return [*blocks, Text(self.say("held.clock")), self.places()]

    def _resumed(self) -> list[Block]:
        return [Text(self.say("resumed.first", **self.values()), strong=True), Text(self.next_line()), self.places()]

    def _undone(self) -> list[Block]:
        key = "undone.first" if self.to.key == self.request.asked.key else "undone.initiator"
        return [Text(self.say(key, **self.values()), strong=True), Text(self.next_line()), self.places()]

    def _proposed(self) -> list[Block]:
        proposal = self.request.proposal
        words = [Quoted(proposal.remarks)] if proposal and proposal.remarks else []
        how = Text(self.say("proposed.how", **self.values()))
        return [Text(self.say("proposed.first", **self.values()), strong=True), *words, how, self.places()]

    def _deadline_moved(self) -> list[Block]:
        return [Text(self.say("deadline_moved.first", **self.values()), strong=True), self.places()]

    def _reopened(self) -> list[Block]:
        first = Text(self.say("reopened.first", **self.values()), strong=True)
        return [first, Text(self.next_line()), *self.facts(), self.places()]

    # -- parts -------------------------------------------------------------------------------------------------------

    def _whole_request(self) -> list[Block]:
        ways = "signing" if self._signing() else "approval"
        rows = [(row["write"], row["means"]) for row in self.words.texts["ways"][ways]]
        blocks: list[Block] = [*self._changes(), Pairs(rows, self.say("ways.title")), self.buttons(), *self.facts()]
        blocks.append(self.places())
        if self.request.why:
            blocks.append(Text(self.say("request.why", why=self._in_words(self.request.why))))
        version = self.contract.version
        if document := version.file("docx"):
            blocks.append(Text(self.say("request.document", file=document.name, version=version.number)))
        return blocks

    def _changes(self) -> list[Block]:
        """What is new since the version that this person looked at last."""
        asked = [
            r.version for r in self.contract.requests if r.asked.key == self.to.key and r.round < self.contract.round
        ]
        if self.contract.round < 2:
            return []
        seen = asked[-1] if asked else self.contract.version.number - 1
        before = self.contract.versions[seen - 1].facts
        old = {fact.name: fact for fact in before}
        new = {fact.name: fact for fact in self.contract.facts}
        rows = []
        for name in changed(before, self.contract.facts):
            fact = new.get(name) or old[name]
            if fact.type is FactType.TABLE:
                rows.append((fact.label, self.say("changes.table")))
            else:
                left, right = (self.words.fact(side[name]) if name in side else "–" for side in (old, new))
                rows.append((fact.label, f"{left} → {right}"))
        if not rows:
            return [Text(self.say("changes.none", version=self.contract.version.number)), *self._text_by_hand(seen)]
        return [Pairs(rows, self.say("changes.title", version=self.contract.version.number)), *self._text_by_hand(seen)]

    def _text_by_hand(self, seen: int) -> list[Block]:
        """Of a text that a person has edited the facts say nothing; and what was edited may be gone again."""
        version = self.contract.version
        if version.document:
            return [Text(self.say("changes.by_hand", version=version.number), strong=True)]
        lost = [each.number for each in self.contract.versions[max(seen, 1) - 1 :] if each.document]
        return [Text(self.say("changes.by_template", version=lost[-1]), strong=True)] if lost else []

    def buttons(self) -> Buttons:
        buttons = []
        for row in self.words.texts["ways"]["signing" if self._signing() else "approval"]:
            if "button" in row:
                subject = f"Re: [{self.tag()}] {row['button']}"
                href = f"mailto:{quote(self.house.reply_address(self.about.token), safe='@+')}"
                href += f"?subject={quote(subject)}&body={quote(row['body'])}"
                buttons.append(Button(row["button"], href, row.get("tone", "plain")))
        return Buttons(buttons)

    def facts(self) -> list[Block]:
        plain = [fact for fact in self.contract.facts if fact.type is not FactType.TABLE]
        rows = [(fact.label, self.words.fact(fact)) for fact in plain]
        rows.append((self.say("facts.initiator"), self._with_post(self.contract.initiator)))
        blocks: list[Block] = [Pairs(rows, f"{self.contract.title} {self.contract.number}")]
        for fact in self.contract.facts:
            if fact.rows:
                values = [
                    [self.words.value(c.type, text, "", c.currency) for c, text in zip(fact.columns, row, strict=True)]
                    for row in fact.rows
                ]
                blocks.append(Grid(fact.label, [column.label for column in fact.columns], values))
        return blocks

    def places(self) -> Places:
        rows: list[Place] = []
        states = self.contract.stages or tuple(StageStatus.AHEAD for _ in self.contract.route.stages)
        for stage, state in zip(self.contract.route.stages, states, strict=True):
            rows += self._stage_rows(stage, state)
        return Places(self.say("places.title"), rows)

    def _stage_rows(self, stage: Stage, state: StageStatus) -> list[Place]:
        if state is StageStatus.PASSED_OVER:
            why = self._in_words(stage.passed_over)
            return [Place("", stage.title, "", self.say("places.passed_over", why=why))]
        requests = self.contract.in_round(self.contract.round, stage.key)
        if not requests or state is StageStatus.AHEAD:
            joint = "places.or" if 0 < stage.need < len(stage.approvers) else "places.and"
            people = self.say(joint).join(self.words.name(each.person) for each in stage.approvers)
            return [Place("", stage.title, people, "")]
        titles = [stage.title] + [""] * len(requests)
        return [self._place(title, request) for title, request in zip(titles, requests, strict=False)]

    def _place(self, title: str, request: Request) -> Place:
        person, answer = self.words.name(request.asked), request.answer
        if answer:
            mark = "+" if answer.verdict.approves else "-"
            state = f"{self.words.table('verdicts')[answer.verdict.value]} {self.words.when(answer.at)}"
            if answer.silent:
                state += f", {self.say('places.silent')}"
            if request.kept_from:
                state += f", {self.say('places.kept', version=request.kept_from)}"
            return Place(mark, title, person, state, answer.remarks)
        if not request.is_open:
            handed_over = request.closed_why in HANDED_OVER
            return Place("", title, person, self.say("places.handed_over" if handed_over else "places.not_needed"))
        if request.question:
            return Place(
                ">", title, person, self.say("places.question", initiator=self.words.name(self.contract.initiator))
            )
        key = "places.waiting_you" if request.asked.key == self.to.key else "places.waiting"
        return Place(">", title, person, self.say(key, due=self.words.when(request.due_at)))

    def _in_words(self, rule: str) -> str:
        """Why a rule holds or not: the facts that it looks at, with their values. An admin's words stay as they are."""
        names = re.findall(r"[A-Za-z_]\w*", rule)
        facts = [fact for fact in self.contract.facts if fact.name in names]
        return "; ".join(f"{fact.label} – {self.words.fact(fact)}" for fact in facts) or rule

    def next_line(self) -> str:
        """Who is waited for now, in a sentence."""
        contract = self.contract
        waiting = contract.waiting_for()
        if contract.status is Status.IN_REWORK:
            return self.say("next.rework", person=self.words.name(contract.initiator))
        if not waiting:
            return self.say(f"next.{contract.status.value}")
        stage = contract.stage
        dues = [each.due_at for each in contract.requests if each.waits]
        return self.say(
            "next.waiting",
            stage=stage.title if stage else "",
            people=self.words.names(waiting),
            due=self.words.when(min(dues)),
        )

    def footer(self) -> Footer:
        version = self.contract.version
        lines = [self.say("footer.house", organisation=self.house.organisation)]
        if version.sha256:
            lines.append(self.say("footer.version", version=version.number, sha256=short(version.sha256)))
        lines.append(self.say("footer.entry", seq=self.matter.seq, hash=short(self.matter.hash)))
        return Footer(lines)

    # -- values ------------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, object]:
        contract = self.contract
        values: dict[str, object] = {
            "number": contract.number,
            "what": describe(contract, self.words),
            "title": contract.title,
            "type": contract.type,
            "version": contract.version.number,
            "round": contract.round,
            "to": self.words.address(self.to),
            "initiator": self.words.name(contract.initiator),
            "by": contract.held.by if contract.held else "",
            "objectors": self.words.names(_objectors(contract)),
            "status": self.words.table("statuses")[contract.status.value],
            "took": self.words.span((contract.closed_at or self.matter.now) - contract.opened_at),
            "closed": self.words.when(contract.closed_at) if contract.closed_at else "",
        }
        if self.about.request:
            values |= self._request_values(self.about.request)
        return values

    def _request_values(self, request: Request) -> dict[str, object]:
        verdict = request.answer.verdict.value if request.answer else "none"
        proposal = request.proposal
        return {
            "who": self.words.name(proposal.proposed_by) if proposal else "",
            "proposal": self.words.table("verdicts")[proposal.verdict.value] if proposal else "",
            "person": self.words.name(request.asked),
            "due": self.words.when(request.due_at),
            "due_long": self.words.when_long(request.due_at),
            "late": self.words.span(abs(self.matter.now - request.due_at)),
            "reminded": request.reminded,
            "verdict": self.words.table("verdicts")[verdict],
            "stage": self.contract.stage_of(request).title,
        }

    def _signing(self) -> bool:
        request = self.about.request
        return request is not None and self.contract.stage_of(request).kind is StageKind.SIGNATURE

    def tag(self) -> str:
        """What binds an answer when its program drops In-Reply-To: the number, and the token of a request."""
        return f"{self.contract.number}/{self.about.token}" if self.about.token else self.contract.number

    def _with_post(self, person: Participant) -> str:
        return ", ".join(filter(None, (self.words.name(person), person.post)))


_REQUESTS = frozenset({LetterKind.REQUEST, LetterKind.REMINDER, LetterKind.ANSWER})


def describe(contract: Contract, words: Wording) -> str:
    """The contract in a line: Договор закупки ООО «Ромашка», световое оборудование."""
    facts = {fact.name: fact for fact in contract.facts}
    parts = [words.fact(facts[name]) for name in ("counterparty", "subject") if name in facts]
    return f"{contract.title} {', '.join(parts)}".strip()


def short(digest: str) -> str:
    return f"{digest[:6]}…{digest[-4:]}"


def _objectors(contract: Contract) -> Sequence[Participant]:  # in the present round
    requests = contract.in_round(contract.round)
    return tuple(each.asked for each in requests if each.answer and not each.answer.verdict.approves)
