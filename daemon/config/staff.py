"""The blocks `people` and `absences`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from daemon.config.problems import Mistake, hint, quoted
from daemon.config.settings import Letters, Sees
from daemon.config.value_kinds import CALENDAR, PERSON
from daemon.config.values import address, day, key, member, text, word
from daemon.config.yaml_node import Block, Item
from daemon.workflow.model import Absence, Person, PersonKey

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
        """Return the key of somebody who exists."""
        return self.find(text(item))

    def find(self, name: str) -> PersonKey:
        if self.known and name not in self.people:
            raise Mistake(f"no such person {quoted(name)}{hint(name, self.people, PERSON.expected)}")
        return name


def read_people(top: Block, language: str, calendars: Collection[str], own_address: str) -> Staff:
    """Return everybody in `people`; references among them are checked."""
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
    reading = _PersonReader(Staff(dict.fromkeys(entries, _NOBODY), known=True), language, calendars)
    for name, item in entries.items():
        with item.read(_named, item.no_block()) as inner:
            people[name] = reading.person(name, inner)
            letters[name] = inner.option("letters", _letters)
            sees[name] = inner.option("sees", member(Sees))
    _refuse_shared_addresses(people, entries, own_address)
    _refuse_circles(people, entries, "manager", lambda person: person.manager)
    _refuse_circles(people, entries, "substitute", lambda person: person.substitute)
    _note_chains(people, entries)
    return Staff(people, letters, sees, known=True, sound=len(top.item.problems.found) == before)


def _letters(item: Item) -> Letters:
    """Return how somebody gets their letters; `each` is an older word for `single`."""
    wanted = member(Letters)(item)
    return Letters.SINGLE if wanted is Letters.EACH else wanted


def read_absences(top: Block, staff: Staff) -> tuple[Absence, ...]:
    found: list[tuple[Item, Absence]] = []

    def absence(item: Item) -> None:
        with item.block() as block:
            person = block.read("person", staff.person, "")
            first, last = block.read("from", day, None), block.read("to", day, None)
            substitute = block.read("substitute", staff.person, None)
        if not first or not last or person not in staff.people:
            return
        if last < first:
            raise Mistake(f"ends on {last} before it begins on {first}")
        if substitute == person:
            raise Mistake(f"{quoted(person)} cannot stand in for themself; name somebody else or delete `substitute`")
        for other, before in found:
            if before.person == person and before.first <= last and first <= before.last:
                raise Mistake(f"{quoted(person)} is away then already, by line {other.line}; make one of the two")
        found.append((item, Absence(person, first, last, substitute)))

    top.many("absences", absence)
    absences = tuple(each for _, each in found)
    if staff.sound:
        for item, each in found:
            _note_nobody_there(item, each, absences, staff)
    return absences


def _note_nobody_there(item: Item, absence: Absence, absences: tuple[Absence, ...], staff: Staff) -> None:
    """Say so when nobody stands in on some day: the person is asked then, and does not read it."""
    away, way = absence, [absence.person]
    while True:
        stands_in = away.substitute or staff.people[away.person].substitute
        if stands_in is None or stands_in in way:
            ending = " > ".join(way) + (f" > {stands_in}" if stands_in else "")
            item.note(f"nobody stands in ({ending}); {absence.person} is asked all the same. Add `substitute:`")
            return
        way.append(stands_in)
        other = next(
            (a for a in absences if a.person == stands_in and a.first <= away.last and away.first <= a.last), None
        )
        if other is None:
            return
        away = other


_NOBODY = Person("", "", "")


@dataclass(frozen=True, slots=True)
class _PersonReader:
    """What a person's block is checked against."""

    staff: Staff
    language: str
    calendars: Collection[str]

    def person(self, name: PersonKey, block: Block) -> Person:
        return Person(
            key=name,
            name=block.read("name", text, ""),
            email=block.read("email", address, ""),
            post=block.read("post", text, ""),
            language=block.read("language", word, self.language),
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
            raise Mistake(f"no such calendar {quoted(name)}{hint(name, self.calendars, CALENDAR.expected)}")
        return name


def _named(item: Item) -> Block:
    key(item.name, "person")
    if item.name in RESERVED:
        raise Mistake(f"{quoted(item.name)} means something else in a route; choose another key")
    return item.block()


def _refuse_shared_addresses(
    people: Mapping[PersonKey, Person], entries: Mapping[PersonKey, Item], own_address: str
) -> None:
    """Report an address of two people: whose verdict were a mail? The daemon's own would be a loop."""
    owners: dict[str, str] = {own_address.lower(): "the daemon itself (mail.address)"}
    for name, person in people.items():
        for said_in, written in (("email", person.email), *(("aliases", each) for each in person.aliases)):
            owner = owners.get(written.lower())
            owners.setdefault(written.lower(), quoted(name))
            if owner and written:
                place = entries[name].look(said_in) or entries[name]
                place.wrong(f"{quoted(written)} belongs to {owner} already; expected an address of their own")


def _note_chains(people: Mapping[PersonKey, Person], entries: Mapping[PersonKey, Item]) -> None:
    """Say whose substitute has a substitute: who is asked in the end depends on who is away."""
    for name, person in people.items():
        way = [name]
        following = person.substitute or ""
        while following in people and following not in way:
            way.append(following)
            following = people[following].substitute or ""
        if len(way) > 2 and not following:
            place = entries[name].look("substitute") or entries[name]
            place.note(f"a chain: {' > '.join(way)}; {way[2]} is asked for {name} only while {way[1]} is away, too")


def _refuse_circles(
    people: Mapping[PersonKey, Person],
    entries: Mapping[PersonKey, Item],
    what: str,
    next_of: Callable[[Person], PersonKey | None],
) -> None:
    cleared: set[PersonKey] = set()
    for start in people:
        way: list[PersonKey] = []
        at: PersonKey | None = start
        while at is not None and at in people and at not in cleared and at not in way:
            way.append(at)
            at = next_of(people[at])
        if at is not None and at in way:
            circle = " > ".join([*way[way.index(at) :], at])
            place = entries[at].look(what) or entries[at]
            place.wrong(f"a circle: {circle}; somebody in it must have another {what}")
        cleared.update(way)
