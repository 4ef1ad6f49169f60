"""`contractd doctor` looks at everything the daemon needs and says what to do about what is not as it should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cli.conftest import CommandLine
from daemon.application.admin.health_checks import State, examine
from daemon.config import load
from daemon.documents.folder_entries import Hindrance
from daemon.store import untaken_rows
from daemon.store.database import Database


def states(cli: CommandLine) -> dict[str, str]:
    return {row["what"]: row["state"] for row in cli.rows("doctor", "--no-mail")}


def test_a_house_in_order(cli: CommandLine) -> None:
    cli.submit()
    found = states(cli)
    assert {found[what] for what in ("configuration", "database", "clock", "folder contracts")} == {"fine"}


def test_before_the_first_start_what_is_missing_is_no_fault(cli: CommandLine) -> None:
    (cli.folder / "contractd.db").unlink()
    assert states(cli)["database"] == "note"
    assert not (cli.folder / "contractd.db").exists()


def test_a_wrong_configuration_is_told_whole(cli: CommandLine) -> None:
    cli.edit("undo: 30 minutes", "undo: 30 mins")
    result = cli.type("doctor", "--no-mail")
    assert result.exit_code == 1
    assert "30 mins" in result.stdout


def test_a_mail_server_that_is_not_there_is_told(cli: CommandLine) -> None:
    cli.edit("host: mail.scena.example", "host: 127.0.0.1")
    cli.edit("port: 993", "port: 9")
    cli.edit("port: 587", "port: 9")
    result = cli.type("doctor", "--json")
    assert result.exit_code == 1
    assert '"mail, receive", "state": "wrong"' in result.stdout


def test_a_database_that_is_none_is_told(cli: CommandLine) -> None:
    (cli.folder / "contractd.db").write_bytes(b"not a database, but long enough to be read as one" * 100)
    result = cli.type("doctor", "--no-mail")
    assert result.exit_code == 1
    assert "cannot be used" in " ".join(result.stdout.split())


def test_a_clock_that_went_back_is_told(cli: CommandLine) -> None:
    cli.submit()
    found = {each.what: each for each in examine(load(cli.config), datetime.now(UTC) - timedelta(days=1))}
    assert found["clock"].state is State.WRONG


def test_what_lies_in_the_drafts_folder_and_is_not_taken_is_told(cli: CommandLine) -> None:
    cli.submit()
    database = Database(load(cli.config).database)
    with database.transaction() as tx:
        untaken_rows.note(tx, "purchase/форма.xlsx", Hindrance.OPEN, "~$форма.xlsx (Титова)", datetime.now(UTC))
    database.close()
    found = [each["detail"] for each in cli.rows("doctor", "--no-mail") if each["what"] == "drafts"]
    assert found == [
        "purchase/форма.xlsx: The file is open: ~$форма.xlsx (Титова) lies beside it. Close it and it will be taken. "
        "If nobody has it open (a program has crashed), delete ~$форма.xlsx (Титова)."
    ]


def test_a_folder_that_cannot_be_written_is_told(cli: CommandLine) -> None:
    (cli.folder / "drafts").symlink_to("/proc")
    assert cli.type("doctor", "--no-mail").exit_code == 1


def test_files_that_are_not_as_they_were_filed_are_named(cli: CommandLine) -> None:
    number = cli.submit()
    [path] = (cli.folder / "contracts").rglob(f"{number}*.docx")
    content = path.read_bytes()
    assert states(cli)["archive"] == "fine"
    path.write_bytes(content + b"\0")
    assert "was changed" in cli.type("doctor", "--no-mail", "--json").stdout
    path.rename(path.with_name("старый.docx"))
    result = cli.type("doctor", "--no-mail", "--json")
    assert result.exit_code == 1
    assert path.name in result.stdout
    path.write_bytes(content)
    assert states(cli)["archive"] == "fine"


def test_what_still_hangs_on_people_who_have_left_is_listed_with_the_command_for_each(cli: CommandLine) -> None:
    number = cli.submit()
    assert "leavers" not in states(cli)
    cli.edit("lawyer", "jurist")
    [found] = [row for row in cli.rows("doctor", "--no-mail") if row["what"] == "leavers"]
    assert found["state"] == "note"
    assert f'{number}: asked in stage legal: Орлова Мария Петровна ("lawyer"), probably renamed' in found["detail"]
    assert f"contractd reassign {number} --from lawyer --to PERSON" in found["detail"]
