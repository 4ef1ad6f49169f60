"""Facts in the words of a letter: what changed in them, and the rules that look at them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.letter_context import LetterContext
from daemon.workflow.model import Fact, FactType
from daemon.workflow.rework import changed


def differences(letter: LetterContext, since: int, only: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Return the label of each fact changed since a version with "old → new"; a table only says that it has changed.

    `only` are the names of the facts that are looked at; None: all.
    """
    return differences_between(letter, letter.contract.versions[since - 1].facts, letter.contract.facts, only)


def differences_between(
    letter: LetterContext, before: Sequence[Fact], after: Sequence[Fact], only: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """Return what `differences` does, between the facts of any two versions."""
    old = {fact.name: fact for fact in before}
    new = {fact.name: fact for fact in after}
    rows = []
    for name in changed(tuple(before), tuple(after)):
        if only is not None and name not in only:
            continue
        fact = new.get(name) or old[name]
        if fact.type is FactType.TABLE:
            rows.append((fact.label, letter.say("changes.table")))
        else:
            left, right = (letter.words.fact(side[name]) if name in side else "–" for side in (old, new))
            rows.append((fact.label, f"{left or '–'} → {right or '–'}"))
    return rows


def in_words(letter: LetterContext, rule: str) -> str:
    """Return the facts that a rule names, with their values; the rule itself if it names none.

    So a reason that an administrator wrote in words stays as it is.
    """
    return rule_in_words(letter.words, letter.contract.facts, rule)


def rule_in_words(words: Wording, facts: Iterable[Fact], rule: str) -> str:
    """Return what `in_words` does, for a reader who reads no letter."""
    names = re.findall(r"[A-Za-z_]\w*", rule)
    looked_at = [fact for fact in facts if fact.name in names]
    return "; ".join(f"{as_a_role(fact.label)} – {words.fact(fact)}" for fact in looked_at) or rule


def as_a_role(post: str) -> str:
    """Return a post or label as it stands inside a sentence: with a small letter, unless it is an abbreviation."""
    return post if post[1:2].isupper() else post[:1].lower() + post[1:]
