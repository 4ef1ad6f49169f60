"""Text from anybody: as long as it likes, with what no database keeps in it, and the same on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from workflow.people import someone

from daemon.store import (
    absences,
    archive_index,
    contract_queries,
    drafts,
    history,
    inbox,
    outbox,
    quarantined_work,
    unreachable_addresses,
)
from daemon.store.cause import Cause
from daemon.store.database import Database
from daemon.store.job_key import JobKey, JobKind
from daemon.store.outbox import OutgoingLetter
from daemon.store.tables import letters, mails, storable
from daemon.workflow.commands import GiveVerdict
from daemon.workflow.model import Verdict
from store.cases import NOW, execute, register, under_way

ODD = {
    "long": ("я" * 2500, "я" * 2500),
    "nul": ("Ром\x00ашка", "Ром\ufffdашка"),
    "first half": ("Ром\ud83dашка", "Ром\ufffdашка"),
    "second half": ("Ромашка\udcff", "Ромашка\ufffd"),
    "both halves": ("Ромашка\ud83d\ude00", "Ромашка😀"),
}
odd_texts = pytest.mark.parametrize(("text", "kept"), ODD.values(), ids=ODD)


@odd_texts
def test_a_text_has_one_form_in_which_it_is_kept(text: str, kept: str) -> None:
    assert storable(text) == storable(kept) == kept


@odd_texts
def test_a_mail_is_kept_whatever_its_headers_hold(database: Database, text: str, kept: str) -> None:
    with database.transaction() as tx:
        first = inbox.store(tx, b"Subject: a\r\n\r\n", f"<{text}@x>", text, NOW)
        second = inbox.store(tx, b"Subject: b\r\n\r\n", "<b@x>", text, NOW)
        assert first is not None
        assert second is not None
        inbox.finish(tx, second, f'{{"did": "{text}"}}', None)
    with database.read() as connection:
        rows = connection.execute(select(mails.c.message_id, mails.c.sender, mails.c.outcome)).all()
    assert sorted(rows) == sorted([(f"<{kept}@x>", kept, "{}"), ("<b@x>", kept, f'{{"did": "{kept}"}}')])


@odd_texts
def test_a_letter_is_kept_and_found_whatever_is_called_so(database: Database, text: str, kept: str) -> None:
    with database.transaction() as tx:
        assert outbox.put(tx, OutgoingLetter(Cause(f"1/{text}"), f"<{text}@x>", text, text, b"x"), NOW)
        assert not outbox.put(tx, OutgoingLetter(Cause(f"1/{text}"), "<other@x>", text, text, b"x"), NOW)
        outbox.mark_refused(tx, 1, text)
        unreachable_addresses.mark(tx, text, text, NOW)
    with database.read() as connection:
        found = outbox.find(connection, (f"<{text}@unknown>", f"<{kept}@x>"))
        assert found is not None
        assert (found.recipient, found.kind) == (kept, kept)
        assert connection.execute(select(letters.c.error)).scalar() == kept
        assert unreachable_addresses.addresses(connection) == {kept.lower(): kept}


@odd_texts
def test_a_draft_is_kept_whatever_its_name_is(database: Database, text: str, kept: str) -> None:
    with database.transaction() as tx:
        stored = drafts.store(tx, text, text, b"x", Cause.of_folder(text), NOW, sender=text, about=text)
        assert drafts.store(tx, text, text, b"x", Cause.of_folder(text), NOW).id == stored.id
        drafts.finish(tx, stored.id, "rejected", text)
        archive_index.remember(tx, "a" * 64, text, 1)
    with database.read() as connection:
        found = drafts.of_source(connection, text, Cause.of_folder(text))
        assert found is not None
        assert (found.type, found.name, found.sender, found.about, found.outcome) == (kept,) * 5
        assert archive_index.path_of(connection, "a" * 64) == kept


@odd_texts
def test_what_fails_is_in_quarantine_whatever_its_reason_says(database: Database, text: str, kept: str) -> None:
    with database.transaction() as tx:
        assert quarantined_work.put(tx, JobKey(JobKind.MAIL, 1), text, text, NOW)
    with database.read() as connection:
        [found] = quarantined_work.quarantined(connection)
    assert (found.reason, found.traceback) == (kept, kept)


@odd_texts
def test_an_absence_is_kept_whatever_its_people_are_called(database: Database, text: str, kept: str) -> None:
    day = date(2026, 12, 1)
    with database.transaction() as tx:
        number = absences.add(tx, text, day, day, text, Cause.of_operator(text), NOW)
        assert absences.add(tx, text, day, day, text, Cause.of_operator(text), NOW) == number
        absences.set_known_away(tx, {text: ()})
    with database.read() as connection:
        [found] = absences.of_person(connection, text)
        assert (found.person, found.substitute, found.source) == (kept, kept, f"cli:{kept}")
        assert list(absences.known_away(connection)) == [kept]


@odd_texts
def test_a_contract_is_kept_and_found_whatever_it_is_called(database: Database, text: str, kept: str) -> None:
    stored = register(database, "З-2026-0001", f"ООО {text}")
    with database.read() as connection:
        [found] = contract_queries.search(connection, kept[-5:])
        assert found.name == f"З-2026-0001 Договор закупки ООО {kept}"
        assert history.load(connection, stored.id).contract.name == found.name
        assert list(history.verify(connection)) == [None]


@odd_texts
def test_a_history_holds_whatever_people_write(database: Database, text: str, kept: str) -> None:
    stored = under_way(database)
    with database.transaction() as tx:
        verdict = GiveVerdict(1, Verdict.RETURN, text, someone("lawyer"), "e" * 64)
        after = execute(tx, stored, verdict)
    answer = after.contract.request(1).answer
    assert answer is not None
    assert answer.remarks == kept
    with database.read() as connection:
        assert list(history.verify(connection)) == [None]
        remarks = [getattr(each.event, "remarks", None) for each in history.entries(connection, stored.id)]
        assert [each for each in remarks if each] == [kept]
