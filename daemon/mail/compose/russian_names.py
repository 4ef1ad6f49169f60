"""Russian names in letters: genders, initials and the accusative.

A form is returned only if the rule is sure; otherwise the caller's sentence must do without it.
"""

from __future__ import annotations

import re

from daemon.name_cases import Gender, accusative

_WHOLE = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+")

_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufie", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "ъ": ""}
)


def gender(name: str) -> Gender:
    """Return the gender by the patronymic of a name with the surname first, "Орлова Мария Петровна"; else UNKNOWN."""
    if not _WHOLE.fullmatch(name):
        return Gender.UNKNOWN
    patronymic = name.split()[2]
    if patronymic.endswith(("вна", "чна")):
        return Gender.WOMAN
    return Gender.MAN if patronymic.endswith("ич") else Gender.UNKNOWN


def short(name: str) -> str:
    """Return surname and initials, Орлова М. П.; a name that is not of three words stays as it is."""
    parts = name.split()
    if len(parts) != 3 or not all(each[0].isalpha() for each in parts):
        return name
    return f"{parts[0]} {parts[1][0]}.\u00a0{parts[2][0]}."


def whom(name: str) -> str:
    """Return the short name in the accusative, "Орлову М. П."; empty if the rule is not sure."""
    surname = name.split()[0] if name.split() else ""
    sex = gender(name)
    if sex is Gender.UNKNOWN:
        return ""
    form = accusative(surname, sex)
    return short(name).replace(surname, form, 1) if form else ""


def in_latin(name: str) -> str:
    """Return a name in Latin letters, for comparison with how somebody writes it: y as i, then iu as u, ia as a."""
    return name.lower().translate(_LATIN).replace("y", "i").replace("iu", "u").replace("ia", "a")
