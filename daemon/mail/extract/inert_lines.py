"""Proof that a dropped sentence holds no words of a person's: nothing is left of it but words of a closed vocabulary.

A loose pattern may propose that a line is a signature, a device's or a disclaimer; only this proof silences it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from daemon.mail.classify.machine_phrases import phrases
from daemon.mail.parsing.account import Fate, Piece

PROVED = "nothing but words of a closed vocabulary"

_SENTENCE = re.compile(r"(?<=[.!?…;])\s+")
_LINK = re.compile(
    r"[<(\[]?(?:mailto:|https?://|www\.)[^\s<>)\]]+[>)\]]?|<?[\w.+-]{1,64}@[\w.-]{1,100}\w>?", re.IGNORECASE
)
_LINKED = ("mailto:", "://", "www.", "@")  # one of them stands in each link
_CODED = ("cid", "image", "изображение")  # and of these in each code of a picture
_WORD = re.compile(r"[^\W\d_](?:[\w'’./-]*[\w'’])?")
_TITLED = re.compile(r"[A-ZА-ЯЁ](?:[a-zа-яё'’-]+[A-ZА-ЯЁ]?)*\Z")
_INITIALS = re.compile(r"[A-ZА-ЯЁ](?:\.?[A-ZА-ЯЁ])?")
# A picture by its name or number; "[image: Отклонить]" may be anybody's word.
_CODE = re.compile(
    r"\[?(?:cid|image|изображение)\b[:.]\s?(?:[^\]\s]{0,100}[._\d@][^\]\s]{0,100})?(?:\]|$|(?=\s))", re.IGNORECASE
)
_PICTURE = re.compile(r"\W*(?:cid|image|изображение)\b[:.]", re.IGNORECASE)
# Signs that are an answer by themselves: "+", a thumb, a question.
_ANSWERS = re.compile("[?\u2600-\u26ff\u2705\u270a-\u270d\U0001f300-\U0001faff]|(?:^|\\s)\\+{1,3}(?:\\s|$)")
_FEW = {"device": 2, "banner": 2, "disclaimer": 4}  # words of a sentence at least, where no phrase stands in it
_DATED = re.compile(r"@|\d{4}|\d{1,2}[:./]\d{2}")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    phrases: re.Pattern[str] | None
    core: _Words | None  # one of these must be there
    words: _Words


@dataclass(frozen=True, slots=True)
class _Words:
    exact: frozenset[str]
    stems: tuple[str, ...]

    def holds(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.stems)


def dropped(text: str, fate: Fate, why: str, is_name: Callable[[str], bool]) -> Iterator[Piece]:
    """Yield a dropped line as pieces: its sentences that are proved inert, and those that are not."""
    sentences = [each for part in _templates().split(text) for each in _sentences(part)]
    for inert, same in groupby(sentences, key=lambda each: is_inert(each, is_name)):
        yield Piece(" ".join(same), fate, why, inert)


def _sentences(part: str) -> list[str]:
    """Return the sentences of a part of a line; a template is one as a whole."""
    return [part] if _templates().fullmatch(part) else [each for each in _SENTENCE.split(part) if each.strip()]


def is_inert(sentence: str, is_name: Callable[[str], bool]) -> bool:
    """Return True if a signature, a device's line, a banner, a disclaimer or a rule is all that a sentence is."""
    if (phrases("attached").match(sentence[:1000]) and not _is_described(sentence)) or _templates().fullmatch(sentence):
        return True
    names = ("signature", "device", "banner", "disclaimer")
    bare = _bare(sentence)
    return not _ANSWERS.search(bare) and any(_is_made_of(bare, name, is_name) for name in names)


def _is_described(sentence: str) -> bool:
    """Return True for what stands for a picture with other words than its name."""
    return bool(_PICTURE.match(sentence)) and not _CODE.fullmatch(sentence.strip(" .\t"))


def attribution_rest(line: str, is_name: Callable[[str], bool]) -> str:
    """Return what a line says beside who wrote, when and to whom; empty if that is all.

    Where a label, a date, a time or an address stands in it, that is the words that may be names.
    """
    bare = _bare(line)
    if _ANSWERS.search(bare):
        return line
    words, _ = _words_beside(bare, "attribution")
    left = [each for each in words if not _is_known(each, "attribution", is_name)]
    if not left:
        return ""
    dated = bool(phrases("label").match(line) or _DATED.search(line))
    return " ".join(left) if dated and all(map(_TITLED.match, left)) else line


def _bare(text: str) -> str:
    """Return the text without links, addresses and codes of pictures."""
    small = text.lower()
    if any(each in small for each in _LINKED):
        text = _LINK.sub(" ", text)
    return _CODE.sub(" ", text) if any(each in small for each in _CODED) else text


def _is_made_of(bare: str, name: str, is_name: Callable[[str], bool]) -> bool:
    """Return True if a bare text is made of a vocabulary and of names, with a phrase or a word of its core in it."""
    words, found = _words_beside(bare, name)
    if (
        not found
        and _vocabulary(name).core
        and (len(words) < _FEW[name] or not any(_is_core(name, each) for each in words))
    ):
        return False
    return all(_is_known(each, name, is_name) for each in words)


def _words_beside(bare: str, name: str) -> tuple[list[str], bool]:
    """Return the words beside the vocabulary's phrases, and whether there are such phrases."""
    pattern = _vocabulary(name).phrases
    left, found = pattern.subn(" ", bare) if pattern else (bare, 0)
    return _WORD.findall(left), bool(found)


def _is_known(word: str, name: str, is_name: Callable[[str], bool]) -> bool:
    initials = name in ("signature", "attribution") and _is_initials(word)
    return initials or _is_listed(name, word) or is_name(word)


@lru_cache(maxsize=4096)
def _is_core(name: str, word: str) -> bool:
    core = _vocabulary(name).core
    return core is not None and core.holds(_plain(word))


@lru_cache(maxsize=4096)
def _is_listed(name: str, word: str) -> bool:
    words, said = _vocabulary(name).words, _plain(word)
    return words.holds(said) or all(map(words.holds, re.split(r"[-/.]", said)))


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е").replace("’", "'")


def _is_initials(word: str) -> bool:
    return bool(_INITIALS.fullmatch(word))


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("inert.toml").read_text(encoding="utf-8"))


@cache
def _templates() -> re.Pattern[str]:
    return re.compile(f"({'|'.join(_data()['template']['any'])})", re.IGNORECASE)


@cache
def _vocabulary(name: str) -> _Vocabulary:
    entry = _data()[name]
    found = "|".join(entry["phrases"])
    core = entry.get("core")
    return _Vocabulary(
        re.compile(found, re.IGNORECASE) if found else None, _words(core) if core else None, _words(entry["words"])
    )


def _words(written: str) -> _Words:
    words: Sequence[str] = written.casefold().replace("ё", "е").split()
    stems = tuple(each[:-1] for each in words if each.endswith("*"))
    return _Words(frozenset(each for each in words if not each.endswith("*")), stems)
