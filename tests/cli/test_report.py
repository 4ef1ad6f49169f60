"""`contractd report`: who keeps to their deadlines, over all contracts or those of a month, a type or a kind."""

from __future__ import annotations

from datetime import UTC, datetime

from cli.conftest import CommandLine

KEYS = {"person", "name", "asked", "on_time", "late", "waiting", "overdue", "on_time_share", "median_working_hours"}


def test_a_row_for_each_person_with_shares_and_working_time(cli: CommandLine) -> None:
    cli.submit()
    rows = cli.rows("report")
    assert all(set(row) == KEYS for row in rows)
    [lawyer] = [row for row in rows if row["person"] == "lawyer"]
    assert (lawyer["asked"], lawyer["waiting"], lawyer["on_time_share"]) == (1, 1, None)


def test_a_month_a_type_and_a_kind_are_filters(cli: CommandLine) -> None:
    cli.submit()
    this_month = f"{datetime.now(UTC):%Y-%m}"
    assert cli.rows("report", "--month", this_month) == cli.rows("report")
    assert cli.rows("report", "--month", "2020-01") == []
    assert cli.rows("report", "--kind", "income") == []
    assert cli.rows("report", "--type", "purchase") == cli.rows("report", "--kind", "expense")


def test_what_is_no_month_or_type_is_told(cli: CommandLine) -> None:
    for wrong in ("ноябрь", "2026-13", "0001-01", "9999-12"):
        assert f'"{wrong}" is no month' in cli.refuses("report", "--month", wrong)
    assert 'did you mean "purchase"' in cli.refuses("report", "--type", "purchse")
