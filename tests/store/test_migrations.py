"""A database of an earlier release becomes one of this release, with all that is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import String, column, insert, inspect, select
from sqlalchemy import table as sql_table
from workflow.people import docx

from daemon.store import absences, drafts, history, inbox, migrations, outbox, quarantined_work
from daemon.store.cause import Cause
from daemon.store.database import Database
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import StorableText, UtcDateTime, letters, metadata
from daemon.workflow.codec import GENESIS, canonical, entry_hash, event_to_json
from daemon.workflow.events import DocumentsMade
from store.cases import NOW, letter_of

LATER = NOW + timedelta(hours=1)


def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"include_object": _is_ours, "compare_type": _is_another_type}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        assert migrations.is_current(connection)
        assert {"events", "letters", "mails"} <= set(inspect(connection).get_table_names())
    migrations.upgrade(database.engine)


def _is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """The search index is made by hand: its tables in SQLite, its index in PostgreSQL."""
    return not (name or "").startswith(("contracts_search", "ix_contracts_search"))


def _is_another_type(
    context: MigrationContext, _column: object, _ours: object, found: object, wanted: object
) -> bool | None:
    """To SQLite VARCHAR(n) and TEXT are one type (datatype3.html, 3.1). None: as alembic thinks."""
    of_text = context.dialect.name == "sqlite" and isinstance(wanted, StorableText)
    return not isinstance(found, String) if of_text else None


# -- from 0003 to 0004 -------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the third step, before the rows of a test are in it."""
    url = f"sqlite:///{tmp_path}/old.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    database = Database(url)
    migrations.upgrade(database.engine, "0003")
    yield database
    database.close()


def _put(database: Database, table: str, *rows: dict[str, Any]) -> None:
    """Rows as the earlier release wrote them."""
    times = {name: UtcDateTime() for name in rows[0] if name.endswith("_at") or name == "at"}
    columns = [column(name, times.get(name)) for name in rows[0]]
    with database.transaction() as tx:
        tx.execute(insert(sql_table(table, *columns)), list(rows))


def _mail(number: int, state: str = "done") -> dict[str, Any]:
    return {
        "id": number, "fingerprint": f"{number:064}", "message_id": f"<{number}@x>", "sender": "orlova@scena.example",
        "sha256": f"{number:064}", "raw": b"Subject: x\r\n\r\n", "received_at": NOW, "state": state, "outcome": "{}",
    }  # fmt: skip


def _letter(number: int, key: str, kind: str = "request") -> dict[str, Any]:
    return {
        "id": number, "key": key, "message_id": f"<{number}@contracts>", "request": 0, "kind": kind,
        "recipient": "orlova@scena.example", "raw": b"x", "state": "sent", "created_at": NOW, "attempts": 0,
        "error": "",
    }  # fmt: skip


def _draft(number: int, source: str, about: str = "", state: str = "waiting") -> dict[str, Any]:
    return {
        "id": number, "type": "purchase", "sha256": f"{number:064}", "name": "form.xlsx", "source": source,
        "sender": "", "about": about, "content": b"x", "received_at": NOW, "state": state, "outcome": "",
    }  # fmt: skip


def _absence(number: int, substitute: str | None, state: str, person: str = "lawyer") -> dict[str, Any]:
    return {
        "id": number, "person": person, "first": date(2026, 12, 1), "last": date(2026, 12, 14),
        "substitute": substitute, "state": state, "source": "mail:1", "recorded_at": NOW,
    }  # fmt: skip


def _aside(number: int, key: str, replayed: bool = False) -> dict[str, Any]:
    at = NOW + timedelta(minutes=number)
    replayed_at = LATER if replayed else None
    return {"id": number, "key": key, "at": at, "reason": "why", "traceback": "where", "replayed_at": replayed_at}


