"""What an administrator may do to a contract from the command line, and what is said when it cannot be."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from cli.conftest import CommandLine, unwrapped
from daemon.application.execute import execute
from daemon.store import history
from daemon.workflow.commands import GiveVerdict
from daemon.workflow.events import ApproverAsked, RequestClosed
from daemon.workflow.model import ClosedWhy, Status, Verdict
from daemon.workflow.route import participant

TODAY, LATER = (f"{date.today() + timedelta(days=days):%F}" for days in (0, 3))  # noqa: DTZ011


def test_hold_and_resume(cli: CommandLine) -> None:
    number = cli.submit()
    said = cli.says("hold", number, "--reason", "ждём смету")
    assert said == f"{number}: приостановлен. Сейчас: согласование приостановлено.\n"
    assert f"Сначала продолжите его: contractd resume {number}" in cli.refuses("remind", number)
    assert cli.says("resume", number).startswith(f"{number}: на согласовании. Сейчас: Правовая экспертиза, ждём ")


def test_a_finished_contract_stays_finished(cli: CommandLine) -> None:
    number = cli.submit()
    cli.says("withdraw", number)
    for command in ("hold", "resume", "remind", "withdraw"):
        assert "договор завершён и таким останется" in cli.refuses(command, number)


def test_a_recalled_contract_is_in_rework(cli: CommandLine) -> None:
    number = cli.submit()
    said = cli.says("recall", number, "--reason", "перепутан ИНН")
    assert said.startswith(f"{number}: на доработке. Сейчас: на доработке, до ")
    assert "форма у инициатора" in cli.refuses("recall", number)
    cli.says("withdraw", number)
    assert "договор завершён и таким останется" in cli.refuses("recall", number)


def test_a_declined_contract_is_reopened(cli: CommandLine) -> None:
    number = cli.submit()
    assert "состояние договора – «На согласовании»" in cli.refuses("reopen", number)
    cli.verdict(number, "lawyer", Verdict.DECLINE)
    assert cli.contract(number).status is Status.DECLINED
    cli.says("reopen", number, "--reason", "спор улажен")
    assert not cli.contract(number).is_closed


def test_reassign_asks_somebody_else(cli: CommandLine) -> None:
    number = cli.submit()
    cli.says("reassign", number, "--from", "lawyer", "--to", "john")
    assert [each.key for each in cli.contract(number).waiting_for()] == ["john"]
    said = cli.refuses("reassign", number, "--from", "lawyer", "--to", "clerk")
    assert "Орлова Мария Петровна по этому договору сейчас не отвечает" in said
    assert "ждём John Reed" in said
    said = cli.refuses("reassign", number, "--from", "john", "--to", "directer")
    assert "Нет такого человека: «directer». Возможно, имелось в виду: director (Соколов А. В.)." in said


def asked_twice(cli: CommandLine) -> str:
    """A contract for which one person is waited for twice in a stage, as earlier releases asked a substitute."""
    number = cli.submit()
    cli.verdict(number, "lawyer")
    with cli.app() as app, app.database.transaction() as tx:
        stored = history.load(tx.connection, cli.id_of(app, number), lock=True)
        economist = next(each for each in stored.contract.requests if each.assignee.key == "economist" and each.waits)
        accountant = participant(app.directory.people["accountant"])
        asked = ApproverAsked(
            len(stored.contract.requests) + 1,
            "finance",
            accountant,
            economist.due_at,
            economist.plan,
            instead_of=economist.id,
            on_behalf_of=economist.assignee,
        )
        history.append(tx, stored, [RequestClosed(economist.id, ClosedWhy.AWAY), asked], "test", app.now())
    waiting = [(each.assignee.key, each.slot) for each in cli.contract(number).requests if each.waits]
    assert waiting == [("accountant", "accountant"), ("accountant", "economist")]
    return number


def test_nobody_is_asked_twice_in_a_stage(cli: CommandLine) -> None:
    number = cli.submit()
    cli.says("absence", "add", "economist", "--from", TODAY, "--to", LATER, "--substitute", "accountant")
    cli.verdict(number, "lawyer")
    waiting = [(each.assignee.key, each.slot) for each in cli.contract(number).requests if each.waits]
    assert waiting == [("accountant", "accountant"), ("economist", "economist")]


def test_a_stage_that_is_short_is_seen_and_its_vacant_place_is_filled(cli: CommandLine) -> None:
    cli.edit(
        "    initiator: clerk                # when the form", "    initiator: director                # when the form"
    )
    number = cli.submit()
    for person in ("lawyer", "accountant"):
        cli.verdict(number, person)
    (row,) = cli.rows("list")
    assert (row["status"], row["shortage"], row["waiting_for"]) == ("in_approval", "0/1", ["director"])
    assert "не хватает согласующих (0/1)" in unwrapped(cli.says("list"), 2)
    said = " ".join(cli.says("status", number).split())
    assert "согласующих не хватает: нужно 1, ответить могут 0" in said
    assert f"Спросить некого: Соколов А. В. Поможет contractd reassign {number}" in said
    said = cli.refuses("reassign", number, "--from", "director", "--to", "director")
    assert "Соколов Андрей Викторович отсутствует, уже отвечает на этом этапе или сам сдал этот договор" in said
    assert "согласующих не хватает: нужно 1" in said
    cli.says("reassign", number, "--from", "director", "--to", "commercial")
    (row,) = cli.rows("list")
    assert (row["shortage"], row["waiting_for"]) == (None, ["commercial"])


class TestAskedTwice:
    def test_reassign_asks_which_place_is_meant(self, cli: CommandLine) -> None:
        number = asked_twice(cli)
        said = cli.refuses("reassign", number, "--from", "accountant", "--to", "john")
        assert "Крылова Нина Сергеевна отвечает на нескольких местах" in said
        assert (
            "(--stage finance --place accountant), Крылова Нина Сергеевна (--stage finance --place economist)" in said
        )

    def test_reassign_hands_over_the_place_that_is_named(self, cli: CommandLine) -> None:
        number = asked_twice(cli)
        cli.says("reassign", number, "--from", "accountant", "--to", "john", "--place", "economist")
        waiting = {each.assignee.key for each in cli.contract(number).requests if each.waits}
        assert waiting == {"accountant", "john"}
        cli.says("reassign", number, "--from", "accountant", "--to", "director")  # only one place is left

    def test_a_place_where_nobody_waits_is_told_with_those_that_there_are(self, cli: CommandLine) -> None:
        number = asked_twice(cli)
        said = cli.refuses("reassign", number, "--from", "accountant", "--to", "john", "--place", "lawyer")
        assert "Укажите одно из этих: Крылова Нина Сергеевна (--stage finance --place accountant)" in said

    def test_extend_gives_time_in_both_places_or_in_one(self, cli: CommandLine) -> None:
        number = asked_twice(cli)
        own, other = (each.due_at for each in cli.contract(number).requests if each.waits)
        cli.says("extend", number, "--by", "2 days", "--person", "accountant", "--place", "economist")
        assert [each.due_at == own for each in cli.contract(number).requests if each.waits] == [True, False]
        cli.says("extend", number, "--by", "5 days", "--person", "accountant")
        assert all(each.due_at > max(own, other) for each in cli.contract(number).requests if each.waits)

    def test_remind_hurries_both(self, cli: CommandLine) -> None:
        number = asked_twice(cli)
        cli.says("remind", number)
        assert [each.reminded for each in cli.contract(number).requests if each.waits] == [1, 1]


class TestExtend:
    def test_by_so_much(self, cli: CommandLine) -> None:
        number = cli.submit()
        before = cli.contract(number).open_requests()[0].due_at
        cli.says("extend", number, "--by", "2 days")
        assert cli.contract(number).open_requests()[0].due_at >= before + timedelta(days=2)

    def test_until_a_moment_of_the_house(self, cli: CommandLine) -> None:
        number = cli.submit()
        cli.says("extend", number, "--until", "2027-03-01 12:00", "--person", "lawyer")
        assert cli.contract(number).open_requests()[0].due_at == datetime(2027, 3, 1, 7, tzinfo=UTC)

    def test_what_cannot_be_is_told_with_what_to_do(self, cli: CommandLine) -> None:
        number = cli.submit()
        assert "give either" in cli.refuses("extend", number)
        assert "give either" in cli.refuses("extend", number, "--by", "1 day", "--until", "2027-03-01 12:00")
        assert "expected a duration" in cli.refuses("extend", number, "--by", "a while")
        assert "01.03.2020 12:00 уже прошло" in cli.refuses("extend", number, "--until", "2020-03-01 12:00")
        assert "ждём Орлову М. П." in cli.refuses("extend", number, "--by", "1 day", "--person", "john")
        cli.says("withdraw", number)
        assert "сейчас никого не ждём" in cli.refuses("extend", number, "--by", "1 day")


def test_a_number_mistyped_is_told_with_what_is_like_it(cli: CommandLine) -> None:
    number = cli.submit()
    assert number in cli.refuses("hold", number[:-2])
    assert "contractd list --all" in cli.refuses("hold", "Ы-1")


def test_a_command_before_the_first_start_says_so_and_makes_no_database(cli: CommandLine) -> None:
    (cli.folder / "contractd.db").unlink()
    assert "start the daemon once" in cli.refuses("list")
    assert not (cli.folder / "contractd.db").exists()


def conditional(cli: CommandLine) -> str:
    """A contract that everybody before the signature has approved, the lawyer under two conditions."""
    number = cli.submit()
    cli.verdict(number, "lawyer", Verdict.APPROVE_WITH_REMARKS, conditions=("срок 10 дней", "аванс 30 %"))
    while len(waiting := cli.contract(number).waiting_for()) and waiting[0].key != "clerk":
        cli.verdict(number, waiting[0].key)
    return number


def test_conditions_are_listed_and_confirmed(cli: CommandLine) -> None:
    number = conditional(cli)
    said = " ".join(cli.says("status", number).split())
    assert "Условие 1 (Орлова М. П.), не подтверждено: срок 10 дней" in said
    first, second = cli.rows("conditions", number)
    assert (first["number"], first["condition"], first["confirmed_by"]) == (1, "срок 10 дней", None)
    assert "инициатор (Титова О. Н.)" in " ".join(cli.says("confirm", number, "2", "--words", "п. 3.1").split())
    assert "ждём Соколова А. В." in " ".join(cli.says("confirm", number).split())
    [_, second] = cli.rows("conditions", number)
    assert second["words"] == "п. 3.1"
    assert "неподтверждённых условий нет" in cli.refuses("confirm", number)
    assert "условие 1 сейчас не ждёт подтверждения. Какие ждут, " in cli.refuses("confirm", number, "1")
    [row, *_] = cli.rows("status", number)
    assert row["conditions"] == ["1, confirmed: срок 10 дней", "2, confirmed: аванс 30 %"]


def test_who_looks_within_the_grace_is_told_when_the_stage_closes_and_what_comes_then(cli: CommandLine) -> None:
    cli.edit("\ngrace: 0", "\ngrace: 2 minutes")
    number = cli.submit()
    cli.verdict(number, "lawyer")
    closes_at = cli.contract(number).closes_at
    assert closes_at
    [row] = cli.rows("list")
    assert row["waiting_for"] == []
    assert datetime.fromisoformat(row["closes_at"]) == datetime.fromisoformat(row["due_at"]) == closes_at
    assert "никого, этап закроется сам" in unwrapped(cli.says("list"), 3)
    said = " ".join(cli.says("status", number).split())
    assert "Правовая экспертиза, решение принято. Этап закроется" in said
    assert "затем спросим следующих: Финансовый контроль" in said


def test_a_history_has_both_times_of_an_answer_that_was_read_later(cli: CommandLine) -> None:
    number = cli.submit()
    with cli.app() as app:
        opened_at = cli.contract(number).requests[-1].opened_at
        with app.database.transaction() as tx:
            stored = history.load(tx.connection, cli.id_of(app, number), lock=True)
            request = stored.contract.requests[-1]
            command = GiveVerdict(request.id, Verdict.APPROVE, "", request.assignee, written_at=opened_at)
            execute(app, tx, stored, command, "test", opened_at + timedelta(hours=2))
    [row] = [each for each in cli.rows("history", number) if each["kind"] == "VerdictGiven"]
    assert datetime.fromisoformat(row["data"]["written_at"]) == opened_at
    assert datetime.fromisoformat(row["at"]) == opened_at + timedelta(hours=2)
    assert re.search(r"согласовала\s+\(написано\s+\w\w\s+\d\d\.\d\d", cli.says("history", number))
