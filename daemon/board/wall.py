"""The page for a monitor in the corridor: how many contracts stand where, and nothing about any of them.

Nobody is signed in there. It shows sums, and the surnames of those who are waited for only if the house wants it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from daemon.application import wording
from daemon.board import kanban
from daemon.board.filters import BoardFilter
from daemon.board.pages import templates
from daemon.board.tiles import age
from daemon.board.visit import Visit, app_of, visit_by
from daemon.config.settings import Wall
from daemon.mail.compose import russian_names
from daemon.store import contract_queries
from daemon.store.contract_queries import EVERYTHING, UNDER_WAY, ContractFilter
from daemon.workflow.model import Person

REFRESH_SECONDS = 30
_MOST_PEOPLE = 12  # more do not fit on a screen that is read from afar


@dataclass(frozen=True, slots=True)
class WallLine:
    """A stage, or somebody who is waited for: how many contracts, how many of them too long, the oldest in words."""

    title: str
    number: int
    late: int
    oldest: str = ""


def wall(request: Request) -> Response:
    """Return the page; where the house shows nothing there is none."""
    app = app_of(request)
    shown = app.settings.board.wall if app.settings.board else Wall.NUMBERS
    if shown is Wall.NOTHING:
        return PlainTextResponse("Not Found", 404)
    house = app.settings.organisation
    visit = visit_by(app, Person("", house.name, "", language=house.language))
    with app.database.read() as connection:
        stages = _stages(connection, visit)
        people = _people(connection, visit) if shown is Wall.NAMES else []
    page = (
        templates()
        .get_template("wall.html")
        .render(
            visit=visit,
            say=visit.texts.say,
            house=house.name,
            stages=stages,
            people=people,
            number=sum(each.number for each in stages),
            late=sum(each.late for each in stages),
            now=wording.moment(visit.words, visit.now, visit.now),
            seconds=REFRESH_SECONDS,
        )
    )
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _stages(connection: Connection, visit: Visit) -> Sequence[WallLine]:
    """Return a line for every column of the board of contracts under way, as the board has them."""
    overdue = ContractFilter(statuses=UNDER_WAY, overdue_at=visit.now)
    late = contract_queries.count_by_stage(connection, overdue, EVERYTHING)
    oldest = contract_queries.oldest_by_stage(connection)
    return [
        WallLine(
            place.title,
            number,
            kanban.number_in(place, late),
            age(visit, oldest[place.title], visit.now) if place.title in oldest else "",
        )
        for place, number in kanban.places_with_numbers(connection, BoardFilter(), visit, EVERYTHING)
    ]


def _people(connection: Connection, visit: Visit) -> Sequence[WallLine]:
    """Return who is waited for, those first for whom most have waited too long."""
    found = contract_queries.waits_by_person(connection, visit.now)
    lines = [WallLine(russian_names.short(name), number, late) for _, name, number, late in found]
    return sorted(lines, key=lambda each: (-each.late, -each.number, each.title))[:_MOST_PEOPLE]
