"""The words of a clause, and the questions that grammar asks of them: of which lemma, denied, whose doing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from daemon.mail.interpret.lexicon import Lexicon, Meaning
from daemon.mail.interpret.morphology import Form, forms, is_english, is_in_dictionary, lemmas, may_be, may_be_any
from daemon.mail.interpret.tokenizer import Word

_ABBREVIATED = 3  # letters; shorter words are abbreviations as often as not
TELLING = 3  # words by which a clause tells something; fewer are as often mockery
_REACH = 5  # words over which a denial reaches, at most
_FIRST = 3  # words at the beginning of a clause among which one asks: "а ещё когда"
_BEHIND = 4  # words behind an infinitive that may deny it


@dataclass(frozen=True, slots=True)
class Act:
    """A meaning and the index of the word that carries it: what stands after it is what the act is about."""

    meaning: Meaning
    at: int


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """The words of a clause as they are compared, and as written; lists of words are named as in `words/`."""

    said: tuple[str, ...]
    lexicon: Lexicon
    written: Sequence[Word] = ()
    # the names of the lists of lemmas that each word is of, of those that any is of, and of the lists of forms
    _lists: tuple[frozenset[str], ...] = field(init=False, repr=False, compare=False)
    _any_list: frozenset[str] = field(init=False, repr=False, compare=False)
    _forms: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lists = tuple(map(self.lexicon.lemma_lists, self.said))
        spoken = (*self.said, *map(" ".join, pairwise(self.said)))
        object.__setattr__(self, "_lists", lists)
        object.__setattr__(self, "_any_list", frozenset().union(*lists))
        object.__setattr__(self, "_forms", frozenset().union(*map(self.lexicon.form_lists, spoken)))

    def is_a(self, at: int, *names: str) -> bool:
        """Return True if the word at `at` may be of a lemma of one of the lists; False beyond the clause."""
        return 0 <= at < len(self.said) and not self._lists[at].isdisjoint(names)

    def is_form(self, at: int, name: str) -> bool:
        """Return True if the word at `at` is in a list of forms; False beyond the clause."""
        return 0 <= at < len(self.said) and self.said[at] in self.lexicon.forms[name]

    def all_of(self, name: str) -> Iterator[int]:
        """Yield the indexes of the words of a list of lemmas."""
        return (at for at, lists in enumerate(self._lists if name in self._any_list else ()) if name in lists)

    def first(self, *names: str) -> int | None:
        """Return the index of the first word of any of the lists of lemmas, or None."""
        if self._any_list.isdisjoint(names):
            return None
        return next(at for at, lists in enumerate(self._lists) if not lists.isdisjoint(names))

    def has(self, *names: str) -> bool:
        """Return True if any word is of one of the lists of lemmas."""
        return not self._any_list.isdisjoint(names)

    def says(self, *names: str) -> bool:
        """Return True if the clause holds a word, or two in a row, of one of the lists of forms."""
        return not self._forms.isdisjoint(names)

    def asks(self, name: str) -> bool:
        """Return True if one of the first words is in a list of forms: it asks, and does not join a clause."""
        return any(self.is_form(at, name) for at in range(_FIRST))

    def places(self, name: str) -> Iterator[int]:
        """Yield the indexes of the words of a list of forms."""
        return (at for at, word in enumerate(self.said if name in self._forms else ()) if self._is_in(word, name))

    def _is_in(self, word: str, name: str) -> bool:
        return name in self.lexicon.form_lists(word)

    def forms(self, at: int, name: str) -> tuple[Form, ...]:
        """Return the ways to take the word at `at` that are of a lemma of the list."""
        return tuple(each for each in forms(self.said[at]) if each.lemma in self.lexicon.lemmas[name])

    def before(self, at: int) -> str:
        """Return the word before `at`, or ""."""
        return self.said[at - 1] if at else ""

    def after(self, at: int) -> str:
        """Return the word after `at`, or ""."""
        return self.said[at + 1] if at + 1 < len(self.said) else ""

    def any_may_be(self, *tags: str) -> bool:
        """Return True if any word may have all of these tags."""
        return any(may_be(word, *tags) for word in self.said)

    @property
    def is_about_contract(self) -> bool:
        """True if a word names something in a contract, or in how contracts are made."""
        return bool(self.lexicon.marks_any("matter", self.said))

    @property
    def is_readable(self) -> bool:
        """True if every word of some length is known: one that no dictionary has may be anything."""
        words = (word for word in self.said if word.isalpha() and len(word) > _ABBREVIATED and not is_english(word))
        return all(word in self.lexicon.known or is_in_dictionary(word) for word in words)

    @property
    def concedes(self) -> bool:
        """True if the clause begins with a word such as "но"."""
        return self.said[0] in self.lexicon.marks["splitting"]

    def is_denied(self, at: int) -> bool:
        """Return True if a denial governs the word at `at`, over auxiliaries; two of them are none.

        "Не буду возвращать", "возвращать нечего", "отказывать причин нет"; but "не могу не согласовать".
        """
        return (self._denials_before(at) + self._is_denied_behind(at)) % 2 == 1

    def _denials_before(self, at: int) -> int:
        count = 0
        for each in range(at - 1, max(0, at - _REACH) - 1, -1):
            if self.is_form(each, "denial") or self.is_form(each, "impossible"):
                count += 1
            elif not self.is_a(each, "auxiliary"):
                break
        return count

    def _is_denied_behind(self, at: int) -> bool:
        if not may_be(self.said[at], "INFN"):
            return False
        after = self.said[at + 1 :]
        refused = any(
            first == "не" and said in self.lexicon.forms["not_to"] for first, said in pairwise(after[:_BEHIND])
        )
        impossible = not self.lexicon.forms["impossible"].isdisjoint(after)
        return refused or impossible or (self.says("there_is_none") and self.says("reason_to"))

    def is_others_doing(self, at: int) -> bool:
        """Return True if neither the writer nor the contract is the subject of the word at `at`."""
        return any(self._is_other_subject(each, at) for each in range(len(self.said)) if each != at)

    def _is_other_subject(self, at: int, verb: int) -> bool:
        word, impersonal = self.said[at], may_be(self.said[verb], "neut")
        if may_be(self.before(at), "PREP") or self.before(at) == "как" or self.is_annex(at):
            return False
        if word == "все" and impersonal:  # "всё согласовано"
            return False
        if verb < at == len(self.said) - 1 and impersonal and self.is_a(at, "role", "own_side"):
            return False  # a signature: "согласовано бухгалтерия"
        if word not in ("я", "мы") and (may_be(word, "NPRO", "3per", "nomn") or self.is_form(at, "person")):
            return True
        thing = may_be(word, "NOUN", "nomn") and not self.is_a(at, "contract", "consent")
        return thing and word not in self.lexicon.marks["filler"] and word not in self.lexicon.marks["names"]

    def is_subject(self, at: int) -> bool:
        """Return True if the word at `at` may be a subject and nothing else: a noun or a pronoun in the nominative."""
        word = self.said[at]
        return may_be(word, "nomn") and not may_be(word, "gent") and may_be_any(word, "NOUN", "NPRO")

    def is_annex(self, at: int) -> bool:
        """Return True for an annex that is named together with the contract: "договор и приложения"."""
        return self.is_a(at, "annex") and any("договор" in lemmas(word) for word in self.said)
