"""Numbers, names and file names: all generated, none taken from a clerk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from daemon.workflow.model import Fact
from daemon.workflow.shown_values import shown

_SEQ = re.compile(r"\{seq(?::0?(\d+))?\}")
NAME_LENGTH = 100  # of a contract's name, in the units that Windows counts: folder and file have it, in one path of 240
_NAME_BYTES = 200  # of it, in UTF-8: leaves room in a file's name for what its kind adds
_LONGEST_SUFFIX = 8  # characters; what follows the last dot of a longer one is a part of the name
MAX_BYTES = 255  # of a file name on Linux, in UTF-8: about 127 Cyrillic letters
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', " ") | dict.fromkeys("«»“”„‟'`", ""))
_UNSEEN_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")  # letters and marks that show nothing
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}


def format_number(pattern: str, year: int, seq: int) -> str:
    """Return a number: its pattern with {year} and {seq} (or {seq:04}: at least so many digits) filled in."""
    return _SEQ.sub(lambda match: str(seq).zfill(int(match[1] or 1)), pattern.replace("{year}", str(year)))


def series(pattern: str, year: int) -> str:
    """Return the series in which numbers are counted: their pattern with "#" for the counter ("З-2026-#")."""
    return _SEQ.sub("#", pattern.replace("{year}", str(year)))


def number_in(pattern: str, text: str) -> str:
    """Return the first number of a pattern in a text such as a file name; "" if there is none.

    In file names slashes have become dashes, and zeros may have been left out: "Б_2026-42.docx".
    """
    found = re.search(rf"(?<!\w){_as_written(pattern)}(?!\d)", unicodedata.normalize("NFC", text), re.IGNORECASE)
    if found is None:
        return ""
    parts = found.groupdict()
    return format_number(pattern, int(parts.get("year") or 0), int(parts.get("seq") or 0))


def _as_written(pattern: str) -> str:
    """Return a regular expression for the numbers of a pattern, as people and file systems write them."""
    text = ""
    for part in re.split(r"(\{year\}|\{seq(?::0?\d+)?\})", pattern):
        if part == "{year}":
            text += r"(?P<year>\d{4})"
        elif part.startswith("{seq"):
            text += r"(?P<seq>\d{1,9})"
        else:
            text += "".join("[-_/ ]" if c in "-_/\\ " else re.escape(c) for c in part)
    return text


def make_name(pattern: str, number: str, title: str, facts: tuple[Fact, ...], numbering: str = "") -> str:
    """Return a contract's standard name, with values as people write them; empty ones leave no double spaces.

    `numbering` is the pattern of the number, from which {year} and {seq} are read. Of a name that would be too long the
    longest values lose their last words, the number nothing.
    """
    texts = {"title": title} | {fact.name: shown(fact) for fact in facts}
    values = texts | {"number": number}
    if numbering and (counted := re.fullmatch(_as_written(numbering), number)):
        values |= counted.groupdict()
        pattern = _SEQ.sub(lambda match: str(int(values["seq"])).zfill(int(match[1] or 1)), pattern)
    shortened = {key: clean(text)[: 4 * NAME_LENGTH] for key, text in texts.items() if f"{{{key}}}" in pattern}
    while _is_too_long(name := _filled(pattern, values)) and any(shortened.values()):
        longest = max(shortened, key=lambda key: len(shortened[key]))
        values[longest] = shortened[longest] = _without_last_word(shortened[longest])
    return name


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return clean(re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), pattern))


def _is_too_long(name: str) -> bool:
    return len(name.encode("utf-16-le")) > 2 * NAME_LENGTH or len(name.encode()) > _NAME_BYTES


def _without_last_word(text: str) -> str:
    """Return text without its last word, or its last letters where a word is very long; no quote is left open."""
    before, _, last = text.rpartition(" ")
    kept = before if before and len(last) < NAME_LENGTH // 4 else text[: -max(1, len(last) // 8)]
    kept = kept.rstrip(' ,;:.–—-«("')
    unclosed = kept.count("«") > kept.count("»") and len(kept) + 1 < len(text)
    return kept + "»" if unclosed else kept


def clean(text: str) -> str:
    """Return text for a name: NFC, one space between words, no control, bidi or zero-width characters."""
    spaced = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    kept = "".join(c for c in spaced if unicodedata.category(c)[0] != "C" and c not in _UNSEEN_LETTERS)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def file_name(name: str, suffix: str = "") -> str:
    """Return `name` as a file name that Linux, Windows and SMB all take, with the suffix, within 255 bytes of UTF-8.

    Slashes become dashes, so that "№5/2026" stays readable; quotes and what file systems forbid are left out.
    """
    text = clean(clean(name).replace("/", "-").replace("\\", "-").translate(_FORBIDDEN))
    text = text.lstrip(".-~$ ")
    text = _cut(text, MAX_BYTES - len(suffix.encode()) - 1).rstrip(". ")
    if not text or text.partition(".")[0].rstrip().lower() in _RESERVED:
        text = f"_{text}"
    return text + suffix


def attachment_name(name: str) -> str:
    """Return the name under which an attachment is filed, short enough for Windows' paths."""
    stem, dot, suffix = name.rpartition(".")
    end = f".{file_name(suffix)}" if dot and len(suffix) <= _LONGEST_SUFFIX else ""
    return file_name(_cut((stem if end else name)[:NAME_LENGTH], _NAME_BYTES), end)


def _cut(text: str, limit: int) -> str:
    """Return text cut to so many bytes of UTF-8, at the end of a word if that keeps more than half of it."""
    if len(text.encode()) <= limit:
        return text
    short = text.encode()[:limit].decode(errors="ignore")
    at_word = short.rpartition(" ")[0]
    return at_word if len(at_word) > len(short) // 2 else short
