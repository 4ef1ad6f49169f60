"""What is picked from a numbered list: "2", "второй", "2)", "№ 2", "1 и 3", "both", "the last one"."""

from __future__ import annotations

import re

_WORD = re.compile(r"\d+|[^\W\d_]+")
_MOST_WORDS = 8
_NTH = (
    ("перв", "один", "раз", "first", "one"),
    ("втор", "два", "две", "second", "two"),
    ("трет", "три", "third", "three"),
    ("четверт", "четыре", "fourth", "four"),
    ("пят", "пять", "fifth", "five"),
    ("шест", "шесть", "sixth", "six"),
    ("седьм", "семь", "seventh", "seven"),
    ("восьм", "восемь", "eighth", "eight"),
    ("девят", "девять", "ninth", "nine"),
    ("десят", "десять", "tenth", "ten"),
)
_ENDINGS = ("ый", "ой", "ий", "ая", "ое", "ье", "ья", "ого", "ому", "ую", "ью", "ым", "ом", "ем", "их", "ые")
_SMALL = frozenset(
    (
        "й", "я", "е", "ый", "ой", "ая", "ое", "го", "ому", "ую", "st", "nd", "rd", "th", "меня",
        "пожалуйста", "спасибо", "это", "этот", "этом", "тот", "давайте", "давай", "покажите", "покажи",
        "интересует", "нужен", "нужна", "мне", "вот", "под", "про", "по", "о", "об", "номер", "номером",
        "пункт", "пункте", "вариант", "строка", "строке", "мой", "договор", "договору", "договоре",
        "контракт", "здравствуйте", "добрый", "день", "и", "а", "наверное", "наш", "который", "из", "списка",
        "списке", "no", "number", "item", "option", "line", "the", "please", "show", "me", "i", "mean",
        "want", "contract", "it", "s", "is", "that", "and", "thanks", "hello", "hi",
    )
)  # fmt: skip
_LAST, _ALL = (
    frozenset({"последний", "последнее", "последняя", "последнего", "last"}),
    frozenset({"все", "оба", "обе", "all", "both", "всё"}),
)


def list_choice(text: str, count: int) -> tuple[int, ...] | None:
    """Return the lines that a text picks from a list of `count`, counted from 1; one above `count` is not in it.

    None where it says anything else.
    """
    words = _WORD.findall(text.lower().replace("ё", "е"))
    if not words or len(words) > _MOST_WORDS:
        return None
    found: list[int] = []
    picks = [number if (number := _number(each)) else each for each in words]
    for word in picks:
        if isinstance(word, int):
            found.append(word)
        elif word in _LAST:
            found.append(count)
        elif word in _ALL:
            found += range(1, count + 1)
        elif word not in _SMALL:
            return None
    if words[-1:] == ["one"] and len(found) > 1:  # "the second one"
        found.pop()
    return tuple(dict.fromkeys(found)) or None


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word) if len(word) <= 2 and int(word) else None
    for at, (begin, *cardinals) in enumerate(_NTH, 1):
        if word in cardinals or word == begin or any(word == begin + ending for ending in _ENDINGS):
            return at
    return None
