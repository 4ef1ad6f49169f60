"""The words in which a house speaks of its contracts: on the command line, on the board, in letters about their state.

They stand beside this module, in `texts/`, and are the program's own: no administrator edits them.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daemon.mail.compose import russian_names
from daemon.mail.compose.catalogue import Wording, parsed_catalogue

if TYPE_CHECKING:
    from daemon.workflow.attribution import Attribution

_TEXTS = Path(__file__).with_name("texts")


@cache
def house_words(language: str, zone: ZoneInfo) -> Wording:
    """Return the words of a language, or the English ones if there are none. Moments are shown in `zone`."""
    return words_in(_TEXTS, language, zone)


def words_in(folder: Path, language: str, zone: ZoneInfo) -> Wording:
    """Return the texts that a folder has in a language, or in English if there are none."""
    path = folder / f"{language}.yaml"
    known = language if path.is_file() else "en"
    return Wording(known, parsed_catalogue((folder / f"{known}.yaml").read_text(encoding="utf-8")), zone)


def told_of(words: Wording, key: str, name: str, /, **values: object) -> str:
    """Return a text with what somebody did: the one for their gender, if the catalogue has them apart."""
    text = words.text(key)
    return words.say(f"{key}.{russian_names.gender(name)}" if isinstance(text, dict) else key, **values)


def verdict_in_words(words: Wording, verdict: str, *, signing: bool = False) -> str:
    """Return a verdict, `with_condition`, `question` or `undo` as people read it; in a stage that signs, signed."""
    signed = words.table("signing_verdicts") if signing else {}
    return signed.get(verdict) or words.table("verdicts")[verdict]


def moment(words: Wording, when: datetime, now: datetime) -> str:
    """Return the moment in the words' zone: чт 26.11 18:00; of another year than `now`, with its year."""
    local = when.astimezone(words.zone)
    pattern = "%d.%m %H:%M" if local.year == now.astimezone(words.zone).year else "%d.%m.%Y %H:%M"
    return f"{words.text('weekdays')[local.weekday()]} {local:{pattern}}"


def attributed(words: Wording, word: Attribution) -> str:
    """Return whose word something is: Зайцев О. Ю. (за Орлову М. П.)."""
    name = words.name(word.by)
    return f"{name} ({words.behalf(word.behalf)})" if word.behalf else name
