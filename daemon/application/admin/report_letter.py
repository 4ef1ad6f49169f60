"""The letter with the figures of a day or a week: sentences, bars and what waits longest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date

from daemon.application.admin.figures import Figures, PersonFigures, StageFigures, Stuck, TaskFigures
from daemon.application.app_context import AppContext
from daemon.application.report_schedule import DueReport
from daemon.application.wording import house_words, words_in
from daemon.mail.compose import russian_names
from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.layout import BarLine, Bars, Block, Composed, Footer, Pairs, Text, compose
from daemon.workflow.model import Person
from daemon.workflow.working_time import Calendar, spans

_TEXTS = Path(__file__).with_name("report_texts")


def report_words(language: str, zone: ZoneInfo) -> Wording:
    """Return the words in which figures are told."""
    return words_in(_TEXTS, language, zone)


_CONTRACTS = ("opened", "approved", "returned", "declined")
_MOST_PEOPLE = 30  # in the letter; the workbook has them all


@dataclass(frozen=True, slots=True)
class ReportReader:
    """Who reads a report: its words, those of the house, the names of contract types, and now."""

    words: Wording
    house: Wording
    types: dict[str, str]
    calendar: Calendar
    due: DueReport
    now: datetime
    footer: str

    @classmethod
    def of(cls, app: AppContext, person: Person, due: DueReport) -> ReportReader:
        """Return a person as the reader of a report."""
        zone, settings = app.settings.organisation.timezone, app.settings
        letters = app.letters.letter_settings
        return cls(
            report_words(person.language, zone),
            house_words(person.language, zone),
            {key: each.title for key, each in settings.contract_types.items()},
            app.directory.calendar,
            due,
            app.now(),
            letters.wording(person.language).say("footer.house", organisation=letters.organisation),
        )

    @property
    def days(self) -> str:
        """The days of the report: 16–22 ноября 2026, or one day."""
        last = (self.due.end - timedelta(days=1)).date()
        return _days(self.due.begin.date(), last, self.words.language)

    @property
    def title(self) -> str:
        return self.words.say(f"title.{self.due.send}", days=self.days)

    def duration(self, minutes: float) -> str:
        """Return working time as people say it: 3,5 ч, 40 мин."""
        return duration(self.words, minutes)

    def stage(self, figures: StageFigures) -> str:
        """Return a stage's title, or what initiators do."""
        return stage_name(self.words, figures)

    def working_days(self, since: datetime) -> int:
        """Return on how many working days after that of `since` somebody has waited, today included."""
        day, last = (each.astimezone(self.words.zone).date() for each in (since, self.now))
        return sum(
            bool(spans(self.calendar, date.fromordinal(n))) for n in range(day.toordinal() + 1, last.toordinal() + 1)
        )


def duration(words: Wording, minutes: float) -> str:
    """Return working time as people say it: 3,5 ч, 40 мин."""
    if minutes < 60:
        return words.say("minutes", minutes=round(minutes))
    hours = f"{minutes / 60:.1f}".removesuffix(".0")
    return words.say("hours", hours=hours.replace(".", ",") if words.language == "ru" else hours)


def stage_name(words: Wording, figures: StageFigures) -> str:
    """Return a stage's title, or what initiators do."""
    return figures.stage or words.say(f"duties.{figures.kind}")


def report_letter(found: Figures, named: Sequence[Stuck], reader: ReportReader) -> Composed:
    """Return the letter. `named` are the contracts that wait longest among those that its reader may see."""
    words, contracts = reader.words, found.contracts
    counts = {each: getattr(contracts, each) for each in (*_CONTRACTS, "withdrawn", "under_way", "overdue")}
    first = words.say(f"first.{reader.due.send}", days=reader.days, **counts)
    blocks: list[Block] = [Text(first, strong=True), Text(words.say("now", **counts))]
    blocks.append(_contract_bars(counts, words))
    if found.people:
        blocks.append(Bars(words.say("people"), [_person(each, reader) for each in _worst_first(found.people)]))
        blocks.append(Bars(words.say("stages"), list(_stages(found.stages, reader))))
    else:
        blocks.append(Text(words.say("nobody")))
    if named:
        blocks.append(Pairs([_stuck(each, reader) for each in named], words.say("stuck")))
    blocks += [Text(words.say("how")), Footer([reader.footer])]
    subject = words.say(f"subject.{reader.due.send}", days=reader.days, **counts)
    return compose(subject, blocks, words.language)


def _contract_bars(counts: dict[str, int], words: Wording) -> Bars:
    most = max(1, *(counts[each] for each in _CONTRACTS))
    tones = {"approved": "good", "returned": "late", "declined": "bad"}
    rows = [
        BarLine(words.say(each), str(counts[each]), ((counts[each] / most, tones.get(each, "plain")),))
        for each in _CONTRACTS
    ]
    return Bars(words.say("contracts"), rows)


def _worst_first(people: Sequence[PersonFigures]) -> list[PersonFigures]:
    ordered = sorted(people, key=lambda each: (-each.tasks.overdue, -each.tasks.late, -each.tasks.asked))
    return ordered[:_MOST_PEOPLE]


def _person(each: PersonFigures, reader: ReportReader) -> BarLine:
    did = each.tasks
    due = max(1, did.on_time + did.late + did.overdue)
    parts = ((did.on_time / due, "good"), (did.late / due, "late"), (did.overdue / due, "bad"))
    return BarLine(russian_names.short(each.person.name), _said(did, reader), parts)


def _said(did: TaskFigures, reader: ReportReader) -> str:
    words, share = reader.words, did.on_time_share
    due = did.on_time + did.late + did.overdue
    said = [
        words.say("did_nothing")
        if share is None
        else words.say("did", on_time=did.on_time, due=due, share=round(100 * share))
    ]
    if did.median_minutes is not None:
        said.append(words.say("median", time=reader.duration(did.median_minutes)))
    counts = {"late": did.late, "overdue": did.overdue, "waiting": did.waiting}
    said += [words.say(key, number=number) for key, number in counts.items() if number]
    return ", ".join(said)


def _stages(stages: Sequence[StageFigures], reader: ReportReader) -> Iterator[BarLine]:
    longest = max((each.tasks.median_minutes or 0 for each in stages), default=0) or 1
    for each in stages:
        yield BarLine(
            reader.stage(each), _said(each.tasks, reader), (((each.tasks.median_minutes or 0) / longest, "plain"),)
        )


def _stuck(each: Stuck, reader: ReportReader) -> tuple[str, str]:
    people = ", ".join(russian_names.short(wait.name) for wait in each.waits)
    age = reader.words.count("working_day", reader.working_days(each.since))
    said = reader.words.say("stuck_row", people=people, age=age, since=reader.house.when(each.since))
    return each.contract.number, f"{each.contract.summary or each.contract.title}\n{said}"


def _days(first: date, last: date, language: str) -> str:
    if first == last:
        return format_date(last, "d MMMM y", language)
    begins = "d" if first.month == last.month else "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{format_date(first, begins, language)}–{format_date(last, 'd MMMM y', language)}"
