"""The board's first page: a column for each stage, and tiles that say who is waited for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from daemon.board.filters import CHOICE, BoardFilter, as_query
from daemon.board.tiles import Tile, tiles
from daemon.board.visit import Visit
from daemon.mail.compose import russian_names
from daemon.store import contract_queries
from daemon.store.contract_queries import UNDER_WAY, ContractFilter, Order, Viewer
from daemon.workflow.facts import LABELLED
from daemon.workflow.model import CLOSED, Status

TILES = 20  # of a column on the page with all columns
TILES_ALONE = 50  # of a column that has the page to itself


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A column of the board. `key` names it in an address; `number` is of all its contracts, shown or not."""

    key: str
    title: str
    number: int
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Choosable:
    """A field of the filters with what can be chosen: values with their labels."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Place:
    """Which contracts stand in a column."""

    key: str
    title: str
    wanted: ContractFilter
    order: Order = Order.BY_DEADLINE


def columns(connection: Connection, chosen: BoardFilter, visit: Visit) -> list[BoardColumn]:
    """Return every column with its first tiles; a stage that nobody knows any more only if contracts stand in it."""
    places = places_with_numbers(connection, chosen, visit, visit.viewer)
    places.append(_finished(connection, chosen, visit))
    return [_column(connection, place, visit, number, TILES, 0) for place, number in places]


def column(connection: Connection, key: str, page: int, chosen: BoardFilter, visit: Visit) -> BoardColumn | None:
    """Return one column with the tiles of a page, which count from 1; None if there is no such column."""
    places = places_with_numbers(connection, chosen, visit, visit.viewer)
    for place, number in (*places, _finished(connection, chosen, visit)):
        if place.key == key:
            return _column(connection, place, visit, number, TILES_ALONE, (page - 1) * TILES_ALONE)
    return None


def places_with_numbers(
    connection: Connection, chosen: BoardFilter, visit: Visit, viewer: Viewer
) -> list[tuple[Place, int]]:
    """Return the columns of contracts under way, and how many of those that the viewer may see stand in each."""
    wanted = as_query(chosen, visit)
    counts = contract_queries.count_by_stage(connection, replace(wanted, statuses=UNDER_WAY), viewer)
    return [(place, number_in(place, counts)) for place in _places(wanted, chosen, counts, visit)]


def number_in(place: Place, counts: Mapping[tuple[Status, str], int]) -> int:
    """Return how many of the contracts counted by status and stage stand in a column."""
    stage = place.wanted.stage_title
    return sum(
        number
        for (status, title), number in counts.items()
        if status in place.wanted.statuses and stage in (None, title)
    )


def _column(connection: Connection, place: Place, visit: Visit, number: int, limit: int, offset: int) -> BoardColumn:
    found = contract_queries.find(connection, place.wanted, visit.viewer, place.order, limit, offset) if number else []
    return BoardColumn(place.key, place.title, number, tiles(connection, found, visit))


def _finished(connection: Connection, chosen: BoardFilter, visit: Visit) -> tuple[Place, int]:
    """Return the column of what was finished this month, and how many contracts stand in it."""
    local = visit.now.astimezone(visit.words.zone)
    month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    wanted = replace(as_query(chosen, visit), statuses=tuple(CLOSED), closed=(month, None))
    place = Place("finished", visit.texts.say("columns.finished"), wanted, Order.CLOSED_LAST_FIRST)
    return place, contract_queries.count(connection, wanted, visit.viewer)


def _places(
    wanted: ContractFilter, chosen: BoardFilter, counts: Mapping[tuple[Status, str], int], visit: Visit
) -> Iterator[Place]:
    """Yield the columns from left to right: documents made, stages, between them, rework, on hold."""
    say = visit.texts.say
    if any(status is Status.PREPARING for status, _ in counts):
        yield Place("preparing", say("columns.preparing"), replace(wanted, statuses=(Status.PREPARING,)))
    for title in _stage_titles(chosen, counts, visit):
        yield Place(f"stage:{title}", title, replace(wanted, statuses=(Status.IN_APPROVAL,), stage_title=title))
    if (Status.IN_APPROVAL, "") in counts:
        between = replace(wanted, statuses=(Status.IN_APPROVAL,), stage_title="")
        yield Place("between", say("columns.between"), between)
    yield Place("rework", say("columns.rework"), replace(wanted, statuses=(Status.IN_REWORK,)))
    yield Place("hold", say("columns.hold"), replace(wanted, statuses=(Status.ON_HOLD,)))


def _stage_titles(chosen: BoardFilter, counts: Mapping[tuple[Status, str], int], visit: Visit) -> list[str]:
    """Return the stages' titles in the order of the routes, and at the end those of earlier routes."""
    types = visit.app.settings.contract_types.values()
    shown = [each for each in types if chosen.type in ("", each.key) and chosen.kind in ("", each.kind)]
    routes = [[stage.title for stage in each.route.stages] for each in shown]
    known: list[str] = []
    for route in routes:
        _merge(known, route)
    earlier = [title for status, title in counts if status is Status.IN_APPROVAL and title and title not in known]
    return known + sorted(earlier)


def _merge(known: list[str], route: Sequence[str]) -> None:
    """Put a route's stages among those known: each that is new behind the one that it follows."""
    after = 0
    for title in route:
        if title in known:
            after = known.index(title) + 1
        else:
            known.insert(after, title)
            after += 1


def choosable(chosen: BoardFilter, visit: Visit) -> list[Choosable]:
    """Return what the board can be filtered by: type, kind, every choice field, and who is waited for."""
    settings, say = visit.app.settings, visit.texts.say
    types = [(each.key, each.title) for each in settings.contract_types.values()]
    people = sorted((russian_names.short(each.name), each.key) for each in settings.directory.people.values())
    found = [
        Choosable("type", say("filters.type"), types, chosen.type),
        Choosable("kind", say("filters.kind"), list(visit.words.table("kinds").items()), chosen.kind),
        Choosable("person", say("filters.person"), [(key, name) for name, key in people], chosen.person),
    ]
    for name, (label, options) in _choice_fields(chosen, visit).items():
        found.append(Choosable(f"{CHOICE}{name}", label, options, chosen.choices.get(name, "")))
    return found


def _choice_fields(chosen: BoardFilter, visit: Visit) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Return the choice fields of the types shown, by name: the label, and all choices of all of these types."""
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for each in visit.app.settings.contract_types.values():
        if chosen.type not in ("", each.key):
            continue
        for rule in each.fields:
            if rule.type in LABELLED:
                _, options = found.setdefault(rule.name, (rule.label, []))
                options += [choice for choice in rule.choices if choice not in options]
    return found
