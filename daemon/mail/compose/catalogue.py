"""Texts, names, dates and amounts in the language of a letter.

The texts are in `templates/mail/ru.yaml` and `en.yaml`, which the administrator may edit. Values are put into them and
never interpreted as texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal

from daemon.mail.compose import russian_names
from daemon.mail.compose.layout import plain
from daemon.workflow.facts import LABELLED, Fact, FactType
from daemon.workflow.people import Participant

_DOUBLE_STOP = re.compile(r"(?<=\w\.)\.(?!\.)")  # "Титова О. Н." at the end of a sentence


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one language and the reader's zone."""

    language: str
    texts: dict[str, Any]
    zone: ZoneInfo

    def say(self, key: str, /, **values: object) -> str:
        """Return a text of the catalogue with values put in; `key` is dotted. Raises KeyError if one is missing."""
        text = self.text(key)
        filled = {name: plain(str(value)) for name, value in values.items()}
        try:
            said = str(text).format(**filled)
        except KeyError as error:
            raise KeyError(
                f"{key} in {self.language}.yaml has {{{error.args[0]}}}; known here: {', '.join(sorted(filled))}"
            ) from None
        return _DOUBLE_STOP.sub("", said)

    def text(self, key: str) -> Any:
        """Return what stands in the catalogue under a dotted key, as it stands there."""
        found: Any = self.texts
        for part in key.split("."):
            found = found[part]
        return found

    def table(self, key: str) -> dict[str, str]:
        """Return a part of the catalogue that maps words to words."""
        return dict(self.texts[key])

    def when(self, moment: datetime) -> str:
        """Return the moment in the reader's zone: чт 26.11 18:00."""
        local = moment.astimezone(self.zone)
        return f"{format_date(local, 'EEE', self.language)} {local:%d.%m %H:%M}"

    def when_soon(self, moment: datetime, now: datetime) -> str:
        """Return the moment as 16:10 if it is on the day of `now`, else as чт 26.11 16:10."""
        local = moment.astimezone(self.zone)
        return f"{local:%H:%M}" if local.date() == now.astimezone(self.zone).date() else self.when(moment)

    def short_day(self, day: date) -> str:
        """Return the day as пн 30.11."""
        return f"{format_date(day, 'EEE', self.language)} {day:%d.%m}"

    def days(self, first: date, last: date) -> str:
        """Return the days from `first` to `last` as a span, which has the year once if it is the same."""
        begins = format_date(first, "d MMMM", self.language) if first.year == last.year else self.day(first)
        return self.say("days", first=begins, last=self.day(last))

    def when_long(self, moment: datetime) -> str:
        """Return the moment as it follows "until": четверга 26 ноября, 18:00.

        The catalogue has the weekdays in that case (`weekdays_until`).
        """
        local = moment.astimezone(self.zone)
        day = format_skeleton("MMMMd", local, locale=self.language)
        return f"{self.texts['weekdays_until'][local.weekday()]} {day}, {local:%H:%M}"

    def day(self, day: date) -> str:
        return format_date(day, "d MMMM y", self.language)

    def fact(self, fact: Fact) -> str:
        """Return a fact's value as people write it."""
        return self.value(fact.type, fact.value, fact.shown, fact.currency)

    def value(self, type_: FactType, value: str, shown: str = "", currency: str = "") -> str:
        match type_:
            case FactType.MONEY if value:
                return self._money(Decimal(value), currency)
            case FactType.NUMBER if value:
                return str(format_decimal(Decimal(value), "#,##0.######", self.language))
            case FactType.DATE if value:
                return self.day(date.fromisoformat(value))
            case labelled if labelled in LABELLED:
                return shown or value
            case _:
                return value

    def _money(self, amount: Decimal, currency: str) -> str:
        if currency:
            return str(format_currency(amount, currency, locale=self.language))
        return str(format_decimal(amount, "#,##0.00", self.language))

    def name(self, person: Participant) -> str:
        """Return the short name, Орлова М. П.; one that is not surname, name and patronymic stays as it is."""
        return russian_names.short(person.name)

    def address(self, person: Participant) -> str:
        """Return the name to address somebody by: Ирина Олеговна; in other languages the name as it stands."""
        parts = person.name.split()
        return f"{parts[1]} {parts[2]}" if len(parts) == 3 and self.language == "ru" else person.name

    def names(self, people: Sequence[Participant]) -> str:
        return ", ".join(self.name(each) for each in people)

    def whom(self, person: Participant) -> str:
        """Return the short name in the accusative, as after "ждём": Белову И. О.; the nominative if it is unsure."""
        return (russian_names.whom(person.name) if self.language == "ru" else "") or self.name(person)

    def behalf(self, person: Participant) -> str:
        """Return "за Орлову М. П."; if the accusative is unsure, words that do not need it."""
        whom = russian_names.whom(person.name) if self.language == "ru" else self.name(person)
        return self.say("behalf.sure", whom=whom) if whom else self.say("behalf.unsure", who=self.name(person))

    def gender(self, person: Participant) -> str:
        return russian_names.gender(person.name).value

    def span(self, length: timedelta) -> str:
        """Return a length of time in the largest unit that fits: 3 дня; 5 часов; 40 минут."""
        minutes = max(1, int(length.total_seconds() // 60))
        for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
            if minutes >= size:
                return self.count(unit, minutes // size)
        raise AssertionError("a minute always fits")

    def working_span(self, length: timedelta) -> str:
        """Return a length of working time: 8 рабочих часов; minutes if it is under an hour."""
        minutes = max(1, round(length.total_seconds() / 60))
        unit, number = ("working_hour", round(minutes / 60)) if minutes >= 60 else ("working_minute", minutes)
        return self.count(unit, number)

    def count(self, unit: str, number: int) -> str:
        """Return a number of the catalogue's `units`: 2 рабочих дня."""
        return f"{number} {self._plural(unit, number)}"

    def _plural(self, unit: str, number: int) -> str:
        """Return the unit's form after a number: one of two as in English, or of three as in Russian (1, 2-4, 5)."""
        forms: list[str] = self.texts["units"][unit]
        if len(forms) == 2:
            return forms[0] if number == 1 else forms[1]
        if number % 10 == 1 and number % 100 != 11:
            return forms[0]
        return forms[1] if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else forms[2]


@lru_cache(maxsize=8)
def parsed_catalogue(text: str) -> dict[str, Any]:
    """Return a catalogue as a tree; cached, since most are unchanged when the configuration is reloaded."""
    from ruamel.yaml import YAML

    texts: dict[str, Any] = YAML(typ="safe").load(text)
    return texts


def load_catalogues(folder: Path) -> dict[str, dict[str, Any]]:
    """Return each language's texts by its code. Raises ValueError if a language lacks texts that another has."""
    found = {path.stem: parsed_catalogue(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
    keys = {language: _keys(texts) for language, texts in found.items()}
    everything = set().union(*keys.values())
    for language, own in keys.items():
        if missing := sorted(everything - own):
            raise ValueError(f"{folder / language}.yaml lacks {', '.join(missing)}")
    return found


def _keys(texts: Any, prefix: str = "") -> set[str]:
    """Return the dotted keys of all texts in a tree."""
    if not isinstance(texts, dict):
        return {prefix}
    return {each for key, value in texts.items() for each in _keys(value, f"{prefix}.{key}" if prefix else str(key))}
