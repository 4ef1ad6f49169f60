"""What an operator reads when a command cannot be carried out: in the language of the house, what, why, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from workflow.people import YEKATERINBURG
from workflow.story import three_stages

from cli.conftest import CommandLine
from daemon.mail.compose.catalogue import load_catalogues
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.order_refusals import order_refused
from daemon.workflow.model import Status, Verdict
from daemon.workflow.refusal import Reason, Refused

CATALOGUES = load_catalogues(Path(__file__).parents[2] / "templates" / "mail")
Before = Callable[[CommandLine, str], None]


def nothing(cli: CommandLine, number: str) -> None:
    """As the contract is when it was handed in: its first approver is asked."""


def after(*words: str) -> Before:
    """After that command."""

    def typed(cli: CommandLine, number: str) -> None:
        cli.says(words[0], number, *words[1:])

    return typed


def declined(cli: CommandLine, number: str) -> None:
    cli.verdict(number, "lawyer", Verdict.DECLINE)


# What was before, the command with its words, and what is said in Russian and in English.
TABLE: list[tuple[Before, tuple[str, ...], str, str]] = [
    (after("withdraw"), ("withdraw",), "договор завершён", "the contract is finished"),
    (after("withdraw"), ("recall",), "договор завершён", "the contract is finished"),
    (after("recall"), ("recall",), "и так на доработке", "in rework already"),
    (after("withdraw"), ("hold",), "договор завершён", "the contract is finished"),
    (after("hold"), ("hold",), "Сначала продолжите его: contractd resume", "Go on with it first: contractd resume"),
    (nothing, ("resume",), "«На согласовании»", 'the contract is "In approval"'),
    (after("recall"), ("reopen",), "«На доработке»", 'the contract is "In rework"'),
    (after("hold"), ("remind",), "договор приостановлен", "the contract is on hold"),
    (declined, ("remind",), "Отклонённый можно открыть снова", "A declined one can be reopened"),
    (nothing, ("confirm",), "неподтверждённых условий нет", "no condition that is not confirmed"),
    (nothing, ("confirm", "7"), "условие 7 сейчас не ждёт", "condition 7 does not wait"),
    (nothing, ("reassign", "--from", "john", "--to", "lawyer"), "John Reed по этому", "John Reed is not waited for"),
    (nothing, ("reassign", "--from", "lawyer", "--to", "lawyer"), "и так отвечает", "answers in this stage anyway"),
    (nothing, ("reassign", "--from", "lawyer", "--to", "clerk"), "свой договор не согласуют", "approves their own"),
    (after("hold"), ("reassign", "--from", "lawyer", "--to", "john"), "приостановлен", "is on hold"),
    (nothing, ("hand-over", "--to", "clerk"), "и так инициатор", "is its initiator already"),
    (after("withdraw"), ("hand-over", "--to", "john"), "договор завершён", "the contract is finished"),
    (nothing, ("extend", "--until", "2020-03-01 12:00"), "01.03.2020 12:00 уже прошло", "01.03.2020 12:00 has passed"),
    (nothing, ("extend", "--by", "1 day", "--person", "john"), "John Reed по этому", "John Reed is not waited for"),
    (nothing, ("extend", "--by", "1 day", "--place", "john"), "Укажите одно из этих", "Give one of these"),
    (after("withdraw"), ("extend", "--by", "1 day"), "сейчас никого не ждём", "nobody is waited for now"),
]


@pytest.mark.parametrize(("before", "words", "russian", "english"), TABLE, ids=[each[1][0] for each in TABLE])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_command_that_is_refused_says_so_in_the_language_of_the_house(
    cli: CommandLine, language: str, before: Before, words: tuple[str, ...], russian: str, english: str
) -> None:
    cli.edit("\n  language: ru", f"\n  language: {language}")
    number = cli.submit()
    before(cli, number)
    said = cli.refuses(words[0], number, *words[1:])
    assert said.startswith(f"{number}: {'Не сделано' if language == 'ru' else 'Not done'}: ")
    assert (russian if language == "ru" else english) in said
    assert not re.search(r"\b(in_approval|in_rework|on_hold|withdrawn|declined)\b", said if language == "ru" else "")


def test_who_is_waited_for_follows_by_name(cli: CommandLine) -> None:
    number = cli.submit()
    assert re.search(r"ждём Орлову М\. П\., до \w\w \d\d\.\d\d \d\d:\d\d\.$", cli.refuses("resume", number))


@pytest.mark.parametrize("language", sorted(CATALOGUES))
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_text_in_both_languages(reason: Reason, language: str) -> None:
    settings = LetterSettings("Сцена", "contracts@scena.example", False, YEKATERINBURG, language, CATALOGUES)
    story, now = three_stages(), datetime(2026, 11, 23, 10, tzinfo=UTC)
    detail = now.isoformat() if reason is Reason.IN_THE_PAST else "Иванов"
    said = order_refused(settings, story.contract, now, Refused(reason, detail))
    assert said.startswith(f"{story.contract.number}: {'Не сделано' if language == 'ru' else 'Not done'}: ")
    assert len(re.findall(r"[.:] ", said)) > 2, "what, why, and what to do or where it stands"
    assert CATALOGUES[language]["refused"][reason.value]
    text = CATALOGUES[language]["order_refused"][reason.value]
    assert bool(re.search("[а-я]", text)) is (language == "ru")


@pytest.mark.parametrize("status", list(Status))
def test_an_order_that_does_not_fit_the_status_names_it_in_words(status: Status) -> None:
    settings = LetterSettings("Сцена", "contracts@scena.example", False, YEKATERINBURG, "ru", CATALOGUES)
    story = three_stages()
    said = order_refused(settings, story.contract, story.now, Refused(Reason.NOT_ALLOWED, status))
    assert str(status) not in said
    assert "«На согласовании»" in said
