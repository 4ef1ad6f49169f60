"""Russian names in letters: initials, how somebody is spoken to, and the forms that a sentence wants.

A form is given only where the rule is sure; elsewhere the sentence is built so that it needs none.
"""

from __future__ import annotations

import re

from daemon.mail.compose.name_cases import Gender, accusative

_WHOLE = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+")

_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufie", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "ъ": ""}
)


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
    """Return the short name in the accusative, "за Орлову М. П."; empty when the rule is not sure."""
    surname = name.split()[0] if name.split() else ""
    sex = gender(name)
    if sex is Gender.UNKNOWN:
        return ""
    form = accusative(surname, sex)
    return short(name).replace(surname, form, 1) if form else ""


def in_latin(name: str) -> str:
    """Return a name to be compared with how somebody writes it in Latin letters; y and i are the same there."""
    return name.lower().translate(_LATIN).replace("y", "i").replace("iu", "u").replace("ia", "a")
