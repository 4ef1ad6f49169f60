"""Removal of greetings and signatures from a person's words: closings, names, posts, telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from daemon.mail.classify.machine_phrases import phrases, source
from daemon.mail.extract.disclaimers import is_postscript, is_rule, marked_footers
from daemon.mail.extract.inert_lines import dropped
from daemon.mail.parsing.account import Fate, Piece

LOOKED_AT_LIMIT = 1_000  # lines of a mail that may be the writer's, blank ones and signatures among them
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
_LATIN = str.maketrans(dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS, strict=True)))


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
    """The author of a mail by its From. `to` are the names of those whom they may greet, ours among them.

    `we` are our addresses and our names.
    """

    name: str = ""
    email: str = ""
    to: tuple[str, ...] = ()
    we: tuple[str, ...] = ()
    _names: frozenset[str] = field(init=False, repr=False, compare=False)
    _in_latin: frozenset[str] = field(init=False, repr=False, compare=False)  # the same, in Latin letters
    _mailbox: frozenset[str] = field(init=False, repr=False, compare=False)  # the parts of its name

    def __post_init__(self) -> None:
        names = frozenset(_same(each) for each in _WORD.findall(self.name))
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_in_latin", frozenset(map(latin, names)))
        object.__setattr__(self, "_mailbox", frozenset(re.split(r"[^a-z]+", self.email.partition("@")[0])))

    def is_ours(self, address: str) -> bool:
        """Return True for one of our addresses, with or without a token behind a "+"."""
        local, _, domain = address.lower().partition("@")
        return f"{local.partition('+')[0]}@{domain}" in map(str.lower, self.we)

    def is_named(self, word: str) -> bool:
        """Return True if a word is one of the writer's names, in Russian or Latin letters, or a part of their mailbox.

        Initials and words of two letters are none.
        """
        said = _same(word)
        if len(said) < 3:
            return False
        if said in self._names:
            return True
        written = latin(said)
        return len(said) > 3 and (written in self._in_latin or written in self._mailbox)


@dataclass(frozen=True, slots=True)
class TrimmedText:
    """The lines that are left, and of each line that there was the pieces, kept and dropped."""

    lines: tuple[str, ...]
    pieces: tuple[tuple[Piece, ...], ...] = ()

    @property
    def why(self) -> tuple[str, ...]:
        """Return what was removed, each finding once."""
        found = (each.why for line in self.pieces for each in line if each.fate is not Fate.OWN and each.why)
        return tuple(dict.fromkeys(found))


def trim(lines: Sequence[str], writer: Writer, room: int = LOOKED_AT_LIMIT) -> TrimmedText:
    """Return the lines without banners, device lines, disclaimers, a signature and our name in the greeting.

    A postscript below the signature stays. Only the first `room` lines are looked at.
    """
    pieces = marked_footers(lines[:room], writer.is_named)
    kept = _unruled([at for at, line in enumerate(pieces) if line[-1].fate is Fate.OWN], pieces)
    for cut in (_at_delimiter, _at_closing, _at_name):  # the surest sign first: each sees what the last one left
        said = [_said(pieces[at]) for at in kept]
        end = cut(said, writer)
        postscript = next((at for at in range(end, len(said)) if is_postscript(said[at])), len(said))
        if end == 0 and cut is _at_delimiter and any(map(_speaks, said[1:])):
            postscript = 1  # all stands below the delimiter, so the writer wrote there
        shown = " / ".join(line.strip() for line in said[end:postscript] if line.strip())
        for at in kept[end:postscript]:
            pieces[at] = [*pieces[at][:-1], *_signed(_said(pieces[at]), shown, writer)]
        kept = _unruled([*kept[:end], *kept[postscript:]], pieces)
    for number, at in enumerate(kept):
        pieces[at] = _without_names(pieces[at], writer, first=number == 0)
    left = tuple(" ".join(each.text for each in pieces[at] if each.fate is Fate.OWN) for at in kept)
    beyond = ((Piece(line, Fate.LIMIT, "beyond the limit of own lines"),) for line in lines[room:])
    return TrimmedText(left, (*map(tuple, pieces), *beyond))


def _said(pieces: Sequence[Piece]) -> str:
    return pieces[-1].text


def _signed(line: str, signature: str, writer: Writer) -> Iterator[Piece]:
    yield from dropped(line, Fate.SIGNATURE, f"a signature: «{signature[:60]}»", writer.is_named)


def _without_names(pieces: Sequence[Piece], writer: Writer, *, first: bool) -> list[Piece]:
    """Return the pieces of a line, its closing and the writer's name taken from its end, our name from a greeting."""
    *before, own = pieces
    closed = _closed(own.text, writer)
    tail = list(_signed(own.text[len(closed) :].strip(), own.text[len(closed) :].strip(), writer))
    greeted = _ungreeted(closed, writer) if first else closed
    name = [Piece(closed, Fate.OURS, inert=True)] if greeted != closed else []
    return [*before, *name, Piece(greeted, Fate.OWN), *(tail if closed != own.text else [])]


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
    return word.lower().translate(_LATIN)


def _same(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _unruled(kept: Sequence[int], pieces: Sequence[Sequence[Piece]]) -> list[int]:
    """Return the lines `kept` without blank lines and rules at both ends."""
    bare = [not _said(pieces[at]).strip() or is_rule(_said(pieces[at])) for at in kept]
    start, end = 0, len(kept)
    while start < end and bare[start]:
        start += 1
    while end > start and bare[end - 1]:
        end -= 1
    return list(kept[start:end])


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
        len(line) <= _LONGEST and _holds(line, "contact") and len(_LONG_WORD.findall(_LINKED.sub("", line))) <= _BESIDE
    )


def _is_post(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_begins_with_post().match(line)) and not _speaks(line)


def _speaks(line: str) -> bool:
    """Return True if a line says something, so that it is not part of a signature."""
    return len(line) > _LONGEST or _holds(line, "speaks")


@lru_cache(maxsize=1024)
def _holds(line: str, name: str) -> bool:
    """Return True if a short line holds a phrase of a list; cached, for each line is judged several times."""
    return bool(phrases(name).search(line))


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
