"""`contractd readings`: what people wrote, how it was read, and what came of a guess; without names."""

from __future__ import annotations

import csv
import io

import pytest
from mail.post import mail

from cli.conftest import CommandLine
from daemon.application.admin.reading_export import guess_came_to, without_names
from daemon.application.inbound import dispatch
from daemon.mail.interpret.rules import Lexicon
from daemon.store import inbox, sequences
from daemon.workflow import events as e
from daemon.workflow.model import Participant, Verdict

LEXICON = Lexicon.built_in()
ME = Participant("lawyer", "Орлова М. П.", "", "orlova@scena.example")


def guessed(verdict: Verdict = Verdict.RETURN, mail: str = "a") -> e.VerdictProposed:
    return e.VerdictProposed(1, verdict, "не пойдёт", ME, mail, guessed_from="не пойдёт", reader="0")


def given(verdict: Verdict, mail: str, confirmation: str = "") -> e.VerdictGiven:
    return e.VerdictGiven(1, verdict, "", ME, 1, "f", mail, confirmation=confirmation)


@pytest.mark.parametrize(
    ("events", "came_to"),
    [
        ([guessed()], None),
        ([], None),
        ([guessed(), given(Verdict.RETURN, "a", "b")], "yes"),
        ([guessed(), e.ProposalDropped(1, "b")], "no"),
        ([guessed(), given(Verdict.APPROVE, "b")], "approve"),
        ([given(Verdict.APPROVE, "z"), e.VerdictUndone(1), guessed()], None),
        ([guessed(mail="z"), e.ProposalDropped(1, "y"), guessed(), given(Verdict.RETURN, "a", "b")], "yes"),
    ],
)
def test_what_came_of_a_guess_is_in_the_history(events: list[e.Event], came_to: str | None) -> None:
    assert guess_came_to(events, "a") == came_to


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Ольга Николаевна, добрый день! Согласовано. Орлова М. П.", "… …, добрый день! Согласовано. … … …"),
        ("Передайте Павловой, пусть решает", "Передайте …, пусть решает"),
        ("Звоните +7 342 200-10-20, orlova@scena.example", "Звоните …, …"),
        ("Готова согласовать, если исправите ИНН", "Готова согласовать, если исправите ИНН"),
        ("Вернуть: в п. 4.2 нет срока", "Вернуть: в п. 4.2 нет срока"),
        ("Кузьмичёва Антонида против", "… … против"),
    ],
)
def test_no_name_of_a_person_is_left(text: str, hidden: str) -> None:
    stems = frozenset({"орло", "павло", "николаев"})
    assert without_names(text, stems, LEXICON) == hidden


def writes(cli: CommandLine, number: str, text: str) -> None:
    """The lawyer answers the request of a contract."""
    with cli.app() as app:
        contract_id = cli.id_of(app, number)
        with app.database.transaction() as tx:
            token = sequences.token_of(tx, contract_id, 1)
            raw = mail(text, subject=f"Re: [{number}/{token}] На согласование")
            mail_id = inbox.store(tx, raw, f"<{hash(text)}@scena.example>", "orlova@scena.example", app.now())
        assert mail_id is not None
        dispatch.read_mail(app, mail_id)


def test_the_readings_are_listed_and_exported_without_names(cli: CommandLine) -> None:
    number = cli.submit()
    writes(cli, number, "Ольга Николаевна, добро дадим, когда будет смета")
    writes(cli, number, "Согласовано. Орлова М. П.")
    found = cli.rows("readings")
    assert [(row["verdict"], row["guess"], row["confirmed"]) for row in found] == [
        ("unclear", None, None),
        ("approve", None, None),
    ]
    assert found[0]["words"] == "… …, добро дадим, когда будет смета"
    printed = cli.says("readings", "--csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [row["verdict"] for row in rows] == ["unclear", "approve"]
    assert "Орлова" not in printed
    assert "когда будет смета" in cli.says("readings")
