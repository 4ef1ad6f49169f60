"""The two tables of the core, and the page that shows them."""

from __future__ import annotations

import subprocess
import sys
import typing
from pathlib import Path

import pytest

from daemon.workflow import commands as c
from daemon.workflow.model import CLOSED, Status
from daemon.workflow.transitions import ALLOWED, MOVES, check_move

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_tables_as_they_are() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "workflow_tables", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_every_command_has_its_row() -> None:
    assert set(ALLOWED) == set(typing.get_args(c.Command))


def test_nothing_moves_where_it_is_not_allowed() -> None:
    for command, moves in MOVES.items():
        assert set(moves) <= ALLOWED[command], command.__name__


def test_only_reopening_leads_out_of_an_end() -> None:
    out = {command for command, moves in MOVES.items() if CLOSED.intersection(moves)}
    assert out == {c.Reopen}


def test_a_way_that_the_table_does_not_know_is_not_gone() -> None:
    check_move(Status.IN_REWORK, c.Remind("Титова"), Status.IN_REWORK)
    with pytest.raises(ValueError, match="Remind must not lead from in_rework to approved"):
        check_move(Status.IN_REWORK, c.Remind("Титова"), Status.APPROVED)


def test_what_is_allowed_in_rework_too_may_find_that_a_deadline_has_led_there() -> None:
    both = {each for each, statuses in ALLOWED.items() if {Status.IN_APPROVAL, Status.IN_REWORK} <= statuses}
    for command in both - {c.Hold, c.Withdraw}:  # these lead elsewhere in any case
        assert Status.IN_REWORK in MOVES.get(command, {}).get(Status.IN_APPROVAL, ()), command.__name__
