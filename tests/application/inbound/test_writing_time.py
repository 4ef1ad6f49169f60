"""Mails count from when they were written, and take effect in that order, however late and mixed up they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from workflow.people import at

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from application.test_deadline_gate import LookedAt
from daemon.application.admin.figures import report_rows
from daemon.application.deadline_gate import PATIENCE, DeadlineGate
from daemon.application.inbound import dispatch
from daemon.application.inbound.writing_time import LONGEST_WAY, written_at
from daemon.store.job_key import JobKey, JobKind
from daemon.workflow.model import Contract, Status

ARRIVED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOW = ARRIVED + timedelta(hours=5)
HOUR = timedelta(hours=1)
ONE_HOUR = """\
    route:
      - {stage: fund, title: Согласование фонда, approvers: [commercial, accountant], deadline: 1 working hour}
      - {stage: end, title: Решение, approvers: [director], deadline: 2 working days}
"""


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (ARRIVED - 2 * HOUR, ARRIVED - 2 * HOUR),  # it waited for a network
        (None, ARRIVED),
        (ARRIVED + HOUR, ARRIVED),  # a clock that is fast
        (ARRIVED - LONGEST_WAY, ARRIVED - LONGEST_WAY),
        (ARRIVED - LONGEST_WAY - HOUR, ARRIVED),  # a clock that is wrong, or somebody who wants to have been in time
        (datetime(1990, 1, 1, tzinfo=UTC), ARRIVED),
    ],
)
def test_a_mail_was_written_when_its_date_says_if_that_can_be_believed(
    date: datetime | None, written: datetime
) -> None:
    assert written_at(date, ARRIVED, NOW) == written


def test_an_arrival_that_is_still_to_come_is_now() -> None:
    assert written_at(None, NOW + HOUR, NOW) == NOW


@pytest.fixture
def contractd(edited: Edited) -> InProcessDaemon:
    """A daemon whose purchases ask two people at once, for an hour."""

    def edit(text: str) -> str:
        begin, end = text.index("    route: "), text.index("\n  ticket_sales:")
        return text[:begin] + ONE_HOUR + text[end:]

    return edited(edit)


def lies(contractd: InProcessDaemon, sender: str, words: str, when: str) -> int:
    """Somebody answers their request while the daemon is stopped; the row of their mail, once it is fetched."""
    now, contractd.clock = contractd.clock, at(when)
    raw = contractd.written(sender, words, contractd.letter(sender, "request"))
    contractd.clock = now
    stored = contractd.store(raw, at(when))
    assert stored is not None
    return stored


def stopped(contractd: InProcessDaemon) -> Contract:
    """A contract of ten o'clock that is looked at again at four."""
    contract = contractd.drop()
    contractd.clock = at("2026-11-23 16:00")
    return contract


def test_after_a_stop_answers_take_effect_in_the_order_of_writing_and_are_in_time(contractd: InProcessDaemon) -> None:
    contract = stopped(contractd)
    lies(contractd, "belova", "Вернуть: нет сметы", "2026-11-23 12:00")  # comes out of the mailbox first, is late
    lies(contractd, "krylova", "Согласовано", "2026-11-23 10:40")
    contractd.at("2026-11-23 16:00")
    after = contractd.contract(contract.number)
    assert after.status is Status.IN_REWORK
    by_person = {each.assignee.key: each for each in after.requests}
    answers = {key: each.answer.at for key, each in by_person.items() if each.answer}
    assert answers == {"commercial": at("2026-11-23 12:00"), "accountant": at("2026-11-23 10:40")}
    assert by_person["accountant"].overdue_since is None
    with contractd.database.read() as connection:
        figures = {row["person"]: (row["on_time"], row["late"]) for row in report_rows(connection, contractd.clock)}
    assert (figures["accountant"], figures["commercial"]) == ((1, 0), (0, 1))


def test_nothing_that_was_fetched_is_read_before_all_is_fetched(contractd: InProcessDaemon) -> None:
    contract = stopped(contractd)
    mailbox = LookedAt()
    read_mail = DeadlineGate(mailbox).once_read(dispatch.read_mail)
    late = lies(contractd, "belova", "Вернуть: нет сметы", "2026-11-23 12:00")
    read_mail(contractd.app, late)
    assert contractd.waiting(contract) == ["commercial", "accountant"]
    lies(contractd, "krylova", "Согласовано", "2026-11-23 10:40")
    mailbox.read_until = contractd.clock
    read_mail(contractd.app, late)  # one that was written earlier waits
    assert contractd.waiting(contract) == ["commercial", "accountant"]
    contractd.work()
    assert contractd.contract(contract.number).status is Status.IN_REWORK
    assert len(contractd.events(contract, "VerdictGiven")) == 2


def test_the_mail_that_was_waited_for_wakes_the_next(contractd: InProcessDaemon) -> None:
    contract = stopped(contractd)
    later = lies(contractd, "belova", "Согласовано", "2026-11-23 12:00")
    earlier = lies(contractd, "krylova", "Согласовано", "2026-11-23 10:40")
    contractd._woken.clear()
    dispatch.read_mail(contractd.app, later)
    dispatch.read_mail(contractd.app, earlier)
    assert contractd.waiting(contract) == ["commercial"]
    assert JobKey(JobKind.MAIL, later) in contractd._woken


def test_a_mail_that_cannot_be_read_now_holds_others_up_for_a_minute(contractd: InProcessDaemon) -> None:
    contract = stopped(contractd)
    lies(contractd, "krylova", "Согласовано", "2026-11-23 10:40")
    later = lies(contractd, "belova", "Согласовано", "2026-11-23 12:00")
    contractd._woken.clear()
    contractd.clock += PATIENCE + timedelta(seconds=1)
    dispatch.read_mail(contractd.app, later)
    assert contractd.waiting(contract) == ["accountant"]


def test_what_was_written_before_the_objection_that_stands_does_not_lift_it(contractd: InProcessDaemon) -> None:
    contract = stopped(contractd)
    lies(contractd, "belova", "Вернуть: нет сметы", "2026-11-23 11:30")
    contractd.work()
    lies(contractd, "belova", "Согласовано", "2026-11-23 11:00")
    contractd.work()
    answer = contractd.request(contract, "commercial").answer
    assert answer
    assert answer.remarks == "нет сметы"
