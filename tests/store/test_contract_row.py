"""Rows for a list, asked without SQLAlchemy: they are those that it would read, on both databases."""

from __future__ import annotations

from datetime import timedelta

from workflow.people import someone

from daemon.store import contract_row, migrations, unreachable_addresses
from daemon.store.contract_queries import all_contracts, contracts_under_way
from daemon.store.database import Database
from daemon.workflow.commands import AskQuestion, Withdraw
from store.cases import NOW, execute, under_way


def test_a_list_is_what_the_queries_find(database: Database) -> None:
    asked, withdrawn = under_way(database), under_way(database, "З-2026-0002")
    with database.transaction() as tx:
        execute(tx, asked, AskQuestion(1, "Почему аванс?", someone("lawyer"), "e" * 64))
        execute(tx, withdrawn, Withdraw("root", "передумали"))
        unreachable_addresses.mark(tx, "Orlova@scena.example", "нет такого ящика", NOW + timedelta(hours=1))
    with database.read() as connection:
        ask = connection.exec_driver_sql
        assert list(contract_row.listed(ask, everything=True)) == all_contracts(connection)
        under_way_now = contract_row.listed(ask, everything=False)
        assert list(under_way_now) == contracts_under_way(connection)
        assert [each.number for each in under_way_now] == ["З-2026-0001"]
        assert contract_row.names_waited_for(ask) == {"clerk": "Титова Ольга Николаевна"}
        assert contract_row.unreached(ask) == {"orlova@scena.example"}
        assert contract_row.step(ask) == migrations.latest()
