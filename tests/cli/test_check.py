"""`contractd check` names every mistake at once, in the configuration and in all that goes with it."""

from __future__ import annotations

import json
import subprocess
import sys

from documents.packages import package

from cli.conftest import CommandLine
from daemon.config import load

WRONG_REPLY = ('"Завернуть: нет сметы", verdict: return', '"Завернуть: нет сметы", verdict: approve')


def test_a_right_configuration_is_said_to_be_right(cli: CommandLine) -> None:
    types = len(load(cli.config, secrets=False).contract_types)
    assert cli.says("check").splitlines()[-1] == f"{cli.config} is right: 11 people, {types} contract types"
    assert cli.says("check", "--json") == ""


def test_mistakes_of_every_kind_are_told_together(cli: CommandLine) -> None:
    cli.edit("undo: 30 minutes", "undo: 30 mins")
    cli.edit(*WRONG_REPLY)
    (cli.folder / "templates" / "docx" / "approval_sheet.docx").unlink()
    (cli.folder / "templates" / "docx" / "ticket_sales.docx").write_bytes(b"no zip")
    result = cli.type("check")
    assert result.exit_code == 78
    *lines, last = result.stderr.splitlines()
    assert (len(lines), last) == (4, f"checked: {cli.config}, mistakes: 4")
    assert lines[0].startswith(f"{cli.config}:45: undo: ")
    assert any("reply_tests[1]: expected approve, read as return" in each for each in lines)
    assert any(each.startswith(str(cli.folder / "templates" / "docx" / "ticket_sales.docx")) for each in lines)
    assert any("approval_sheet.docx: missing" in each for each in lines)


def test_the_faults_of_a_template_are_told_with_their_places(cli: CommandLine) -> None:
    path = cli.folder / "templates" / "docx" / "purchase.docx"
    tracked = '<w:p><w:ins w:id="1"><w:r><w:t>пени 0,1 %</w:t></w:r></w:ins></w:p>'
    path.write_bytes(package("{{ amuont }} {{ initiator }}", tracked, "{{ items }}"))
    result = cli.type("check")
    assert result.exit_code == 78
    *lines, last = result.stderr.splitlines()
    assert last == f"checked: {cli.config}, mistakes: 4"
    assert lines[0] == f'{path}: tracked changes: paragraph 2 ("пени 0,1 %"). Accept or reject them all'
    assert [each.partition('"{{ ')[2].partition(" }}")[0] for each in lines[1:]] == ["amuont", "initiator", "items"]


def test_a_field_that_its_template_does_not_show_is_no_mistake(cli: CommandLine) -> None:
    path = cli.folder / "templates" / "docx" / "purchase.docx"
    path.write_bytes(package("{{ counterparty }} {{ inn }} {{ subject }} {{ amount }} {{ fund }} {{ start }}"))
    said = cli.says("check")
    place = "contract_types.purchase.fields.end"
    assert f"{path}: {place}: asked for in the form, and it stands nowhere in the template" in said
    assert "fields.start:" not in said


def test_what_only_follows_from_another_mistake_is_not_told(cli: CommandLine) -> None:
    cli.edit("subject:      {label", "betreff:      {label")  # name, summary and template speak of `subject`
    result = cli.type("check")
    *lines, last = result.stderr.splitlines()
    where = [f"contract_types.purchase.{key}" for key in ("name", "summary")]
    assert [line.split(": ")[1] for line in lines] == where
    assert last == f"checked: {cli.config}, mistakes: 2"


def test_for_a_program_each_mistake_is_an_object(cli: CommandLine) -> None:
    cli.edit("undo: 30 minutes", "undo: 30 mins")
    result = cli.type("check", "--json")
    assert result.exit_code == 78
    [row] = [json.loads(line) for line in result.stdout.splitlines()]
    assert (row["file"], row["line"], row["path"]) == (str(cli.config), 45, "undo")
    assert row["message"].startswith('found "30 mins", expected')


def test_a_chain_of_substitutes_is_spelled_out(cli: CommandLine) -> None:
    cli.edit("email: zaitsev@scena.example, manager: director", "email: zaitsev@scena.example, substitute: john")
    said = cli.says("check")
    assert f"{cli.config}:53: people.lawyer.substitute: a chain: lawyer > lawyer_deputy > john" in said


def test_an_absence_in_which_nobody_stands_in_is_told(cli: CommandLine) -> None:
    cli.edit("  - {person: lawyer, from", "  - {person: john, from")
    assert "absences[0]: nobody stands in (john); john is asked all the same" in cli.says("check")


def test_an_escalation_to_nobody_s_manager_is_told(cli: CommandLine) -> None:
    cli.edit("email: belova@scena.example, manager: director", "email: belova@scena.example")
    assert "route[1].escalate[0].to: commercial has no manager" in cli.says("check")


def test_a_command_refuses_a_wrong_configuration_with_78(cli: CommandLine) -> None:
    cli.edit("undo: 30 minutes", "undo: 30 mins")
    command = [sys.executable, "-m", "daemon", "--config", str(cli.config), "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith(f"{cli.config}:45: undo: ")


def test_the_schema_is_printed(cli: CommandLine) -> None:
    assert json.loads(cli.says("schema"))["title"] == "Configuration of contractd"


def test_a_word_of_the_house_that_does_not_say_what_it_is_listed_for_is_told(cli: CommandLine) -> None:
    cli.edit("approve: [добро, визирую]", 'approve: [добро, "хорошо, но потом"]')
    result = cli.type("check")
    assert result.exit_code == 78
    assert 'replies.approve: "хорошо, но потом" alone is read as unclear' in result.stderr


def test_who_has_left_and_is_still_needed_is_named_with_the_command_that_cures_it(cli: CommandLine) -> None:
    number = cli.submit("700000.00", "commercial")
    cli.edit("procurement", "buyer")
    said = cli.says("check")
    where = f'{number}: a place in stage fund: Павлова Анна Игоревна ("procurement")'
    assert f'{where}, probably renamed to "buyer" (the same address); contractd reroute {number}\n' in said
    assert said.splitlines()[-1].startswith(f"{cli.config} is right")


def test_a_contract_type_that_contracts_under_way_need_is_missing(cli: CommandLine) -> None:
    number = cli.submit()
    cli.edit("  purchase:  ", "  buying:    ")
    result = cli.type("check")
    assert result.exit_code == 78
    assert 'contract_types.purchase: "purchase" is missing' in result.stderr
    assert number in result.stderr
    cli.edit("  buying:    ", "  purchase:  ")
    cli.says("withdraw", number)
    cli.edit("  purchase:  ", "  buying:    ")
    assert "is right" in cli.says("check")
