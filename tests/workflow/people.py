"""A small house for the tests of the core: people, calendars, and routes that are written in a line."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from daemon.workflow.model import (
    Approver,
    Escalate,
    EscalationStep,
    Fact,
    FactType,
    File,
    Participant,
    Person,
    Reminder,
    Route,
    Stage,
    StageKind,
)
from daemon.workflow.route import Directory, participant
from daemon.workflow.working_time import Calendar, Span, parse_duration

YEKATERINBURG = ZoneInfo("Asia/Yekaterinburg")
BERLIN = ZoneInfo("Europe/Berlin")

MORNING: Span = (time(9), time(13))
LONG_DAY: tuple[Span, ...] = (MORNING, (time(13, 48), time(18)))
FRIDAY: tuple[Span, ...] = (MORNING, (time(13, 48), time(17)))
STAGE_DAY: tuple[Span, ...] = ((time(11), time(15)), (time(16), time(20)))

_NAMES = {
    "director": "Соколов Андрей Викторович",
    "commercial": "Белова Ирина Олеговна",
    "artistic": "Громов Пётр Ильич",
    "lawyer": "Орлова Мария Петровна",
    "deputy": "Зайцев Олег Юрьевич",
    "accountant": "Крылова Нина Сергеевна",
    "economist": "Мишин Денис Андреевич",
    "procurement": "Павлова Анна Игоревна",
    "clerk": "Титова Ольга Николаевна",
}
_MANAGERS = {"commercial": "director", "lawyer": "director", "accountant": "director", "economist": "accountant"}


@cache
def theatre_calendar() -> Calendar:
    """The working time of the sample configuration."""
    return Calendar(
        YEKATERINBURG,
        (LONG_DAY,) * 4 + (FRIDAY, (), ()),
        holidays=frozenset(holidays.country_holidays("RU", years=range(2026, 2028))),
        days_off=frozenset({date(2026, 12, 30)}),
        extra_working_days=frozenset({date(2027, 2, 20)}),
        shorter_before_holiday=timedelta(hours=1),
    )


@cache
def stage_calendar() -> Calendar:
    """Tuesday to Sunday, Mondays free."""
    house = theatre_calendar()
    return Calendar(YEKATERINBURG, ((),) + (STAGE_DAY,) * 6, house.holidays, house.days_off, house.extra_working_days)


PEOPLE = {
    key: Person(
        key,
        name,
        f"{key}@scena.example",
        manager=_MANAGERS.get(key),
        substitute="deputy" if key == "lawyer" else None,
        calendar="stage" if key == "artistic" else None,
    )
    for key, name in _NAMES.items()
}


@cache
def house() -> Directory:
    return Directory(PEOPLE, theatre_calendar(), {"stage": stage_calendar()})


def someone(key: str) -> Participant:
    return participant(PEOPLE[key])


def at(text: str, zone: ZoneInfo = YEKATERINBURG) -> datetime:
    """A moment as a person would write it: "2026-11-24 10:00", in the theatre's zone."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def money(amount: int) -> Fact:
    return Fact("amount", "Сумма договора", FactType.MONEY, f"{amount}.00", currency="RUB")


def counterparty(name: str) -> Fact:
    return Fact("counterparty", "Контрагент", FactType.TEXT, name)


def facts(amount: int = 700_000, name: str = "ООО «Ромашка»") -> tuple[Fact, ...]:
    return (counterparty(name), money(amount))


def draft(version: int = 1) -> File:
    return File("form", f"form-{version}.xlsx", f"f{version:063}", 1000)


def docx(version: int) -> File:
    return File("docx", f"contract-{version}.docx", f"d{version:063}", 20_000)


SIGNED = File("signed", "contract signed.pdf", "5" * 64, 90_000)


def rung(after: str, action: Escalate = Escalate.NOTIFY, to: str | None = "director") -> EscalationStep:
    return EscalationStep(parse_duration(after), action, someone(to) if to else None)


def remind(text: str) -> Reminder:
    """Read a reminder as the configuration writes it."""
    if text == "at deadline":
        return Reminder()
    if text.startswith("every "):
        return Reminder(every=parse_duration(text.removeprefix("every ")))
    return Reminder(before=parse_duration(text.removesuffix(" before")))


def approver(
    key: str, *, veto: bool = False, watches: tuple[str, ...] = (), ladder: tuple[EscalationStep, ...] = ()
) -> Approver:
    return Approver(someone(key), "", veto, watches, ladder)


def stage(
    key: str,
    *who: str | Approver,
    need: int = 0,
    deadline: str = "2 working days",
    kind: StageKind = StageKind.APPROVAL,
    reminders: tuple[str, ...] = (),
    ladder: tuple[EscalationStep, ...] = (),
) -> Stage:
    """A stage of people by their keys; `ladder` is for those who bring none of their own."""
    places = tuple(approver(each, ladder=ladder) if isinstance(each, str) else each for each in who)
    return Stage(
        key,
        key.capitalize(),
        places,
        parse_duration(deadline),
        kind,
        need,
        tuple(remind(each) for each in reminders),
        "" if places else "amount > 600000",
    )


def route(*stages: Stage, **policy: object) -> Route:
    return Route(stages, **policy)  # type: ignore[arg-type]
