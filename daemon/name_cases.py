"""The cases of Russian names and posts, by two kept libraries.

pytrovich has rules for surnames, names and patronymics, but does not know which vowel falls out: Заяц, Зайцу. pymorphy3
has a dictionary, in which few surnames stand but all that are words or names: заяц, воробей, Лев, Павел.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from itertools import product
from typing import Any

_CYRILLIC = re.compile(r"[А-Яа-яЁё-]+")
_FLEETING = re.compile(r"(?:ец|ок|ёк|ек|оль|ень|ел|ёл)\Z")  # of a word that no dictionary has it is not sure


class Gender(StrEnum):
    """UNKNOWN where the name does not say it."""

    MAN = "man"
    WOMAN = "woman"
    UNKNOWN = "unknown"


class PartOfName(StrEnum):
    """What a word is in a name."""

    SURNAME = "LASTNAME"
    GIVEN = "FIRSTNAME"
    PATRONYMIC = "MIDDLENAME"


def likely_gender(surname: str, given: str = "", patronymic: str = "") -> Gender:
    """Return a gender by all parts of a name; UNKNOWN where they do not tell it or contradict each other."""
    from pytrovich.detector import PetrovichGenderDetector

    found = PetrovichGenderDetector().detect(lastname=surname, firstname=given, middlename=patronymic)
    return {"MALE": Gender.MAN, "FEMALE": Gender.WOMAN}.get(found.name, Gender.UNKNOWN)


def all_cases(word: str, part: PartOfName, gender: Gender) -> frozenset[str]:
    """Return every form of a part of a name, as `plain` makes them; of a double surname with every mixture of cases."""
    genders = (Gender.MAN, Gender.WOMAN) if gender is Gender.UNKNOWN else (gender,)
    pieces = [[form for each in genders for form in _cases(piece, part, each)] for piece in word.split("-")]
    return frozenset("-".join(mixture) for mixture in product(*pieces))


def accusative(surname: str, gender: Gender) -> str:
    """Return a surname as in "за Орлову"; empty when the libraries are not sure of it."""
    pieces = [_sure_accusative(piece, gender) for piece in surname.split("-")]
    return "-".join(pieces) if all(pieces) else ""


def genitive_name(full_name: str) -> str:
    """Return a full name, surname first, as in "в лице Орловой Марии Петровны".

    It is a proposal: no library knows every surname. Initials, and what is not Cyrillic, stay as they are.
    """
    words = full_name.split()
    parts = dict(zip(PartOfName, words, strict=False))
    gender = likely_gender(*(parts.get(each, "") for each in PartOfName))
    if gender is Gender.UNKNOWN or len(words) > len(parts):
        return full_name
    return " ".join(_genitive(word, part, gender) for part, word in parts.items())


def genitive_post(post: str) -> str:
    """Return a post as in "в лице генерального директора": its adjectives and first noun, and those after a dash.

    A comma is as a dash. Of "директора по закупкам" only the first word changes. It is a proposal, too.
    """
    return "".join(_genitive_head(piece) for piece in re.split(r"(\s+[–—-]\s+|,\s+)", post))


def _genitive(word: str, part: PartOfName, gender: Gender) -> str:
    if not _CYRILLIC.fullmatch(word):
        return word
    return "-".join(_genitive_of_one(piece, part, gender) for piece in word.split("-"))


def _genitive_of_one(word: str, part: PartOfName, gender: Gender) -> str:
    """Return the genitive by the rules, unless a dictionary that has the word knows another: Заяц, Зайца."""
    by_rules = _by_rules(word, part, gender, "GENITIVE")
    known = _by_dictionary(word, gender, "gent")
    if not known or plain(by_rules) in known:
        return by_rules
    found = min(known)
    return found[:1].upper() + found[1:]


def _genitive_head(piece: str) -> str:
    """Return the words with everything up to the first noun in the genitive."""
    words = re.split(r"(\s+)", piece)
    for at, word in enumerate(words):
        if not word.strip():
            continue
        bits, is_noun = [], False
        for bit in word.split("-"):
            form, is_noun = _genitive_word(bit)
            bits.append(form)
        words[at] = "-".join(bits)
        if is_noun or words[at] == word:
            break
    return "".join(words)


def _genitive_word(word: str) -> tuple[str, bool]:
    """Return a word of a post in the genitive, and whether it is a noun; as it is where it is in no nominative."""
    if not _CYRILLIC.fullmatch(word) or word.isupper():
        return word, True
    for each in _dictionary().parse(word):
        kind = {"NOUN", "ADJF", "PRTF"} & set(each.tag.grammemes)
        if kind and {"nomn", "sing"} <= set(each.tag.grammemes):
            form = each.inflect({"gent", "sing"})
            if form is not None:
                return _as_written(word, form.word), "NOUN" in kind
    return word, True


def _as_written(word: str, form: str) -> str:
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


def plain(word: str) -> str:
    """Return a word as words are compared: in small letters, ё as е, every dash as a hyphen."""
    return re.sub(r"[‐‑‒–—]", "-", word.casefold().replace("ё", "е"))


def _sure_accusative(surname: str, gender: Gender) -> str:
    found = _by_rules(surname, PartOfName.SURNAME, gender, "ACCUSATIVE")
    known = _by_dictionary(surname, gender, "accs")
    if known:
        return found if plain(found) in known else ""
    return "" if gender is Gender.MAN and _FLEETING.search(surname) else found


def _cases(word: str, part: PartOfName, gender: Gender) -> set[str]:
    if not _CYRILLIC.fullmatch(word):
        return {plain(word)}
    cases = ("GENITIVE", "DATIVE", "ACCUSATIVE", "INSTRUMENTAL", "PREPOSITIONAL")
    by_rules = {plain(_by_rules(word, part, gender, case)) for case in cases}
    return {plain(word), *by_rules, *_by_dictionary(word, gender)}


def _by_rules(word: str, part: PartOfName, gender: Gender, case: str) -> str:
    from pytrovich.enums import Case, NamePart
    from pytrovich.enums import Gender as Sex
    from pytrovich.maker import PetrovichDeclinationMaker

    sex = Sex.FEMALE if gender is Gender.WOMAN else Sex.MALE
    return PetrovichDeclinationMaker().make(NamePart[part], sex, Case[case], word)


def _by_dictionary(word: str, gender: Gender, case: str = "") -> set[str]:
    """Return the singular forms of a noun, all or those of a case; nothing when the dictionary does not have it."""
    sex = "femn" if gender is Gender.WOMAN else "masc"
    nouns = [each for each in _dictionary().parse(word) if each.is_known and {"NOUN", "sing", "nomn"} in each.tag]
    forms = (form for each in nouns if sex in each.tag for form in each.lexeme)
    wanted = {"sing", sex, case} - {""}
    return {plain(form.word) for form in forms if wanted in form.tag}


@cache
def _dictionary() -> Any:
    from pymorphy3.analyzer import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
