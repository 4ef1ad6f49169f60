"""Absence notices: their recognition, the dates in them, and who stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from daemon.mail.classify.machine_phrases import phrases, source

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "январ янв jan", "феврал фев feb", "март мар mar", "апрел апр apr", "мая май may", "июн jun", "июл jul",
            "август авг aug", "сентябр сен sep", "октябр окт oct", "ноябр ноя nov", "декабр дек dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:,? (?P<{0}wy>\d{{4}}))?"
_DAY = (
    r"(?:(?P<{0}y>\d{{4}})-(?P<{0}ym>\d{{1,2}})-(?P<{0}yd>\d{{1,2}})"
    r"|(?P<{0}d>\d{{1,2}})[./](?P<{0}m>\d{{1,2}})(?:[./](?P<{0}ny>\d{{4}}|\d{{2}}))?"
    rf"|(?P<{{0}}wd>\d{{{{1,2}}}})(?:st|nd|rd|th|-?го|-?е)?(?: of)?(?: (?P<{{0}}w>{_MONTH})\w*\.?{_YEAR})?"
    rf"|(?P<{{0}}e>{_MONTH})\w*\.? (?P<{{0}}ed>\d{{{{1,2}}}})(?:st|nd|rd|th)?(?:,? (?P<{{0}}ey>\d{{{{4}}}}))?)(?!\d)"
)
_FIRST, _LAST = _DAY.format("a"), _DAY.format("b")
_BETWEEN = r"(?:\s?г\.|\s?года)?\s*(?:и по|по|до|–|—|-|to|till|until|through|and|\.\.\.?)\s*(?:the )?"
_SPAN = re.compile(rf"(?:\b(?:с|со|from|since|between)\s+)?{_FIRST}{_BETWEEN}{_LAST}", re.IGNORECASE)
_SINCE = re.compile(rf"\b(?:с|со|from|since|starting)\s+{_FIRST}", re.IGNORECASE)
_PERSON = (
    r"(?P<who>[А-ЯЁA-Z][\w'’-]+(?:\s+(?:[А-ЯЁA-Z]\.\s?){0,2}|\s+)?(?:[А-ЯЁA-Z][\w'’-]+)?(?:\s+[А-ЯЁ][\w-]+)?"
    r"(?:\s?[А-ЯЁA-Z]\.){0,2})"
)
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2})[.!?]+\s+|\n")
_LONGEST_ABSENCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class VacationNotice:
    """An absence as somebody announced it, both days included; None and empty if the words do not say.

    `substitute_words` is the substitute's name as it was written.
    """

    first: date | None = None
    last: date | None = None
    substitute_words: str = ""
    by_machine: bool = False


def absence(text: str, today: date) -> VacationNotice | None:
    """Return the absence that a text announces, or None. `today` gives the year if the words leave it out."""
    if not phrases("away").search(text):
        return None
    first, last = _dates(text, today)
    return VacationNotice(first, last, _substitute(text), is_machine_like(text))


def is_machine_like(text: str) -> bool:
    """Return True for words that only a machine sends: thanks for a mail, a ticket, an address no longer read."""
    return bool(phrases("machine").search(text))


def is_notice(text: str) -> bool:
    """Return True if the words announce an absence to whoever writes, as a rule set up in a mail program does."""
    if is_machine_like(text):
        return True
    return is_away(text) and bool(phrases("courteous").search(text) or phrases("thanks").search(text))


def is_away(text: str) -> bool:
    return bool(phrases("away").search(text))


def begins_with_absence(text: str) -> bool:
    """Return True if nothing but a greeting or thanks stands before the absence."""
    return is_away(text) and _is_polite(before_absence(text))


def is_only_absence(text: str) -> bool:
    """Return True if nothing but a greeting or thanks stands beside the absence and who stands in."""
    return is_away(text) and _is_polite(without_absence(text))


def _is_polite(text: str) -> bool:
    said = (each.strip() for each in _SENTENCE.split(text) if each.strip())
    return all(phrases("greeting").match(each) or phrases("thanks").match(each) for each in said)


def without_absence(text: str) -> str:
    """Return the text without the sentences about being away and about who stands in."""
    said = [each for each in _SENTENCE.split(text) if each.strip()]
    kept = [each for each in said if not is_about_absence(each)]
    return "\n".join(each.strip() for each in kept)


def is_about_absence(sentence: str) -> bool:
    """Return True for a sentence about being away, about who stands in, or with courtesies for whoever writes."""
    return bool(is_away(sentence) or phrases("courteous").search(sentence) or _substitute(sentence))


def before_absence(text: str) -> str:
    """Return the text before the first sentence about being away; the whole text if there is none."""
    away = next((each for each in _SENTENCE.split(text) if is_away(each)), "")
    return text[: text.find(away)] if away else text


def _dates(text: str, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day in a text; a first day after the last one is left out."""
    if span := _SPAN.search(text):
        last = _day(span, "b", today, None)
        first = _day(span, "a", today, last)
        if first and last and first > last:
            first = _day(span, "a", today.replace(year=first.year - 1, day=1), last)
        if first and last and timedelta() <= last - first < _LONGEST_ABSENCE:
            return first, last
    until, since = _until().search(text), _SINCE.search(text)
    last = _day(until, "b", today, None) if until else None
    first = _day(since, "a", today, last) if since else None
    if last and until and until["back"]:
        last -= timedelta(days=1)  # back at work on that day
    return (first, last) if not (first and last and first > last) else (None, last)


def _day(found: re.Match[str], side: str, today: date, last: date | None) -> date | None:
    """Return the day of one side ("a" or "b") of a span, or None; the first may leave month and year to the last."""
    part = {key[1:]: value for key, value in found.groupdict().items() if key[0] == side and len(key) < 4 and value}
    day = int(part.get("yd") or part.get("d") or part.get("wd") or part.get("ed") or 0)
    name = (part.get("w") or part.get("e") or "").lower()
    month = int(part.get("ym") or part.get("m") or 0) or _MONTHS.get(name, 0)
    if not month and last:
        month = last.month if day <= last.day else last.month - 1 or 12
    written = part.get("y") or part.get("ny") or part.get("wy") or part.get("ey")
    year = int(written) + (2000 if written and len(written) == 2 else 0) if written else 0
    return _likely(day, month, year, today, last)


def _likely(day: int, month: int, year: int, today: date, last: date | None) -> date | None:
    """Return the day in the year that was written, else in the one nearest to `last` or `today`; None if there is none.

    Without a written year it is not after `last` if that can be.
    """
    years = [year] if year else [today.year, today.year + 1, today.year - 1]
    near: list[date] = []
    for each in years:
        try:
            near.append(date(each, month, day))
        except ValueError:
            continue
    if last and not year:
        near = [each for each in near if each <= last] or near
    return min(near, key=lambda each: abs((each - (last or today)).days)) if near else None


@cache
def _until() -> re.Pattern[str]:
    words = rf"(?:(?P<back>{source('back')})|{source('up_to')})"
    return re.compile(rf"\b{words}\s+(?:(?:{source('back_where')})\s+)*{_LAST}", re.IGNORECASE)


@cache
def _stands_in() -> re.Pattern[str]:
    words, between = source("substitute"), source("substitute_between")
    return re.compile(rf"(?i:\b(?:{words}))(?:[:\s,–—-]+(?i:{between})\b)*[:\s,–—-]+{_PERSON}")


def _substitute(text: str) -> str:
    found = _stands_in().search(text)
    return " ".join(found["who"].split()) if found else ""
