"""The approval sheet: everything that somebody may want to know of an approval years later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from workflow.people import PEOPLE, SIGNED, approver, route, rung, someone, stage
from workflow.story import Story

from daemon.documents.approval_sheet import sheet_values
from daemon.workflow import commands as c
from daemon.workflow.model import Escalate, StageKind, Verdict
from daemon.workflow.policies import Policies
from daemon.workflow.working_time import parse_duration

ZONE = ZoneInfo("Asia/Yekaterinburg")


def values(story: Story, language: str = "ru") -> dict[str, Any]:
    return sheet_values(story.contract, len(story.history), "a" * 64, ZONE, language)


def places(story: Story, number: int = -1) -> list[dict[str, str]]:
    found: list[dict[str, str]] = values(story)["rounds"][number]["places"]
    return found


def test_every_round_is_shown_with_its_version_and_what_stays_valid() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund", "commercial"), stage("end", "director")))
    story.approves("lawyer")
    story.returns("commercial", "нет сметы")
    story.reworked()
    story.approves("commercial", "director")
    sheet = values(story)
    assert [each["title"] for each in sheet["rounds"]] == ["Круг 1, версия 1", "Круг 2, версия 2"]
    assert [each["verdict"].partition(",")[0] for each in places(story, 0)] == [
        "согласовано",
        "возвращено на доработку",
        "не запрашивался",
    ][: len(places(story, 0))]
    assert places(story, 0)[1]["remarks"] == "нет сметы"
    assert "(остаётся в силе с версии 1)" in places(story)[0]["verdict"]
    assert [each["sha256"] for each in sheet["versions"]] == [each.sha256 for each in story.contract.versions]
    assert (sheet["entry"], sheet["hash"]) == (len(story.history), "a" * 64)


def test_what_was_verified_and_who_confirmed_is_shown() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    request = story.request_of("lawyer").id
    story.do(c.GiveVerdict(request, Verdict.APPROVE, "", someone("lawyer"), verified="dmarc"))
    other = story.request_of("commercial").id
    story.do(c.ProposeVerdict(other, Verdict.APPROVE, "", someone("deputy")))
    story.do(c.ConfirmProposal(other, someone("commercial"), verified="owner"))
    first, second = (each["verdict"] for each in places(story))
    assert "проверено: подпись почтового домена (DMARC)" in first
    assert "ответ дал(а): Зайцев Олег Юрьевич" in second
    assert "подтвердил(а): Белова Ирина Олеговна" in second
    assert "проверено: подтверждение владельца запроса" in second


def test_in_whose_place_somebody_was_asked_is_shown() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.hands_over("lawyer", "deputy")
    assert places(story)[0]["verdict"] == "передано"
    assert places(story)[1]["person"] == "Зайцев Олег Юрьевич\n(за: Орлова Мария Петровна)"


def test_silence_is_called_silence() -> None:
    story = Story(route(stage("legal", "lawyer", ladder=(rung("1 working day", Escalate.APPROVE, None),))))
    story.until("2026-12-10 10:00")
    assert places(story)[0]["verdict"].endswith("(молчание по истечении срока)")


def test_what_was_said_before_asked_and_said_too_late_is_shown() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial"), stage("end", "director")))
    story.asks("lawyer", "Где смета?")
    story.clerk_answers("lawyer", "В приложении")
    story.do(story.answer("lawyer", Verdict.RETURN, "поспешил"))
    story.approves("lawyer")
    remarks = places(story)[0]["remarks"]
    assert "Прежний ответ: возвращено на доработку: поспешил" in remarks
    assert "Вопрос: «Где смета?» Ответ: «В приложении»" in remarks


def test_a_stage_that_asks_nobody_says_why_and_one_ahead_whom_it_will_ask() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund"), stage("end", "director")))
    rows = places(story)
    assert rows[0]["verdict"].startswith("ответ ожидается до ")
    assert "не требуется: Сумма договора – 700\u00a0000,00\u00a0₽" in rows[-2]["verdict"] + rows[-1]["verdict"]
    assert "не запрашивался" in rows[-2]["verdict"] + rows[-1]["verdict"]


def test_one_of_several_who_was_not_needed_is_not_called_silent() -> None:
    story = Story(route(stage("money", "accountant", "economist", need=1)))
    story.approves("accountant")
    assert places(story)[1]["verdict"] == "ответ не понадобился"


def test_a_signature_is_called_one_and_its_copy_is_named() -> None:
    story = Story(route(stage("sign", "director", kind=StageKind.SIGNATURE)))
    story.approves("director")
    assert places(story)[0]["verdict"].startswith("подписано, ")
    sheet = values(story)
    assert sheet["signed"] == [{"name": SIGNED.name, "sha256": SIGNED.sha256}]
    assert sheet["facts"][-1]["value"].startswith("подписан ")


def test_a_text_edited_by_hand_is_called_so() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.returns("lawyer")
    story.do(c.SubmitVersion(story.contract.facts, SIGNED, "Договор 42", SIGNED))
    assert [each["made"] for each in values(story)["versions"]] == ["по форме, из шаблона", "правлен вручную"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_sheet_speaks_both_languages(language: str) -> None:
    story = Story(route(stage("legal", approver("lawyer"), approver("commercial")), stage("fund")))
    story.asks("lawyer")
    story.hands_over("commercial", "deputy")
    assert values(story, language)["sheet_title"] in ("ЛИСТ СОГЛАСОВАНИЯ", "APPROVAL SHEET")
    assert PEOPLE["deputy"].name in str(values(story, language))


def test_a_condition_stands_on_the_sheet_with_what_became_of_it() -> None:
    grace = Policies(grace=parse_duration("5 minutes"))
    story = Story(route(stage("fund", "commercial", "accountant"), policies=grace))
    words = "при условии, что срок 10 дней"
    conditional = story.answer("commercial", Verdict.APPROVE_WITH_REMARKS, words)
    story.do(replace(conditional, conditions=(words,)))
    story.approves("accountant")
    story.until("2026-11-23 10:10")
    [place, _] = places(story)
    assert place["verdict"].startswith("согласовано с условием, ")
    assert place["remarks"].split("\n") == [words, "Условие 1: не подтверждено"]
    story.do(c.ConfirmCondition(1, "", "Титова", "clerk"))
    story.do(c.DisputeCondition(1, "не выполнено: 20 дней", someone("commercial")))
    story.do(c.ConfirmCondition(1, "теперь 10", "Титова", "clerk"))
    assert places(story)[0]["remarks"].split("\n")[1:] == [
        "Возражение к условию 1 (23.11.2026 10:10): «не выполнено: 20 дней»",
        "Условие 1: подтверждено, Титова, 23.11.2026 10:10: «теперь 10»",
    ]
