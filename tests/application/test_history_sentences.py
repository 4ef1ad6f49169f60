"""The history of a contract in sentences: every kind of event, in both languages, told as people would tell it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from workflow.golden import FOLDER, LONG_AGO, specimens
from workflow.people import YEKATERINBURG, at, route, someone, stage
from workflow.story import Story

from daemon.application import wording
from daemon.application.admin.history_sentences import sentence
from daemon.application.wording import house_words, moment
from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.codec import KINDS, event_from_json
from daemon.workflow.model import Contract, Verdict

TEXTS = Path(wording.__file__).with_name("texts")
LANGUAGES = ("ru", "en")


@pytest.fixture(scope="module")
def contract() -> Contract:
    """One that has any request that a specimen may name."""
    contract = Story(route(stage("legal", "lawyer"), stage("fund", "commercial"))).contract
    request = contract.requests[0]
    return replace(contract, requests=tuple(replace(request, id=number) for number in range(1, 30)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_is_a_sentence(kind: str, language: str, contract: Contract) -> None:
    for path in specimens(kind):
        kept = json.loads(path.read_text("utf-8"))
        event = event_from_json(kept["kind"], kept["data"])
        said = sentence(event, contract, house_words(language, YEKATERINBURG), LONG_AGO)
        said = re.sub(r"\w+ «\d+»", "Name", said)  # the specimens' own words
        assert re.match(r"[А-ЯA-Z]", said), said
        assert not re.search(r"[{}]|None|\b[a-z]+_[a-z]+\b|  |: *$|\(\)|«»", said), said


def keys(texts: Any, prefix: str = "") -> set[str]:
    if not isinstance(texts, dict) or "unknown" in texts:
        return {prefix}
    return {each for key, value in texts.items() for each in keys(value, f"{prefix}.{key}")}


def test_both_languages_have_the_same_texts() -> None:
    ru, en = (YAML(typ="safe").load((TEXTS / f"{each}.yaml").read_text("utf-8")) for each in LANGUAGES)
    assert keys(ru) == keys(en)
    assert set(ru["history"]) == set(KINDS)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_no_word_of_a_person_is_left_out(path: Path, contract: Contract) -> None:
    kept = json.loads(path.read_text("utf-8"))
    event = event_from_json(kept["kind"], kept["data"])
    said = sentence(event, contract, house_words("ru", YEKATERINBURG), LONG_AGO)
    silent = isinstance(event, e.VerdictGiven) and event.silent  # nobody said anything
    guessed = getattr(event, "guessed_from", "")  # those words are told
    for field in ("remarks", "text", "words", "reason"):
        words = getattr(event, field, "")
        if words and not silent and not guessed and not isinstance(event, e.LateAnswerKept):
            assert words in said


def told(story: Story, language: str = "ru") -> list[str]:
    words = house_words(language, YEKATERINBURG)
    return [sentence(event, story.contract, words, when).replace("\u00a0", " ") for when, event in story.history]


def a_story() -> Story:
    legal = replace(stage("legal", "lawyer"), title="Правовая экспертиза")
    story = Story(route(legal, stage("fund", "commercial", "artistic")))
    story.asks("lawyer", "Где смета?")
    story.clerk_answers("lawyer", "В приложении 2")
    story.do(story.answer("lawyer", Verdict.APPROVE_WITH_REMARKS, "проверьте\nпункт 3"))
    story.returns("commercial", "нет сметы")
    story.do(c.Hold("root", "ждём письма"))
    return story


def test_a_history_reads_as_it_happened() -> None:
    assert told(a_story()) == [
        "Договор зарегистрирован: Договор 42; инициатор – Титова О. Н.",
        "Сдана версия 1",
        "Документы версии 1 готовы",
        "Начался круг 1, версия 1",
        "Начался этап «Правовая экспертиза»",
        "Запрошено согласование: Орлова М. П., этап «Правовая экспертиза», срок ср 25.11 18:00",
        "Орлова М. П. спрашивает: «Где смета?»",
        "Титова О. Н. отвечает на вопрос (Орлова М. П.): «В приложении 2»",
        "Орлова М. П. согласовала с замечанием: «проверьте пункт 3»",
        "Запрос закрыт: Орлова М. П. – этап закрыт",
        "Этап «Правовая экспертиза» пройден",
        "Начался этап «Fund»",
        "Запрошено согласование: Белова И. О., этап «Fund», срок ср 25.11 18:00",
        "Запрошено согласование: Громов П. И., этап «Fund», срок ср 25.11 20:00",
        "Белова И. О. вернула на доработку: «нет сметы»",
        "Договор приостановлен (root): «ждём письма»",
    ]


def test_a_history_reads_as_it_happened_in_english_too() -> None:
    assert told(a_story(), "en")[5:9] == [
        'Орлова М. П. was asked to approve, stage "Правовая экспертиза", due Wed 25.11 18:00',
        'Орлова М. П. asks: "Где смета?"',
        'Титова О. Н. answered the question of Орлова М. П.: "В приложении 2"',
        'Орлова М. П. approved with a remark: "проверьте пункт 3"',
    ]


def test_a_name_without_a_gender_takes_words_without_one() -> None:
    story = a_story()
    reed = replace(someone("lawyer"), name="John Reed")
    event = e.VerdictGiven(1, Verdict.APPROVE, "", reed, 1, "")
    words = house_words("ru", YEKATERINBURG)
    asked_reed = replace(story.contract, requests=(replace(story.contract.requests[0], assignee=reed),))
    assert sentence(event, asked_reed, words, story.now) == "John Reed: согласовано"


def test_what_was_written_earlier_than_recorded_says_when() -> None:
    story = a_story()
    event = e.QuestionAsked(1, "Где?", written_at=at("2026-11-23 09:15"))
    said = sentence(event, story.contract, house_words("ru", YEKATERINBURG), at("2026-11-23 10:00"))
    assert said.endswith("спрашивает: «Где?» (написано пн 23.11 09:15)")


def test_a_moment_of_another_year_has_its_year() -> None:
    words = house_words("ru", YEKATERINBURG)
    assert moment(words, at("2026-12-31 18:00"), at("2026-11-23 10:00")) == "чт 31.12 18:00"
    assert moment(words, at("2027-01-11 18:00"), at("2026-11-23 10:00")) == "пн 11.01.2027 18:00"


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 рабочий день"), (3, "3 рабочих дня"), (11, "11 рабочих дней"), (22, "22 рабочих дня")]
)
def test_working_days_are_counted_as_people_count(number: int, said: str) -> None:
    assert house_words("ru", YEKATERINBURG).count("working_day", number) == said
