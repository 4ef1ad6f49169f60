"""`contractd doctor` looks at everything the daemon needs and says what to do about what is not as it should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cli.conftest import House
from daemon.application.admin.health_checks import State, examine
from daemon.config import load


def states(house: House) -> dict[str, str]:
    return {row["what"]: row["state"] for row in house.rows("doctor", "--no-mail")}


def test_a_house_in_order(house: House) -> None:
    house.submit()
    found = states(house)
    assert {found[what] for what in ("configuration", "database", "clock", "folder contracts")} == {"fine"}


def test_before_the_first_start_what_is_missing_is_no_fault(house: House) -> None:
    (house.folder / "contractd.db").unlink()
    assert states(house)["database"] == "note"
    assert not (house.folder / "contractd.db").exists()


def test_a_wrong_configuration_is_told_whole(house: House) -> None:
    house.edit("undo: 30 minutes", "undo: 30 mins")
    result = house.type("doctor", "--no-mail")
    assert result.exit_code == 1
    assert "30 mins" in result.stdout


def test_a_mail_server_that_is_not_there_is_told(house: House) -> None:
    house.edit("host: mail.scena.example", "host: 127.0.0.1")
    house.edit("port: 993", "port: 9")
    house.edit("port: 587", "port: 9")
    result = house.type("doctor", "--json")
    assert result.exit_code == 1
    assert '"mail, receive", "state": "wrong"' in result.stdout


def test_a_database_that_is_none_is_told(house: House) -> None:
    (house.folder / "contractd.db").write_bytes(b"not a database, but long enough to be read as one" * 100)
    result = house.type("doctor", "--no-mail")
    assert result.exit_code == 1
    assert "cannot be used" in " ".join(result.stdout.split())


def test_a_clock_that_went_back_is_told(house: House) -> None:
    house.submit()
    found = {each.what: each for each in examine(load(house.config), datetime.now(UTC) - timedelta(days=1))}
    assert found["clock"].state is State.WRONG


def test_a_folder_that_cannot_be_written_is_told(house: House) -> None:
    (house.folder / "drafts").symlink_to("/proc")
    assert house.type("doctor", "--no-mail").exit_code == 1


def test_files_that_are_not_as_they_were_filed_are_named(house: House) -> None:
    number = house.submit()
    [path] = (house.folder / "contracts").rglob(f"{number}*.docx")
    content = path.read_bytes()
    assert states(house)["archive"] == "fine"
    path.write_bytes(content + b"\0")
    assert "was changed" in house.type("doctor", "--no-mail", "--json").stdout
    path.rename(path.with_name("старый.docx"))
    result = house.type("doctor", "--no-mail", "--json")
    assert result.exit_code == 1
    assert path.name in result.stdout
    path.write_bytes(content)
    assert states(house)["archive"] == "fine"
