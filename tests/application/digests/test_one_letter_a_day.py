"""The digest goes out once a day with all that waits; what is urgent comes singly, and nothing falls between."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from workflow.people import at

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.application import held_letters, make_digest
from daemon.application.due_work import sweep
from daemon.application.quarantine import quarantine
from daemon.store import digests
from daemon.store.job_key import JobKind
from daemon.workflow.commands import Hold, MoveDeadline, Recall, Resume

MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"
ASKS = ("request", "reminder")


def with_digest(*people: str) -> Callable[[str], str]:
    """The sample configuration in which these people, by their mailboxes, get digests."""

    def edit(text: str) -> str:
        for each in people:
            address = f"email: {each}@scena.example"
            assert address in text
            text = text.replace(address, f"{address}, letters: digest")
        return text

    return edit


@pytest.fixture
def contractd(edited: Edited) -> InProcessDaemon:
    """Orlova, who is asked first and has two working days, reads digests."""
    daemon = edited(with_digest("orlova"))
    daemon.at(f"{MONDAY} 10:00")
    return daemon


def _singly(contractd: InProcessDaemon, person: str = "orlova") -> list[str]:
    return [each.kind for each in contractd.letters(person) if each.kind in ASKS]


def _digests(contractd: InProcessDaemon, person: str = "orlova") -> list[OutboxLetter]:
    return contractd.letters(person, "digest")


def test_what_waits_comes_in_one_letter_at_the_time_that_the_house_has_set(contractd: InProcessDaemon) -> None:
    first, second = contractd.drop(), contractd.drop(700_000)
    contractd.at(f"{TUESDAY} 08:59")
    assert contractd.letters("orlova") == []
    contractd.at(f"{TUESDAY} 09:00")
    [digest] = contractd.letters("orlova")
    assert digest.kind == "digest"
    assert digest.subject == "Ждут вашего решения: 2 договора, ближайший срок ср 25.11 18:00"
    text = digest.message.plain.replace("\u00a0", " ")
    assert f"1. {first.number} Договор закупки ООО «Ромашка», световое оборудование, 500 000,00 ₽" in text
    assert f"2. {second.number} Договор закупки ООО «Ромашка», световое оборудование, 700 000,00 ₽" in text
    assert "до ср 25.11 18:00, осталось 16 рабочих часов" in digest.text
    assert f"https://contracts.scena.example/contracts/{first.number}" in text
    assert len(digest.message.attachments) == 2


def test_it_is_one_letter_a_day_however_often_and_by_whomever_it_is_looked_for(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.clock = at(f"{TUESDAY} 09:00")
    first, second = sweep(contractd.app), sweep(contractd.app)
    ids = [each.id for each in (*first, *second) if each.kind is JobKind.DIGEST]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    for each in ids:
        make_digest.make(contractd.app, each)
    contractd.at(f"{TUESDAY} 09:05")
    contractd.at(f"{TUESDAY} 17:00")
    assert len(_digests(contractd)) == 1


def test_after_a_stop_it_comes_late_on_the_same_day(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.at(f"{TUESDAY} 11:40")
    assert len(_digests(contractd)) == 1
    assert _singly(contractd) == []


def test_there_is_none_when_nothing_waits_and_none_later_that_day(contractd: InProcessDaemon) -> None:
    contractd.at(f"{TUESDAY} 09:00")
    contractd.drop()
    contractd.at(f"{TUESDAY} 12:00")
    assert contractd.letters("orlova") == []
    contractd.at(f"{WEDNESDAY} 09:00")
    assert len(_digests(contractd)) == 1


def test_none_comes_on_a_day_on_which_its_reader_does_not_work(edited: Edited) -> None:
    contractd = edited(with_digest("orlova"))
    contractd.at("2026-11-27 10:00")  # a Friday; the deadline is Tuesday's evening
    contractd.drop()
    contractd.at("2026-11-28 09:00")
    contractd.at("2026-11-29 12:00")
    assert _digests(contractd) == []
    contractd.at("2026-11-30 09:00")
    assert len(_digests(contractd)) == 1


def test_what_is_due_before_the_next_digest_comes_singly_and_stands_in_the_digest_too(edited: Edited) -> None:
    contractd = edited(
        lambda text: with_digest("orlova")(text).replace("deadline: 2 working days", "deadline: 4 working hours", 1)
    )
    contractd.at(f"{MONDAY} 10:00")
    contract = contractd.drop()
    assert _singly(contractd) == ["request"]
    contractd.at(f"{TUESDAY} 09:00")
    assert contract.number in _digests(contractd)[0].message.plain


def test_a_deadline_that_is_brought_near_has_the_request_sent_at_once(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.request(contract, "lawyer")
    contractd.do(contract, MoveDeadline(request.id, at(f"{MONDAY} 17:00"), "admin"))
    contractd.at(f"{MONDAY} 10:05")
    assert _singly(contractd) == ["request"]
    assert contractd.letter("orlova", "request").message.attachments
    contractd.at(f"{MONDAY} 10:10")
    assert _singly(contractd) == ["request"]


def test_reminders_of_what_can_wait_fold_into_the_digest(edited: Edited) -> None:
    contractd = edited(
        lambda text: with_digest("belova")(text).replace(
            "remind: [8 working hours before", "remind: [12 working hours before, 8 working hours before"
        )
    )
    contractd.at(f"{MONDAY} 10:00")
    contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.at(f"{TUESDAY} 09:00")
    contractd.at(f"{TUESDAY} 15:00")  # the first reminder: the deadline is Wednesday's evening
    assert len(contractd.events(contractd.contract(contractd.numbers()[0]), "Reminded")) == 1
    assert _singly(contractd, "belova") == []
    contractd.at(f"{WEDNESDAY} 09:00")
    assert len(_digests(contractd, "belova")) == 2
    contractd.at(f"{WEDNESDAY} 12:00")  # the second: there is no digest any more before the deadline
    assert _singly(contractd, "belova") == ["reminder"]


def test_whoever_does_not_read_digests_any_more_gets_what_was_held(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.edit((", letters: digest", ", letters: single"))
    contractd.at(f"{MONDAY} 10:05")
    assert _singly(contractd) == ["request"]


def test_without_a_time_for_digests_everything_comes_singly(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.edit(('digest: {at: "09:00"}', "# none:"))
    contractd.at(f"{MONDAY} 10:05")
    assert _singly(contractd) == ["request"]


def test_a_substitute_gets_the_request_as_they_read_letters(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.edit(("from: 2026-12-01, to: 2026-12-14", "from: 2026-11-23, to: 2026-12-14"))
    contractd.at(f"{MONDAY} 10:05")
    assert _singly(contractd, "zaitsev") == ["request"]
    contractd.at(f"{TUESDAY} 09:00")
    assert _digests(contractd) == []


def test_whoever_was_never_shown_a_request_is_not_told_that_it_is_over(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.do(contract, Recall("admin", "ошибка в сумме"))
    contractd.at(f"{TUESDAY} 09:00")
    assert _digests(contractd) == []
    with contractd.database.read() as connection:
        assert digests.held_about(connection, contractd.rows()[0]) == []


def test_a_contract_on_hold_is_in_no_digest_and_in_the_next_when_it_goes_on(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.do(contract, Hold("admin", "ждём смету"))
    contractd.at(f"{TUESDAY} 09:00")
    assert _digests(contractd) == []
    contractd.do(contract, Resume("admin"))
    contractd.at(f"{WEDNESDAY} 09:00")
    assert len(_digests(contractd)) + len(_singly(contractd)) == 1


def test_a_request_to_sign_comes_singly_with_its_paper_and_is_named_in_the_digest(edited: Edited) -> None:
    contractd = edited(with_digest("sokolov"))
    contract = contractd.drop()
    for person in ("orlova", "belova", "krylova"):
        contractd.mail(person, "Согласовано", answers=contractd.letter(person, "request"))
    assert _singly(contractd, "sokolov") == ["request"]
    contractd.at(f"{TUESDAY} 09:00")
    digest = _digests(contractd, "sokolov")[0]
    assert contract.number in digest.text
    assert "на подпись, в отдельном письме" in digest.text
    assert digest.message.attachments == ()


def test_a_letter_that_was_held_is_sent_once(contractd: InProcessDaemon) -> None:
    contractd.drop()
    with contractd.database.read() as connection:
        [held] = digests.held(connection)
    contractd.edit((", letters: digest", ""))
    held_letters.send_singly(contractd.app, held.id)
    held_letters.send_singly(contractd.app, held.id)
    assert _singly(contractd) == ["request"]


def test_a_digest_that_cannot_be_made_holds_nothing_back_for_ever(edited: Edited) -> None:
    contractd = edited(
        lambda text: with_digest("orlova")(text).replace("deadline: 2 working days", "deadline: 12 working hours", 1)
    )
    contractd.at(f"{MONDAY} 10:00")
    contractd.drop()
    contractd.clock = at(f"{TUESDAY} 09:00")
    [broken] = [each for each in sweep(contractd.app) if each.kind is JobKind.DIGEST]
    quarantine(contractd.app, broken, ValueError("it cannot be made"))
    contractd.at(f"{TUESDAY} 09:01")  # the deadline comes before the next one
    assert _digests(contractd) == []
    assert _singly(contractd) == ["request"]


def test_what_does_not_fit_is_on_the_board_or_comes_in_a_letter_of_its_own(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_digest, "LARGEST", 0)
    contractd = edited(
        lambda text: with_digest("orlova")(text).replace(
            'board: {listen: "127.0.0.1:8080", address: "https://contracts.scena.example"}', ""
        )
    )
    contractd.drop()
    contractd.at(f"{TUESDAY} 09:00")
    assert _digests(contractd)[0].message.attachments == ()
    assert "в отдельном письме об этом договоре" in _digests(contractd)[0].text
    assert _singly(contractd) == ["request"]
    contractd.at(f"{WEDNESDAY} 09:00")
    assert _singly(contractd)[0] == "request"
    assert _singly(contractd).count("request") == 1
