"""The letters that the corpus answers, made by the product's own code from one contract's story.

Dates, tokens and Message-IDs are fixed, so that the same code always writes the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from daemon import conditions
from daemon.config import Settings, load
from daemon.mail.compose import mime, reply_letters
from daemon.mail.compose.catalogue import load_catalogues
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_composer import write
from daemon.mail.compose.letter_context import About, LetterContext, LetterSettings, Matter
from daemon.workflow import commands as c
from daemon.workflow.decide import decide
from daemon.workflow.evolve import evolve
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Column, Contract, Fact, FactType, File, Participant, Request, Verdict
from daemon.workflow.route import participant, resolve

FOLDER = Path(__file__).parent / "requests"
_ROOT = Path(__file__).parents[2]


@cache
def settings() -> Settings:
    return load(_ROOT / "config.yaml", secrets=False)


@cache
def house() -> LetterSettings:
    organisation, mail = settings().organisation, settings().mail
    return LetterSettings(
        organisation.name,
        mail.address,
        mail.plus_address,
        organisation.timezone,
        organisation.language,
        load_catalogues(_ROOT / "templates" / "mail"),
    )


def write_all(folder: Path = FOLDER) -> None:
    """Write every letter as NAME.eml."""
    folder.mkdir(exist_ok=True)
    for name, raw in letters():
        (folder / f"{name}.eml").write_bytes(raw)


def letters() -> Iterator[tuple[str, bytes]]:
    yield from _purchase()
    yield from _tickets()


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=settings().organisation.timezone)


def _hash(*parts: object) -> str:
    return hashlib.sha256("/".join(str(each) for each in parts).encode()).hexdigest()


def _token(number: str, request: int) -> str:
    """Ten letters and digits, as tokens are."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(alphabet[int(pair, 16) % len(alphabet)] for pair in _pairs(_hash(number, request))[:10])


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]


class _Story:
    """One contract; each step is a command, and a letter can be written at any time."""

    def __init__(self, type_: str, number: str, facts: tuple[Fact, ...], begins: str) -> None:
        kind = settings().contract_types[type_]
        clerk = settings().directory.people["clerk"]
        self.now, self.seq, self._threads = _at(begins), 0, dict[str, list[str]]()
        self.contract: Contract | None = None
        rule = replace(kind.route, policies=replace(kind.route.policies, grace=None))  # the next are asked at once
        route, _ = resolve(rule, facts, clerk, settings().directory, lambda rule: conditions.holds(rule, facts))
        name = f"{number} {kind.title}"
        draft = File("form", f"{number}.xlsx", _hash(number, "form"), 9_000)
        self.do(c.RegisterContract(number, name, type_, kind.title, kind.kind, participant(clerk), route, facts, draft))
        self.documents()

    @property
    def state(self) -> Contract:
        assert self.contract is not None
        return self.contract

    def do(self, command: c.Command, at: str = "") -> None:
        self.now = _at(at) if at else self.now
        for event in decide(self.contract, command, self.now, settings().directory):
            self.contract = evolve(self.contract, event, self.now)
            self.seq += 1

    def documents(self) -> None:
        version = self.state.version.number
        made = File("docx", f"{self.state.name}, версия {version}.docx", _hash(self.state.number, version), 21_000)
        self.do(c.FileDocuments(version, made.sha256, (made,)))

    def request(self, key: str) -> Request:
        return next(each for each in reversed(self.state.requests) if each.assignee.key == key)

    def verdict(self, key: str, verdict: Verdict, remarks: str, at: str) -> None:
        self.do(c.GiveVerdict(self.request(key).id, verdict, remarks, self.request(key).assignee), at)

    def letter(self, name: str, kind: LetterKind, request: str, to: str = "", step: int = 0) -> tuple[str, bytes]:
        """A letter of this kind about the request of a person, to them or to somebody else."""
        about, reader = self._about(request, to, step)
        return self._finished(name, write(house(), kind, reader, self._matter(), about), reader, about)

    def unclear(self, name: str, request: str, wrote: str) -> tuple[str, bytes]:
        about, reader = self._about(request, "", 0)
        return self._finished(
            name, reply_letters.unclear(LetterContext(house(), reader, self._matter(), about), wrote), reader, about
        )

    def _matter(self) -> Matter:
        return Matter(self.state, self.seq, _hash(self.state.number, "entry", self.seq), self.now)

    def _about(self, request: str, to: str, step: int) -> tuple[About, Participant]:
        found = self.request(request)
        reader = participant(settings().directory.people[to]) if to else found.assignee
        token = _token(self.state.number, found.id) if found.assignee.key == reader.key else ""
        return About(found, token, step), reader

    def _finished(self, name: str, composed: Composed, reader: Participant, about: About) -> tuple[str, bytes]:
        thread = self._threads.setdefault(reader.key, [])
        envelope = mime.Envelope(
            sender=(settings().mail.display_name, house().address),
            to=(reader.name, reader.email),
            reply_to=house().reply_address(about.token),
            message_id=mime.message_id(house().address, _hash(self.state.number, name)[:32]),
            date=self.now,
            references=tuple(thread),
            in_reply_to=thread[-1] if thread else "",
        )
        thread.append(envelope.message_id)
        files = [(each.name, b"PK\x03\x04 a document") for each in self.state.version.files]
        return name, mime.build(composed, envelope, files)


