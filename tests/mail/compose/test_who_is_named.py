"""Who wrote is who is named, with "за …" where it was for somebody; also when the keys have passed to others since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from workflow.people import PEOPLE, YEKATERINBURG, house, route, rung, someone, stage

from daemon.application.admin.history_sentences import sentence
from daemon.application.admin.read_models import stage_rows
from daemon.application.wording import house_words
from daemon.documents.approval_sheet import sheet_values
from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Absence, Escalate, LateKind, Verdict
from daemon.workflow.refusal import Reason
from daemon.workflow.route import Directory
from mail.compose.test_every_letter import Writer

LADDER = (rung("1 working hour", Escalate.REASSIGN, "director"),)
NEWCOMERS = {"lawyer": "Новикова Вера Ильинична", "deputy": "Серов Илья Петрович", "director": "Дымов Яков Львович"}


def _told(more: Absence | None = None) -> Writer:
    people = Directory(PEOPLE, house().calendar, house().calendars, (more,) if more else ())
    return Writer(route(stage("legal", "lawyer", "commercial", ladder=LADDER)), people=people)


def own_place() -> tuple[Writer, str]:
    return _told(), "lawyer"


def substitute() -> tuple[Writer, str]:
    return _told(Absence("lawyer", date(2026, 11, 20), date(2026, 12, 20))), "deputy"


def delegation() -> tuple[Writer, str]:
    story = _told()
    story.hands_over("lawyer", "deputy", "Орлова Мария Петровна")
    return story, "deputy"


def ladder() -> tuple[Writer, str]:
    story = _told()
    story.approves("commercial")
    story.until("2026-12-01 12:00")
    return story, "director"


def pass_keys_on(story: Writer) -> None:
    """Everybody who answered or was asked has left, and others have their keys."""
    others = {key: replace(PEOPLE[key], name=name, email=f"new.{key}@scena.example") for key, name in NEWCOMERS.items()}
    story.people = replace(story.people, people={**story.people.people, **others})


def nobody_left(story: Writer) -> None:
    """The same people have their keys."""


def text(story: Writer, kind: LetterKind) -> str:
    """The latest letter of this kind, in Russian: subject and text."""
    found = [each for written, language, each in story.composed if (written, language) == (kind, "ru")]
    return " ".join(f"{found[-1].subject} {found[-1].text}".replace("\u00a0", " ").split())


Then = Callable[[Writer], None]


def receipt(story: Writer, key: str, then: Then) -> str:
    story.do(story.answer(key, Verdict.APPROVE_WITH_REMARKS, "Опечатка"))
    then(story)
    return text(story, LetterKind.RECEIPT)


def returned(story: Writer, key: str, then: Then) -> str:
    story.returns(key)
    then(story)
    if story.contract.open_requests():
        story.approves("commercial")
    return text(story, LetterKind.RETURNED)


def question(story: Writer, key: str, then: Then) -> str:
    story.asks(key)
    then(story)
    story.do(c.Remind("Титова"))
    return text(story, LetterKind.QUESTION)


def declined(story: Writer, key: str, then: Then) -> str:
    story.declines(key)
    then(story)
    if story.contract.open_requests():
        story.approves("commercial")
    story.do(c.FileFinalSet(()))
    return text(story, LetterKind.FINISHED)


def approved(story: Writer, key: str, then: Then) -> str:
    story.approves(key)
    then(story)
    if story.contract.open_requests():
        story.approves("commercial")
    story.do(c.FileFinalSet(()))
    return text(story, LetterKind.FINISHED)


def late_word(story: Writer, key: str, then: Then) -> str:
    request = story.request_of(key).id
    approved(story, key, nobody_left)
    said = c.KeepLateAnswer(
        request, Verdict.RETURN, "Нашла ошибку", someone(key), Reason.ALREADY_CLOSED, "", LateKind.ANSWER
    )
    then(story)
    story.do(said)
    return text(story, LetterKind.LATE_TOLD)


WAYS = {
    own_place: ("Орлова М. П.", "Орлова Мария Петровна", ""),
    substitute: ("Зайцев О. Ю. (за Орлову М. П.)", "Зайцев Олег Юрьевич", "Орлова Мария Петровна"),
    delegation: ("Зайцев О. Ю. (за Орлову М. П.)", "Зайцев Олег Юрьевич", "Орлова Мария Петровна"),
    ladder: ("Соколов А. В. (за Орлову М. П.)", "Соколов Андрей Викторович", "Орлова Мария Петровна"),
}
LETTERS = (returned, question, declined, approved, late_word)


@pytest.mark.parametrize("passed", [nobody_left, pass_keys_on])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_names_who_wrote_and_for_whom(
    letter: Callable[[Writer, str, Then], str], way: Callable[[], tuple[Writer, str]], passed: Then
) -> None:
    story, key = way()
    written = letter(story, key, passed)
    assert WAYS[way][0] in written
    assert "(за " in written or way is own_place
    assert not any(name.split()[0] in written for name in NEWCOMERS.values())


@pytest.mark.parametrize("way", WAYS)
def test_a_receipt_says_for_whom_it_was_recorded(way: Callable[[], tuple[Writer, str]]) -> None:
    written = receipt(*way(), nobody_left)
    said = "Записано" if way is own_place else "Записано за Орлову М. П."
    assert f"{said}: согласовано с замечанием, «Опечатка»" in written


@pytest.mark.parametrize("passed", [nobody_left, pass_keys_on])
@pytest.mark.parametrize("way", WAYS)
def test_sheet_status_and_history_name_the_same(way: Callable[[], tuple[Writer, str]], passed: Then) -> None:
    story, key = way()
    returned(story, key, passed)
    shown, name, behalf = WAYS[way]
    request = story.request_of(key)
    sheet = sheet_values(story.contract, 1, "a" * 64, YEKATERINBURG, "ru")["rounds"][0]["places"][request.id - 1]
    assert sheet["person"].replace("\u00a0", " ").splitlines() == [name, f"(за: {behalf})"][: 2 if behalf else 1]
    [row] = [each for each in stage_rows(story.contract, YEKATERINBURG) if each["verdict"] == "return"]
    assert (row["person"], row["on_behalf_of"]) == (name, behalf or None)
    given = [each for each in story.of(e.VerdictGiven) if each.request == request.id]  # type: ignore[attr-defined]
    words = house_words("ru", YEKATERINBURG)
    [line] = [sentence(each, story.contract, words, story.now).replace("\u00a0", " ") for each in given]
    assert line.startswith(f"{shown} вернул")
    assert line.endswith(" на доработку: «Нет сметы»")


def test_the_request_itself_says_for_whom_its_reader_answers_and_why() -> None:
    story, _ = delegation()
    written = text(story, LetterKind.REQUEST)
    assert "прошу согласовать за Орлову М. П." in written
    assert "отвечаете за Орлову М. П.: запрос передан вам" in written


def test_who_is_asked_about_the_next_version_is_the_owner_of_a_place_that_was_handed_over() -> None:
    assert "Новую версию спросим у: Орлова М. П. Договор" in returned(*delegation(), nobody_left)
    assert "Новую версию спросим у: Орлова М. П. Договор" in returned(*ladder(), nobody_left)


def test_what_a_colleague_wrote_and_the_owner_confirmed_is_the_colleague_s_for_the_owner() -> None:
    story = _told()
    request = story.request_of("lawyer").id
    story.do(c.ProposeVerdict(request, Verdict.RETURN, "Нет сметы", someone("economist")))
    story.do(c.ConfirmProposal(request, someone("lawyer"), verified="owner"))
    story.approves("commercial")
    assert "Мишин Д. А. (за Орлову М. П.) вернул" in text(story, LetterKind.RETURNED)


def test_words_beside_a_version_stay_those_of_who_was_its_initiator_then() -> None:
    story = _told()
    story.returns("lawyer")
    story.approves("commercial")
    story.do(c.SubmitVersion(story.contract.facts, story.contract.version.draft, "Договор", words="Исправлено"))
    story.do(c.HandOver(PEOPLE["economist"], "Лапин"))
    story.documents()
    assert "Титова О. Н. о версии 2: «Исправлено»" in text(story, LetterKind.REGISTERED)
