"""Who is away, by mail: told by the person, proposed by a machine's reply, and what becomes of the open requests."""

from __future__ import annotations

from datetime import date

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.application.availability import directory, mark_affected_due
from daemon.store import absences
from daemon.store.cause import Cause

AUTO = [("Auto-Submitted", "auto-replied")]
TOLD = "Я в отпуске с 24 ноября по 4 декабря, за меня Зайцев"


def _recorded(contractd: InProcessDaemon) -> list[tuple[str, date, date, str | None]]:
    with contractd.database.read() as connection:
        return [(a.person, a.first, a.last, a.substitute) for a in absences.recorded(connection)]


def test_an_absence_told_by_mail_hands_the_open_requests_over_and_brings_them_back(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", TOLD, subject="Отпуск")
    assert _recorded(contractd) == [("lawyer", date(2026, 11, 24), date(2026, 12, 4), "lawyer_deputy")]
    letter = contractd.letter("orlova", "absence")
    assert letter.first_lines == "Записано: Орлова М. П. отсутствует с 24 ноября по 4 декабря 2026."
    assert "Вместо вас спросим: Зайцев О. Ю." in letter.text
    assert contractd.waiting(contract) == ["lawyer"]  # it begins tomorrow
    contractd.at("2026-11-24 00:05")
    assert contractd.waiting(contract) == ["lawyer_deputy"]
    request = contractd.letter("zaitsev", "request")
    assert "прошу согласовать за Орлову М. П. до" in request.first_lines.replace("\n", " ")
    assert "Почему вы: отвечаете за Орлову М. П." in request.text
    assert "отвечает Зайцев О. Ю." in contractd.letter("orlova", "void").text
    contractd.at("2026-12-15 00:05")  # the configuration has her away until the 14th
    assert contractd.waiting(contract) == ["lawyer"]


def test_an_absence_that_has_begun_is_effective_at_once(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Я в отпуске с 23 ноября по 4 декабря, за меня Зайцев", subject="Отпуск")
    assert contractd.waiting(contract) == ["lawyer_deputy"]
    contractd.mail("zaitsev", "Согласовано", answers=contractd.letter("zaitsev", "request"))
    assert contractd.letter("zaitsev", "receipt").first_lines == "Записано за Орлову М. П.: согласовано."
    assert "Зайцев О. Ю. (за Орлову М. П.)" in contractd.letter("belova", "request").text


def test_undo_takes_an_absence_back(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Я в отпуске с 23 ноября по 4 декабря, за меня Зайцев", subject="Отпуск")
    contractd.mail("orlova", "отмена", answers=contractd.letter("orlova", "absence"))
    assert _recorded(contractd) == []
    assert contractd.waiting(contract) == ["lawyer"]
    assert "Снято" in contractd.letter("orlova", "absence_removed").text


def test_the_same_absence_told_twice_is_recorded_once(contractd: InProcessDaemon) -> None:
    contractd.mail("orlova", TOLD, subject="Отпуск")
    contractd.mail("orlova", TOLD, subject="Отпуск")
    assert len(_recorded(contractd)) == 1
    assert len(contractd.letters("orlova", "absence")) == 2  # whoever tells it hears of it


def test_a_substitute_whom_nobody_knows_is_asked_back(contractd: InProcessDaemon) -> None:
    contractd.mail("orlova", "Я в отпуске с 1 по 14 декабря, за меня Кузнецов", subject="Отпуск")
    assert _recorded(contractd) == []
    assert "Не нашёл в справочнике: «Кузнецов»" in contractd.letter("orlova", "absence_unclear").text


def test_whoever_has_no_substitute_is_told_that_letters_still_come(contractd: InProcessDaemon) -> None:
    contractd.mail("belova", "Я в отпуске с 1 по 14 декабря", subject="Отпуск")
    assert "Заместителя у вас нет" in contractd.letter("belova", "absence").text


def test_somebody_else_s_absence_is_not_the_writer_s(contractd: InProcessDaemon) -> None:
    contractd.mail("orlova", "Белова в отпуске с 1 по 14 декабря", subject="Отпуск")
    assert _recorded(contractd) == []


def test_days_that_are_over_are_not_recorded(contractd: InProcessDaemon) -> None:
    contractd.mail("orlova", "Я в отпуске с 1 по 14 ноября, за меня Зайцев", subject="Отпуск")
    assert _recorded(contractd) == []


def test_a_machine_s_absence_notice_is_confirmed_by_the_substitute_with_one_word(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    notice = "Добрый день! Я в отпуске с 23 ноября по 4 декабря. По срочным вопросам обращайтесь к коллегам."
    contractd.mail("orlova", notice, answers=contractd.letter("orlova", "request"), headers=AUTO)
    assert _recorded(contractd) == []
    assert contractd.letters("orlova", "absence") == []  # a machine is not answered
    letter = contractd.letter("zaitsev", "absence_proposed")
    assert letter.first_lines == (
        "Орлова М. П.: автоответ говорит об отсутствии с 23 ноября по 4 декабря 2026. Записать?"
    )
    contractd.mail("orlova", notice, answers=contractd.letter("orlova", "request"), headers=AUTO)
    assert len(contractd.letters("zaitsev", "absence_proposed")) == 1
    contractd.mail("zaitsev", "Да", answers=letter)
    assert _recorded(contractd) == [("lawyer", date(2026, 11, 23), date(2026, 12, 4), None)]
    assert contractd.waiting(contract) == ["lawyer_deputy"]


def test_no_to_a_proposed_absence_forgets_it(contractd: InProcessDaemon) -> None:
    contractd.drop()
    notice = "Нахожусь в отпуске с 23 ноября по 4 декабря."
    contractd.mail("orlova", notice, answers=contractd.letter("orlova", "request"), headers=AUTO)
    contractd.mail("zaitsev", "Нет", answers=contractd.letter("zaitsev", "absence_proposed"))
    assert _recorded(contractd) == []


def test_a_proposed_absence_is_confirmed_only_by_the_one_who_was_asked(contractd: InProcessDaemon) -> None:
    contractd.drop()
    notice = "Нахожусь в отпуске с 23 ноября по 4 декабря."
    contractd.mail("orlova", notice, answers=contractd.letter("orlova", "request"), headers=AUTO)
    contractd.mail("mishin", "Да", answers=contractd.letter("zaitsev", "absence_proposed"))
    assert _recorded(contractd) == []


def test_the_configuration_s_absences_count_beside_those_of_mails(edited: Edited) -> None:
    contractd = edited(
        lambda text: text.replace("from: 2026-12-01, to: 2026-12-14", "from: 2026-11-23, to: 2026-11-25")
    )
    contract = contractd.drop()
    assert contractd.waiting(contract) == ["lawyer_deputy"]
    with contractd.database.read() as connection:
        assert directory(contractd.app, connection).absence("lawyer", contractd.clock) is not None
    contractd.at("2026-11-26 09:00")
    assert contractd.waiting(contract) == ["lawyer"]


def test_an_absence_by_the_command_line_reaches_the_running_daemon_with_the_next_sweep(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    with contractd.database.transaction() as tx:
        day = contractd.clock.date()
        absences.add(tx, "lawyer", day, day, "economist", Cause.of_operator("admin"), contractd.clock)
    contractd.at("2026-11-23 10:05")
    assert contractd.waiting(contract) == ["economist"]
    with contractd.database.transaction() as tx:
        [only] = absences.recorded(tx.connection)
        assert absences.remove(tx, only.id)
        mark_affected_due(contractd.app, tx)
    contractd.at("2026-11-23 10:10")
    assert contractd.waiting(contract) == ["lawyer"]


def test_where_the_house_wants_proofs_an_absence_without_one_is_confirmed_from_the_known_address(
    edited: Edited,
) -> None:
    contractd = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contractd.mail("orlova", TOLD, subject="Отпуск")
    assert _recorded(contractd) == []
    letter = contractd.letter("orlova", "absence_proposed")
    assert letter.first_lines.startswith("От вас пришло письмо об отсутствии")
    contractd.mail("orlova", "Да", answers=letter)
    assert len(_recorded(contractd)) == 1