def _purchase() -> Iterator[tuple[str, bytes]]:
    story = _Story("purchase", "З-2026-0042", _facts(), "2026-11-23 10:00")
    yield story.letter("lawyer-request", LetterKind.REQUEST, "lawyer")
    story.verdict("lawyer", Verdict.APPROVE_WITH_REMARKS, "п. 4.2: срок оплаты лучше 10 дней", "2026-11-24 15:40")
    yield story.letter("lawyer-receipt", LetterKind.RECEIPT, "lawyer")
    yield story.letter("commercial-request", LetterKind.REQUEST, "commercial")
    yield story.letter("procurement-request", LetterKind.REQUEST, "procurement")
    story.now = _at("2026-11-25 11:05")
    yield story.unclear("commercial-unclear", "commercial", "Добро дадим, когда будет смета")
    story.now = _at("2026-11-26 10:00")
    yield story.letter("commercial-reminder", LetterKind.REMINDER, "commercial")
    request = story.request("procurement")
    asked = "Согласовано ли это с финансовым отделом? Цена прожектора выше сметы"
    story.do(c.AskQuestion(request.id, asked, request.assignee), "2026-11-26 11:20")
    yield story.letter("clerk-question", LetterKind.QUESTION, "procurement", to="clerk")
    story.do(
        c.AnswerQuestion(request.id, "Да, с Крыловой согласовано в октябре.", story.state.initiator), "2026-11-26 12:02"
    )
    yield story.letter("procurement-answer", LetterKind.ANSWER, "procurement")
    story.now = _at("2026-11-26 18:00")
    yield story.letter("clerk-escalation", LetterKind.ESCALATION, "commercial", to="clerk")
    john = settings().directory.people["john"]
    story.do(c.Reassign(story.request("commercial").id, john, "Белова Ирина Олеговна"), "2026-11-27 09:10")
    yield story.letter("john-request", LetterKind.REQUEST, "john")
    story.now = _at("2026-11-27 13:50")
    yield story.letter("john-reminder", LetterKind.REMINDER, "john")
    yield story.unclear("john-unclear", "john", "Let me think about it over the weekend")
    yield from _second_round(story)


def _second_round(story: _Story) -> Iterator[tuple[str, bytes]]:
    story.verdict("john", Verdict.APPROVE, "", "2026-11-27 14:00")
    remarks = "Цена прожектора выше, чем в смете. Всё остальное согласовано, можно подписывать после исправления."
    story.verdict("procurement", Verdict.RETURN, remarks, "2026-11-27 15:00")
    yield story.letter("clerk-returned", LetterKind.RETURNED, "procurement", to="clerk")
    cheaper = replace(_facts()[3], value="652000.00")
    facts = (*_facts()[:3], cheaper, *_facts()[4:])
    draft = File("form", "form 2.xlsx", _hash("form", 2), 9_000)
    story.do(c.SubmitVersion(facts, draft, story.state.name), "2026-11-30 10:00")
    story.documents()
    yield story.letter("procurement-round-2", LetterKind.REQUEST, "procurement")
    story.verdict("procurement", Verdict.APPROVE, "", "2026-11-30 16:12")
    yield story.letter("accountant-request", LetterKind.REQUEST, "accountant")
    yield story.letter("economist-request", LetterKind.REQUEST, "economist")
    story.verdict("accountant", Verdict.APPROVE, "", "2026-12-01 09:30")
    yield story.letter("director-signing", LetterKind.REQUEST, "director")
    yield story.letter("director-signing-reminder", LetterKind.REMINDER, "director")
    john = settings().directory.people["john"]
    story.do(c.Reassign(story.request("director").id, john, "Лапин Егор Ильич"), "2026-12-02 10:00")
    yield story.letter("john-signing", LetterKind.REQUEST, "john")


def _tickets() -> Iterator[tuple[str, bytes]]:
    facts = (
        Fact("counterparty", "Агент", FactType.TEXT, "АО «Билетный двор»"),
        Fact("inn", "ИНН", FactType.INN, "7702070139"),
        Fact("fee_percent", "Вознаграждение агента", FactType.NUMBER, "8"),
        Fact("end", "Действует до", FactType.DATE, "2027-06-30"),
    )
    story = _Story("ticket_sales", "Б-2026-0007", facts, "2026-11-24 09:30")
    yield story.letter("commercial-tickets", LetterKind.REQUEST, "commercial")
    story.verdict("commercial", Verdict.APPROVE, "", "2026-11-24 10:45")
    yield story.letter("lawyer-tickets", LetterKind.REQUEST, "lawyer")
    deputy = participant(settings().directory.people["lawyer_deputy"])
    story.do(c.ProposeVerdict(story.request("lawyer").id, Verdict.APPROVE, "", deputy), "2026-11-24 12:20")
    yield story.letter("lawyer-proposed", LetterKind.PROPOSED, "lawyer")


def _facts() -> tuple[Fact, ...]:
    columns = (
        Column("title", "Наименование", FactType.TEXT),
        Column("quantity", "Количество", FactType.NUMBER),
        Column("price", "Цена", FactType.MONEY, "RUB"),
    )
    rows = (("Прожектор", "4", "120000.00"), ("Пульт", "1", "220000.00"))
    return (
        Fact("counterparty", "Контрагент", FactType.TEXT, "ООО «Ромашка»"),
        Fact("inn", "ИНН", FactType.INN, "5902293308"),
        Fact("subject", "Предмет договора", FactType.TEXT, "световое оборудование"),
        Fact("amount", "Сумма договора", FactType.MONEY, "700000.00", currency="RUB"),
        Fact("fund", "Источник финансирования", FactType.CHOICE, "commercial", "Фонд коммерческого директора"),
        Fact("start", "Начало работ", FactType.DATE, "2026-12-01"),
        Fact("end", "Окончание работ", FactType.DATE, "2027-02-28"),
        Fact("items", "Спецификация", FactType.TABLE, columns=columns, rows=rows),
    )
