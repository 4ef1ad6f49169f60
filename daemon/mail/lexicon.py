"""What words mean, as data: the built-in words of `words/lexicon.yaml` and the house's own beside them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

Words = tuple[str, ...]


class Meaning(StrEnum):
    """What a clause says. Those of `VERDICTS` and `ACTIONS` say it whatever polite words stand around it."""

    APPROVE = "approve"
    MILD = "mild"
    WEAK = "weak"
    APPROVE_WITH_REMARKS = "approve_with_remarks"
    REMARK = "remark"
    RETURN = "return"
    REFUSE = "refuse"
    DECLINE = "decline"
    QUESTION = "question"
    UNDO = "undo"
    DELEGATE = "delegate"
    STATUS = "status"
    HELP = "help"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    POLITE = "polite"
    THANKS = "thanks"
    CONSIDERED = "considered"
    ALERT = "alert"  # a word of verdicts in a form that is no verdict
    UNKNOWN = "unknown"


COMMANDS = frozenset({Meaning.STATUS, Meaning.HELP, Meaning.WITHDRAW, Meaning.REMIND})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases with their meanings, and the words that make a clause doubtful."""

    phrases: Mapping[Words, Meaning]
    bare: Mapping[Words, Meaning]  # the same without filler words
    longest: int
    filler: frozenset[str]
    filler_phrases: tuple[Words, ...]
    alert: tuple[str, ...]
    alert_words: frozenset[str]
    condition: frozenset[str]
    condition_near: frozenset[str]
    unless_rework: frozenset[str]
    needless: frozenset[str]
    reason: frozenset[str]
    no_question: frozenset[str]
    typing_errors: frozenset[str]
    never_mistyped: frozenset[str]
    names: frozenset[str]
    known: frozenset[str]  # every word of a phrase or a list: none of them is another word mistyped

    @staticmethod
    def built_in() -> Lexicon:
        return _built_in()

    @staticmethod
    def with_words(replies: Mapping[str, Iterable[str]]) -> Lexicon:
        """The built-in words and the house's own: `{"approve": ["добро"], "return": ["завернуть"]}`.

        The keys are approve, return, decline and question; another one raises ValueError.
        """
        built_in = _built_in()
        own: dict[Words, Meaning] = {}
        for name, words in replies.items():
            if name not in ("approve", "return", "decline", "question"):
                raise ValueError(f"found words for {name!r}, expected approve, return, decline or question")
            own.update({tuple(plain(each).split()): Meaning(name) for each in words if plain(each).split()})
        if not own:
            return built_in
        heads = frozenset(word for phrase in own for word in phrase)
        return replace(
            built_in,
            phrases={**built_in.phrases, **own},
            bare={**built_in.bare, **own},
            longest=max(built_in.longest, *map(len, own)),
            filler=built_in.filler - heads,
            alert_words=built_in.alert_words | {phrase[0] for phrase in own},
        )


def plain(text: str) -> str:
    """Small letters, "е" for "ё", one kind of apostrophe: how words are compared."""
    return text.casefold().replace("ё", "е").replace("\u2019", "'").replace("`", "'")


@cache
def _built_in() -> Lexicon:
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(
        files(__package__).joinpath("words/lexicon.yaml").read_bytes()
    )
    phrases: dict[Words, Meaning] = {}
    lists = {**data["phrases"], **data["commands"], **{each: data[each] for each in ("polite", "thanks", "considered")}}
    for name, lines in lists.items():
        for line in lines:
            for form in _forms(str(line)):
                phrases.setdefault(form, Meaning(name))
    words = {each: frozenset(map(plain, map(str, data[each]))) for each in data if isinstance(data[each], list)}
    return Lexicon(
        phrases=phrases,
        bare=_bare(phrases, words["filler"]),
        longest=max(map(len, phrases)),
        filler=words["filler"],
        filler_phrases=tuple(tuple(plain(each).split()) for each in data["filler_phrases"]),
        alert=tuple(plain(each) for each in data["alert"]),
        alert_words=words["alert_words"],
        condition=words["condition"],
        condition_near=words["condition_near"],
        unless_rework=words["unless_rework"],
        needless=words["needless"],
        reason=words["reason"],
        no_question=words["no_question"],
        typing_errors=words["typing_errors"],
        never_mistyped=words["never_mistyped"],
        names=words["names"],
        known=frozenset(itertools.chain(*phrases, *words.values())) - words["typing_errors"],
    )


def _bare(phrases: Mapping[Words, Meaning], filler: frozenset[str]) -> Mapping[Words, Meaning]:
    """The phrases as they are left without filler words, where that leaves one meaning only."""
    found: dict[Words, set[Meaning]] = {}
    for phrase, meaning in phrases.items():
        left = () if phrase[0] in filler else tuple(word for word in phrase if word not in filler)
        found.setdefault(left, set()).add(meaning)
    return {words: next(iter(meanings)) for words, meanings in found.items() if words and len(meanings) == 1}


def _forms(line: str) -> Iterable[Words]:
    """Every phrase that a line stands for: "вернуть|верните на? доработку" is four."""
    choices = [_choices(position) for position in line.split()]
    return {tuple(filter(None, each)) for each in itertools.product(*choices)} - {()}


def _choices(position: str) -> list[str]:
    required = position.removesuffix("?")
    return [*map(plain, required.split("|")), *([""] if required != position else [])]
