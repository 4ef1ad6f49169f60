"""People's words, how both readers took them, and whether a guess was confirmed: without names, to learn from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from daemon.mail.interpret.lexicon import Lexicon, plain
from daemon.mail.interpret.morphology import is_in_dictionary, may_be
from daemon.mail.interpret.person_names import is_name
from daemon.mail.interpret.tokenizer import Word
from daemon.store import history, inbox
from daemon.workflow import events as e

COLUMNS = ("at", "words", "verdict", "guess", "confirmed", "because", "second_reader")
_HIDDEN = "…"
_NAMED = re.compile(r"(?<!\w)[A-ZА-ЯЁ]\.|[^\W\d_]+(?:-[^\W\d_]+)*")
_REACHED = re.compile(r"[\w.+-]+@[\w.-]+\w|\+?\d[\d ()-]{8,}\d")
_ENDING = 2  # letters in which the cases of a name differ: Орлова, Орловой


def reading_rows(connection: Connection, names: Iterable[str], lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """Yield a row for each mail that a person wrote, oldest first. `names` are those of the directory."""
    stems = frozenset(stem for name in names for stem in _stems(name))
    for mail in inbox.read_ones(connection):
        read = json.loads(mail.outcome)
        if read.get("verdict") is None or not read.get("words"):
            continue
        about = history.entries(connection, mail.contract_id) if read.get("guess") and mail.contract_id else ()
        yield {
            "at": mail.received_at,
            "words": without_names(read["words"], stems, lexicon),
            "verdict": read["verdict"],
            "guess": read.get("guess"),
            "confirmed": guess_came_to([each.event for each in about], mail.sha256),
            "because": [without_names(each, stems, lexicon) for each in read["evidence"]],
            "second_reader": read.get("second_reader"),
        }


def guess_came_to(events: Sequence[e.Event], mail: str) -> str | None:
    """Return what came of the guess at this mail's words: yes, no, another verdict's name; None while it is open.

    None, too, where nobody was asked whether it is right.
    """
    guess: e.VerdictProposed | None = None
    for each in events:
        match each:
            case e.VerdictProposed() if each.mail == mail and each.guessed_from:
                guess = each
            case e.VerdictGiven(silent=False) if guess and each.request == guess.request:
                return "yes" if each.mail == mail and each.confirmation else each.verdict.value
            case e.ProposalDropped() if guess and each.request == guess.request:
                return "no"
    return None


def _stems(name: str) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]{3,}", plain(name)):
        yield word[: max(3, len(word) - _ENDING)]


def without_names(text: str, stems: frozenset[str], lexicon: Lexicon) -> str:
    """Return the text with a sign for names of people, in any case, and for addresses and telephones."""
    hidden = _REACHED.sub(_HIDDEN, text)
    return _NAMED.sub(lambda found: _HIDDEN if _is_persons(found, stems, lexicon) else found[0], hidden)


def _is_persons(found: re.Match[str], stems: frozenset[str], lexicon: Lexicon) -> bool:
    written, said = found[0], plain(found[0])
    if not written[0].isupper():
        return False
    if written.endswith(".") or said in lexicon.marks["names"]:
        return True
    if any(said.startswith(stem) and len(said) <= len(stem) + _ENDING + 2 for stem in stems):
        return True
    if is_in_dictionary(said):
        return said not in lexicon.known and any(may_be(said, tag) for tag in ("Surn", "Name", "Patr"))
    return is_name(Word(said, written, found.start(), found.end()), lexicon)
