"""Find whom to ask for a place: its person, or who stands in for them.

One person is one pair of eyes: whoever holds another place of the stage is passed over, and so is whoever handed the
contract in, where the house wants it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.people import Participant, PersonKey, StandInWhy
from daemon.workflow.route import Directory, participant


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who may not be asked for a place: `taken` hold another one of the stage, `own` handed the contract in."""

    taken: frozenset[PersonKey] = frozenset()
    own: PersonKey = ""

    def refuse(self, key: PersonKey) -> bool:
        return key in self.taken or key == self.own


def who_is_asked(directory: Directory, person: Participant, moment: datetime, eyes: Eyes) -> Participant | None:
    """Return whom to ask in the place of a person; None if there is nobody.

    In this order: the person; while they are away or may not be asked, their substitute, and so on; where one of
    these was passed over because they may not be asked, the manager of the person. A person who is away and for whom
    nobody stands in is asked themself. Whoever is not in the directory any more is never asked.
    """
    chain = tuple(_chain(directory, person.key, moment, eyes))
    found = _first_present(directory, chain, moment, eyes)
    if found is None and any(eyes.refuse(each) for each in chain):
        known = directory.people.get(person.key)
        manager = _chain(directory, known.manager, moment, eyes) if known and known.manager else ()
        found = _first_present(directory, tuple(manager), moment, eyes)
    if found is None:
        return None if eyes.refuse(person.key) or not directory.knows(person.key) else person
    return person if found == person.key else participant(directory.people[found])


def why_not_themself(directory: Directory, person: Participant, moment: datetime, eyes: Eyes) -> StandInWhy:
    """Return why somebody else is asked in the place of a person."""
    if person.key == eyes.own:
        return StandInWhy.OWN_CONTRACT
    away = directory.absence(person.key, moment) is not None
    return StandInWhy.AWAY if away else StandInWhy.ASKED_ALREADY


def _chain(directory: Directory, key: PersonKey, moment: datetime, eyes: Eyes) -> Iterator[PersonKey]:
    """Yield a person and those who stand in one for another, until one who is there and may be asked."""
    met: set[PersonKey] = set()
    follows: PersonKey | None = key
    while follows is not None and follows not in met and (not met or follows in directory.people):
        yield follows
        met.add(follows)
        absence, person = directory.absence(follows, moment), directory.people.get(follows)
        if absence is None and directory.knows(follows) and not eyes.refuse(follows):
            return
        follows = (absence.substitute if absence else None) or (person.substitute if person else None)


def _first_present(
    directory: Directory, chain: tuple[PersonKey, ...], moment: datetime, eyes: Eyes
) -> PersonKey | None:
    there = (each for each in chain if directory.knows(each) and directory.absence(each, moment) is None)
    return next((each for each in there if not eyes.refuse(each)), None)
