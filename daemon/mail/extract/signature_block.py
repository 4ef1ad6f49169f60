"""Removal of greetings and signatures from a person's words: closings, names, posts, telephones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from daemon.mail.classify.machine_phrases import phrases, source
from daemon.mail.extract.disclaimers import is_postscript, is_rule, without_footers

_SIGNATURE_LINES = 14  # of a signature at most
_LONGEST = 120  # characters of a signature's line; a longer one says something
_LONG_LINE = 1000  # characters; greetings and names are not looked for in longer lines
_BESIDE = 4  # long words with a telephone: "Пермь, улица Ленина"

_DELIMITER = re.compile(r"^\s*(?:--|––|—|- -)\s*$")
_NAME = re.compile(r"^\W{0,3}(?:[А-ЯЁA-Z][\w'’-]+\.?|[А-ЯЁA-Z]\.)(?:\s*(?:[А-ЯЁA-Z]\.|[А-ЯЁA-Z][\w'’-]+)){0,3}\W{0,3}$")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_LINKED = re.compile(r"\W*(?:e-?mail\W*)?(?:[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+)\W*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Transliteration letter by letter; more than one way is in use, so names are only compared by it.
_SOUNDS = [*"abvgde", "e", "zh", *"ziyklmnoprstuf", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"]
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _SOUNDS,
        strict=True,
    )
)


@cache
def _closes() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{source('closing')})\b(?P<rest>.*)$", re.IGNORECASE)


@cache
def _closes_inside() -> re.Pattern[str]:
    return re.compile(rf"(?<=[.!;,])\s+(?:{source('closing')})\b(?P<rest>.*)$", re.IGNORECASE)


@cache
def _begins_with_post() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:[\w-]+\s)?(?:{source('post')})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Writer:
    """The author of a mail by its From. `to` are the names of those whom they may greet, ours among them."""

    name: str = ""
    email: str = ""
    to: tuple[str, ...] = ()

    def is_named(self, word: str) -> bool:
        """Return True if a word is one of the writer's names, in Russian or Latin letters, or a part of their mailbox.

        Initials and words of two letters are none.
        """
        said = _same(word)
        if len(said) < 3:
            return False
        names = {_same(each) for each in _WORD.findall(self.name)}
        if said in names or (len(said) > 3 and latin(said) in {latin(each) for each in names}):
            return True
        mailbox = self.email.partition("@")[0]
        return len(said) > 3 and latin(said) in re.split(r"[^a-z]+", mailbox)


@dataclass(frozen=True, slots=True)
class TrimmedText:
    """The lines that are left; `why` names what was removed."""

    lines: tuple[str, ...]
    why: tuple[str, ...] = ()


def trim(lines: Sequence[str], writer: Writer) -> TrimmedText:
    """Return the lines without banners, device lines, disclaimers, a signature and our name in the greeting.

    A postscript below the signature stays.
    """
    kept, why = without_footers(lines)
    kept = _stripped(kept)
    for cut in (_at_delimiter, _at_closing, _at_name):  # the surest sign first: each sees what the last one left
        end = cut(kept, writer)
        if end < len(kept):
            postscript = next((at for at in range(end, len(kept)) if is_postscript(kept[at])), len(kept))
            shown = " / ".join(line.strip() for line in kept[end:postscript] if line.strip())
            why.append(f"a signature: «{shown[:60]}»")
            kept = _stripped([*kept[:end], *kept[postscript:]])
    kept = [_closed(line, writer) for line in kept]
    if kept:
        kept[0] = _ungreeted(kept[0], writer)
    return TrimmedText(tuple(kept), tuple(why))


def _ungreeted(line: str, writer: Writer) -> str:
    """Return the line without our name after or before a greeting: "Здравствуйте, Согласование договоров!"

    Such a name holds words about approval, which would be read as the writer's.
    """
    for name in writer.to:
        words = [re.escape(each) for each in _WORD.findall(name)[:4]]
        if not words or len(line) > _LONG_LINE:
            continue
        called = words[0] + "".join(rf"(?:\s+{each})?" for each in words[1:])
        greeted = rf"^(\W*(?:{source('greeting')}))[\s,]+{called}(?=\s*(?:[,.!:–—-]|$))"
        shorter = re.sub(greeted, r"\1", line, count=1, flags=re.IGNORECASE)
        shorter = re.sub(rf"^\W*{called}\s*[,!]\s*(?={source('greeting')})", "", shorter, count=1, flags=re.IGNORECASE)
        if shorter != line:
            return shorter
    return line


def latin(word: str) -> str:
    """Return a Russian word in small Latin letters, as in mail addresses."""
    return "".join(_LATIN.get(each, each) for each in word.lower())


def _same(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _stripped(lines: Sequence[str]) -> list[str]:
    """Return the lines without blank lines and rules at both ends."""
    start, end = 0, len(lines)
    while start < end and (not lines[start].strip() or is_rule(lines[start])):
        start += 1
    while end > start and (not lines[end - 1].strip() or is_rule(lines[end - 1])):
        end -= 1
    return list(lines[start:end])


def _at_delimiter(lines: Sequence[str], writer: Writer) -> int:
    """Return the line where a delimiter begins the signature; the number of lines if none does.

    After the conventional "-- " all is signature; after another rule only lines that look like one.
    """
    for at, line in enumerate(lines):
        if _DELIMITER.match(line):
            return at
        if is_rule(line) and at and _is_signature(lines[at + 1 :], writer):
            return at
    return len(lines)


def _is_signature(lines: Sequence[str], writer: Writer) -> bool:
    """Return True if the lines are few, one names the writer or how to reach them, and none says anything else."""
    said = [line for line in lines if line.strip()]
    telling = [line for line in said if _tells(line, writer)]
    return 0 < len(said) <= _SIGNATURE_LINES and bool(telling) and not any(_speaks(line) for line in said)


def _tells(line: str, writer: Writer) -> bool:
    """Return True if a line names the writer, or how to reach them."""
    if any(writer.is_named(word) for word in _WORD.findall(line)[:8]):
        return True
    domain = writer.email.partition("@")[2]
    return (bool(domain) and f"@{domain}" in line.lower()) or _is_contact(line)


def _is_contact(line: str) -> bool:
    """Return True if a line is a telephone or an address with few words: more words would say something about it."""
    return (
        len(line) <= _LONGEST
        and bool(phrases("contact").search(line))
        and len(_LONG_WORD.findall(_LINKED.sub("", line))) <= _BESIDE
    )


def _is_post(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_begins_with_post().match(line)) and not _speaks(line)


def _speaks(line: str) -> bool:
    """Return True if a line says something, so that it is not part of a signature."""
    return len(line) > _LONGEST or bool(phrases("speaks").search(line))


def _at_closing(lines: Sequence[str], _: Writer) -> int:
    """Return the line of a closing such as "С уважением,"; the number of lines if something is said after each."""
    for at, line in enumerate(lines):
        closing = _closes().match(line) if len(line) < _LONGEST else None
        if closing and not _speaks(closing["rest"]):
            after = [each for each in lines[at + 1 :] if each.strip()]
            up_to_postscript = after[: next((i for i, each in enumerate(after) if is_postscript(each)), len(after))]
            if len(up_to_postscript) <= _SIGNATURE_LINES and not any(_speaks(each) for each in up_to_postscript):
                return at
    return len(lines)


def _at_name(lines: Sequence[str], writer: Writer) -> int:
    """Return where the block of names, posts and contacts at the end begins; the number of lines if there is none.

    The block names the writer or how to reach them. Above its first line that does so only posts belong to it: "Нет
    реквизитов отдела" is a remark.
    """
    named = _named(lines, writer)
    if named < len(lines):
        return named
    start = len(lines)
    while start and len(lines) - start < _SIGNATURE_LINES and _is_like_signature(lines[start - 1], writer):
        start -= 1
    telling = next((at for at in range(start, len(lines)) if _tells(lines[at], writer)), len(lines))
    if telling == len(lines) and telling and _is_post(lines[-1]):
        telling -= 1
    elif telling == len(lines):
        return telling
    while telling > start and _is_post(lines[telling - 1]):
        telling -= 1
    return telling - 1 if _is_name_alone(lines, telling - 1) else _unless_post_alone(lines, telling, writer)


def _named(lines: Sequence[str], writer: Writer) -> int:
    """Return where the writer's name begins a signature, with posts above it; the number of lines if it does nowhere.

    All lines below the name are short, and at least one, if there are any, says who or where the writer is.
    """
    for at in range(1, len(lines)):
        words = _WORD.findall(lines[at])
        if len(words) > 4 or not _is_writers_name(words, writer):
            continue
        below = [line for line in lines[at + 1 :] if line.strip()]
        telling = not below or any(phrases("post").search(line) or _tells(line, writer) for line in below)
        if telling and len(below) <= _SIGNATURE_LINES and not any(_speaks(line) for line in below):
            while at > 1 and _is_post(lines[at - 1]):
                at -= 1
            return at
    return len(lines)


def _is_name_alone(lines: Sequence[str], at: int) -> bool:
    """Return True if the line `at` is a full name after a blank line: somebody signs for a shared mailbox."""
    if at < 2 or lines[at - 1].strip():
        return False
    return bool(_NAME.match(lines[at])) and len(_WORD.findall(lines[at])) > 1


def _unless_post_alone(lines: Sequence[str], at: int, writer: Writer) -> int:
    """Return `at` if a line from there on names the writer or a contact, else the number of lines.

    A post with neither may be a remark.
    """
    return at if any(_tells(line, writer) for line in lines[at:]) else len(lines)


def _is_like_signature(line: str, writer: Writer) -> bool:
    text = line.strip()
    if not text:
        return True
    if _speaks(text):
        return False
    words = _WORD.findall(text)
    if text.endswith("?") and not phrases("post").search(text):
        return False
    if _LINKED.fullmatch(text):
        return True
    if phrases("post").search(text) or _tells(text, writer):
        return not text.endswith(".") or len(words) < 8
    return _is_writers_name(words, writer)


def _is_writers_name(words: Sequence[str], writer: Writer) -> bool:
    named = [writer.is_named(word) for word in words]
    return any(named) and all(is_name or len(word) == 1 for is_name, word in zip(named, words, strict=True))


def _closed(line: str, writer: Writer) -> str:
    """Return the line without a closing or the writer's name at its end.

    Such lines are "Согласовано. С уважением, Орлова" and "Согласовано, Орлова М. П.".
    """
    if len(line) > _LONG_LINE:
        return line
    closing = _closes_inside().search(line)
    if closing and not _speaks(closing["rest"]):
        line = line[: closing.start()].rstrip(" ,;")
    return _unsigned(line, writer)


def _unsigned(line: str, writer: Writer) -> str:
    """Return the line without the writer's own name at its end; a line that is the name alone stays as it is."""
    words = list(_WORD.finditer(line))
    at = len(words)
    named = False
    while at > 1 and (len(words[at - 1][0]) == 1 or writer.is_named(words[at - 1][0])):
        named = named or len(words[at - 1][0]) > 1
        at -= 1
    if not named or at == len(words) or not words[at][0][:1].isupper():
        return line
    return line[: words[at].start()].rstrip(" \t,;/|–—-\\(") or line
