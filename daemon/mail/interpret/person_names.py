"""Recognise names in a letter: whom it addresses, and who signed it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.morphology import is_in_dictionary, may_be_any
from daemon.mail.interpret.tokenizer import Clause, Word

PATRONYMIC = re.compile(r".{3,}(?:вич|вна|ична|инична)", re.IGNORECASE)
_SURNAME = re.compile(r"[а-я]{2,}(?:[оеи]ва?|[иы]на?|[сц]к(?:ий|ая|ой)|енко|[юу]к|ян|швили|дзе|ых|их)")
_ADDRESSING = ("уважаем", "дорог", "dear", "hi", "hello", "hey")
# Endings of pet names.
_FONDLY = ("чка", "нька", "юша", "уша", "уля", "уся", "юся", "яша")
_SHORTEST_NAME = 3
LINE_OF_SIGNATURE = 8  # words of a line of a signature, at most


def matters(gaps: Sequence[int], words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if any of the words at `gaps` is about the contract, or denies, doubts or limits something."""
    these = [words[at] for at in gaps]
    return any(lexicon.marks_any(each, these) for each in ("matter", "conditional", "denying", "negative_cue"))


def is_signature(clause: Clause, lexicon: Lexicon) -> bool:
    """Return True if a line below a closing holds only names, posts, telephones and the like."""
    if len(clause.words) > LINE_OF_SIGNATURE or clause.is_asked:
        return False
    signing, posts = lexicon.marks["signing"], lexicon.marks["posts"]
    others = [word for word in clause.words if word.said not in signing and word.said not in posts]
    named = any(sign in clause.before for sign in "\n,|")
    if not all((named and word.is_capitalised) or _is_sign(word) or is_name(word, lexicon) for word in others):
        return False
    return not matters(range(len(others)), [word.said for word in others], lexicon)


def _is_sign(word: Word) -> bool:
    return word.said[0].isdigit() or "@" in word.said


def is_name(word: Word, lexicon: Lexicon) -> bool:
    """Return True if the word is a name by its look: a first name, a patronymic, an initial, a surname's ending."""
    if word.is_initial or (word.is_capitalised and len(word.written) == 1) or word.said in lexicon.marks["names"]:
        return True
    if not word.is_capitalised or word.said in lexicon.known:
        return False
    return bool(_SURNAME.fullmatch(word.said) or PATRONYMIC.fullmatch(word.said))


def is_surname(clause: Clause, lexicon: Lexicon) -> bool:
    """Return True if the clause is a surname on a line of its own, or at the end of the text."""
    after = clause.after.strip("-– \n")
    apart = "\n" in clause.before or "/" in clause.before or (clause.before[:1] == "." and "," not in after)
    alone = len(clause.words) == 1 and apart and after in ("", ".", ",")
    word = clause.words[0]
    return alone and (is_name(word, lexicon) or ("\n" in clause.before and word.said in lexicon.marks["names"]))


def is_called(clause: Clause, lexicon: Lexicon) -> bool:
    """Return True if the clause is a name after a comma ("Здравствуйте, Марк!"), or a pet name that begins a line."""
    words = clause.words
    if len(words) > 2 or clause.is_asked or ":" in clause.after or not all(word.is_capitalised for word in words):
        return False
    if any(word.said in lexicon.known or len(word.said) < _SHORTEST_NAME for word in words):
        return False
    if lexicon.marks_any("risky", clause.said) or any(_is_common(word.said) for word in words):
        return False
    if not clause.before or "\n" in clause.before:
        return len(words) == 1 and "," in clause.after and words[0].said.endswith(_FONDLY)
    return clause.before.strip(" ") == "," and not matters(range(len(words)), clause.said, lexicon)


def _is_common(word: str) -> bool:
    """Return True for a word of the dictionary that is no name: "минус"."""
    return is_in_dictionary(word) and not may_be_any(word, "Name", "Surn", "Patr")


def is_address(clause: Clause, lexicon: Lexicon) -> bool:
    """Return True if the clause addresses somebody by name or is a signature: capitalised words of a name, posts."""
    words = clause.words
    signing = lexicon.marks["signing"]
    if (":" in clause.after and words[-1].said not in signing) or ":" in clause.before or len(words) > 6:
        return False
    if words[0].said.startswith(_ADDRESSING) and all(word.is_capitalised for word in words[1:]):
        return len(words) > 1
    if all(word.said in lexicon.marks["posts"] for word in words):
        said_by = len(words) == 1 and "," in clause.after  # "Legal, approved" is another one's word
        return bool(clause.before) and not said_by and (clause.begins_sentence or "," in clause.before)
    if not all(word.is_capitalised or word.said in lexicon.marks["posts"] or word.said in signing for word in words):
        return False
    names, posts = lexicon.marks["names"], lexicon.marks["posts"]
    if any(
        len(word.said) > 1
        and word.said in lexicon.known
        and word.said not in names
        and word.said not in posts
        and word.said not in signing
        for word in words
    ):
        return False
    posted = any(word.said in posts for word in words)
    if posted and len(words) > 1 and all(word.said in posts or is_name(word, lexicon) for word in words):
        return True
    named = any(PATRONYMIC.fullmatch(word.written) or word.is_initial or word.said in names for word in words)
    return (named and len(words) > 1) or (len(words) <= 2 and words[0].said in lexicon.marks["names"])


def signs(clause: Clause, lexicon: Lexicon) -> bool:
    """Return True for a post, a department or a name in a sentence of its own behind a verdict: "завпост Кузьмин"."""
    if clause.is_asked or not (clause.begins_sentence or {",", "/"} & set(clause.before)):
        return False
    these = ClauseWords(clause.said, lexicon)
    naming = [_names_somebody(these, at, word) for at, word in enumerate(clause.words)]
    marks = lexicon.marks["posts"]
    beside = (
        word.is_initial or word.said[:1].isdigit() or word.said in marks or _belongs_to(word, any(naming[:at]))
        for at, word in enumerate(clause.words)
    )
    return any(naming) and all(each or other for each, other in zip(naming, beside, strict=True))


def _belongs_to(word: Word, named: bool) -> bool:
    """Return True for what stands behind a post or a name: "столярной мастерской", "из гардероба"."""
    of_it = (
        may_be_any(word.said, "gent", "datv") and may_be_any(word.said, "NOUN", "ADJF") and is_in_dictionary(word.said)
    )
    return named and (of_it or word.said in ("из", "по"))


def _names_somebody(these: ClauseWords, at: int, word: Word) -> bool:
    name = word.is_capitalised and may_be_any(word.said, "Surn", "Name", "Patr")
    post = these.is_a(at, "role", "own_side", "department")
    return name or post or bool(these.lexicon.marks_any("post_stems", (word.said,)))
