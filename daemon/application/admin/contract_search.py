"""Finding contracts as people ask for them: by number or by words in any case, and only what the asker may see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from daemon.application.admin.number_match import TypedNumber, typed_numbers, without_numbers
from daemon.application.app_context import AppContext
from daemon.application.name_match import in_cyrillic
from daemon.config import Settings
from daemon.mail.interpret.contract_questions import words_sought
from daemon.mail.interpret.morphology import lemmas, stem
from daemon.store import contract_queries, history, sequences
from daemon.store.contract_queries import UNDER_WAY, ContractFilter, Order
from daemon.store.history import StoredContract
from daemon.workflow.model import Contract, Person

_WORDS = re.compile(r"[\w-]+")
_MOST_WORDS = 12  # nobody names a contract by more
_MOST_LOOKED_AT = 100  # contracts, the newest first: whoever is found in more has to say more


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: numbers as they would be spelt, else words as typed. `text` is what is told of it."""

    text: str
    numbers: tuple[TypedNumber, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.numbers and not self.words

    @property
    def is_by_number(self) -> bool:
        return any(each.is_whole for each in self.numbers)


def sought_in(app: AppContext, text: str) -> Sought:
    """Return what a text asks for: the numbers that it names, and its words beside them."""
    patterns = [each.number for each in app.settings.contract_types.values()]
    numbers = typed_numbers(text, patterns)
    whole = tuple(each for each in numbers if each.is_whole)
    words = words_sought(without_numbers(text, whole))[:_MOST_WORDS]
    return Sought(" ".join(text.split()), whole or numbers, words)


def search_terms(settings: Settings, text: str) -> tuple[str, ...]:
    """Return what a contract has to hold for a search: the numbers as they are spelt, words without their endings."""
    numbers = typed_numbers(text, [each.number for each in settings.contract_types.values()])
    whole = [each for each in numbers if each.is_whole]
    spelt = dict.fromkeys(each.number for each in whole)
    return (*spelt, *(stem(_plain(each)) for each in without_numbers(text, whole).split()))


def found(app: AppContext, connection: Connection, viewer: Person, sought: Sought) -> list[StoredContract]:
    """Return the contracts that are meant and that the viewer may see: those under way first, then the newest.

    What they may not see is as if it were not there.
    """
    if sought.numbers and (by_number := _of_numbers(app, connection, viewer, sought)):
        return by_number
    if sought.is_by_number or not sought.words:
        return []
    look = partial(_holding, app, connection, viewer)
    for words in dict.fromkeys((sought.words, tuple(map(in_cyrillic, sought.words)))):
        if every := look(words) or _with_most(look, words):
            return _ordered(_closest(every, words))
    return []


def waiting_for(app: AppContext, connection: Connection, viewer: Person, person: Person) -> list[StoredContract]:
    """Return the contracts that wait for somebody, the earliest deadline first."""
    return _look(app, connection, viewer, ContractFilter(waiting_for=(person.key,)), Order.BY_DEADLINE)


def handed_in_by(app: AppContext, connection: Connection, person: Person) -> list[StoredContract]:
    """Return the contracts under way whose initiator a person is."""
    rows = contract_queries.handed_in_by(connection, [person.key])
    return _look(app, connection, person, ContractFilter(ids=[each.id for each in rows]), Order.BY_DEADLINE)


def under_way(app: AppContext, connection: Connection, viewer: Person) -> list[StoredContract]:
    """Return the contracts under way, the earliest deadline first."""
    return _look(app, connection, viewer, ContractFilter(statuses=UNDER_WAY), Order.BY_DEADLINE)


def overdue(app: AppContext, connection: Connection, viewer: Person) -> list[StoredContract]:
    """Return the contracts for which somebody is late, the earliest deadline first."""
    wanted = ContractFilter(statuses=UNDER_WAY, overdue_at=app.now())
    return _look(app, connection, viewer, wanted, Order.BY_DEADLINE)


def _of_numbers(app: AppContext, connection: Connection, viewer: Person, sought: Sought) -> list[StoredContract]:
    spelt = dict.fromkeys(each.number for each in sought.numbers)
    ids = [each for number in spelt if (each := sequences.find_number(connection, number)) is not None]
    return _look(app, connection, viewer, ContractFilter(ids=ids), Order.OLDEST_FIRST)


def _look(
    app: AppContext, connection: Connection, viewer: Person, wanted: ContractFilter, order: Order
) -> list[StoredContract]:
    rows = contract_queries.find(connection, wanted, app.viewer(viewer), order, _MOST_LOOKED_AT)
    return [history.load(connection, each.id) for each in rows]


def _ordered(every: Sequence[StoredContract]) -> list[StoredContract]:
    """Return those under way first; each half in its order."""
    return sorted(every, key=lambda each: each.contract.is_closed)


def _holding(app: AppContext, connection: Connection, viewer: Person, words: Sequence[str]) -> list[StoredContract]:
    """Return the contracts that hold all of the words, in any case, the newest first."""
    wanted = ContractFilter(words=tuple(stem(_plain(each)) for each in words))
    return _look(app, connection, viewer, wanted, Order.LATEST_FIRST)


def _with_most(look: Callable[[Sequence[str]], list[StoredContract]], words: Sequence[str]) -> list[StoredContract]:
    """Return the contracts that hold the most of the words: half of them at least, and every name among them."""
    every: dict[int, StoredContract] = {}
    hits: Counter[int] = Counter()
    for word in words if len(words) > 1 else ():
        holding = look([word])
        if not holding and _is_name(word):
            return []
        every |= {each.id: each for each in holding}
        hits.update(each.id for each in holding)
    most = max(hits.values(), default=0)
    return [each for each in every.values() if hits[each.id] == most] if most * 2 >= len(words) else []


def _closest(every: Sequence[StoredContract], words: Sequence[str]) -> list[StoredContract]:
    """Return the contracts that hold the words as words, where some do: «Луч» is not in "получение"."""
    ranks = {each.id: [_rank(each.contract, word) for word in words] for each in every}
    totals = {key: sum(some) for key, some in ranks.items() if any(some)}
    best = max(totals.values(), default=0)
    enough = best if any(map(_is_name, words)) else min(best, _BEGINS_SO * len(words))
    return [each for each in every if totals.get(each.id, 0) >= enough > 0]


_SAME, _BEGINS_SO, _ALIKE, _INSIDE = 4, 3, 2, 1  # how a word of a contract is like one that was typed


def _rank(contract: Contract, typed: str) -> int:
    """Return how like; 0 for a word of which only the beginning stands within another."""
    word, begin, forms = _plain(typed), stem(_plain(typed)), lemmas(_plain(typed))
    said = _words_of(contract)
    if word in said or any(forms & lemmas(each) for each in said if each[:2] == word[:2]):
        return _SAME
    if any(each.startswith(word) for each in said):
        return _BEGINS_SO
    if any(each.startswith(begin) for each in said):
        return _ALIKE
    return _INSIDE if any(word in each for each in said) else 0


def _words_of(contract: Contract) -> set[str]:
    texts = [contract.number, contract.name, contract.title, *(each.name for each in contract.participants())]
    texts += [text for fact in contract.facts for text in (fact.value, fact.shown)]
    return {word for text in texts for word in _WORDS.findall(_plain(text))}


def _is_name(word: str) -> bool:
    return word[:1].isupper()


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
