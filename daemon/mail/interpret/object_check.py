"""What a verdict is about, beside what was asked: another version, counterparty, kind of contract or sum.

Our letter names all of them, so a name that stands in the reply and not in the letter is of another contract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from daemon.mail.interpret.lexicon import plain
from daemon.mail.interpret.morphology import may_be_any

_FIRM = re.compile(
    r"\b(?:ООО|ОАО|ПАО|ЗАО|АО|ИП|НКО|АНО|МУП|ГУП|LLC|Ltd|Inc)\b\.?\s*[«\"“„']?\s*([A-ZА-ЯЁa-zа-яё][\w-]{2,})",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:договор|контракт|соглашени)\w{0,2}\s+с(?:о)?\s+[«\"“„]?\s*([A-ZА-ЯЁ«][\w-]{2,})", re.IGNORECASE
)
# Kinds of contracts by the beginnings of their words; those in one row are the same to people.
_KINDS = (
    ("поставк", "закупк", "приобретени", "купли"), ("аренд", "найм"), ("подряд", "ремонт", "строительств"),
    ("хранени",), ("перевозк", "транспорт"), ("займ", "кредит"), ("страховани",), ("уборк", "клининг"), ("лизинг",),
    ("охран",),
)  # fmt: skip
_KIND = re.compile(
    rf"\b(?:договор|контракт)\w*\s+(?:на\s+)?({'|'.join(each for row in _KINDS for each in row)})\w*", re.IGNORECASE
)
_VERSION = re.compile(r"\b(?:верси|редакци|version|v)\w{0,2}\.?\s*(?:№|N|#)?\s*(\d{1,2})\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(перв|втор|трет|четв[её]рт|пят)\w{1,4}\s+(?:верси|редакци)", re.IGNORECASE)
_ORDINALS = {"перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5}
_DIGITS = r"\d{1,3}(?:[  \u00a0]\d{3})+|\d{4,9}"
_SUM = re.compile(rf"\b(?:сумм|стоимост|amount|sum)\w*\W{{1,4}}({_DIGITS})", re.IGNORECASE)
_NO_PARTY = frozenset({"ндс", "поставщиком", "подрядчиком", "контрагентом", "исполнителем", "аванса", "фирмой"})
_ENDING = 3  # letters in which the cases of a name differ: Ромашка, Ромашкой
_BEGINNING = 4  # letters in which they agree, at least


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """What our letter asked about: its words, as they are compared, and the version that it sent."""

    words: frozenset[str]
    version: int | None = None
    sums: frozenset[int] = frozenset()


@lru_cache(maxsize=100)
def asked_about(text: str) -> AskedAbout:
    """Return what a letter of ours with this text asked about; cached."""
    words = frozenset(re.findall(r"[^\W_]+", plain(text)))
    versions = {int(found) for found in _VERSION.findall(text)}
    sums = frozenset(map(_number, re.findall(_DIGITS, text)))
    return AskedAbout(words, max(versions, default=None), sums)


def other_object(text: str, asked: AskedAbout, *, approving: bool) -> str:
    """Return the words by which a verdict is about something else than what was asked; "" if there are none.

    `approving`: any mention counts. A return may name other firms in its reasons, so that only "договор с …" counts.
    """
    for found in _WITH.finditer(text):
        if not _is_named(found[1], asked) and not _names_nobody(found[1]):
            return found[0]
    if not approving:
        return ""
    for found in _FIRM.finditer(text):
        if not _is_named(found[1], asked):
            return found[0]
    for found in _KIND.finditer(text):
        same = next(row for row in _KINDS if any(plain(found[1]).startswith(each) for each in row))
        if not any(word.startswith(same) for word in asked.words):
            return found[0]
    for written, version in _versions(text):
        if asked.version is not None and version != asked.version:
            return written
    return next((found[0] for found in _SUM.finditer(text) if _number(found[1]) not in asked.sums), "")


def _versions(text: str) -> Iterator[tuple[str, int]]:
    for found in _VERSION.finditer(text):
        yield found[0], int(found[1])
    for found in _ORDINAL.finditer(text):
        yield found[0], _ORDINALS[plain(found[1])]


def _number(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def _names_nobody(word: str) -> bool:
    """Return True for "договор с ними", "с той же фирмой", "с НДС"."""
    return plain(word) in _NO_PARTY or may_be_any(plain(word), "NPRO", "Apro", "ADJF", "NUMR")


def _is_named(name: str, asked: AskedAbout) -> bool:
    """Return True if our letter has the name, in any case of it."""
    word = plain(name)
    beginning = word[: max(_BEGINNING, len(word) - _ENDING)]
    return any(
        each.startswith(beginning)
        or (len(each) > _BEGINNING and word.startswith(each) and len(word) <= len(each) + _ENDING)
        for each in asked.words
    )
