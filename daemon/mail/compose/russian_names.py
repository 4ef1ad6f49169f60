"""Russian names in letters: initials, how somebody is spoken to, and the forms that a sentence wants.

A form is given only where the rule is sure; elsewhere the sentence is built so that it needs none.
"""

from __future__ import annotations

import re
from enum import StrEnum

_WHOLE = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+")
_FLEETING = re.compile(r"(?:ец|ок|ёк|ек|оль|ень|ел|ёл)\Z")  # Заяц, Кравец: which vowel falls out is not sure
_HARD = re.compile(r"[бвгджзклмнпрстфхцчшщ]\Z")


_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufie", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "ъ": ""}
)


class Gender(StrEnum):
    """UNKNOWN where the patronymic does not say it."""

    MAN = "man"
    WOMAN = "woman"
    UNKNOWN = "unknown"


def gender(name: str) -> Gender:
    """By the patronymic of a name written surname first: "Орлова Мария Петровна"."""
    if not _WHOLE.fullmatch(name):
        return Gender.UNKNOWN
    patronymic = name.split()[2]
    if patronymic.endswith(("вна", "чна")):
        return Gender.WOMAN
    return Gender.MAN if patronymic.endswith("ич") else Gender.UNKNOWN


def short(name: str) -> str:
    """Орлова М. П.; a name that is not surname, name and patronymic stays as it is."""
    parts = name.split()
    if len(parts) != 3 or not all(each[0].isalpha() for each in parts):
        return name
    return f"{parts[0]} {parts[1][0]}.\u00a0{parts[2][0]}."


def whom(name: str) -> str:
    """The short name in the accusative, "за Орлову М. П."; empty when the rule is not sure."""
    surname = name.split()[0] if name.split() else ""
    sex = gender(name)
    if sex is Gender.UNKNOWN:
        return ""
    parts = [_woman(each) if sex is Gender.WOMAN else _man(each) for each in surname.split("-")]
    return short(name).replace(surname, "-".join(parts), 1) if all(parts) else ""


def _woman(surname: str) -> str:
    for ending, instead in (("ая", "ую"), ("яя", "юю"), ("а", "у"), ("я", "ю")):
        if surname.endswith(ending):
            return surname.removesuffix(ending) + instead
    return surname  # a woman's surname that ends in a consonant or a vowel stays as it is: Рид, Шевченко


def _man(surname: str) -> str:
    if surname[-1] in "оеиуыэю" or surname.endswith(("ых", "их")):
        return surname
    if _FLEETING.search(surname):
        return ""
    for ending, instead in (("ский", "ского"), ("цкий", "цкого"), ("кий", "кого"), ("ый", "ого"), ("ой", "ого")):
        if surname.endswith(ending):
            return surname.removesuffix(ending) + instead
    for ending, instead in (("ий", "ия"), ("й", "я"), ("ь", "я"), ("а", "у"), ("я", "ю")):
        if surname.endswith(ending):
            return surname.removesuffix(ending) + instead
    return surname + "а" if _HARD.search(surname) else ""


def in_latin(name: str) -> str:
    """A name to be compared with how somebody writes it in Latin letters; y and i are the same there."""
    return name.lower().translate(_LATIN).replace("y", "i").replace("iu", "u").replace("ia", "a")
