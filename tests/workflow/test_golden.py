"""Histories are kept for ever: every event that was ever written is read, and means the same."""

from __future__ import annotations

import json
import typing
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from daemon.workflow.codec import KINDS, UnknownHistory, event_from_json, event_to_json
from daemon.workflow.evolve import replay
from workflow.golden import FOLDER, LONG_AGO, enums, full, paths, shape_paths, specimens

ALL = sorted(FOLDER.glob("*.json"))


def read(path: Path) -> tuple[str, Any]:
    kept = json.loads(path.read_text("utf-8"))
    return kept["kind"], kept["data"]


def holds(now: Any, then: Any) -> bool:
    """Whether data says at least what it said then; fields may have been added."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(name in now and holds(now[name], value) for name, value in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(holds, now, then))
    return type(now) is type(then) and now == then


def test_every_kind_of_event_has_a_specimen_and_every_specimen_a_kind() -> None:
    assert {read(path)[0] for path in ALL} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_specimens_set_every_field_however_deep(kind: str) -> None:
    """One that was added wants a specimen of its own: python -m workflow.golden."""
    known = {each for path in specimens(kind) for each in paths(read(path)[1])}
    assert set(shape_paths(KINDS[kind])) - known == set()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_what_was_written_once_is_read_and_written_the_same(path: Path) -> None:
    kind, then = read(path)
    event = event_from_json(kind, then)
    assert holds(event_to_json(event)[1], then)
    assert event_from_json(*event_to_json(event)) == event


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_event_comes_back_from_json_as_it_was(kind: str) -> None:
    event = full(KINDS[kind])
    assert event_from_json(*json.loads(json.dumps(event_to_json(event)))) == event


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_older_release_did_not_know_has_its_default(kind: str) -> None:
    shape = KINDS[kind]
    data = event_to_json(full(shape))[1]
    needed = {each.name: data[each.name] for each in fields(shape) if each.default is MISSING}
    event = event_from_json(kind, needed)
    for each in fields(shape):
        if each.default is not MISSING:
            assert getattr(event, each.name) == each.default


def test_what_a_newer_release_wrote_is_refused_and_not_guessed_at() -> None:
    newer = {**event_to_json(full(KINDS["StageOpened"]))[1], "colour": "green"}
    with pytest.raises(UnknownHistory, match="StageOpened has unknown fields: colour"):
        event_from_json("StageOpened", newer)
    with pytest.raises(UnknownHistory, match='event "StagePainted" is unknown'):
        event_from_json("StagePainted", {})
    with pytest.raises(UnknownHistory, match="StageOpened lacks stage"):
        event_from_json("StageOpened", {})


def test_a_history_begins_with_a_registration() -> None:
    with pytest.raises(ValueError, match="this one is empty"):
        replay([])
    with pytest.raises(ValueError, match="not with StageOpened"):
        replay([(LONG_AGO, full(KINDS["StageOpened"]))])


def test_a_value_that_this_release_does_not_know_is_refused() -> None:
    closed = {"request": 1, "why": "the wind"}
    with pytest.raises(UnknownHistory, match="the wind"):
        event_from_json("RequestClosed", closed)


def test_every_word_that_a_history_may_hold_is_still_known() -> None:
    """tests/golden/words.json has them; words are only added."""
    kept = json.loads((FOLDER.parent / "words.json").read_text("utf-8"))
    assert kept.keys() == {each.__name__ for each in enums()}
    for each in enums():
        assert [word for word in kept[each.__name__] if word not in {value.value for value in each}] == []
        assert {value.value for value in each} <= set(kept[each.__name__]), "a new word wants its line"


def test_every_field_that_was_added_to_an_event_has_a_default() -> None:
    """The first specimen has what the first release knew; whatever it lacks must have a default."""
    for kind, shape in KINDS.items():
        first = read(FOLDER / f"{kind}.json")[1]
        for name in typing.get_type_hints(shape):
            default = next(each.default for each in fields(shape) if each.name == name)
            assert name in first or default is not MISSING, f"{kind}.{name}"