def test_letters_know_the_mail_and_the_absence_that_their_keys_named(old: Database) -> None:
    _put(old, "mails", _mail(12), _mail(13))
    keys = (
        "mail:12/receipt/7",
        "mail:13/absence:3",
        "absence:3/proposed/lawyer",
        "7/2/request/lawyer/1/0",
        "mail:99/help",
    )
    _put(old, "letters", *(_letter(number, key) for number, key in enumerate(keys, 1)))
    _put(old, "letters", _letter(6, "aside:mail:12/2026-11-24/admin", "aside"))
    migrations.upgrade(old.engine)
    with old.read() as connection:
        query = select(letters.c.dedup_key, letters.c.mail_id, letters.c.absence_id, letters.c.kind)
        assert connection.execute(query.order_by(letters.c.id)).all() == [
            ("mail:12/receipt/7", 12, None, "request"),
            ("mail:13/absence:3", 13, 3, "request"),
            ("absence:3/proposed/lawyer", None, 3, "request"),
            ("7/2/request/lawyer/1/0", None, None, "request"),
            ("mail:99/help", None, None, "request"),  # a mail that is not there any more
            ("aside:mail:12/2026-11-24/admin", None, None, "quarantine"),
        ]
        assert outbox.count_replies_since(connection, "orlova@scena.example", NOW) == 2
    with old.transaction() as tx:
        assert not outbox.put(tx, letter_of(Cause.of_mail(12).within("receipt", 7)), NOW), "it was sent already"


def test_drafts_know_the_mail_that_they_came_with(old: Database) -> None:
    _put(old, "mails", _mail(12))
    _put(old, "drafts", _draft(1, "mail:12", "З-1"), _draft(2, "mail:12", "З-1"), _draft(3, "folder:a", state="aside"))
    migrations.upgrade(old.engine)
    with old.read() as connection:
        assert [drafts.load(connection, each).mail_id for each in (1, 2, 3)] == [12, 12, None]
        assert [each.id for each in drafts.together(connection, 1)] == [1, 2]
        claimed = drafts.of_source(connection, "purchase", Cause.of_folder("a"))
    assert claimed is not None
    assert claimed.state == "quarantined"


def test_what_was_set_aside_is_in_quarantine_and_can_be_retried(old: Database) -> None:
    _put(old, "mails", _mail(12, "aside"))
    _put(old, "aside", _aside(1, "letter:4", replayed=True), _aside(2, "mail:12"), _aside(3, "mail:12"))
    migrations.upgrade(old.engine)
    with old.read() as connection:
        [waiting] = quarantined_work.quarantined(connection)
        everything = quarantined_work.quarantined(connection, everything=True)
    assert (waiting.key, waiting.at, waiting.reason) == (JobKey(JobKind.MAIL, 12), NOW + timedelta(minutes=2), "why")
    assert [each.key for each in everything] == [JobKey(JobKind.LETTER, 4), *[JobKey(JobKind.MAIL, 12)] * 2]
    assert everything[0].retried_at == LATER
    with old.transaction() as tx:
        assert quarantined_work.put(tx, JobKey(JobKind.DOCUMENTS, 1), "new", "", NOW)
        quarantined_work.retry(tx, waiting.id, NOW)
    with old.read() as connection:
        assert inbox.waiting(connection) == [12]


def test_an_absence_that_was_recorded_twice_is_one_that_counts(old: Database) -> None:
    _put(
        old, "absences",
        _absence(1, None, "proposed"), _absence(2, None, "agreed"), _absence(3, "economist", "proposed"),
    )  # fmt: skip
    _put(old, "letters", _letter(1, "absence:1/proposed/lawyer"))
    migrations.upgrade(old.engine)
    with old.read() as connection:
        found = absences.of_person(connection, "lawyer", everything=True)
        about = connection.execute(select(letters.c.absence_id)).scalars().all()
    assert [(each.id, each.substitute, each.proposed) for each in found] == [(2, None, False), (3, "economist", True)]
    assert about == [2]


def test_a_history_holds_as_it_was_written(old: Database) -> None:
    kind, data = event_to_json(DocumentsMade(1, docx(1).sha256, (docx(1),)))
    cause = "draft:3 from folder:18a"
    digest = entry_hash("З-1", 1, NOW, kind, cause, data, GENESIS)
    words = ("name", "type", "kind", "title", "status", "stage", "sha256", "initiator", "search")
    contract = {
        "id": 1, "number": "З-1", **dict.fromkeys(words, "x"), "round": 1, "version": 1, "waiting_for": json.dumps([]),
        "documents_to_make": False, "opened_at": NOW, "last_seq": 1, "last_hash": digest,
    }  # fmt: skip
    entry = {
        "contract_id": 1, "seq": 1, "at": NOW, "kind": kind, "cause": cause, "data": canonical(data),
        "previous": GENESIS, "hash": digest,
    }  # fmt: skip
    _put(old, "contracts", contract)
    _put(old, "events", entry)
    migrations.upgrade(old.engine)
    with old.read() as connection:
        assert list(history.verify(connection)) == [None]
        assert [each.cause for each in history.entries(connection, 1)] == [cause]
