"""Find dates and persons in what people order: until when, from when, who instead of whom; all as they wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.tokenizer import Word

_MONTHS = (
    "январ[яьей]|феврал[яьей]|март[ае]?|апрел[яьей]|ма[йяе]|июн[яьей]|июл[яьей]|август[ае]?|сентябр[яьей]|октябр[яьей]"
    "|ноябр[яьей]|декабр[яьей]|янв|фев|мар|апр|июн|июл|авг|сен|сент|окт|ноя|нояб|дек"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"
)
_WEEKDAYS = (
    "понедельник[ау]?|вторник[ау]?|сред[ыуа]|четверг[ау]?|пятниц[ыуа]|суббот[ыуа]|воскресень[яею]"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|завтра|tomorrow|конца недели|конца месяца"
)
_NUMERIC = r"\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{4}-\d{2}-\d{2}"
_NTH = r"(?:st|nd|rd|th)?"
_WORDS = (
    rf"\d{{1,2}}{_NTH}(?:-?го)? (?:of )?(?:{_MONTHS})\b\.?(?: \d{{4}}\b)?"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}{_NTH}(?:,? \d{{4}}\b)?"
)
_DATE = rf"(?:{_NUMERIC}|{_WORDS})"
_SHORT_DAY = r"(?:(?:пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun)[.,]? )?"
_SPAN = (
    r"\d{1,2} (?:рабочи[хй] )?"
    r"(?:дн\w{1,3}|день|недел\w|час\w{0,2}|days?|weeks?|hours?|working days?)"
)
_FLAGS = re.IGNORECASE
_MONTH = re.compile(_MONTHS)
_IN_WORDS = re.compile(rf"\d{{1,2}} (?:{_MONTHS})(?: 20\d\d)?|(?:{_MONTHS}) \d{{1,2}}(?: 20\d\d)?")

_UNTIL = re.compile(
    rf"\b(?:до|по|на|until|till|to|by|through|for)\b (?:the )?{_SHORT_DAY}({_DATE}|{_WEEKDAYS}|{_SPAN})", _FLAGS
)
_BETWEEN = re.compile(rf"({_DATE}|\d{{1,2}})(?: ?[-–—] ?| (?:по|до|to|till|until|through|and) )({_DATE})", _FLAGS)
_SINCE = re.compile(rf"\b(?:с|from|since|starting)\b ({_DATE})", _FLAGS)
_MONTH_IN = re.compile(rf"\b({_MONTHS})\b", _FLAGS)

_NAME = r"[A-ZА-ЯЁ][a-zа-яё-]+"
_PERSON = rf"({_NAME}(?: {_NAME}| [A-ZА-ЯЁ]\.){{0,3}}|[\w.+-]{{1,64}}@[\w.-]{{1,64}}\w)"
# First letters in both cases instead of IGNORECASE, which would take any word after them for a name.
_STANDS_IN = re.compile(
    r"\b(?:[Зз]а меня|[Вв]место меня|[Зз]амещает|[Зз]амещать будет|[Зз]аменяет|[Зз]аменит|[Мм]еня замещает"
    r"|[Мм]еня заменяет|[Зз]амещающий|[Зз]аместитель|(?:[Mm]y )?(?:substitute|deputy)(?: is| will be)?"
    r"|replaced by|contact|instead of me)"
    rf"(?: будет| остаётся| остается| решает| согласует)?[:,–—-]? {_PERSON}"
)
_WILL = re.compile(
    rf"{_PERSON} (?:(?:will )?(?:stands?|steps?|fills?) in|(?:will )?(?:replaces?|covers?|substitutes?)"
    r"|is my (?:substitute|deputy)|замещает|заменяет|за меня|вместо меня)"
)


@dataclass(frozen=True, slots=True)
class AbsenceWords:
    """Days as written, "1 декабря" for both of "с 1 по 14 декабря"; empty where nothing was said."""

    since: str = ""
    until: str = ""
    person: str = ""


def absence_of(text: str) -> AbsenceWords:
    """Return from when until when somebody is away, and who stands in for them."""
    flat = re.sub(r"\s+", " ", text)
    since, until = "", ""
    if between := _BETWEEN.search(flat):
        since, until = between[1], _bare(between[2])
        if since.isdigit() and (month := _MONTH_IN.search(until)):
            since = f"{month[1]} {since}" if until.lower().startswith(month[1].lower()) else f"{since} {month[1]}"
    else:
        found, began = _UNTIL.search(flat), _SINCE.search(flat)
        since, until = (_bare(began[1]) if began else ""), (_bare(found[1]) if found else "")
    return AbsenceWords(since, until, _stands_in(flat))


def _stands_in(flat: str) -> str:
    found = _STANDS_IN.search(flat) or _WILL.search(flat)
    return found[1] if found else ""


def is_in_date(words: Sequence[str], at: int) -> bool:
    """Return True if the word at `at` is part of a date such as "24 ноября 2026" or "December 24"."""
    start, end = at, at + 1
    while start > at - 3 and start and _is_of_date(words[start - 1]):
        start -= 1
    while end < min(len(words), at + 4) and _is_of_date(words[end]):
        end += 1
    return bool(_IN_WORDS.fullmatch(" ".join(words[start:end])))


def _is_of_date(word: str) -> bool:
    return word.isdigit() or bool(_MONTH.fullmatch(word))


def deadline_of(text: str) -> str:
    """Return the date or span until which to extend, as written: "30.11" of "продлить до пн 30.11"; "" if none."""
    flat = re.sub(r"\s+", " ", text)
    found = _UNTIL.search(flat)
    return _bare(found[1]) if found else ""


def _bare(date: str) -> str:
    return date.strip(" .,")


def person_of(words: Sequence[Word], lexicon: Lexicon, text: str) -> str:
    """Return the one person in these words, as written; "" if there is none, or more than one.

    Read as a person: a name in capitalised words, an e-mail address, a post, or one or two unknown small words.
    """
    marks = lexicon.marks
    kept = [w for w in words if w.said not in marks["deciding"] and (w.is_capitalised or w.said not in marks["filler"])]
    if any(word.said in marks["not_a_person"] and not word.is_capitalised for word in words) or not kept:
        return ""
    if address := [word for word in kept if "@" in word.said]:
        return address[0].written if len(address) == 1 else ""
    names = marks["posts"] | marks["names"] | marks["surnames"]
    if kept[0].is_capitalised and kept[0].said not in lexicon.known - names:
        return _leading_name(kept, text)
    if name := _only_name(kept, lexicon.known - names):
        return _written(name, text)
    posts = [word for word in kept if lexicon.marks_any("post_stems", [word.said])]
    if posts and posts == kept:
        return _written(kept, text)
    small = len(kept) <= 2 and all(word.said not in lexicon.known and len(word.said) > 3 for word in kept)
    return _written(kept, text) if small else ""


def _only_name(kept: Sequence[Word], other: frozenset[str]) -> list[Word]:
    """Return the capitalised words in a row, if they are the only ones: "главному инженеру Лукину"."""
    at = [n for n, word in enumerate(kept) if word.is_capitalised and word.said not in other]
    in_a_row = bool(at) and at[-1] - at[0] == len(at) - 1 and len(at) <= 4
    return [kept[n] for n in at] if in_a_row else []


def _leading_name(kept: Sequence[Word], text: str) -> str:
    name: list[Word] = []
    for word in kept:
        if not word.is_capitalised:
            break
        name.append(word)
    after = kept[len(name) :]
    if len(name) > 4 or any(word.is_capitalised for word in after):
        return ""
    return _written(name, text)


def named(words: Sequence[Word], text: str) -> str:
    """Return the words, as written, if they are a name of up to four words and nothing else; else ""."""
    kept = [word for word in words if word.is_capitalised]
    return _written(kept, text) if kept and len(kept) == len(words) <= 4 else ""


def _written(words: Sequence[Word], text: str) -> str:
    """Return the words as they stand in the text, with the dot of a last initial."""
    end = words[-1].end
    dot = len(words[-1].written) == 1 and text[end : end + 1] == "."
    return text[words[0].start : end + dot]
