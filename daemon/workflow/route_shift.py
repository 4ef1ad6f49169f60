"""Who came and who went when a contract's route followed the facts of a new version."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.workflow.people import Participant
from daemon.workflow.route_rules import RouteRule
from daemon.workflow.stages import Route


@dataclass(frozen=True, slots=True)
class ShiftedPlace:
    """A place that came or went, by value, for history. `reasons` are the rules that wanted it."""

    stage: str
    title: str
    person: Participant
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteShift:
    """What a version changed on the route. `because` are the facts that changed and that the rules rest on."""

    version: int
    because: tuple[str, ...]
    came: tuple[ShiftedPlace, ...] = ()
    went: tuple[ShiftedPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedAnew:
    """The route for the facts of a new version, by the rules that it was made of."""

    route: Route
    rules: RouteRule
    because: tuple[str, ...] = ()


def shift_between(old: Route, new: Route, version: int, because: tuple[str, ...]) -> RouteShift:
    """Return who comes and who goes from one route to the other, in their order on the routes."""
    before, after = _places(old), _places(new)
    came = tuple(place for key, place in after.items() if key not in before)
    went = tuple(place for key, place in before.items() if key not in after)
    return RouteShift(version, because, came, went)


def _places(route: Route) -> dict[tuple[str, str], ShiftedPlace]:
    return {
        (stage.key, each.person.key): ShiftedPlace(stage.key, stage.title, each.person, each.reasons)
        for stage in route.stages
        for each in stage.approvers
    }
