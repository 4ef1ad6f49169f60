"""The blocks `people` and `absences`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from daemon.config.item import Block, Item
from daemon.config.problems import Mistake, hint, quoted
from daemon.config.settings import Absence, Letters, Sees
from daemon.config.values import address, day, key, member, one_of, text
from daemon.workflow.model import Person, PersonKey

LANGUAGES = ("ru", "en")
RESERVED = ("initiator", "manager")  # words of roles


@dataclass(frozen=True, slots=True)
class Staff:
    """The people as read, and a reader that finds them.

    `known` is false when nothing could be read of them; `sound` says that nothing in them is wrong.
    """

    people: Mapping[PersonKey, Person] = field(default_factory=dict)
    letters: Mapping[PersonKey, Letters] = field(default_factory=dict)
    sees: Mapping[PersonKey, Sees] = field(default_factory=dict)
    known: bool = False
    sound: bool = False

    def person(self, item: Item) -> PersonKey:
        """A reader: the key of somebody who exists."""
        return self.find(text(item))

    def find(self, name: str) -> PersonKey:
        if self.known and name not in self.people:
            raise Mistake(f"no such person {quoted(name)}{hint(name, self.people, 'a key from `people`')}")
        return name


def read_people(top: Block, language: str, calendars: Collection[str], own_address: str) -> Staff:
    """Everybody in `people`; references among them are checked."""
    block = top.need_inner("people")
    if block.silent:
        return Staff()
    before = len(top.item.problems.found)
    entries = dict(block.each())
    if not entries:
        block.item.wrong("nobody is here; add the people who take part")
    letters: dict[PersonKey, Letters] = {}
    sees: dict[PersonKey, Sees] = {}
    people: dict[PersonKey, Person] = {}
    reading = _Reading(Staff(dict.fromkeys(entries, _NOBODY), known=True), language, calendars)
    for name, item in entries.items():
        with item.read(_named, Block(item, {}, silent=True)) as inner:
            people[name] = reading.person(name, inner)
            letters[name] = inner.read("letters", member(Letters), Letters.EACH)
            sees[name] = inner.read("sees", member(Sees), Sees.OWN)
    _refuse_shared_addresses(people, entries, own_address)
    _refuse_circles(people, entries, "manager", lambda person: person.manager)
    _refuse_circles(people, entries, "substitute", lambda person: person.substitute)
    return Staff(people, letters, sees, known=True, sound=len(top.item.problems.found) == before)


def read_absences(top: Block, staff: Staff) -> tuple[Absence, ...]:
    def absence(item: Item) -> Absence | None:
        with item.block() as block:
            person = block.need("person", staff.person, "")
            first, last = block.need("from", day, None), block.need("to", day, None)
        if not first or not last:
            return None
        if last < first:
            raise Mistake(f"ends on {last} before it begins on {first}")
        return Absence(person, first, last)

    return top.many("absences", absence)


_NOBODY = Person("", "", "")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a person's block is checked against."""

    staff: Staff
    language: str
    calendars: Collection[str]

    def person(self, name: PersonKey, block: Block) -> Person:
        return Person(
            key=name,
            name=block.need("name", text, ""),
            email=block.need("email", address, ""),
            post=block.read("post", text, ""),
            language=block.read("language", one_of(LANGUAGES), self.language),
            aliases=block.many("aliases", address),
            manager=self._other(name, block, "manager"),
            substitute=self._other(name, block, "substitute"),
            calendar=block.read("calendar", self._calendar, None),
        )

    def _other(self, name: PersonKey, block: Block, what: str) -> PersonKey | None:
        def other(item: Item) -> PersonKey | None:
            found = self.staff.person(item)
            if found == name:
                raise Mistake(f"{quoted(name)} cannot be their own {what}; name somebody else or delete the line")
            return found

        return block.read(what, other, None)

    def _calendar(self, item: Item) -> str | None:
        name = text(item)
        if name not in self.calendars:
            raise Mistake(f"no such calendar {quoted(name)}{hint(name, self.calendars, 'a key from `calendars`')}")
        return name


def _named(item: Item) -> Block:
    key(item.name, "person")
    if item.name in RESERVED:
        raise Mistake(f"{quoted(item.name)} means something else in a route; choose another key")
    return item.block()


def _refuse_shared_addresses(
    people: Mapping[PersonKey, Person], entries: Mapping[PersonKey, Item], own_address: str
) -> None:
    """One address, one person: or nobody could say whose verdict a mail is. The daemon's own would be a loop."""
    owners: dict[str, str] = {own_address.lower(): "the daemon itself (mail.address)"}
    for name, person in people.items():
        for said_in, written in (("email", person.email), *(("aliases", each) for each in person.aliases)):
            owner = owners.get(written.lower())
            owners.setdefault(written.lower(), quoted(name))
            if owner and written:
                place = entries[name].block().get(said_in) or entries[name]
                place.wrong(f"{quoted(written)} belongs to {owner} already; expected an address of their own")


def _refuse_circles(
    people: Mapping[PersonKey, Person],
    entries: Mapping[PersonKey, Item],
    what: str,
    next_of: Callable[[Person], PersonKey | None],
) -> None:
    cleared: set[PersonKey] = set()
    for start in people:
        way: list[PersonKey] = []
        at = start
        while at in people and at not in cleared and at not in way:
            way.append(at)
            at = next_of(people[at]) or ""
        if at in way:
            circle = " > ".join([*way[way.index(at) :], at])
            place = entries[at].block().get(what) or entries[at]
            place.wrong(f"a circle: {circle}; somebody in it must have another {what}")
        cleared.update(way)
