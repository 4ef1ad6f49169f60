"""Who is away, by mail: told by the person, proposed by a machine's reply, and what becomes of the open requests."""

from __future__ import annotations

from datetime import date

from application.conftest import Edited
from application.theatre import Theatre
from daemon.application.availability import directory, mark_affected_due
from daemon.store import absences
from daemon.store.cause import Cause

AUTO = [("Auto-Submitted", "auto-replied")]
TOLD = "Я в отпуске с 24 ноября по 4 декабря, за меня Зайцев"


def _recorded(theatre: Theatre) -> list[tuple[str, date, date, str | None]]:
    with theatre.database.read() as connection:
        return [(a.person, a.first, a.last, a.substitute) for a in absences.recorded(connection)]


def test_an_absence_told_by_mail_hands_the_open_requests_over_and_brings_them_back(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", TOLD, subject="Отпуск")
    assert _recorded(theatre) == [("lawyer", date(2026, 11, 24), date(2026, 12, 4), "lawyer_deputy")]
    letter = theatre.letter("orlova", "absence")
    assert letter.first_lines == "Записано: Орлова М. П. отсутствует с 24 ноября по 4 декабря 2026."
    assert "Вместо вас спросим: Зайцев О. Ю." in letter.text
    assert theatre.waiting(contract) == ["lawyer"]  # it begins tomorrow
    theatre.at("2026-11-24 00:05")
    assert theatre.waiting(contract) == ["lawyer_deputy"]
    request = theatre.letter("zaitsev", "request")
    assert "прошу согласовать за Орлову М. П. до" in request.first_lines.replace("\n", " ")
    assert "Почему вы: отвечаете за Орлову М. П." in request.text
    assert "отвечает Зайцев О. Ю." in theatre.letter("orlova", "void").text
    theatre.at("2026-12-15 00:05")  # the configuration has her away until the 14th
    assert theatre.waiting(contract) == ["lawyer"]


def test_an_absence_that_has_begun_is_effective_at_once(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Я в отпуске с 23 ноября по 4 декабря, за меня Зайцев", subject="Отпуск")
    assert theatre.waiting(contract) == ["lawyer_deputy"]
    theatre.mail("zaitsev", "Согласовано", answers=theatre.letter("zaitsev", "request"))
    assert theatre.letter("zaitsev", "receipt").first_lines == "Записано за Орлову М. П.: согласовано."
    assert "Зайцев О. Ю. (за Орлову М. П.)" in theatre.letter("belova", "request").text


def test_undo_takes_an_absence_back(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Я в отпуске с 23 ноября по 4 декабря, за меня Зайцев", subject="Отпуск")
    theatre.mail("orlova", "отмена", answers=theatre.letter("orlova", "absence"))
    assert _recorded(theatre) == []
    assert theatre.waiting(contract) == ["lawyer"]
    assert "Снято" in theatre.letter("orlova", "absence_removed").text


def test_the_same_absence_told_twice_is_recorded_and_answered_once(theatre: Theatre) -> None:
    theatre.mail("orlova", TOLD, subject="Отпуск")
    theatre.mail("orlova", TOLD, subject="Отпуск")
    assert len(_recorded(theatre)) == 1
    assert len(theatre.letters("orlova", "absence")) == 1


def test_a_substitute_whom_nobody_knows_is_asked_back(theatre: Theatre) -> None:
    theatre.mail("orlova", "Я в отпуске с 1 по 14 декабря, за меня Кузнецов", subject="Отпуск")
    assert _recorded(theatre) == []
    assert "Не нашёл в справочнике: «Кузнецов»" in theatre.letter("orlova", "absence_unclear").text


def test_whoever_has_no_substitute_is_told_that_letters_still_come(theatre: Theatre) -> None:
    theatre.mail("belova", "Я в отпуске с 1 по 14 декабря", subject="Отпуск")
    assert "Заместителя у вас нет" in theatre.letter("belova", "absence").text


def test_somebody_else_s_absence_is_not_the_writer_s(theatre: Theatre) -> None:
    theatre.mail("orlova", "Белова в отпуске с 1 по 14 декабря", subject="Отпуск")
    assert _recorded(theatre) == []


def test_days_that_are_over_are_not_recorded(theatre: Theatre) -> None:
    theatre.mail("orlova", "Я в отпуске с 1 по 14 ноября, за меня Зайцев", subject="Отпуск")
    assert _recorded(theatre) == []


def test_a_machine_s_absence_notice_is_confirmed_by_the_substitute_with_one_word(theatre: Theatre) -> None:
    contract = theatre.drop()
    notice = "Добрый день! Я в отпуске с 23 ноября по 4 декабря. По срочным вопросам обращайтесь к коллегам."
    theatre.mail("orlova", notice, answers=theatre.letter("orlova", "request"), headers=AUTO)
    assert _recorded(theatre) == []
    assert theatre.letters("orlova", "absence") == []  # a machine is not answered
    letter = theatre.letter("zaitsev", "absence_proposed")
    assert letter.first_lines == (
        "Орлова М. П.: автоответ говорит об отсутствии с 23 ноября по 4 декабря 2026. Записать?"
    )
    theatre.mail("orlova", notice, answers=theatre.letter("orlova", "request"), headers=AUTO)
    assert len(theatre.letters("zaitsev", "absence_proposed")) == 1
    theatre.mail("zaitsev", "Да", answers=letter)
    assert _recorded(theatre) == [("lawyer", date(2026, 11, 23), date(2026, 12, 4), None)]
    assert theatre.waiting(contract) == ["lawyer_deputy"]


def test_no_to_a_proposed_absence_forgets_it(theatre: Theatre) -> None:
    theatre.drop()
    notice = "Нахожусь в отпуске с 23 ноября по 4 декабря."
    theatre.mail("orlova", notice, answers=theatre.letter("orlova", "request"), headers=AUTO)
    theatre.mail("zaitsev", "Нет", answers=theatre.letter("zaitsev", "absence_proposed"))
    assert _recorded(theatre) == []


def test_a_proposed_absence_is_confirmed_only_by_the_one_who_was_asked(theatre: Theatre) -> None:
    theatre.drop()
    notice = "Нахожусь в отпуске с 23 ноября по 4 декабря."
    theatre.mail("orlova", notice, answers=theatre.letter("orlova", "request"), headers=AUTO)
    theatre.mail("mishin", "Да", answers=theatre.letter("zaitsev", "absence_proposed"))
    assert _recorded(theatre) == []


def test_the_configuration_s_absences_count_beside_those_of_mails(edited: Edited) -> None:
    theatre = edited(lambda text: text.replace("from: 2026-12-01, to: 2026-12-14", "from: 2026-11-23, to: 2026-11-25"))
    contract = theatre.drop()
    assert theatre.waiting(contract) == ["lawyer_deputy"]
    with theatre.database.read() as connection:
        assert directory(theatre.app, connection).absence("lawyer", theatre.clock) is not None
    theatre.at("2026-11-26 09:00")
    assert theatre.waiting(contract) == ["lawyer"]


def test_an_absence_by_the_command_line_reaches_the_running_daemon_with_the_next_sweep(theatre: Theatre) -> None:
    contract = theatre.drop()
    with theatre.database.transaction() as tx:
        day = theatre.clock.date()
        absences.add(tx, "lawyer", day, day, "economist", Cause.of_operator("admin"), theatre.clock)
    theatre.at("2026-11-23 10:05")
    assert theatre.waiting(contract) == ["economist"]
    with theatre.database.transaction() as tx:
        [only] = absences.recorded(tx.connection)
        assert absences.remove(tx, only.id)
        mark_affected_due(theatre.app, tx)
    theatre.at("2026-11-23 10:10")
    assert theatre.waiting(contract) == ["lawyer"]


def test_where_the_house_wants_proofs_an_absence_without_one_is_confirmed_from_the_known_address(
    edited: Edited,
) -> None:
    theatre = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    theatre.mail("orlova", TOLD, subject="Отпуск")
    assert _recorded(theatre) == []
    letter = theatre.letter("orlova", "absence_proposed")
    assert letter.first_lines.startswith("От вас пришло письмо об отсутствии")
    theatre.mail("orlova", "Да", answers=letter)
    assert len(_recorded(theatre)) == 1
